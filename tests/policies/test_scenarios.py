"""Scenarios that a case file cannot hold: many hazards, and a warning that is already open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.execution.outcome import outcome
from engine.execution.reference import answers
from engine.execution.subjects import subjects
from engine.facts.model import Facts
from engine.facts.reading import read_facts
from engine.organisation.routing import route
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet

ROOT = Path(__file__).parents[2]
DAY = date(2026, 3, 31)
AS_OF = (DAY - date(1970, 1, 1)).days
MANIFEST = """
tables:
  enterprise: {files: enterprise.csv}
  risk_point: {files: risk_point.csv, rows: complete}
  hazard: {files: hazard.csv, rows: complete}
  inspection: {files: inspection.csv, rows: complete}
"""
KEY = ("E1", "1")
MOVED_TO, MOVED_FROM = "530403", "d-530402"


@pytest.fixture(scope="module")
def policy() -> PolicySet:
    return load_policy(ROOT / "policies/yunnan")


def enterprise(policy: PolicySet, folder: Path, hazards: dict[str, int]) -> Facts:
    """Return one enterprise with a point of each level, and so many hazards at each."""
    points = [f"E1,P{level},{level}" for level in (1, 2, 3, 4)]
    found = [
        f"E1,{point}-{n},{point},管控,一般,2026-03-09,巡查"
        for point, count in hazards.items()
        for n in range(count)
    ]
    tables = {
        "enterprise": ["uscc,division,industry,identification", f"E1,{MOVED_TO},冶金,已开展"],
        "risk_point": ["uscc,internal_no,own_level", *points],
        "hazard": ["uscc,hazard_no,point,family,grade,found_on,found_by", *found],
        "inspection": ["uscc,inspection_no,ended_on", "E1,X1,2026-03-12"],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "facts.yaml").write_text(MANIFEST, encoding="utf-8")
    facts = read_facts(folder, policy)
    assert facts.rejects == ()
    return facts


@pytest.mark.parametrize(
    ("hazards", "level"),
    [
        ({"P4": 100}, "blue"),
        ({"P4": 100, "P1": 1}, "red"),
        ({"P4": 100, "P3": 100}, "yellow"),
        ({"P3": 1000, "P2": 1}, "orange"),
    ],
    ids=["only blue", "one red among blue", "yellow and blue", "one orange among yellow"],
)
def test_the_highest_counts_however_many_stand_below_it(
    policy: PolicySet, tmp_path: Path, hazards: dict[str, int], level: str
) -> None:
    facts = enterprise(policy, tmp_path, hazards)
    (item,) = subjects(policy, facts)
    (answer,) = answers(policy, [item], AS_OF)
    found = outcome(policy, item, answer, AS_OF)
    assert (found.verdict, found.level) == ("decided", (level, level))
    assert [p.rule for p in found.proposals] == []
    many = "reviews/many-hazards" in [r.rule for r in found.reviews if r.sure]
    assert many == (level != "red")


def test_an_open_warning_stays_with_the_county_that_issued_it_until_it_is_handed_over(
    policy: PolicySet, tmp_path: Path
) -> None:
    facts = enterprise(policy, tmp_path, {"P1": 1})
    new = route(policy, facts, KEY, "warning_issued", "red", DAY)
    old = route(policy, facts, KEY, "warning_released", "red", DAY, issuer=MOVED_FROM)
    handed_over = route(policy, facts, KEY, "warning_released", "red", DAY)
    senders = [r.sender.name for r in (new, old, handed_over) if r.sender]
    assert senders == ["江川区应急管理局", "红塔区应急管理局", "江川区应急管理局"]
