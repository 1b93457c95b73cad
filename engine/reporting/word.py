"""Pages in Word that Word and WPS open; the only owner of python-docx.

A page is a list of parts: headings, paragraphs, tables.  Everything else (paper, margins,
fonts of both scripts) is settled here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.catalogue.simulation import WORD_MISSING
from engine.problems import Place, ProblemsFound

LATIN, HAN, HAN_TITLE = "Times New Roman", "宋体", "黑体"
BODY, SMALL = 10.5, 9.0
# XML 1.0 cannot hold these; a paragraph with one of them makes the whole file unreadable.
UNPRINTABLE = {code: None for code in range(32) if code not in (9, 10, 13)}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: the title of the page (`level` 0), or of a section (1)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `small` for what is said in passing, `bullet` for an item of a list."""

    text: str
    small: bool = False
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with lines: rows of cells, the first bold where `headed`; widths in cm."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    headed: bool = True
    height: float | None = None


Part = Heading | Paragraph | Grid


def as_docx(parts: Iterable[Part]) -> bytes:
    """Return an A4 page; raises ProblemsFound where python-docx is not installed."""
    document = _document()
    for part in parts:
        if isinstance(part, Heading):
            _heading(document, part)
        elif isinstance(part, Paragraph):
            _paragraph(document, part)
        else:
            _grid(document, part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _document() -> Any:
    try:
        from docx import Document
        from docx.shared import Cm, Pt
    except ImportError:
        raise ProblemsFound([WORD_MISSING.at(Place("python-docx"))]) from None
    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(1.6)
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(BODY)
    style.element.rPr.rFonts.set(_east_asia(), HAN)
    style.paragraph_format.space_after = Pt(2)
    style.paragraph_format.line_spacing = 1.0
    return document


def _east_asia() -> str:
    from docx.oxml.ns import qn

    name: str = qn("w:eastAsia")
    return name


def _write(paragraph: Any, text: str, size: float, *, bold: bool = False, han: str = HAN) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(text.translate(UNPRINTABLE))
    run.bold, run.font.size, run.font.name = bold, Pt(size), LATIN
    run._element.get_or_add_rPr().get_or_add_rFonts().set(_east_asia(), han)


def _heading(document: Any, heading: Heading) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    if heading.level == 0:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(0 if heading.level == 0 else 5)
    paragraph.paragraph_format.keep_with_next = True
    _write(paragraph, heading.text, 16 if heading.level == 0 else 11.5, bold=True, han=HAN_TITLE)


def _paragraph(document: Any, part: Paragraph) -> None:
    from docx.shared import Cm

    paragraph = document.add_paragraph()
    if part.bullet:
        paragraph.paragraph_format.left_indent = Cm(0.5)
        paragraph.paragraph_format.first_line_indent = Cm(-0.4)
    _write(paragraph, f"• {part.text}" if part.bullet else part.text, SMALL if part.small else BODY)


def _grid(document: Any, grid: Grid) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    table = document.add_table(rows=0, cols=len(grid.widths))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for number, row in enumerate(grid.rows):
        _row(table, row, grid, bold=grid.headed and number == 0)


def _row(table: Any, row: Sequence[str], grid: Grid, *, bold: bool) -> None:
    from docx.shared import Cm, Pt

    made = table.add_row()
    if grid.height is not None:
        made.height = Cm(grid.height)
    for cell, text, width in zip(made.cells, row, grid.widths, strict=True):
        cell.width = Cm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        _write(paragraph, text, SMALL, bold=bold)
