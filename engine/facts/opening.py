"""Files opened by their content, whatever their name says."""

from __future__ import annotations

from collections.abc import Callable

from engine.catalogue import facts as codes
from engine.facts.sheets import Sheet, UnreadableFile
from engine.facts.text_tables import read_text_table
from engine.facts.workbooks import read_workbook
from engine.problems import Place, Problem, Text
from engine.tables import ParquetUnavailable, ParquetUnreadable, read_parquet


def open_sheets(data: bytes, file: str) -> tuple[list[Sheet], list[Problem]]:
    """Return the sheets in `data`, whose format is told by its first bytes."""
    try:
        return _reader(data)(data, file), []
    except UnreadableFile as fault:
        return [], [fault.code.at(Place(file), reason=fault.reason)]


def _reader(data: bytes) -> Callable[[bytes, str], list[Sheet]]:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return read_workbook
    if data.startswith(b"PAR1"):
        return _read_parquet
    return read_text_table


def _read_parquet(data: bytes, file: str) -> list[Sheet]:
    try:
        columns, rows = read_parquet(data)
    except ParquetUnavailable:
        raise UnreadableFile(codes.READER_MISSING, Text("duckdb", "duckdb")) from None
    except ParquetUnreadable as fault:
        raise UnreadableFile(codes.FILE_UNREADABLE, Text(str(fault), str(fault))) from None
    return [Sheet(file, "", [list(columns), *rows])]
