"""The pages in a real browser: filter, sort, search, keyboard, print, silence, no barrier."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import small_province

from engine.analysis.simulation import Simulation
from engine.problems import Language
from engine.service import runs

Pages = Callable[[str, Language], Path]
KINDS = ("run", "impact")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
EVERY = [(kind, language) for kind in KINDS for language in LANGUAGES]
# Columns of the lists, from 1.
RUN_NAME, RUN_LEVEL, RUN_KEY = 3, 6, 4
OLD_LEVEL, NEW_LEVEL = 6, 7


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_page_asks_for_nothing_but_itself_and_complains_of_nothing(
    visit: Any, pages: Pages, kind: str, language: Language
) -> None:
    path = pages(kind, language)
    opened = visit(path)
    opened.page.locator("#q").fill("91")
    opened.page.wait_for_timeout(100)
    assert opened.requests == [path.as_uri()]
    assert opened.complaints == []


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_page_has_no_barrier_that_axe_knows(
    visit: Any, pages: Pages, kind: str, language: Language
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    opened = visit(pages(kind, language))
    opened.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(opened.page).response
    wrong = [
        (v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in found["violations"]
    ]
    assert wrong == []
    assert "color-contrast" in {rule["id"] for rule in found["passes"]}


def test_text_that_is_html_stays_text(visit: Any, pages: Pages) -> None:
    for kind in KINDS:
        opened = visit(pages(kind, "zh"))
        assert opened.page.evaluate("window.broken") is None
        assert opened.page.locator("script").count() == 1
    opened = visit(pages("run", "zh"))
    assert small_province.NASTY in opened.column(RUN_NAME)


def test_search_keeps_the_rows_that_hold_every_word(visit: Any, pages: Pages) -> None:
    opened = visit(pages("run", "zh"))
    assert opened.count() == small_province.COUNT
    opened.page.locator("#q").fill("试验007 ")
    assert opened.column(RUN_NAME) == ["试验007有限公司"]
    assert opened.count() == 1
    opened.page.locator("#q").fill("昆明 红色级")
    rows = opened.shown()
    assert rows
    assert all("昆明" in row and "红色级" in row for row in rows)
    opened.page.locator("#q").fill("nothing is called this")
    assert opened.shown() == []
    assert opened.count() == 0
    opened.page.locator("#r").click()
    assert opened.count() == small_province.COUNT


def test_selects_filter_together(visit: Any, pages: Pages, evaluated: runs.Evaluation) -> None:
    opened = visit(pages("run", "en"))
    opened.page.get_by_label("level", exact=True).select_option(label="Red")
    opened.page.get_by_label("inspection").select_option(label="inspected")
    wanted = {
        "/".join(o.key)
        for o in evaluated.outcomes
        if o.inspected and o.verdict == "decided" and o.level == ("red", "red")
    }
    assert wanted
    assert set(opened.column(RUN_KEY)) == wanted


def test_a_number_of_the_matrix_filters_the_list(visit: Any, pages: Pages) -> None:
    opened = visit(pages("run", "zh"))
    cell = opened.page.locator("td[data-f] button").first
    wanted = int(cell.inner_text())
    cell.click()
    assert opened.count() == wanted == len(opened.shown())
    assert opened.page.evaluate("document.activeElement.className") == "list"


def test_a_transition_filters_the_changed(visit: Any, pages: Pages, simulated: Simulation) -> None:
    opened = visit(pages("impact", "en"))
    milder = [c for c in simulated.changed if c.transition == ("blue", "none")]
    assert milder
    found = 0
    for cell in opened.page.locator("td[data-f*='a-blue b-none'] button").all():
        cell.click()
        found += opened.count()
        assert set(opened.column(OLD_LEVEL)) == {"Blue"}
        assert set(opened.column(NEW_LEVEL)) == {"No warning"}
    assert found == len(milder)
    opened.page.get_by_label("change", exact=True).select_option(label="stricter")
    assert opened.count() == 0


def test_milder_ones_come_first(visit: Any, pages: Pages, simulated: Simulation) -> None:
    opened = visit(pages("impact", "en"))
    signs = [words[0] for words in opened.column(1)]
    assert (
        signs
        == ["▼"] * simulated.by_direction["milder"] + ["▲"] * (simulated.by_direction["stricter"])
    )


def test_a_head_sorts_up_and_down_and_says_so(visit: Any, pages: Pages) -> None:
    opened = visit(pages("run", "zh"))
    head = opened.page.locator("#t thead th").nth(RUN_LEVEL - 1)
    assert head.get_attribute("aria-sort") == "none"
    ranks = "[...document.querySelectorAll('#t tbody tr')].map(r => +r.cells[5].dataset.s)"
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    up = opened.page.evaluate(ranks)
    assert up == sorted(up)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    down = opened.page.evaluate(ranks)
    assert down == sorted(up, reverse=True)
    names = opened.page.locator("#t thead th").nth(RUN_NAME - 1)
    names.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "none"
    sorted_names = [n for n in opened.column(RUN_NAME) if n.startswith("试验")]
    assert sorted_names == sorted(sorted_names)


def test_everything_can_be_done_with_the_keyboard(visit: Any, pages: Pages) -> None:
    opened = visit(pages("run", "zh"))
    opened.page.locator("#q").focus()
    opened.page.keyboard.type("试验0")
    after_search = opened.count()
    assert 0 < after_search < small_province.COUNT
    reached = set()
    for _ in range(16):
        opened.page.keyboard.press("Tab")
        reached.add(opened.page.evaluate("document.activeElement.tagName"))
    assert {"SELECT", "BUTTON", "DIV"} <= reached
    head = opened.page.locator("#t thead button").first
    head.focus()
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#t thead th").first.get_attribute("aria-sort") == "ascending"
    reset = opened.page.locator("#r")
    reset.focus()
    opened.page.keyboard.press("Space")
    assert opened.count() == small_province.COUNT


@pytest.mark.parametrize("kind", KINDS)
def test_without_script_everything_is_readable_and_nothing_is_dead(
    visit: Any, pages: Pages, kind: str
) -> None:
    opened = visit(pages(kind, "zh"), script=False)
    assert opened.page.locator("#f").is_hidden()
    assert opened.page.get_by_role("button").count() == 0
    rows = opened.page.locator("#t tbody tr")
    assert rows.count() > 0
    assert rows.first.is_visible()
    assert opened.page.locator("svg.map use").count() > 100
    opened.page.locator("summary").first.click()
    assert opened.page.locator("details[open] table").first.is_visible()


def test_the_map_says_in_words_what_it_shows_and_carries_its_note(
    visit: Any, pages: Pages, evaluated: runs.Evaluation
) -> None:
    assert evaluated.policy.map is not None
    opened = visit(pages("run", "zh"))
    notes = opened.page.locator("figure p.note").all_inner_texts()
    assert len(notes) == opened.page.locator("svg.map").count() == 2
    assert all(evaluated.policy.map.note.zh in note for note in notes)
    titles = opened.page.locator("svg.map").first.locator("use title").all_text_contents()
    assert len(titles) == 129
    [title] = [words for words in titles if words.startswith("玉溪市 红塔区：")]
    inspected = [
        o.level[0]
        for o in evaluated.outcomes
        if o.inspected and o.level and place_of(evaluated, o.key) == "530402"
    ]
    scale = evaluated.policy.level_scale
    gravest = max(map(scale.ids.index, inspected))
    assert title.startswith(f"玉溪市 红塔区：最高{scale.members[gravest].title.zh}；")
    impact = visit(pages("impact", "en"))
    assert evaluated.policy.map.note.en in impact.page.locator("figure p.note").last.inner_text()


def place_of(evaluated: runs.Evaluation, key: tuple[str, ...]) -> object:
    return evaluated.facts.tables["enterprise"].rows[key].values["division"]


def counts_of(table: Any) -> dict[tuple[str, str], int]:
    """Return what a matrix shows: (words of the row, words of the column) -> number."""
    columns = [words.strip() for words in table.locator("thead th").all_inner_texts()][1:]
    found = {}
    for row in table.locator("tbody tr").all():
        [head] = row.locator("th").all_inner_texts()
        for column, words in zip(columns, row.locator("td").all_inner_texts(), strict=True):
            found[head.strip(), column] = int(words.strip("▲▼ ").replace(",", ""))
    return found


def test_the_matrix_of_a_run_holds_every_answer_once(
    visit: Any, pages: Pages, evaluated: runs.Evaluation
) -> None:
    opened = visit(pages("run", "en"))
    shown = [counts_of(t) for t in opened.page.locator("section > .wide > table.places").all()]
    titles = {m.id: m.title.en for m in evaluated.policy.level_scale.members}
    for inspected, counts in zip((True, False), shown, strict=True):
        own = [o for o in evaluated.outcomes if o.inspected is inspected]
        assert sum(n for (_, c), n in counts.items() if c == "total") == len(own)
        for id, title in titles.items():
            wanted = sum(o.verdict == "decided" and o.level == (id, id) for o in own)
            assert sum(n for (_, c), n in counts.items() if c == title) == wanted


def test_the_matrices_of_a_change_are_those_of_the_simulation(
    visit: Any, pages: Pages, simulated: Simulation
) -> None:
    opened = visit(pages("impact", "en"))
    titles = {s.id: s.title.en for s in simulated.states}
    tables = opened.page.locator("table:has(td.same)").all()
    assert len(tables) == len(simulated.blocks) == 2
    for matrix, table in zip(simulated.blocks.values(), tables, strict=True):
        shown = counts_of(table)
        for (old, new), count in matrix.counts.items():
            assert shown[titles[old], titles[new]] == count
        assert sum(n for (_, c), n in shown.items() if c == "total") == matrix.total


def test_limits_and_the_past_are_shown(visit: Any, pages: Pages, simulated: Simulation) -> None:
    assert simulated.history is not None
    opened = visit(pages("impact", "en"))
    text = opened.page.locator("main").inner_text()
    assert [gate.passed for gate in simulated.gates] == [True, False]
    assert "√ within" in text
    assert "× exceeded" in text
    for snapshot in simulated.history.snapshots:
        row = opened.page.get_by_role("row").filter(has_text=str(snapshot.day)).first
        assert f"▲{snapshot.stricter} ▼{snapshot.milder}" in row.inner_text()


@pytest.mark.parametrize("kind", KINDS)
def test_printing_gives_pages_with_the_mark_and_without_controls(
    visit: Any, pages: Pages, kind: str, tmp_path: Path
) -> None:
    opened = visit(pages(kind, "zh"))
    paper = opened.page.pdf(prefer_css_page_size=True, print_background=True)
    assert paper.startswith(b"%PDF-")
    assert 3 <= paper.count(b"/Type /Page\n") <= 15
    opened.page.emulate_media(media="print")
    assert opened.page.locator("#f").is_hidden()
    assert opened.page.locator("p.paper").is_visible()
    assert opened.page.locator(".mark").inner_text().startswith("内部资料")
    # Chromium leaves a repeated head blank where its words stand in a box of their own.
    display = "getComputedStyle(document.querySelector('#t th button')).display"
    assert opened.page.evaluate(display) == "contents"
    printed = opened.page.locator("#t tbody tr:visible").count()
    assert printed == min(60, opened.page.locator("#t tbody tr").count())
