"""A rule change over five gauges, every number worked out by hand.

Old bands: amber from 8.0, violet from 11.5.  New bands: amber from 8.1, violet from 11.4.

          level   old                new
    G1    7.9     calm               calm
    G2    8.0     amber              calm               milder
    G3    11.4    amber              violet             stricter
    G4    11.5    violet             violet
    G5    -       calm to violet     calm to violet
"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.analysis.simulation import Simulation
from tests.analysis.changing import by_key, counts, gauges, river, simulated


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("river")


@pytest.fixture(scope="module")
def found(folder: Path) -> Simulation:
    old = river(folder / "old")
    new = river(folder / "new", amber="8.1", violet="11.4")
    return simulated(old, new, gauges(folder / "facts"))


def test_the_matrix_counts_who_goes_from_what_to_what(found: Simulation) -> None:
    assert counts(found) == {
        ("calm", "calm"): 1,
        ("amber", "calm"): 1,
        ("amber", "violet"): 1,
        ("violet", "violet"): 1,
        ("undetermined", "undetermined"): 1,
    }
    assert [state.id for state in found.states] == [
        "violet", "amber", "calm", "undetermined", "not_applicable",
    ]  # fmt: skip
    assert found.matrix.old("amber") == 2
    assert found.matrix.new("amber") == 0
    assert (found.matrix.total, found.matrix.moved) == (5, 2)
    assert found.newly_undetermined == 0


def test_milder_ones_come_first(found: Simulation) -> None:
    told = [("/".join(c.key), c.direction, c.name) for c in found.changed]
    assert told == [("G2", "milder", "Old Bridge"), ("G3", "stricter", "Ferry Steps")]
    assert found.by_direction == {"milder": 1, "stricter": 1, "other": 0}


def test_a_changed_subject_has_the_deciding_rule_of_both_sides_with_place_and_values(
    found: Simulation, folder: Path
) -> None:
    bridge = by_key(found)["G2"]
    (old,), (new,) = bridge.old.rules, bridge.new.rules
    assert (old.rule, new.rule) == ("alert/amber", "alert/any-level")
    assert old.place == f"{folder}/old/alert.yaml:{line_of(folder / 'old', 'id: amber')}"
    assert new.place == f"{folder}/new/alert.yaml:{line_of(folder / 'new', 'id: any-level')}"
    assert [(f.name, f.value, f.words.en) for f in old.examples[0].facts] == [
        ("level", "8.0", "8.0")
    ]
    assert old.gives.en == "Amber"
    assert old.cites == ("W1",)
    assert (bridge.old.words.en, bridge.new.words.en) == ("Amber", "Calm")
    assert (bridge.old_only, bridge.new_only) == (("alert/amber",), ("alert/any-level",))


def line_of(folder: Path, text: str) -> int:
    lines = (folder / "alert.yaml").read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line)


def test_breakdowns_count_every_subject_and_the_changed_ones(found: Simulation) -> None:
    told = [(g.id, g.title.en, g.subjects, g.milder, g.stricter) for g in found.prefectures]
    assert told == [("9001", "Reedshire", 2, 1, 0), ("9002", "Fenshire", 3, 0, 1)]
    assert found.prefectures[0].old == {"calm": 1, "amber": 1}
    assert found.prefectures[0].new == {"calm": 2}
    assert [(g.id, g.changed) for g in found.counties] == [("9001", 1), ("9002", 1)]
    assert found.sectors == ()


def test_rules_are_counted_by_the_subjects_they_hold_for(found: Simulation) -> None:
    told = {
        use.rule: (use.old_fired, use.new_fired, use.old_unknown, use.new_unknown)
        for use in found.rules
    }
    assert told == {
        "alert/any-level": (5, 5, 0, 0),
        "alert/amber": (3, 2, 1, 1),
        "alert/violet": (1, 2, 1, 1),
    }
    decides = {use.rule: (use.old_decides, use.new_decides) for use in found.rules}
    assert decides == {
        "alert/any-level": (0, 1),
        "alert/amber": (2, 0),
        "alert/violet": (0, 1),
    }


def test_the_range_if_all_missing_facts_were_best_or_worst(found: Simulation) -> None:
    told = [(b.level, b.old_best, b.old_worst, b.new_best, b.new_worst) for b in found.bounds]
    assert told == [("violet", 1, 2, 2, 3), ("amber", 2, 2, 0, 0), ("calm", 2, 1, 3, 2)]


def test_a_number_moved_by_one_shows_who_stands_on_the_edge(found: Simulation) -> None:
    assert found.edges is not None
    told = {
        edge.name: (
            edge.at.en,
            (edge.down.to.en, edge.down.milder, edge.down.stricter, edge.down.other),
            (edge.up.to.en, edge.up.milder, edge.up.stricter, edge.up.other),
        )
        for edge in found.edges
    }
    # 7.1 and up is amber: G1 and G2 rise; 12.4 and up is violet: G3 and G4 fall.
    assert told == {
        "values.bands.amber": ("8.1", ("7.1", 0, 2, 0), ("9.1", 0, 0, 0)),
        "values.bands.violet": ("11.4", ("10.4", 0, 0, 0), ("12.4", 2, 0, 0)),
    }


def test_edges_are_left_out_when_not_asked_for(folder: Path) -> None:
    assert simulated(folder / "old", folder / "new", folder / "facts", edges=False).edges is None


def test_each_department_gets_its_messages_old_and_new(found: Simulation) -> None:
    work = found.workload
    assert work is not None
    told = [
        (d.department, d.old_messages, d.new_messages, d.old_minutes, d.new_minutes)
        for d in work.departments
    ]
    # Sending takes 60 minutes and a notice 5: draft, and nobody's but the tool's.
    assert told == [
        ("w-9000", 1, 2, 5, 10),
        ("w-9001", 1, 0, 60, 0),
        ("w-9002", 2, 2, 120, 120),
    ]
    assert (work.old_minutes, work.new_minutes) == (185, 130)
    assert (work.source, work.day_minutes) == ("", 480)
    assert (work.old_undecided, work.new_undecided) == (1, 1)
    keepers = [load for load in work.loads if not load.department]
    assert [(k.part, k.old, k.new, k.minutes) for k in keepers] == [("to", 3, 2, 0)]


def test_an_office_counts_with_its_own_minutes(folder: Path) -> None:
    file = folder / "minutes.yaml"
    file.write_text("day: 100\nmessages:\n  alert_given: {from: 10, push: 1}\n", encoding="utf-8")
    found = simulated(folder / "old", folder / "new", folder / "facts", minutes=str(file))
    work = found.workload
    assert work is not None
    assert (work.old_minutes, work.new_minutes) == (1 + 10 + 20, 2 + 0 + 20)
    assert (work.days(work.old_minutes), work.days(work.new_minutes)) == (0.3, 0.2)
    assert work.source == str(file)
    assert {load.minutes for load in work.loads if load.part == "from"} == {10}


def test_facts_come_first_how_many_how_complete_read_by_whom(found: Simulation) -> None:
    sample = found.sample
    assert (sample.subjects, sample.old_subjects, sample.new_subjects) == (5, 5, 5)
    assert (sample.rows, sample.returned, sample.one_reading) == (5, 0, True)
    (gauge,) = sample.coverage
    told = {f.field: (f.rows, f.missing, f.read_by) for f in gauge.fields}
    assert told["level"] == (5, 1, ("old", "new"))
    assert told["name"] == (5, 0, ())


def test_what_changed_answers_rest_on_is_counted(found: Simulation) -> None:
    assert [(b.basis, b.old, b.new) for b in found.basis] == [("notice", 2, 2)]


def test_a_set_against_itself_changes_nothing_over_all_subjects(folder: Path) -> None:
    found = simulated(folder / "old", folder / "old", folder / "facts")
    assert found.changed == ()
    assert found.matrix.total == 5
    assert found.sample.subjects == 5
    assert any("same" in note.en for note in found.notes)


@pytest.mark.parametrize("engine", ["forward", "columnar"])
def test_every_executor_tells_the_same(found: Simulation, folder: Path, engine: str) -> None:
    same = simulated(folder / "old", folder / "new", folder / "facts", engine=engine)
    assert same.new.engine == engine
    assert same.matrix == found.matrix
    assert same.changed == found.changed
    assert (same.rules, same.bounds, same.edges) == (found.rules, found.bounds, found.edges)
    assert same.workload == found.workload


def test_messages_that_hang_on_no_level_are_not_counted(folder: Path) -> None:
    hello = (
        "  hello:\n"
        "    title: {zh: 问候, en: Hello}\n"
        "    from: {role: duchy_office, cite: W4}\n"
        "    to:\n"
        "      - {role: keeper, cite: W3}\n"
        "  alert_given:"
    )
    always = river(folder / "always", routing={"  alert_given:": hello})
    work = simulated(folder / "old", always, folder / "facts").workload
    assert work is not None
    assert {load.message for load in work.loads} == {"alert_given"}
