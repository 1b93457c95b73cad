"""Parquet through DuckDB, whose one owner is this module; it is imported when first needed."""

from __future__ import annotations

import os
import tempfile
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
