"""A seeded population for the benchmarks: enterprises, 20 points each, hazards at some.

    python benchmarks/population.py FOLDER --enterprises 100000 --missing 0.3

writes one Parquet file an entity (words of the vocabulary in `benchmarks/points`) and the
manifest.  The same numbers give the same facts, whatever the number of threads.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.tables import Database

POINTS = 20
MANIFEST = """tables:
  enterprise: {{files: enterprise.{kind}, rows: complete}}
  point: {{files: point.{kind}, rows: complete}}
  hazard: {{files: hazard.{kind}, rows: complete}}
"""


def chance(key: str, salt: int, seed: int) -> str:
    """Return SQL for a number from 0 to 1 that `key`, `salt` and `seed` decide."""
    return f"(hash({key} * 131 + {salt} * 1000003 + {seed}) % 1000000) / 1000000.0"


def queries(enterprises: int, missing: float, seed: int) -> dict[str, str]:
    """Return the query that makes the rows of each entity, values as words."""

    def known(value: str, key: str, salt: int) -> str:
        return f"CASE WHEN {chance(key, salt, seed)} >= {missing} THEN {value} END"

    def pick(words: list[str], key: str, salt: int, weights: list[float] | None = None) -> str:
        steps, at = [], 0.0
        for word, weight in zip(words, weights or [1 / len(words)] * len(words), strict=True):
            at += weight
            steps.append(f"WHEN {chance(key, salt, seed)} < {at} THEN '{word}'")
        return f"CASE {' '.join(steps)} ELSE '{words[-1]}' END"

    sector = pick([f"s{n}" for n in range(6)], "i", 1)
    identified = f"{chance('i', 2, seed)} < 0.9"
    risk = pick(["r4", "r3", "r2", "r1"], "i", 3, [0.55, 0.3, 0.12, 0.03])
    open_ = f"{chance('h', 4, seed)} < 0.6"
    gravity = pick(["minor", "major"], "h", 5, [0.85, 0.15])
    points = enterprises * POINTS
    return {
        "enterprise": f"""SELECT i AS enterprise_no, (i % 16)::BIGINT AS prefecture,
            {known(sector, 'i', 11)} AS sector, {known(identified, 'i', 12)} AS identified
            FROM range({enterprises}) r(i)""",
        "point": f"""SELECT i // {POINTS} AS enterprise_no, i % {POINTS} AS point_no,
            {known(risk, 'i', 13)} AS risk FROM range({points}) r(i)""",
        "hazard": f"""SELECT i // {POINTS} AS enterprise_no, (i % {POINTS}) * 3 + n AS hazard_no,
            {known(f"i % {POINTS}", 'h', 14)} AS point,
            {known(open_, 'h', 15)} AS open, {known(gravity, 'h', 16)} AS gravity
            FROM (SELECT i, n, i * 3 + n AS h FROM range({points}) r(i), range(3) s(n)
                  WHERE n < CASE WHEN {chance('i', 6, seed)} < 0.85 THEN 0
                                 ELSE 1 + floor({chance('i', 7, seed)} * 3) END)""",
    }  # fmt: skip


def write(
    folder: Path, enterprises: int, missing: float, seed: int = 1, kind: str = "parquet"
) -> None:
    """Write the population into `folder` as Parquet or CSV, with its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    options = "FORMAT parquet" if kind == "parquet" else "FORMAT csv, HEADER"
    with Database(threads=2) as database:
        for name, query in queries(enterprises, missing, seed).items():
            database.run(f"COPY ({query}) TO '{folder / name}.{kind}' ({options})")
    (folder / "facts.yaml").write_text(MANIFEST.format(kind=kind), encoding="utf-8")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--enterprises", type=int, default=1000)
    asked.add_argument("--missing", type=float, default=0.3)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--kind", choices=("parquet", "csv"), default="parquet")
    given = asked.parse_args()
    write(given.folder, given.enterprises, given.missing, given.seed, given.kind)


if __name__ == "__main__":
    main()
