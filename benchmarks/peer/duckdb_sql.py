"""SQL written by hand for this one job; right only where no fact is missing."""

from __future__ import annotations

from pathlib import Path

from benchmarks.peer.job import BIT, TABLE, Answers, relations
from engine.tables import Database

TITLE, PACKAGE, OBJECTS = "hand-written SQL (DuckDB)", "duckdb", False


def query() -> str:
    def cases(values: dict[str, int]) -> str:
        ways = " ".join(
            f"WHEN sector IN {row.sectors} AND worst = {row.gravity} AND n >= {row.least} "
            f"THEN {values[row.rule]}"
            for row in TABLE
        )
        return f"CASE {ways} ELSE 0 END"

    return f"""
WITH op AS (SELECT ".link.point" AS p, COUNT(*) AS n, MAX(gravity) + 1 AS worst
            FROM hazard WHERE open GROUP BY 1),
agg AS (SELECT ".parent" AS e, MAX(risk) + 1 AS top, BIT_OR(1 << (3 - risk)::INT) AS mask,
               SUM(n)::INT AS n, MAX(worst) AS worst
        FROM point JOIN op ON op.p = point.".id" GROUP BY 1)
SELECT ".id" AS id,
  COALESCE(CASE WHEN identified THEN top ELSE {cases({r.rule: r.level for r in TABLE})} END, 0)
    AS level,
  COALESCE(CASE WHEN identified THEN mask ELSE {cases(BIT)} END, 0) AS fired,
  COALESCE(n, 0) AS n
FROM enterprise LEFT JOIN agg ON ".id" = e"""


def load(folder: Path) -> Database:
    database = Database(threads=2)
    relations(database, folder)
    return database


def run(database: Database) -> Database:
    database.run(f"CREATE OR REPLACE TEMP TABLE o AS {query()}")
    return database


def read_out(database: Database) -> Answers:
    rows = database.rows("SELECT level, fired, n FROM o ORDER BY id")
    return Answers(*zip(*rows, strict=True))
