"""The SQL form of every operator of the language, over whole columns.

A value is what a column, or two, can say: `Const`, `Plain` (NULL is unknown), `Single` (one
column; where it is NULL the value lies between two constants), `Pair` (both ends, never
NULL) and `Codes` (a mask; NULL where every code is possible).  What each operator means is
said by its row of `engine.language.operators`; a test holds each form to its row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from engine.execution import columnar_sql as sql
from engine.execution.columnar_sql import Sql
from engine.language import pairs
from engine.language.expression import Expr, Ref
from engine.language.operators import OPERATORS
from engine.language.types import Scalar

WORD = 62  # codes of a set in one int64


@dataclass(frozen=True, slots=True)
class Const:
    """A value known before any row is read."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Plain:
    """A yes/no, a code or a text; NULL is unknown."""

    at: Sql


@dataclass(frozen=True, slots=True)
class Single:
    """A number that is known, or lies between `low` and `high` where `at` is NULL."""

    at: Sql
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A number between two ends, neither of which is NULL."""

    lo: Sql
    hi: Sql


@dataclass(frozen=True, slots=True)
class Codes:
    """A set: words of 62 codes each, all NULL where every one of `size` codes is possible."""

    words: tuple[Sql, ...]
    size: int


Value = Const | Plain | Single | Pair | Codes


def plain(value: Value) -> Sql:
    """Return a yes/no, a code or a text as one expression."""
    if isinstance(value, Const):
        return sql.literal(value.value)
    if isinstance(value, Plain):
        return value.at
    raise TypeError(f"{value} is not one column")


def ends(value: Value) -> Pair:
    """Return both ends of an ordered value."""
    if isinstance(value, Pair):
        return value
    if isinstance(value, Single):
        low, high = sql.literal(value.low), sql.literal(value.high)
        return Pair(sql.coalesce(value.at, low), sql.coalesce(value.at, high))
    if isinstance(value, Const):
        return Pair(sql.literal(value.value), sql.literal(value.value))
    raise TypeError(f"{value} has no ends")


def as_pair(value: Value) -> tuple[int, int]:
    """Return what is possible of a value where its column is NULL."""
    if isinstance(value, Single):
        return value.low, value.high
    assert isinstance(value, Const)
    return int(value.value), int(value.value)


Form = Callable[..., Value]
Test = Callable[[Sql, Sql], Sql]


def _both_simple(a: Value, b: Value) -> bool:
    """Tell whether at most one side is unknown, and then between two constants."""
    return (isinstance(a, Single) and isinstance(b, Const)) or (
        isinstance(a, Const) and isinstance(b, Single)
    )


def _at(value: Value) -> Sql:
    if isinstance(value, Single):
        return value.at
    assert isinstance(value, Const)
    return sql.literal(value.value)


def _or_else(test: Sql, unknown: bool | None) -> Plain:
    """Return a test that is NULL on NULL, with the answer that the range gives there."""
    return Plain(test if unknown is None else sql.coalesce(test, sql.literal(unknown)))


def _compared(
    op: str, plainly: Test, surely: Callable[[Pair, Pair], Sql], never: Callable[[Pair, Pair], Sql]
) -> Form:
    meaning = {"lt": pairs.less, "ge": pairs.at_least, "gt": pairs.greater, "le": pairs.at_most}[op]

    def form(a: Value, b: Value) -> Value:
        if _both_simple(a, b):
            return _or_else(plainly(_at(a), _at(b)), meaning(as_pair(a), as_pair(b)))
        left, right = ends(a), ends(b)
        ways = [
            (surely(left, right), sql.literal(True)),
            (never(left, right), sql.literal(False)),
        ]
        return Plain(sql.case(ways))

    return form


def _same(a: Value, b: Value, *, equal: bool) -> Value:
    test = sql.eq if equal else sql.ne
    if isinstance(a, Plain) or isinstance(b, Plain):
        return Plain(test(plain(a), plain(b)))
    if _both_simple(a, b):
        meaning = pairs.equal if equal else pairs.unequal
        return _or_else(test(_at(a), _at(b)), meaning(as_pair(a), as_pair(b)))
    if isinstance(a, Const):
        a, b = b, a
    left, right = ends(a), ends(b)
    apart = sql.any_of([sql.lt(left.hi, right.lo), sql.lt(right.hi, left.lo)])
    one = [sql.eq(left.lo, right.lo), sql.eq(left.hi, right.lo)]
    if not isinstance(b, Const):
        one.append(sql.eq(right.lo, right.hi))
    ways = [(apart, sql.literal(not equal)), (sql.all_of(one), sql.literal(equal))]
    return Plain(sql.case(ways))


def _in(members: tuple[Scalar, ...], value: Value) -> Value:
    if isinstance(value, Plain):
        return Plain(sql.one_of(value.at, members))
    if isinstance(value, Single):
        unknown = pairs.one_of(members, (value.low, value.high))
        return _or_else(sql.one_of(value.at, members), unknown)
    pair = ends(value)
    within, outside = [], []
    for first, last in runs([int(m) for m in members]):
        low, high = sql.literal(first), sql.literal(last)
        within.append(sql.all_of([sql.ge(pair.lo, low), sql.le(pair.hi, high)]))
        outside.append(sql.any_of([sql.lt(pair.hi, low), sql.gt(pair.lo, high)]))
    ways = [(sql.any_of(within), sql.literal(True)), (sql.all_of(outside), sql.literal(False))]
    return Plain(sql.case(ways))


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return sorted numbers as runs without gaps.

    >>> runs([1, 2, 3, 7])
    [(1, 3), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _has(code: int, codes: Value) -> Value:
    assert isinstance(codes, Codes)
    word, bit = divmod(code, WORD)
    mask = sql.literal(1 << bit)
    return Plain(sql.ne(sql.bits_and(sql.bigint(codes.words[word]), mask), sql.literal(0)))


def _size(codes: Value) -> Value:
    assert isinstance(codes, Codes)
    return Single(sql.total_of([sql.bit_count(w) for w in codes.words]), 0, codes.size)


def _and(*values: Value) -> Value:
    return Plain(sql.all_of([plain(v) for v in values]))


def _or(*values: Value) -> Value:
    return Plain(sql.any_of([plain(v) for v in values]))


def _not(value: Value) -> Value:
    return Plain(sql.negated(plain(value)))


def _if(condition: Value, then: Value, otherwise: Value) -> Value:
    test = plain(condition)
    if isinstance(then, Plain) or isinstance(otherwise, Plain) or _is_word(then):
        a, b = plain(then), plain(otherwise)
        agreed = sql.case([(sql.eq(a, b), a)])
        return Plain(sql.case([(test, a), (sql.is_null(test), agreed)], b))
    left, right = ends(then), ends(otherwise)
    no = sql.negated(test)
    return Pair(
        sql.case([(test, left.lo), (no, right.lo)], sql.least([left.lo, right.lo])),
        sql.case([(test, left.hi), (no, right.hi)], sql.greatest([left.hi, right.hi])),
    )


def _is_word(value: Value) -> bool:
    return isinstance(value, Const) and isinstance(value.value, bool | str)


def _add(a: Value, b: Value) -> Value:
    if _both_simple(a, b):
        (low, high), (more, most) = as_pair(a), as_pair(b)
        return Single(sql.add(_wide(_at(a)), _wide(_at(b))), low + more, high + most)
    left, right = _wide_ends(a), _wide_ends(b)
    return Pair(sql.add(left.lo, right.lo), sql.add(left.hi, right.hi))


def _sub(a: Value, b: Value) -> Value:
    if _both_simple(a, b):
        (low, high), (less, least) = as_pair(a), as_pair(b)
        return Single(sql.sub(_wide(_at(a)), _wide(_at(b))), low - least, high - less)
    left, right = _wide_ends(a), _wide_ends(b)
    return Pair(sql.sub(left.lo, right.hi), sql.sub(left.hi, right.lo))


def _mul(a: Value, b: Value) -> Value:
    if _both_simple(a, b):
        low, high = pairs.multiply(as_pair(a), as_pair(b))
        return Single(sql.mul(_wide(_at(a)), _wide(_at(b))), low, high)
    left, right = _wide_ends(a), _wide_ends(b)
    corners = [sql.mul(x, y) for x in (left.lo, left.hi) for y in (right.lo, right.hi)]
    return Pair(sql.least(corners), sql.greatest(corners))


def _neg(a: Value) -> Value:
    if isinstance(a, Single):
        return Single(sql.neg(_wide(a.at)), -a.high, -a.low)
    pair = _wide_ends(a)
    return Pair(sql.neg(pair.hi), sql.neg(pair.lo))


def _year(a: Value) -> Value:
    if isinstance(a, Single):
        low, high = pairs.year((a.low, a.high))
        return Single(sql.year(a.at), low, high)
    pair = ends(a)
    return Pair(sql.year(pair.lo), sql.year(pair.hi))


def _wide(value: Sql) -> Sql:
    """Return a number as int64, so that nothing is computed in a narrower type."""
    return sql.bigint(value)


def _wide_ends(value: Value) -> Pair:
    pair = ends(value)
    return Pair(_wide(pair.lo), _wide(pair.hi))


FORMS: Mapping[str, Form] = {
    "and": _and,
    "or": _or,
    "not": _not,
    "if": _if,
    "eq": partial(_same, equal=True),
    "ne": partial(_same, equal=False),
    "lt": _compared("lt", sql.lt, lambda a, b: sql.lt(a.hi, b.lo), lambda a, b: sql.ge(a.lo, b.hi)),
    "ge": _compared("ge", sql.ge, lambda a, b: sql.ge(a.lo, b.hi), lambda a, b: sql.lt(a.hi, b.lo)),
    "gt": _compared("gt", sql.gt, lambda a, b: sql.gt(a.lo, b.hi), lambda a, b: sql.le(a.hi, b.lo)),
    "le": _compared("le", sql.le, lambda a, b: sql.le(a.hi, b.lo), lambda a, b: sql.gt(a.lo, b.hi)),
    "in": _in,
    "has": _has,
    "is_null": lambda absent: absent,
    "size": _size,
    "year": _year,
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "neg": _neg,
}


def value_of(
    expr: Expr, read: Callable[[Ref], Value], absent: Callable[[Ref], Value], as_of: int
) -> Value:
    """Return the columns that `expr` is, given how names are read and asked for absence."""
    if expr.op == "lit":
        assert isinstance(expr.value, bool | int | str)
        return Const(expr.value)
    if expr.op == "as_of":
        return Const(as_of)
    if isinstance(expr.value, Ref):
        return read(expr.value)
    if expr.op == "is_null":
        asked = expr.args[0].value
        assert isinstance(asked, Ref)
        return FORMS["is_null"](absent(asked))
    args = [value_of(arg, read, absent, as_of) for arg in expr.args]
    row = OPERATORS[expr.op]
    if all(isinstance(a, Const) for a in args):
        return _known(expr, args)
    return FORMS[expr.op](expr.value, *args) if row.fixed else FORMS[expr.op](*args)


def _known(expr: Expr, args: Sequence[Value]) -> Value:
    """Return what an operator gives on constants, by its meaning over values."""
    row = OPERATORS[expr.op]
    assert row.meaning is not None
    lowered = [_lowered(a, e) for a, e in zip(args, expr.args, strict=True)]
    found = row.meaning(expr.value, *lowered) if row.fixed else row.meaning(*lowered)
    if isinstance(found, tuple):
        return Const(found[0])
    return Plain(sql.NOTHING) if found is None else Const(found)


def _lowered(value: Value, expr: Expr) -> pairs.Lowered:
    assert isinstance(value, Const)
    ordered = expr.type.ordered and isinstance(value.value, int)
    return (int(value.value), int(value.value)) if ordered else value.value
