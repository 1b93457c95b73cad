"""Sheets of raw cells, as the readers of the formats give them."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.facts.cells import Cell
from engine.problems import NO_TEXT, Code, Text

Range = tuple[tuple[int, int], tuple[int, int]]  # ((row, column), (row, column)), from 0, inclusive


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[n]` is row n + 1 of the file, cells as the reader gave them.

    `damaged` holds rows (from 1) whose quoting or encoding is broken.  `base_1904`: the
    workbook counts its days from 1904.
    """

    file: str
    name: str
    rows: list[list[Cell]]
    merged: tuple[Range, ...] = ()
    base_1904: bool = False
    damaged: frozenset[int] = frozenset()
    notes: tuple[Text, ...] = field(default=())

    @property
    def label(self) -> str:
        """The sheet as problems name it."""
        return f"{self.file} [{self.name}]" if self.name else self.file


class UnreadableFile(Exception):
    """Raised by a reader of one format; becomes the one problem of that file."""

    def __init__(self, code: Code, reason: Text = NO_TEXT) -> None:
        self.code = code
        self.reason = reason
        super().__init__(reason.en)
