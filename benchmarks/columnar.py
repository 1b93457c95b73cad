"""The columnar executor beside SQL written by hand, in one run on the same relations.

    python benchmarks/columnar.py [--enterprises 50000] [--rules 100] [--json FILE]

Prints ratios; seconds are of the process (all threads together) and only information.
Answers are compared before anything is timed.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.population import POINTS, queries, write
from engine.execution.columnar_bulk import Bulk, bulk_query
from engine.execution.columnar_tree import Program
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from engine.tables import Database

HERE = Path(__file__).parent
AS_OF = 18_400
SHOWN = (
    ".id", "warning.lo", "warning.hi", "warning.trouble", "warning.fired0", "warning.unknown0",
    "by_number.fired0", "by_number.unknown0", ".all at_point.fired0", ".all at_point.unknown0",
)  # fmt: skip
RISKS, SECTORS = ("r4", "r3", "r2", "r1"), tuple(f"s{n}" for n in range(6))


def ordinal(column: str, words: tuple[str, ...]) -> str:
    ways = " ".join(f"WHEN '{word}' THEN {n}" for n, word in enumerate(words))
    return f"CASE {column} {ways} END::TINYINT"


def load(database: Database, enterprises: int, missing: float) -> None:
    """Make the relations that a query reads, straight from the population."""
    made = queries(enterprises, missing, 1)
    database.run(
        f'CREATE OR REPLACE TABLE enterprise AS SELECT enterprise_no AS ".id", '
        f'{ordinal("sector", SECTORS)} AS sector, identified, TRUE AS ".complete.hazard" '
        f"FROM ({made['enterprise']})"
    )
    database.run(
        f'CREATE OR REPLACE TABLE point AS SELECT enterprise_no * {POINTS} + point_no AS ".id", '
        f'enterprise_no AS ".parent", {ordinal("risk", RISKS)} AS risk FROM ({made["point"]})'
    )
    database.run(
        f'CREATE OR REPLACE TABLE hazard AS SELECT enterprise_no AS ".parent", '
        f'enterprise_no * {POINTS} + point AS ".link.point", open, '
        f"{ordinal('gravity', ('minor', 'major'))} AS gravity FROM ({made['hazard']})"
    )


def cost(job: Callable[[], object], times: int) -> float:
    """Return the least processor time of several runs, all threads together."""
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        job()
        best = min(best, time.process_time() - began)
    return best


def against_by_hand(policy: PolicySet, enterprises: int, times: int) -> list[dict[str, object]]:
    ours = Program(policy, AS_OF).query("enterprise", SHOWN).text()
    whole = (HERE / "by_hand.sql").read_text("utf-8")
    plain = (HERE / "by_hand_complete.sql").read_text("utf-8")
    rows: list[dict[str, object]] = []
    with Database(threads=2) as database:
        for missing, name, other in (
            (0.3, "by hand, the same", whole),
            (0.0, "complete only", plain),
        ):
            load(database, enterprises, missing)
            same = database.rows(f"SELECT COUNT(*) FROM (FROM ({ours}) EXCEPT FROM ({whole}))")
            assert same == [(0,)], f"{same[0][0]} subjects differ"
            taken = [
                cost(lambda q=query: database.run(f"CREATE OR REPLACE TEMP TABLE o AS {q}"), times)
                for query in (ours, other)
            ]
            rows.append({
                "job": f"{enterprises} enterprises, {missing:.0%} missing, against {name}",
                "seconds": taken, "ratio": taken[0] / taken[1],
                "budget": 1.3 if missing else 2.0,
            })  # fmt: skip
    return rows


def from_files(policy: PolicySet, enterprises: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), enterprises, 0.3)
        began = time.process_time(), time.monotonic()
        with Bulk(policy, AS_OF, Path(folder), memory_limit="1GB", threads=2) as run:
            assert run.subjects == enterprises
            run.write(Path(folder) / "answers.parquet")
        return {
            "job": f"{enterprises} enterprises from Parquet to Parquet",
            "seconds": [time.process_time() - began[0]],
            "wall": time.monotonic() - began[1],
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "budget_mb": 1500,
        }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--enterprises", type=int, default=50_000)
    asked.add_argument("--times", type=int, default=4)
    asked.add_argument("--rules", type=int, default=100)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    policy = load_policy(HERE / "points")
    assert Program(policy, AS_OF) and bulk_query(Program(policy, AS_OF)).text()
    rows = [from_files(policy, given.enterprises)]
    rows += against_by_hand(policy, given.enterprises, given.times)
    for row in rows:
        print({k: round(v, 2) if isinstance(v, float) else v for k, v in row.items()})
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
