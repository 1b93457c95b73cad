"""Results as workbooks that Excel and WPS open; the only owner of openpyxl."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from engine.reporting.sheets import Sheet
from engine.source import display_width

# XML 1.0 cannot hold these; a cell with one of them makes the whole file unreadable.
UNPRINTABLE = {code: None for code in range(32) if code not in (9, 10, 13)}
WIDEST = 60


def as_xlsx(sheets: Sequence[Sheet], fills: Mapping[str, str]) -> bytes:
    """Return a workbook with one sheet a table: frozen headings, filter, widths that fit.

    `fills` gives the background (RRGGBB) of cells whose whole text is one of its keys.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=False)
    del book[book.sheetnames[0]]
    for sheet in sheets:
        _write(book.create_sheet(_title(sheet.title)), sheet, fills)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(title: str) -> str:
    """Excel allows 31 characters, and none of these."""
    return "".join("_" if c in r"[]:*?/\\" else c for c in title)[:31]


def _write(page: object, sheet: Sheet, fills: Mapping[str, str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.worksheet import Worksheet

    assert isinstance(page, Worksheet)
    styles = {text: PatternFill("solid", fgColor=colour) for text, colour in fills.items()}
    page.append(list(sheet.headings))
    for row in sheet.rows:
        page.append([c.translate(UNPRINTABLE) if isinstance(c, str) else c for c in row])
        for number, cell in enumerate(row, 1):
            if isinstance(cell, str):
                target = page.cell(page.max_row, number)
                target.data_type = "s"  # a text that starts with = stays a text
                if cell in styles:
                    target.fill = styles[cell]
    for cell in page[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    page.freeze_panes = "A2"
    if sheet.rows:
        page.auto_filter.ref = page.dimensions
    for number, width in enumerate(_widths(sheet), 1):
        page.column_dimensions[get_column_letter(number)].width = width
    for note in sheet.notes:
        page.append([note])


def _widths(sheet: Sheet) -> list[int]:
    columns = zip(sheet.headings, *sheet.rows, strict=True)
    return [
        min(WIDEST, max(display_width(str(c)) for c in column if c is not None) + 2)
        for column in columns
    ]
