"""yujing, columnar executor: both ends of the level, masks of rules that hold and that may."""

from __future__ import annotations

from pathlib import Path

from benchmarks.columnar import AS_OF, SHOWN
from benchmarks.peer.job import POLICY, Answers, relations
from engine.execution.columnar_tree import Program
from engine.policy.assembling import load_policy
from engine.tables import Database

TITLE, PACKAGE, OBJECTS = "yujing columnar (DuckDB)", "duckdb", False


def load(folder: Path) -> tuple[Database, str]:
    database = Database(threads=2)
    relations(database, folder)
    shown = (*SHOWN, "identified", "hazards.lo")
    return database, Program(load_policy(POLICY), AS_OF).query("enterprise", shown).text()


def run(loaded: tuple[Database, str]) -> Database:
    database, query = loaded
    database.run(f"CREATE OR REPLACE TEMP TABLE o AS {query}")
    return database


def read_out(database: Database) -> Answers:
    """Read the answers back, off the clock."""
    # Bits of at_point: R1 to R4, R0.  Bits of by_number: D00 to D12.
    rows = database.rows(
        'SELECT "warning.lo", CASE WHEN identified THEN ".all at_point.fired0" & 15 '
        'ELSE ("by_number.fired0" & (-"by_number.fired0") & 8190) << 3 END, "hazards.lo", '
        '"warning.lo" = "warning.hi" AND "warning.trouble" = 0 FROM o ORDER BY ".id"'
    )
    assert all(row[3] for row in rows), "not decided"
    return Answers(*list(zip(*rows, strict=True))[:3])
