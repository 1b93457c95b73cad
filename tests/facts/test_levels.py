"""Every spelling of a level: read as listed, or returned as listed, and never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.facts.cells import Cell, Refusal
from engine.facts.drafting import returned
from engine.facts.model import Origin
from engine.facts.normalising import Habits, reader
from engine.facts.spelling import spellings
from engine.language.types import Domain, Kind, Member, Type
from engine.policy.assembling import load_policy
from engine.policy.model import Field, PolicySet
from engine.problems import Place, Text

LISTED: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "levels.yaml").read_text(encoding="utf-8")
)
LEAN = Domain(
    "risk_level",
    True,
    tuple(
        Member(f"level_{n}", Text(f"{'一二三四'[n - 1]}级（{name}风险）", f"Level {n}"), (colour,))
        for n, name, colour in (
            (4, "低", "蓝"),
            (3, "一般", "黄"),
            (2, "较大", "橙"),
            (1, "重大", "红"),
        )
    ),
)


@pytest.fixture(scope="module")
def shipped() -> PolicySet:
    return load_policy("policies/yunnan")


@pytest.fixture(scope="module", params=["shipped", "lean"])
def level(request: pytest.FixtureRequest, shipped: PolicySet) -> tuple[PolicySet, Field]:
    if request.param == "shipped":
        return shipped, shipped.entities["risk_point"].fields["own_level"]
    domains = {**shipped.domains, LEAN.name: LEAN}
    policy = PolicySet(**{**vars(shipped), "domains": domains})
    of = Field("own_level", Text("等级", "Level"), Type(Kind.SCALE, LEAN.name), Place("v.yaml"))
    return policy, of


@pytest.mark.parametrize(
    ("written", "meant"),
    [(value, level) for level, values in LISTED["accept"].items() for value in values],
)
def test_a_spelling_is_read(level: tuple[PolicySet, Field], written: str, meant: str) -> None:
    policy, of = level
    assert reader(policy, of)(written) == meant


@pytest.mark.parametrize("written", LISTED["absent"])
def test_a_dash_is_nothing(level: tuple[PolicySet, Field], written: str) -> None:
    policy, of = level
    assert reader(policy, of)(written) is None


@pytest.mark.parametrize("case", LISTED["reject"], ids=lambda case: repr(case["value"]))
def test_a_spelling_is_returned(level: tuple[PolicySet, Field], case: dict[str, str]) -> None:
    policy, of = level
    found = reader(policy, of)(case["value"])
    assert isinstance(found, Refusal)
    assert found.code.id == case["code"]
    reason = returned(Origin("台账.xlsx", "", 12), found, "风险等级", case["value"]).reason.zh
    assert reason.startswith(f"第12行“风险等级”列填的是“{case['value']}”，")
    assert case.get("expected", "") in reason


def test_the_reason_is_in_the_words_of_a_clerk(shipped: PolicySet) -> None:
    of = shipped.entities["risk_point"].fields["own_level"]
    found = reader(shipped, of)("5级")
    assert isinstance(found, Refusal)
    reason = returned(Origin("台账.xlsx", "一车间", 12), found, "风险等级", "5级").reason
    assert reason.zh == "第12行“风险等级”列填的是“5级”，应为一级至四级"
    assert reason.en == "row 12, column `风险等级` says `5级`: write Level 1 to Level 4"


@pytest.mark.parametrize(("cell", "meant"), [(1.0, "level_1"), (2, "level_2"), (4.0, "level_4")])
def test_a_number_of_a_workbook_is_its_digit(shipped: PolicySet, cell: Cell, meant: str) -> None:
    assert reader(shipped, shipped.entities["risk_point"].fields["own_level"])(cell) == meant


def test_a_letter_counts_only_where_the_file_maps_it() -> None:
    ours = spellings(LEAN, {"B": 0})
    assert ours.find("B") == 0
    assert isinstance(spellings(LEAN).find("B"), Refusal)


@pytest.mark.parametrize("written", ["Ⅳ", "4", "一级", "1级", "Ⅰ级（红）"])
def test_numerals_of_an_ascending_file_are_returned(shipped: PolicySet, written: str) -> None:
    of = shipped.entities["risk_point"].fields["own_level"]
    found = reader(shipped, of, Habits(ascending=True))(written)
    assert isinstance(found, Refusal)
    assert found.code.id == "F203"


def test_words_and_mapped_numerals_of_an_ascending_file_are_read(shipped: PolicySet) -> None:
    of = shipped.entities["risk_point"].fields["own_level"]
    top = shipped.domains["risk_level"].top
    read = reader(shipped, of, Habits({"Ⅳ": top}, ascending=True))
    assert read("Ⅳ") == "level_1"
    assert read("红") == "level_1"
    assert read("重大风险") == "level_1"


def test_a_word_that_two_members_share_means_neither() -> None:
    twins = Domain(
        "place", False, (Member("a", Text("库房（东）", "A")), Member("b", Text("库房（西）", "B")))
    )
    assert isinstance(spellings(twins).find("库房"), Refusal)
    assert spellings(twins).find("库房（西）") == 1
