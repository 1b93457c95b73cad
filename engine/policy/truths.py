"""Truth of a condition on a row of boxes: True, False, or None where absence leaves it open."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.language.types import Scalar

Cell = Scalar | tuple[int, int] | None  # (codes asked about, size) for a set; None: absent
Row = Mapping[int, Cell]
Truth = bool | None
Test = Callable[[Row], Truth]
COMPARISONS = {"eq": {0}, "ne": {-1, 1}, "lt": {-1}, "le": {-1, 0}, "gt": {1}, "ge": {0, 1}}
MIRRORED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


def compare(one: object, other: object) -> int:
    """Return -1, 0 or 1; texts and codes are only asked whether they are the same."""
    if one == other:
        return 0
    if isinstance(one, int) and isinstance(other, int):
        return -1 if one < other else 1
    return 1


def two_cells(one: int, other: int, signs: set[int]) -> Test:
    """Compare two columns of a row."""

    def test(row: Row) -> Truth:
        left, right = row[one], row[other]
        return None if left is None or right is None else compare(left, right) in signs

    return test


def all_of(tests: list[Test]) -> Test:
    """Kleene's and."""

    def test(row: Row) -> Truth:
        open_ = False
        for one in tests:
            held = one(row)
            if held is False:
                return False
            open_ = open_ or held is None
        return None if open_ else True

    return test


def any_of(tests: list[Test]) -> Test:
    """Kleene's or."""

    def test(row: Row) -> Truth:
        open_ = False
        for one in tests:
            held = one(row)
            if held is True:
                return True
            open_ = open_ or held is None
        return None if open_ else False

    return test


def same(one: Test, other: Test, wanted: bool) -> Test:
    """Whether two conditions agree, or (not `wanted`) differ."""

    def test(row: Row) -> Truth:
        left, right = one(row), other(row)
        return None if left is None or right is None else (left == right) is wanted

    return test


def choice(condition: Test, then: Test, otherwise: Test) -> Test:
    """`condition ? then : otherwise`; unknown where the condition is."""

    def test(row: Row) -> Truth:
        held = condition(row)
        return None if held is None else then(row) if held else otherwise(row)

    return test
