"""The rules of a table as bits: for each box of each column, which rules may and do hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.language.expression import TRUE, Expr, Ref
from engine.language.types import BOOL
from engine.policy.columns import Column, Columns, Reading, identity
from engine.policy.cutting import Box
from engine.policy.truths import Row, Test


@dataclass(frozen=True, slots=True)
class Cut:
    """One column as the search sees it: each box with its masks, most telling first."""

    column: Column
    boxes: tuple[tuple[Box, int, int], ...]
    late: tuple[tuple[int, Test], ...]  # conjuncts over several columns that end here
    closed: int  # rules that ask about no column from here on


def conjuncts(condition: Expr) -> list[Expr]:
    """Return the parts that must all hold, with `not` pushed below `or`.

    >>> conjuncts(TRUE)
    []
    """
    if condition == TRUE or (condition.op == "lit" and condition.value is True):
        return []
    if condition.op == "and":
        return [part for arg in condition.args for part in conjuncts(arg)]
    if condition.op == "not" and condition.args[0].op == "or":
        return [p for a in condition.args[0].args for p in conjuncts(Expr("not", BOOL, (a,)))]
    if condition.op == "not" and condition.args[0].op == "not":
        return conjuncts(condition.args[0].args[0])
    return [condition]


class Masks:
    """The columns of a table, cut, in the order in which a search should walk them.

    `every`: the rules that can hold at all.  `held`: the columns that some conjunct asks
    about together with others; their boxes are kept apart.
    """

    def __init__(self, conditions: Sequence[Expr], reading: Callable[[Ref], Reading]) -> None:
        self.columns = Columns(conditions, reading)
        self.parts = [conjuncts(c) for c in conditions]
        self.every = (1 << len(self.parts)) - 1
        self.held: set[int] = set()
        self.cuts = self._cuts()

    def _cuts(self) -> list[Cut]:
        used: dict[int, int] = dict.fromkeys(self.columns.all, 0)
        for number, parts in enumerate(self.parts):
            for part in parts:
                for key in self.columns.keys_of(part):
                    used[key] |= 1 << number
        keys = sorted(used, key=lambda k: -used[k].bit_count())  # stable: ties as written
        position = {key: n for n, key in enumerate(keys)}
        single: dict[int, list[tuple[int, Expr]]] = {key: [] for key in keys}
        late: dict[int, list[tuple[int, Test]]] = {key: [] for key in keys}
        self.every &= ~self._sort_parts(position, single, late)
        return self._assemble(keys, used, single, late)

    def _sort_parts(
        self,
        position: dict[int, int],
        single: dict[int, list[tuple[int, Expr]]],
        late: dict[int, list[tuple[int, Test]]],
    ) -> int:
        """Put each conjunct to its column; return the rules that can never hold."""
        never = 0
        for number, parts in enumerate(self.parts):
            for part in parts:
                keys = self.columns.keys_of(part)
                if not keys:
                    never |= 0 if self.columns.test(part)({}) else 1 << number
                elif len(keys) == 1:
                    single[keys[0]].append((number, part))
                else:
                    self.held.update(keys)
                    last = max(keys, key=lambda k: position[k])
                    late[last].append((1 << number, self.columns.test(part)))
        return never

    def _assemble(
        self,
        keys: list[int],
        used: dict[int, int],
        single: dict[int, list[tuple[int, Expr]]],
        late: dict[int, list[tuple[int, Test]]],
    ) -> list[Cut]:
        cuts, open_below = [], 0
        for key in reversed(keys):
            open_below |= used[key]
            column = self.columns.all[key]
            boxes = self._masks(column, single[key], merge=key not in self.held)
            cuts.append(Cut(column, boxes, tuple(late[key]), self.every & ~open_below))
        return cuts[::-1]

    def _masks(
        self, column: Column, parts: list[tuple[int, Expr]], merge: bool
    ) -> tuple[tuple[Box, int, int], ...]:
        """Return each box with its two masks; boxes that no rule tells apart become one."""
        rules: dict[object, tuple[Test, int]] = {}
        for number, part in parts:
            bare = identity(part)
            test, mask = rules.get(bare) or (self.columns.test(part), 0)
            rules[bare] = (test, mask | 1 << number)
        boxes: dict[object, tuple[Box, int, int]] = {}
        tests = list(rules.values())
        for box in column.boxes:
            possible = sure = self.every
            row: Row = {column.key: box.value}
            for test, mask in tests:
                held = test(row)
                if held is not True:
                    sure &= ~mask
                    possible &= ~mask if held is False else -1
            key: object = (possible, sure) if merge else box.value
            boxes.setdefault(key, (box, possible, sure))
        return tuple(boxes.values())
