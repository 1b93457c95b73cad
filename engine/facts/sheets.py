"""Files opened by their content, whatever their name says: each gives sheets of raw cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.catalogue import facts as codes
from engine.facts.cells import Cell
from engine.problems import NO_TEXT, Code, Place, Problem, Text

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


def open_sheets(data: bytes, file: str) -> tuple[list[Sheet], list[Problem]]:
    """Return the sheets in `data`, whose format is told by its first bytes."""
    try:
        return _reader(data)(data, file), []
    except UnreadableFile as fault:
        return [], [fault.code.at(Place(file), reason=fault.reason)]


def _reader(data: bytes) -> Callable[[bytes, str], list[Sheet]]:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from engine.facts.workbooks import read_workbook

        return read_workbook
    if data.startswith(b"PAR1"):
        return _read_parquet
    from engine.facts.text_tables import read_text_table

    return read_text_table


def _read_parquet(data: bytes, file: str) -> list[Sheet]:
    from engine.tables import ParquetUnavailable, ParquetUnreadable, read_parquet

    try:
        columns, rows = read_parquet(data)
    except ParquetUnavailable:
        raise UnreadableFile(codes.READER_MISSING, Text("duckdb", "duckdb")) from None
    except ParquetUnreadable as fault:
        raise UnreadableFile(codes.FILE_UNREADABLE, Text(str(fault), str(fault))) from None
    return [Sheet(file, "", [list(columns), *rows])]
