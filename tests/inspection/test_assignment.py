"""Who inspects, who takes part, no repeats without a record, months by capacity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.inspection.assignment import Assignment, assign
from engine.policy.inspection_model import Workload
from engine.policy.model import PolicySet
from tests.inspection.made import facts_of, listed

DAY = date(2026, 2, 1)


def assigned(
    policy: PolicySet, names: dict[str, Any], day: date = DAY, **tables: Any
) -> Assignment:
    return assign(policy, facts_of(policy, names, **tables), 2026, day)


def test_on_three_lists_the_province_inspects_and_both_below_take_part(yunnan: PolicySet) -> None:
    """Scenario 9: C1.2-a, C1.2-d, and C1.2-b for those below, who hold it as a key object."""
    lists = [row for lv in ("county", "prefecture", "province") for row in listed(2026, lv, ["A"])]
    found = assigned(yunnan, {"A": {}}, key_list=lists)
    (task,) = found.tasks
    assert task.department.name == "云南省应急管理厅"
    assert [d.name for d in task.participants] == ["红塔区应急管理局", "玉溪市应急管理局"]
    loads = {x.department.id: (x.leads, x.takes_part) for x in found.loads}
    assert loads == {"d-530000": (1, 0), "d-530400": (0, 1), "d-530402": (0, 1)}
    assert found.refused == ()


VISITS = {
    "once": ([{"ended_on": "2026-03-01"}], 0, 0),
    "twice in two years": ([{"ended_on": "2025-12-31"}, {"ended_on": "2026-01-01"}], 0, 0),
    "twice in a year": ([{"ended_on": "2026-03-01"}, {"ended_on": "2026-05-01"}], 1, 0),
    "three times in a year": ([{"ended_on": f"2026-0{n}-01"} for n in (3, 4, 5)], 2, 0),
    "a re-check does not count": (
        [{"ended_on": "2026-03-01"}, {"ended_on": "2026-05-01", "kind": "recheck"}], 0, 0,
    ),
    "again after a complaint, on record": (
        [{"ended_on": "2026-03-01"},
         {"ended_on": "2026-05-01", "repeat_reason": "complaint", "repeat_document": "批示2号"}],
        0, 1,
    ),
    "a reason without an approval is no exception": (
        [{"ended_on": "2026-03-01"}, {"ended_on": "2026-05-01", "repeat_reason": "accident"}], 1, 0,
    ),
    "an approval without a reason is no exception": (
        [{"ended_on": "2026-03-01"}, {"ended_on": "2026-05-01", "repeat_document": "批示2号"}],
        1, 0,
    ),
    "not ended": ([{"ended_on": "2026-03-01"}, {"ended_on": None}], 0, 0),
}  # fmt: skip


@pytest.mark.parametrize("behaviour", VISITS)
def test_a_second_inspection_of_a_year_is_refused_unless_recorded(
    behaviour: str, yunnan: PolicySet
) -> None:
    """C1.2-e with the exceptions of P5."""
    visits, refused, allowed = VISITS[behaviour]
    rows = [
        {"of": "A", "inspection_no": f"X{n}", "department": "d-530402", **visit}
        for n, visit in enumerate(visits)
    ]
    found = assigned(yunnan, {"A": {}}, key_list=listed(2026, "county", ["A"]), inspection=rows)
    assert [p.code for p in found.refused] == ["I204"] * refused
    assert all("C1.2-e" in p.message.zh and "A厂" in p.message.zh for p in found.refused)
    assert len(found.allowed) == allowed
    assert all("批示2号" in text.zh and "举报投诉" in text.zh for text in found.allowed)


def test_an_inspection_by_another_department_than_the_one_due_is_said(yunnan: PolicySet) -> None:
    visit = {"of": "A", "inspection_no": "X", "department": "d-530402", "ended_on": "2026-03-01"}
    lists = [row for lv in ("county", "prefecture") for row in listed(2026, lv, ["A"])]
    found = assigned(yunnan, {"A": {}}, key_list=lists, inspection=[visit])
    (note,) = found.notes
    assert "玉溪市应急管理局" in note.zh
    assert "红塔区应急管理局" in note.zh


def test_an_entry_of_a_higher_list_that_no_list_below_has_is_refused(yunnan: PolicySet) -> None:
    lists = [*listed(2026, "county", ["A"]), *listed(2026, "prefecture", ["A", "B"])]
    found = assigned(yunnan, {"A": {}, "B": {}}, key_list=lists)
    (problem,) = found.refused
    assert problem.code == "I203"
    assert "B厂" in problem.message.zh
    assert "C1.1-h" in problem.message.zh
    override = {"of": "B", "year": 2026, "level": "prefecture", "override": "纪要1号"}
    allowed = assigned(yunnan, {"A": {}, "B": {}}, key_list=lists, list_request=[override])
    assert allowed.refused == ()


def test_months_fill_by_rank_within_capacity_and_what_does_not_fit_is_said(
    yunnan: PolicySet,
) -> None:
    assert yunnan.inspection is not None
    work = Workload((4, 6), {"county": 2, "prefecture": 1, "province": 1})
    policy = replace(yunnan, inspection=replace(yunnan.inspection, workload=work))
    names: dict[str, Any] = {n: {} for n in "ABCDE"}
    found = assigned(policy, names, key_list=listed(2026, "county", "EDCBA"))
    assert {t.name: t.month for t in found.tasks} == {
        "E厂": 4, "D厂": 4, "C厂": 6, "B厂": 6, "A厂": None,
    }  # fmt: skip
    (load,) = found.loads
    assert (load.capacity, load.no_room, dict(load.by_month)) == (4, 1, {4: 2, 6: 2})


def test_what_was_inspected_stands_in_its_month_and_takes_room_there(yunnan: PolicySet) -> None:
    visit = {"of": "B", "inspection_no": "X", "department": "d-530402", "ended_on": "2026-03-09"}
    found = assigned(
        yunnan, {"A": {}, "B": {}}, key_list=listed(2026, "county", "AB"), inspection=[visit]
    )
    assert {t.name: (t.month, t.inspected) for t in found.tasks} == {
        "A厂": (4, False), "B厂": (3, True),
    }  # fmt: skip


def test_a_zone_with_authority_takes_the_place_of_its_county(yunnan: PolicySet) -> None:
    zone = {
        "of": "A",
        "department": "d-530111-etdz",
        "from_date": "2024-01-01",
        "document": "协议3号",
    }
    found = assigned(
        yunnan, {"A": {"at": "530111"}}, key_list=listed(2026, "county", ["A"]), jurisdiction=[zone]
    )
    (task,) = found.tasks
    assert task.department.id == "d-530111-etdz"


def test_an_enterprise_without_a_known_place_has_nobody_and_is_said(yunnan: PolicySet) -> None:
    found = assigned(yunnan, {"A": {"at": None}}, key_list=listed(2026, "county", ["A"]))
    assert found.tasks == ()
    assert "A厂" in found.notes[0].zh


def test_months_that_are_gone_are_not_planned_any_more(yunnan: PolicySet) -> None:
    lists = listed(2026, "county", "AB")
    found = assigned(yunnan, {"A": {}, "B": {}}, date(2026, 10, 12), key_list=lists)
    assert {t.name: t.month for t in found.tasks} == {"A厂": 10, "B厂": 11}
    late = assigned(yunnan, {"A": {}, "B": {}}, date(2026, 12, 1), key_list=lists)
    assert {t.month for t in late.tasks} == {None}
