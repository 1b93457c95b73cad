"""The operator table: complete, sound by brute force, and equal to its normal form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import pytest

from engine.language.expression import Expr, Ref, refs, walk
from engine.language.operators import LEAVES, OPERATORS, Lowered, evaluate, negate, nnf
from engine.language.types import BOOL, INT, Kind
from tests.language.vocabulary import SECTOR, SECTORS, condition

LOW, HIGH, CODES = -2, 2, 3
VALUES = range(LOW, HIGH + 1)
PAIRS = [(a, b) for a in VALUES for b in VALUES if a <= b]
BOOLS: list[Lowered] = [True, False, None]
MASKS = [(s, p) for p in range(2**CODES) for s in range(2**CODES) if s & p == s]

B = (Expr("ref", BOOL, value=Ref("b0")), Expr("ref", BOOL, value=Ref("b1")),
     Expr("ref", BOOL, value=Ref("b2")))  # fmt: skip
N = tuple(Expr("ref", INT, value=Ref(f"n{i}"), low=LOW, high=HIGH) for i in range(2))
C = tuple(Expr("ref", SECTOR, value=Ref(f"c{i}")) for i in range(2))
S = Expr("ref", SECTORS, value=Ref("s0"))


def lit(value: int) -> Expr:
    return Expr("lit", INT, value=value, low=value, high=value)


SAMPLES = {
    "and": [(Expr("and", BOOL, B), "all three")],
    "or": [(Expr("or", BOOL, B), "any of three")],
    "not": [(Expr("not", BOOL, B[:1]), "opposite")],
    "if": [
        (Expr("if", BOOL, B), "between conditions"),
        (Expr("if", INT, (B[0], *N)), "between numbers"),
    ],
    **{op: [(Expr(op, BOOL, N), "numbers")] for op in ("lt", "le", "gt", "ge")},
    **{
        op: [
            (Expr(op, BOOL, N), "numbers"),
            (Expr(op, BOOL, B[:2]), "yes or no"),
            (Expr(op, BOOL, C), "codes"),
        ]
        for op in ("eq", "ne")
    },
    "in": [
        (Expr("in", BOOL, N[:1], (-1, 0, 2)), "numbers with a hole"),
        (Expr("in", BOOL, N[:1], (5,)), "no number there is"),
        (Expr("in", BOOL, C[:1], (0, 2)), "codes"),
    ],
    "has": [(Expr("has", BOOL, (S,), code), f"code {code}") for code in range(CODES)],
    "size": [(Expr("size", INT, (S,)), "of the set")],
    "add": [(Expr("add", INT, N), "numbers")],
    "sub": [(Expr("sub", INT, N), "numbers")],
    "mul": [(Expr("mul", INT, N), "numbers")],
    "neg": [(Expr("neg", INT, N[:1]), "number")],
    "year": [(Expr("year", INT, N[:1]), "days about the turn of a year")],
}
CASES = [
    pytest.param(expr, id=f"{op} {what}") for op, found in SAMPLES.items() for expr, what in found
]


def possible(ref: Ref) -> list[Lowered]:
    """Every state of knowledge about one fact."""
    kinds: dict[str, list[Lowered]] = {
        "b": BOOLS, "n": list(PAIRS), "c": [*range(CODES), None], "s": list(MASKS),
    }  # fmt: skip
    return kinds[ref.name[0]]


def completions(name: str, value: Lowered) -> list[Lowered]:
    """Every known value that a state of knowledge leaves open."""
    if name[0] == "n":
        assert isinstance(value, tuple)
        return [(v, v) for v in range(value[0], value[1] + 1)]
    if name[0] == "s":
        assert isinstance(value, tuple)
        sure, may = value
        return [(m, m) for m in range(2**CODES) if m & sure == sure and m & may == m]
    every: list[Lowered] = [True, False] if name[0] == "b" else list(range(CODES))
    return every if value is None else [value]


def worlds(facts: Mapping[str, Lowered]) -> Iterator[dict[str, Lowered]]:
    options = [completions(name, value) for name, value in facts.items()]
    for values in product(*options):
        yield dict(zip(facts, values, strict=True))


def value(expr: Expr, facts: Mapping[str, Lowered]) -> Lowered:
    return evaluate(expr, lambda ref: facts[ref.name], lambda ref: False, 0)


def states(expr: Expr) -> Iterator[dict[str, Lowered]]:
    names = [ref.name for ref in refs(expr)]
    for values in product(*(possible(ref) for ref in refs(expr))):
        yield dict(zip(names, values, strict=True))


@pytest.mark.parametrize("expr", CASES)
def test_whatever_the_missing_facts_are_the_answer_lies_within_the_bounds(expr: Expr) -> None:
    for facts in states(expr):
        answer = value(expr, facts)
        truths = [value(expr, world) for world in worlds(facts)]
        if isinstance(answer, tuple):
            ends = [truth[0] for truth in truths if isinstance(truth, tuple)]
            assert answer[0] <= min(ends) and max(ends) <= answer[1], facts
        elif answer is not None:
            assert set(truths) == {answer}, facts


@pytest.mark.parametrize("expr", CASES)
def test_one_operator_over_different_facts_is_as_tight_as_can_be(expr: Expr) -> None:
    for facts in states(expr):
        answer = value(expr, facts)
        truths = [value(expr, world) for world in worlds(facts)]
        if isinstance(answer, tuple):
            ends = [truth[0] for truth in truths if isinstance(truth, tuple)]
            assert answer == (min(ends), max(ends)), facts
        elif answer is None and expr.op != "if":  # an `if` may know less than its worlds
            assert len(set(truths)) > 1 or None in truths, facts


@pytest.mark.parametrize("expr", [c for c in CASES if c.values[0].type == BOOL])  # type: ignore[union-attr]
def test_the_normal_form_and_the_negation_keep_the_meaning(expr: Expr) -> None:
    for facts in states(expr):
        answer = value(expr, facts)
        assert value(nnf(expr), facts) is answer, facts
        assert value(negate(expr), facts) is (None if answer is None else not answer), facts


def test_comparing_an_unknown_fact_with_itself_stays_unknown() -> None:
    same = Expr("eq", BOOL, (N[0], N[0]))
    assert value(same, {"n0": (0, 1)}) is None
    assert value(same, {"n0": (1, 1)}) is True


def test_a_choice_with_unknown_condition_keeps_both_results_open() -> None:
    numbers = Expr("if", INT, (B[0], *N))
    assert value(numbers, {"b0": None, "n0": (1, 1), "n1": (-2, 0)}) == (-2, 1)
    conditions = Expr("if", BOOL, B)
    assert value(conditions, {"b0": None, "b1": True, "b2": True}) is True
    assert value(conditions, {"b0": None, "b1": True, "b2": None}) is None


NESTED = [
    "!(open && !(urgent || deaths > 3))",
    "!(open ? urgent : deaths >= 2 && !open)",
    "(open ? !urgent : deaths in [1, 2]) || !('dust' in sectors)",
    "!((deaths > 1) == open)",
    "!((open ? urgent : !urgent) ? deaths < 2 : has(note))",
    "!has(note) && !(level >= 'orange' || false)",
]


@pytest.mark.parametrize("text", NESTED)
def test_in_normal_form_not_stands_only_before_atoms_and_nothing_chooses(text: str) -> None:
    expr, problems = condition(text)
    assert expr is not None and not problems
    for form in (nnf(expr), negate(expr)):
        logic = [e for e in walk(form) if e.op in {"and", "or", "not", "if"}]
        assert "if" not in {e.op for e in logic}
        for node in (e for e in logic if e.op == "not"):
            inner = node.args[0]
            assert inner.op not in {"and", "or", "not", "if", "lit"}
            assert not OPERATORS[inner.op].partner


def test_every_operator_has_samples_here_or_stands_for_itself() -> None:
    assert set(OPERATORS) == set(SAMPLES) | LEAVES | {"is_null"}


EVERY = [
    "open || urgent && !open", "(open ? 1 : 2) == 1", "deaths != 1 && deaths < 3",
    "deaths <= 3 && deaths > 1 && deaths >= 2", "deaths in [1, 2]", "'dust' in sectors",
    "size(sectors) > 1", "note == null", "found_on + '1d' > as_of - 3", "-deaths * 2 < -1",
    "year(found_on) == year(as_of) - 1",
]  # fmt: skip


def test_every_operator_the_checker_makes_has_a_row_and_every_row_is_made() -> None:
    made = set()
    for text in EVERY:
        expr, problems = condition(text)
        assert expr is not None and not problems, text
        made |= {node.op for node in walk(expr)}
    assert made == set(OPERATORS)


def test_every_row_is_worded_in_both_languages_and_partners_are_mutual() -> None:
    for row in OPERATORS.values():
        assert row.words.zh and row.words.en
        assert row.meaning is not None or row.op in LEAVES
        if row.partner:
            assert OPERATORS[row.partner].partner == row.op
        assert all(text.zh and text.en for text in row.spoken.values())
        assert Kind.SCALE not in row.spoken, "the words of the row are those of scales"
