"""Which rules count: those that give an answer, and how often each rule fired or may have.

Both are read from an answer alone, over the rows of one subject.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.execution.answer import Answer, Computed, Settled
from engine.execution.hits import Table, deciding
from engine.execution.subjects import Item
from engine.execution.telling import Told
from engine.policy.model import Decision, PolicySet

_NOTHING: Mapping[str, Computed] = {}


class Tallies:
    """Counts rules under one policy set."""

    def __init__(
        self, policy: PolicySet, told: Mapping[str, list[Told]], tables: Mapping[str, Table]
    ) -> None:
        self.policy, self.told, self.tables = policy, told, tables
        self.below = _leading_to_decisions(policy)
        self.names: dict[str, list[str]] = {name: [] for name in policy.entities}
        for decision in policy.decisions.values():
            if not decision.take:
                self.names[decision.entity].append(decision.id)

    def gather(
        self,
        decision: Decision,
        item: Item,
        answer: Answer,
        rows: dict[Told, list[Item]],
        through: set[str],
    ) -> None:
        """Add the rules that give the sure end of `decision`, and the tables they stand in."""
        settled = settled_on(answer, item, decision.id)
        through.add(decision.id)
        if not decision.take:
            for n in deciding(self.tables[decision.id], settled):
                rows.setdefault(self.told[decision.id][n], []).append(item)
            return
        highest = decision.take == "highest"
        end = settled.low if highest else settled.high
        for name in decision.of:
            member = self.policy.decisions[name]
            below = (item,) if member.entity == decision.entity else item.children[member.entity]
            for row in below:
                found = answer[row.entity, row.key][name]
                if isinstance(found, Settled) and end == (found.low if highest else found.high):
                    self.gather(member, row, answer, rows, through)

    def counted(self, item: Item, answer: Answer) -> tuple[dict[str, int], dict[str, int]]:
        """Return on how many rows of the subject each rule fired, and may have fired."""
        rows: dict[tuple[str, int], int] = {}  # equal answers are mostly one object
        met: dict[tuple[str, int], Settled] = {}
        waiting = [item]
        while waiting:
            row = waiting.pop()
            computed = answer.get((row.entity, row.key), _NOTHING)
            for name in self.names[row.entity]:
                settled = computed[name]
                if isinstance(settled, Settled):
                    said = name, id(settled)
                    rows[said] = rows.get(said, 0) + 1
                    met[said] = settled
            for child in self.below[row.entity]:
                waiting += row.children[child]
        fired: dict[str, int] = {}
        unknown: dict[str, int] = {}
        for said, settled in met.items():
            for positions, counts in ((settled.fired, fired), (settled.unknown, unknown)):
                for n in positions:
                    rule = self.told[said[0]][n].name
                    counts[rule] = counts.get(rule, 0) + rows[said]
        return fired, unknown


def _leading_to_decisions(policy: PolicySet) -> dict[str, list[str]]:
    """Return for each entity the child entities that have decisions, or rows below that do."""
    owners = {d.entity for d in policy.decisions.values()}
    found: dict[str, list[str]] = {}

    def has(entity: str) -> bool:
        children = [c.name for c in policy.children_of(entity)]
        found[entity] = [child for child in children if has(child)]
        return entity in owners or bool(found[entity])

    for entity in policy.entities.values():
        if entity.parent is None:
            has(entity.name)
    return found


def settled_on(answer: Answer, item: Item, name: str) -> Settled:
    """Return the decision `name` on the row `item`."""
    settled = answer[item.entity, item.key][name]
    if not isinstance(settled, Settled):
        raise TypeError(f"{name} is not a decision")
    return settled
