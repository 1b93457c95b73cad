"""Cut what conditions read into boxes, so that every condition is constant on each box.

A column is one thing that the rules of a table ask about: a field or decision, a set
of codes, a computed term such as `a + b`, or how two terms compare.  A column of a
field is cut at the constants it is compared with; its boxes are exact.  A term, and a
comparison of two terms, is taken as a column of its own: what holds for all its boxes
holds for all facts, but one of its boxes may be out of reach (it is then `doubtful`,
or shares a base with another column).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.language.expression import Expr, Ref, refs, walk
from engine.language.types import BOOL, Kind, Type
from engine.policy.cutting import (
    MOST_BOXES,
    TINY,
    Asked,
    Box,
    Ends,
    TooLarge,
    equals,
    interval_boxes,
    pair_boxes,
    set_boxes,
    text_boxes,
)
from engine.policy.truths import (
    COMPARISONS,
    MIRRORED,
    Test,
    all_of,
    any_of,
    choice,
    compare,
    same,
    two_cells,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What must be known about a thing that a condition reads.

    `low`, `high`: its range, `None` where unbounded; `top` of a code list is its
    highest ordinal.  `lasting`: absence is a state that no further fact ends.
    `bases`: the stored facts behind it.
    """

    type: Type
    low: int | None = None
    high: int | None = None
    lasting: bool = False
    bases: frozenset[str] = frozenset()
    codes: int = 0


@dataclass(frozen=True)
class Column:
    """One thing asked about, and the boxes it is cut into."""

    key: int
    boxes: tuple[Box, ...]
    bases: frozenset[str]
    doubtful: bool = False


class Columns:
    """The columns of a table, gathered from its conditions."""

    def __init__(self, conditions: Iterable[Expr], reading: Callable[[Ref], Reading]) -> None:
        self.reading = reading
        self._asked: dict[int, Asked] = {}
        self._numbers: dict[object, int] = {}  # a column's key: small, so that rows are quick
        self._null_asked: set[Ref] = set()
        for condition in conditions:
            self._null_asked.update(_null_tests(condition))
            self._gather(condition)
        self.all = {key: self._column(key, asked) for key, asked in self._asked.items()}

    def keys_of(self, condition: Expr) -> tuple[int, ...]:
        """Return the keys of the columns that `condition` asks about."""
        return tuple(dict.fromkeys(k for atom in atoms(condition) for k in self._keys(atom)))

    def _keys(self, atom: Expr) -> tuple[int, ...]:
        sides = _sides(atom)
        if len(sides) == 2 and not self._both_tiny(*sides):
            return (self._key(_pair_key(*sides)[0]),)
        return tuple(self._key(identity(side)) for side in sides)

    def _key(self, what: object) -> int:
        return self._numbers.setdefault(what, len(self._numbers))

    # What is asked

    def _gather(self, condition: Expr) -> None:
        for atom in atoms(condition):
            sides = _sides(atom)
            if len(sides) == 2 and not self._both_tiny(*sides):
                what, first, second = _pair_key(*sides)
                self._asked.setdefault(self._key(what), Asked(atom, pair=(first, second)))
                continue
            for side in sides:
                asked = self._asked.setdefault(self._key(identity(side)), Asked(side))
                _note(asked, atom)

    def _both_tiny(self, one: Expr, other: Expr) -> bool:
        return all(e.op == "ref" and self._size(e) <= TINY for e in (one, other))

    def _size(self, expr: Expr) -> int:
        low, high = self._range(expr)
        if expr.type.kind is Kind.BOOL:
            return 2
        known = expr.type.kind is not Kind.TEXT and low is not None and high is not None
        return high - low + 1 if known and low is not None and high is not None else 1 << 62

    def _range(self, expr: Expr) -> Ends:
        if expr.op == "ref" and isinstance(expr.value, Ref):
            reading = self.reading(expr.value)
            if expr.type.kind is Kind.CODE:
                return 0, reading.codes - 1
            return reading.low, reading.high
        return expr.low, expr.high

    def _reading_of(self, expr: Expr) -> Reading:
        assert isinstance(expr.value, Ref)
        return self.reading(expr.value)

    # Boxes

    def _column(self, key: int, asked: Asked) -> Column:
        read = refs(asked.sample)
        bases = frozenset(b for ref in read for b in self.reading(ref).bases or {str(ref)})
        absent = [r for r in read if self.reading(r).lasting or r in self._null_asked]
        boxes = self._boxes(asked)
        if absent:
            boxes = (
                *boxes,
                Box(None, Expr("is_null", BOOL, (_ref_node(asked.sample, absent[0]),))),
            )
        if len(boxes) > MOST_BOXES:
            raise TooLarge
        doubtful = any(e.op in ("mul", "if", "size") for e in walk(asked.sample))
        return Column(key, boxes, bases, doubtful and asked.sample.type.kind is not Kind.SET)

    def _boxes(self, asked: Asked) -> tuple[Box, ...]:
        term = asked.sample
        if asked.pair:
            one, other = asked.pair
            return pair_boxes(one, other, self._range(one), self._range(other))
        match term.type.kind:
            case Kind.BOOL:
                yes, no = term, Expr("not", BOOL, (term,))
                return Box(True, yes), Box(False, no)
            case Kind.SET:
                return set_boxes(asked, self._reading_of(term).codes)
            case Kind.TEXT:
                return text_boxes(asked)
            case Kind.CODE | Kind.SCALE:
                low, high = self._range(term)
                return tuple(Box(n, equals(term, n)) for n in range(low or 0, (high or 0) + 1))
        return interval_boxes(asked, *self._range(term))

    # Truth of a condition on one box of each of its columns

    def test(self, expr: Expr) -> Test:
        """Return a function that tells whether `expr` holds on a row of boxes.

        It answers True, False, or None where absence leaves the condition open.
        """
        if expr.op == "lit":
            value = bool(expr.value)
            return lambda row: value
        if not _joins(expr):
            return self._atom_test(expr)
        inner = [self.test(a) for a in expr.args]
        match expr.op:
            case "not":
                return lambda row: None if (held := inner[0](row)) is None else not held
            case "if":
                return choice(*inner)
            case "eq" | "ne":
                return same(inner[0], inner[1], expr.op == "eq")
        return all_of(inner) if expr.op == "and" else any_of(inner)

    def _atom_test(self, atom: Expr) -> Test:
        if atom.op in COMPARISONS:
            return self._comparison(atom)
        term = atom if atom.op == "ref" else atom.args[0]
        counted = term.op == "size"
        key = self._key(identity(term.args[0] if counted else term))
        match atom.op:
            case "is_null":
                return lambda row: row[key] is None
            case "in":
                chosen = frozenset(atom.value if isinstance(atom.value, tuple) else ())
                if counted:
                    return lambda row: None if (s := row[key]) is None else _pair(s)[1] in chosen
                return lambda row: None if row[key] is None else row[key] in chosen
            case "has":
                bit = 1 << sorted(self._asked[key].codes).index(_code(atom))
                return lambda row: None if (s := row[key]) is None else bool(_pair(s)[0] & bit)
        return lambda row: None if (held := row[key]) is None else bool(held)

    def _comparison(self, atom: Expr) -> Test:
        one, other = atom.args
        if one.op == "lit" and other.op == "lit":
            fixed = compare(one.value, other.value) in COMPARISONS[atom.op]
            return lambda row: fixed
        if one.op == "lit":
            return self._comparison(Expr(MIRRORED[atom.op], BOOL, (other, one)))
        if other.op == "lit":
            return self._against(one, atom.op, other.value)
        if self._both_tiny(one, other):
            left, right = self._key(identity(one)), self._key(identity(other))
            return two_cells(left, right, COMPARISONS[atom.op])
        what, first, _ = _pair_key(one, other)
        key = self._key(what)
        mirrored = identity(first) != identity(one)
        signs = COMPARISONS[MIRRORED[atom.op] if mirrored else atom.op]
        if not one.type.ordered:
            signs = {0} if atom.op == "eq" else {1}
        return lambda row: None if (sign := row[key]) is None else sign in signs

    def _against(self, term: Expr, op: str, value: object) -> Test:
        holds = getattr(operator, op)
        if term.op == "size":
            size_of = self._key(identity(term.args[0]))
            return lambda row: None if (s := row[size_of]) is None else holds(_pair(s)[1], value)
        key = self._key(identity(term))
        return lambda row: None if (c := row[key]) is None else holds(c, value)


def atoms(condition: Expr) -> Iterable[Expr]:
    """Yield the comparisons and tests that `condition` is built of."""
    if _joins(condition):
        for arg in condition.args:
            yield from atoms(arg)
    elif condition.op != "lit":
        yield condition


def _joins(condition: Expr) -> bool:
    """True where `condition` is made of other conditions."""
    booleans = condition.op in ("eq", "ne") and condition.args[0].type == BOOL
    return condition.op in ("and", "or", "not", "if") or booleans


def identity(expr: Expr) -> object:
    """Return what makes two nodes the same question, wherever they are written."""
    return (expr.op, expr.type, expr.value, *(identity(a) for a in expr.args))


def _sides(atom: Expr) -> tuple[Expr, ...]:
    """The terms of an atom that are not literals; a set stands for its size and codes."""
    terms = (atom,) if atom.op == "ref" else tuple(a for a in atom.args if a.op != "lit")
    sets = tuple(t.args[0] if t.op == "size" and t.args[0].op == "ref" else t for t in terms)
    if len(sets) == 2:
        return terms
    return sets


def _pair_key(one: Expr, other: Expr) -> tuple[object, Expr, Expr]:
    first, second = sorted((one, other), key=lambda e: repr(identity(e)))
    return ("pair", identity(first), identity(second)), first, second


def _null_tests(condition: Expr) -> set[Ref]:
    asked = (e.args[0].value for e in walk(condition) if e.op == "is_null")
    return {ref for ref in asked if isinstance(ref, Ref)}


def _note(asked: Asked, atom: Expr) -> None:
    """Remember the constants and codes that `atom` compares the column with."""
    if atom.op == "has":
        asked.codes.add(_code(atom))
    elif atom.op == "in" and isinstance(atom.value, tuple):
        asked.sized = asked.sized or atom.args[0].op == "size"
        asked.constants.update(atom.value)
    elif atom.op in COMPARISONS:
        asked.sized = asked.sized or any(a.op == "size" for a in atom.args)
        literals = (a.value for a in atom.args if a.op == "lit")
        asked.constants.update(v for v in literals if isinstance(v, bool | int | str))


def _ref_node(sample: Expr, ref: Ref) -> Expr:
    return next(e for e in walk(sample) if e.value == ref)


def _code(atom: Expr) -> int:
    assert isinstance(atom.value, int)
    return atom.value


def _pair(cell: object) -> tuple[int, int]:
    assert isinstance(cell, tuple)
    return cell
