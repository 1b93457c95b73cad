"""What a policy set computes on rows whose facts are open."""

from __future__ import annotations

from collections.abc import Callable

from engine.analysis.proofs.quantities import QUANTITIES, Child
from engine.analysis.proofs.rows import Row, Space
from engine.analysis.proofs.solver import (
    Term,
    conj,
    disj,
    neg,
    pick,
    some_integer,
    some_truth,
    truth,
)
from engine.analysis.proofs.tables import Decided, Joined, decide, roll_up
from engine.analysis.proofs.values import Coded, Range, Truth, Value, evaluate, switch
from engine.execution.hits import whole_range
from engine.execution.reference import bounds_of
from engine.language.expression import TRUE, Expr
from engine.policy.model import Decision, Entity, Field, PolicySet

Instead = Callable[[Row, str], Value | None]


class Reading:
    """The fields and decisions of one policy set on the rows of a space.

    `instead` may put another value in place of a field or decision, before it is computed.
    """

    def __init__(self, policy: PolicySet, space: Space, instead: Instead | None = None) -> None:
        self.policy, self.space = policy, space
        self.instead = instead
        self.known: dict[tuple[Row, str], Value] = {}
        self.decided: dict[tuple[Row, str], Decided] = {}

    def value(self, row: Row, name: str) -> Value:
        """Return a field or decision of a row, as a condition reads it."""
        found = self.known.get((row, name))
        if found is None:
            other = self.instead(row, name) if self.instead else None
            found = self.known[row, name] = self._value(row, name) if other is None else other
        return found

    def _value(self, row: Row, name: str) -> Value:
        field = self.policy.entities[row.entity].fields.get(name)
        if field is None:
            return self._settled(row, name)
        return row.values[name] if field.derive is None else self.derived(row, field)

    def derived(self, row: Row, field: Field) -> Value:
        """Return a derived field of a row; over child rows that are not told, anything."""
        derive = field.derive
        assert derive is not None
        if derive.how == "expression":
            return self.ask(row, derive.expr or TRUE)
        entity = self.policy.entities[row.entity]
        if row.children is None:
            return self._any_quantity(row, entity, field)
        children = []
        for child in row.children[derive.child]:
            inside = self.ask(child, derive.where or TRUE)
            assert isinstance(inside, Truth)
            sure, may = conj(child.present, inside.sure), conj(child.present, inside.may)
            children.append(Child(sure, may, self.ask(child, derive.expr or TRUE)))
        bounds = bounds_of(self.policy, entity, field)
        return QUANTITIES[derive.how](children, row.complete[derive.child], bounds)

    def _any_quantity(self, row: Row, entity: Entity, field: Field) -> Value:
        derive = field.derive
        assert derive is not None
        bounds = bounds_of(self.policy, entity, field)
        low, high = bounds.low, bounds.high
        if derive.how == "count":
            low, high = 0, max(high, bounds.most)
        return self.space.any_of((entity.name, field.name), field.type, low, high)

    def _settled(self, row: Row, name: str) -> Value:
        """Return a decision as it is read; in the settled world it is one value."""
        value = self.decision(row, name).value
        assert value is not None
        if not self.space.world.settled:
            return value
        stem = self.space.name(f"{row.name}.{name}.is")
        if isinstance(value, Range):
            number = some_integer(stem)
            self.space.keep(number >= value.low, number <= value.high)
            return Range(number, number)
        if isinstance(value, Truth):
            chosen = some_truth(stem)
            self.space.keep(disj(neg(value.sure), chosen), disj(value.may, neg(chosen)))
            return Truth(chosen, chosen)
        assert isinstance(value, Coded)
        number = some_integer(stem)
        self.space.keep(disj(neg(value.known), number == value.value), number >= 0)
        domain = self.policy.domains.get(self.policy.decisions[name].gives.domain)
        if domain is not None:
            self.space.keep(number < len(domain.members))
        return Coded(number, truth(True))

    def decision(self, row: Row, name: str) -> Decided:
        """Return a decision of a row, with its rules."""
        found = self.decided.get((row, name))
        if found is None:
            found = self.decided[row, name] = self._decision(row, self.policy.decisions[name])
        return found

    def _decision(self, row: Row, decision: Decision) -> Decided:
        if decision.take:
            return self._rolled(row, decision, decision.take)
        rules = []
        for rule in decision.rules:
            held = self.ask(row, rule.when)
            assert isinstance(held, Truth)
            rules.append(held)
        return decide(decision, self.policy.domains, rules, self.space.texts)

    def _rolled(self, row: Row, decision: Decision, take: str) -> Decided:
        top = int(whole_range(decision, self.policy.domains)[1] or 0)
        below = [n for n in decision.of if self.policy.decisions[n].entity != row.entity]
        if row.children is None and below:
            value = self.space.open(decision.gives, 0, top, f"{row.name}.{decision.id}")
            troubled = some_truth(self.space.name(f"{row.name}.{decision.id}.conflict"))
            return Decided((), value, troubled, truth(False))
        members = [self._joined(row, n) for n in decision.of if n not in below]
        complete = truth(True)
        for name in below:
            child = self.policy.decisions[name].entity
            members += [self._joined(r, name) for r in (row.children or {})[child]]
            complete = conj(complete, row.complete[child])
        return roll_up(take, members, top, complete)

    def _joined(self, row: Row, name: str) -> Joined:
        found = self.decision(row, name)
        other = self.instead(row, name) if self.instead else None
        value = found.value if other is None else other
        assert isinstance(value, Range)
        return Joined(row.present, value, found.conflict)

    # Conditions

    def ask(self, row: Row, expr: Expr) -> Value:
        """Return what a condition gives on a row."""
        return evaluate(
            expr,
            lambda ref: self.reach(row, ref.hops, ref.name),
            lambda ref: self.absent(row, ref.hops, ref.name),
            self.space.today,
            self.space.texts,
        )

    def reach(self, row: Row, hops: tuple[str, ...], name: str) -> Value:
        """Return what stands at the end of a way over links and parents."""
        if not hops:
            return self.value(row, name)
        hop, rest = hops[0], hops[1:]
        nothing = self.space.unknown(self.policy, self._end(row, hops), name)
        if hop not in self.policy.entities[row.entity].refers:
            return nothing if row.parent is None else self.reach(row.parent, rest, name)
        ways = row.links.get(hop, [])
        if self.space.world.settled and row.children is None and ways:
            return self.reach(ways[0][1], rest, name)  # where it leads is not given, but it leads
        found = nothing
        for leads, target in ways:
            found = switch(leads, self.reach(target, rest, name), found)
        return found

    def absent(self, row: Row, hops: tuple[str, ...], name: str) -> Term:
        """Return whether a fact at the end of a way is not there."""
        if not hops:
            given = row.given.get(name)
            return truth(False) if given is None else neg(given)
        hop, rest = hops[0], hops[1:]
        derived = name not in self.policy.entities[self._end(row, hops)].fields
        if hop not in self.policy.entities[row.entity].refers:
            gone = truth(not derived)
            return gone if row.parent is None else self.absent(row.parent, rest, name)
        found = truth(True)
        for leads, target in row.links.get(hop, []):
            found = pick(leads, self.absent(target, rest, name), found)
        return found

    def _end(self, row: Row, hops: tuple[str, ...]) -> str:
        entity = self.policy.entities[row.entity]
        for hop in hops:
            entity = self.policy.entities[entity.refers.get(hop, hop)]
        return entity.name


def differs(one: Value, other: Value) -> Term:
    """Return whether two values are not the same, in what is known of them too."""
    if isinstance(one, Range) and isinstance(other, Range):
        return disj(one.low != other.low, one.high != other.high)
    if isinstance(one, Truth) and isinstance(other, Truth):
        return disj(one.sure != other.sure, one.may != other.may)
    if isinstance(one, Coded) and isinstance(other, Coded):
        return disj(one.known != other.known, conj(one.known, one.value != other.value))
    raise TypeError("values of two kinds")


def drops(one: Value, other: Value) -> Term:
    """Return whether an end of `other` is lower than that of `one`."""
    if isinstance(one, Range) and isinstance(other, Range):
        return disj(other.low < one.low, other.high < one.high)
    if isinstance(one, Truth) and isinstance(other, Truth):
        return disj(conj(one.sure, neg(other.sure)), conj(one.may, neg(other.may)))
    return differs(one, other)
