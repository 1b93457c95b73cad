"""What the changes rest on: rules of both versions, basis, lacking facts, ranges, edges."""

from __future__ import annotations

from collections.abc import Sequence

from engine.analysis.simulation import Edge, EntityCoverage, Moved, RuleUse, Simulation
from engine.problems import Text
from engine.reporting.page.bars import paired, stacked
from engine.reporting.page.document import Page
from engine.reporting.page.elements import Child, Markup, el
from engine.reporting.page.hues import GRAVER, NEUTRAL
from engine.reporting.page.impact_words import NEW, OLD, by_id
from engine.reporting.page.levels import Mark, chip
from engine.reporting.page.tables import cell, folded, head, number, table
from engine.reporting.page.words import BASIS_IS, NEVER, REMARK, RULE, basis_words

RULES = Text("规则命中，原版本和新版本", "Rules under both versions")
RULES_NOTE = Text(
    "命中的企业数，灰＝原，紫＝新；“决定变化”是由它决定新答案的企业。",
    "Enterprises it holds for: grey old, purple new; “decides”: changed ones it decides.",
)
OLD_HELD, NEW_HELD = Text("原命中", "old"), Text("新命中", "new")
POSSIBLE, DECIDES = Text("可能（原→新）", "possible (old→new)"), Text("决定变化", "decides")
ADDED, REMOVED = Text("新增", "added"), Text("删去", "removed")
UNCHANGED_RULES = Text("另外 {count} 条：命中数不变", "{count} more: nothing differs")
FACTS = Text("基础数据", "The facts")
LACKING = Text("没有这一列，规则要用：{fields}", "columns that rules read are not there: {fields}")
COVERAGE = Text("规则要用的数据填了多少", "How much of what rules read was supplied")
FIELD, ROWS, MISSING, SHARE = (
    Text("数据项", "field"),
    Text("行数", "rows"),
    Text("未填", "missing"),
    Text("未填比例", "share missing"),
)
NO_COLUMN, READ_BY = Text("没有这一列", "no such column"), Text("哪个版本用", "read by")
SIDES = {"old": Text("原", "old"), "new": Text("新", "new")}
GAPS = Text("新增待核实的原因", "Why answers became open")
WHY, COUNT = Text("原因", "reason"), Text("企业（家）", "enterprises")
BASIS = Text("有变化的答案依据什么", "What the changed answers rest on")
BASIS_NOTE = Text(
    "通知＝通知原文；本地＝本地规定；暂定＝尚待确认的数值或规则。",
    "Notice: its text; local: local rules; draft: values or rules still to be confirmed.",
)
BOUNDS = Text("数据缺项全部最好或最坏时", "If all missing facts were best, or worst")
BOUNDS_NOTE = Text(
    "达到该级别及以上的家数：左＝缺的都按最轻，右＝都按最重。",
    "How many stand at a level or above: all gaps at their mildest – all at their gravest.",
)
LEVEL, AND_UP = Text("级别", "level"), Text("及以上", "and above")
EDGES = Text("数值挪动一格", "Numbers moved by one")
EDGES_NOTE = Text(
    "新版本每个数值单独加一、减一，有多少家答案不同：站在边上的有多少。",
    "Each number of the new version is moved by one, alone: who stands on the edge.",
)
NUMBER, AT, DOWN, UP = (
    Text("数值", "number"),
    Text("现在", "now"),
    Text("减一", "one less"),
    Text("加一", "one more"),
)
STILL = Text("另外 {count} 个数值：挪动一格，答案都不变", "{count} more numbers: nothing differs")
NO_EDGES = Text("没有数值可挪。", "There is no number to move.")
NONE = Text("没有。", "None.")
MOST_RULES = 40


def rules(page: Page, simulation: Simulation) -> None:
    """Add the rules whose hits differ, and folded away those where nothing does."""
    differing = sorted(filter(_differs, simulation.rules), key=_difference)
    same = [rule for rule in simulation.rules if not _differs(rule)]
    held = [n or 0 for r in simulation.rules for n in (r.old_fired, r.new_fired)]
    most = max(held, default=1)
    content: list[Child] = []
    content.append(_rules(page, differing, most) if differing else el("p", page.say(NONE)))
    if same:
        summary = page.say(UNCHANGED_RULES, count=len(same))
        content.append(folded(summary, _rules(page, same, most)))
    page.add(RULES, *content, note=RULES_NOTE)


def _differs(rule: RuleUse) -> bool:
    old, new = (rule.old_fired, rule.old_unknown), (rule.new_fired, rule.new_unknown)
    return old != new or bool(rule.old_decides or rule.new_decides)


def _difference(rule: RuleUse) -> tuple[int, ...]:
    """Order by what differs most: rules that are new or gone, then by what they hold for."""
    alone = rule.old_fired is None or rule.new_fired is None
    fired = abs((rule.new_fired or 0) - (rule.old_fired or 0))
    possible = abs((rule.new_unknown or 0) - (rule.old_unknown or 0))
    return (-alone, -fired, -possible, -rule.new_decides)


def _rules(page: Page, every: Sequence[RuleUse], most: int) -> Markup:
    rows = [
        [
            head([page.say(rule.say) or page.say(rule.table), " ", _id(rule.rule)]),
            cell(paired(rule.old_fired, rule.new_fired, most, (NEUTRAL, GRAVER))),
            number(rule.old_fired),
            number(rule.new_fired),
            cell(f"{_shown(rule.old_unknown)} → {_shown(rule.new_unknown)}", klass="n"),
            number(rule.new_decides),
            cell(basis_words(page, rule.basis), klass="short"),
            cell(_remark(page, rule), klass="short"),
        ]
        for rule in every
    ]
    heads = [page.say(RULE), "", page.say(OLD_HELD), page.say(NEW_HELD), page.say(POSSIBLE)]
    heads += [page.say(DECIDES), page.say(BASIS_IS), page.say(REMARK)]
    marked = [el("th", h, scope="col") if h else el("td") for h in heads]
    return table(page.say(RULES), marked, rows, klass="bars rules", titled=True)


def _id(rule: str) -> Markup:
    return el("span", rule, klass="mono q")


def _shown(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"


def _remark(page: Page, rule: RuleUse) -> Child:
    words = []
    if rule.old_fired is None:
        words.append(page.say(ADDED))
    if rule.new_fired is None:
        words.append(page.say(REMOVED))
    elif not rule.new_fired and not rule.new_unknown and (_held_before(rule) or words):
        words.append(page.say(NEVER))
    return el("b", " ".join(words)) if words else ""


def _held_before(rule: RuleUse) -> bool:
    """A rule that never held may be about rows that these facts do not have."""
    return bool(rule.old_fired or rule.old_unknown)


def facts(page: Page, simulation: Simulation) -> None:
    """Add how complete the facts are, and what left answers open that were not before."""
    coverage = simulation.sample.coverage
    lacking = [
        f"{page.say(entity.title)} {page.say(field.title)}"
        for entity in coverage
        for field in entity.fields
        if field.lacking and field.read_by
    ]
    content: list[Child] = []
    if lacking:
        content.append(
            el("p", page.say(LACKING, fields=page.signs.comma.join(lacking)), klass="warn")
        )
    if simulation.gaps:
        rows = [
            [head(page.say(gap.title)), number(gap.subjects)]
            for gap in sorted(simulation.gaps, key=lambda g: -g.subjects)[:MOST_RULES]
        ]
        content.append(table(page.say(GAPS), [page.say(WHY), page.say(COUNT)], rows, klass="small"))
    content.append(folded(page.say(COVERAGE), _coverage(page, coverage)))
    page.add(FACTS, *content)


def _coverage(page: Page, coverage: Sequence[EntityCoverage]) -> Markup:
    rows = []
    for entity in coverage:
        for field in entity.fields:
            if not field.read_by:
                continue
            share = field.missing / field.rows if field.rows else 1.0
            missing = page.say(NO_COLUMN) if field.lacking else f"{100 * share:.1f}%"
            rows.append(
                [
                    head(f"{page.say(entity.title)} {page.say(field.title)}"),
                    cell(stacked([(round(share * 1000), NEUTRAL)], 1000)),
                    number(field.rows),
                    number(field.missing),
                    cell(missing, klass="n"),
                    cell(" ".join(page.say(SIDES[s]) for s in field.read_by if s in SIDES)),
                ]
            )
    heads = [page.say(FIELD), "", page.say(ROWS), page.say(MISSING), page.say(SHARE)]
    marked = [el("th", h, scope="col") if h else el("td") for h in [*heads, page.say(READ_BY)]]
    return table(page.say(COVERAGE), marked, rows, klass="bars rules", titled=True)


def basis(page: Page, simulation: Simulation) -> None:
    """Add how many of the changed answers rest on notice, local and draft."""
    if not simulation.basis:
        return
    rows = [
        [head(basis_words(page, one.basis)), number(one.old), number(one.new)]
        for one in simulation.basis
    ]
    heads = [page.say(BASIS_IS), page.say(OLD), page.say(NEW)]
    page.add(
        BASIS, table(page.say(BASIS), heads, rows, titled=True, klass="small"), note=BASIS_NOTE
    )


def bounds(page: Page, simulation: Simulation, states: Sequence[Mark]) -> None:
    """Add the range of each level over everything the missing facts could be."""
    if not simulation.bounds:
        return
    marks = by_id(states)
    sums = [0, 0, 0, 0]
    rows = []
    for one in simulation.bounds[:-1]:
        ends = (one.old_best, one.old_worst, one.new_best, one.new_worst)
        sums = [before + count for before, count in zip(sums, ends, strict=True)]
        level = chip(page, marks[one.level]) if one.level in marks else one.level
        spans = (f"{low:,} – {high:,}" for low, high in (sums[:2], sums[2:]))
        rows.append([head([level, " ", page.say(AND_UP)]), *(cell(s, klass="n") for s in spans)])
    heads = [page.say(LEVEL), page.say(OLD), page.say(NEW)]
    shown = table(page.say(BOUNDS), heads, rows, titled=True, klass="small")
    page.add(BOUNDS, shown, note=BOUNDS_NOTE)


def edges(page: Page, simulation: Simulation) -> None:
    """Add how many answers differ when a number moves by one; nothing where it was not asked."""
    if simulation.edges is None:
        return
    if not simulation.edges:
        page.add(EDGES, el("p", page.say(NO_EDGES)))
        return
    ordered = sorted(simulation.edges, key=lambda e: -max(e.down.flips, e.up.flips))
    moving = [edge for edge in ordered if edge.down.flips or edge.up.flips]
    still = ordered[len(moving) :]
    content: list[Child] = [_edges(page, moving) if moving else None]
    if still:
        content.append(folded(page.say(STILL, count=len(still)), _edges(page, still)))
    page.add(EDGES, *content, note=EDGES_NOTE)


def _edges(page: Page, every: Sequence[Edge]) -> Markup:
    rows = [
        [
            head([page.say(edge.where), " ", _id(edge.name)]),
            cell(edge.place.rpartition("/")[2], klass="mono short"),
            cell(page.say(edge.at), klass="n"),
            cell(_moved(page, edge.down), klass="short"),
            cell(_moved(page, edge.up), klass="short"),
        ]
        for edge in every
    ]
    heads = [page.say(h) for h in (NUMBER, PLACE, AT, DOWN, UP)]
    return table(page.say(EDGES), heads, rows, titled=True)


PLACE = Text("位置", "where")


def _moved(page: Page, moved: Moved) -> str:
    parts = [("▲", moved.stricter), ("▼", moved.milder), ("◆", moved.other)]
    said = " ".join(f"{sign}{count:,}" for sign, count in parts if count)
    return f"{page.say(moved.to)}{page.signs.colon}{said or '0'}"
