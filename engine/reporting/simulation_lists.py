"""Who enters and who leaves the lists under the new version, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from engine.analysis.list_changes import ListChange
from engine.problems import Language, Text
from engine.reporting.sheets import Cell, Sheet

MOVES = Text("名单变化（{year} 年）", "Changes of the lists of {year}")
STEPS = Text("名额增减一户", "The number aimed at moved by one")
TALLY = Text(
    "名单位次：原 {old}，新 {new}；进 {enter}，出 {leave}",
    "places on lists: {old} before, {new} after; {enter} enter, {leave} leave",
)
MOVE_HEADINGS = (
    Text("部门", "department"),
    Text("进出", "enters or leaves"),
    Text("名称", "name"),
    Text("编号", "key"),
    Text("原因", "why"),
)
STEP_HEADINGS = (
    Text("名单级别", "level"),
    Text("名额", "by"),
    Text("进", "enter"),
    Text("出", "leave"),
)
ENTERS, LEAVES = Text("进", "enters"), Text("出", "leaves")


def tables(found: ListChange, language: Language) -> Iterator[Sheet]:
    """Yield who moves, department by department, and what one place more or less would do."""
    rows: list[tuple[Cell, ...]] = []
    comma = "；" if language == "zh" else "; "
    for move in found.moves:
        way = (ENTERS if move.enters else LEAVES).to(language)
        why = comma.join(reason.to(language) for reason in move.why)
        rows.append((move.department, way, move.name, "/".join(move.key), why))
    enter = sum(move.enters for move in found.moves)
    counts = {"old": found.old, "new": found.new, "enter": enter}
    tally = TALLY.format(leave=len(found.moves) - enter, **counts).to(language)
    title = MOVES.format(year=found.year).to(language)
    yield Sheet(title, tuple(h.to(language) for h in MOVE_HEADINGS), tuple(rows), (tally,))
    steps = tuple((s.level, f"{s.by:+d}", s.enter, s.leave) for s in found.steps)
    yield Sheet(STEPS.to(language), tuple(h.to(language) for h in STEP_HEADINGS), steps)
