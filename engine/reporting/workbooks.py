"""Results as workbooks that Excel and WPS open; the only owner of openpyxl."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.reporting.sheets import Cell, Sheet
from engine.source import display_width

# XML 1.0 cannot hold these; a cell with one of them makes the whole file unreadable.
UNPRINTABLE = {code: None for code in range(32) if code not in (9, 10, 13)}
WIDEST = 60


def as_xlsx(sheets: Sequence[Sheet], fills: Mapping[str, str]) -> bytes:
    """Return a workbook with one sheet a table: frozen headings, filter, widths that fit.

    `fills` gives the background (RRGGBB) of cells whose whole text is one of its keys.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)  # the other mode keeps every cell twice
    for sheet in sheets:
        _write(book.create_sheet(_title(sheet.title)), sheet, fills)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(title: str) -> str:
    """Excel allows 31 characters, and none of these."""
    return "".join("_" if c in r"[]:*?/\\" else c for c in title)[:31]


def _write(page: Any, sheet: Sheet, fills: Mapping[str, str]) -> None:
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(_widths(sheet), 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.freeze_panes = "A2"
    _for_paper(page)
    cell = _cells(page, fills)
    page.append([cell(heading, True) for heading in sheet.headings])
    for row in sheet.rows:
        page.append([cell(c, False) for c in row])
    if sheet.rows:
        last = get_column_letter(len(sheet.headings))
        page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    for note in sheet.notes:
        page.append([note])


def _for_paper(page: Any) -> None:
    """Let every sheet print across, as wide as the paper, with its headings on each page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", "9"  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.print_title_rows = "1:1"


def _cells(page: Any, fills: Mapping[str, str]) -> Callable[[Cell, bool], Any]:
    """Return what makes a cell: numbers as they are, text never run as a formula."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    styles = {text: PatternFill("solid", fgColor=colour) for text, colour in fills.items()}
    bold, wrap = Font(bold=True), Alignment(wrap_text=True, vertical="center")

    def make(value: Cell, heading: bool) -> Any:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(page, value.translate(UNPRINTABLE))
        made.data_type = "s"
        if heading:
            made.font, made.alignment = bold, wrap
        elif value in styles:
            made.fill = styles[value]
        return made

    return make


def _widths(sheet: Sheet) -> list[int]:
    columns = zip(sheet.headings, *sheet.rows, strict=True)
    return [
        min(WIDEST, max(display_width(str(c)) for c in column if c is not None) + 2)
        for column in columns
    ]
