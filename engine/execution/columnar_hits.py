"""The SQL form of every hit policy and roll-up, over masks of rules that hold and may hold.

Bit n of word w of `fired` (and of `unknown`) stands for rule 63 * w + n.  What each says
is one line of `docs/meaning.md`, section 4; `engine.execution.hits` says it row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.execution import columnar_sql as sql
from engine.execution.columnar_sql import Sql
from engine.execution.hits import Table
from engine.language.types import Scalar

RULES = 63  # rules in one int64
CLEAR, NO_RULE, CONFLICT, MAY_BE_EMPTY = 0, 1, 2, 3  # the column `trouble`
Words = Sequence[Sql]


@dataclass(frozen=True, slots=True)
class Settled:
    """The columns of a settled table: both ends (one column twice without an order)."""

    low: Sql | None
    high: Sql | None
    trouble: Sql


@dataclass(frozen=True)
class Held:
    """Which rules hold and may hold on a row, as words of bits."""

    table: Table
    fired: Words
    unknown: Words

    @property
    def either(self) -> Words:
        """The rules that hold or may hold."""
        return [sql.bits_or(f, u) for f, u in zip(self.fired, self.unknown, strict=True)]

    @property
    def none_fired(self) -> Sql:
        """Whether no rule surely holds."""
        return _is_zero(self.fired)

    @property
    def none_unknown(self) -> Sql:
        """Whether no rule's condition is unknown."""
        return _is_zero(self.unknown)

    @property
    def empty(self) -> Sql:
        """Whether no rule at all is one of the possibilities."""
        if self.table.complete:
            return sql.all_of([self.none_fired, self.none_unknown])
        return self.none_fired


def settle(table: Table, fired: Words, unknown: Words) -> Settled:
    """Return the columns that `table` answers with where the rules of these masks hold."""
    return HIT_FORMS[table.hit](Held(table, fired, unknown))


def word_count(table: Table) -> int:
    """Return how many int64 the rules of a table need."""
    return max(1, -(-len(table.outputs) // RULES))


def _is_zero(words: Words) -> Sql:
    return sql.eq(sql.joined_bits(words), sql.literal(0))


def _mask(positions: Iterable[int]) -> dict[int, int]:
    """Return the words in which rules stand, each with its bits."""
    masks: dict[int, int] = {}
    for n in positions:
        masks[n // RULES] = masks.get(n // RULES, 0) | 1 << n % RULES
    return masks


def _any(words: Words, positions: Iterable[int]) -> Sql:
    """Return whether one of the rules is among those of `words`."""
    found = [sql.bits_and(words[w], sql.literal(bits)) for w, bits in _mask(positions).items()]
    return sql.ne(sql.joined_bits(found), sql.literal(0))


def _ranked(
    words: Words, ends: Sequence[Scalar], *, greatest: bool, otherwise: Sql | None = None
) -> Sql:
    """Return the greatest (or least) end among the rules of `words`, else `otherwise`."""
    by_end: dict[Scalar, list[int]] = {}
    for n, end in enumerate(ends):
        by_end.setdefault(end, []).append(n)
    ways = [
        (_any(words, by_end[end]), sql.literal(end)) for end in sorted(by_end, reverse=greatest)
    ]
    return sql.case(ways, otherwise)


def _lows(table: Table) -> list[Scalar]:
    return [o.low for o in table.outputs]


def _highs(table: Table) -> list[Scalar]:
    return [o.high for o in table.outputs]


def _trouble(held: Held, conflict: Sql | None = None) -> Sql:
    nobody = sql.all_of([held.none_fired, held.none_unknown])
    ways = [(nobody, sql.literal(NO_RULE))]
    if not held.table.complete:
        ways.append((held.none_fired, sql.literal(MAY_BE_EMPTY)))
    if conflict is not None:
        ways.append((conflict, sql.literal(CONFLICT)))
    return sql.case(ways, sql.literal(CLEAR))


def _one_of(held: Held, possible: Words, conflict: Sql | None = None) -> Settled:
    """Return what the outputs of `possible` span, one of which is the answer."""
    table, trouble = held.table, _trouble(held, conflict)
    if not table.ordered:
        only = sql.case([(held.empty, sql.NOTHING)], _agreed(table, possible))
        return Settled(only, only, trouble)
    ways = [(held.empty, sql.literal(table.whole[0]))]
    low = sql.case(ways, _ranked(possible, _lows(table), greatest=False))
    ways = [(held.empty, sql.literal(table.whole[1]))]
    high = sql.case(ways, _ranked(possible, _highs(table), greatest=True))
    return Settled(low, high, trouble)


def _agreed(table: Table, possible: Words) -> Sql:
    """Return the output that all rules of `possible` give, NULL where they differ."""
    saying: dict[Scalar, list[int]] = {}
    for n, output in enumerate(table.outputs):
        for end in dict.fromkeys((output.low, output.high)):
            saying.setdefault(end, []).append(n)
    ways = []
    for end, rules in saying.items():
        others = [n for n, o in enumerate(table.outputs) if (o.low, o.high) != (end, end)]
        alone = [_any(possible, rules)]
        if others:
            alone.append(sql.negated(_any(possible, others)))
        ways.append((sql.all_of(alone), sql.literal(end)))
    return sql.case(ways)


def _unique(held: Held) -> Settled:
    several = None
    if len(held.table.outputs) > 1:
        counted = sql.total_of([sql.bit_count(f) for f in held.fired])
        several = sql.gt(counted, sql.literal(1))
    return _one_of(held, held.either, several)


def _agreeing(held: Held) -> Settled:
    """Return `any`: rules may hold together as long as they say the same."""
    saying: dict[tuple[Scalar, Scalar], list[int]] = {}
    for n, output in enumerate(held.table.outputs):
        saying.setdefault((output.low, output.high), []).append(n)
    conflict = None
    if len(saying) > 1:
        said = [
            sql.case([(_any(held.fired, ns), sql.literal(1))], sql.literal(0))
            for ns in saying.values()
        ]
        conflict = sql.gt(sql.total_of(said), sql.literal(1))
    return _one_of(held, held.either, conflict)


def _first(held: Held) -> Settled:
    """Return what the first rule of T spans with the rules of U written above it."""
    possible = []
    for w, (fired, unknown) in enumerate(zip(held.fired, held.unknown, strict=True)):
        first = sql.bits_and(fired, sql.neg(fired))
        above = sql.bits_and(unknown, sql.sub(first, sql.literal(1)))
        ways = [(sql.ne(fired, sql.literal(0)), sql.bits_or(first, above))]
        if w:
            earlier = sql.ne(sql.joined_bits(held.fired[:w]), sql.literal(0))
            ways.insert(0, (earlier, sql.literal(0)))
        possible.append(sql.case(ways, unknown))
    return _one_of(held, possible)


def _priority(held: Held) -> Settled:
    """Return what the best output of T spans with the outputs of U that are better."""
    order = held.table.order
    ranks = [
        min((r for r, v in enumerate(order) if v in (o.low, o.high)), default=len(order))
        for o in held.table.outputs
    ]
    ways: list[list[tuple[Sql, Sql]]] = [[] for _ in held.fired]
    better: list[int] = []
    for rank in sorted(set(ranks)):
        here = [n for n, r in enumerate(ranks) if r == rank]
        holds = _any(held.fired, here)
        fired, unknown = _mask(here), _mask(better)
        for w, steps in enumerate(ways):
            best = sql.bits_and(held.fired[w], sql.literal(fired.get(w, 0)))
            may = sql.bits_and(held.unknown[w], sql.literal(unknown.get(w, 0)))
            steps.append((holds, sql.bits_or(best, may)))
        better += here
    return _one_of(held, [sql.case(s, u) for s, u in zip(ways, held.unknown, strict=True)])


def _highest(held: Held) -> Settled:
    return _extreme(held, greatest=True)


def _lowest(held: Held) -> Settled:
    return _extreme(held, greatest=False)


def _extreme(held: Held, *, greatest: bool) -> Settled:
    """Return `highest` (or its mirror): the sure end from T, the other from T and U."""
    table = held.table
    near, far = (_lows(table), _highs(table)) if greatest else (_highs(table), _lows(table))
    near_whole, far_whole = table.whole if greatest else table.whole[::-1]
    otherwise = sql.literal(near_whole)
    if table.complete:  # one of U must hold, if nothing surely does
        otherwise = _ranked(held.unknown, near, greatest=not greatest, otherwise=otherwise)
    sure = _ranked(held.fired, near, greatest=greatest, otherwise=otherwise)
    widest = _ranked(held.either, far, greatest=greatest)
    other = sql.case([(held.empty, sql.literal(far_whole))], widest)
    low, high = (sure, other) if greatest else (other, sure)
    return Settled(low, high, _trouble(held))


def _sum(held: Held) -> Settled:
    lows, highs = [sql.literal(0)], [sql.literal(0)]
    for n, output in enumerate(held.table.outputs):
        holds, may = _any(held.fired, [n]), _any(held.unknown, [n])
        for parts, end, moved in (
            (lows, int(output.low), min(0, int(output.low))),
            (highs, int(output.high), max(0, int(output.high))),
        ):
            ways = [(holds, sql.literal(end))] if end else []
            ways += [(may, sql.literal(moved))] if moved else []
            if ways:
                parts.append(sql.case(ways, sql.literal(0)))
    return Settled(sql.total_of(lows), sql.total_of(highs), sql.literal(CLEAR))


def _count(held: Held) -> Settled:
    low = sql.total_of([sql.bit_count(f) for f in held.fired])
    high = sql.total_of([sql.bit_count(e) for e in held.either])
    return Settled(low, high, sql.literal(CLEAR))


def _list(held: Held) -> Settled:
    return Settled(None, None, sql.literal(CLEAR))


HIT_FORMS: Mapping[str, Callable[[Held], Settled]] = {
    "unique": _unique,
    "any": _agreeing,
    "first": _first,
    "priority": _priority,
    "highest": _highest,
    "max": _highest,
    "lowest": _lowest,
    "min": _lowest,
    "sum": _sum,
    "count": _count,
    "collect": _list,
    "rule-order": _list,
    "output-order": _list,
}
