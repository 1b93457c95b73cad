"""A rule change as tables: the matrix, who changed, and where; see also `simulation_annex`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.analysis.places import UNKNOWN
from engine.analysis.simulation import Changed, Group, RuleUse, Simulation
from engine.analysis.transition_matrix import Matrix
from engine.problems import Language, Text
from engine.reporting.sheets import Cell, Sheet, totals
from engine.reporting.simulation_words import (
    BASES,
    BLOCKS,
    DIRECTIONS,
    NEW,
    OLD,
    TOTAL,
    because,
    state_title,
)

MATRIX = Text("变化矩阵", "Transitions")
FROM = Text("原 ↓ 新 →", "old ↓ new →")
CHANGED = Text("变化清单", "Changed")
CHANGED_HEADINGS = (
    Text("方向", "direction"),
    Text("州市", "prefecture"),
    Text("县区", "county"),
    Text("名称", "name"),
    Text("编号", "key"),
    Text("行业", "sector"),
    Text("巡查", "inspection"),
    Text("原级别", "old answer"),
    Text("新级别", "new answer"),
    Text("原因（原）", "why (old)"),
    Text("原因（新）", "why (new)"),
    Text("原依据", "old basis"),
    Text("新依据", "new basis"),
)
COUNTS = (
    Text("户数", "number"),
    Text("变化", "changed"),
    DIRECTIONS["milder"],
    DIRECTIONS["stricter"],
    DIRECTIONS["other"],
)
PREFECTURES, COUNTIES = Text("按州市", "By prefecture"), Text("按县区", "By county")
SECTORS, RULES = Text("按{title}", "By {title}"), Text("按规则", "By rule")
PREFECTURE, COUNTY = Text("州市", "prefecture"), Text("县区", "county")
TWICE = Text(
    "一户涉及几项的，各项都计",
    "a subject with several of them counts in each, so they add up to more",
)
RULE_HEADINGS = (
    Text("规则", "rule"),
    Text("内容", "says"),
    Text("依据", "basis"),
    Text("原位置", "old place"),
    Text("新位置", "new place"),
    Text("原符合户数", "old: holds for"),
    Text("新符合户数", "new: holds for"),
    Text("原可能符合", "old: may hold"),
    Text("新可能符合", "new: may hold"),
    Text("变化户中原决定", "decided old"),
    Text("变化户中新决定", "decided new"),
)


def matrices(found: Simulation, language: Language) -> list[Sheet]:
    """Return the matrix of all, then of inspected and preliminary ones apart."""
    every = [matrix_sheet(found, found.matrix, MATRIX.to(language), language)]
    for block, matrix in found.blocks.items():
        title = f"{MATRIX.to(language)} - {BLOCKS[block].to(language)}"
        every.append(matrix_sheet(found, matrix, title, language))
    return every


def matrix_sheet(found: Simulation, matrix: Matrix, title: str, language: Language) -> Sheet:
    """Return one matrix: old states down, new states across, sums at the ends."""
    ids = [state.id for state in found.states]
    rows: list[tuple[Cell, ...]] = []
    for old in ids:
        cells = [matrix.of(old, new) for new in ids]
        rows.append((state_title(found, old, language), *cells, sum(cells)))
    rows.append((TOTAL.to(language), *totals(rows)[1:]))
    headings = [state_title(found, id, language) for id in ids]
    return Sheet(title, (FROM.to(language), *headings, TOTAL.to(language)), tuple(rows))


def changed_sheet(found: Simulation, language: Language, rows: Iterable[Changed]) -> Sheet:
    """Return the changed subjects, one a row, with the deciding rules of both sides."""
    headings = tuple(heading.to(language) for heading in CHANGED_HEADINGS)
    return Sheet(CHANGED.to(language), headings, tuple(_changed(row, language) for row in rows))


def _changed(row: Changed, language: Language) -> tuple[Cell, ...]:
    comma = "、" if language == "zh" else ", "
    return (
        DIRECTIONS[row.direction].to(language),
        row.prefecture or UNKNOWN.to(language),
        row.county or UNKNOWN.to(language),
        row.name,
        "/".join(row.key),
        comma.join(title.to(language) for title in row.sector_titles),
        BLOCKS[row.block].to(language),
        row.old.words.to(language),
        row.new.words.to(language),
        because(row.old, language),
        because(row.new, language),
        BASES[row.old.basis or ""].to(language),
        BASES[row.new.basis or ""].to(language),
    )


def breakdowns(found: Simulation, language: Language) -> Iterator[Sheet]:
    """Yield the tables by prefecture, county, sector and rule."""
    prefectures = _groups(found, PREFECTURES, found.prefectures, language, (PREFECTURE,))
    yield prefectures
    yield _counties(found, language)
    if found.sectors:
        title = SECTORS.format(title=found.sector_title)
        sectors = _groups(found, title, found.sectors, language, (found.sector_title,), sums=False)
        yield Sheet(sectors.title, sectors.headings, sectors.rows, (TWICE.to(language),))
    yield rules_sheet(found.rules, language)


def _groups(
    found: Simulation,
    title: Text,
    groups: Iterable[Group],
    language: Language,
    first: tuple[Text, ...],
    *,
    sums: bool = True,
) -> Sheet:
    rows = [(group.title.to(language), *_counts(found, group)) for group in groups]
    if sums and rows:
        rows.append((TOTAL.to(language), *totals(rows)[1:]))
    headings = tuple(text.to(language) for text in (*first, *COUNTS))
    return Sheet(title.to(language), (*headings, *_states(found, language)), tuple(rows))


def _states(found: Simulation, language: Language) -> list[str]:
    """Return two headings a state: old and new."""
    return [
        f"{side.to(language)} {state_title(found, state.id, language)}"
        for state in found.states
        for side in (OLD, NEW)
    ]


def _counts(found: Simulation, group: Group) -> tuple[Cell, ...]:
    pairs = [(group.old.get(s.id, 0), group.new.get(s.id, 0)) for s in found.states]
    ends = [count for pair in pairs for count in pair]
    return group.subjects, group.changed, group.milder, group.stricter, group.other, *ends


def _counties(found: Simulation, language: Language) -> Sheet:
    above = {group.id: group.title.to(language) for group in found.prefectures}
    rows = [
        (above.get(group.parent, ""), group.title.to(language), *_counts(found, group))
        for group in found.counties
    ]
    if rows:
        rows.append((TOTAL.to(language), "", *totals(rows)[2:]))
    headings = tuple(text.to(language) for text in (PREFECTURE, COUNTY, *COUNTS))
    title = COUNTIES.to(language)
    return Sheet(title, (*headings, *_states(found, language)), tuple(rows))


def rules_sheet(rules: Iterable[RuleUse], language: Language) -> Sheet:
    """Return every rule of both versions: where it stands, for how many it holds."""
    rows = tuple(
        (
            use.rule,
            (use.say if use.say.zh or use.say.en else use.table).to(language),
            BASES[use.basis].to(language),
            use.old_place,
            use.new_place,
            use.old_fired,
            use.new_fired,
            use.old_unknown,
            use.new_unknown,
            use.old_decides,
            use.new_decides,
        )
        for use in rules
    )
    headings = tuple(heading.to(language) for heading in RULE_HEADINGS)
    return Sheet(RULES.to(language), headings, rows)
