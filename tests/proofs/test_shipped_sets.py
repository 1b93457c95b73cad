"""What is proved of the sets that are shipped; the one gap there is stands here by name."""

from __future__ import annotations

import pytest

from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from engine.service.proofs import findings

SECONDS = 20.0


@pytest.fixture(scope="module", params=["yunnan", "starter"])
def shipped_set(request: pytest.FixtureRequest) -> PolicySet:
    return load_policy(f"policies/{request.param}")


@pytest.mark.parametrize("property", ["complete", "disjoint", "reachable"])
def test_every_table_of_a_shipped_set_is_complete_disjoint_and_reachable(
    shipped_set: PolicySet, property: str
) -> None:
    found = findings(shipped_set, None, [property], SECONDS)
    assert found
    assert {f.name: f.status for f in found} == dict.fromkeys((f.name for f in found), "proved")


def test_the_tables_proved_are_all_tables_that_must_answer() -> None:
    yunnan = load_policy("policies/yunnan")
    found = {f.name for f in findings(yunnan, None, ["complete"], SECONDS)}
    lists = {d.id for d in yunnan.decisions.values() if d.is_list or d.take}
    assert found == set(yunnan.decisions) - lists


def test_graver_facts_never_lower_the_level_but_for_the_gap_that_is_known() -> None:
    """A finding about the enterprise as a whole alone spans all levels by law; a further
    hazard at a point ends that, so that the high end falls to what the point gives.
    """
    yunnan = load_policy("policies/yunnan")
    found = findings(yunnan, None, ["monotone"], SECONDS)
    assert {f.name: f.status for f in found} == {
        "enterprise.identification": "proved",
        "risk_point.own_level": "proved",
        "risk_point.regulator_level": "proved",
        "hazard": "refuted",
    }
    example = found[-1].example
    assert example is not None
    assert example.other is not None
    assert "No warning … Red to" in example.outcome.en


def test_a_set_is_never_lower_than_itself_and_equivalent_to_itself() -> None:
    yunnan = load_policy("policies/yunnan")
    found = findings(yunnan, yunnan, ["never-lower", "equivalent"], SECONDS)
    assert {f.status for f in found} == {"proved"}
