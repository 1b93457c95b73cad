"""The columnar executor beside SQL written by hand, in one run on the same relations.

    python benchmarks/columnar.py [--enterprises 50000] [--rules 100] [--json FILE]

Prints ratios; seconds are of the process (all threads together) and only information.
Answers are compared before anything is timed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.population import POINTS, chance, queries, write
from engine.execution.columnar import load_lookups
from engine.execution.columnar_bulk import Bulk
from engine.execution.columnar_hits import RULES
from engine.execution.columnar_steps import mask_columns
from engine.execution.columnar_tree import Program
from engine.language.expression import Expr
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from engine.tables import Database, quoted

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


def many_rules(folder: Path, count: int, rng: Random) -> PolicySet:
    """Return a set with one table of `count` rules over 8 codes and 4 numbers."""
    members = [f"m{n}" for n in range(6)]
    fields: dict[str, object] = {"no": _field("int", "no", min=0, max=10**9)}
    fields |= {f"c{k}": _field("kind", f"c{k}", missing="ask") for k in range(8)}
    fields |= {f"n{k}": _field("int", f"n{k}", min=0, max=99, missing="ask") for k in range(4)}
    rules = []
    for n in range(count):
        tests = [f"n{k} >= {rng.randint(1, 99)}" for k in rng.sample(range(4), rng.randint(1, 2))]
        for k in rng.sample(range(8), rng.randint(1, 2)):
            chosen = rng.sample(members, rng.randint(1, 2))
            tests.append(f"c{k} in [{', '.join(repr(m) for m in chosen)}]")
        when, then = " && ".join(tests), rng.choice(("low", "high"))
        rules.append({"id": f"r{n}", "when": when, "then": then, "cite": "K1"})
    title = {"zh": "表", "en": "Table"}
    table = {"title": title, "for": "thing", "gives": "level", "hit": "highest", "rules": rules}
    files = {
        "policy.yaml": {
            "language": 1, "policy": "many", "version": "1", "title": title,
            "authority": {"code": "1", "zh": "局", "en": "Office"},
            "effective": {"from": "2020-01-01"}, "timezone": "Asia/Shanghai",
            "decide": "answer", "files": ["notice.yaml", "vocabulary.yaml", "rules.yaml"],
        },
        "notice.yaml": {
            "title": title,
            "clauses": {"K1": {"where": {"zh": "一", "en": "1"}, "phrase": "句", "gist": "gist"}},
        },
        "vocabulary.yaml": {
            "scales": {"level": {m: {"zh": m} for m in ("none", "low", "high")}},
            "codes": {"kind": {m: {"zh": f"类{m}"} for m in members}},
            "entities": {"thing": {"key": "no", "title": title, "fields": fields}},
        },
        "rules.yaml": {"decisions": {"answer": table}},
    }  # fmt: skip
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    return load_policy(folder)


def _field(type: str, name: str, **more: object) -> dict[str, object]:
    return {"type": type, "zh": f"{name}栏", "en": f"{name} column", **more}


def against_polars(rules: int, rows: int, times: int) -> dict[str, object]:
    """Rules kept per row: masks of ours beside one boolean column a rule in Polars."""
    import polars as pl

    with tempfile.TemporaryDirectory() as folder, Database(threads=2) as database:
        policy = many_rules(Path(folder), rules, Random(1))
        kinds = [f"({chance('i', k, 1)} * 6)::TINYINT AS c{k}" for k in range(8)]
        numbers = [f"({chance('i', 20 + k, 1)} * 100)::TINYINT AS n{k}" for k in range(4)]
        database.run(
            f"CREATE TABLE thing AS SELECT i AS {quoted('.id')}, "
            f"{', '.join([*kinds, *numbers])} FROM range({rows}) r(i)"
        )
        for k in range(4):
            database.run(f"UPDATE thing SET n{k} = 99 WHERE n{k} > 99")
        for k in range(8):
            database.run(f"UPDATE thing SET c{k} = 5 WHERE c{k} > 5")
        program = Program(policy, AS_OF)
        fired, unknown = mask_columns(policy.decisions["answer"])
        query = program.query("thing", [".id", *fired, *unknown])
        load_lookups(database, program, query)
        text = query.text()
        frame = pl.DataFrame(
            {
                name: [
                    row[0]
                    for row in database.rows(f"SELECT {name} FROM thing ORDER BY {quoted('.id')}")
                ]
                for name in [*(f"c{k}" for k in range(8)), *(f"n{k}" for k in range(4))]
            },
            schema={**{f"c{k}": pl.Int8 for k in range(8)}, **{f"n{k}": pl.Int8 for k in range(4)}},
        )
        columns = [
            _in_polars(rule.when).alias(rule.id) for rule in policy.decisions["answer"].rules
        ]
        lazy = frame.lazy().select(columns)
        due = lazy.select(pl.all().sum()).collect().row(0)
        bits = ", ".join(
            f"SUM(({quoted(fired[n // RULES])} >> {n % RULES}) & 1)::BIGINT" for n in range(rules)
        )
        assert database.rows(f"SELECT {bits} FROM ({text})")[0] == due
        kept = ", ".join(f"BIT_XOR({quoted(c)})" for c in (*fired, *unknown))
        ours = cost(lambda: database.run(f"SELECT {kept} FROM ({text})"), times)
        theirs = cost(lazy.collect, times)
    return {
        "job": f"{rules} rules x {rows} rows, against boolean columns of Polars",
        "seconds": [ours, theirs], "ratio": ours / theirs, "budget": 4.0,
    }  # fmt: skip


def _in_polars(expr: Expr) -> Any:
    import polars as pl

    if expr.op == "and":
        found = _in_polars(expr.args[0])
        for arg in expr.args[1:]:
            found = found & _in_polars(arg)
        return found
    column = pl.col(str(expr.args[0].value))
    if expr.op == "in":
        return column.is_in(list(expr.value))  # type: ignore[arg-type]
    limit = expr.args[1].value
    return {"ge": column >= limit, "eq": column == limit}[expr.op]


def from_files(
    policy: PolicySet, folder: Path, memory_limit: str, missing: float = 0.3, enterprises: int = 0
) -> dict[str, object]:
    """Parquet to Parquet; the population is written first where `enterprises` says so."""
    if enterprises:
        write(folder, enterprises, missing)
    began = time.process_time(), time.monotonic()
    with (
        tempfile.TemporaryDirectory() as spill,
        Disk(Path(spill)) as disk,
        Bulk(policy, AS_OF, folder, memory_limit=memory_limit, spill=spill, threads=2) as run,
    ):
        subjects = run.subjects
        run.write(Path(spill) / "answers.parquet")
    return {
        "job": f"{subjects} enterprises from Parquet to Parquet, memory limit {memory_limit}",
        "seconds": [time.process_time() - began[0]],
        "wall": time.monotonic() - began[1],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "disk_mb": disk.most / 2**20,
    }


class Disk:
    """Watches how large a folder grows."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.most, self.over = folder, 0, threading.Event()
        self.watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Disk:
        self.watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.watcher.join()

    def _watch(self) -> None:
        while not self.over.wait(0.25):
            size = 0
            for path in self.folder.rglob("*"):
                with contextlib.suppress(OSError):
                    size += path.stat().st_size if path.is_file() else 0
            self.most = max(self.most, size)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--enterprises", type=int, default=50_000)
    asked.add_argument("--times", type=int, default=4)
    asked.add_argument("--rules", type=int, default=100)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--memory-limit", default="1GB")
    asked.add_argument("--files", type=Path, help="only answer the population in this folder")
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    policy = load_policy(HERE / "points")
    if given.files:
        rows = [from_files(policy, given.files, given.memory_limit)]
    else:
        with tempfile.TemporaryDirectory() as folder:
            rows = [
                from_files(policy, Path(folder), given.memory_limit, enterprises=given.enterprises)
            ]
        rows += against_by_hand(policy, given.enterprises, given.times)
        rows.append(against_polars(given.rules, given.rows, given.times))
    for row in rows:
        print({k: round(v, 2) if isinstance(v, float) else v for k, v in row.items()})
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
