"""Changes of filed lists: tasks, versions, filing, acknowledgement; warnings stay as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.execution.outcome import Recorder, dumps, record
from engine.execution.reference import answers
from engine.execution.subjects import day_number, subjects
from engine.facts.model import Facts
from engine.inspection.changes import changes_of
from engine.inspection.changes_model import ChangeReport
from engine.inspection.filing import with_lists
from engine.organisation.hierarchy import hierarchy_of
from engine.organisation.listing import KeyLists
from engine.policy.model import PolicySet
from tests.inspection.made import facts_of, listed

DAY = date(2026, 6, 30)
NAMES: dict[str, Any] = {
    "A": {"sectors": 3, "status": "suspended"}, "B": {"sectors": 3}, "C": {"sectors": 3},
    "D": {"sectors": 2}, "E": {"sectors": 2}, "F": {"sectors": 1},
    "G": {"sectors": 1, "level_1": 1},
}  # fmt: skip
LISTS = [
    *listed(2026, "county", "ABCDE"), *listed(2026, "prefecture", "ABCDE"),
    *listed(2026, "province", "AB"),
]  # fmt: skip
CHANGE = {
    "of": "A", "year": 2026, "number": 1, "kind": "replace", "grounds": "suspension",
    "reason": "停产检修", "decided_on": "2026-05-10",
}  # fmt: skip
FILED = {
    "to_prefecture_on": "2026-05-11", "prefecture_receipt": "收文12号",
    "to_province_on": "2026-05-13", "province_receipt": "收文30号",
}  # fmt: skip
AGREED = {"prefecture_agreed_on": "2026-05-12", "province_agreed_on": "2026-05-14"}


def facts(policy: PolicySet, **change: Any) -> Facts:
    rows = [{**CHANGE, **change}] if change else []
    return facts_of(policy, NAMES, key_list=LISTS, list_change=rows)


def report(policy: PolicySet, as_of: date = DAY, **change: Any) -> ChangeReport:
    return changes_of(policy, facts(policy, **change), 2026, as_of)


def versions(found: ChangeReport) -> dict[str, list[str]]:
    return {v.level: [key[0] for key, _ in v.rows] for v in found.versions}


def test_suspension_opens_a_task_at_the_county_for_all_lists_that_hold_it(
    yunnan: PolicySet,
) -> None:
    """Scenario 11."""
    (task,) = report(yunnan).tasks
    assert task.name == "A厂"
    assert task.department.name == "红塔区应急管理局"
    assert [d.level for d in task.holders] == ["county", "prefecture", "province"]
    assert task.next is not None
    assert task.next.key[0] == "G"
    assert set(task.cites) >= {"C1.1-l", "C1.1-m", "C1.1-n"}


def test_a_recorded_change_closes_the_task(yunnan: PolicySet) -> None:
    assert report(yunnan, decided_on="2026-05-10").tasks == ()


def test_the_county_replaces_by_the_next_in_rank_and_the_lists_above_wait(
    yunnan: PolicySet,
) -> None:
    found = report(yunnan, kind="replace")
    assert versions(found) == {"county": ["B", "C", "D", "E", "G"]}
    (county,) = found.versions
    assert (county.version, [key[0] for key in county.left]) == (2, ["A"])
    (state,) = found.states
    assert not state.filed
    assert state.waits_for is not None
    assert state.waits_for.id == "d-530402"


def test_dropping_leaves_a_list_shorter(yunnan: PolicySet) -> None:
    assert versions(report(yunnan, kind="drop")) == {"county": ["B", "C", "D", "E"]}


def test_deferring_keeps_the_place_and_says_until_when(yunnan: PolicySet) -> None:
    found = report(yunnan, kind="defer", defer_until="2026-09-01")
    assert versions(found) == {"county": ["A", "B", "C", "D", "E"]}
    reasons = {key[0]: values["reason"] for key, values in found.versions[0].rows}
    assert "2026-09-01" in str(reasons["A"])


WAITS = [
    ("not decided: the county", {"decided_on": None}, "d-530402"),
    ("decided and not filed: the county", {"number": 1}, "d-530402"),
    ("filed without a receipt: the prefecture", {"to_prefecture_on": "2026-05-11"}, "d-530400"),
    (
        "receipted by the prefecture: it files on",
        {"to_prefecture_on": "2026-05-11", "prefecture_receipt": "收文12号"},
        "d-530400",
    ),
    (
        "with the province, no receipt yet",
        {**FILED, "province_receipt": None},
        "d-530000",
    ),
    ("filed, the prefecture has not acknowledged", FILED, "d-530400"),
    ("filed and acknowledged by one", {**FILED, "prefecture_agreed_on": "2026-05-12"}, "d-530000"),
    ("filed and acknowledged by all", {**FILED, **AGREED}, None),
]


@pytest.mark.parametrize(("change", "waits"), [w[1:] for w in WAITS], ids=[w[0] for w in WAITS])
def test_a_change_waits_for_whoever_is_next(
    change: dict[str, Any], waits: str | None, yunnan: PolicySet
) -> None:
    (state,) = report(yunnan, **change).states
    assert (state.waits_for.id if state.waits_for else None) == waits


def test_filed_means_that_the_province_has_it(yunnan: PolicySet) -> None:
    """C1.1-n; the lists themselves go the same way, C1.1-g and C1.1-i."""
    for change, filed in ((FILED, True), ({**FILED, "province_receipt": None}, False)):
        (state,) = report(yunnan, **change).states
        assert state.filed is filed


def test_lists_above_get_their_versions_once_their_owners_acknowledge(yunnan: PolicySet) -> None:
    """P4."""
    found = report(yunnan, **FILED, **AGREED)
    assert versions(found) == {
        "county": ["B", "C", "D", "E", "G"],
        "prefecture": ["B", "C", "D", "E", "G"],
        "province": ["B", "C"],
    }


def test_where_the_policy_asks_for_no_acknowledgement_filing_is_enough(yunnan: PolicySet) -> None:
    assert yunnan.inspection is not None
    assert yunnan.inspection.changes is not None
    rules = replace(yunnan.inspection.changes, acknowledge=False)
    policy = replace(yunnan, inspection=replace(yunnan.inspection, changes=rules))
    assert set(versions(report(policy, **FILED))) == {"county", "prefecture", "province"}
    half = {k: FILED[k] for k in ("to_prefecture_on", "prefecture_receipt")}
    assert set(versions(report(policy, **half))) == {"county", "prefecture"}


def test_a_change_counts_from_the_day_it_was_decided(yunnan: PolicySet) -> None:
    assert versions(report(yunnan, date(2026, 5, 9), **FILED)) == {}
    assert set(versions(report(yunnan, date(2026, 5, 10), **FILED))) == {"county"}


def test_old_versions_are_kept_and_the_new_one_counts(yunnan: PolicySet) -> None:
    before = facts(yunnan, kind="replace")
    found = changes_of(yunnan, before, 2026, DAY)
    old = [(row.parent or (), row.values) for row in before.tables["key_list"].rows.values()]
    new = [(key, {**values, "status": "filed"}) for v in found.versions for key, values in v.rows]
    after = with_lists(yunnan, before, [*old, *new])
    assert len(after.tables["key_list"].rows) == len(old) + len(new)
    lists = KeyLists(yunnan, after, hierarchy_of(yunnan))
    counted = {
        name: [(e.level, e.version) for e in lists.standing((name, "1"), DAY).counted]
        for name in "ABG"
    }
    assert counted["G"] == [("county", 2)]
    assert ("county", 2) in counted["B"]
    assert ("county", 1) not in counted["A"]


def test_an_open_warning_is_untouched_by_a_change_of_the_list(yunnan: PolicySet) -> None:
    """Scenario 12: the records of all levels are the same bytes before and after."""
    (task,) = report(yunnan).tasks
    assert "不因名单变更解除" in task.keeps.zh
    assert task.keeps_cites == ("C1.5-c",)
    before = facts(yunnan, kind="drop")
    found = changes_of(yunnan, before, 2026, DAY)
    new = [row for v in found.versions for row in v.rows]
    assert levels(yunnan, with_lists(yunnan, before, new)) == levels(yunnan, before)


def levels(policy: PolicySet, found: Facts) -> list[str]:
    recorder, items = Recorder(policy, day_number(DAY)), list(subjects(policy, found))
    run = answers(policy, items, day_number(DAY))
    outcomes = [recorder.outcome(i, a) for i, a in zip(items, run, strict=True)]
    return [dumps(record(policy, outcome)) for outcome in outcomes]
