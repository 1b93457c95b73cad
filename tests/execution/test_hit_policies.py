"""The table of hit policies, asked of the pure functions: no executor stands between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.execution.answer import Settled
from engine.execution.hits import ROLL_UPS, Table, could_change, deciding, settle
from engine.policy.model import HIT_POLICIES, Output

MEANING = Path(__file__).parents[1] / "meaning"
DOMAINS = {
    "grade": ("none", "low", "mid", "top"),
    "colour": ("red", "green", "blue"),
}
GRADES = DOMAINS["grade"]


def groups(file: str) -> list[dict[str, Any]]:
    return yaml.safe_load((MEANING / file).read_text(encoding="utf-8"))["groups"]


def lowered(value: Any, gives: str) -> Any:
    return DOMAINS[gives].index(value) if gives in DOMAINS else value


def output(value: Any, gives: str) -> Output:
    if isinstance(value, dict):
        return Output(lowered(value["from"], gives), lowered(value["to"], gives), by_law=True)
    return Output(lowered(value, gives), lowered(value, gives))


def table(group: dict[str, Any]) -> Table:
    gives = group["gives"]
    return Table(
        tuple(output(value, gives) for value in group["rules"]),
        group["hit"],
        gives in ("grade", "int"),
        bool(group.get("complete")),
        (0, 3) if gives == "grade" else (None, None),
        tuple(lowered(value, gives) for value in group.get("order", ())),
    )


ROWS = [
    pytest.param(group, row, id=f"{group['name']}: {row['hold']}")
    for group in groups("hit-policies.yaml")
    for row in group["rows"]
]


@pytest.mark.parametrize(("group", "row"), ROWS)
def test_a_hit_policy_answers_as_the_table_of_meaning_says(
    group: dict[str, Any], row: dict[str, Any]
) -> None:
    fired = tuple(n for n, holds in enumerate(row["hold"]) if holds is True)
    unknown = tuple(n for n, holds in enumerate(row["hold"]) if holds is None)
    wanted = row["is"]
    ends = (wanted["from"], wanted["to"]) if isinstance(wanted, dict) else (wanted, wanted)
    low, high = (None if e == "unknown" else lowered(e, group["gives"]) for e in ends)
    assert settle(table(group), fired, unknown) == Settled(
        fired,
        unknown,
        low,
        high,
        row.get("trouble", ""),
        may_be_empty=bool(row.get("may_be_empty")) or row.get("trouble") == "no rule",
    )


def test_the_file_has_a_group_for_every_hit_policy_that_gives_one_value() -> None:
    asked = {group["hit"] for group in groups("hit-policies.yaml")}
    assert set(HIT_POLICIES) - asked == {"collect", "rule-order", "output-order"}


@pytest.mark.parametrize("hit", ["collect", "rule-order", "output-order"])
def test_a_list_is_its_rules_and_has_no_value(hit: str) -> None:
    rows = Table((Output(0, 0), Output(1, 1)), hit, True, False, (0, 3))
    assert settle(rows, (0,), (1,)) == Settled((0,), (1,))


@pytest.mark.parametrize(
    ("behaviour", "hit", "fired", "unknown", "wanted"),
    [
        ("the rule that holds", "unique", (1,), (2,), (1,)),
        ("a conflict names both", "unique", (0, 1), (), (0, 1)),
        ("only the first", "first", (1, 2), (0,), (1,)),
        ("only those at the top", "highest", (0, 1), (), (1,)),
        ("only those at the bottom", "lowest", (0, 1), (), (0,)),
        ("every summand", "sum", (0, 1), (2,), (0, 1)),
        ("none while none surely holds", "unique", (), (0, 1), ()),
    ],
)
def test_deciding_rules_give_the_sure_end(
    behaviour: str, hit: str, fired: Any, unknown: Any, wanted: Any
) -> None:
    rows = Table(tuple(Output(n, n) for n in (1, 2, 3)), hit, True, False, (0, 3))
    assert deciding(rows, settle(rows, fired, unknown)) == wanted


def test_possible_rules_decide_where_all_of_them_say_the_same() -> None:
    rows = Table((Output(2, 2), Output(2, 2)), "unique", True, True, (0, 3))
    assert deciding(rows, settle(rows, (), (0, 1))) == (0, 1)


def test_a_possible_rule_below_the_answer_cannot_change_it() -> None:
    rows = Table((Output(2, 2), Output(1, 1), Output(3, 3)), "highest", True, False, (0, 3))
    assert could_change(rows, settle(rows, (0,), (1, 2))) == (2,)


ROLLED = [
    pytest.param(group["take"], row, id=f"{group['take']}: {row['children']} {row['complete']}")
    for group in groups("roll-ups.yaml")
    for row in group["rows"]
    if row["children"] != "absent"
]


@pytest.mark.parametrize(("take", "row"), ROLLED)
def test_a_roll_up_answers_as_the_table_of_meaning_says(take: str, row: dict[str, Any]) -> None:
    members = []
    for child in row["children"]:
        if isinstance(child, dict) and "conflict" in child:
            level = GRADES.index(child["conflict"])
            members.append(Settled((0, 1), (), level, level, "conflict"))
        else:
            ends = output(child, "grade")
            members.append(Settled((0,), (), ends.low, ends.high))
    found = ROLL_UPS[take](members, 0, 3, row["complete"])
    wanted = output(row["is"], "grade")
    trouble = row.get("trouble", "")
    assert (found.low, found.high, found.trouble) == (wanted.low, wanted.high, trouble)
