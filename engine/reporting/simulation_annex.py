"""A rule change as tables, beside who changes: facts, basis, edges, workload, history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.analysis.places import UNKNOWN
from engine.analysis.replay import BackTest, Caught, History
from engine.analysis.simulation import Edge, Moved, Simulation, Workload
from engine.organisation.route import PARTS
from engine.problems import Language, Text
from engine.reporting.sheets import Cell, Sheet
from engine.reporting.simulation_words import BASES, NEW, OLD, TOTAL, state_title

COVERAGE = Text("数据情况", "Facts supplied")
COVERAGE_HEADINGS = (
    Text("表", "table"),
    Text("列", "column"),
    Text("行数", "rows"),
    Text("未填", "missing"),
    Text("未填%", "missing %"),
    Text("规则用到", "read by"),
)
BOTH_READ, OLD_READS, NEW_READS = (
    Text("两个版本", "both"),
    Text("仅原版本", "old only"),
    Text("仅新版本", "new only"),
)
NO_TABLE = Text("（没有此表）", "(no such table)")
GAPS = Text("新增待核实的原因", "What leaves answers open")
GAPS_HEADINGS = (Text("缺什么", "what"), Text("户数", "answers"))
KINDS = {
    "missing": Text("缺：{name}", "missing: {name}"),
    "incomplete": Text("未报全：{name}", "not complete: {name}"),
    "no_rule": Text("没有规则适用：{name}", "no rule holds: {name}"),
    "conflict": Text("规则冲突：{name}", "rules conflict: {name}"),
    "by_law": Text("由部门综合判定：{name}", "a department determines: {name}"),
}
BASIS = Text("变化的依据", "What changed answers rest on")
BASIS_HEADINGS = (Text("依据", "basis"), OLD, NEW)
BOUNDS = Text("缺的数据若都最好或最坏", "If all missing facts were best, or worst")
BOUNDS_HEADINGS = (
    Text("级别", "level"),
    Text("原：最好", "old: best"),
    Text("原：最坏", "old: worst"),
    Text("新：最好", "new: best"),
    Text("新：最坏", "new: worst"),
)
EDGES = Text("数值变动一个单位的影响", "When a number moves by one")
EDGES_HEADINGS = (
    Text("数值", "number"),
    Text("现为", "is"),
    Text("减一：变化", "minus one: differ"),
    Text("变轻", "milder"),
    Text("变重", "stricter"),
    Text("加一：变化", "plus one: differ"),
    Text("变轻", "milder"),
    Text("变重", "stricter"),
    Text("条件", "condition"),
    Text("位置", "place"),
)
WORK = Text("工作量", "Workload")
WORK_HEADINGS = (
    Text("部门", "department"),
    Text("原：文书", "old: messages"),
    Text("新：文书", "new: messages"),
    Text("增减", "difference"),
    Text("原：人天", "old: person-days"),
    Text("新：人天", "new: person-days"),
)
LOADS = Text("工作量明细", "Workload by message")
LOADS_HEADINGS = (
    Text("部门", "department"),
    Text("文书", "message"),
    Text("环节", "part"),
    Text("每份分钟", "minutes each"),
    Text("原", "old"),
    Text("新", "new"),
    Text("原：初判", "old: preliminary"),
    Text("新：初判", "new: preliminary"),
)
DRAFT_MINUTES = Text(
    "分钟数为暂定，请用 --minutes 换成本单位的数",
    "minutes are draft; replace them with --minutes by those of your office",
)
TREND, LACKING = Text("历史趋势", "Trend"), Text("缺的列", "columns lacking")
DAY, SUBJECTS, CHANGED = Text("日期", "day"), Text("户数", "number"), Text("变化", "changed")
ACCIDENTS = Text("事故回看", "Accidents and the levels before them")
ACCIDENTS_HEADINGS = (
    Text("日期", "day"),
    Text("名称", "name"),
    Text("县区", "county"),
    Text("编号", "accident"),
    Text("此前数据", "snapshot before"),
    OLD,
    NEW,
)
NOT_THERE = Text("（无此前数据）", "(none before it)")
CAUGHT = Text("预警与事故", "Accidents caught and missed")
CAUGHT_HEADINGS = (
    Text("级别以上", "level and up"),
    Text("版本", "version"),
    Text("事先达到", "caught"),
    Text("可能达到", "possibly"),
    Text("漏掉", "missed"),
    Text("达到而无事故", "extra"),
)
UNSEEN = Text(
    "另有 {count} 起事故之前没有历史数据，不计", "{count} accidents have no snapshot before them"
)


def coverage(found: Simulation, language: Language) -> Sheet:
    """Return how much of each column was supplied, and which version's rules read it."""
    rows: list[tuple[Cell, ...]] = []
    for entity in found.sample.coverage:
        title = entity.title.to(language)
        if not entity.present:
            sides = {side for field in entity.fields for side in field.read_by}
            read = _read_by(tuple(sorted(sides, reverse=True)), language)
            rows.append((title, NO_TABLE.to(language), 0, None, None, read))
            continue
        for field in entity.fields:
            share = round(100 * field.missing / field.rows) if field.rows else None
            read = _read_by(field.read_by, language)
            rows.append((title, field.title.to(language), field.rows, field.missing, share, read))
    return _sheet(COVERAGE, COVERAGE_HEADINGS, rows, language)


def _read_by(sides: tuple[str, ...], language: Language) -> str:
    if not sides:
        return ""
    words = BOTH_READ if len(sides) == 2 else OLD_READS if sides == ("old",) else NEW_READS
    return words.to(language)


def gaps(found: Simulation, language: Language) -> Sheet:
    """Return what leaves answers open that the old version decided."""
    rows: list[tuple[Cell, ...]] = [
        (KINDS[gap.kind].format(name=gap.title).to(language), gap.subjects) for gap in found.gaps
    ]
    return _sheet(GAPS, GAPS_HEADINGS, rows, language)


def basis(found: Simulation, language: Language) -> Sheet:
    """Return what the changed answers rest on."""
    rows: list[tuple[Cell, ...]] = [
        (BASES[count.basis].to(language), count.old, count.new) for count in found.basis
    ]
    return _sheet(BASIS, BASIS_HEADINGS, rows, language)


def bounds(found: Simulation, language: Language) -> Sheet:
    """Return the range of levels if all missing facts were best, or worst."""
    rows: list[tuple[Cell, ...]] = [
        (
            state_title(found, ends.level, language),
            ends.old_best,
            ends.old_worst,
            ends.new_best,
            ends.new_worst,
        )
        for ends in found.bounds
    ]
    return _sheet(BOUNDS, BOUNDS_HEADINGS, rows, language)


def edges(found: tuple[Edge, ...], language: Language) -> Sheet:
    """Return what happens when each number moves by one."""
    rows: list[tuple[Cell, ...]] = [
        (
            edge.name,
            edge.at.to(language),
            *_moved(edge.down),
            *_moved(edge.up),
            edge.where.to(language),
            edge.place,
        )
        for edge in found
    ]
    return _sheet(EDGES, EDGES_HEADINGS, rows, language)


def _moved(moved: Moved) -> tuple[Cell, ...]:
    return moved.flips, moved.milder, moved.stricter


def work(found: Workload, language: Language) -> Sheet:
    """Return messages and person-days of each department, the sum last."""
    rows: list[tuple[Cell, ...]] = [
        (
            load.name.to(language),
            load.old_messages,
            load.new_messages,
            load.new_messages - load.old_messages,
            f"{found.days(load.old_minutes):.1f}",
            f"{found.days(load.new_minutes):.1f}",
        )
        for load in found.departments
    ]
    old = sum(load.old_messages for load in found.departments)
    new = sum(load.new_messages for load in found.departments)
    days = [f"{found.days(minutes):.1f}" for minutes in (found.old_minutes, found.new_minutes)]
    rows.append((TOTAL.to(language), old, new, new - old, *days))
    sheet = _sheet(WORK, WORK_HEADINGS, rows, language)
    notes = () if found.source else (DRAFT_MINUTES.to(language),)
    return Sheet(sheet.title, sheet.headings, sheet.rows, notes)


def loads(found: Workload, language: Language) -> Sheet:
    """Return the messages of each department by kind and part."""
    parts = {str(part): title.to(language) for part, title in PARTS.items()}
    rows: list[tuple[Cell, ...]] = [
        (
            load.name.to(language),
            load.message_title.to(language),
            parts[load.part],
            load.minutes,
            load.old,
            load.new,
            load.old_preliminary,
            load.new_preliminary,
        )
        for load in found.loads
    ]
    return _sheet(LOADS, LOADS_HEADINGS, rows, language)


def past(found: Simulation, history: History, language: Language) -> Iterator[Sheet]:
    """Yield the trend, the accidents and how many of them were caught."""
    yield trend(found, history, language)
    if history.backtest is not None:
        yield _caught(found, history.backtest, language)
        yield _accidents(found, history.backtest, language)


def short_past(found: Simulation, history: History, language: Language) -> Iterator[Sheet]:
    """Yield the same for a screen: two counts in one cell, accidents with a snapshot only."""
    whole = trend(found, history, language)
    states = (len(whole.headings) - 4) // 2
    pairs = [(3 + 2 * n, 4 + 2 * n) for n in range(states)]
    rows = tuple(
        (*row[:3], *(f"{row[a]} → {row[b]}" for a, b in pairs), row[-1]) for row in whole.rows
    )
    shown = [s for s in found.states if s.kind != "not_read"]
    titles = [state_title(found, state.id, language) for state in shown]
    yield Sheet(whole.title, (*whole.headings[:3], *titles, whole.headings[-1]), rows)
    if history.backtest is not None:
        yield _caught(found, history.backtest, language)
        seen = tuple(one for one in history.backtest.accidents if one.snapshot is not None)
        if seen:
            yield _accidents(found, replace(history.backtest, accidents=seen), language)


def trend(found: Simulation, history: History, language: Language) -> Sheet:
    """Return the states of each snapshot, old and new, and the columns it alone lacks."""
    states = [s for s in found.states if s.kind != "not_read"]
    always = set.intersection(*(set(s.lacking) for s in history.snapshots))
    rows: list[tuple[Cell, ...]] = []
    for snapshot in history.snapshots:
        pairs = [(snapshot.matrix.old(s.id), snapshot.matrix.new(s.id)) for s in states]
        own = [text.to(language) for text in snapshot.lacking if text not in always]
        changed = snapshot.milder + snapshot.stricter + snapshot.other
        counts = [count for pair in pairs for count in pair]
        day = snapshot.day.isoformat()
        rows.append((day, snapshot.subjects, changed, *counts, ", ".join(own)))
    titles = [
        f"{side.to(language)} {state_title(found, s.id, language)}"
        for s in states
        for side in (OLD, NEW)
    ]
    first = tuple(text.to(language) for text in (DAY, SUBJECTS, CHANGED))
    return Sheet(TREND.to(language), (*first, *titles, LACKING.to(language)), tuple(rows))


def _accidents(found: Simulation, backtest: BackTest, language: Language) -> Sheet:
    def stood(level: tuple[str, str] | None, state: str) -> str:
        if level is None:
            return state_title(found, state, language) if state else ""
        low, high = (state_title(found, id, language) for id in level)
        return low if low == high else f"{low}–{high}"

    rows: list[tuple[Cell, ...]] = [
        (
            one.day.isoformat() if one.day else UNKNOWN.to(language),
            one.name,
            one.county,
            one.accident,
            one.snapshot.isoformat() if one.snapshot else NOT_THERE.to(language),
            stood(one.old, one.old_state),
            stood(one.new, one.new_state),
        )
        for one in backtest.accidents
    ]
    return _sheet(ACCIDENTS, ACCIDENTS_HEADINGS, rows, language)


def _caught(found: Simulation, backtest: BackTest, language: Language) -> Sheet:
    def row(side: Text, at: Caught) -> tuple[Cell, ...]:
        level = state_title(found, at.level, language)
        return level, side.to(language), at.caught, at.possibly, at.missed, at.extra

    rows = [row(OLD, at) for at in backtest.old] + [row(NEW, at) for at in backtest.new]
    sheet = _sheet(CAUGHT, CAUGHT_HEADINGS, rows, language)
    unseen = UNSEEN.format(count=backtest.unseen).to(language)
    return Sheet(sheet.title, sheet.headings, sheet.rows, (unseen,) if backtest.unseen else ())


def _sheet(
    title: Text, headings: tuple[Text, ...], rows: list[tuple[Cell, ...]], language: Language
) -> Sheet:
    return Sheet(title.to(language), tuple(h.to(language) for h in headings), tuple(rows))
