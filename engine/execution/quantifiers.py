"""Derived fields over child rows: count, any, all, sum, min, max with unknown members.

Every function takes the children as pairs of *membership* (true, false, or None where it
is unknown whether the child is in) and value, and whether the relation is complete.  A
child that is only possibly in counts for one end of the answer.  Children that were not
supplied are bounded by `Bounds`.  See `docs/meaning.md`, section 3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.execution.subjects import Lowered, Pair

Member = tuple[bool | None, Lowered]  # is it in; its value (a pair, or a yes/no)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is known without looking at the children.

    `low`, `high`: declared range of the field.  `most`: how many children there can be at
    most.  `least_each`, `most_each`: the range of the value taken of one child.
    """

    low: int
    high: int
    most: int
    least_each: int
    most_each: int
    otherwise: int | None = None


def count(members: Sequence[Member], complete: bool, bounds: Bounds) -> Pair:
    """Return how many children are in, up to how many may be.

    >>> count([(True, None), (None, None)], True, Bounds(0, 9, 9, 0, 0))
    (1, 2)
    """
    low = high = 0
    for member, _ in members:
        if member is not False:
            high += 1
            low += member is True
    return low, high if complete else max(high, bounds.most)


def exists(members: Sequence[Member], complete: bool, bounds: Bounds) -> bool | None:
    """Return whether some child that is in satisfies the condition (Kleene's or)."""
    answers = [_and(member, value) for member, value in members]
    if True in answers:
        return True
    return False if complete and None not in answers else None


def every(members: Sequence[Member], complete: bool, bounds: Bounds) -> bool | None:
    """Return whether all children that are in satisfy the condition (Kleene's and)."""
    answers = [_and(member, _not(value)) for member, value in members]
    if True in answers:
        return False
    return True if complete and None not in answers else None


def total(members: Sequence[Member], complete: bool, bounds: Bounds) -> Pair:
    """Return the sum over the children that are in; possible ones widen one end each."""
    low = high = 0
    for member, value in members:
        least, most = _pair(value)
        if member is not False:
            low += least if member else min(0, least)
            high += most if member else max(0, most)
    if complete:
        return low, high
    return (
        min(low, bounds.low) if bounds.least_each < 0 else low,
        max(high, bounds.high) if bounds.most_each > 0 else high,
    )


def greatest(members: Sequence[Member], complete: bool, bounds: Bounds) -> Pair:
    """Return the range of the greatest value; `otherwise` stands in where no child is in.

    >>> greatest([(True, (3, 3)), (None, (5, 5))], True, Bounds(0, 9, 9, 0, 9))
    (3, 5)
    """
    sure, maybe = _by_membership(members)
    if not sure:
        maybe = maybe + _instead(complete, bounds)
    lows, highs = [low for low, _ in sure or maybe], [high for _, high in sure + maybe]
    low, high = max(lows) if sure else min(lows), max(highs)
    return low, high if complete else max(high, bounds.high)


def least(members: Sequence[Member], complete: bool, bounds: Bounds) -> Pair:
    """Return the range of the least value: the mirror of `greatest`."""
    sure, maybe = _by_membership(members)
    if not sure:
        maybe = maybe + _instead(complete, bounds)
    lows, highs = [low for low, _ in sure + maybe], [high for _, high in sure or maybe]
    low, high = min(lows), min(highs) if sure else max(highs)
    return low if complete else min(low, bounds.low), high


QUANTIFIERS: Mapping[str, Callable[[Sequence[Member], bool, Bounds], Lowered]] = {
    "count": count,
    "any": exists,
    "all": every,
    "sum": total,
    "max": greatest,
    "min": least,
}


def _by_membership(members: Sequence[Member]) -> tuple[list[Pair], list[Pair]]:
    """Return the values of children that are in, and of those that may be."""
    sure = [value for member, value in members if member and isinstance(value, tuple)]
    maybe = [value for member, value in members if member is None and isinstance(value, tuple)]
    return sure, maybe


def _instead(complete: bool, bounds: Bounds) -> list[Pair]:
    """Return what the answer may be when no child is in, and what unseen children allow."""
    nothing = bounds.otherwise
    without = [(nothing, nothing)] if nothing is not None else [(bounds.low, bounds.high)]
    return without if complete else [*without, (bounds.low, bounds.high)]


def _and(left: bool | None, right: Lowered) -> bool | None:
    if left is False or right is False:
        return False
    return True if left and right is True else None


def _not(value: Lowered) -> bool | None:
    return not value if isinstance(value, bool) else None


def _pair(value: Lowered) -> Pair:
    if isinstance(value, tuple):
        return value
    raise TypeError(f"an ordered value is a pair, not {value!r}")
