"""What cases cover, counted by hand; cases that are offered; expectations written anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.analysis.case_coverage import case_coverage
from engine.analysis.cases import read_cases
from engine.service.cases import CaseRun, run_cases

ROOT = Path(__file__).parents[2]
pytest_plugins = ("pytester",)

# One number, two rules, four clauses: three conditions (any-level has none) that can each be
# true, false and unknown.
HEAD = "cases:\n"
CALM = """
  - name: {zh: 平静, en: Calm}
    cite: W1
    as_of: "2026-01-01"
    given: {gauge: {code: G1, level: 2}}
    expect: {alert: calm, rules: [alert/any-level]}
"""
FLOOD = """
  - name: {zh: 洪水, en: Flood}
    cite: W2
    as_of: "2026-01-01"
    given: {gauge: {code: G1, level: 12}}   # feet
    expect: {alert: violet}
"""


def saltmere(folder: Path, *cases: str) -> CaseRun:
    target = folder / "saltmere"
    shutil.copytree(ROOT / "tests/policies/saltmere", target)
    (target / "cases/alerts.yaml").write_text(HEAD + "".join(cases), "utf-8")
    return run_cases(str(target), "reference")


def test_a_calm_case_covers_one_rule_and_two_of_six_truths(tmp_path: Path) -> None:
    found = saltmere(tmp_path, CALM).coverage
    assert (found.rules, [t.name for t in found.rules_left]) == (3, ["alert/amber", "alert/violet"])
    assert found.conditions == 6
    assert [(t.name, t.truth) for t in found.conditions_left] == [
        ("alert/amber", True),
        ("alert/amber", None),
        ("alert/violet", True),
        ("alert/violet", None),
    ]
    assert (found.clauses, found.clauses_left) == (2, ("W2",))
    assert {k: round(v) for k, v in found.shares.items()} == {
        "rules": 33,
        "conditions": 33,
        "clauses": 50,
    }


def test_a_flood_covers_what_a_calm_day_does_not(tmp_path: Path) -> None:
    found = saltmere(tmp_path, CALM, FLOOD).coverage
    assert found.rules_left == ()
    assert [(t.name, t.truth) for t in found.conditions_left] == [
        ("alert/amber", None),
        ("alert/violet", None),
    ]
    assert found.shares["clauses"] == 100


def test_the_offered_cases_are_read_pass_and_cover_what_was_left(tmp_path: Path) -> None:
    run = saltmere(tmp_path, CALM)
    offered = run.suggestions()
    left = {t.key for t in (*run.coverage.rules_left, *run.coverage.conditions_left)}
    assert {s.target.key for s in offered} == left
    file = tmp_path / "saltmere/cases/alerts.yaml"
    for one in offered:
        file.write_text(HEAD + one.text + "\n", "utf-8")
        again = run_cases(str(tmp_path / "saltmere"), "reference")
        assert again.passed, one.text
        rest = (*again.coverage.rules_left, *again.coverage.conditions_left)
        assert one.target.key not in {t.key for t in rest}


@pytest.mark.parametrize("name", ["starter", "yunnan"])
def test_the_shipped_cases_cover_every_rule_condition_and_clause(name: str) -> None:
    found = run_cases(str(ROOT / "policies" / name), "reference").coverage
    left = [(t.name, t.truth) for t in (*found.rules_left, *found.conditions_left)]
    assert (left, found.clauses_left) == ([], ())


def test_a_condition_that_no_missing_fact_can_open_is_not_asked_to_be_unknown() -> None:
    run = run_cases(str(ROOT / "policies/yunnan"), "reference")
    left = case_coverage(run.policy, ()).conditions_left
    asked = {t.truth for t in left if t.name == "standing/void"}
    assert asked == {True, False}  # `void` asks first whether there is a status
    assert {t.truth for t in left if t.name == "standing/closed"} == {True, False, None}


def test_updating_writes_what_came_out_and_keeps_the_rest(tmp_path: Path) -> None:
    wrong = FLOOD.replace("violet", "amber").replace(
        "{alert: amber}", "{alert: amber, verdict: undetermined, rules: [alert/amber]}"
    )
    run = saltmere(tmp_path, CALM, wrong)
    assert not run.passed
    file = tmp_path / "saltmere/cases/alerts.yaml"
    assert run.update() == [str(file)]
    assert file.read_text("utf-8") == HEAD + CALM + wrong.replace(
        "alert: amber,", "alert: violet,"
    ).replace("undetermined", "decided")
    again = run_cases(str(tmp_path / "saltmere"), "reference")
    assert again.passed
    assert again.update() == []


def test_a_range_is_written_as_one_and_absence_as_unknown(tmp_path: Path) -> None:
    open_ = CALM.replace(", level: 2", "").replace("rules: [alert/any-level]", "level: 3")
    run = saltmere(tmp_path, open_)
    run.update()
    text = (tmp_path / "saltmere/cases/alerts.yaml").read_text("utf-8")
    assert "alert: {from: calm, to: violet}" in text
    assert "level: {from: 0.0, to: 40.0}" in text.replace('"', "")
    policy_cases, problems = read_cases(run.policy)
    assert (len(policy_cases), problems) == (1, [])


def test_the_plugin_collects_each_case_and_shows_what_was_compared(
    pytester: pytest.Pytester, tmp_path: Path
) -> None:
    saltmere(tmp_path, CALM, FLOOD.replace("alert: violet", "alert: amber"))
    # Loaded by name, whether or not this environment knows its entry point.
    plugin = ("-p", "no:yujing", "-p", "engine.commands.pytest_cases")
    cases = str(tmp_path / "saltmere/cases")
    result = pytester.runpytest(*plugin, "--yujing", cases)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*alert: expected amber, found violet*"])
    silent = pytester.runpytest(*plugin, cases)
    silent.assert_outcomes()
