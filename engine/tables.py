"""Parquet and queries through DuckDB, whose one owner is this module; imported when needed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any


class ParquetUnavailable(Exception):
    """Raised where DuckDB is not installed."""


class ParquetUnreadable(Exception):
    """Raised with one line of explanation where the file is not what it seems."""


class QueryFailed(Exception):
    """Raised with one line of explanation where DuckDB gave up on a query."""


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
    names = [quoted(column) for column in columns]
    types = [_sql_type(cells) for cells in by_column]
    parts = ", ".join(f"unnest(?::{t}[]) AS {n}" for n, t in zip(names, types, strict=True))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "table.parquet"
        connection.execute(f"CREATE TABLE answers AS SELECT {parts}", by_column)
        connection.execute(f"COPY answers TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


class Database:
    """An empty database: in memory, or with `spill` in a folder, where it takes what it needs."""

    dialect = "duckdb"

    def __init__(self, memory_limit: str = "", spill: str = "", threads: int = 0) -> None:
        try:
            import duckdb
        except ImportError:
            raise ParquetUnavailable from None
        self.fault = duckdb.Error
        self.connection = duckdb.connect(str(Path(spill) / "work.duckdb") if spill else ":memory:")
        settings = {"memory_limit": memory_limit, "temp_directory": spill}
        for name, value in settings.items():
            if value:
                self.run(f"SET {name} = {text(value)}")
        if threads:
            self.run(f"SET threads = {threads}")

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def load(
        self, name: str, types: Mapping[str, str], columns: Mapping[str, Sequence[Any]]
    ) -> None:
        """Make the table `name` of columns of equal length, each of its SQL type."""
        parts = ", ".join(f"unnest(?::{types[c]}[]) AS {quoted(c)}" for c in columns)
        self.run(
            f"CREATE OR REPLACE TABLE {quoted(name)} AS SELECT {parts}", list(columns.values())
        )

    def append(
        self, name: str, types: Mapping[str, str], columns: Mapping[str, Sequence[Any]]
    ) -> None:
        """Add rows, given as columns of equal length, to a table that has these columns first."""
        parts = ", ".join(f"unnest(?::{types[c]}[])" for c in columns)
        self.run(f"INSERT INTO {quoted(name)} SELECT {parts}", list(columns.values()))

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Run a statement whose result nobody reads."""
        try:
            self.connection.execute(statement, list(values)).fetchall()
        except self.fault as fault:
            raise QueryFailed(str(fault).splitlines()[0]) from None

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        try:
            return self.connection.execute(query, list(values)).fetchall()
        except self.fault as fault:
            raise QueryFailed(str(fault).splitlines()[0]) from None

    def chunks(self, query: str, size: int = 10_000) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows of a query, so many at a time."""
        try:
            found = self.connection.execute(query)
            while rows := found.fetchmany(size):
                yield rows
        except self.fault as fault:
            raise QueryFailed(str(fault).splitlines()[0]) from None


def text(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return a name as SQL writes it, whatever characters it has."""
    return '"' + name.replace('"', '""') + '"'


def _sql_type(cells: Sequence[str | int | None]) -> str:
    return "BIGINT" if cells and all(isinstance(c, int | None) for c in cells) else "VARCHAR"
