"""The impact page: what a rule change does to whom, why, and what work it makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.analysis.simulation import Gate, Simulation, Version
from engine.problems import Language, Text
from engine.reporting.page.document import Page, html
from engine.reporting.page.elements import Child, Markup, el, joined
from engine.reporting.page.impact_change import changes, groups
from engine.reporting.page.impact_list import changed_list, milder_first
from engine.reporting.page.impact_why import basis, bounds, edges, facts, rules
from engine.reporting.page.impact_words import (
    NEW,
    OLD,
    ORDER,
    direction_words,
    states_of,
)
from engine.reporting.page.impact_work import history, workload
from engine.reporting.page.tables import cell, facts_of_run, figures, head, number, table

TITLE = Text("规则调整影响测算：{title}", "Impact of a rule change: {title}")
VERSION, FORCE = Text("版本", "version"), Text("生效", "in force")
SPAN, OPEN_END = (
    Text("{start} 起，{until} 止", "{start} until {until}"),
    Text("{start} 起", "from {start}"),
)
NOT_IN_FORCE = Text("（基准日尚未生效或已失效）", "(not in force on the as-of date)")
NAMED, REVISION = Text("所在", "folder"), Text("修订", "revision")
ENGINE, TOOL = Text("执行器", "executor"), Text("工具", "tool")
AS_OF, SNAPSHOT, NO_DAY = (
    Text("基准日", "as of"),
    Text("数据截止", "facts of"),
    Text("未注明", "not stated"),
)
FACTS, SUBJECTS = Text("基础数据", "facts"), Text("测算企业", "compared")
ROWS = Text("{rows} 行，退回 {returned} 行", "{rows} rows, {returned} returned")
READ = Text(
    "{count}（原版本读入 {old}，新版本读入 {new}）",
    "{count} ({old} read by the old, {new} by the new)",
)
CHANGED, SHARE = Text("答案有变化", "changed"), Text("占 {share}%", "{share} %")
NEWLY_OPEN = Text("新增待核实", "newly to be verified")
GATES = Text("事先设定的限度", "Limits set beforehand")
LIMIT, ALLOWED, FOUND, VERDICT = (
    Text("限度", "limit"),
    Text("最多", "at most"),
    Text("实际", "found"),
    Text("结论", "verdict"),
)
PASSED, FAILED = Text("√ 未超过", "√ within"), Text("× 超过", "× exceeded")


def impact_page(simulation: Simulation, language: Language, redact: bool = False) -> bytes:
    """Return the impact of a rule change as one HTML file; `redact` hides names and keys.

    Raises ProblemsFound where the map that the new version names cannot be read.
    """
    title = TITLE.format(title=simulation.new.title).to(language)
    page = Page(title, language, simulation.tool, redact)
    states = states_of(page, simulation)
    _gates(page, simulation.gates)
    changes(page, simulation, states)
    milder_first(page, simulation, states)
    groups(page, simulation)
    rules(page, simulation)
    facts(page, simulation)
    basis(page, simulation)
    bounds(page, simulation, states)
    edges(page, simulation)
    workload(page, simulation)
    history(page, simulation, states)
    changed_list(page, simulation, states)
    return html(
        page, [_heads(page, simulation), _facts(page, simulation), _figures(page, simulation)]
    )


def _heads(page: Page, simulation: Simulation) -> Markup:
    sides = ((OLD, simulation.old), (NEW, simulation.new))
    return el("div", [_version(page, name, version) for name, version in sides], klass="heads")


def _version(page: Page, name: Text, version: Version) -> Markup:
    start, until = version.effective
    force = page.say(SPAN if until else OPEN_END, start=start, until=until)
    pairs: list[tuple[Text, Child]] = [
        (VERSION, el("b", version.version)),
        (Text("sha256", "sha256"), el("span", version.sha256, klass="mono")),
        (FORCE, force + ("" if version.in_force else page.say(NOT_IN_FORCE))),
        (NAMED, el("span", _shown(version.folder), klass="mono")),
        (REVISION, el("span", version.revision, klass="mono") if version.revision else ""),
        (ENGINE, version.engine),
    ]
    title = f"{page.say(name)}{page.signs.colon}{page.say(version.title)} ({version.id})"
    return el("div", el("h2", title), facts_of_run((page.say(a), b) for a, b in pairs))


def _shown(folder: str) -> str:
    """Return a folder as it was named; of one named from the root only its own name."""
    return Path(folder).name if Path(folder).is_absolute() else folder


def _facts(page: Page, simulation: Simulation) -> Markup:
    sample = simulation.sample
    counts = {
        "count": f"{sample.subjects:,}",
        "old": f"{sample.old_subjects:,}",
        "new": f"{sample.new_subjects:,}",
    }
    rows = page.say(ROWS, rows=f"{sample.rows:,}", returned=f"{sample.returned:,}")
    pairs: list[tuple[Text, Child]] = [
        (AS_OF, str(simulation.as_of)),
        (SNAPSHOT, str(sample.snapshot or page.say(NO_DAY))),
        (SUBJECTS, page.say(READ, **counts)),
        (FACTS, f"{_shown(sample.path)}{page.signs.colon}{rows}"),
        (Text("sha256", "sha256"), el("span", sample.sha256, klass="mono")),
        (TOOL, f"yujing {simulation.tool}"),
    ]
    listed = facts_of_run((page.say(name), words) for name, words in pairs)
    notes = [el("p", page.say(note), klass="warn") for note in simulation.notes]
    return joined([listed, notes])


def _figures(page: Page, simulation: Simulation) -> Markup:
    changed, subjects = len(simulation.changed), simulation.sample.subjects
    share = f"{100 * changed / subjects:.1f}" if subjects else "0"
    found: list[tuple[str, Child, str]] = [
        (page.say(CHANGED), f"{changed:,}", page.say(SHARE, share=share))
    ]
    for direction in ORDER:
        count = simulation.by_direction[direction]
        found.append((direction_words(page, direction), f"{count:,}", ""))
    found.append((page.say(NEWLY_OPEN), f"{simulation.newly_undetermined:,}", ""))
    for state in (s for s in simulation.states if s.kind == "level"):
        old, new = simulation.matrix.old(state.id), simulation.matrix.new(state.id)
        found.append(
            (page.say(state.title), f"{old:,} → {new:,}", f"{new - old:+,}" if new != old else "")
        )
    return figures(found)


def _gates(page: Page, gates: Sequence[Gate]) -> None:
    if not gates:
        return
    rows: Iterable[list[Markup]] = (
        [
            head(
                [
                    page.say(gate.title),
                    " ",
                    el("span", f"{gate.option} {gate.limit}", klass="mono q"),
                ]
            ),
            number(gate.allowed),
            number(gate.found),
            cell(el("b", page.say(PASSED if gate.passed else FAILED))),
        ]
        for gate in gates
    )
    heads = [page.say(h) for h in (LIMIT, ALLOWED, FOUND, VERDICT)]
    page.add(GATES, table(page.say(GATES), heads, rows, titled=True, klass="small"))
