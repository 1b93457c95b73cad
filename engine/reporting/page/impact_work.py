"""The work a change makes, department by department; and the past under both versions."""

from __future__ import annotations

from collections.abc import Sequence

from engine.analysis.replay import BackTest, Snapshot
from engine.analysis.simulation import DepartmentLoad, Simulation, Workload
from engine.problems import Text
from engine.reporting.page.document import Page
from engine.reporting.page.elements import Child, Markup, el
from engine.reporting.page.impact_words import NEW, OLD, by_id
from engine.reporting.page.levels import Mark, chip
from engine.reporting.page.tables import cell, folded, head, number, table
from engine.reporting.page.words import COUNTY, TOTAL

WORK = Text("各部门的工作量", "Work for each department")
WORK_NOTE = Text(
    "文书份数 × 每份分钟数，每人每天 {minutes} 分钟；只计已确定且已巡查的答案。分钟数：{source}。",
    "Messages times minutes each, {minutes} minutes a person-day; only decided answers that "
    "rest on an inspection. Minutes: {source}.",
)
DRAFT_MINUTES = Text("暂定值，请按本地情况修改", "draft values, to be set locally")
UNDECIDED = Text(
    "级别未定的不计文书：原版本 {old} 家，新版本 {new} 家。",
    "Without a decided level no message is counted: {old} old, {new} new.",
)
DEPARTMENT, MESSAGES, DAYS = (
    Text("部门", "department"),
    Text("文书（份）", "messages"),
    Text("人日", "person-days"),
)
MORE = Text("增减（人日）", "difference (days)")
SAME_DEPARTMENTS = Text("另外 {count} 个部门", "{count} further departments")
KINDS = Text("按文书", "By message")
MESSAGE = Text("文书", "message")
MOST = 20
HISTORY = Text("往期回放", "The past under both versions")
DAY, SUBJECTS = Text("数据截止", "facts of"), Text("企业", "enterprises")
CHANGED = Text("变化", "changed")
LACKING = Text("{days}：没有 {columns}", "{days}: without {columns}")
NO_DAY = Text("未注明", "not stated")
BACKTEST = Text("与事故对照：此前的级别", "Against accidents: the level before each")
BACKTEST_NOTE = Text(
    "抓住＝事故前已达到该级别；可能＝待核实；漏掉＝低于该级别；多报＝达到该级别而没有事故。",
    "Caught: at the level before; possible: to be verified; missed: below it; "
    "extra: at the level, no accident.",
)
CAUGHT, POSSIBLE, MISSED, EXTRA = (
    Text("抓住", "caught"),
    Text("可能", "possible"),
    Text("漏掉", "missed"),
    Text("多报", "extra"),
)
AND_UP = Text("及以上", "and above")
LEVEL = Text("级别", "level")
UNSEEN = Text("{count} 起事故之前没有数据。", "{count} accidents have no facts before them.")
ACCIDENTS, ACCIDENT = Text("逐起事故", "Each accident"), Text("事故", "accident")
NAME, BEFORE = Text("企业", "enterprise"), Text("此前数据", "facts before")
HIDDEN = Text("企业", "enterprise")


def workload(page: Page, simulation: Simulation) -> None:
    """Add messages and person-days of each department, the greatest differences first."""
    work = simulation.workload
    if work is None:
        return
    ordered = sorted(
        work.departments, key=lambda d: (-abs(d.new_minutes - d.old_minutes), d.division, d.name.zh)
    )
    first, rest = ordered[:MOST], ordered[MOST:]
    counts = {"old": f"{work.old_undecided:,}", "new": f"{work.new_undecided:,}"}
    source = work.source.rpartition("/")[2] or DRAFT_MINUTES
    content: list[Child] = [
        el("p", page.say(WORK_NOTE, minutes=work.day_minutes, source=source), klass="note"),
        el("p", page.say(UNDECIDED, **counts), klass="note"),
        _departments(page, work, first, total=True),
    ]
    if rest:
        summary = page.say(SAME_DEPARTMENTS, count=len(rest))
        content.append(folded(summary, _departments(page, work, rest, total=False)))
    content.append(folded(page.say(KINDS), _kinds(page, work)))
    page.add(WORK, *content)


def _departments(
    page: Page, work: Workload, every: Sequence[DepartmentLoad], *, total: bool
) -> Markup:
    rows = [
        _load(
            page,
            page.say(one.name),
            (one.old_messages, one.new_messages),
            (work.days(one.old_minutes), work.days(one.new_minutes)),
        )
        for one in every
    ]
    foot: Sequence[Markup] = ()
    if total:
        messages = [sum(d.old_messages for d in work.departments)]
        messages.append(sum(d.new_messages for d in work.departments))
        days = (work.days(work.old_minutes), work.days(work.new_minutes))
        foot = _load(page, page.say(TOTAL), (messages[0], messages[1]), days)
    heads = [page.say(DEPARTMENT)]
    heads += [
        f"{page.say(what)} {page.say(side)}" for what in (MESSAGES, DAYS) for side in (OLD, NEW)
    ]
    return table(page.say(WORK), [*heads, page.say(MORE)], rows, foot=foot, titled=True)


def _load(
    page: Page, name: str, messages: tuple[int, int], days: tuple[float, float]
) -> list[Markup]:
    more = round(days[1] - days[0], 1)
    return [
        head(name),
        *(number(count) for count in messages),
        *(number(f"{count:,.1f}") for count in days),
        cell(f"{more:+,.1f}" if more else "0", klass="n"),
    ]


def _kinds(page: Page, work: Workload) -> Markup:
    sums: dict[str, list[int]] = {}
    for load in work.loads:
        own = sums.setdefault(page.say(load.message_title), [0, 0, 0, 0])
        counts = (load.old, load.new, load.old_preliminary, load.new_preliminary)
        for position, count in enumerate(counts):
            own[position] += count
    rows = [[head(name), *(number(count) for count in own)] for name, own in sums.items()]
    heads = [page.say(h) for h in (MESSAGE, OLD, NEW)]
    heads += [f"{page.say(PRELIMINARY)} {page.say(side)}" for side in (OLD, NEW)]
    return table(page.say(KINDS), heads, rows, titled=True)


PRELIMINARY = Text("初判若经巡查", "if preliminary ones were inspected")


def history(page: Page, simulation: Simulation, states: Sequence[Mark]) -> None:
    """Add dated snapshots under both versions, and the accidents they were followed by."""
    past = simulation.history
    if past is None:
        return
    matrices = [one.matrix for one in past.snapshots]
    levels = [s for s in states if any(m.old(s.id) or m.new(s.id) for m in matrices)]
    rows = [
        [
            head(el("span", str(one.day or page.say(NO_DAY)), klass="short")),
            number(one.subjects),
            *(
                cell(f"{one.matrix.old(s.id):,} → {one.matrix.new(s.id):,}", klass="n")
                for s in levels
            ),
            cell(f"▲{one.stricter:,} ▼{one.milder:,} ◆{one.other:,}", klass="short"),
        ]
        for one in past.snapshots
    ]
    heads: list[Child] = [page.say(DAY), page.say(SUBJECTS)]
    heads += [el("th", chip(page, s), scope="col", klass="n") for s in levels]
    content = [table(page.say(HISTORY), [*heads, page.say(CHANGED)], rows, titled=True)]
    content += _lacking(page, past.snapshots)
    if past.backtest is not None:
        content += _backtest(page, past.backtest, states)
    page.add(HISTORY, *content)


def _lacking(page: Page, snapshots: Sequence[Snapshot]) -> list[Markup]:
    """Say which columns are not there; snapshots that lack the same ones together."""
    days: dict[str, list[str]] = {}
    for one in snapshots:
        columns = page.signs.comma.join(page.say(column) for column in one.lacking)
        days.setdefault(columns, []).append(str(one.day or one.name))
    return [
        el("p", page.say(LACKING, days=page.signs.comma.join(own), columns=columns), klass="note")
        for columns, own in days.items()
        if columns
    ]


def _backtest(page: Page, test: BackTest, states: Sequence[Mark]) -> list[Markup]:
    marks = by_id(states)
    rows = []
    for old, new in zip(test.old, test.new, strict=False):
        pairs = (
            (old.caught, new.caught),
            (old.possibly, new.possibly),
            (old.missed, new.missed),
            (old.extra, new.extra),
        )
        level = chip(page, marks[new.level]) if new.level in marks else new.level
        counts = [cell(f"{a:,} → {b:,}", klass="n") for a, b in pairs]
        rows.append([head([level, " ", page.say(AND_UP)]), *counts])
    heads = [page.say(h) for h in (LEVEL, CAUGHT, POSSIBLE, MISSED, EXTRA)]
    found = [el("h3", page.say(BACKTEST)), el("p", page.say(BACKTEST_NOTE), klass="note")]
    found.append(table(page.say(BACKTEST), heads, rows, titled=True))
    if test.unseen:
        found.append(el("p", page.say(UNSEEN, count=test.unseen), klass="note"))
    return [*found, folded(page.say(ACCIDENTS), _accidents(page, test, marks))]


def _accidents(page: Page, test: BackTest, marks: dict[str, Mark]) -> Markup:
    rows = [
        [
            head(page.say(HIDDEN) if page.redact else one.name),
            cell(one.county),
            cell("–" if page.redact else one.accident),
            cell(str(one.day or page.say(NO_DAY)), klass="short"),
            cell(str(one.snapshot or "–"), klass="short"),
            cell(chip(page, marks[one.old_state]) if one.old_state in marks else "–"),
            cell(chip(page, marks[one.new_state]) if one.new_state in marks else "–"),
        ]
        for one in test.accidents
    ]
    heads = [page.say(h) for h in (NAME, COUNTY, ACCIDENT, DAY_OF, BEFORE, OLD, NEW)]
    return table(page.say(ACCIDENTS), heads, rows, titled=True)


DAY_OF = Text("日期", "day")
