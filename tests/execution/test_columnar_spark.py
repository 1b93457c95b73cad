"""The same query on Spark gives the same records; run with `--spark` (Java and pyspark)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from engine.execution.outcome import Recorder, dumps, record
from engine.execution.subjects import Item, subjects
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from tests.execution.forward_trees import trees
from tests.random.conftest import Policies
from tests.random.policies import AS_OF_DAY, random_facts

pytestmark = [
    pytest.mark.spark,
    # Spark's own threads and sockets outlive a test; they are not ours to close.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def backend() -> Iterator[Callable[[], Any]]:
    from engine.execution.columnar_spark import spark

    made = spark("local[2]")
    yield made
    made().session.stop()


def records(
    policy: PolicySet, items: list[Item], backend: Callable[[], Any] | None
) -> Iterator[str]:
    from engine.execution import columnar

    more = {} if backend is None else {"backend": backend}
    recorder = Recorder(policy, AS_OF_DAY)
    for item, answer in zip(items, columnar.answers(policy, items, AS_OF_DAY, **more), strict=True):
        yield dumps(record(policy, recorder.outcome(item, answer)))


@pytest.mark.parametrize("name", ["policies/yunnan", "tests/policies/saltmere"])
def test_written_sets_give_the_records_of_duckdb(name: str, backend: Callable[[], Any]) -> None:
    policy = load_policy(ROOT / name)
    items = trees(policy, 40, 1)
    assert list(records(policy, items, backend)) == list(records(policy, items, None))


def test_tables_by_lookup_give_the_records_of_duckdb(
    backend: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.execution import columnar

    policy = load_policy(ROOT / "benchmarks/points")
    items = trees(policy, 40, 2)
    due = list(records(policy, items, None))
    monkeypatch.setattr(columnar, "LOOKUPS_ABOVE", 0)
    assert list(records(policy, items, backend)) == due


def test_random_policies_give_the_records_of_duckdb(
    policies: Policies, large: bool, backend: Callable[[], Any]
) -> None:
    for seed, policy in islice(policies(300), 60 if large else 5):
        items = list(subjects(policy, random_facts(policy, seed, 8)))
        due = list(records(policy, items, None))
        assert list(records(policy, items, backend)) == due, f"seed {seed}"


def test_a_population_from_files_is_answered_as_by_duckdb(
    backend: Callable[[], Any], tmp_path: Path
) -> None:
    from benchmarks.population import write
    from engine.execution.columnar import program_of
    from engine.execution.columnar_bulk import Bulk, bulk_query
    from engine.execution.columnar_spark import answer_relations
    from engine.tables import Database

    policy = load_policy(ROOT / "benchmarks/points")
    program = program_of(policy, AS_OF_DAY)
    (tmp_path / "relations").mkdir()
    write(tmp_path / "facts", 500, 0.3)
    with Bulk(policy, AS_OF_DAY, tmp_path / "facts") as run:
        run.export(tmp_path / "relations")
        due = sorted(run.database.rows("SELECT * FROM answers"))
    query = bulk_query(program)
    answer_relations(program, query, tmp_path / "relations", tmp_path / "answers", backend)
    with Database() as database:
        found = sorted(database.rows(f"SELECT * FROM '{tmp_path / 'answers'}/*.parquet'"))
    assert found == due
    assert len({row[2:4] for row in due}) > 3
