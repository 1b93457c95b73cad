"""Mistakes that other rule engines made with conditions, each with the right answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.language.cells import compile_literal
from engine.language.expression import Ref, walk
from engine.language.operators import Lowered, evaluate
from engine.language.types import INT, TEXT, Type
from engine.problems import Place, Problem
from tests.language.vocabulary import DOMAINS, LEVEL, SCOPE, cell, condition

UNKNOWN: dict[str, Lowered] = {
    "deaths": (0, 1000), "quantity": (1, 100_000), "level": (0, 4), "note": None, "open": None,
    "found_on": (-25567, 84006),
}  # fmt: skip


def answer(text: str, absent: tuple[str, ...] = (), **facts: Lowered) -> Lowered:
    expr, problems = condition(text, None)
    assert expr is not None, [p.message.en for p in problems]
    known = {**UNKNOWN, **facts}

    def read(ref: Ref) -> Lowered:
        return known[ref.name]

    return evaluate(expr, read, lambda ref: ref.name in absent, 20_000)


def codes_of(problems: list[Problem]) -> list[str]:
    return [p.code for p in problems]


def test_an_empty_level_fires_no_rule_about_levels() -> None:
    for level in DOMAINS["warning_level"].ids:
        assert answer(f"level == '{level}'", absent=("level",)) is None


def test_a_sum_of_missing_numbers_is_unknown_and_not_large() -> None:
    assert answer("deaths + quantity > 270", absent=("deaths", "quantity")) is None


@pytest.mark.parametrize("text", ["deaths >= '3'", "'500' >= quantity", "deaths == '10'"])
def test_a_number_in_quotes_never_meets_a_number(text: str) -> None:
    assert codes_of(condition(text)[1]) == ["C135"]


def test_two_missing_dates_do_not_differ() -> None:
    absent = ("found_on", "note")
    assert answer("found_on != found_on", absent=absent) is None
    assert answer("note != note", absent=absent) is None


def test_a_missing_deadline_is_neither_before_nor_after_today() -> None:
    assert answer("found_on < as_of", absent=("found_on",)) is None
    assert answer("found_on >= as_of", absent=("found_on",)) is None


def test_a_guard_against_absence_is_typed_and_works() -> None:
    guarded = "(note == null ? 'none' : note) == 'none'"
    assert answer(guarded, absent=("note",)) is True
    assert answer(guarded, note="x") is False


def test_zero_is_a_value_and_not_an_absence() -> None:
    assert answer("deaths == 0", deaths=(0, 0)) is True
    assert answer("deaths > 0", deaths=(0, 0)) is False
    assert answer("deaths == 0", absent=("deaths",)) is None
    expr, problems = cell("deaths", 0)
    assert expr is not None and not problems


def test_one_wrong_member_refuses_the_whole_list() -> None:
    expr, problems = cell("level", ["orange", "rde"])
    assert expr is None
    assert codes_of(problems) == ["C132"]


def test_codes_of_eighteen_digits_are_told_apart() -> None:
    assert answer("123456789012345678 == 123456789012345679") is False
    assert answer("9007199254740993 == 9007199254740992") is False
    assert answer("note == '915304001234567890'", note="915304001234567891") is False


def test_a_credit_code_that_is_no_number_of_this_language_says_so() -> None:
    expr, problems = condition("note == 99999999999999999999")
    assert expr is None
    assert codes_of(problems) == ["C147"]
    assert problems[0].hint is not None and "text in quotes" in problems[0].hint.en


@pytest.mark.parametrize("name", ["deaths", "ｄｅａｔｈｓ", "死亡人数"])
def test_a_name_is_found_whatever_its_width_and_script(name: str) -> None:
    expr, problems = condition(f"{name} > 3")
    assert not problems and expr is not None
    assert expr.args[0].value == Ref("deaths")


def test_a_decomposed_accent_is_the_same_name() -> None:
    symbols = {**SCOPE.symbols, "décès": SCOPE.symbols["deaths"]}
    scope = replace(SCOPE, symbols=symbols)
    for name in ("d\u00e9c\u00e8s", "de\u0301ce\u0300s"):
        expr, problems = condition(f"{name} > 3", scope=scope)
        assert not problems and expr is not None


def test_a_fact_in_full_width_meets_a_literal_in_either_width() -> None:
    for literal in ("１级（红）", "1级(红)"):
        assert answer(f"note == '{literal}'", note="1级(红)") is True


@pytest.mark.parametrize(
    ("value", "type", "lowered"),
    [("红色", LEVEL, 4), ("red", LEVEL, 4), (3, INT, 3), ("Ａ", TEXT, "A")],
)
def test_an_output_is_lowered_by_its_type(value: object, type: Type, lowered: object) -> None:
    problems: list[Problem] = []
    assert compile_literal(value, type, DOMAINS, Place("x.yaml"), problems.append) == lowered
    assert not problems


@pytest.mark.parametrize(
    ("value", "type", "code"),
    [("rde", LEVEL, "C132"), (4, LEVEL, "C164"), ("3", INT, "C164"), (3, TEXT, "C164")],
)
def test_an_output_of_the_wrong_type_is_refused(value: object, type: Type, code: str) -> None:
    problems: list[Problem] = []
    assert compile_literal(value, type, DOMAINS, Place("x.yaml"), problems.append) is None
    assert codes_of(problems) == [code]


def test_numbers_people_change_keep_their_name_in_the_tree() -> None:
    for text in ("deaths > values.window.days", "deaths in [1, values.window.days]"):
        expr, _ = condition(text)
        assert expr is not None
        assert "values.window.days" in {node.origin for node in walk(expr)}


def test_a_condition_with_several_mistakes_reports_them_all() -> None:
    _, problems = condition("deths > 0 && level == 'rde' || found_on < 3")
    assert codes_of(problems) == ["C130", "C132", "C135"]
