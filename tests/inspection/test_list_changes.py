"""Lists of two versions: who enters, who leaves, always with a reason; a bound moved by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from engine.inspection.comparing import ListComparison, Moved, compare_lists
from engine.policy.inspection_model import Quota
from engine.policy.model import PolicySet
from tests.inspection.made import facts_of

CUT_OFF = date(2026, 1, 31)
NAMES: dict[str, Any] = {
    **{f"K{n}": {"sectors": 4 - n % 3, "level_2": n} for n in range(7)},
    "M": {"sectors": 0, "major": 1},
}


def compared(old: PolicySet, new: PolicySet, names: dict[str, Any] = NAMES) -> ListComparison:
    found = compare_lists(old, new, facts_of(old, names), 2026, CUT_OFF)
    assert found is not None
    return found


def with_target(policy: PolicySet, level: str, target: int) -> PolicySet:
    assert policy.inspection is not None
    lists = policy.inspection.lists
    levels = tuple(
        replace(lv, quota=Quota(target, 0, target + 1)) if lv.level == level else lv
        for lv in lists.levels
    )
    return replace(
        policy, inspection=replace(policy.inspection, lists=replace(lists, levels=levels))
    )


def moved(found: ListComparison, level: str) -> dict[str, Moved]:
    return {m.subject[0]: m for m in found.moved if m.level == level}


def test_the_same_version_moves_nobody(yunnan: PolicySet) -> None:
    assert compared(yunnan, yunnan).moved == ()


def test_a_smaller_quota_lets_the_last_leave_and_says_so_at_every_level(yunnan: PolicySet) -> None:
    found = compared(yunnan, with_target(yunnan, "county", 4))
    assert {k: m.enters for k, m in moved(found, "county").items()} == {"K4": False}
    county = moved(found, "county")["K4"]
    assert "由5户变为4户" in county.why[0].zh
    assert [c.key.by for c in county.changes] == ["key_sector_count"]
    assert "下级名单变了" in [w.zh for w in moved(found, "prefecture")["K4"].why]


def test_without_major_hazards_standing_out_one_leaves_with_its_tier_as_the_reason(
    yunnan: PolicySet,
) -> None:
    tier = yunnan.decisions["tier"]
    fewer = replace(tier, rules=tuple(r for r in tier.rules if r.id != "S3"))
    new = replace(yunnan, decisions={**yunnan.decisions, "tier": fewer})
    found = moved(compared(yunnan, new), "county")
    assert {k: m.enters for k, m in found.items()} == {"M": False, "K1": True}
    assert "梯次由突出变为不列入" in [w.zh for w in found["M"].why]


def test_every_move_at_every_level_has_a_reason(yunnan: PolicySet) -> None:
    assert yunnan.inspection is not None
    lists = yunnan.inspection.lists
    turned = replace(lists, order=(*lists.order[:4], *lists.order[5:]))
    new = replace(yunnan, inspection=replace(yunnan.inspection, lists=turned))
    found = compared(yunnan, with_target(new, "prefecture", 3))
    assert found.moved
    assert all(m.why and all(w.zh and w.en for w in m.why) for m in found.moved)


def test_a_bound_moved_by_one_lets_one_in_or_out_of_each_list(yunnan: PolicySet) -> None:
    steps = {(s.level, s.by): (s.enter, s.leave) for s in compared(yunnan, yunnan).steps}
    assert steps["county", 1] == (1, 0)
    assert steps["county", -1] == (0, 1)
    assert steps["province", 1] == (0, 0)


def test_a_version_without_lists_has_nothing_to_compare(yunnan: PolicySet) -> None:
    bare = replace(yunnan, inspection=None)
    assert compare_lists(yunnan, bare, facts_of(yunnan, NAMES), 2026, CUT_OFF) is None
