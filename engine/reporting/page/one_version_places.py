"""Where the levels of one run stand: matrix of places, map, bars; inspected ones apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.analysis.places import UNKNOWN
from engine.policy.map_model import regions
from engine.problems import Text
from engine.reporting.page.bars import stacked
from engine.reporting.page.division_map import Shown, drawn, project, shapes_once
from engine.reporting.page.document import Page
from engine.reporting.page.elements import Child, Markup, el
from engine.reporting.page.hues import PAPER
from engine.reporting.page.levels import Mark, chip, legend, shade
from engine.reporting.page.located import Located, Whole, on_map, shown_at
from engine.reporting.page.tables import cell, folded, head, number, table
from engine.reporting.page.words import COUNTY, PREFECTURE, TOTAL
from engine.reporting.summary import ALL, BLOCKS

MATRIX = Text(
    "州市 × 级别（家）。颜色越深家数越多；点数字可筛选下面的名单",
    "Places by level. The darker, the more; a number filters the list below",
)
MAP = Text("各县已确定的最高级别", "The highest sure level in each division")
MAP_SAYS = Text(
    "地图，数据同“各县数据”表：{block}", "Map, the same data as the table below: {block}"
)
AT_LEAST = Text(
    "待核实的企业按“至少”级别计。",
    "Enterprises to be verified count at the level they have at least.",
)
OFF_MAP = Text(
    "另有 {count} 家所在地不明或不在图上。", "{count} lie at an unknown place or off the map."
)
DIVISIONS = Text("{words}：{count} 个", "{words}: {count}")
NOBODY = Text("没有企业", "no enterprise")
TITLE = Text("{above} {own}：{words}", "{above}, {own}: {words}")
HIGHEST = Text("最高{level}", "highest {level}")
EACH = Text("{level} {count} 家", "{level} {count}")
BARS = Text("各州市各级别家数（不含{left}）", "Enterprises of each level by place (without {left})")
COUNTIES = Text("各县数据：{block}", "Data of each division: {block}")
SHARE = Text("构成", "share")


@dataclass(frozen=True)
class Block:
    """Those of the answers that are inspected, or preliminary, or of which it is not known."""

    title: Text
    mark: str
    every: tuple[Located, ...]


def blocks_of(page: Page, whole: Whole) -> list[Block]:
    """Return the answers in blocks that are never added up; one where the policy has no such."""
    if whole.policy.inspected is None:
        return [Block(ALL, "", whole.every)]
    found = []
    for inspected, title in BLOCKS:
        own = tuple(one for one in whole.every if one.outcome.inspected is inspected)
        mark = {True: "i1", False: "i0", None: "iu"}[inspected]
        if own:
            found.append(Block(title, mark, own))
    return found


def places(page: Page, whole: Whole, block: Block, states: Sequence[Mark]) -> None:
    """Add the section of one block: the matrix, then map and bars side by side."""
    content: list[Child] = [_matrix(page, whole, block, states)]
    beside: list[Child] = [_bars(page, whole, block, states)]
    if whole.policy.map is not None:
        beside.insert(0, _map(page, whole, block, states))
    content.append(el("div", beside, klass="two" if len(beside) > 1 else None))
    content.append(_counties(page, whole, block, states))
    page.add(block.title, *content)


def _matrix(page: Page, whole: Whole, block: Block, states: Sequence[Mark]) -> Markup:
    counts: dict[str, Counter[str]] = {}
    for one in block.every:
        counts.setdefault(one.above, Counter())[one.state] += 1
    highest = {s.id: max(own[s.id] for own in counts.values()) for s in states}
    most = _scales(states, highest)
    rows = []
    for position, code in enumerate(whole.codes_above):
        own = counts.get(code)
        if own is None:
            continue
        cells = [head(whole.name(code, page.say(UNKNOWN)))]
        for state in states:
            marks = f"p{position} l{state.id} {block.mark}" if own[state.id] else ""
            shaded = shade(page, state, own[state.id], most[state.id])
            cells.append(number(own[state.id], shaded, marks))
        rows.append([*cells, number(sum(own.values()))])
    sums = Counter(one.state for one in block.every)
    foot = [head(page.say(TOTAL)), *(number(sums[s.id]) for s in states), number(len(block.every))]
    heads = [page.say(PREFECTURE), *(_column(page, s) for s in states), page.say(TOTAL)]
    return table(page.say(MATRIX), heads, rows, foot=foot, klass="places")


def _scales(states: Sequence[Mark], highest: dict[str, int]) -> dict[str, int]:
    """Return the count that gets the full tint: warnings on one scale, the rest on another."""
    warnings = {s.id for s in states if s.solid} - {states_lowest(states).id}
    both = (warnings, set(highest) - warnings)
    return {id: max(1, *(highest[i] for i in part)) for part in both for id in part}


def states_lowest(states: Sequence[Mark]) -> Mark:
    """Return the lowest level: the one that is no warning, and by far the most."""
    return [state for state in states if state.solid][-1]


def _column(page: Page, state: Mark) -> Markup:
    return el("th", chip(page, state), scope="col", klass="n")


def _bars(page: Page, whole: Whole, block: Block, states: Sequence[Mark]) -> Markup:
    """Bars of the levels above the lowest, which would hide the others by their length."""
    levels = [state for state in states if state.solid]
    shown, left = levels[:-1] or levels, levels[-1]
    counts: dict[str, Counter[str]] = {}
    for one in block.every:
        counts.setdefault(one.above, Counter())[one.state] += 1
    sums = {code: sum(own[s.id] for s in shown) for code, own in counts.items()}
    most = max(sums.values(), default=0)
    rows = []
    for code in whole.codes_above:
        if code not in counts:
            continue
        own = counts[code]
        bar = stacked(((own[s.id], s.fill) for s in shown), most)
        said = " · ".join(f"{s.letter} {own[s.id]}" for s in shown if own[s.id])
        rows.append(
            [head(whole.name(code, page.say(UNKNOWN))), cell(bar), cell(said or "–", klass="short")]
        )
    heads = [page.say(PREFECTURE), page.say(SHARE), " ".join(s.letter for s in shown)]
    caption = page.say(BARS, left=left.title)
    keys = legend(page, [(s.fill, s.letter, s.title) for s in shown])
    return el("div", table(caption, heads, rows, klass="bars places"), keys)


def _map(page: Page, whole: Whole, block: Block, states: Sequence[Mark]) -> Markup:
    policy = whole.policy
    assert policy.map is not None
    once, projected = [], page.projected
    if projected is None:
        known = regions(policy.map)
        projected = page.projected = project(known, on_map(policy.divisions, known))
        once.append(shapes_once(projected))
    known, above = projected.shapes, projected.above
    levels = {state.id: state for state in states if state.solid}
    counts, highest = _by_region(whole, block, lambda code: shown_at(policy.divisions, known, code))

    def shown(code: str) -> Shown:
        level = levels.get(highest.get(code, ""))
        words = " ".join(_counted(page, counts.get(code, Counter()), states))
        if level is not None:
            words = f"{page.say(HIGHEST, level=level.title)}{page.signs.semicolon}{words}"
        place = {"above": whole.name(above[code], ""), "own": whole.name(code, code)}
        title = page.say(TITLE, words=words or page.say(NOBODY), **place)
        return Shown(level.fill if level else PAPER, level.letter if level else "", title)

    tally = Counter(highest.get(code, "") for code in known)
    keys = [
        (s.fill, s.letter, page.say(DIVISIONS, words=s.title, count=tally[s.id]))
        for s in levels.values()
    ]
    keys.append((PAPER, "", page.say(DIVISIONS, words=page.say(NOBODY), count=tally[""])))
    left = off_map(page, counts)
    name = page.say(MAP_SAYS, block=page.say(block.title))
    return el(
        "figure",
        once,
        el("figcaption", page.say(MAP)),
        drawn(projected, name, shown, page.styles.of),
        legend(page, keys),
        el("p", page.say(AT_LEAST), left, " ", page.say(policy.map.note), klass="note"),
    )


def off_map(page: Page, counts: Mapping[str, Counter[str]]) -> str:
    """Return how many enterprises lie in no division of the map, or "" where all do."""
    left = counts.get("", Counter()).total()
    return f" {page.say(OFF_MAP, count=left)}" if left else ""


def _by_region(
    whole: Whole, block: Block, region: Callable[[str], str]
) -> tuple[dict[str, Counter[str]], dict[str, str]]:
    """Return for each region how many stand where, and the highest level that is sure."""
    scale = whole.policy.level_scale.ids
    counts: dict[str, Counter[str]] = {}
    highest: dict[str, str] = {}
    regions_of: dict[str, str] = {}
    for one in block.every:
        if one.own not in regions_of:
            regions_of[one.own] = region(one.own)
        code = regions_of[one.own]
        counts.setdefault(code, Counter())[one.state] += 1
        if one.outcome.level is not None:
            low = one.outcome.level[0]
            highest[code] = max(highest.get(code, low), low, key=scale.index)
    return counts, highest


def _counted(page: Page, counts: Counter[str], states: Sequence[Mark]) -> Iterator[str]:
    for state in states:
        if counts[state.id]:
            yield page.say(EACH, level=state.title, count=counts[state.id])


def _counties(page: Page, whole: Whole, block: Block, states: Sequence[Mark]) -> Markup:
    counts: dict[tuple[str, str], Counter[str]] = {}
    for one in block.every:
        counts.setdefault((one.above, one.own), Counter())[one.state] += 1
    unknown = page.say(UNKNOWN)
    rows = [
        [
            head(whole.name(own, unknown)),
            cell(whole.name(above, unknown)),
            *(number(counts[above, own][s.id]) for s in states),
            number(sum(counts[above, own].values())),
        ]
        for above, own in sorted(counts)
    ]
    heads = [page.say(COUNTY), page.say(PREFECTURE), *(_column(page, s) for s in states)]
    caption = page.say(COUNTIES, block=page.say(block.title))
    return folded(caption, table(caption, [*heads, page.say(TOTAL)], rows, klass="places"))
