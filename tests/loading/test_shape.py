"""How misfits of shape are told: one problem a mistake, in our words, at the right place."""

from __future__ import annotations

import copy
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.policy.loading import Document, load_document
from engine.policy.shape import check_shape
from engine.problems import Problem

RULES = (
    "decisions:\n  baseline:\n    title: {zh: 基准级别}\n    for: enterprise\n"
    "    gives: warning_level\n    hit: unique\n    rules:\n"
)


def misfits(text: str, kind: str = "decisions") -> list[Problem]:
    document, _ = load_document("f", text.encode())
    assert document is not None
    return check_shape(document, kind)


def rule(**changes: str) -> str:
    parts = {"id": "a", "when": "{open: yes}", "then": "red", "cite": "C1", **changes}
    return RULES + "      - {" + ", ".join(f"{k}: {v}" for k, v in parts.items()) + "}\n"


@pytest.mark.parametrize("yes", ["yes", "no", "true", "false"])
def test_yes_and_true_are_both_a_yes(yes: str) -> None:
    assert misfits(rule(then=f"{{level: red, confirm: {yes}}}")) == []


@pytest.mark.parametrize(
    "when",
    [
        "{}", "{level: level_1}", "{level: [level_1, level_2]}", '{count: ">= 3"}', "{count: 3}",
        "{limit: 0.07}", "{limit: 19.99}", "{open: true}", '"count >= 3"', "{风险等级: 一级}",
        '{day: "2020-03-01"}',
    ],
)  # fmt: skip
def test_every_way_to_write_a_condition_is_accepted(when: str) -> None:
    assert misfits(rule(when=when)) == []


@pytest.mark.parametrize(
    "then",
    ["red", "3", "0.07", "yes", "{from: none, to: red}", "{level: red, confirm: yes}",
     "{level: {from: blue, to: red}}"],
)  # fmt: skip
def test_every_way_to_write_an_answer_is_accepted(then: str) -> None:
    assert misfits(rule(then=then)) == []


#    what was meant          as written                            what is said
BRANCHES = [
    ("a range", "{from: none, too: red}", ["unknown key `too`"]),
    ("a proposal", "{level: red, confrim: yes}", ["unknown key `confrim`"]),
    ("a level", "{level: [red]}",
     ["`level` must be text, a number, yes or no or names with values, not a list"]),
    ("one value", "[red, orange]",
     ["`then` must be text, a number, yes or no or names with values, not a list"]),
    ("a map, with dashes", "[from: none, to: red]",
     ["`then` is a list, where names with values belong"]),
]  # fmt: skip


@pytest.mark.parametrize(("then", "said"), [b[1:] for b in BRANCHES], ids=[b[0] for b in BRANCHES])
def test_only_the_branch_that_was_meant_is_spoken_of(then: str, said: list[str]) -> None:
    assert [p.message.en for p in misfits(rule(then=then))] == said


def test_a_roll_up_is_measured_as_a_roll_up() -> None:
    text = "decisions:\n  b:\n    title: {zh: 就高}\n    for: e\n    take: highest\n    cite: C1\n"
    assert [(p.code, p.message.en) for p in misfits(text)] == [("S102", "`of` is missing")]


def test_a_misspelt_required_key_is_one_problem_not_two() -> None:
    text = rule().replace("hit:", "hits:")
    assert [(p.code, p.place.line, p.place.column) for p in misfits(text)] == [("S101", 6, 5)]


def test_a_refused_word_is_not_judged_a_second_time() -> None:
    text = rule(cite="0530")
    document, problems = load_document("f", text.encode())
    assert document is not None
    assert [p.code for p in problems] == ["Y114"]
    assert check_shape(document, "decisions") == []


def test_a_name_with_a_full_width_colon_is_not_also_unknown_or_missed() -> None:
    text = rule().replace("{zh: 基准级别}", "{zh：基准级别}")
    document, problems = load_document("f", text.encode())
    assert document is not None
    assert [p.code for p in problems] == ["Y121"]
    assert check_shape(document, "decisions") == []


def test_a_file_that_is_no_map_gives_one_line_not_hundreds() -> None:
    assert [(p.code, p.place.line) for p in misfits("- a\n- b\n")] == [("S104", 1)]


def test_many_mistakes_are_told_at_once_from_top_to_bottom() -> None:
    text = (
        "decisions:\n  baseline:\n    title: 基准级别\n    for: enterprise\n    gives: 5\n"
        "    hit: uniqe\n    rules:\n      - {id: a b, when: , then: red, cite: [C1, C1]}\n"
    )
    assert [(p.code, p.place.line, p.place.column) for p in misfits(text)] == [
        ("S103", 3, 12), ("S106", 5, 12), ("S108", 6, 10), ("S109", 8, 14), ("S105", 8, 19),
        ("S113", 8, 49),
    ]  # fmt: skip


def test_what_is_said_is_our_wording_in_both_languages() -> None:
    (problem,) = misfits(rule(cite="1.10"))
    assert problem.message.en == "`cite` is text, but 1.10 without quotes is a number"
    assert problem.message.zh == "“cite”是文字，1.10 没有加引号，成了数字"
    assert problem.hint is not None
    assert (problem.hint.en, problem.hint.zh) == ('write "1.10"', '写成 "1.10"')


def test_an_item_of_a_list_is_called_by_its_number() -> None:
    (problem,) = misfits(rule(cite="[C1, 2]"))
    assert problem.message.en == "item 2 of `cite` is text, but 2 without quotes is a whole number"


def test_long_lists_of_known_names_are_cut_short() -> None:
    text = "language: 1\nq: 1\n"
    (unknown,) = [p for p in misfits(text, "policy") if p.code == "S101"]
    assert unknown.hint is not None
    assert unknown.hint.en.endswith("…")


ROOT = Path(__file__).parents[2]
SEEDS = [
    (ROOT / "policies" / "yunnan" / f"{name}.yaml", kind)
    for name, kind in [
        ("policy", "policy"), ("vocabulary", "vocabulary"), ("warning-level", "decisions"),
        ("routing", "routing"), ("notice", "notice"),
    ]
]  # fmt: skip
INTRUDERS = [None, True, 0, -1, Decimal("1.0"), "", "：", [], {}, ["x", "x"], {"q": 1}, [{}]]


def intrude(value: Any, chance: random.Random) -> None:
    """Put one thing that does not belong somewhere into a document."""
    while isinstance(value, dict | list) and value:
        keys: Any = list(value) if isinstance(value, dict) else range(len(value))
        key = chance.choice(keys)
        inner = value[key]
        if not isinstance(inner, dict | list) or not inner or chance.random() < 0.2:
            value[key] = copy.deepcopy(chance.choice(INTRUDERS))
            return
        value = inner


@pytest.mark.parametrize(("path", "kind"), SEEDS, ids=[kind for _, kind in SEEDS])
def test_whatever_stands_anywhere_is_told_in_words_and_never_raises(path: Path, kind: str) -> None:
    chance, said = random.Random(20200301), 0
    whole, _ = load_document(path.name, path.read_bytes())
    assert whole is not None
    for _ in range(40):
        data = copy.deepcopy(whole.data)
        intrude(data, chance)
        document = Document(whole.source, data, whole.spans, whole.keys)
        for problem in check_shape(document, kind):
            said += 1
            assert problem.place.line >= 1
            assert problem.hint is not None
            assert "{" not in problem.message.en.replace("{level", "").replace("{from", "")
    assert said >= 20
