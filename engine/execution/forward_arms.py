"""Alternatives of flat tests, and stretches of integers: the algebra under a translation.

Arms are the alternatives of a condition: a tuple of patterns, each a tuple of tests that
all must hold.  No arm means never, an empty arm always.  A pair of fields `x__lo`,
`x__hi` stands for whatever lies between its ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from engine.execution.forward_host import Pattern, Test
from engine.language.types import INT64_MAX, INT64_MIN

MAX_ARMS = 60  # of one condition
NEVER: tuple[Pattern, ...] = ()
ALWAYS: tuple[Pattern, ...] = ((),)

Arms = tuple[Pattern, ...]
Run = tuple[int | None, int | None]  # a stretch of integers; None: without end


def flag(name: str, on: bool) -> Test:
    """Return the test that the 0-or-1 field `name` is `on`."""
    return (name, "==", int(on))


def is_yes(name: str, wanted: bool, sure: bool) -> Arms:
    """Return when a yes/no pair is `wanted`: its low end speaks for sure yes."""
    end = "lo" if sure is wanted else "hi"
    return ((flag(f"{name}__{end}", wanted),),)


def holds(number: int, run: Run) -> bool:
    """Return whether `number` lies in `run`."""
    return (run[0] is None or run[0] <= number) and (run[1] is None or number <= run[1])


def runs_of(numbers: list[int]) -> list[Run]:
    """Return the stretches of neighbours in sorted `numbers`.

    >>> runs_of([1, 2, 5])
    [(1, 2), (5, 5)]
    """
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return list(runs)


def moved(run: Run, sign: int, offset: int) -> Run:
    """Return the run of x for which sign * x + offset lies in `run`."""
    low, high = (None if end is None else (end - offset) * sign for end in run)
    return (low, high) if sign > 0 else (high, low)


def complement(runs: list[Run]) -> list[Run]:
    """Return what sorted `runs` leave out of the integers.

    >>> complement([(1, 2), (5, None)])
    [(None, 0), (3, 4)]
    """
    if not runs:
        return [(None, None)]
    rest: list[Run] = []
    if runs[0][0] is not None:
        rest.append((None, runs[0][0] - 1))
    for (_, before), (after, _) in pairwise(runs):
        if before is not None and after is not None and before + 1 < after:
            rest.append((before + 1, after - 1))
    if runs[-1][1] is not None:
        rest.append((runs[-1][1] + 1, None))
    return rest


def contained(name: str, runs: list[Run]) -> Arms:
    """Return when the whole pair lies in one of `runs`."""
    arms = [_bounds(name, ("lo", low), ("hi", high)) for low, high in runs]
    return any_of([(arm,) for arm in arms if arm is not None])


def met(name: str, runs: list[Run]) -> Arms:
    """Return when the pair meets one of `runs`; each arm speaks for the first it meets."""
    arms: list[Pattern | None] = []
    before: int | None = None
    for low, high in runs:
        arm = _bounds(name, ("hi", low), ("lo", high))
        past = _bounds(name, ("lo", None if before is None else before + 1), ("hi", None))
        arms.append(None if arm is None or past is None else past + arm)
        before = high
    return any_of([(arm,) for arm in arms if arm is not None])


def _bounds(
    name: str, above: tuple[str, int | None], below: tuple[str, int | None]
) -> Pattern | None:
    """Return the tests `above[0] >= above[1]` and `below[0] <= below[1]`; None: never."""
    (up, low), (down, high) = above, below
    if low is not None and low == high and up == "lo" and INT64_MIN <= low <= INT64_MAX:
        return ((f"{name}__lo", "==", low), (f"{name}__hi", "==", low))
    if (low is not None and low > INT64_MAX) or (high is not None and high < INT64_MIN):
        return None
    tests: list[Test] = []
    if low is not None and low > INT64_MIN:
        tests.append((f"{name}__{up}", ">=", low))
    if high is not None and high < INT64_MAX:
        tests.append((f"{name}__{down}", "<=", high))
    return tuple(tests)


def any_of(parts: Iterable[Arms]) -> Arms:
    """Return the arms of a disjunction, without those that another one covers."""
    arms = dict.fromkeys(arm for part in parts for arm in part)
    sets = {arm: frozenset(arm) for arm in arms}
    return tuple(a for a in arms if not any(sets[b] < sets[a] for b in arms))


def all_of(parts: Iterable[Arms]) -> Arms:
    """Return the arms of a conjunction; more than a node may have are cut short."""
    product: list[Pattern] = [()]
    for part in parts:
        joined = (tuple(dict.fromkeys(a + b)) for a in product for b in part)
        product = []
        for arm in joined:
            product.append(arm)
            if len(product) > MAX_ARMS * 4:
                return tuple(product)
    return any_of([tuple(product)])
