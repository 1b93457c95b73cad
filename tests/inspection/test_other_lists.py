"""Lists of a set that shares nothing with the shipped one: other levels, tiers, directions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.inspection.cascade import cut_off_of, select
from engine.inspection.filing import rows_of
from engine.policy.assembling import read_policy
from engine.policy.model import PolicySet
from engine.service.inspection import lists_as
from tests import made

GAUGES = {  # shire, level, silted, built, closed
    "G1": ("9001", "3.0", True, "1990-01-01", False),
    "G2": ("9001", "2.0", True, "1960-01-01", False),
    "G3": ("9001", "2.0", True, "1970-01-01", False),
    "G4": ("9001", "1.0", False, "1940-01-01", False),
    "G5": ("9001", "0.5", True, "1940-01-01", True),
    "G6": ("9002", "9.0", False, "1940-01-01", False),
    "G7": ("9002", "9.0", False, "1940-01-01", False),
    "G8": ("9002", "1.0", False, "1990-01-01", False),
}


@pytest.fixture(scope="module")
def policy() -> PolicySet:
    found, problems = read_policy(Path(__file__).parent / "rivers")
    assert found is not None, [p.message.en for p in problems]
    return found


def test_it_chooses_by_its_own_order(policy: PolicySet) -> None:
    rows = [
        {"code": code, "name": code, "shire": at, "level": Decimal(level), "silted": silted,
         "built": built, "closed": closed}
        for code, (at, level, silted, built, closed) in GAUGES.items()
    ]  # fmt: skip
    facts = made.facts_of(policy, {"gauge": rows}, complete=["gauge"])
    assert cut_off_of(policy, 2024, None) == date(2024, 9, 30)
    found = select(policy, facts, 2024, date(2024, 9, 30))
    lists = {
        (one.level.level, one.department.division): [p.key[0] for p in one.places]
        for one in found.lists
    }
    # The lower level first, then the later built; equal ones by the greater code.
    assert lists["shire", "9001"] == ["G3", "G2"]
    assert lists["shire", "9002"] == ["G7", "G6"]
    assert lists["duchy", "9000"] == ["G3"]
    assert [c.key[0] for c in found.by_place["shire", "9001"].left] == ["G5"]
    first = rows_of(policy, found)[0]
    assert first == (
        ("G3",), {"season": 2024, "rung": "shire", "place": 1, "why": ("D1",), "words": None},
    )  # fmt: skip
    assert lists_as(policy, found, "csv", "en").decode("utf-8-sig").startswith("站号,季,层级")
