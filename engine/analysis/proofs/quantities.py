"""Derived fields over child rows that may be there: `engine.execution.quantifiers` mirrored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.analysis.proofs.solver import (
    Term,
    conj,
    disj,
    greatest,
    integer,
    least,
    neg,
    pick,
)
from engine.analysis.proofs.values import Range, Truth, Value
from engine.execution.quantifiers import Bounds


@dataclass(frozen=True, slots=True)
class Child:
    """A child row: whether it surely, and whether it possibly, is in; the value taken."""

    sure: Term
    may: Term
    value: Value


def _count(children: Sequence[Child], complete: Term, bounds: Bounds) -> Range:
    zero, one = integer(0), integer(1)
    low = sum((pick(c.sure, one, zero) for c in children), zero)
    high = sum((pick(c.may, one, zero) for c in children), zero)
    return Range(low, pick(complete, high, greatest([high, integer(bounds.most)])))


def _exists(children: Sequence[Child], complete: Term, bounds: Bounds) -> Truth:
    sure = disj(*(conj(c.sure, _truth(c).sure) for c in children))
    may = disj(neg(complete), *(conj(c.may, _truth(c).may) for c in children))
    return Truth(sure, may)


def _every(children: Sequence[Child], complete: Term, bounds: Bounds) -> Truth:
    sure = conj(complete, *(disj(neg(c.may), _truth(c).sure) for c in children))
    may = conj(*(disj(neg(c.sure), _truth(c).may) for c in children))
    return Truth(sure, may)


def _sum(children: Sequence[Child], complete: Term, bounds: Bounds) -> Range:
    zero = integer(0)
    low = high = zero
    for child in children:
        value = _range(child)
        low_, high_ = least([zero, value.low]), greatest([zero, value.high])
        low = low + pick(child.sure, value.low, pick(child.may, low_, zero))
        high = high + pick(child.sure, value.high, pick(child.may, high_, zero))
    if bounds.least_each < 0:
        low = pick(complete, low, least([low, integer(bounds.low)]))
    if bounds.most_each > 0:
        high = pick(complete, high, greatest([high, integer(bounds.high)]))
    return Range(low, high)


def _greatest(children: Sequence[Child], complete: Term, bounds: Bounds) -> Range:
    some = disj(*(c.sure for c in children))
    least_, most = _instead(bounds)
    no_low = pick(complete, integer(least_), least([integer(least_), integer(bounds.low)]))
    no_high = pick(complete, integer(most), greatest([integer(most), integer(bounds.high)]))
    bottom, top = integer(bounds.low), integer(bounds.high)
    lows = greatest([bottom, *(pick(c.sure, _range(c).low, bottom) for c in children)])
    open_low = least([no_low, *(pick(c.may, _range(c).low, no_low) for c in children)])
    high = greatest([bottom, *(pick(c.may, _range(c).high, bottom) for c in children)])
    high = pick(some, high, greatest([high, no_high]))
    return Range(pick(some, lows, open_low), pick(complete, high, greatest([high, top])))


def _least(children: Sequence[Child], complete: Term, bounds: Bounds) -> Range:
    some = disj(*(c.sure for c in children))
    least_, most = _instead(bounds)
    no_low = pick(complete, integer(least_), least([integer(least_), integer(bounds.low)]))
    no_high = pick(complete, integer(most), greatest([integer(most), integer(bounds.high)]))
    bottom, top = integer(bounds.low), integer(bounds.high)
    highs = least([top, *(pick(c.sure, _range(c).high, top) for c in children)])
    open_high = greatest([no_high, *(pick(c.may, _range(c).high, no_high) for c in children)])
    low = least([top, *(pick(c.may, _range(c).low, top) for c in children)])
    low = pick(some, low, least([low, no_low]))
    return Range(pick(complete, low, least([low, bottom])), pick(some, highs, open_high))


def _instead(bounds: Bounds) -> tuple[int, int]:
    nothing = bounds.otherwise
    return (bounds.low, bounds.high) if nothing is None else (nothing, nothing)


def _truth(child: Child) -> Truth:
    assert isinstance(child.value, Truth)
    return child.value


def _range(child: Child) -> Range:
    assert isinstance(child.value, Range)
    return child.value


Quantify = Callable[[Sequence[Child], Term, Bounds], Value]
QUANTITIES: Mapping[str, Quantify] = {
    "count": _count,
    "any": _exists,
    "all": _every,
    "sum": _sum,
    "max": _greatest,
    "min": _least,
}
