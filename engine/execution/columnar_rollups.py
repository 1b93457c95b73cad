"""Derived fields over child rows and roll-ups, as aggregates with two ends.

The children of one parent are reduced to a few columns (`Part`), which stand beside the
parent's row as NULL where it has no children; from these and from whether the relation is
complete follows what the field is.  See `docs/meaning.md`, sections 3 and 5, and
`engine.execution.quantifiers`, which says the same row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.execution import columnar_sql as sql
from engine.execution.columnar_hits import CLEAR, CONFLICT
from engine.execution.columnar_sql import Sql
from engine.execution.columnar_values import Pair, Plain, Value, ends, plain
from engine.execution.quantifiers import Bounds

Parts = Mapping[str, Sql]  # aggregates by a short name


@dataclass(frozen=True)
class Quantifier:
    """How one quantifier is computed.

    `parts`: aggregates over the children, given whether each is in (None: all are) and the
    value taken of it.  `whole`: the field, given those aggregates (NULL without children),
    whether the relation is complete, and the bounds.
    """

    parts: Callable[[Sql | None, Value | None], Parts]
    whole: Callable[[Parts, Sql, Bounds], Value]


ZERO = sql.literal(0)


def _over(inside: Sql | None, aggregate: Sql) -> Sql:
    """Return an aggregate over the children that are surely in; None: all are."""
    return sql.only_where(aggregate, inside)


def _over_possible(inside: Sql | None, aggregate: Sql) -> Sql:
    return sql.only_where(aggregate, None if inside is None else sql.possible(inside))


def _over_unsure(inside: Sql, aggregate: Sql) -> Sql:
    return sql.only_where(aggregate, sql.is_null(inside))


def _count_parts(inside: Sql | None, value: Value | None) -> Parts:
    if inside is None:
        return {"rows": sql.count_rows()}
    return {
        "in": _over(inside, sql.count_rows()),
        "may": _over_possible(inside, sql.count_rows()),
    }


def _count(parts: Parts, complete: Sql, bounds: Bounds) -> Value:
    low = sql.coalesce(parts.get("in", parts.get("rows", ZERO)), ZERO)
    high = sql.coalesce(parts.get("may", parts.get("rows", ZERO)), ZERO)
    return Pair(low, _open_above(high, complete, bounds.most))


def _open_above(high: Sql, complete: Sql, most: int) -> Sql:
    return sql.case([(complete, high)], sql.greatest([high, sql.literal(most)]))


def _open_below(low: Sql, complete: Sql, least: int) -> Sql:
    return sql.case([(complete, low)], sql.least([low, sql.literal(least)]))


def _truth_parts(test: Sql) -> Parts:
    ways = [(test, sql.literal(2)), (sql.is_null(test), sql.literal(1))]
    return {"found": sql.max_of(sql.case(ways, ZERO))}


def _any_parts(inside: Sql | None, value: Value | None) -> Parts:
    assert value is not None
    tests = [plain(value)] if inside is None else [inside, plain(value)]
    return _truth_parts(sql.all_of(tests))


def _all_parts(inside: Sql | None, value: Value | None) -> Parts:
    assert value is not None
    fails = sql.negated(plain(value))
    return _truth_parts(fails if inside is None else sql.all_of([inside, fails]))


def _truth(answer: bool) -> Callable[[Parts, Sql, Bounds], Value]:
    """Return how `any` (and, with False, `all`) reads what was found among the children."""

    def whole(parts: Parts, complete: Sql, bounds: Bounds) -> Value:
        found = sql.coalesce(parts["found"], ZERO)
        nobody = sql.all_of([complete, sql.eq(found, ZERO)])
        ways = [(sql.eq(found, sql.literal(2)), answer), (nobody, not answer)]
        return Plain(sql.case([(when, sql.literal(then)) for when, then in ways]))

    return whole


def _sum_parts(inside: Sql | None, value: Value | None) -> Parts:
    assert value is not None
    pair = ends(value)
    if inside is None:
        return {"lo": sql.sum_of(pair.lo), "hi": sql.sum_of(pair.hi)}
    unknown = sql.is_null(inside)
    low = [(inside, pair.lo), (unknown, sql.least([pair.lo, ZERO]))]
    high = [(inside, pair.hi), (unknown, sql.greatest([pair.hi, ZERO]))]
    return {"lo": sql.sum_of(sql.case(low, ZERO)), "hi": sql.sum_of(sql.case(high, ZERO))}


def _sum(parts: Parts, complete: Sql, bounds: Bounds) -> Value:
    low, high = sql.coalesce(parts["lo"], ZERO), sql.coalesce(parts["hi"], ZERO)
    if bounds.least_each < 0:
        low = _open_below(low, complete, bounds.low)
    if bounds.most_each > 0:
        high = _open_above(high, complete, bounds.high)
    return Pair(low, high)


def _max_parts(inside: Sql | None, value: Value | None) -> Parts:
    assert value is not None
    pair = ends(value)
    parts = {
        "sure": _over(inside, sql.max_of(pair.lo)),
        "far": _over_possible(inside, sql.max_of(pair.hi)),
    }
    if inside is not None:
        parts["maybe"] = _over_unsure(inside, sql.min_of(pair.lo))
    return parts


def _min_parts(inside: Sql | None, value: Value | None) -> Parts:
    assert value is not None
    pair = ends(value)
    parts = {
        "sure": _over(inside, sql.min_of(pair.hi)),
        "far": _over_possible(inside, sql.min_of(pair.lo)),
    }
    if inside is not None:
        parts["maybe"] = _over_unsure(inside, sql.max_of(pair.hi))
    return parts


def _instead(bounds: Bounds) -> tuple[int, int]:
    """Return what the answer may be where no child is in."""
    nothing = bounds.otherwise
    return (bounds.low, bounds.high) if nothing is None else (nothing, nothing)


def _max(parts: Parts, complete: Sql, bounds: Bounds) -> Value:
    low, high = _instead(bounds)
    near = _or_instead(parts, sql.least, low)
    near = sql.case([(complete, near)], sql.least([near, sql.literal(bounds.low)]))
    far = _or_far(parts, sql.greatest, high)
    return Pair(sql.coalesce(parts["sure"], near), _open_above(far, complete, bounds.high))


def _min(parts: Parts, complete: Sql, bounds: Bounds) -> Value:
    low, high = _instead(bounds)
    near = _or_instead(parts, sql.greatest, high)
    near = sql.case([(complete, near)], sql.greatest([near, sql.literal(bounds.high)]))
    far = _or_far(parts, sql.least, low)
    return Pair(_open_below(far, complete, bounds.low), sql.coalesce(parts["sure"], near))


Extreme = Callable[[Sequence[Sql]], Sql]


def _or_instead(parts: Parts, extreme: Extreme, instead: int) -> Sql:
    """Return the near end where no child is surely in."""
    nothing = sql.literal(instead)
    if "maybe" not in parts:
        return nothing
    return extreme([sql.coalesce(parts["maybe"], nothing), nothing])


def _or_far(parts: Parts, extreme: Extreme, instead: int) -> Sql:
    """Return the far end, which `instead` may be only where no child is surely in."""
    nothing = sql.literal(instead)
    far = sql.coalesce(parts["far"], nothing)
    if "maybe" not in parts:
        return far
    surely = sql.given(parts["sure"])
    return sql.case([(surely, far)], extreme([far, nothing]))


QUANTIFIER_FORMS: Mapping[str, Quantifier] = {
    "count": Quantifier(_count_parts, _count),
    "any": Quantifier(_any_parts, _truth(True)),
    "all": Quantifier(_all_parts, _truth(False)),
    "sum": Quantifier(_sum_parts, _sum),
    "max": Quantifier(_max_parts, _max),
    "min": Quantifier(_min_parts, _min),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One decision that a roll-up takes: both ends, and its trouble (None: never a conflict)."""

    lo: Sql
    hi: Sql
    trouble: Sql | None


def member_parts(take: str, member: Member) -> Parts:
    """Return the aggregates of a decision of child rows for a roll-up."""
    extreme = sql.max_of if take == "highest" else sql.min_of
    near, far = (member.lo, member.hi) if take == "highest" else (member.hi, member.lo)
    parts = {"near": extreme(near), "far": extreme(far)}
    if member.trouble is not None:
        clash = sql.eq(member.trouble, sql.literal(CONFLICT))
        parts["clash"] = sql.only_where(extreme(far), clash)
        parts["clean"] = sql.only_where(extreme(near), sql.negated(clash))
    return parts


def rolled_up(
    take: str,
    own: Sequence[Member],
    below: Sequence[Parts],
    complete: Sql | None,
    bottom: int,
    top: int,
) -> tuple[Sql, Sql, Sql]:
    """Return low, high and trouble of a roll-up over its own decisions and those below.

    `complete` is None where every member is a decision of the row itself.
    """
    up = take == "highest"
    extreme = sql.greatest if up else sql.least
    start, beyond = sql.literal(bottom if up else top), sql.literal(bottom - 1 if up else top + 1)
    near, far, clean = [start], [start], [start]
    clash: list[Sql] = []
    for member in own:
        ends_of = (member.lo, member.hi) if up else (member.hi, member.lo)
        _add_own(member, ends_of, beyond, start, (near, far, clean, clash))
    for parts in below:
        near.append(sql.coalesce(parts["near"], start))
        far.append(sql.coalesce(parts["far"], start))
        clean.append(sql.coalesce(parts.get("clean", parts["near"]), start))
        if "clash" in parts:
            clash.append(sql.coalesce(parts["clash"], beyond))
    reached = extreme(far)
    if complete is not None:
        reached = sql.case([(complete, reached)], sql.literal(top if up else bottom))
    trouble = _trouble(clash, extreme(clean), extreme, start, beyond, up)
    return (extreme(near), reached, trouble) if up else (reached, extreme(near), trouble)


def _add_own(
    member: Member,
    ends_of: tuple[Sql, Sql],
    beyond: Sql,
    start: Sql,
    lists: tuple[list[Sql], list[Sql], list[Sql], list[Sql]],
) -> None:
    near, far, clean, clash = lists
    near.append(ends_of[0])
    far.append(ends_of[1])
    if member.trouble is None:
        clean.append(ends_of[0])
        return
    fights = sql.eq(member.trouble, sql.literal(CONFLICT))
    clean.append(sql.case([(fights, start)], ends_of[0]))
    clash.append(sql.case([(fights, ends_of[1])], beyond))


def _trouble(
    clash: Sequence[Sql], clean: Sql, extreme: Extreme, start: Sql, beyond: Sql, up: bool
) -> Sql:
    """Return CONFLICT unless a member without trouble stands at least as far, past the start."""
    if not clash:
        return sql.literal(CLEAR)
    worst = extreme(clash)
    there = sql.ne(worst, beyond)
    behind = sql.lt(clean, worst) if up else sql.gt(clean, worst)
    over = sql.any_of([sql.eq(clean, start), behind])
    return sql.case([(sql.all_of([there, over]), sql.literal(CONFLICT))], sql.literal(CLEAR))
