"""Hit policies and roll-ups: from rules that hold, and may hold, to the answer of a table.

T stands for the rules whose condition is true, U for those whose condition is unknown.
Each function is one line of the table in `docs/meaning.md`, section 4; all are pure, so
that every executor settles a table in the same words.  What comes out contains the
answer that complete facts would give, whatever they turn out to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.execution.answer import Settled
from engine.language.types import Domain, Kind, Scalar
from engine.policy.model import Decision, Output

Positions = tuple[int, ...]
Range = tuple[Scalar | None, Scalar | None]
UNKNOWN: Range = (None, None)


def whole_range(decision: Decision, domains: Mapping[str, Domain]) -> Range:
    """Return the ends of everything `decision` could answer: (None, None) without an order.

    For a scale that is the whole scale; for numbers and dates, what its rules can give.
    """
    if decision.gives.kind is Kind.SCALE:
        return 0, domains[decision.gives.domain].top
    if not decision.gives.ordered or decision.is_list:
        return UNKNOWN
    outputs = [rule.then for rule in decision.rules]
    if decision.hit == "count":
        return 0, len(outputs)
    if decision.hit == "sum":
        low = sum(min(0, int(o.low)) for o in outputs)
        return low, sum(max(0, int(o.high)) for o in outputs)
    return min(o.low for o in outputs), max(o.high for o in outputs)


@dataclass(frozen=True, slots=True)
class Table:
    """What a hit policy needs of a decision: its outputs, their order, its whole range."""

    outputs: tuple[Output, ...]
    hit: str
    ordered: bool
    complete: bool
    whole: Range
    order: tuple[Scalar, ...] = ()


def table_of(decision: Decision, domains: Mapping[str, Domain]) -> Table:
    """Return the part of `decision` that its hit policy reads."""
    return Table(
        tuple(r.then for r in decision.rules),
        decision.hit,
        decision.gives.ordered,
        decision.complete,
        whole_range(decision, domains),
        decision.order,
    )


def settle(table: Table, fired: Positions, unknown: Positions) -> Settled:
    """Return what `table` answers where the rules `fired` hold and `unknown` may hold.

    Positions are ascending.  No rule at all is never an answer: a table invents no
    default, and says "no rule" instead.

    >>> rows = (Output(1, 1), Output(3, 3))
    >>> settled = settle(Table(rows, "highest", True, False, (0, 4)), (0,), (1,))
    >>> settled.low, settled.high
    (1, 3)
    """
    return HITS[table.hit](table, fired, unknown)


def settle_unique(table: Table, fired: Positions, unknown: Positions) -> Settled:
    """Return what T and U span; two rules that surely hold contradict each other."""
    return _one_of(table, fired, unknown, fired + unknown, conflict=len(fired) > 1)


def settle_any(table: Table, fired: Positions, unknown: Positions) -> Settled:
    """Return what T and U span; rules may hold together as long as they say the same."""
    said = {(table.outputs[n].low, table.outputs[n].high) for n in fired}
    return _one_of(table, fired, unknown, fired + unknown, conflict=len(said) > 1)


def settle_first(table: Table, fired: Positions, unknown: Positions) -> Settled:
    """Return what the first rule of T spans with the rules of U written above it."""
    above = tuple(n for n in unknown if not fired or n < fired[0])
    return _one_of(table, fired, unknown, above + fired[:1])


def settle_priority(table: Table, fired: Positions, unknown: Positions) -> Settled:
    """Return what the best output of T spans with the outputs of U that are better.

    Better means earlier in the declared order; a range stands where its better end does.
    """
    ranks = {n: _rank(table, table.outputs[n]) for n in fired + unknown}
    best = min((ranks[n] for n in fired), default=len(table.order) + 1)
    leading = [n for n in fired if ranks[n] == best]
    return _one_of(table, fired, unknown, (*leading, *(n for n in unknown if ranks[n] < best)))


def settle_highest(table: Table, fired: Positions, unknown: Positions) -> Settled:
    """Return the greatest of T up to the greatest of T and U.

    Where nothing surely holds in a table that is proved complete, one of U must hold, so
    the low end is the least of U.
    """
    both = fired + unknown
    if not fired and not (both and table.complete):
        return _empty(table, unknown)
    lows = [table.outputs[n].low for n in both]
    low = max(table.outputs[n].low for n in fired) if fired else min(lows)
    return Settled(fired, unknown, low, max(table.outputs[n].high for n in both))


def settle_lowest(table: Table, fired: Positions, unknown: Positions) -> Settled:
    """Return the least of T and U up to the least of T: the mirror of `settle_highest`."""
    both = fired + unknown
    if not fired and not (both and table.complete):
        return _empty(table, unknown)
    highs = [table.outputs[n].high for n in both]
    high = min(table.outputs[n].high for n in fired) if fired else max(highs)
    return Settled(fired, unknown, min(table.outputs[n].low for n in both), high)


def settle_sum(table: Table, fired: Positions, unknown: Positions) -> Settled:
    """Return the sum of T, widened by what each rule of U could add or take away."""
    sure = [table.outputs[n] for n in fired]
    maybe = [table.outputs[n] for n in unknown]
    low = sum(int(o.low) for o in sure) + sum(min(0, int(o.low)) for o in maybe)
    high = sum(int(o.high) for o in sure) + sum(max(0, int(o.high)) for o in maybe)
    return Settled(fired, unknown, low, high)


def settle_count(table: Table, fired: Positions, unknown: Positions) -> Settled:
    """Return how many rules surely hold, up to how many may."""
    return Settled(fired, unknown, len(fired), len(fired) + len(unknown))


def settle_list(table: Table, fired: Positions, unknown: Positions) -> Settled:
    """Return the rules themselves: T is the sure list, T and U the possible one."""
    return Settled(fired, unknown)


HITS: Mapping[str, Callable[[Table, Positions, Positions], Settled]] = {
    "unique": settle_unique,
    "any": settle_any,
    "first": settle_first,
    "priority": settle_priority,
    "highest": settle_highest,
    "max": settle_highest,
    "lowest": settle_lowest,
    "min": settle_lowest,
    "sum": settle_sum,
    "count": settle_count,
    "collect": settle_list,
    "rule-order": settle_list,
    "output-order": settle_list,
}


def deciding(table: Table, settled: Settled) -> Positions:
    """Return the rules that give the sure end of an answer, ascending.

    The sure end is the low end, for `lowest` and `min` the high one.  Where no rule
    surely holds but every possible one says the same, those are the rules.
    """
    fired = settled.fired
    if not fired:
        decided = settled.low is not None and settled.low == settled.high
        return settled.unknown if decided else ()
    if table.hit == "first":
        return fired[:1]
    if table.hit in ("highest", "max"):
        return tuple(n for n in fired if table.outputs[n].low == settled.low)
    if table.hit in ("lowest", "min"):
        return tuple(n for n in fired if table.outputs[n].high == settled.high)
    if table.hit == "priority":
        best = min(_rank(table, table.outputs[n]) for n in fired)
        return tuple(n for n in fired if _rank(table, table.outputs[n]) == best)
    return fired


def could_change(table: Table, settled: Settled) -> Positions:
    """Return the rules of U that could still move the answer, ascending."""
    low, high = settled.low, settled.high
    if not settled.fired or low is None or high is None:
        return settled.unknown
    if table.hit in ("highest", "max"):
        return tuple(n for n in settled.unknown if table.outputs[n].high > low)  # type: ignore[operator]
    if table.hit in ("lowest", "min"):
        return tuple(n for n in settled.unknown if table.outputs[n].low < high)  # type: ignore[operator]
    if table.hit == "first":
        return tuple(n for n in settled.unknown if n < settled.fired[0])
    return settled.unknown


def _one_of(
    table: Table,
    fired: Positions,
    unknown: Positions,
    possible: Positions,
    conflict: bool = False,
) -> Settled:
    """Return what the outputs of `possible` span, one of which is the answer."""
    if not fired and not (unknown and table.complete):
        return _empty(table, unknown)
    low, high = _span([table.outputs[n] for n in possible], table.ordered)
    return Settled(fired, unknown, low, high, "conflict" if conflict else "")


def _empty(table: Table, unknown: Positions) -> Settled:
    """Return the whole range: no rule holds, or (while some may) none needs to."""
    low, high = table.whole
    return Settled((), unknown, low, high, "" if unknown else "no rule", may_be_empty=True)


def _span(outputs: Sequence[Output], ordered: bool) -> Range:
    if ordered:
        return min(o.low for o in outputs), max(o.high for o in outputs)
    said = {end for o in outputs for end in (o.low, o.high)}
    only = said.pop()
    return UNKNOWN if said else (only, only)


def _rank(table: Table, output: Output) -> int:
    ranks = [n for n, value in enumerate(table.order) if value in (output.low, output.high)]
    return min(ranks, default=len(table.order))


def roll_up_highest(members: Iterable[Settled], bottom: int, top: int, complete: bool) -> Settled:
    """Return the greatest low and the greatest high of `members`.

    No member gives the bottom of the scale; where further members are possible the high
    end is its top.  A conflict of a member is taken over unless a member without trouble
    stands at least as high, above the bottom: "nothing" never rests on a conflict.

    >>> settled = roll_up_highest([Settled(low=1, high=1), Settled(low=0, high=3)], 0, 4, True)
    >>> settled.low, settled.high
    (1, 3)
    """
    low = high = clean = bottom
    in_conflict = -1
    for member in members:
        least, most = member.low, member.high
        assert isinstance(least, int) and isinstance(most, int)  # a scale has known ends
        low = least if least > low else low
        high = most if most > high else high
        if member.trouble == "conflict":
            in_conflict = max(in_conflict, most)
        elif least > clean:
            clean = least
    conflict = in_conflict >= 0 and (clean == bottom or clean < in_conflict)
    return Settled((), (), low, high if complete else top, "conflict" if conflict else "")


def roll_up_lowest(members: Iterable[Settled], bottom: int, top: int, complete: bool) -> Settled:
    """Return the least low and the least high of `members`: the mirror of the above.

    No member gives the top of the scale; where further members are possible the low end
    is its bottom.  A conflict is taken over unless a member without trouble stands at
    least as low.
    """
    low = high = clean = top
    in_conflict = top + 1
    for member in members:
        least, most = member.low, member.high
        assert isinstance(least, int) and isinstance(most, int)  # a scale has known ends
        low = least if least < low else low
        high = most if most < high else high
        if member.trouble == "conflict":
            in_conflict = min(in_conflict, least)
        elif most < clean:
            clean = most
    conflict = in_conflict <= top and (clean == top or clean > in_conflict)
    return Settled((), (), low if complete else bottom, high, "conflict" if conflict else "")


ROLL_UPS: Mapping[str, Callable[[Iterable[Settled], int, int, bool], Settled]] = {
    "highest": roll_up_highest,
    "lowest": roll_up_lowest,
}
