"""Cut one column into boxes on which every test of a table is constant."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.language.expression import TRUE, Expr
from engine.language.types import (
    BOOL,
    DATE_MAX,
    DATE_MIN,
    INT64_MAX,
    INT64_MIN,
    Kind,
    Scalar,
    Type,
)
from engine.policy.truths import Cell

TINY = 40  # a domain this small is cut at every value
MOST_BOXES = 5000  # in one column
Ends = tuple[int | None, int | None]


class TooLarge(Exception):
    """The boxes are more than can be enumerated."""


@dataclass(frozen=True, slots=True)
class Box:
    """One part of a column: a value that stands for it, and the condition that names it."""

    value: Cell
    expr: Expr


@dataclass
class Asked:
    """What the rules of a table ask about one column."""

    sample: Expr
    constants: set[Scalar] = field(default_factory=set)
    codes: set[int] = field(default_factory=set)
    sized: bool = False
    null: bool = False
    pair: tuple[Expr, Expr] | None = None


def interval_boxes(asked: Asked, low: int | None, high: int | None) -> tuple[Box, ...]:
    """Cut a range at the numbers it is compared with; a tiny one at every number."""
    date = asked.sample.type.kind is Kind.DATE
    floor = low if low is not None else DATE_MIN if date else INT64_MIN
    ceiling = high if high is not None else DATE_MAX if date else INT64_MAX
    every = ceiling - floor < TINY
    cuts = set(range(floor, ceiling + 1)) if every else asked.constants
    inside = sorted(int(c) for c in cuts if floor <= int(c) <= ceiling)
    boxes, start = [], floor
    for cut in [*inside, ceiling + 1]:
        if start < cut:
            boxes.append(_interval(asked.sample, start, cut - 1, floor, ceiling))
        if cut <= ceiling:
            boxes.append(Box(cut, equals(asked.sample, cut)))
        start = cut + 1
    return tuple(boxes)


def set_boxes(asked: Asked, domain: int) -> tuple[Box, ...]:
    """One box for each choice of the codes asked about, and of the size if that is asked."""
    others = domain - len(asked.codes) if asked.sized else 0
    codes = sorted(asked.codes)
    if (others + 1) << len(codes) > MOST_BOXES:
        raise TooLarge
    return tuple(
        _set_box(asked, codes, chosen, more)
        for chosen in range(1 << len(codes))
        for more in range(others + 1)
    )


def pair_boxes(one: Expr, other: Expr, range_: Ends, other_range: Ends) -> tuple[Box, ...]:
    """Below, equal, above: as far as the two ranges allow."""
    same = Box(0, Expr("eq", BOOL, (one, other)))
    if not one.type.ordered:
        return same, Box(1, Expr("ne", BOOL, (one, other)))
    (low, high), (other_low, other_high) = range_, other_range
    below, above = Expr("lt", BOOL, (one, other)), Expr("gt", BOOL, (one, other))
    boxes = [same]
    if None in (low, other_high) or (low or 0) < (other_high or 0):
        boxes.insert(0, Box(-1, below))
    if None in (high, other_low) or (high or 0) > (other_low or 0):
        boxes.append(Box(1, above))
    apart = (high is not None and other_low is not None and high < other_low) or (
        low is not None and other_high is not None and low > other_high
    )
    return tuple(box for box in boxes if not (apart and box.value == 0))


def text_boxes(asked: Asked) -> tuple[Box, ...]:
    """One box for each text that is named, and one for every other text."""
    words = sorted(str(c) for c in asked.constants)
    other = "\0"  # stands for every other text: no file can hold it
    if not words:  # only `== null` is asked
        given = Expr("not", BOOL, (Expr("is_null", BOOL, (asked.sample,)),))
        return (Box(other, given if asked.sample.op == "ref" else TRUE),)
    named = tuple(Box(word, equals(asked.sample, word)) for word in words)
    return (*named, Box(other, Expr("not", BOOL, (_in(asked.sample, words),))))


def _in(term: Expr, words: list[str]) -> Expr:
    if len(words) == 1:
        return equals(term, words[0])
    return Expr("in", BOOL, (term,), tuple(words))


def _set_box(asked: Asked, codes: list[int], chosen: int, more: int) -> Box:
    size = chosen.bit_count() + more
    parts = [
        e if chosen >> n & 1 else Expr("not", BOOL, (e,))
        for n, code in enumerate(codes)
        for e in [Expr("has", BOOL, (asked.sample,), code)]
    ]
    if asked.sized:
        counted = Expr("size", Type(Kind.INT), (asked.sample,))
        parts.append(equals(counted, size))
    return Box((chosen, size), parts[0] if len(parts) == 1 else Expr("and", BOOL, tuple(parts)))


def equals(term: Expr, value: Scalar) -> Expr:
    """Return the condition that `term` is `value`."""
    return Expr("eq", BOOL, (term, Expr("lit", term.type, value=value)))


def _interval(term: Expr, start: int, end: int, floor: int, ceiling: int) -> Box:
    if start == end:
        return Box(start, equals(term, start))
    least = Expr("ge", BOOL, (term, Expr("lit", term.type, value=start)))
    most = Expr("le", BOOL, (term, Expr("lit", term.type, value=end)))
    if start == floor and end < ceiling:
        return Box(start, most)
    if end == ceiling:
        return Box(start, least)
    return Box(start, Expr("and", BOOL, (least, most)))
