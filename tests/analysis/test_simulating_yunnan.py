"""The shipped set against changed copies of itself, over the province of the example."""

from __future__ import annotations

import io
import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from engine.analysis.gates import Limits
from engine.analysis.simulation import Simulation
from engine.problems import Language
from engine.reporting.simulation_results import render
from engine.service.runs import evaluate
from tests.analysis.changing import ROOT, changed_copy, simulated
from tests.analysis.test_impact_reports import height_of

YUNNAN = ROOT / "policies" / "yunnan"
HISTORY = ROOT / "examples" / "yunnan" / "history"
FACTS = ROOT / "examples" / "yunnan" / "facts"
DAY = date(2026, 6, 30)
MILDER = {
    "warning-level.yaml": {"level: level_3}, then: yellow": "level: level_3}, then: blue"},
    "policy.yaml": {'effective: {from: "2020-03-01"}': 'effective: {from: "2027-01-01"}'},
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    new = changed_copy(YUNNAN, tmp_path_factory.mktemp("changed") / "yunnan", MILDER)
    limits = Limits(Decimal(5), True, milder=0, undetermined=0)
    return simulated(YUNNAN, new, FACTS, history=str(HISTORY), limits=limits)


@pytest.fixture(scope="module")
def levels() -> Counter[object]:
    """The answers of the shipped set, by its own evaluation."""
    run = evaluate(str(YUNNAN), str(FACTS), as_of=DAY, today=DAY, engine="reference")
    return Counter((o.verdict, o.level) for o in run.outcomes)


def test_exactly_those_whose_highest_is_a_level_3_point_become_milder(
    found: Simulation, levels: Counter[object]
) -> None:
    assert found.as_of == DAY
    assert found.matrix.of("yellow", "blue") == levels["decided", ("yellow", "yellow")] > 100
    assert found.matrix.old("yellow") == found.matrix.of("yellow", "blue")
    assert found.matrix.new("yellow") == 0
    for state in ("red", "orange", "none", "not_applicable"):
        assert found.matrix.old(state) == found.matrix.of(state, state) == found.matrix.new(state)
    assert {c.direction for c in found.changed} == {"milder"}
    assert all("yellow" in (c.old.level or ()) for c in found.changed)
    open_ones = sum(n for (_, level), n in levels.items() if level and "yellow" in level)  # type: ignore[misc]
    assert len(found.changed) == open_ones


def test_every_changed_one_names_the_rule_on_both_sides_with_its_line(found: Simulation) -> None:
    decided = [c for c in found.changed if c.transition == ("yellow", "blue")]
    for one in decided:
        (old,) = [r for r in one.old.rules if r.rule == "hazard_warning/level-3"]
        assert old.place.startswith(f"{YUNNAN}/warning-level.yaml:")
        assert any(r.gives.en == "Blue" and r.place for r in one.new.rules)
        assert old.examples


def test_breakdowns_add_up_to_all(found: Simulation) -> None:
    for groups in (found.prefectures, found.counties, found.sectors):
        assert sum(g.subjects for g in groups) == found.sample.subjects == 2520
        assert sum(g.changed for g in groups) == len(found.changed)
    assert len(found.prefectures) == 16
    inspected = found.blocks["inspected"]
    assert inspected.total + found.blocks["preliminary"].total == 2520
    assert inspected.of("yellow", "blue") > 0


def test_departments_do_the_same_for_yellow_and_blue(found: Simulation) -> None:
    work = found.workload
    assert work is not None
    assert work.new_minutes == work.old_minutes > 0
    issued = [x for x in work.loads if x.message == "warning_issued" and x.part == "from"]
    assert sum(x.old for x in issued) == sum(x.new for x in issued) > 0


def test_the_future_version_is_said_to_be_one(found: Simulation) -> None:
    assert not found.new.in_force
    assert found.old.in_force


def test_the_shipped_example_change_goes_all_three_ways(tmp_path: Path) -> None:
    script = ROOT / "examples" / "yunnan" / "changed_set.py"
    target = tmp_path / "yunnan-2027"
    subprocess.run([sys.executable, str(script), str(target)], check=True)
    found = simulated(YUNNAN, target, FACTS, edges=False)
    moved = {pair: n for pair, n in found.matrix.counts.items() if pair[0] != pair[1]}
    assert set(moved) <= {
        ("yellow", "blue"), ("yellow", "orange"), ("yellow", "undetermined"),
        ("orange", "undetermined"), ("undetermined", "orange"), ("undetermined", "red"),
    }  # fmt: skip
    assert moved["yellow", "blue"] > moved["yellow", "orange"] > 0
    assert found.by_direction["milder"] > 0
    assert found.by_direction["stricter"] > 0
    rules = {rule.rule for one in found.changed for rule in one.new.rules}
    assert {"hazard_warning/level-3-general", "hazard_warning/level-3-major"} <= rules
    assert {"level-3-major", "level-3"} <= {u.rule.partition("/")[2] for u in found.rules}
    work = found.workload
    assert work is not None
    letters = [x for x in work.loads if x.message == "reminder_letter" and x.part == "from"]
    assert sum(x.new for x in letters) > sum(x.old for x in letters)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_for_signature_fits_one_page(found: Simulation, language: Language) -> None:
    document: Any = Document(io.BytesIO(render(found, "docx", language)))
    (section,) = document.sections
    room = section.page_height.cm - section.top_margin.cm - section.bottom_margin.cm
    assert height_of(document, 21 - 2 * section.left_margin.cm) < room


def test_history_of_the_example_names_the_column_that_one_snapshot_lacks(
    found: Simulation,
) -> None:
    past = found.history
    assert past is not None
    assert [s.day.month for s in past.snapshots] == [1, 2, 3, 4, 5, 6]
    always = set.intersection(*(set(s.lacking) for s in past.snapshots))
    alone = {s.day.month: [t.zh for t in s.lacking if t not in always] for s in past.snapshots}
    assert {month for month, lacking in alone.items() if lacking} == {2}
    assert alone[2] == ["企业（场所）的风险源辨识开展情况"]
    february = past.snapshots[1]
    # Without it nobody can be decided below the top: everybody in scope is open, or red.
    assert {new for (_, new), n in february.matrix.counts.items()} == {
        "undetermined", "not_applicable", "red",
    }  # fmt: skip
    assert past.backtest is not None
    assert past.backtest.unseen + sum(a.snapshot is not None for a in past.backtest.accidents) == 32
