"""Properties: no text breaks the language, and what it accepts keeps its promises."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.expression import Expr, Ref
from engine.language.operators import Lowered, evaluate, negate, nnf
from engine.language.types import INT64_MAX, INT64_MIN
from engine.language.wording import sentence
from tests.language.vocabulary import SCOPE, cell, condition

SMALL = settings(max_examples=300, deadline=None)

WORDS = [
    "open", "urgent", "deaths", "level", "sectors", "found_on", "note",
    "values.window.days", "as_of", "yes", "是", "null", "true", "==", "!=", "<", "<=",
    ">", ">=", "=", "in", "&&", "||", "!", "&", "且", "或", "非", "and", "not", "+", "-",
    "*", "/", "%", "?", ":", "(", ")", "[", "]", "{", "}", ",", ".", "..", ";", "`",
    "'", "'red'", "'dust'", "r'x'", "b'x'", "0", "3", "0x1F", "1.5", "1e3", "15d",
    "'''", "'15d'", "size(", "has(", "date(", "duration(", ".all(", "\"", "\"15d\"",
]  # fmt: skip
JUMBLE = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
UGLY = st.one_of(JUMBLE, JUMBLE.map(lambda text: text.replace(" ", "")), st.text(max_size=40))
FIELDS = ("open", "deaths", "ratio", "wait", "level", "sector", "sectors", "found_on", "note")


@SMALL
@given(UGLY)
def test_a_text_is_a_condition_or_a_problem_and_never_an_exception(text: str) -> None:
    expr, problems = condition(text, None)
    assert (expr is None) == any(p.severity == "error" for p in problems)
    if expr is not None:
        assert sentence(expr, SCOPE, "zh") and sentence(expr, SCOPE, "en")
    for problem in problems:
        assert 1 <= problem.place.column <= problem.place.end_column <= len(text) + 1


SCALARS = st.one_of(
    UGLY, st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False), st.just(Decimal(2))
)


@SMALL
@given(st.sampled_from(FIELDS), st.one_of(SCALARS, st.lists(SCALARS, max_size=4)))
def test_a_cell_is_a_condition_or_a_problem_and_never_an_exception(
    field: str, value: object
) -> None:
    expr, problems = cell(field, value)
    assert (expr is None) == any(p.severity == "error" for p in problems)
    if expr is not None:
        assert sentence(expr, SCOPE, "zh") and sentence(expr, SCOPE, "en")


# Conditions that make sense, over facts with few values.

NUMBERS = st.recursive(
    st.sampled_from(["deaths", "quantity", "1", "3", "-2", "size(sectors)", "values.window.days"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda n: f"-({n})"),
        st.tuples(inner, inner).map(lambda t: f"(open ? {t[0]} : {t[1]})"),
    ),
    max_leaves=3,
)
ORDER = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
ATOMS = st.one_of(
    st.sampled_from(["open", "urgent", "note == null", "has(found_on)", "'dust' in sectors"]),
    st.tuples(NUMBERS, ORDER, NUMBERS).map(" ".join),
    st.tuples(st.just("level"), ORDER, st.sampled_from(["'blue'", "'orange'", "former"])).map(
        " ".join
    ),
    st.tuples(st.just("sector"), st.sampled_from(["==", "!="]), st.just("'dust'")).map(" ".join),
    st.sampled_from(["level in ['red', 'blue']", "deaths in [0, 2, 3]", "sector in ['dust']"]),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda c: "(" + " && ".join(c) + ")"),
        st.lists(inner, min_size=2, max_size=3).map(lambda c: "(" + " || ".join(c) + ")"),
        inner.map(lambda c: f"!({c})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} ? {t[1]} : {t[2]})"),
    ),
    max_leaves=6,
)
# What may be known of each fact, and a world that fits it.
KNOWN: dict[str, list[tuple[Lowered, Lowered]]] = {
    "open": [(None, True), (None, False), (True, True), (False, False)],
    "urgent": [(None, True), (None, False), (True, True), (False, False)],
    "deaths": [((0, 1000), (2, 2)), ((0, 1000), (999, 999)), ((1, 1), (1, 1)), ((0, 3), (3, 3))],
    "quantity": [((1, 100_000), (5, 5)), ((1, 1), (1, 1)), ((2, 9), (2, 2))],
    "level": [((0, 4), (4, 4)), ((0, 4), (0, 0)), ((1, 3), (2, 2)), ((4, 4), (4, 4))],
    "former": [((0, 4), (1, 1)), ((3, 3), (3, 3))],
    "sector": [(None, 2), (None, 0), (2, 2), (1, 1)],
    "sectors": [((0, 7), (4, 4)), ((0, 7), (0, 0)), ((1, 5), (5, 5)), ((3, 3), (3, 3))],
}
FACTS = st.fixed_dictionaries({name: st.sampled_from(v) for name, v in KNOWN.items()})


def answer(expr: Expr, facts: Mapping[str, tuple[Lowered, Lowered]], side: int) -> Lowered:
    def read(ref: Ref) -> Lowered:
        return facts[ref.name][side]

    return evaluate(expr, read, lambda ref: ref.name == "note", 20_000)


@SMALL
@given(CONDITIONS, FACTS)
def test_what_is_said_with_gaps_holds_when_they_are_filled(
    text: str, facts: dict[str, tuple[Lowered, Lowered]]
) -> None:
    expr, problems = condition(text)
    says_nothing = {"C113", "C141", "C143", "C144"}
    assert {p.code for p in problems} <= says_nothing, [p.message.en for p in problems]
    if expr is None:
        return
    now, then = answer(expr, facts, 0), answer(expr, facts, 1)
    assert now is None or now is then
    assert isinstance(then, bool), "nothing is unknown where every fact is known"
    for side, found in enumerate((now, then)):
        assert answer(nnf(expr), facts, side) is found
        assert answer(negate(expr), facts, side) is (None if found is None else not found)


@SMALL
@given(NUMBERS, FACTS)
def test_a_proved_range_holds_every_value(
    text: str, facts: dict[str, tuple[Lowered, Lowered]]
) -> None:
    expr, problems = condition(text, None)
    assert expr is not None, [p.message.en for p in problems]
    assert expr.low is not None and expr.high is not None
    assert INT64_MIN <= expr.low <= expr.high <= INT64_MAX
    found = answer(expr, facts, 0)
    assert isinstance(found, tuple)
    assert expr.low <= found[0] <= found[1] <= expr.high
