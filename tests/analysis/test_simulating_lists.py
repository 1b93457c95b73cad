"""A simulation says who enters and leaves the lists, by department, with reasons."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from engine.analysis.simulation import Simulation
from engine.service.simulations import Request, simulate

ROOT = Path(__file__).parents[2]
YUNNAN = ROOT / "policies/yunnan"
FACTS = ROOT / "examples/yunnan/facts"


@pytest.fixture(scope="module")
def one_less(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    """The shipped set against a copy in which each county aims at four."""
    folder = tmp_path_factory.mktemp("sets") / "yunnan"
    shutil.copytree(YUNNAN, folder)
    rules = folder / "inspection.yaml"
    text = rules.read_text("utf-8")
    start = text.index("county_list:")
    changed = text[start:].replace("target: 5", "target: 4", 1)
    rules.write_text(text[:start] + changed, "utf-8")
    asked = Request(
        str(YUNNAN), str(folder), str(FACTS), as_of=None, today=date(2026, 7, 1), edges=False
    )
    return simulate(asked)


def test_who_leaves_is_named_with_department_and_reason(one_less: Simulation) -> None:
    lists = one_less.lists
    assert lists is not None
    assert lists.year == 2026
    assert lists.old - lists.new == sum(1 if not m.enters else -1 for m in lists.moves)
    county = [m for m in lists.moves if m.level == "county"]
    assert county
    assert not any(m.enters for m in county)
    assert all(m.department.endswith("应急管理局") and m.why for m in county)
    assert any("4" in reason.en for m in county for reason in m.why)


def test_no_level_changes_when_only_the_lists_do(one_less: Simulation) -> None:
    assert one_less.changed == ()


def test_one_place_more_or_less_is_counted_for_every_level(one_less: Simulation) -> None:
    lists = one_less.lists
    assert lists is not None
    assert {(s.level, s.by) for s in lists.steps} == {
        (level, by) for level in ("county", "prefecture", "province") for by in (-1, 1)
    }
