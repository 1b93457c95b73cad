"""Tables of results as plain data, and their form as CSV.

A `Sheet` is what every writer takes: the terminal, CSV, workbooks, Parquet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A titled table: headings in the reader's language, rows of text and whole numbers."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


def as_csv(sheet: Sheet) -> bytes:
    """Return the table as CSV in UTF-8 with BOM, which Excel and WPS open rightly."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.headings)
    writer.writerows([_safe(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: Cell) -> Cell:
    """Keep a spreadsheet from running a text that starts like a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "@", "\t") else cell


def totals(rows: Sequence[Sequence[Cell]]) -> tuple[int, ...]:
    """Return the column sums of the whole numbers in `rows` (text counts as 0)."""
    return tuple(sum(c for c in column if isinstance(c, int)) for column in zip(*rows, strict=True))
