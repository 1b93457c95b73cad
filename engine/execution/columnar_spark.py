"""The same query on Spark, for those who outgrow one machine; PySpark's one owner.

Spark runs in ANSI mode: an overflow is an error there as it is in DuckDB.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.catalogue import columnar as codes
from engine.problems import Place, ProblemsFound
from engine.tables import QueryFailed

SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
}


class Spark:
    """A Spark session as a place where queries run; what was loaded is dropped at the end."""

    dialect = "spark"

    def __init__(self, session: Any) -> None:
        self.session = session
        self.loaded: list[str] = []

    def __enter__(self) -> Spark:
        return self

    def __exit__(self, *_: object) -> None:
        for name in self.loaded:
            self.session.catalog.dropTempView(name)
        self.loaded.clear()

    def load(
        self, name: str, types: Mapping[str, str], columns: Mapping[str, Sequence[Any]]
    ) -> None:
        """Make the view `name` of columns of equal length, each of its SQL type."""
        from pyspark.sql.types import BooleanType, LongType, StringType, StructField, StructType

        kinds = {"BIGINT": LongType(), "BOOLEAN": BooleanType(), "VARCHAR": StringType()}
        schema = StructType([StructField(c, kinds[types[c]]) for c in columns])
        rows = list(zip(*columns.values(), strict=True))
        self.session.createDataFrame(rows, schema).createOrReplaceTempView(_quoted(name))
        self.loaded.append(name)

    def scan(self, name: str, path: str) -> None:
        """Make the view `name` of a folder of Parquet files."""
        self.session.read.parquet(path).createOrReplaceTempView(_quoted(name))
        self.loaded.append(name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        from pyspark.errors import PySparkException

        try:
            return [tuple(row) for row in self.session.sql(query).collect()]
        except PySparkException as fault:
            raise QueryFailed(str(fault).splitlines()[0]) from None


def spark(master: str = "local[2]") -> Callable[[], Spark]:
    """Return what `answers` takes as its backend: one session, begun here, at `master`."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as fault:
        raise ProblemsFound([codes.LIBRARY_MISSING.at(Place(""), reason=str(fault))]) from None
    builder = SparkSession.builder.master(master).appName("yujing")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    return lambda: Spark(session)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
