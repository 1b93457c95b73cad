"""What holds for every list: bounds, subsets, one inspector, the next in rank, monotone ranks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.facts.model import Facts, Table
from engine.inspection.assignment import assign
from engine.inspection.candidates import Candidate
from engine.inspection.cascade import choose, select
from engine.inspection.filing import rows_of, with_lists
from engine.inspection.lists import Selection
from engine.inspection.quotas import cut
from engine.inspection.ranking import Change, Order, order_for
from engine.policy.inspection_model import Quota
from engine.policy.model import PolicySet
from engine.reporting.lists_json import as_json
from engine.service.inspection import lists_as
from tests.inspection.made import candidate, facts_of

# Three counties of one prefecture and one of another.
COUNTIES = ("530402", "530403", "530423", "530102")
CUT_OFF = date(2026, 1, 31)
OPEN = st.tuples(st.integers(0, 2), st.integers(0, 2)).map(lambda p: (min(p), max(p)))


@st.composite
def candidates(draw: st.DrawFn, most: int = 30) -> list[tuple[str, dict[str, object]]]:
    """Names and values of candidates, drawn before the policy set is at hand."""
    count = draw(st.integers(0, most))
    return [
        (
            draw(st.sampled_from(COUNTIES)),
            {
                "tier": draw(OPEN.map(lambda p: (p[0] + 1, p[1] + 1))),
                "fatal_accidents_last_year": draw(OPEN),
                "open_major_hazards": draw(OPEN),
                "points_level_2": draw(OPEN),
            },
        )
        for _ in range(count)
    ]


def made(policy: PolicySet, drawn: Iterable[tuple[str, dict[str, object]]]) -> list[Candidate]:
    return [candidate(policy, f"E{n:03}", code, **v) for n, (code, v) in enumerate(drawn)]


def chosen(policy: PolicySet, found: Iterable[Candidate]) -> Selection:
    return choose(policy, found, Facts({}), 2026, CUT_OFF)


def order_of(policy: PolicySet) -> Order:
    assert policy.inspection is not None
    return order_for(policy, policy.inspection.lists, ())


@settings(deadline=None, max_examples=60)
@given(drawn=candidates())
def test_lists_keep_their_bounds_or_say_why_not(yunnan: PolicySet, drawn: list) -> None:  # type: ignore[type-arg]
    for one in chosen(yunnan, made(yunnan, drawn)).lists:
        quota, kinds = one.level.quota, {r.kind for r in one.remarks}
        assert one.gross <= quota.most
        assert (one.gross < quota.least) == ("below" in kinds)
        assert (quota.least <= one.gross < quota.target) == ("short" in kinds)
        assert (one.gross == 0) == ("empty" in kinds)
        assert one.gross == min(quota.target, one.universe)
        assert [p.rank for p in one.places] == list(range(1, one.gross + 1))


@settings(deadline=None, max_examples=60)
@given(drawn=candidates())
def test_each_higher_list_is_a_subset_and_one_level_inspects(
    yunnan: PolicySet, drawn: list
) -> None:  # type: ignore[type-arg]
    found = chosen(yunnan, made(yunnan, drawn))
    held = {lv: set().union(*(x.keys for x in found.of_level(lv))) for lv in found.levels}
    assert held["province"] <= held["prefecture"] <= held["county"]
    own = [p.key for x in found.lists for p in x.places if p.inspects]
    assert sorted(own) == sorted(set(own)) == sorted(held["county"])
    assert sum(x.net for x in found.lists) == len(held["county"])


@settings(deadline=None, max_examples=60)
@given(drawn=candidates(), seed=st.integers(0, 9))
def test_the_order_of_the_input_changes_nothing(yunnan: PolicySet, drawn: list, seed: int) -> None:  # type: ignore[type-arg]
    usual = made(yunnan, drawn)
    shuffled = Random(seed).sample(usual, len(usual))
    lists = [as_json(yunnan, chosen(yunnan, found)) for found in (usual, shuffled)]
    assert lists[0] == lists[1]


@settings(deadline=None, max_examples=80)
@given(drawn=candidates(), at=st.integers(0, 29))
def test_removal_admits_exactly_the_next_in_rank(yunnan: PolicySet, drawn: list, at: int) -> None:  # type: ignore[type-arg]
    """At one level, with the universe unchanged but for the one who goes."""
    order = order_of(yunnan)
    ranked = order.ranked(made(yunnan, drawn))
    before = cut(order, ranked, Quota(5, 4, 6))
    if not before.listed:
        return
    gone = before.listed[at % len(before.listed)]
    after = cut(order, [c for c in ranked if c is not gone], Quota(5, 4, 6))
    entered = [c for c in after.listed if c not in before.listed]
    assert entered == list(before.missed[:1])
    assert {c.key for c in before.listed} - {c.key for c in after.listed} == {gone.key}


@settings(deadline=None, max_examples=120)
@given(drawn=candidates(), at=st.integers(0, 29))
def test_what_is_said_to_put_one_on_does_put_it_on(yunnan: PolicySet, drawn: list, at: int) -> None:  # type: ignore[type-arg]
    order = order_of(yunnan)
    ranked = order.ranked(made(yunnan, drawn))
    done = cut(order, ranked, Quota(5, 4, 6))
    if not done.missed:
        return
    missed = done.missed[at % len(done.missed)]
    changes = order.changes(missed, done.listed[-1])
    assert changes
    better = changed(missed, changes)
    again = order.ranked([better if c is missed else c for c in ranked])
    assert better in cut(order, again, Quota(5, 4, 6)).listed
    for left_out in range(len(changes)):
        fewer = changed(missed, changes[:left_out] + changes[left_out + 1 :])
        again = order.ranked([fewer if c is missed else c for c in ranked])
        assert fewer not in cut(order, again, Quota(5, 4, 6)).listed


def changed(found: Candidate, changes: Iterable[Change]) -> Candidate:
    values = {**found.values, **{c.key.by: (c.then, c.then) for c in changes}}
    return replace(found, values=values)


@settings(deadline=None, max_examples=80)
@given(drawn=candidates(), at=st.integers(0, 29))
def test_one_more_fatal_accident_never_lowers_a_rank(
    yunnan: PolicySet, drawn: list, at: int
) -> None:  # type: ignore[type-arg]
    order, found = order_of(yunnan), made(yunnan, drawn)
    if not found:
        return
    struck = found[at % len(found)]
    low, high = struck.values["fatal_accidents_last_year"]
    top = yunnan.domains["priority_tier"].top
    worse = replace(
        struck,
        tier=(top, top),
        values={
            **struck.values,
            "tier": (top, top),
            "fatal_accidents_last_year": (low + 1, high + 1),
        },
    )
    before = [c.key for c in order.ranked(found)].index(struck.key)
    after = [c.key for c in order.ranked([worse if c is struck else c for c in found])]
    assert after.index(struck.key) <= before


@pytest.mark.parametrize("sectors", [0, 1, 3, None])
@pytest.mark.parametrize("major", [0, 2])
def test_an_accident_added_to_the_facts_never_lowers_a_rank(
    yunnan: PolicySet, sectors: int | None, major: int
) -> None:
    others = {f"E{n}": {"sectors": 1 + n % 4, "major": n % 3} for n in range(8)}
    ranks = []
    for deaths in (0, 1):
        own = {"sectors": sectors, "major": major, "deaths": deaths}
        found = select(yunnan, facts_of(yunnan, {**others, "M": own}), 2026, CUT_OFF)
        one = found.by_place["county", "530402"]
        place = one.place_of(("M", "1"))
        ranks.append(place.rank if place else 99)
    assert ranks[1] <= ranks[0]
    assert ranks[1] == 1


@settings(deadline=None, max_examples=40)
@given(drawn=candidates(), seed=st.integers(0, 99))
def test_nobody_is_inspected_by_two_departments(yunnan: PolicySet, drawn: list, seed: int) -> None:  # type: ignore[type-arg]
    """Lists are filed at random, whatever a cascade would have made of them."""
    rng = Random(seed)
    places = {f"E{n}": {"at": code} for n, (code, _) in enumerate(drawn)}
    levels = ("county", "prefecture", "province")
    lists = [
        {"of": name, "year": 2026, "level": level, "version": 1, "status": "filed", "rank": n}
        for n, name in enumerate(places)
        for level in levels
        if rng.random() < 0.5
    ]
    found = assign(yunnan, facts_of(yunnan, places, key_list=lists), 2026, date(2026, 6, 30))
    subjects = [task.subject for task in found.tasks]
    assert len(subjects) == len(set(subjects)) == len({row["of"] for row in lists})
    for task in found.tasks:
        assert task.level == max(task.listed, key=levels.index)
        assert task.department not in task.participants
        below = levels[: levels.index(task.level)]
        assert [d.level for d in task.participants] == list(below)


def test_bytes_are_the_same_on_every_run_and_under_permuted_facts(yunnan: PolicySet) -> None:
    names = {f"E{n:02}": {"sectors": n % 4, "major": n % 3, "level_2": n % 2} for n in range(20)}
    usual = facts_of(yunnan, names)
    turned = Facts(
        {
            name: Table(t.entity, dict(reversed(t.rows.items())), t.present, t.complete)
            for name, t in usual.tables.items()
        }
    )
    written = []
    for facts in (usual, usual, turned):
        found = select(yunnan, facts, 2026, CUT_OFF)
        written.append([lists_as(yunnan, found, kind, "zh") for kind in ("json", "csv")])
    assert written[0] == written[1] == written[2]


def test_one_level_of_a_cascade_is_that_level_of_the_whole(yunnan: PolicySet) -> None:
    facts = facts_of(yunnan, {f"E{n:02}": {"sectors": n % 4} for n in range(20)})
    whole = select(yunnan, facts, 2026, CUT_OFF)
    for level in whole.levels:
        one = select(yunnan, facts, 2026, CUT_OFF, level=level)
        assert [*one.lists] == [*whole.of_level(level)]
        assert sum(x.net for x in one.lists) == sum(x.net for x in whole.of_level(level))


def test_the_result_is_a_key_list_that_routing_reads(yunnan: PolicySet) -> None:
    facts = facts_of(yunnan, {"A": {"major": 1}, "B": {}})
    found = select(yunnan, facts, 2026, CUT_OFF)
    again = with_lists(yunnan, facts, rows_of(yunnan, found, status="filed"))
    tasks = assign(yunnan, again, 2026, date(2026, 6, 30)).tasks
    assert [(t.name, t.department.id, t.rank) for t in tasks] == [
        ("A厂", "d-530000", 1), ("B厂", "d-530000", 2),
    ]  # fmt: skip
    first = json.loads(lists_as(yunnan, found, "json", "zh"))["lists"][0]
    assert set(first["quota"]) == {"target", "min", "max"}
