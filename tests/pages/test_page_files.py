"""What a page holds as a file: closed to the outside, escaped, redacted, cut where long."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
import small_province

import cli
from engine.analysis.simulation import Simulation
from engine.problems import Language
from engine.reporting.page.document import STATIC
from engine.reporting.page.hues import MOST_TINT, contrast, tint, words_on
from engine.reporting.page.impact import impact_page
from engine.reporting.page.listing import MOST_ROWS
from engine.service import runs

Pages = Callable[[str, Language], Path]
ROOT = Path(__file__).parents[2]
SALTMERE = ROOT / "tests/policies/saltmere"


def hashed(text: str) -> str:
    return "'sha256-" + b64encode(sha256(text.encode()).digest()).decode() + "'"


@pytest.mark.parametrize("kind", ("run", "impact"))
def test_the_policy_of_a_page_allows_its_own_style_and_script_and_nothing_else(
    pages: Pages, kind: str
) -> None:
    text = pages(kind, "zh").read_text("utf-8")
    style, script = (re.findall(f"<{tag}>(.*?)</{tag}>", text, re.S) for tag in ("style", "script"))
    assert len(style) == len(script) == 1
    policy = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert policy[1].split("; ") == [
        "default-src 'none'",
        f"style-src {hashed(style[0])}",
        f"script-src {hashed(script[0])}",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert not re.search(r'\s(style|on\w+)="', text)
    assert not re.search(r"https?://|//\w|url\(|@import", text)


def test_the_script_is_small() -> None:
    assert len((STATIC / "page.js").read_bytes()) <= 2048


@pytest.mark.parametrize("kind", ("run", "impact"))
def test_a_page_is_named_and_worded_in_its_language(pages: Pages, kind: str) -> None:
    zh, en = (pages(kind, language).read_text("utf-8") for language in ("zh", "en"))
    assert '<html lang="zh-CN">' in zh
    assert '<html lang="en">' in en
    assert "内部资料" in zh
    assert "Internal" in en
    own = re.sub(r"<(td|th|option|title|div|span)\b[^>]*>[^<]*[一-鿿][^<]*", "", en)
    left = set(
        re.findall(r"[，。；：（）＝、]", re.sub(r"<style>.*?</style>", "", own, flags=re.S))
    )
    assert left == set(), "Chinese punctuation between English words"


def test_a_run_says_what_ran_on_what(pages: Pages, evaluated: runs.Evaluation) -> None:
    text = pages("run", "zh").read_text("utf-8")
    for known in (
        evaluated.policy.sha256,
        evaluated.policy.version,
        evaluated.facts.sha256,
        evaluated.policy.title.zh,
        "2026-03-31",
        "reference",
    ):
        assert known in text


def test_an_impact_says_both_versions(pages: Pages, simulated: Simulation) -> None:
    text = pages("impact", "en").read_text("utf-8")
    assert simulated.old.sha256 != simulated.new.sha256
    for known in (simulated.old.sha256, simulated.new.sha256, simulated.sample.sha256):
        assert known in text
    assert str(ROOT) not in text


def test_every_deciding_rule_of_a_change_stands_with_its_line(
    pages: Pages, simulated: Simulation
) -> None:
    text = pages("impact", "zh").read_text("utf-8")
    stricter = next(c for c in simulated.changed if c.direction == "stricter")
    for side in (stricter.old, stricter.new):
        place = side.rules[0].place.rpartition("/")[2]
        assert re.fullmatch(r"warning-level\.yaml:\d+", place)
        assert place in text


@pytest.mark.parametrize("language", ("zh", "en"))
def test_redacting_leaves_no_name_and_no_key(
    evaluated: runs.Evaluation, simulated: Simulation, language: Language
) -> None:
    whole = runs.page(evaluated, language).decode() + impact_page(simulated, language).decode()
    hidden = runs.page(evaluated, language, redact=True).decode()
    hidden += impact_page(simulated, language, redact=True).decode()
    for number in range(small_province.COUNT):
        assert small_province.key(number) in whole
        assert small_province.key(number) not in hidden
        assert small_province.name(number) not in hidden
    assert "试验" in whole
    assert "试验" not in hidden
    assert "window.broken" not in hidden


def test_a_long_list_is_cut_and_says_so(evaluated: runs.Evaluation) -> None:
    one = evaluated.outcomes[0]
    many = tuple(one._replace(key=(f"K{n:05d}", "1")) for n in range(MOST_ROWS + 345))
    text = runs.page(replace(evaluated, outcomes=many), "zh").decode()
    assert len(re.findall('<tr data-k="', text)) == MOST_ROWS
    assert "共 2,345 家，下表列出前 2,000 家" in text
    assert "其余 345 家见 Excel 工作簿" in text


def test_answers_that_executors_disagree_on_are_told(evaluated: runs.Evaluation) -> None:
    text = runs.page(replace(evaluated, lost=(("K1", "1"),)), "en").decode()
    assert "The executors disagreed on 1;" in text


def test_a_set_without_map_inspections_or_colours_gets_its_page(tmp_path: Path) -> None:
    rows = "code,name,shire,level\nG1,Upper Mill,9001,7.9\nG4,Eel House,9002,11.5\n"
    (tmp_path / "gauge.csv").write_text(rows, "utf-8")
    day = date(2021, 6, 1)
    found = runs.evaluate(str(SALTMERE), str(tmp_path), as_of=day, today=day, engine="reference")
    text = runs.page(found, "en").decode()
    assert re.findall(r'<th scope="row">(?:<[^>]*>)?([A-Z][a-z ]*shire|[A-Z]\w+)', text)
    assert "Violet" in text
    assert "Eel House" in text
    assert 'class="map"' not in text
    assert "inspected" not in text.lower()


def test_a_rule_that_could_not_hold_is_told_from_one_that_did_not(
    pages: Pages, evaluated: runs.Evaluation
) -> None:
    text = pages("run", "en").read_text("utf-8")
    rows = dict(
        re.findall(
            r'<span class="mono q">([^<]+)</span></th>.*?<td class="short">'
            r'(?:[^<]*)</td><td class="short">(?:<b>)?([^<]*)',
            text,
        )
    )
    held = {rule for one in evaluated.outcomes for rule in (*one.fired, *one.unknown)}
    with_rows = {name for name, table in evaluated.facts.tables.items() if table.rows}
    for decision in evaluated.policy.decisions.values():
        for rule in decision.rules:
            id = f"{decision.id}/{rule.id}"
            idle = "never" if decision.entity in with_rows else "no such rows"
            assert rows[id] == ("" if id in held else idle)


def test_subjects_of_an_unknown_place_are_counted_beside_the_map(
    evaluated: runs.Evaluation,
) -> None:
    one = evaluated.outcomes[0]
    away = one._replace(key=("nowhere", "1"))
    text = runs.page(replace(evaluated, outcomes=(one, away)), "en").decode()
    assert "1 lie at an unknown place or off the map." in text
    assert "(place unknown)" in text


def test_the_command_writes_the_page(
    facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "levels.html"
    words = ["evaluate", "-p", str(small_province.POLICY), "-f", str(facts)]
    words += ["--report", str(page), "--redact", "--engine", "reference", "--lang", "en"]
    with pytest.raises(SystemExit) as stop:
        cli.main(words)
    assert stop.value.code == 0
    assert f"wrote {page}" in capsys.readouterr().err
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert "试验" not in page.read_text("utf-8")


@pytest.mark.parametrize(
    "colour", ("#5b9bd5", "#ffd966", "#f4a460", "#ff6b6b", "#000080", "#7f7f7f")
)
def test_words_on_a_level_and_on_its_tints_can_be_read(colour: str) -> None:
    assert contrast(colour, words_on(colour)) >= 4.5
    for share in (0.0, 0.3, 0.6, 1.0):
        shade = tint(colour, share)
        assert contrast(shade, words_on(shade)) >= 4.5


def test_the_strongest_tint_is_capped() -> None:
    assert tint("#000000", 1.0) == tint("#000000", 7.0)
    assert int(tint("#000000", 1.0)[1:3], 16) == round(255 * (1 - MOST_TINT / 100))
