"""Lowered values that are not known, as terms: the operators of `engine.language.pairs`.

Each form mirrors what executors compute with: a yes/no is (surely, possibly); an ordered
value is (lo, hi); a code or text is (value, known); a set is a yes/no for each code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.analysis.proofs.solver import (
    Term,
    Undecidable,
    conj,
    disj,
    fixed,
    greatest,
    integer,
    least,
    neg,
    pick,
    truth,
)
from engine.language.expression import Expr, Ref
from engine.language.types import Kind, Scalar

_EPOCH = date(1970, 1, 1).toordinal()
FIRST_YEAR, LAST_YEAR = 1899, 2201


@dataclass(frozen=True, slots=True)
class Truth:
    """A yes/no: whether it surely is so, whether it may be so."""

    sure: Term
    may: Term


@dataclass(frozen=True, slots=True)
class Range:
    """An ordered value between two ends."""

    low: Term
    high: Term


@dataclass(frozen=True, slots=True)
class Coded:
    """A code or text as a number, and whether it is known."""

    value: Term
    known: Term


@dataclass(frozen=True, slots=True)
class Members:
    """A set of codes: for each code whether it is in."""

    codes: tuple[Truth, ...]


Value = Truth | Range | Coded | Members
Read = Callable[[Ref], Value]
Absent = Callable[[Ref], Term]


class Texts:
    """Numbers for texts, so that equal texts are equal numbers."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the number of a text."""
        return self.numbers.setdefault(text, len(self.numbers))

    def text(self, number: int) -> str:
        """Return the text of a number; one that no condition names is invented."""
        return next((t for t, n in self.numbers.items() if n == number), f"T{number}")


def known(value: bool) -> Truth:
    """Return a yes/no that is known."""
    return Truth(truth(value), truth(value))


def evaluate(expr: Expr, read: Read, absent: Absent, today: Term, texts: Texts) -> Value:
    """Return what `expr` gives as terms; raises Undecidable for what is not linear."""
    if expr.op == "is_null":
        asked = expr.args[0].value
        assert isinstance(asked, Ref)
        gone = absent(asked)
        return Truth(gone, gone)
    if expr.op == "lit":
        return literal(expr, texts)
    if expr.op == "as_of":
        return Range(today, today)
    if isinstance(expr.value, Ref):
        return read(expr.value)
    args = [evaluate(arg, read, absent, today, texts) for arg in expr.args]
    if expr.op in ("in", "has"):
        return _inside(expr, args[0], texts)
    return OPERATIONS[expr.op](*args)


def literal(expr: Expr, texts: Texts) -> Value:
    """Return a literal as a value."""
    value = expr.value
    assert isinstance(value, bool | int | str)
    return constant(value, expr.type.kind, expr.type.ordered, texts)


def constant(value: Scalar, kind: Kind, ordered: bool, texts: Texts) -> Value:
    """Return a fixed value in the form of its kind."""
    if kind is Kind.BOOL:
        return known(bool(value))
    if isinstance(value, str):
        return Coded(integer(texts.number(value)), truth(True))
    if ordered:
        return Range(integer(int(value)), integer(int(value)))
    return Coded(integer(int(value)), truth(True))


def _inside(expr: Expr, value: Value, texts: Texts) -> Truth:
    """Return whether a value is in the list of the node, or the code of the node in a set."""
    if expr.op == "in":
        return _one_of(expr, value, texts)
    assert isinstance(value, Members)
    assert isinstance(expr.value, int)
    return value.codes[expr.value]


def _one_of(expr: Expr, value: Value, texts: Texts) -> Truth:
    assert isinstance(expr.value, tuple)
    members = [texts.number(m) if isinstance(m, str) else int(m) for m in expr.value]
    if isinstance(value, Range):
        runs = _runs(members)
        sure = disj(*(conj(value.low >= a, value.high <= b) for a, b in runs))
        may = disj(*(conj(value.low <= b, value.high >= a) for a, b in runs))
        return Truth(sure, may)
    if isinstance(value, Truth):
        raise Undecidable("a yes/no in a list")
    assert isinstance(value, Coded)
    inside = disj(*(value.value == m for m in members))
    return Truth(conj(value.known, inside), disj(neg(value.known), inside))


def _runs(members: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for member in sorted(members):
        if runs and member == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], member
        else:
            runs.append((member, member))
    return runs


def equal(a: Value, b: Value) -> Truth:
    """Return whether both are the same."""
    if isinstance(a, Range) and isinstance(b, Range):
        single = conj(a.low == a.high, b.low == b.high, a.low == b.low)
        return Truth(single, conj(a.high >= b.low, b.high >= a.low))
    if isinstance(a, Truth) and isinstance(b, Truth):
        both = disj(conj(a.sure, b.sure), conj(neg(a.may), neg(b.may)))
        differ = disj(conj(a.sure, neg(b.may)), conj(b.sure, neg(a.may)))
        return Truth(both, neg(differ))
    if isinstance(a, Coded) and isinstance(b, Coded):
        know = conj(a.known, b.known)
        return Truth(conj(know, a.value == b.value), disj(neg(know), a.value == b.value))
    raise Undecidable("sets are compared")


def negation(a: Value) -> Truth:
    """Return the opposite."""
    assert isinstance(a, Truth)
    return Truth(neg(a.may), neg(a.sure))


def less(a: Value, b: Value) -> Truth:
    """Return whether a is below b."""
    assert isinstance(a, Range)
    assert isinstance(b, Range)
    return Truth(a.high < b.low, a.low < b.high)


def both(*values: Value) -> Truth:
    """Return Kleene's and."""
    found = [v for v in values if isinstance(v, Truth)]
    return Truth(conj(*(v.sure for v in found)), conj(*(v.may for v in found)))


def either(*values: Value) -> Truth:
    """Return Kleene's or."""
    found = [v for v in values if isinstance(v, Truth)]
    return Truth(disj(*(v.sure for v in found)), disj(*(v.may for v in found)))


def choice(condition: Value, then: Value, otherwise: Value) -> Value:
    """Return one of two values; while the condition is unknown, whatever both allow."""
    assert isinstance(condition, Truth)
    return chosen(condition.sure, neg(condition.may), then, otherwise)


def chosen(yes: Term, no: Term, then: Value, otherwise: Value) -> Value:
    """Return `then` where `yes` holds, `otherwise` where `no` does, else what both allow."""

    def three(one: Term, other: Term, mixed: Term) -> Term:
        return pick(yes, one, pick(no, other, mixed))

    if isinstance(then, Range) and isinstance(otherwise, Range):
        low = three(then.low, otherwise.low, least([then.low, otherwise.low]))
        high = three(then.high, otherwise.high, greatest([then.high, otherwise.high]))
        return Range(low, high)
    if isinstance(then, Truth) and isinstance(otherwise, Truth):
        sure = three(then.sure, otherwise.sure, conj(then.sure, otherwise.sure))
        return Truth(sure, three(then.may, otherwise.may, disj(then.may, otherwise.may)))
    if isinstance(then, Coded) and isinstance(otherwise, Coded):
        same = conj(then.known, otherwise.known, then.value == otherwise.value)
        known_ = three(then.known, otherwise.known, same)
        return Coded(three(then.value, otherwise.value, then.value), known_)
    raise Undecidable("a choice between sets")


def switch(condition: Term, then: Value, otherwise: Value) -> Value:
    """Return one of two values, told apart by a term that is known."""
    if isinstance(then, Members) and isinstance(otherwise, Members):
        pairs = zip(then.codes, otherwise.codes, strict=True)
        codes = tuple(switch(condition, a, b) for a, b in pairs)
        return Members(tuple(c for c in codes if isinstance(c, Truth)))
    return chosen(condition, neg(condition), then, otherwise)


def size(codes: Value) -> Range:
    """Return how many codes a set has."""
    assert isinstance(codes, Members)
    zero, one = integer(0), integer(1)
    low = sum((pick(c.sure, one, zero) for c in codes.codes), zero)
    return Range(low, sum((pick(c.may, one, zero) for c in codes.codes), zero))


def year(day: Value) -> Range:
    """Return the year of a date."""
    assert isinstance(day, Range)
    return Range(_year(day.low, FIRST_YEAR, LAST_YEAR), _year(day.high, FIRST_YEAR, LAST_YEAR))


def _year(day: Term, first: int, last: int) -> Term:
    if first == last:
        return integer(first)
    middle = (first + last + 1) // 2
    start = date(middle, 1, 1).toordinal() - _EPOCH
    return pick(day >= start, _year(day, middle, last), _year(day, first, middle - 1))


def add(a: Value, b: Value) -> Range:
    """Return the sums."""
    assert isinstance(a, Range)
    assert isinstance(b, Range)
    return Range(a.low + b.low, a.high + b.high)


def minus(a: Value) -> Range:
    """Return the value with its sign turned."""
    assert isinstance(a, Range)
    return Range(-a.high, -a.low)


def subtract(a: Value, b: Value) -> Range:
    """Return the differences."""
    return add(a, minus(b))


def multiply(a: Value, b: Value) -> Range:
    """Return the products; only one of the factors may depend on facts."""
    assert isinstance(a, Range)
    assert isinstance(b, Range)
    for one, other in ((a, b), (b, a)):
        factor = _fixed(one)
        if factor is not None:
            ends = (other.low * factor, other.high * factor)
            return Range(*(ends if factor >= 0 else ends[::-1]))
    raise Undecidable("not linear")


def _fixed(value: Range) -> int | None:
    low, high = fixed(value.low), fixed(value.high)
    return low if low == high else None


OPERATIONS: Mapping[str, Callable[..., Value]] = {
    "and": both,
    "or": either,
    "not": negation,
    "if": choice,
    "eq": equal,
    "ne": lambda a, b: negation(equal(a, b)),
    "lt": less,
    "le": lambda a, b: negation(less(b, a)),
    "gt": lambda a, b: less(b, a),
    "ge": lambda a, b: negation(less(a, b)),
    "size": size,
    "year": year,
    "add": add,
    "sub": subtract,
    "mul": multiply,
    "neg": minus,
}
