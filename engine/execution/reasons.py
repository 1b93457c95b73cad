"""Why an answer is not decided: missing facts, open relations, no rule, conflicts, law.

Reasons are found from an answer alone, whichever executor gave it: from the decision
down through roll-ups, unknown conditions and derived fields to the facts they read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.execution.answer import Answer, Computed, Settled
from engine.execution.formulas import Formula, Values, is_known
from engine.execution.hits import Table, could_change, table_of, whole_range
from engine.execution.subjects import Item, Lowered
from engine.facts.model import Key
from engine.language.expression import TRUE, Expr, Ref
from engine.policy.model import Decision, Derivation, PolicySet

Kind = Literal["missing", "incomplete", "no_rule", "conflict", "by_law"]


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """One reason: of what kind, on which row, which field, relation or decision there."""

    kind: Kind
    entity: str
    key: Key
    name: str
    rules: tuple[str, ...] = ()


class ByItem:
    """An answer, looked up by the row itself."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __getitem__(self, item: Item, /) -> Mapping[str, Computed]:
        """Return the derived fields and decisions of `item`, by name."""
        return self.answer[item.entity, item.key]


class Reasons:
    """Finds reasons under one policy set and as-of date; formulas are compiled when met."""

    def __init__(self, policy: PolicySet, as_of: int) -> None:
        self.policy = policy
        self.as_of = as_of
        self.formulas: dict[tuple[str, int], tuple[Expr, Formula[Lowered]]] = {}
        self.tables: dict[str, Table] = {
            d.id: table_of(d, policy.domains) for d in policy.decisions.values() if not d.take
        }

    def why(self, name: str, item: Item, answer: Answer) -> list[Reason]:
        """Return why a decision (or yes/no field) is not decided on `item`, each reason once."""
        return sorted(set(_Search(self, answer).named(name, item)))

    def formula(self, entity: str, expr: Expr) -> Formula[Lowered]:
        """Return `expr` compiled over rows of `entity`."""
        found = self.formulas.get((entity, id(expr)))
        if found is None:
            owner = self.policy.entities[entity]
            formula = Formula(self.policy, self.as_of, owner, expr, conclude=_only)
            found = self.formulas[entity, id(expr)] = (expr, formula)  # keeps the id taken
        return found[1]


def _only(values: Values) -> Lowered:
    return values[0]


class _Search:
    """One walk down an answer; a row's decision or field is looked into once."""

    def __init__(self, reasons: Reasons, answer: Answer) -> None:
        self.reasons = reasons
        self.policy = reasons.policy
        self.done = ByItem(answer)
        self.seen: set[tuple[Item, str]] = set()

    def named(self, name: str, item: Item) -> Iterator[Reason]:
        return self._ref(Ref(name), item)

    def decision(self, decision: Decision, item: Item) -> Iterator[Reason]:
        settled = self.done[item][decision.id]
        if not isinstance(settled, Settled) or self._visited(item, decision.id):
            return
        if decision.take:
            yield from self._roll_up(decision, settled, item)
        else:
            yield from self._table(decision, settled, item)

    def _visited(self, item: Item, name: str) -> bool:
        if (item, name) in self.seen:
            return True
        self.seen.add((item, name))
        return False

    def _table(self, decision: Decision, settled: Settled, item: Item) -> Iterator[Reason]:
        table = self.reasons.tables[decision.id]

        def reason(kind: Kind, rules: tuple[str, ...] = ()) -> Reason:
            return Reason(kind, item.entity, item.key, decision.id, rules)

        if settled.trouble == "no rule":
            yield reason("no_rule")
        if settled.trouble == "conflict":
            yield reason("conflict", tuple(sorted(decision.rules[n].id for n in settled.fired)))
        law = [decision.rules[n].id for n in settled.fired if table.outputs[n].by_law]
        if law:
            yield reason("by_law", tuple(sorted(law)))
        if settled.low is None or settled.low != settled.high:
            for n in could_change(table, settled):
                yield from self._condition(decision.rules[n].when, item)

    def _roll_up(self, decision: Decision, settled: Settled, item: Item) -> Iterator[Reason]:
        bottom, top = whole_range(decision, self.policy.domains)
        open_end = bottom if decision.take == "lowest" else top
        for name in decision.of:
            member = self.policy.decisions[name]
            if member.entity == decision.entity:
                rows: tuple[Item, ...] = (item,)
            else:
                rows = item.children[member.entity]
                sure = settled.low if decision.take == "highest" else settled.high
                if not item.complete[member.entity] and sure != open_end:
                    yield Reason("incomplete", item.entity, item.key, member.entity)
            for row in rows:
                below = self.done[row][name]
                if isinstance(below, Settled) and _could_move(decision, settled, below):
                    yield from self.decision(member, row)

    def _condition(self, expr: Expr, item: Item) -> Iterator[Reason]:
        """Yield what makes `expr` unknown: the unknown parts of it, down to facts."""
        if is_known(self.reasons.formula(item.entity, expr)(item, self.done)):
            return
        if isinstance(expr.value, Ref):
            yield from self._ref(expr.value, item)
        for arg in expr.args:
            yield from self._condition(arg, item)

    def _ref(self, ref: Ref, item: Item) -> Iterator[Reason]:
        for hop in ref.hops:
            target = item.links.get(hop, item.parent)
            if target is None or not target.known:
                yield Reason("missing", item.entity, item.key, hop)
                return
            item = target
        field = self.policy.entities[item.entity].fields.get(ref.name)
        if field is None:
            yield from self.decision(self.policy.decisions[ref.name], item)
        elif field.derive is None:
            yield Reason("missing", item.entity, item.key, ref.name)
        elif not self._visited(item, ref.name):
            yield from self._derived(field.derive, item)

    def _derived(self, derive: Derivation, item: Item) -> Iterator[Reason]:
        if derive.how == "expression":
            yield from self._condition(derive.expr or TRUE, item)
            return
        if not item.complete[derive.child]:
            yield Reason("incomplete", item.entity, item.key, derive.child)
        where, taken = derive.where or TRUE, derive.expr or TRUE
        for row in item.children[derive.child]:
            inside = self.reasons.formula(row.entity, where)(row, self.done)
            if inside is not False:
                yield from self._condition(where, row)
                yield from self._condition(taken, row)


def _could_move(decision: Decision, settled: Settled, member: Settled) -> bool:
    """Tell whether `member` could still change the answer of a roll-up."""
    if member.trouble == "conflict":
        return settled.trouble == "conflict" or member.low != member.high
    if decision.take == "lowest":
        return _below(member.low, settled.high)
    return _below(settled.low, member.high)


def _below(left: object, right: object) -> bool:
    return isinstance(left, int) and isinstance(right, int) and left < right
