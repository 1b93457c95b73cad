"""Who goes from where to where: matrix and flow for each block, then by place and sector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from engine.analysis.places import UNKNOWN
from engine.analysis.simulation import Direction, Group, Simulation
from engine.analysis.transition_matrix import Matrix
from engine.policy.map_model import DivisionMap, regions
from engine.problems import Text
from engine.reporting.page.bars import stacked
from engine.reporting.page.division_map import Shown, drawn, project, shapes_once
from engine.reporting.page.document import Page
from engine.reporting.page.elements import Child, Markup, el
from engine.reporting.page.flow import flow
from engine.reporting.page.hues import PAPER, tint, words_on
from engine.reporting.page.impact_words import BLOCK_MARKS, FILLS, ORDER, SIGNS, direction_words
from engine.reporting.page.levels import Mark, chip, legend
from engine.reporting.page.located import on_map, shown_at
from engine.reporting.page.one_version_places import off_map
from engine.reporting.page.tables import cell, folded, head, number, table
from engine.reporting.page.words import COUNTY, PREFECTURE, TOTAL
from engine.reporting.summary import ALL, BLOCKS

MATRIX = Text(
    "行＝原版本，列＝新版本（家）；▲ 变重，▼ 变轻；点数字可筛选名单",
    "Rows: old version, columns: new version; ▲ stricter, ▼ milder; a number filters the list",
)
CORNER = Text("原＼新", "old＼new")
FLOW = Text("级别有变化的 {moved} 家的去向", "Where the {moved} that moved go")
FLOW_NAME = Text("去向图，数据同矩阵：{block}", "Flow, same data as the matrix: {block}")
STAY = Text("另有 {count} 家不动，图中不画。", "{count} stay where they are and are not drawn.")
ENDS = Text(
    "另有 {count} 家前后都待核实，但“至少”或“可能”的级别变了，也列入名单。",
    "{count} more are to be verified before and after, but between other bounds; they are listed.",
)
NO_MOVE = Text("没有企业的级别变化。", "Nobody moves.")
BY_PLACE = Text("各地变化", "Changes by place")
MAP = Text("各县变化（家）", "Changes in each division")
MAP_NAME = Text(
    "各县变化图，数据同“各县变化”表", "Map of changes, same data as the table of divisions"
)
ON_MAP = Text(
    "{sign}{count}：变化家数，按多数的方向着色。",
    "{sign}{count}: how many, coloured by the greater part.",
)
NO_CHANGE, NOBODY = Text("没有变化", "no change"), Text("没有企业", "no enterprise")
TITLE = Text(
    "{above} {own}：▲{stricter} ▼{milder} ◆{other}，共 {subjects} 家",
    "{above} {own}: ▲{stricter} ▼{milder} ◆{other} of {subjects}",
)
BARS = Text("各州市变化（家）", "Changes by prefecture")
COUNTIES = Text("各县变化", "Changes by division")
SECTORS = Text("按{sector}", "By {sector}")
SUBJECTS, CHANGED = Text("企业", "enterprises"), Text("变化", "changed")
NOTHING = Text("没有变化。", "Nothing changes.")
SHOWN: tuple[Direction, ...] = ("stricter", "milder", "other")
QUIETEST = "#eef1f4"  # of a division where nothing changes


def changes(page: Page, simulation: Simulation, states: Sequence[Mark]) -> None:
    """Add a section for each block: matrix and flow; inspected ones are never added up."""
    names = {"inspected": True, "preliminary": False, "unknown": None}
    titles = dict(BLOCKS)
    ends = Counter(one.block for one in simulation.changed if one.old.state == one.new.state)
    if not simulation.blocks:
        _block(page, states, simulation.matrix, ALL, "", ends.total())
    for block, matrix in simulation.blocks.items():
        if matrix.total:
            title, mark = titles[names[block]], BLOCK_MARKS[block]
            _block(page, states, matrix, title, mark, ends[block])


def _block(
    page: Page, states: Sequence[Mark], matrix: Matrix, title: Text, mark: str, ends: int
) -> None:
    moved = {pair: n for pair, n in matrix.counts.items() if pair[0] != pair[1] and n}
    beside: Child = el("p", page.say(NO_MOVE))
    if moved:
        name = page.say(FLOW_NAME, block=title)
        beside = el(
            "figure",
            el("figcaption", page.say(FLOW, moved=f"{matrix.moved:,}")),
            flow(page, name, states, moved),
            el("p", page.say(STAY, count=f"{matrix.total - matrix.moved:,}"), klass="note"),
        )
    bounds = el("p", page.say(ENDS, count=f"{ends:,}"), klass="note") if ends else None
    page.add(title, _matrix(page, states, matrix, mark), bounds, beside)


def _matrix(page: Page, states: Sequence[Mark], matrix: Matrix, mark: str) -> Markup:
    used = [s for s in states if matrix.old(s.id) or matrix.new(s.id)]
    most = max((n for (a, b), n in matrix.counts.items() if a != b), default=1)
    rows = []
    for old in used:
        cells = [
            _transition(page, states, (old, new), matrix.of(old.id, new.id), most, mark)
            for new in used
        ]
        rows.append([head(chip(page, old)), *cells, number(matrix.old(old.id))])
    foot = [head(page.say(TOTAL)), *(number(matrix.new(s.id)) for s in used), number(matrix.total)]
    columns = [el("th", chip(page, s), scope="col", klass="n") for s in used]
    return table(page.say(MATRIX), [page.say(CORNER), *columns, page.say(TOTAL)], rows, foot=foot)


def _transition(
    page: Page,
    states: Sequence[Mark],
    pair: tuple[Mark, Mark],
    count: int,
    most: int,
    mark: str,
) -> Markup:
    old, new = pair
    if old.id == new.id:
        return number(count, "same")
    if not count:
        return number(0)
    direction = _direction(states, old, new)
    fill = tint(FILLS[direction], count / most)
    sign = SIGNS[direction] if direction != "other" else ""
    marks = f"a-{old.id} b-{new.id} {mark}".strip()
    return number(f"{sign}{count:,}", page.filled(fill, words_on(fill)), marks)


def _direction(states: Sequence[Mark], old: Mark, new: Mark) -> Direction:
    """Between levels up or down; to or from what is no level: neither."""
    if not (old.solid and new.solid):
        return "other"
    return "stricter" if states.index(new) < states.index(old) else "milder"


def groups(page: Page, simulation: Simulation) -> None:
    """Add the changes by place: map and bars, then divisions and sectors as tables."""
    if not simulation.changed:
        page.add(BY_PLACE, el("p", page.say(NOTHING)))
        return
    beside: list[Child] = [_bars(page, simulation.prefectures, PREFECTURE, BARS)]
    if simulation.map is not None:
        beside.insert(0, _map(page, simulation, simulation.map))
    above = {g.id: page.say(g.title) for g in simulation.prefectures}
    content: list[Child] = [el("div", beside, klass="two" if len(beside) > 1 else None)]
    content.append(folded(page.say(COUNTIES), _counties(page, simulation.counties, above)))
    if simulation.sectors:
        title = SECTORS.format(sector=simulation.sector_title)
        content += [_bars(page, simulation.sectors, simulation.sector_title, title)]
    page.add(BY_PLACE, *content)


def _bars(page: Page, every: Sequence[Group], what: Text, caption: Text) -> Markup:
    most = max((group.changed for group in every), default=1)
    rows = [
        [
            head(page.say(group.title) or page.say(UNKNOWN)),
            cell(stacked(_parts(group), most)),
            cell(_counted(group), klass="short"),
            number(group.subjects),
        ]
        for group in every
    ]
    heads = [page.say(what), page.say(CHANGED), " ".join(SIGNS[d] for d in SHOWN)]
    keys = legend(page, [(FILLS[d], SIGNS[d], direction_words(page, d)[2:]) for d in ORDER])
    shown = table(page.say(caption), [*heads, page.say(SUBJECTS)], rows, klass="bars places")
    return el("div", shown, keys)


def _parts(group: Group) -> list[tuple[int, str]]:
    return [(_of(group, d), FILLS[d]) for d in SHOWN]


def _of(group: Group, direction: Direction) -> int:
    counts: Mapping[Direction, int] = {
        "milder": group.milder,
        "stricter": group.stricter,
        "other": group.other,
    }
    return counts[direction]


def _counted(group: Group) -> str:
    found = (f"{SIGNS[d]}{_of(group, d):,}" for d in SHOWN if _of(group, d))
    return " ".join(found) or "–"


def _map(page: Page, simulation: Simulation, map: DivisionMap) -> Markup:
    known, divisions = regions(map), simulation.divisions
    above = on_map(divisions, known)
    sums: dict[str, list[Group]] = {}
    for group in simulation.counties:
        sums.setdefault(shown_at(divisions, known, group.id), []).append(group)
    most = max((sum(g.changed for g in own) for own in sums.values()), default=1)

    def name(code: str) -> str:
        return divisions[code].name if code in divisions else code

    def shown(code: str) -> Shown:
        own = sums.get(code, [])
        counts = {d: sum(_of(g, d) for g in own) for d in ORDER}
        changed, subjects = sum(counts.values()), sum(g.subjects for g in own)
        words = page.say(
            TITLE, above=name(above[code]), own=name(code), subjects=subjects, **counts
        )
        if not changed:
            return Shown(PAPER if not subjects else QUIETEST, "", words)
        direction = _greater(counts)
        return Shown(tint(FILLS[direction], changed / most), f"{SIGNS[direction]}{changed}", words)

    away = {"": Counter({"": sum(group.subjects for group in sums.get("", []))})}
    left = off_map(page, away)
    projected = project(known, above)
    keys = [(tint(FILLS[d], 0.6), SIGNS[d], direction_words(page, d)[2:]) for d in ORDER]
    keys += [(QUIETEST, "", page.say(NO_CHANGE)), (PAPER, "", page.say(NOBODY))]
    return el(
        "figure",
        shapes_once(projected),
        el("figcaption", page.say(MAP)),
        drawn(projected, page.say(MAP_NAME), shown, page.styles.of),
        legend(page, keys),
        el("p", page.say(ON_MAP, sign="▲", count="3"), left, " ", page.say(map.note), klass="note"),
    )


def _greater(counts: Mapping[Direction, int]) -> Direction:
    """Return the direction of the greater part; other where neither is."""
    if counts["milder"] == counts["stricter"]:
        return "other"
    return "stricter" if counts["stricter"] > counts["milder"] else "milder"


def _counties(page: Page, every: Sequence[Group], above: Mapping[str, str]) -> Markup:
    rows = [
        [
            head(page.say(group.title) or page.say(UNKNOWN)),
            cell(above.get(group.parent, "")),
            *(number(_of(group, d)) for d in ORDER),
            number(group.changed),
            number(group.subjects),
        ]
        for group in every
    ]
    heads = [page.say(COUNTY), page.say(PREFECTURE)]
    heads += [direction_words(page, d) for d in ORDER]
    heads += [page.say(CHANGED), page.say(SUBJECTS)]
    return table(page.say(COUNTIES), heads, rows, klass="places", titled=True)
