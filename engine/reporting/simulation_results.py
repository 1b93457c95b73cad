"""A rule change in each format of a file: JSON, workbook, page for signature."""

from __future__ import annotations

from pathlib import Path

from engine.analysis.simulation import Simulation
from engine.problems import Language, Text
from engine.reporting import simulation_annex as annex
from engine.reporting import simulation_lists
from engine.reporting.sheets import Cell, Sheet
from engine.reporting.simulation_json import as_json
from engine.reporting.simulation_sheets import breakdowns, changed_sheet, matrices
from engine.reporting.simulation_words import TITLE, UNSTATED
from engine.reporting.workbooks import as_xlsx

FORMATS = ("json", "xlsx", "docx")
ABOUT = Text("说明", "About")
ITEM, VALUE = Text("项目", "item"), Text("内容", "value")
ROWS = (
    Text("原版本", "old version"),
    Text("新版本", "new version"),
    Text("基准日", "as of"),
    Text("基础数据", "facts"),
    Text("数据截止", "facts true on"),
    Text("户数", "subjects"),
    Text("变化", "changed"),
    Text("系统版本", "tool"),
)


def format_of(path: str) -> str | None:
    """Return the format that the ending of `path` names, or None.

    >>> format_of("impact.docx"), format_of("impact.pdf")
    ('docx', None)
    """
    ending = Path(path).suffix.lstrip(".").lower()
    return ending if ending in FORMATS else None


def render(found: Simulation, format: str, language: Language) -> bytes:
    """Return the simulation as one of `FORMATS`."""
    if format == "json":
        return as_json(found)
    if format == "docx":
        from engine.reporting.simulation_page import as_docx

        return as_docx(found, language)
    fills = {s.title.to(language): s.colour for s in found.states if s.colour}
    return as_xlsx(sheets(found, language), fills)


def sheets(found: Simulation, language: Language) -> list[Sheet]:
    """Return the annex: what was compared, the matrix, every changed subject, the tables."""
    every = [_about(found, language), *matrices(found, language)]
    every.append(changed_sheet(found, language, found.changed))
    every += breakdowns(found, language)
    every += [annex.gaps(found, language), annex.basis(found, language)]
    every.append(annex.bounds(found, language))
    if found.edges is not None:
        every.append(annex.edges(found.edges, language))
    if found.workload is not None:
        every += [annex.work(found.workload, language), annex.loads(found.workload, language)]
    if found.history is not None:
        every += annex.past(found, found.history, language)
    if found.lists:
        every += simulation_lists.tables(found.lists, language)
    every.append(annex.coverage(found, language))
    return every


def _about(found: Simulation, language: Language) -> Sheet:
    def version(n: int) -> str:
        one = (found.old, found.new)[n]
        commit = f" {one.revision}" if one.revision else ""
        return f"{one.title.to(language)} {one.version} ({one.folder}{commit}) {one.sha256}"

    sample = found.sample
    snapshot = sample.snapshot.isoformat() if sample.snapshot else UNSTATED.to(language)
    values: tuple[Cell, ...] = (
        version(0),
        version(1),
        found.as_of.isoformat(),
        f"{sample.path} {sample.sha256}",
        snapshot,
        sample.subjects,
        len(found.changed),
        f"yujing {found.tool}",
    )
    rows = tuple((row.to(language), value) for row, value in zip(ROWS, values, strict=True))
    notes = tuple(note.to(language) for note in found.notes)
    headings = (ITEM.to(language), VALUE.to(language))
    return Sheet(f"{TITLE.to(language)} {ABOUT.to(language)}", headings, rows, notes)
