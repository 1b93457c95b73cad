"""Facts lowered to trees: values, what is absent, links, and which relations are complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.execution import reference
from engine.execution.outcome import Recorder
from engine.execution.subjects import Item, day_number, day_of, subjects
from engine.facts.model import Facts, Row
from engine.policy.model import PolicySet
from engine.problems import ProblemsFound
from tests.made import facts_of, labelled, load, write_set
from tests.made import field as column

KINDS: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "yes": (column("bool", "yes"), True, True),
    "number": (column("int", "number", min=-3, max=9), 0, (0, 0)),
    "exact": (column("decimal(2)", "exact", min=0, max=9), Decimal("1.5"), (150, 150)),
    "day": (column("date", "day"), date(1970, 1, 2), (1, 1)),
    "days": (column("duration", "days", min="0d", max="9d"), 3, (3, 3)),
    "grade": (column("grade", "grade"), "grave", (1, 1)),
    "trade": (column("trade", "trade"), "wood", 1),
    "trades": (column("set of trade", "trades"), ("steel", "glass"), (5, 5)),
    "words": (column("text", "words"), "红", "红"),
}
ABSENT = {
    "yes": None, "number": (-3, 9), "exact": (0, 900), "day": (-25567, 84006), "days": (0, 9),
    "grade": (0, 1), "trade": None, "trades": (0, 7), "words": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> PolicySet:
    """Regions hold sites, sites hold parts; parts refer to makers, which stand apart."""
    entities = {
        "region": labelled(
            "region", key="no", max_children={"site": 9},
            fields={"no": column("text", "区号"),
                    "sites": column("int", "站数", min=0, max=9, derive={"count": "site"})},
        ),
        "site": labelled(
            "site", key="no", of="region", max_children={"part": 9},
            fields={"no": column("text", "站号"), "told": column("bool", "报全"),
                    "replaced": column("int", "补", min=0, max=9, missing=4),
                    **{name: made for name, (made, _, _) in KINDS.items()}},
        ),
        "part": labelled(
            "part", key="no", of="site", known_if="told", refers={"maker": "maker"},
            fields={"no": column("text", "件号")},
        ),
        "maker": labelled(
            "maker", key="no",
            fields={"no": column("text", "厂号"), "good": column("bool", "好"),
                    "bad": column("bool", "坏", derive="!good")},
        ),
    }  # fmt: skip
    rules = [
        {"id": "crowded", "when": {"region.sites": ">= 2"}, "then": "grave", "cite": "K1"},
        {"id": "rest", "when": {}, "then": "light", "cite": "K1"},
    ]
    parts = [
        {"id": "bad", "when": {"maker.bad": True}, "then": "grave", "cite": "K1"},
        {"id": "good", "when": {"maker.bad": False}, "then": "light", "cite": "K1"},
    ]
    decisions = {
        "crowd": labelled("crowd") | {"for": "site", "gives": "grade", "hit": "first",
                                      "rules": rules},
        "part_grade": labelled("part_grade") | {"for": "part", "gives": "grade",
                                                "hit": "unique", "rules": parts},
    }  # fmt: skip
    vocabulary = {
        "scales": {"grade": {"light": {"zh": "轻"}, "grave": {"zh": "重"}}},
        "codes": {"trade": {"steel": {"zh": "钢"}, "wood": {"zh": "木"}, "glass": {"zh": "玻璃"}}},
        "entities": entities,
    }
    folder = tmp_path_factory.mktemp("set")
    return load(write_set(folder, vocabulary, {"decisions": decisions}, decide="crowd"))


SITES = [{"no": "b", "_parent": ("R",)}, {"no": "a", "_parent": ("R",)}]


def facts(policy: PolicySet, **tables: Any) -> Facts:
    given = {"region": [{"no": "R"}], "site": SITES} | tables
    return facts_of(policy, given, ["site", "part"])


def items(policy: PolicySet, given: Facts) -> dict[str, Item]:
    return {item.key[-1]: item for item in subjects(policy, given)}


def test_known_values_are_lowered_by_type(policy: PolicySet) -> None:
    site = SITES[0] | {name: value for name, (_, value, _) in KINDS.items()}
    item = items(policy, facts(policy, site=[site]))["b"]
    assert {n: item.values[n] for n in KINDS} == {n: low for n, (_, _, low) in KINDS.items()}
    assert item.absent == {"told"}


def test_absent_values_are_all_that_is_declared(policy: PolicySet) -> None:
    item = items(policy, facts(policy))["b"]
    assert {n: item.values[n] for n in KINDS} == ABSENT
    assert item.absent == {*KINDS, "told"}
    assert item.values["replaced"] == (4, 4), "a replaced value is not absent"


def test_subjects_come_in_the_order_of_their_keys(policy: PolicySet) -> None:
    assert [item.key for item in subjects(policy, facts(policy))] == [("R", "a"), ("R", "b")]


def test_a_subject_below_another_row_can_read_it_whole(policy: PolicySet) -> None:
    day = day_number(date(2020, 6, 15))
    found = list(subjects(policy, facts(policy)))
    assert found[0].parent is found[1].parent
    for item, answer in zip(found, reference.answers(policy, found, day), strict=True):
        outcome = Recorder(policy, day).outcome(item, answer)
        assert outcome.level == ("grave", "grave")
        assert outcome.fired == {"crowd/crowded": 1, "crowd/rest": 1}, "only its own rows"


@pytest.mark.parametrize(
    ("present", "said", "told", "spoilt", "complete"),
    [
        (True, True, None, False, True),
        (True, False, None, False, False),
        (True, True, False, False, False),
        (True, False, True, False, True),
        (True, True, True, True, False),
        (True, True, None, True, False),
        (False, True, True, False, False),
    ],
)
def test_a_relation_is_complete_only_if_the_facts_say_so(
    policy: PolicySet, present: bool, said: bool, told: bool | None, spoilt: bool, complete: bool
) -> None:
    tables = {"region": [{"no": "R"}], "site": [SITES[0] | {"told": told}]}
    tables |= {"part": []} if present else {}
    bad = {"part": [("R", "b")]} if spoilt else {}
    given = facts_of(policy, tables, ["site", "part"] if said else ["site"], bad)
    (item,) = subjects(policy, given)
    assert item.complete == {"part": complete}
    assert item.children == {"part": ()}


def test_links_lead_across_trees_and_nowhere(policy: PolicySet) -> None:
    parts = [
        {"no": "1", "_parent": ("R", "b"), "maker": ("M",)},
        {"no": "2", "_parent": ("R", "b")},
        {"no": "3", "_parent": ("R", "b"), "maker": ("gone",)},
    ]
    given = facts(policy, part=parts, maker=[{"no": "M", "good": False}])
    known, missing, gone = items(policy, given)["b"].children["part"]
    assert (known.links["maker"].key, known.links["maker"].known) == (("M",), True)
    assert missing.links["maker"] is gone.links["maker"]
    nobody = missing.links["maker"]
    assert (nobody.known, nobody.values["good"], nobody.values["bad"]) == (False, None, None)
    (answer, _) = reference.answers(policy, subjects(policy, given), 0)
    levels = [
        (answer["part", ("R", "b", no)]["part_grade"].low,  # type: ignore[union-attr]
         answer["part", ("R", "b", no)]["part_grade"].high)  # type: ignore[union-attr]
        for no in "123"
    ]  # fmt: skip
    assert levels == [(1, 1), (0, 1), (0, 1)], "a derived field over a missing link is unknown"


def test_a_value_of_another_vocabulary_is_refused_with_its_field(policy: PolicySet) -> None:
    row = Row(("R", "b"), {"no": "b", "grade": "medium"}, ("R",))
    given = facts(policy)
    table = replace(given.tables["site"], rows={row.key: row})
    with pytest.raises(ProblemsFound) as caught:
        list(subjects(policy, replace(given, tables={**given.tables, "site": table})))
    (problem,) = caught.value.problems
    assert (problem.code, "`medium` of field `grade`" in problem.message.en) == ("X101", True)


def test_long_codes_that_differ_in_the_last_figure_differ(policy: PolicySet) -> None:
    codes = ("911100000000000001", "911100000000000002")
    site = [SITES[0] | {"words": codes[0]}, SITES[1] | {"words": codes[1]}]
    found = items(policy, facts(policy, site=site))
    assert (found["b"].values["words"], found["a"].values["words"]) == codes


def test_day_numbers_and_dates_are_one_another() -> None:
    assert [day_of(day_number(d)) for d in (date(1900, 1, 1), date(2199, 12, 31))] == [
        date(1900, 1, 1), date(2199, 12, 31),
    ]  # fmt: skip
