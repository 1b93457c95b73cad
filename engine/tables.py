"""Parquet through DuckDB, whose one owner is this module; it is imported when first needed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


class ParquetUnavailable(Exception):
    """Raised where DuckDB is not installed."""


class ParquetUnreadable(Exception):
    """Raised with one line of explanation where the file is not what it seems."""


def read_parquet(data: bytes) -> tuple[list[str], list[list[Any]]]:
    """Return the column names and rows of a Parquet file, values typed exactly."""
    try:
        import duckdb
    except ImportError:
        raise ParquetUnavailable from None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        path.write_bytes(data)
        with duckdb.connect() as connection:
            try:
                found = connection.execute("SELECT * FROM read_parquet(?)", [os.fspath(path)])
                columns = [str(column[0]) for column in found.description or ()]
                return columns, [list(row) for row in found.fetchall()]
            except duckdb.Error as fault:
                raise ParquetUnreadable(str(fault).splitlines()[0]) from None


def parquet_bytes(columns: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """Return a Parquet file of text and whole numbers; a column with any text is text."""
    try:
        import duckdb
    except ImportError:
        raise ParquetUnavailable from None
    by_column = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]
    names = [_quoted(column) for column in columns]
    types = [_sql_type(cells) for cells in by_column]
    parts = ", ".join(f"unnest(?::{t}[]) AS {n}" for n, t in zip(names, types, strict=True))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "table.parquet"
        connection.execute(f"CREATE TABLE answers AS SELECT {parts}", by_column)
        connection.execute(f"COPY answers TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


def _sql_type(cells: Sequence[str | int | None]) -> str:
    return "BIGINT" if cells and all(isinstance(c, int | None) for c in cells) else "VARCHAR"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
