"""What a record tells of one rule: its full name, clauses and basis, and what it read.

Everything that does not depend on a row is worked out once for each rule.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from engine.execution.exact import Json, exact
from engine.execution.formulas import MEMO_SIZE, Cells, Done, cells_of
from engine.execution.hits import whole_range
from engine.execution.subjects import Item, Lowered, unknown_value
from engine.language.expression import Ref, refs
from engine.language.types import Type
from engine.policy.model import Basis, Decision, PolicySet

BASES: tuple[Basis, ...] = ("draft", "local", "notice")  # from the weakest


class Told:
    """One rule as records tell it."""

    def __init__(self, policy: PolicySet, decision: Decision, position: int) -> None:
        rule = decision.rules[position]
        self.policy, self.decision, self.rule = policy, decision, rule
        self.name = f"{decision.id}/{rule.id}"
        self.cites = tuple(sorted(rule.cites))
        self.memo: dict[Cells, dict[str, Json]] = {}

    @cached_property
    def basis(self) -> Basis:
        """The weakest basis of the rule and of the numbers its condition uses."""
        values = self.policy.values
        used = [values[o].basis for o in self.rule.origins if o in values]
        return min([self.rule.basis, *used], key=BASES.index)

    def facts(self, row: Item, done: Done) -> dict[str, Json]:
        """Return the values that the condition read on `row`; what is unknown is null."""
        cells = self._cells(row, done)
        found = self.memo.get(cells)
        if found is None:
            if len(self.memo) >= MEMO_SIZE:
                self.memo.clear()
            found = self.memo[cells] = {
                words: None if value == unknown else exact(value, type, self.policy.domains)
                for value, (words, type, unknown) in zip(cells, self._reads, strict=True)
            }
        return found

    @cached_property
    def _cells(self) -> Callable[[Item, Done], Cells]:
        entity = self.policy.entities[self.decision.entity]
        slots = [(ref, False) for ref in refs(self.rule.when)]
        return cells_of(self.policy, entity, slots)

    @cached_property
    def _reads(self) -> list[tuple[str, Type, Lowered]]:
        """What is read: in which words, of which type, and what it is where unknown."""
        return [self._read(ref) for ref in refs(self.rule.when)]

    def _read(self, ref: Ref) -> tuple[str, Type, Lowered]:
        entity = self.policy.entities[self.decision.entity]
        for hop in ref.hops:
            entity = self.policy.entities[entity.refers.get(hop, hop)]
        field = entity.fields.get(ref.name)
        if field is not None:
            return str(ref), field.type, unknown_value(field, self.policy.domains)
        decision = self.policy.decisions[ref.name]
        low, high = whole_range(decision, self.policy.domains)
        known = isinstance(low, int) and isinstance(high, int) and decision.gives.ordered
        return str(ref), decision.gives, (int(low or 0), int(high or 0)) if known else None
