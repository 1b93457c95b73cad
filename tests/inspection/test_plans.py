"""Plans: complete or not, the deadline by year, each hop, who made it late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.inspection.plans import PlanCheck, check_plans, due_date
from engine.policy.model import PolicySet
from tests.inspection.made import facts_of

DATA = yaml.safe_load(Path(__file__).with_name("plans.yaml").read_text("utf-8"))
DAYS = ("at_county_on", "at_prefecture_on", "from_prefecture_on", "at_province_on")
# C3.1-a (owner, department), C1.2-c (who is responsible), C3.1-b (the rest); filed by P12.
WHOLE = {
    "objects": "5户", "tasks": "按通知", "owner": "张某某", "owner_department": "执法科",
    "funding": "2万元", "follow_up": "季度通报",
}  # fmt: skip


def rolling(policy: PolicySet, roll_over: bool) -> PolicySet:
    assert policy.inspection is not None
    assert policy.inspection.plans is not None
    plans = replace(policy.inspection.plans, roll_over=roll_over)
    return replace(policy, inspection=replace(policy.inspection, plans=plans))


def checked(policy: PolicySet, year: int, as_of: str, plan: dict[str, Any]) -> PlanCheck:
    facts = facts_of(policy, {"A": {}}, plan=[{"year": year, **plan}])
    found = check_plans(policy, facts, year, date.fromisoformat(as_of))
    return next(c for c in found if c.department.id == plan["department"])


@pytest.mark.parametrize("case", DATA["deadlines"], ids=str)
def test_the_deadline_of_a_year(case: dict[str, Any], yunnan: PolicySet) -> None:
    policy = rolling(yunnan, case.get("roll_over", False))
    assert policy.inspection is not None
    assert policy.inspection.plans is not None
    due, cites, rolled = due_date(policy, policy.inspection.plans, case["year"])
    assert due.isoformat() == case["due"]
    assert "cite" not in case or cites == (case["cite"],)
    assert rolled == (due.isoformat() == "2021-03-01")


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda c: c["name"])
def test_plans_are_as_the_case_says(case: dict[str, Any], yunnan: PolicySet) -> None:
    policy = rolling(yunnan, case.get("roll_over", False))
    department = case.get("department", "d-530402")
    plan = {"department": department, **WHOLE, **dict(zip(DAYS, case["days"], strict=True))}
    found = checked(policy, case["year"], case["as_of"], plan)
    expect = case["expect"]
    assert found.state == expect["state"]
    assert (found.late_by.id if found.late_by else None) == expect["late_by"]
    if "hops" in expect:
        assert [h.state for h in found.hops] == expect["hops"]
    assert found.complete


@pytest.mark.parametrize("field", WHOLE)
def test_a_plan_without_one_of_its_parts_is_not_complete(field: str, yunnan: PolicySet) -> None:
    plan = {"department": "d-530402", **{**WHOLE, field: None}}
    found = checked(yunnan, 2026, "2026-02-01", plan)
    assert [n.field for n in found.lacks] == [field]
    assert found.lacks[0].cites
    assert not found.complete


def test_a_plan_that_is_not_there_lacks_everything(yunnan: PolicySet) -> None:
    facts = facts_of(yunnan, {"A": {}})
    found = check_plans(yunnan, facts, 2026, date(2026, 3, 1))
    assert len(found) == 129 + 16 + 1
    county = next(c for c in found if c.department.id == "d-530402")
    assert not county.present
    assert [n.field for n in county.lacks] == list(WHOLE)
    assert {c.state for c in found} == {"overdue"}
    assert next(c for c in found if c.department.id == "d-530000").late_by is not None
