"""What each operator means over lowered values, known or not.

An ordered value is a pair (lo, hi) of what is possible, lo = hi when known; a bool,
code or text is None when unknown; a set is a pair of masks (surely in, possibly in).
A comparison is true or false when every value of its pairs agrees, else unknown; so
`x == x` stays unknown while x is.  Logic is Kleene's.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

from engine.language.types import Scalar

_EPOCH = date(1970, 1, 1).toordinal()
Pair = tuple[int, int]
Lowered = bool | int | str | Pair | None


def conjunction(*values: bool | None) -> bool | None:
    """Return False if one is false, else unknown if one is unknown, else True."""
    if False in values:
        return False
    return None if None in values else True


def disjunction(*values: bool | None) -> bool | None:
    """Return True if one is true, else unknown if one is unknown, else False."""
    if True in values:
        return True
    return None if None in values else False


def negation(value: bool | None) -> bool | None:
    """Return the opposite; the opposite of unknown is unknown."""
    return None if value is None else not value


def equal(a: Lowered, b: Lowered) -> bool | None:
    """Return whether both are the same, as far as known.

    >>> equal((1, 3), (5, 9)), equal((1, 3), (3, 3)), equal((3, 3), (3, 3))
    (False, None, True)
    """
    if isinstance(a, tuple) and isinstance(b, tuple):
        if a[1] < b[0] or b[1] < a[0]:
            return False
        return True if a[0] == a[1] == b[0] == b[1] else None
    return None if a is None or b is None else a == b


def unequal(a: Lowered, b: Lowered) -> bool | None:
    """Return the opposite of `equal`."""
    return negation(equal(a, b))


def less(a: Pair, b: Pair) -> bool | None:
    """Return whether a < b for all, for none, or for some of the possible values."""
    if a[1] < b[0]:
        return True
    return False if a[0] >= b[1] else None


def at_least(a: Pair, b: Pair) -> bool | None:
    """Return whether a >= b, as far as known."""
    return negation(less(a, b))


def greater(a: Pair, b: Pair) -> bool | None:
    """Return whether a > b, as far as known."""
    return less(b, a)


def at_most(a: Pair, b: Pair) -> bool | None:
    """Return whether a <= b, as far as known."""
    return negation(less(b, a))


def one_of(members: tuple[Scalar, ...], value: Lowered) -> bool | None:
    """Return whether the value is among `members`, which are sorted.

    >>> one_of((1, 2, 5), (1, 2)), one_of((1, 5), (2, 4)), one_of((1, 5), (1, 2))
    (True, False, None)
    """
    if value is None:
        return None
    if not isinstance(value, tuple):
        return value in members
    low, high = value
    first = bisect_left(members, low)
    after = bisect_left(members, high + 1)
    if first == after:
        return False
    return True if after - first == high - low + 1 else None


def holds(code: int, codes: Pair) -> bool | None:
    """Return whether the set has the code, as far as known."""
    if codes[0] >> code & 1:
        return True
    return None if codes[1] >> code & 1 else False


def size(codes: Pair) -> Pair:
    """Return how many codes the set surely and possibly has."""
    return codes[0].bit_count(), codes[1].bit_count()


def absent(value: bool) -> bool:
    """Return the answer to `== null`; the executor knows it, it is never unknown."""
    return value


def choice(condition: bool | None, then: Lowered, otherwise: Lowered) -> Lowered:
    """Return one of two values; while the condition is unknown, whatever both allow.

    For ordered values that is the pair around both, for others the value if both are
    the same and known, else unknown.

    >>> choice(None, (1, 1), (3, 4)), choice(None, True, True), choice(None, True, None)
    ((1, 4), True, None)
    """
    if condition is not None:
        return then if condition else otherwise
    if isinstance(then, tuple) and isinstance(otherwise, tuple):
        return min(then[0], otherwise[0]), max(then[1], otherwise[1])
    return then if then == otherwise else None


def add(a: Pair, b: Pair) -> Pair:
    """Return the pair around all sums."""
    return a[0] + b[0], a[1] + b[1]


def subtract(a: Pair, b: Pair) -> Pair:
    """Return the pair around all differences."""
    return a[0] - b[1], a[1] - b[0]


def multiply(a: Pair, b: Pair) -> Pair:
    """Return the pair around all products.

    >>> multiply((-2, 3), (-5, 4))
    (-15, 12)
    """
    corners = [x * y for x in a for y in b]
    return min(corners), max(corners)


def year(day: Pair) -> Pair:
    """Return the calendar year of a day; days outside the calendar are not given here.

    >>> year((-1, 20819))
    (1969, 2027)
    """
    return _year(day[0]), _year(day[1])


def _year(day: int) -> int:
    return date.fromordinal(day + _EPOCH).year


def minus(a: Pair) -> Pair:
    """Return the pair with the sign turned."""
    return -a[1], -a[0]
