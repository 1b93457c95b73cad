"""A set that shares nothing with the shipped one works, and the engine has not one word of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.execution import forward, reference
from engine.execution.outcome import dumps, outcome, record
from engine.execution.subjects import subjects
from engine.facts.model import Facts
from engine.facts.reading import read_facts
from engine.organisation.routing import route
from engine.policy.assembling import load_policy, read_policy
from engine.policy.model import PolicySet

ROOT = Path(__file__).parents[2]
SALTMERE = Path(__file__).parent / "saltmere"
DAY = date(2021, 6, 1)
AS_OF = (DAY - date(1970, 1, 1)).days
GAUGES = """code,name,shire,level
G1,Upper Mill,9001,7.9
G2,Old Bridge,9001,8.0
G3,Ferry Steps,9002,11.4
G4,Eel House,9002,11.5
G5,Dark Sluice,9002,
"""
LEVELS = {
    "G1": ("calm", "calm"), "G2": ("amber", "amber"), "G3": ("amber", "amber"),
    "G4": ("violet", "violet"), "G5": ("calm", "violet"),
}  # fmt: skip


@pytest.fixture(scope="module")
def policy() -> PolicySet:
    return load_policy(SALTMERE)


@pytest.fixture(scope="module")
def facts(policy: PolicySet, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder = tmp_path_factory.mktemp("saltmere")
    (folder / "gauge.csv").write_text(GAUGES, encoding="utf-8")
    return read_facts(folder, policy)


def test_it_loads_without_a_problem() -> None:
    policy, problems = read_policy(SALTMERE)
    assert policy is not None
    assert problems == []
    assert policy.subject.name == "gauge"
    assert (policy.scope, policy.inspected) == (None, None)


def test_every_gauge_gets_the_colour_of_its_reading(policy: PolicySet, facts: Facts) -> None:
    items = list(subjects(policy, facts))
    answers = zip(reference.answers(policy, items, AS_OF), items, strict=True)
    found = {item.key[0]: outcome(policy, item, answer, AS_OF).level for answer, item in answers}
    assert found == LEVELS


def test_a_missing_reading_is_named_and_nothing_else(policy: PolicySet, facts: Facts) -> None:
    items = [item for item in subjects(policy, facts) if item.key == ("G5",)]
    (answer,) = reference.answers(policy, items, AS_OF)
    found = outcome(policy, items[0], answer, AS_OF)
    assert found.verdict == "undetermined"
    assert [(why.kind, why.entity, why.name) for why in found.why] == [
        ("missing", "gauge", "level")
    ]


def test_forward_and_reference_give_the_same_bytes(policy: PolicySet, facts: Facts) -> None:
    items = list(subjects(policy, facts))
    written = []
    for executor in (reference, forward):
        answers = zip(executor.answers(policy, items, AS_OF), items, strict=True)
        written.append([dumps(record(policy, outcome(policy, i, a, AS_OF))) for a, i in answers])
    assert written[0] == written[1]
    assert len(written[0]) == len(LEVELS)


@pytest.mark.parametrize(
    ("gauge", "level", "sender", "told"),
    [
        ("G2", "amber", "Water Office of Reedshire", []),
        ("G4", "violet", "Water Office of Fenshire", ["Water Office of the Duchy"]),
    ],
)
def test_the_shire_gives_the_alert_and_violet_goes_to_the_duchy(
    policy: PolicySet, facts: Facts, gauge: str, level: str, sender: str, told: list[str]
) -> None:
    found = route(policy, facts, (gauge,), "alert_given", level, DAY)
    assert found.sender is not None
    assert found.sender.name == sender
    assert [a.name for a in found.pushes] == told


def test_a_calm_river_gives_no_alert(policy: PolicySet, facts: Facts) -> None:
    assert not route(policy, facts, ("G1",), "alert_given", "calm", DAY).sent


def test_the_engine_knows_no_word_of_it() -> None:
    words = ("saltmere", "gauge", "amber", "violet", "shire", "duchy")
    engine = sorted((ROOT / "engine").rglob("*.py"))
    found = [
        (path.name, word)
        for path in engine
        for word in words
        if word in path.read_text("utf-8").lower()
    ]
    assert found == []
