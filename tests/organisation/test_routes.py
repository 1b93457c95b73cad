"""Each case of `routes.yaml`: who sends, who is told, what does not apply and why."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.facts.model import Facts
from engine.organisation.route import Addressed, Route, record
from engine.organisation.routing import Router, route
from engine.policy.model import PolicySet
from engine.problems import ProblemsFound
from tests.organisation.made import facts_of, key_of

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "routes.yaml").read_text("utf-8")
)
DAY = date(2026, 3, 31)


def facts_for(policy: PolicySet, case: dict[str, Any]) -> Facts:
    others = case.get("others", [])
    places = {"E1": case["place"], **{o["name"]: o["place"] for o in others}}
    lists = [("E1", *entry) for entry in case.get("lists", [])]
    lists += [(o["name"], *entry) for o in others for entry in o.get("lists", [])]
    return facts_of(policy, places, lists, [("E1", *j) for j in case.get("jurisdiction", [])])


def routed(policy: PolicySet, case: dict[str, Any]) -> Route:
    level = case["level"]
    between = tuple(level) if isinstance(level, list) else level
    return Router(policy, facts_for(policy, case)).route(
        key_of(policy, "E1"), case["message"], between, DAY, case.get("issuer")
    )


def ids(addressed: Iterable[Addressed]) -> list[str]:
    return [a.department.id if a.department else "it" for a in addressed]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_route(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    found = routed(request.getfixturevalue(case["policy"]), case)
    parts = {
        "to": found.to,
        "with": found.participants,
        "copy": found.copies,
        "push": found.pushes,
    }
    expected = case["expect"]
    if "inspecting" in expected:
        inspecting = found.inspecting.id if found.inspecting else None
        assert inspecting == expected["inspecting"]
    if "from" in expected:
        assert ids([found.sender] if found.sender else []) == (
            [expected["from"]] if expected["from"] else []
        )
    for part in parts.keys() & expected.keys():
        assert ids(parts[part]) == expected[part], part
    if "marked" in expected:
        assert ids(a for a in found.pushes if a.marks) == expected["marked"]
    said = {f"{o.part}/{o.role}" if o.role else o.part: o for o in found.omitted}
    for what, words in expected.get("not", {}).items():
        assert words in said[what].reason.zh, said[what].reason
    if "notes" in expected:
        assert len(found.notes) == len(expected["notes"]), found.notes
        for note, words in zip(found.notes, expected["notes"], strict=True):
            assert words in note.text.zh
    for what, words in expected.get("because", {}).items():
        assert what == "from"
        assert found.sender is not None
        assert words in found.sender.grounds[0].reason.zh
    for what, clauses in expected.get("cites", {}).items():
        assert set(clauses) <= cites_of(found, what, said)


def cites_of(found: Route, what: str, said: dict[str, Any]) -> set[str]:
    if what.startswith("not "):
        return set(said[what.removeprefix("not ")].cites)
    parts: dict[str, tuple[Addressed, ...]] = {
        "from": (found.sender,) if found.sender else (),
        "to": found.to,
        "with": found.participants,
        "copy": found.copies,
        "push": found.pushes,
    }
    if what == "inspecting":
        return {clause for note in found.notes for clause in note.cites}
    return {clause for a in parts[what] for clause in a.cites}


def test_every_addressee_says_by_which_rule_on_which_clause_and_why(yunnan: PolicySet) -> None:
    found = routed(yunnan, CASES[1])
    assert found.sender is not None
    for addressed in (found.sender, *found.addressees):
        for ground in addressed.grounds:
            assert ground.place.file.endswith("routing.yaml")
            assert f"role: {ground.role}" in ground.place.excerpt or "role: [" in (
                ground.place.excerpt
            )
            assert set(ground.cites) <= set(yunnan.clauses)
            assert ground.cites
            assert ground.reason.zh
            assert ground.reason.en
    channels = {a.part: a.channel for a in found.addressees}
    assert channels == {"to": "paper", "with": "paper", "copy": "paper", "push": "platform"}


def test_a_route_is_plain_data_with_ids_and_both_wordings(yunnan: PolicySet) -> None:
    written = json.loads(json.dumps(record(routed(yunnan, CASES[1])), ensure_ascii=False))
    assert written["from"]["department"] == "d-530402"
    assert written["from"]["because"][0]["cite"] == ["C1.2-f", "A1-i"]
    assert written["push"][0]["department"] is None
    assert written["push"][1]["marks"] == [{"zh": "重点监管", "en": "Key supervision"}]
    assert written["as_of"] == "2026-03-31"
    assert written["level"] == ["red"]


def test_the_order_of_facts_changes_nothing(yunnan: PolicySet) -> None:
    case = next(c for c in CASES if c["name"].startswith("dropped from"))
    facts = facts_for(yunnan, case)
    turned = Facts(
        {
            name: type(table)(name, dict(reversed(table.rows.items())))
            for name, table in reversed(facts.tables.items())
        },
        folder=facts.folder,
    )
    key = key_of(yunnan, "E1")
    one = record(route(yunnan, facts, key, "warning_issued", "red", DAY))
    other = record(route(yunnan, turned, key, "warning_issued", "red", DAY))
    assert one == other


def test_facts_without_a_table_of_lists_say_so(yunnan: PolicySet) -> None:
    facts = facts_of(yunnan, {"E1": "530402"})
    bare = Facts({"enterprise": facts.tables["enterprise"]})
    found = route(yunnan, bare, key_of(yunnan, "E1"), "warning_issued", "red", DAY)
    assert [n.text.zh for n in found.notes] == ["没有提供重点名单"]
    assert found.inspecting is None


def test_a_returned_row_of_a_list_is_not_forgotten(yunnan: PolicySet) -> None:
    facts = facts_of(yunnan, {"E1": "530402"})
    key = key_of(yunnan, "E1")
    table = facts.tables["key_list"]
    incomplete = type(table)("key_list", table.rows, incomplete_for=frozenset({key}))
    spoilt = Facts({**facts.tables, "key_list": incomplete})
    found = route(yunnan, spoilt, key, "warning_issued", "red", DAY)
    assert any("有记录被退回" in n.text.zh for n in found.notes)


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        ({"subject": ("E9", "1")}, "H162", "E1 1"),
        ({"message": "warning_isued"}, "H163", "warning_issued"),
        ({"level": "purple"}, "H164", ""),
        ({"issuer": "d-530499"}, "H165", "did you mean `d-53"),
    ],
)
def test_what_is_asked_for_must_exist(
    yunnan: PolicySet, arguments: dict[str, Any], code: str, hint: str
) -> None:
    asked = {
        "subject": key_of(yunnan, "E1"),
        "message": "warning_issued",
        "level": "red",
        "as_of": DAY,
        **arguments,
    }
    with pytest.raises(ProblemsFound) as raised:
        Router(yunnan, facts_of(yunnan, {"E1": "530402"})).route(**asked)
    (problem,) = raised.value.problems
    assert problem.code == code
    assert hint in (problem.hint.en if problem.hint else "")


def test_a_set_without_routing_says_so(yunnan: PolicySet) -> None:
    from dataclasses import replace

    bare = replace(yunnan, routing=None)
    with pytest.raises(ProblemsFound) as raised:
        Router(bare, facts_of(yunnan, {"E1": "530402"})).route(
            key_of(yunnan, "E1"), "warning_issued", "red", DAY
        )
    assert [p.code for p in raised.value.problems] == ["H161"]
