"""What holds for every route, whatever the place, the lists and the authority."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.organisation.hierarchy import hierarchy_of
from engine.organisation.route import Route, record
from engine.organisation.routing import Router
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from tests.organisation.conftest import ROOT
from tests.organisation.made import facts_of, key_of

POLICY = load_policy(ROOT / "policies" / "yunnan")
HIERARCHY = hierarchy_of(POLICY)
DEPARTMENTS = HIERARCHY.routing.departments
COUNTIES = sorted(d.code for d in POLICY.divisions.values() if d.level == "county")
PLACES = st.sampled_from([*sorted(POLICY.divisions), *sorted(POLICY.division_changes), "", "9"])
DAYS = st.dates(date(2025, 11, 1), date(2026, 12, 31))
LISTS = st.lists(
    st.tuples(
        st.just("E1"),
        st.sampled_from([2025, 2026, None]),
        st.sampled_from(["county", "prefecture", "province"]),
        st.integers(1, 3),
        st.sampled_from(["draft", "confirmed", "filed", "replaced", None]),
    ),
    max_size=5,
)
AUTHORITY = st.lists(
    st.tuples(
        st.just("E1"),
        st.sampled_from([*sorted(DEPARTMENTS)[::9], "d-530111-etdz", "nobody"]),
        st.sampled_from(["2025-12-01", "2026-06-01"]),
        st.sampled_from([None, "2026-05-31"]),
        st.sampled_from([None, "甲文"]),
    ),
    max_size=2,
)
MESSAGES = st.sampled_from(sorted(HIERARCHY.routing.messages))
LEVELS = st.sampled_from(POLICY.level_scale.ids)
ISSUERS = st.sampled_from([None, "d-530402", "d-530111-etdz"])
quick = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def made(place: str, lists: list[Any], authority: list[Any]) -> Router:
    return Router(POLICY, facts_of(POLICY, {"E1": place}, lists, authority))


def everybody(route: Route) -> Iterator[str]:
    involved = [*([route.sender] if route.sender else []), *route.addressees]
    return (a.department.id for a in involved if a.department)


@given(PLACES, LISTS, AUTHORITY, MESSAGES, LEVELS, DAYS, ISSUERS)
@quick
def test_promises_of_every_route(
    place: str,
    lists: list[Any],
    authority: list[Any],
    message: str,
    level: str,
    day: date,
    issuer: str | None,
) -> None:
    router = made(place, lists, authority)
    route = router.route(key_of(POLICY, "E1"), message, level, day, issuer)
    assert set(everybody(route)) <= set(DEPARTMENTS)
    assert record(route) == record(
        made(place, lists, authority).route(key_of(POLICY, "E1"), message, level, day, issuer)
    )
    if route.sender is None:
        assert route.omitted, "nothing is sent, and nothing says why"
        assert route.addressees == ()
        return
    for part in (route.to, route.participants, route.copies, route.pushes):
        names = [a.department.id if a.department else "" for a in part]
        assert len(set(names)) == len(names), "somebody is addressed twice in one part"
        assert all(a.grounds and a.cites for a in part)
    assert all(a.department != route.sender.department for a in route.copies)


@given(PLACES, LISTS, AUTHORITY, LEVELS, DAYS)
@quick
def test_the_county_or_whoever_has_authority_issues(
    place: str, lists: list[Any], authority: list[Any], level: str, day: date
) -> None:
    route = made(place, lists, authority).route(key_of(POLICY, "E1"), "warning_issued", level, day)
    if route.sender is None:
        return
    sender = route.sender.department
    assert sender is not None
    division = HIERARCHY.resolve(place)
    at_county = division is not None and division.level == "county"
    in_force = {
        id
        for _, id, start, end, document in authority
        if id in DEPARTMENTS
        and document
        and date.fromisoformat(start) <= day
        and (end is None or day <= date.fromisoformat(end))
    }
    expected = in_force if len(in_force) == 1 else {f"d-{division.code}"} if at_county else set()
    assert {sender.id} == expected


@given(st.sampled_from(COUNTIES), LISTS, DAYS, st.sampled_from(["red", "orange"]))
@quick
def test_red_and_orange_reach_every_level_on_the_path(
    place: str, lists: list[Any], day: date, level: str
) -> None:
    for message in ("warning_issued", "warning_released"):
        route = made(place, lists, []).route(key_of(POLICY, "E1"), message, level, day)
        pushed = {a.department.id for a in route.pushes if a.department}
        assert pushed == {d.id for d in HIERARCHY.line(place)}
        assert all(a.marks for a in route.pushes if a.department)
        assert any(a.department is None for a in route.pushes)


@given(st.sampled_from(COUNTIES), LISTS, DAYS, LEVELS)
@quick
def test_the_inspecting_department_always_hears_and_never_gets_a_letter_from_below(
    place: str, lists: list[Any], day: date, level: str
) -> None:
    router = made(place, lists, [])
    route = router.route(key_of(POLICY, "E1"), "warning_issued", level, day)
    inspecting = route.inspecting
    if inspecting is not None and route.sent:
        assert inspecting in [a.department for a in route.pushes]
        ranks = [HIERARCHY.rank(a.department) for a in route.participants if a.department]
        assert all(rank > HIERARCHY.rank(inspecting) for rank in ranks)
        assert len(ranks) == 2 - HIERARCHY.rank(inspecting)
    letter = router.route(key_of(POLICY, "E1"), "reminder_letter", level, day)
    if letter.sender is not None and letter.sender.department is not None:
        assert level in ("red", "orange")
        assert inspecting is not None
        assert HIERARCHY.rank(letter.sender.department) == HIERARCHY.rank(inspecting) - 1
        assert [a.department for a in letter.to] == [inspecting]


@given(
    st.sampled_from(COUNTIES), LISTS, DAYS, st.sampled_from(["warning_issued", "warning_released"])
)
@quick
def test_a_level_that_is_open_tells_nobody_whom_a_final_one_would_not(
    place: str, lists: list[Any], day: date, message: str
) -> None:
    router, key = made(place, lists, []), key_of(POLICY, "E1")
    open_ = router.route(key, message, ("yellow", "red"), day)
    ends = [router.route(key, message, level, day) for level in ("yellow", "orange", "red")]
    for part in ("to", "participants", "copies", "pushes"):
        sure = {a.name for a in getattr(open_, part)}
        assert sure == set.intersection(*({a.name for a in getattr(e, part)} for e in ends))


@pytest.mark.parametrize("place", COUNTIES)
def test_every_county_can_issue_and_is_heard_up_to_the_top(place: str) -> None:
    router = made(place, [("E1", 2026, "prefecture", 1, "filed")], [])
    route = router.route(key_of(POLICY, "E1"), "warning_issued", "red", date(2026, 3, 31))
    assert [a.name for a in (route.sender,) if a] == [DEPARTMENTS[f"d-{place}"].name]
    assert [a.department.id for a in route.pushes if a.department] == [
        "d-530000", f"d-{place[:4]}00", f"d-{place}",
    ]  # fmt: skip


def test_renaming_the_levels_gives_the_same_walk(small: PolicySet, yunnan: PolicySet) -> None:
    """The small set is another country with other ids: only the order of levels is the same."""
    day = date(2026, 3, 31)
    facts = facts_of(small, {"E1": "1102"}, [("E1", 2026, "shire", 1, "sealed")])
    other = Router(small, facts).route(("E1",), "alarm_given", "high", day)
    lists = [("E1", 2026, "prefecture", 1, "filed")]
    here = made("530402", lists, []).route(key_of(yunnan, "E1"), "warning_issued", "red", day)
    assert shape(other, small) == shape(here, yunnan)


def shape(route: Route, policy: PolicySet) -> list[list[int]]:
    hierarchy = hierarchy_of(policy)
    parts = (route.to, route.participants, route.copies, route.pushes)
    return [[hierarchy.rank(a.department) if a.department else -1 for a in p] for p in parts]
