"""A simulation by queries over whole files tells what the one row by row tells."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import population
from engine.analysis.simulation import Simulation
from engine.execution.columnar_bulk import Bulk
from engine.execution.outcome import Standing
from engine.facts.model import Key
from engine.reporting.simulation_results import render
from engine.service import bulk_simulations
from engine.service.simulations import IN_BULK
from tests.analysis.changing import ROOT, changed_copy, gauges, river, simulated

pytest.importorskip("sqlglot", reason="duckdb or sqlglot is not installed")
pytest.importorskip("duckdb", reason="duckdb or sqlglot is not installed")

POINTS = ROOT / "benchmarks/points"
STEPS = {
    "{identified: yes, by_points: l1}, then: l1": "{identified: yes, by_points: l1}, then: l2",
    "{identified: yes, by_points: l3}, then: l3": "{identified: yes, by_points: l3}, then: l2",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bulk")
    population.write(made / "parquet", 150, 0.3)
    population.write(made / "csv", 150, 0.3, kind="csv")
    changed_copy(POINTS, made / "new", {"warning.yaml": STEPS})
    return made


def told(found: Simulation) -> dict[str, Any]:
    """Return everything but what names the executor, and the hash of the facts."""
    data = json.loads(render(found, "json", "en"))
    for side in ("old", "new"):
        del data[side]["engine"]
    for name in ("sha256", "old_sha256"):
        del data["sample"][name]
    del data["notes"]
    return data


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_it_tells_the_same_as_row_by_row(folder: Path, kind: str) -> None:
    asked = POINTS, folder / "new", folder / kind
    bulk = simulated(*asked, engine="columnar", edges=False)
    plain = simulated(*asked, engine="reference", edges=False)
    assert IN_BULK in bulk.notes
    assert IN_BULK not in plain.notes
    assert (bulk.new.engine, plain.new.engine) == ("columnar", "reference")
    assert len(bulk.changed) > 1
    assert told(bulk) == told(plain)


def test_with_divisions_and_messages_it_tells_the_same(tmp_path: Path) -> None:
    new = river(tmp_path / "new", amber="8.1", violet="11.4")
    asked = river(tmp_path / "old"), new, gauges(tmp_path / "facts")
    bulk = simulated(*asked, engine="columnar", edges=False)
    assert IN_BULK in bulk.notes
    assert bulk.workload is not None
    assert told(bulk) == told(simulated(*asked, engine="reference", edges=False))


def test_where_a_row_is_returned_it_goes_row_by_row_and_says_so(tmp_path: Path) -> None:
    text = "code,name,shire,level\nG1,Mill,9001,7.9\nG2,Weir,9001,8.0\nG3,Ford,9001,deep\n"
    new = river(tmp_path / "new", amber="8.1")
    asked = river(tmp_path / "old"), new, gauges(tmp_path / "facts", text)
    found = simulated(*asked, engine="columnar", edges=False)
    assert [note.en for note in found.notes] == [
        "not computed in bulk (rows are returned); rows were read one by one"
    ]
    assert found.sample.returned == 1
    assert told(found) == told(simulated(*asked, engine="reference", edges=False))


def test_where_the_reference_disagrees_it_goes_row_by_row(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = POINTS, folder / "new", folder / "parquet"
    plain = simulated(*asked, engine="reference", edges=False)
    guilty = plain.changed[0].key
    right = Bulk.standings

    def wrong(bulk: Bulk) -> Iterator[tuple[Key, Standing]]:
        for key, standing in right(bulk):
            same = key != guilty or bulk.policy.folder != str(POINTS)
            yield key, standing if same else replace_level(standing)

    def replace_level(standing: Standing) -> Standing:
        return standing._replace(verdict="decided", level=("none", "none"))

    monkeypatch.setattr(Bulk, "standings", wrong)
    found = simulated(*asked, engine="columnar", edges=False)
    assert IN_BULK not in found.notes
    assert "do not agree" in found.notes[0].en
    assert told(found) == told(plain)


def test_auto_takes_it_for_large_files_where_nothing_is_asked_that_it_lacks(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = POINTS, folder / "new", folder / "parquet"
    assert IN_BULK not in simulated(*asked, edges=False).notes
    monkeypatch.setattr(bulk_simulations, "FROM_BYTES", 1)
    assert IN_BULK in simulated(*asked, edges=False).notes
    with_edges = simulated(*asked, edges=True)
    assert IN_BULK not in with_edges.notes
    assert with_edges.edges
    assert IN_BULK not in simulated(*asked, edges=False, engine="reference").notes


def test_without_the_library_it_goes_row_by_row_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_simulations, "FROM_BYTES", 1)
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    found = simulated(POINTS, folder / "new", folder / "csv", edges=False)
    assert "sqlglot" in found.notes[0].en
    assert found.new.engine == "reference"
    assert found.changed
