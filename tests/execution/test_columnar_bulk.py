"""The bulk way over files says what reading row by row and the reference say."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

pytest.importorskip("sqlglot", reason="sqlglot is not installed here")

from benchmarks.population import write
from engine.catalogue import columnar as codes
from engine.catalogue import returned_rows as returned
from engine.execution import reference
from engine.execution.columnar_bulk import Bulk, Shown
from engine.execution.outcome import Recorder
from engine.execution.subjects import subjects
from engine.facts.reading import read_facts
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from engine.problems import ProblemsFound
from engine.tables import Database
from tests.random.policies import AS_OF_DAY

ROOT = Path(__file__).parents[2]
HISTORY = ROOT / "examples/yunnan/history"


@pytest.fixture(scope="module")
def policy() -> PolicySet:
    return load_policy(ROOT / "benchmarks/points")


def row_by_row(policy: PolicySet, folder: Path) -> Iterator[Shown]:
    items = list(subjects(policy, read_facts(folder, policy)))
    recorder = Recorder(policy, AS_OF_DAY)
    for item, answer in zip(items, reference.answers(policy, items, AS_OF_DAY), strict=True):
        found = recorder.outcome(item, answer)
        fired, unknown = (tuple(sorted(rules)) for rules in (found.fired, found.unknown))
        yield Shown(item.key, found.verdict, found.level, fired, unknown)


def in_bulk(policy: PolicySet, folder: Path, **options: Any) -> list[Shown]:
    with Bulk(policy, AS_OF_DAY, folder, **options) as run:
        return list(run.shown())


@pytest.mark.parametrize("kind", ["parquet", "csv"])
@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_a_population_is_answered_as_row_by_row(
    policy: PolicySet, tmp_path: Path, kind: str, missing: float
) -> None:
    write(tmp_path, 200, missing, kind=kind)
    due = list(row_by_row(policy, tmp_path))
    assert in_bulk(policy, tmp_path) == due
    assert {s.verdict for s in due} >= {"decided"}
    assert len({s.level for s in due}) > 4


def test_a_snapshot_of_the_example_is_answered_as_row_by_row() -> None:
    policy = load_policy(ROOT / "policies/yunnan")
    folder = sorted(p for p in HISTORY.iterdir() if p.is_dir())[0]
    due = list(row_by_row(policy, folder))
    assert in_bulk(policy, folder) == due
    assert {s.verdict for s in due} == {"decided", "undetermined", "not_applicable"}


# ---- what is wrong in the files ----

ENTERPRISES = [
    {"enterprise_no": n, "prefecture": n % 3, "sector": "s1", "identified": "yes"} for n in range(8)
]
POINTS = [
    {"enterprise_no": n, "point_no": k, "risk": f"r{k + 1}"} for n in range(8) for k in range(3)
]
HAZARDS = [
    {
        "enterprise_no": n, "hazard_no": k, "point.point_no": k, "open": "yes", "gravity": "minor",
    }
    for n in range(8)
    for k in range(2)
]  # fmt: skip
Rows = list[dict[str, Any]]


def _bad_cell(tables: Mapping[str, Rows]) -> None:
    tables["hazard"][0]["gravity"] = "dreadful"


def _out_of_range(tables: Mapping[str, Rows]) -> None:
    tables["enterprise"][0]["prefecture"] = 1000
    tables["hazard"][5]["hazard_no"] = -4


def _bad_parent(tables: Mapping[str, Rows]) -> None:
    tables["enterprise"][2]["identified"] = "perhaps"


def _no_parent(tables: Mapping[str, Rows]) -> None:
    tables["point"][4]["enterprise_no"] = 99
    tables["hazard"][4]["enterprise_no"] = 99


def _no_key(tables: Mapping[str, Rows]) -> None:
    tables["hazard"][3]["hazard_no"] = ""
    tables["point"][3]["enterprise_no"] = ""


def _same_twice(tables: Mapping[str, Rows]) -> None:
    tables["hazard"].append(dict(tables["hazard"][2]))


def _two_of_one_key(tables: Mapping[str, Rows]) -> None:
    tables["hazard"].append({**tables["hazard"][2], "open": "no"})


def _dead_link(tables: Mapping[str, Rows]) -> None:
    tables["hazard"][1]["point.point_no"] = 77


def _link_to_a_returned_row(tables: Mapping[str, Rows]) -> None:
    tables["point"][0]["risk"] = "r9"


def _no_link(tables: Mapping[str, Rows]) -> None:
    for row in tables["hazard"][:6]:
        row["point.point_no"] = "无"


def _dirty_but_clear(tables: Mapping[str, Rows]) -> None:
    tables["hazard"][0]["gravity"] = "　重 "
    tables["point"][1]["risk"] = "一等"
    tables["enterprise"][1]["identified"] = "否"
    tables["hazard"][2]["hazard_no"] = " 0 "


def _more_than_there_may_be(tables: Mapping[str, Rows]) -> None:
    extra = [{"enterprise_no": 3, "point_no": 10 + k, "risk": "r2"} for k in range(120)]
    tables["point"].extend(extra)


FAULTS = [
    _bad_cell, _out_of_range, _bad_parent, _no_parent, _no_key, _same_twice, _two_of_one_key,
    _dead_link, _link_to_a_returned_row, _no_link, _dirty_but_clear, _more_than_there_may_be,
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__.strip("_"))
def test_a_fault_of_a_file_costs_what_it_costs_row_by_row(
    policy: PolicySet, tmp_path: Path, fault: Any
) -> None:
    tables = {"enterprise": ENTERPRISES, "point": POINTS, "hazard": HAZARDS}
    copies = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    fault(copies)
    _written(tmp_path, copies, "gb18030" if len(fault.__name__) % 2 else "utf-8")
    assert in_bulk(policy, tmp_path) == list(row_by_row(policy, tmp_path))


def _written(folder: Path, tables: Mapping[str, Rows], encoding: str = "utf-8") -> None:
    for name, rows in tables.items():
        out = StringIO()
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"{name}.csv").write_bytes(out.getvalue().encode(encoding))
    lines = [f"  {name}: {{files: {name}.csv, rows: complete}}" for name in tables]
    (folder / "facts.yaml").write_text("\n".join(["tables:", *lines]) + "\n", encoding="utf-8")


def test_random_faults_in_all_tables(policy: PolicySet, tmp_path: Path) -> None:
    for seed in range(4):
        rng, folder = Random(seed), tmp_path / str(seed)
        folder.mkdir()
        tables = {"enterprise": ENTERPRISES, "point": POINTS, "hazard": HAZARDS}
        copies = {name: [dict(row) for row in rows] for name, rows in tables.items()}
        for fault in rng.sample(FAULTS, 4):
            fault(copies)
        for rows in copies.values():
            rng.shuffle(rows)
        _written(folder, copies)
        assert in_bulk(policy, folder) == list(row_by_row(policy, folder)), f"seed {seed}"


def test_what_was_returned_is_counted_with_its_reason(policy: PolicySet, tmp_path: Path) -> None:
    copies = {"enterprise": ENTERPRISES, "point": POINTS, "hazard": [dict(r) for r in HAZARDS]}
    for row in copies["hazard"][:3]:
        row["gravity"] = "dreadful"
    copies["hazard"][7]["point.point_no"] = 77
    _written(tmp_path, copies)
    with Bulk(policy, AS_OF_DAY, tmp_path) as run:
        told = {(r.column, r.value, r.code): r.rows for r in run.refused}
    assert told == {
        ("gravity", "dreadful", returned.VALUE_UNKNOWN.id): 3,
        ("", "", returned.LINK_NOT_FOUND.id): 1,
    }


def test_a_table_of_notes_above_its_header_is_not_read_in_bulk(
    policy: PolicySet, tmp_path: Path
) -> None:
    _written(tmp_path, {"enterprise": ENTERPRISES, "point": POINTS, "hazard": HAZARDS})
    path = tmp_path / "hazard.csv"
    path.write_bytes("隐患台账,,,,\n".encode() + path.read_bytes())
    with pytest.raises(ProblemsFound) as raised, Bulk(policy, AS_OF_DAY, tmp_path):
        pass
    assert {p.code for p in raised.value.problems} == {codes.NOT_IN_BULK.id}


def test_too_little_memory_is_said_and_leaves_nothing_behind(
    policy: PolicySet, tmp_path: Path
) -> None:
    write(tmp_path / "facts", 3000, 0.3)
    spill = tmp_path / "spill"
    spill.mkdir()
    with (
        pytest.raises(ProblemsFound) as raised,
        Bulk(policy, AS_OF_DAY, tmp_path / "facts", memory_limit="1MB", spill=str(spill)),
    ):
        pass
    assert {p.code for p in raised.value.problems} == {codes.QUERY_FAILED.id}
    assert list(spill.iterdir()) == []


# ---- what comes out ----


def test_summaries_and_files_add_up(policy: PolicySet, tmp_path: Path) -> None:
    write(tmp_path / "facts", 300, 0.3)
    target = tmp_path / "out.parquet"
    with Bulk(policy, AS_OF_DAY, tmp_path / "facts", keep=("prefecture", "sector")) as run:
        run.write(target)
        shown = list(run.shown())
        whole, by = run.summary(), run.summary("prefecture")
        sectors = {row[0] for row in run.summary("sector")}
        few = list(run.shown(limit=5))
        assert run.subjects == len(shown) == 300
    assert few == shown[:5]
    assert sum(row[-1] for row in whole) == sum(row[-1] for row in by) == 300
    assert {(v, low, high) for v, low, high, _ in whole} == {
        (s.verdict, *(s.level or (None, None))) for s in shown
    }
    assert {row[0] for row in by} == {str(n) for n in range(16)}
    assert sectors == {None, *(f"s{n}" for n in range(6))}
    with Database() as database:
        rows = database.rows(f"SELECT enterprise_no, verdict, level_low FROM '{target}' ORDER BY 1")
    assert rows == [(s.key[0], s.verdict, (s.level or ("",))[0]) for s in shown]


def test_the_hash_names_the_query_and_not_the_lines_of_the_rules(
    policy: PolicySet, tmp_path: Path
) -> None:
    write(tmp_path, 20, 0.0)
    with Bulk(policy, AS_OF_DAY, tmp_path) as one, Bulk(policy, AS_OF_DAY, tmp_path) as two:
        assert one.sha256 == two.sha256
        assert "warning.yaml" not in one.sql
        assert "warning.yaml" in one.query.text(pretty=True)
