"""Lists by the data of lists.yaml: every scenario about choosing, ties, requests, phases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.analysis.clause_report import clause_rows
from engine.inspection.cascade import cut_off_of, select
from engine.inspection.lists import KeyList, Place, Selection
from engine.policy.model import PolicySet
from tests.inspection.made import facts_of

CASES = yaml.safe_load(Path(__file__).with_name("lists.yaml").read_text("utf-8"))["cases"]


def selected(policy: PolicySet, case: Mapping[str, Any]) -> Selection:
    assert policy.inspection is not None
    if case.get("extend_ties"):
        lists = replace(policy.inspection.lists, extend_ties=True)
        policy = replace(policy, inspection=replace(policy.inspection, lists=lists))
    tables = {n: case[n] for n in ("list_request", "key_list") if n in case}
    facts = facts_of(policy, case["enterprises"], **tables)
    year = case.get("year", 2026)
    day = date.fromisoformat(case["cut_off"]) if "cut_off" in case else None
    level = case.get("filed")
    return select(
        policy, facts, year, cut_off_of(policy, year, day), level=level, filed=level is not None
    )


def list_named(found: Selection, name: str) -> KeyList:
    level, _, code = name.partition(" ")
    return found.by_place[level, code]


def place_of(found: Selection, subject: str) -> Place:
    """The place of a subject on the lowest list that has it."""
    places = (one.place_of((subject, "1")) for one in found.lists)
    return next(place for place in places if place is not None)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_lists_are_as_the_case_says(case: dict[str, Any], yunnan: PolicySet) -> None:
    found, expect = selected(yunnan, case), case["expect"]
    lists = {n: [p.key[0] for p in list_named(found, n).places] for n in expect["lists"]}
    assert lists == expect["lists"]
    for name, check in CHECKS.items():
        if name in expect:
            check(found, expect[name])


def _remarks(found: Selection, wanted: dict[str, list[str]]) -> None:
    assert {n: [r.kind for r in list_named(found, n).remarks] for n in wanted} == wanted
    assert all(r.text.zh and r.text.en and r.cites for x in found.lists for r in x.remarks)


def _missed(found: Selection, wanted: dict[str, dict[str, dict[str, Any]]]) -> None:
    for name, lacks in wanted.items():
        missed = {m.candidate.key[0]: m for m in list_named(found, name).missed}
        for subject, changes in lacks.items():
            told = {c.key.by: [c.now, c.then] for c in missed[subject].changes}
            assert told == {by: pair for by, pair in changes.items() if pair}


def _subjects(part: str) -> Any:
    def check(found: Selection, wanted: dict[str, list[str]]) -> None:
        for name, keys in wanted.items():
            one = list_named(found, name)
            held: dict[str, list[str]] = {
                "left": [c.key[0] for c in one.left],
                "waiting": [c.key[0] for c, _ in one.waiting],
                "possible": [m.candidate.key[0] for m in one.missed if m.possible],
            }
            assert held[part] == keys

    return check


def _of_places(read: Any) -> Any:
    def check(found: Selection, wanted: dict[str, Any]) -> None:
        assert {s: read(place_of(found, s)) for s in wanted} == wanted

    return check


def _refused(found: Selection, wanted: list[str]) -> None:
    assert len(found.refused) == len(wanted)
    for problem, words in zip(found.refused, wanted, strict=True):
        assert problem.code == "I203"
        assert all(word in problem.message.zh for word in words.split())


def _net(found: Selection, wanted: dict[str, int]) -> None:
    assert {name: list_named(found, name).net for name in wanted} == wanted


CHECKS: dict[str, Any] = {
    "remarks": _remarks,
    "missed": _missed,
    "left": _subjects("left"),
    "waiting": _subjects("waiting"),
    "possible": _subjects("possible"),
    "separates": _of_places(lambda p: p.separates.by if p.separates else None),
    "tied": _of_places(lambda p: [key[0] for key in p.tied]),
    "best": _of_places(lambda p: p.best),
    "open": _of_places(lambda p: [key.by for key in p.open]),
    "grounds": _of_places(lambda p: [*p.candidate.grounds]),
    "words": _of_places(lambda p: "；".join(p.candidate.words)),
    "refused": _refused,
    "net": _net,
}


def _override(found: Selection, wanted: dict[str, str]) -> None:
    held = {p.key[0]: p.request.override for x in found.lists for p in x.places if p.request}
    assert {s: held[s] for s in wanted} == wanted


CHECKS["override"] = _override


def test_every_expectation_of_the_cases_is_checked() -> None:
    assert {key for case in CASES for key in case["expect"]} == {"lists", *CHECKS}


def test_lists_of_129_counties_16_prefectures_and_the_province_are_made(yunnan: PolicySet) -> None:
    found = selected(yunnan, {"enterprises": {"A": {}}})
    assert {lv: len(list(found.of_level(lv))) for lv in found.levels} == {
        "county": 129, "prefecture": 16, "province": 1,
    }  # fmt: skip


def test_a_local_key_counts_for_its_area_alone_and_is_shown(yunnan: PolicySet) -> None:
    """C1.1-f."""
    assert yunnan.inspection is not None
    lists = yunnan.inspection.lists
    extra = replace(
        lists.order[0], by="employees", first="most", area=("530402",), before="key_sector_count"
    )
    local = replace(yunnan.inspection, lists=replace(lists, local=(extra,)))
    policy = replace(yunnan, inspection=local)
    names = {
        "A": {"sectors": 2},
        "B": {},
        "X": {"sectors": 2, "at": "530102"},
        "Y": {"at": "530102"},
    }
    facts = facts_of(policy, names)
    rows = facts.tables["enterprise"].rows
    for key in (("B", "1"), ("Y", "1")):
        rows[key].values["employees"] = 900  # type: ignore[index]
    for key in (("A", "1"), ("X", "1")):
        rows[key].values["employees"] = 10  # type: ignore[index]
    found = select(policy, facts, 2026, date(2026, 1, 31))
    assert [p.key[0] for p in list_named(found, "county 530402").places] == ["B", "A"]
    assert [p.key[0] for p in list_named(found, "county 530102").places] == ["X", "Y"]
    separates = place_of(found, "B").separates
    assert separates is not None
    assert separates.area == ("530402",)


def test_every_clause_that_lists_and_plans_rest_on_is_tried_here(yunnan: PolicySet) -> None:
    """In the data of this folder, or by name in its tests; the forms are tried elsewhere."""
    rows = clause_rows(yunnan)
    held = {r.clause.id for r in rows if any(o.kind == "lists" for o in r.owners)}
    here = "".join(
        path.read_text("utf-8")
        for path in sorted(Path(__file__).parent.iterdir())
        if path.suffix in (".py", ".yaml")
    )
    assert "C1.1-e" in held
    assert sorted(c for c in held if not re.search(rf"{re.escape(c)}\b", here)) == []
