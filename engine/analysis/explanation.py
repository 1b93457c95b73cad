"""Why one subject has its level, as data: rules, places, clauses, and the facts behind them.

Made from the answer of any executor.  Wording is put on by `engine.reporting`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.execution.answer import Answer, Settled
from engine.execution.exact import Json, exact
from engine.execution.outcome import Outcome
from engine.execution.subjects import Item, Lowered
from engine.facts.model import Key
from engine.language.expression import Ref, refs
from engine.language.types import Type
from engine.policy.model import Decision, Entity, PolicySet, Rule

MOST_ROWS = 5


@dataclass(frozen=True, slots=True)
class FactRead:
    """One value that was read: what it is called, its value (None: unknown), its type.

    `supplied` is false for what was computed; `absent` is true where the facts lack it.
    """

    ref: Ref
    value: Json
    type: Type
    supplied: bool
    absent: bool = False


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row on which a rule held: its key, what was read there, which rules led to that."""

    entity: str
    key: Key
    facts: tuple[FactRead, ...]
    because: tuple[tuple[str, str], ...]  # (decision, rule) of the decisions that were read


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that counts: for sure, or possibly; the rows it held on and some of them."""

    decision: Decision
    rule: Rule
    sure: bool
    rows: int
    examples: tuple[RowRead, ...]


@dataclass(frozen=True)
class Explanation:
    """Everything about one answer: the steps that decide it, and those that could raise it."""

    policy: PolicySet
    outcome: Outcome
    deciding: tuple[Step, ...]
    possible: tuple[Step, ...]
    suggested: tuple[Step, ...]


def explain(policy: PolicySet, item: Item, answer: Answer, outcome: Outcome) -> Explanation:
    """Return the explanation of `outcome`, which `answer` gave for the subject `item`."""
    reader = _Reader(policy, answer)
    rows = list(_rows_below(item))
    deciding = {rule.rule for rule in outcome.rules}
    roots = _feeding(policy, policy.decide)
    steps = list(reader.steps(rows))
    raising = [
        s for s in steps if not s.sure and s.decision.id in roots and _raises(policy, s, outcome)
    ]
    return Explanation(
        policy,
        outcome,
        tuple(s for s in steps if s.sure and _name(s) in deciding),
        tuple(raising),
        tuple(s for s in steps if s.decision.role != "value"),
    )


def _raises(policy: PolicySet, step: Step, outcome: Outcome) -> bool:
    """Return whether a rule that possibly holds could lead above the sure end of the level."""
    if outcome.level is None or step.decision.gives.domain != policy.level_scale.name:
        return True
    return int(step.rule.then.high) > policy.level_scale.ids.index(outcome.level[0])


def _name(step: Step) -> str:
    return f"{step.decision.id}/{step.rule.id}"


def _feeding(policy: PolicySet, name: str) -> set[str]:
    """Return the decisions that a roll-up joins, itself and theirs included."""
    found = {name}
    for member in policy.decisions[name].of:
        found |= _feeding(policy, member)
    return found


def _rows_below(item: Item) -> Iterator[Item]:
    yield item
    for children in item.children.values():
        for child in children:
            yield from _rows_below(child)


@dataclass(frozen=True)
class _Reader:
    policy: PolicySet
    answer: Answer

    def steps(self, rows: list[Item]) -> Iterator[Step]:
        """Yield a step for each rule that fired, and for each that possibly did."""
        for decision in self.policy.decisions.values():
            own = [row for row in rows if row.entity == decision.entity]
            for position, rule in enumerate(decision.rules):
                for sure in (True, False):
                    held = [r for r in own if position in self._positions(r, decision, sure)]
                    if held:
                        yield self._step(decision, rule, sure, held)

    def _positions(self, row: Item, decision: Decision, sure: bool) -> tuple[int, ...]:
        settled = self.answer[row.entity, row.key].get(decision.id)
        if not isinstance(settled, Settled):
            return ()
        return settled.fired if sure else settled.unknown

    def _step(self, decision: Decision, rule: Rule, sure: bool, held: list[Item]) -> Step:
        first = sorted(held, key=lambda row: row.key)[:MOST_ROWS]
        return Step(decision, rule, sure, len(held), tuple(self._row(r, rule) for r in first))

    def _row(self, row: Item, rule: Rule) -> RowRead:
        facts: dict[Ref, FactRead] = {}
        because: dict[tuple[str, str], None] = {}
        self._collect(row, rule, (), facts, because)
        return RowRead(row.entity, row.key, tuple(facts.values()), tuple(because))

    def _collect(
        self,
        row: Item,
        rule: Rule,
        hops: tuple[str, ...],
        facts: dict[Ref, FactRead],
        because: dict[tuple[str, str], None],
    ) -> None:
        for ref in refs(rule.when):
            self._read(row, Ref(ref.name, hops + ref.hops), facts, because)

    def _read(
        self,
        row: Item,
        ref: Ref,
        facts: dict[Ref, FactRead],
        because: dict[tuple[str, str], None],
    ) -> None:
        """Read `ref` from `row`; what is computed from facts of the row brings those along."""
        at = _follow(row, ref.hops)
        if ref in facts or at is None:
            return
        entity = self.policy.entities[at.entity]
        decision = self.policy.decisions.get(ref.name)
        if ref.name in entity.fields:
            facts[ref] = self._field(at, entity, ref)
            derive = entity.fields[ref.name].derive
            if derive is not None and derive.how == "expression" and derive.expr is not None:
                for inner in refs(derive.expr):
                    self._read(row, Ref(inner.name, ref.hops + inner.hops), facts, because)
        elif decision is not None and at.known:
            fired = self._positions(at, decision, True)
            for position in fired:
                because[decision.id, decision.rules[position].id] = None
            for position in _looked_at(decision, fired):
                self._collect(row, decision.rules[position], ref.hops, facts, because)

    def _field(self, at: Item, entity: Entity, ref: Ref) -> FactRead:
        field = entity.fields[ref.name]
        if field.derive is None:
            absent = ref.name in at.absent or not at.known
            value: Lowered = None if absent else at.values.get(ref.name)
            shown = None if absent else exact(value, field.type, self.policy.domains)
            return FactRead(ref, shown, field.type, True, absent)
        computed = self.answer.get((at.entity, at.key), {}).get(ref.name) if at.known else None
        known = computed if not isinstance(computed, Settled) else None
        return FactRead(ref, exact(known, field.type, self.policy.domains), field.type, False)


def _looked_at(decision: Decision, fired: tuple[int, ...]) -> tuple[int, ...]:
    """Return the rules whose facts made `fired` the answer: under `first`, those above it too."""
    return tuple(range(max(fired) + 1)) if decision.hit == "first" and fired else fired


def _follow(row: Item, hops: tuple[str, ...]) -> Item | None:
    for hop in hops:
        if hop in row.links:
            row = row.links[hop]
        elif row.parent is not None and row.parent.entity == hop:
            row = row.parent
        else:
            return None
    return row


def fields(explanation: Explanation) -> Mapping[str, object]:
    """Return the explanation as plain data for JSON, with files and lines."""
    return {
        "deciding": [_step_fields(step) for step in explanation.deciding],
        "possible": [_step_fields(step) for step in explanation.possible],
        "suggested": [_step_fields(step) for step in explanation.suggested],
    }


def _step_fields(step: Step) -> dict[str, object]:
    place = step.rule.place
    return {
        "rule": _name(step),
        "file": place.file,
        "line": place.line,
        "sure": step.sure,
        "rows": step.rows,
        "cites": list(step.rule.cites),
        "basis": step.rule.basis,
        "examples": [
            {
                "entity": row.entity,
                "key": list(row.key),
                "facts": {str(f.ref): f.value for f in row.facts},
                "because": [f"{decision}/{rule}" for decision, rule in row.because],
            }
            for row in step.examples
        ],
    }
