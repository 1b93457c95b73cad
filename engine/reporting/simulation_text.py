"""A rule change on the terminal: the facts first, the matrix, who becomes milder, the gates."""

from __future__ import annotations

from collections.abc import Iterator

from engine.analysis.coverage import lacking
from engine.analysis.simulation import Changed, Gate, Simulation, Version
from engine.problems import Language, Text
from engine.reporting import simulation_annex as annex
from engine.reporting import simulation_lists
from engine.reporting.sheets import Sheet
from engine.reporting.simulation_sheets import breakdowns, matrices
from engine.reporting.simulation_words import (
    DIRECTIONS,
    NEW,
    OLD,
    TITLE,
    UNSTATED,
    because,
    percent,
    step,
)
from engine.reporting.terminal import draw

VERSION = Text(
    "{side}：{title} {version}（{folder}，sha256 {sha}{revision}）",
    "{side}: {title} {version} ({folder}, sha256 {sha}{revision})",
)
REVISION = Text("，提交 {hash}", ", commit {hash}")
SAMPLE = Text(
    "基础数据 {path}：数据截止 {snapshot}，{subjects} 户，{rows} 行，"
    "退回 {returned} 行；基准日 {as_of}",
    "facts {path}: true on {snapshot}, {subjects} compared, {rows} rows, {returned} returned; "
    "as of {as_of}",
)
LACKS = Text("规则用到而数据里没有：{columns}", "read by rules and not in the facts: {columns}")
FILLED = Text("规则用到而未填较多：{columns}", "read by rules and often missing: {columns}")
SUMMARY = Text(
    "变化 {changed} 户（{share}）：变轻 {milder}，变重 {stricter}，其他 {other}；新增待核实 {open}",
    "{changed} change ({share}): {milder} milder, {stricter} stricter, {other} otherwise; "
    "{open} newly to be verified",
)
NOTHING = Text(
    "{subjects} 户在两个版本下级别都相同", "all {subjects} have the same answer under both versions"
)
LIST = Text("{direction}（{count} 户）", "{direction} ({count})")
MORE = Text("……另有 {count} 户，见 -o 文件.xlsx", "… and {count} more; see -o file.xlsx")
GATE = Text(
    "{option} {limit}：{title} {found}，限 {allowed} —— {verdict}",
    "{option} {limit}: {title} {found}, at most {allowed} - {verdict}",
)
PASSED, FAILED = Text("通过", "passed"), Text("超过", "FAILED")
OFTEN = 10  # per cent missing that is worth a word on the first screen
SHOWN = 10


def as_text(found: Simulation, language: Language, *, colour: bool, most: int = SHOWN) -> str:
    """Return the report, at most `most` changed subjects of each direction by name."""
    blocks = [_head(found, language)]
    if found.changed:
        blocks += [draw(sheet, colour=colour) for sheet in matrices(found, language)]
        blocks += [_list(found, direction, language, most) for direction in DIRECTIONS]
        blocks += [draw(_some(sheet), colour=colour) for sheet in _tables(found, language)]
    elif found.history:
        history = annex.short_past(found, found.history, language)
        blocks += [draw(sheet, colour=colour) for sheet in history]
    if found.lists and found.lists.moves and not found.changed:
        lists = simulation_lists.tables(found.lists, language)
        blocks += [draw(_some(sheet), colour=colour) for sheet in lists]
    blocks.append(_gates(found.gates, language))
    return "\n\n".join(block for block in blocks if block)


def _head(found: Simulation, language: Language) -> str:
    lines = [TITLE.to(language), *_sample(found, language)]
    lines[1:1] = [
        _version(side, version).to(language)
        for side, version in ((OLD, found.old), (NEW, found.new))
    ]
    lines += [note.to(language) for note in found.notes]
    return "\n".join([*lines, "", _summary(found, language)])


def _version(side: Text, version: Version) -> Text:
    hash = REVISION.format(hash=version.revision[:12]) if version.revision else Text("", "")
    return VERSION.format(
        side=side,
        title=version.title,
        version=version.version,
        folder=version.folder,
        sha=version.sha256[:12],
        revision=hash,
    )


def _sample(found: Simulation, language: Language) -> Iterator[str]:
    sample = found.sample
    yield SAMPLE.format(
        path=sample.path,
        snapshot=sample.snapshot or UNSTATED,
        subjects=sample.subjects,
        rows=sample.rows,
        returned=sample.returned,
        as_of=found.as_of,
    ).to(language)
    comma = "、" if language == "zh" else ", "
    absent = [text.to(language) for text in lacking(sample.coverage)]
    if absent:
        yield LACKS.format(columns=comma.join(absent)).to(language)
    often = [
        f"{entity.title.to(language)}.{field.title.to(language)} "
        f"{percent(field.missing, field.rows)}"
        for entity in sample.coverage
        for field in entity.fields
        if field.read_by and not field.lacking and 100 * field.missing > OFTEN * field.rows
    ]
    if often:
        yield FILLED.format(columns=comma.join(often)).to(language)


def _summary(found: Simulation, language: Language) -> str:
    subjects = found.sample.subjects
    if not found.changed:
        return NOTHING.format(subjects=subjects).to(language)
    return SUMMARY.format(
        changed=len(found.changed),
        share=percent(len(found.changed), subjects),
        open=found.newly_undetermined,
        **{str(direction): count for direction, count in found.by_direction.items()},
    ).to(language)


def _list(found: Simulation, direction: str, language: Language, most: int) -> str:
    rows = [row for row in found.changed if row.direction == direction]
    if not rows:
        return ""
    title = LIST.format(direction=DIRECTIONS[rows[0].direction], count=len(rows))
    lines = [title.to(language), *(_line(row, language) for row in rows[:most])]
    if len(rows) > most:
        lines.append(MORE.format(count=len(rows) - most).to(language))
    return "\n".join(lines)


def _line(row: Changed, language: Language) -> str:
    head = f"  {row.county} {row.name} {'/'.join(row.key)}: {step(row, language)}"
    old, new = because(row.old, language, most=2), because(row.new, language, most=2)
    return f"{head}\n      {OLD.to(language)}: {old}\n      {NEW.to(language)}: {new}"


def _tables(found: Simulation, language: Language) -> Iterator[Sheet]:
    if found.gaps:
        yield annex.gaps(found, language)
    yield annex.basis(found, language)
    yield annex.bounds(found, language)
    prefectures, _, *rest = breakdowns(found, language)
    yield _narrow(prefectures, 6)
    yield from (_narrow(sheet, 6) for sheet in rest[:-1])
    if found.edges:
        yield _narrow(annex.edges(found.edges, language), 8)
    if found.workload:
        yield annex.work(found.workload, language)
    if found.lists:
        yield from simulation_lists.tables(found.lists, language)
    if found.history:
        yield from annex.short_past(found, found.history, language)


def _narrow(sheet: Sheet, columns: int) -> Sheet:
    """Return the first columns of a table: the rest is for workbooks."""
    rows = tuple(row[:columns] for row in sheet.rows)
    return Sheet(sheet.title, sheet.headings[:columns], rows, sheet.notes)


def _some(sheet: Sheet, most: int = 40) -> Sheet:
    """Return a long table without its middle, its last row (a sum) kept."""
    if len(sheet.rows) <= most:
        return sheet
    rows = (*sheet.rows[: most - 1], sheet.rows[-1])
    left = f"… {len(sheet.rows) - most}"
    return Sheet(sheet.title, sheet.headings, rows, (*sheet.notes, left))


def _gates(gates: tuple[Gate, ...], language: Language) -> str:
    return "\n".join(gate_line(gate, language) for gate in gates)


def gate_line(gate: Gate, language: Language) -> str:
    """Return one gate in words: what was asked, what was found, whether it holds."""
    return GATE.format(
        option=gate.option,
        limit=gate.limit,
        title=gate.title,
        found=gate.found,
        allowed=gate.allowed,
        verdict=PASSED if gate.passed else FAILED,
    ).to(language)
