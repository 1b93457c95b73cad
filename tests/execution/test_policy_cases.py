"""Every executor runs the administrators' cases of every policy set in the project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.analysis.case_facts import facts_of_case
from engine.analysis.cases import Case, CaseResult, read_cases, run_case
from engine.execution import reference
from engine.execution.outcome import Recorder, dumps, record
from engine.execution.subjects import Item, day_number, subjects
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from tests.execution.executors import NAMES, executor
from tests.made import field as column
from tests.made import labelled, load, write_set

ROOT = Path(__file__).parents[2]
SETS = {
    name: load_policy(ROOT / folder)
    for name, folder in (
        ("yunnan", "policies/yunnan"),
        ("saltmere", "tests/policies/saltmere"),
        ("inner-mongolia", "policies/inner-mongolia"),
        ("liaoning-tailings", "policies/liaoning-tailings"),
        ("risk-scores", "policies/risk-scores"),
    )
}


def cases(policy: PolicySet) -> list[Case]:
    found, problems = read_cases(policy)
    assert not problems, [f"{p.place} {p.message.en}" for p in problems]
    # Routes are no matter of executors; tests/organisation holds them.
    return [replace(c, expect={k: v for k, v in c.expect.items() if k != "route"}) for c in found]


CASES = [
    pytest.param(name, case, id=f"{name}: {case.name.en}")
    for name, policy in SETS.items()
    for case in cases(policy)
]


def told(result: CaseResult) -> str:
    lines = [f"{p.place} {p.message.en}" for p in result.problems]
    lines += [f"{c.place} {c.name}: expected {c.expected}, found {c.found}"
              for c in result.compared if not c.agrees]  # fmt: skip
    return "\n".join(lines)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_case_holds(name: str, case: Case) -> None:
    result = run_case(SETS[name], case, reference.answers)
    assert result.passed, told(result)


@pytest.mark.parametrize("engine", [name for name in NAMES if name != "reference"])
def test_other_executors_give_the_same_records(engine: str) -> None:
    answers = executor(engine)
    for policy in SETS.values():
        for day, items in by_day(policy).items():
            lines = [
                [dumps(record(policy, Recorder(policy, day).outcome(item, answer)))
                 for item, answer in zip(items, run(policy, items, day), strict=True)]
                for run in (reference.answers, answers)
            ]  # fmt: skip
            assert lines[0] == lines[1]


def by_day(policy: PolicySet) -> dict[int, list[Item]]:
    """Return the subjects of all cases by as-of date, so that one run answers many."""
    found: dict[int, list[Item]] = {}
    for case in cases(policy):
        facts, key, problems = facts_of_case(
            policy, case.document, case.path, case.given, case.complete
        )
        assert not problems
        items = [item for item in subjects(policy, facts) if item.key == key]
        found.setdefault(day_number(case.as_of), []).extend(items)
    return found


# What a case may say, and what is told when it says something else


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> PolicySet:
    folder = tmp_path_factory.mktemp("workshop")
    vocabulary = {
        "scales": {"alarm": {"calm": {"zh": "平静"}, "amber": {"zh": "琥珀"}, "red": {"zh": "红"}}},
        "entities": {
            "site": labelled(
                "site", key="no", max_children={"tank": 9},
                fields={
                    "no": column("text", "号"),
                    "open": column("bool", "开"),
                    "full": column("int", "满", min=0, max=9,
                                   derive={"count": "tank", "where": "level >= 3"}),
                },
            ),
            "tank": labelled(
                "tank", key="no", of="site",
                fields={"no": column("text", "罐号"),
                        "level": column("int", "液位", min=0, max=5)},
            ),
        },
    }  # fmt: skip
    rules = [
        {"id": "full", "when": {"full": ">= 1"}, "then": "red", "cite": "K1"},
        {"id": "open", "when": {"open": True}, "then": "amber", "cite": "K1"},
        {"id": "rest", "when": {}, "then": "calm", "cite": "K1"},
    ]
    table = labelled("alarm_now") | {"for": "site", "gives": "alarm", "hit": "first"}
    decisions = {"decisions": {"alarm_now": table | {"rules": rules}}}
    write_set(folder, vocabulary, decisions, decide="alarm_now")
    return load(folder)


def ask(policy: PolicySet, given: Any, expect: Any, complete: Any = None) -> CaseResult:
    """Write a case file into the set, read it back and run its one case."""
    import json

    case = {"name": {"zh": "例"}, "as_of": "2020-06-15", "given": given, "expect": expect}
    if complete is not None:
        case["complete"] = complete
    folder = Path(policy.folder) / "cases"
    folder.mkdir(exist_ok=True)
    (folder / "one.yaml").write_text(json.dumps({"cases": [case]}, ensure_ascii=False, indent=1))
    found, problems = read_cases(policy)
    assert not problems
    return run_case(policy, found[0], reference.answers)


SITE = {"no": "1", "open": False}


@pytest.mark.parametrize(
    ("behaviour", "given", "complete", "expect"),
    [
        ("labels are accepted where ids are", {"site": {"号栏": "1", "开栏": "否"}, "tank": []},
         None, {"alarm_now": "平静"}),
        ("children need no key of their parent", {"site": SITE, "tank": [{"no": "a", "level": 4}]},
         None, {"alarm_now": "red", "full": 1, "rules": ["alarm_now/full"]}),
        ("a table that is not given is missing", {"site": SITE}, None,
         {"alarm_now": {"from": "calm", "to": "red"}, "missing": ["tank"]}),
        ("a table named complete and not given is empty", {"site": SITE}, ["tank"],
         {"alarm_now": "calm", "verdict": "decided"}),
        ("a table that is not complete holds at least these",
         {"site": SITE, "tank": [{"no": "a", "level": 1}]}, [],
         {"verdict": "undetermined", "full": {"from": 0, "to": 9}}),
        ("a missing fact is named", {"site": {"no": "1"}, "tank": []}, None,
         {"alarm_now": {"from": "calm", "to": "amber"}, "open": "unknown",
          "missing": ["site.open"]}),
        ("rows without a number are numbered", {"site": SITE, "tank": [{"level": 4}, {"level": 5}]},
         None, {"full": 2}),
    ],
)  # fmt: skip
def test_what_a_case_says(
    workshop: PolicySet, behaviour: str, given: Any, complete: Any, expect: Any
) -> None:
    result = ask(workshop, given, expect, complete)
    assert result.passed, f"{behaviour}\n{told(result)}"


@pytest.mark.parametrize(
    ("given", "expect", "code", "words"),
    [
        ({"site": SITE, "tonk": []}, {}, "X201", "no `tonk`"),
        ({"site": SITE | {"opne": True}}, {}, "X201", "no field `opne`"),
        ({"site": SITE, "tank": [{"no": "a", "level": 9}]}, {}, "X201", "level 9"),
        ({"tank": []}, {}, "X201", "no row of site title is given"),
        ({"site": SITE, "tank": []}, {"alarm": "calm"}, "X202", "field `alarm`"),
        ({"site": SITE, "tank": []}, {"alarm_now": "purple"}, "X202", "no `purple`"),
        ({"site": SITE, "tank": []}, {"rules": ["alarm_now/x"]}, "X202", "rule `alarm_now/x`"),
        ({"site": SITE, "tank": []}, {"open": "perhaps"}, "X202", "neither yes nor no"),
        ({"site": SITE, "tank": []}, {"route": {"letter": "none"}}, "X202", "routes"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_run_says_why_and_where(
    workshop: PolicySet, given: Any, expect: Any, code: str, words: str
) -> None:
    result = ask(workshop, given, expect or {"alarm_now": "calm"})
    assert not result.passed
    (problem,) = result.problems
    assert problem.code == code
    assert words in problem.message.en
    assert problem.place.line > 1, "the place is inside the case"


def test_a_misspelt_name_of_a_complete_table_is_not_passed_over(workshop: PolicySet) -> None:
    result = ask(workshop, {"site": SITE}, {"alarm_now": "calm"}, ["tanks"])
    (problem,) = result.problems
    assert (problem.code, problem.hint and problem.hint.en) == ("X201", "did you mean `tank`?")


def test_a_wrong_expectation_fails_and_shows_both(workshop: PolicySet) -> None:
    result = ask(workshop, {"site": SITE, "tank": []}, {"alarm_now": "red", "verdict": "decided"})
    assert not result.passed
    shown = [(c.name, c.expected, c.found, c.agrees) for c in result.compared]
    assert shown == [("alarm_now", "red", "calm", False), ("verdict", "decided", "decided", True)]
