"""One order for all: what comes first, what separates two, what would have changed a place.

Candidates are ranked by what is sure of them.  A rank is a tuple of numbers, of which
the smaller comes first; the own key of the subject comes last, so no two are equal.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.execution.subjects import Pair
from engine.facts.model import Key
from engine.inspection.candidates import Candidate
from engine.language.types import Kind
from engine.policy.inspection_model import DOWNWARD, OWN_KEY, Lists, OrderKey
from engine.policy.model import PolicySet

Rank = tuple[tuple[int, ...], tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """A value that would have to be another: of this key, from this, to this (lowered)."""

    key: OrderKey
    now: int
    then: int


@dataclass(frozen=True)
class Order:
    """The order of one list: the keys that are compared, local ones included."""

    policy: PolicySet
    keys: tuple[OrderKey, ...]

    @cached_property
    def compared(self) -> tuple[OrderKey, ...]:
        """The keys but the last, which is the subject's own."""
        return tuple(key for key in self.keys if key.by != OWN_KEY)

    @cached_property
    def _ways(self) -> tuple[tuple[str, bool], ...]:
        return tuple((key.by, key.first in DOWNWARD) for key in self.compared)

    @cached_property
    def _reversed_keys(self) -> bool:
        return self.keys[-1].first == "most"

    def sure(self, candidate: Candidate) -> Rank:
        """Return the rank by what is sure."""
        values = candidate.values
        numbers = tuple(-values[by][0] if down else values[by][1] for by, down in self._ways)
        return numbers, self._own(candidate.key)

    def best(self, candidate: Candidate) -> Rank:
        """Return the rank if every open fact turned out for the front."""
        values = candidate.values
        numbers = tuple(-values[by][1] if down else values[by][0] for by, down in self._ways)
        return numbers, self._own(candidate.key)

    def _own(self, key: Key) -> tuple[object, ...]:
        if not self._reversed_keys:
            return key
        return tuple(tuple(-ord(c) for c in part) for part in key)

    def ranked(self, found: Iterable[Candidate]) -> list[Candidate]:
        """Return candidates, first the first."""
        return sorted(found, key=self.sure)

    def tied(self, a: Candidate, b: Candidate) -> bool:
        """Return whether only their own keys tell two apart."""
        return self.sure(a)[0] == self.sure(b)[0]

    def separates(self, a: Candidate, b: Candidate) -> OrderKey:
        """Return the first key on which two differ."""
        left, right = self.sure(a)[0], self.sure(b)[0]
        for key, x, y in zip(self.compared, left, right, strict=True):
            if x != y:
                return key
        return self.keys[-1]

    def open_keys(self, candidate: Candidate) -> tuple[OrderKey, ...]:
        """Return the keys whose value is not settled."""
        return tuple(k for k in self.compared if _is_open(candidate.values[k.by]))

    def changes(self, candidate: Candidate, last: Candidate) -> tuple[Change, ...]:
        """Return the fewest values that would put `candidate` before `last`.

        Nothing is returned where no value can: where both are equal in everything that
        could be better, and only their own keys decide.
        """
        mine, wanted = list(self.sure(candidate)[0]), self.sure(last)[0]
        own = self._own(candidate.key) < self._own(last.key)
        made: list[Change] = []
        for n, (x, y) in enumerate(zip(mine, wanted, strict=True)):
            if x < y:
                return tuple(made)
            if x == y:
                continue
            if (tuple(mine[n + 1 :]), not own) <= (tuple(wanted[n + 1 :]), False):
                return (*made, self._change(n, x, y))
            if self._possible(n, y - 1):
                return (*made, self._change(n, x, y - 1))
            made.append(self._change(n, x, y))
            mine[n] = y
        return (*made, *(() if own else self._beyond(mine)))

    def _beyond(self, equal: Sequence[int]) -> tuple[Change, ...]:
        """Return the change of the last key that can still be better."""
        for n in reversed(range(len(equal))):
            if self._possible(n, equal[n] - 1):
                return (self._change(n, equal[n], equal[n] - 1),)
        return ()

    def _change(self, n: int, now: int, then: int) -> Change:
        down = self._ways[n][1]
        return Change(self.compared[n], -now if down else now, -then if down else then)

    def _possible(self, n: int, number: int) -> bool:
        """Return whether the vocabulary allows the value that ranks as `number`."""
        by, down = self._ways[n]
        low, high = self._ends(by)
        value = -number if down else number
        return (low is None or value >= low) and (high is None or value <= high)

    def _ends(self, by: str) -> tuple[int | None, int | None]:
        field = self.policy.subject.fields.get(by)
        type = field.type if field else self.policy.decisions[by].gives
        if type.kind is Kind.SCALE:
            return 0, self.policy.domains[type.domain].top
        if type.kind is Kind.BOOL:
            return 0, 1
        return (field.low, field.high) if field else (None, None)


def _is_open(value: Pair) -> bool:
    return value[0] != value[1]


def best_rank(order: Order, sure: Sequence[Rank], candidate: Candidate) -> int:
    """Return the rank (from 1) that `candidate` may reach among those ranked as `sure`."""
    return bisect_left(sure, order.best(candidate)) + 1


def order_for(policy: PolicySet, lists: Lists, path: Iterable[str]) -> Order:
    """Return the order for the list of a place, given its divisions from the top to itself.

    A key that an area adds holds for the list of that area and of areas below it.
    """
    codes = set(path)
    keys = list(lists.order)
    for extra in lists.local:
        if codes & set(extra.area):
            at = next(n for n, key in enumerate(keys) if key.by == extra.before)
            keys.insert(at, extra)
    return Order(policy, tuple(keys))
