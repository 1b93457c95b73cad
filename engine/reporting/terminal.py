"""Tables on a terminal; the only owner of rich, which is loaded when a table is drawn."""

from __future__ import annotations

import sys

from engine.reporting.sheets import Cell, Sheet


def draw(sheet: Sheet, *, colour: bool) -> str:
    """Return the table drawn for a terminal, numbers to the right, as wide as it needs.

    Boxes fall back to ASCII where the output's encoding cannot show them (GBK can).
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(title=sheet.title or None, box=SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for number, heading in enumerate(sheet.headings):
        numeric = bool(sheet.rows) and all(isinstance(r[number], int | None) for r in sheet.rows)
        table.add_column(heading, justify="right" if numeric else "left", no_wrap=numeric)
    for row in sheet.rows:
        table.add_row(*map(_shown, row))
    console = Console(
        width=_width(), color_system="auto" if colour else None, highlight=False, markup=False
    )
    with console.capture() as capture:
        console.print(table)
    lines = [line.rstrip() for line in capture.get().splitlines()]
    return "\n".join([*lines, *sheet.notes])


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _width() -> int:
    """A pipe has no width of its own: give it enough that nothing is cut."""
    from shutil import get_terminal_size

    return get_terminal_size((120, 40)).columns if sys.stdout.isatty() else 140
