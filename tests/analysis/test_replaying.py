"""Snapshots replayed under both versions, and the look back at accidents, worked out by hand.

Level: low from score 3 (old), from 2 (new); high from 7.

               January      February     March        accidents
    A          9  high      9  high      -  (open)    10 March
    B          2  none/low  2  none/low  -  (open)    20 February
    C          5  low       1  none      -  (open)    5 January (before any snapshot)
    D          7  high      7  high      -  (open)    none
    E          (not there)  4  low       -  (open)    1 February (not in January's data)

March lacks the column of scores.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.analysis.replay import BackTest, Caught
from engine.analysis.simulation import Simulation
from engine.problems import ProblemsFound
from tests.analysis.changing import simulated
from tests.made import field, labelled, write_set

JANUARY = {"A": 9, "B": 2, "C": 5, "D": 7}
FEBRUARY = {"A": 9, "B": 2, "C": 1, "D": 7, "E": 4}
ACCIDENTS = "code,number,day\nA,1,2026-03-10\nB,1,2026-02-20\nC,1,2026-01-05\nE,1,2026-02-01\n"


def plants(target: Path, low_from: int, **heading: Any) -> Path:
    vocabulary = {
        "scales": {"grade": {id: {"zh": f"{id}级", "en": id} for id in ("none", "low", "high")}},
        "entities": {
            "plant": labelled(
                "plant",
                key="code",
                max_children={"accident": 9},
                fields={
                    "code": field("text", "code"),
                    "score": field("int", "score", min=0, max=10),
                },
            ),
            "accident": labelled(
                "accident",
                of="plant",
                key="number",
                fields={"number": field("text", "number"), "day": field("date", "day")},
            ),
        },
    }
    rules = [
        {"id": "high", "when": "score >= 7", "then": "high", "cite": "K1"},
        {"id": "low", "when": f"score >= {low_from}", "then": "low", "cite": "K1"},
        {"id": "none", "when": {}, "then": "none", "cite": "K1"},
    ]
    table = labelled("level", **{"for": "plant"}, gives="grade", hit="first", rules=rules)
    declared = {"simulation": {"accidents": {"rows": "accident", "on": "day"}}, **heading}
    decisions = {"decisions": {"level": table}}
    return write_set(target, vocabulary, decisions, decide="level", **declared)


def snapshot(folder: Path, day: str | None, scores: dict[str, int], *, column: bool = True) -> Path:
    folder.mkdir(parents=True)
    lines = ["code,score" if column else "code"]
    lines += [f"{code},{score}" if column else code for code, score in scores.items()]
    (folder / "plant.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if day:
        text = f'snapshot: "{day}"\ntables:\n  plant: {{files: plant.csv}}\n'
        (folder / "facts.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    base = tmp_path_factory.mktemp("plants")
    snapshot(base / "history" / "1", "2026-01-31", JANUARY)
    snapshot(base / "history" / "2026-02-28", None, FEBRUARY)  # dated by its folder
    snapshot(base / "history" / "3", "2026-03-31", FEBRUARY, column=False)
    now = snapshot(base / "now", None, FEBRUARY)
    (now / "accident.csv").write_text(ACCIDENTS, encoding="utf-8")
    old, new = plants(base / "old", 3), plants(base / "new", 2)
    return simulated(old, new, now, history=str(base / "history"), edges=False)


def test_the_trend_is_told_under_both_versions_in_the_order_of_days(found: Simulation) -> None:
    assert found.history is not None
    told = [(s.day, s.subjects, dict(s.matrix.counts)) for s in found.history.snapshots]
    assert told == [
        (date(2026, 1, 31), 4, {("high", "high"): 2, ("none", "low"): 1, ("low", "low"): 1}),
        (
            date(2026, 2, 28),
            5,
            {
                ("high", "high"): 2,
                ("none", "low"): 1,
                ("none", "none"): 1,
                ("low", "low"): 1,
            },
        ),
        (date(2026, 3, 31), 5, {("undetermined", "undetermined"): 5}),
    ]
    assert [(s.milder, s.stricter, s.other) for s in found.history.snapshots] == [
        (0, 1, 0), (0, 1, 0), (0, 0, 0),
    ]  # fmt: skip


def test_a_snapshot_that_lacks_a_column_names_it_and_counts_its_answers_as_open(
    found: Simulation,
) -> None:
    assert found.history is not None
    lacking = [[text.en for text in s.lacking] for s in found.history.snapshots]
    assert lacking == [[], [], ["score label of plant title"]]


def test_accidents_are_looked_back_at_in_the_last_snapshot_before_them(found: Simulation) -> None:
    told = [
        (a.key[0], a.day, a.snapshot, a.old, a.new, a.old_state, a.new_state)
        for a in looked_back(found).accidents
    ]
    january, february = date(2026, 1, 31), date(2026, 2, 28)
    none, low, high = ("none", "none"), ("low", "low"), ("high", "high")
    assert told == [
        ("C", date(2026, 1, 5), None, None, None, "", ""),
        ("E", date(2026, 2, 1), january, None, None, "not_read", "not_read"),
        ("B", date(2026, 2, 20), january, none, low, "none", "low"),
        ("A", date(2026, 3, 10), february, high, high, "high", "high"),
    ]


def looked_back(found: Simulation) -> BackTest:
    assert found.history is not None
    assert found.history.backtest is not None
    return found.history.backtest


def test_caught_missed_and_extra_are_counted_for_each_level_and_up(found: Simulation) -> None:
    back = looked_back(found)
    assert back.unseen == 1
    # High: A caught, B and E missed; D stood there without an accident.
    # Low, old: extra are C (no accident after January), D; E had none after February.
    assert back.old == (Caught("high", 1, 0, 2, 1), Caught("low", 1, 0, 2, 3))
    # Low, new: B is caught too.
    assert back.new == (Caught("high", 1, 0, 2, 1), Caught("low", 2, 0, 1, 3))


def test_an_answer_that_was_open_before_an_accident_counts_as_possible(tmp_path: Path) -> None:
    snapshot(tmp_path / "history" / "2026-01-31", None, {"A": 0}, column=False)
    now = snapshot(tmp_path / "now", None, {"A": 0})
    (now / "accident.csv").write_text("code,number,day\nA,1,2026-02-01\n", encoding="utf-8")
    old, new = plants(tmp_path / "old", 3), plants(tmp_path / "new", 2)
    back = looked_back(simulated(old, new, now, history=str(tmp_path / "history")))
    assert back.new == (Caught("high", 0, 1, 0, 0), Caught("low", 0, 1, 0, 0))


def test_without_declared_accidents_there_is_a_trend_only(tmp_path: Path) -> None:
    snapshot(tmp_path / "history" / "2026-01-31", None, JANUARY)
    old, new = (plants(tmp_path / name, n, simulation={}) for name, n in (("old", 3), ("new", 2)))
    now = snapshot(tmp_path / "now", None, JANUARY)
    past = simulated(old, new, now, history=str(tmp_path / "history")).history
    assert past is not None
    assert past.backtest is None
    assert [s.stricter for s in past.snapshots] == [1]


@pytest.mark.parametrize(
    ("names", "days", "code"),
    [
        ((), (), "M105"),
        (("january",), (None,), "M106"),
        (("a", "b"), ("2026-01-31", "2026-01-31"), "M107"),
    ],
)
def test_a_history_that_cannot_be_put_in_order_is_refused(
    tmp_path: Path, names: tuple[str, ...], days: tuple[str | None, ...], code: str
) -> None:
    (tmp_path / "history").mkdir()
    for name, day in zip(names, days, strict=True):
        snapshot(tmp_path / "history" / name, day, JANUARY)
    old, new = plants(tmp_path / "old", 3), plants(tmp_path / "new", 2)
    now = snapshot(tmp_path / "now", None, JANUARY)
    with pytest.raises(ProblemsFound) as met:
        simulated(old, new, now, history=str(tmp_path / "history"))
    assert {p.code for p in met.value.problems} == {code}


def test_the_problems_of_every_snapshot_are_said_together(tmp_path: Path) -> None:
    for name in ("2026-01-31", "2026-02-28"):
        (tmp_path / "history" / name).mkdir(parents=True)
    old, new = plants(tmp_path / "old", 3), plants(tmp_path / "new", 2)
    now = snapshot(tmp_path / "now", None, JANUARY)
    with pytest.raises(ProblemsFound) as met:
        simulated(old, new, now, history=str(tmp_path / "history"))
    assert {Path(p.place.file).name for p in met.value.problems} == {"2026-01-31", "2026-02-28"}
