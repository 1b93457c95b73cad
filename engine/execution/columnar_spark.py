"""The same query on Spark, for those who outgrow one machine; PySpark's one owner.

Spark runs in ANSI mode: an overflow is an error there as it is in DuckDB.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.catalogue import columnar as codes
from engine.problems import Place, ProblemsFound
from engine.tables import QueryFailed

if TYPE_CHECKING:
    from engine.execution.columnar_tree import Program, Query

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
        """Make the view `name` of a Parquet file or a folder of them."""
        self.session.read.parquet(path).createOrReplaceTempView(_quoted(name))
        self.loaded.append(name)

    def write(self, query: str, target: str) -> None:
        """Write the rows of a query as a folder of Parquet files."""
        from pyspark.errors import PySparkException

        try:
            self.session.sql(query).write.mode("overwrite").parquet(target)
        except PySparkException as fault:
            raise QueryFailed(str(fault).splitlines()[0]) from None

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
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as fault:
        raise _unusable(fault) from None
    builder = SparkSession.builder.master(master).appName("yujing")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as fault:  # no Java, or no such master
        raise _unusable(fault) from None
    return lambda: Spark(session)


def _unusable(fault: Exception) -> ProblemsFound:
    reason = next((line for line in str(fault).splitlines() if line), type(fault).__name__)
    return ProblemsFound([codes.SPARK_MISSING.at(Place(""), reason=reason)])


def answer_relations(
    program: Program, query: Query, folder: Path, target: Path, backend: Callable[[], Spark]
) -> None:
    """Answer relations that `Bulk.export` wrote into `folder`; the answers go to `target`."""
    from engine.execution.columnar import load_lookups

    with backend() as place:
        for name in query.loaded:
            place.scan(program.spell(name), str(folder / f"{name}.parquet"))
        load_lookups(place, program, query)
        try:
            place.write(query.text(place.dialect), str(target))
        except QueryFailed as fault:
            raise ProblemsFound([codes.QUERY_FAILED.at(Place(str(folder)), reason=fault)]) from None


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
