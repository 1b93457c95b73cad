"""Forward chaining over one subject: assert facts, read what fired, assert the results.

The host walks the decision graph in order.  On each row it asserts the fact of a table,
reads which patterns fired, settles the hit policy, and what comes out stands in the facts
of the tables that read it.  Arithmetic is computed before (by the reference's formulas);
which condition holds is decided by durable-rules alone.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.execution.answer import Computed, Settled
from engine.execution.formulas import MEMO_SIZE, Formula
from engine.execution.forward_facts import filler
from engine.execution.forward_host import TABLE, Fact, Host, HostFault
from engine.execution.forward_plan import (
    DOUBT,
    HIGH,
    LOW,
    Group,
    Plan,
    Report,
    Shard,
    lay_out,
    tag_of,
)
from engine.execution.hits import ROLL_UPS, settle, table_of, whole_range
from engine.execution.quantifiers import QUANTIFIERS, Member
from engine.execution.reference import Rows, bounds_of, reachable
from engine.execution.subjects import Item
from engine.language.expression import TRUE, Expr
from engine.policy.model import Decision, Derivation, Entity, Field, Node, PolicySet

Holds = tuple[bool | None, ...]
Match = Callable[[Item, Rows], Holds]
Step = Callable[[Item, Rows], Computed]
Ask = Callable[[Item, Rows], list[Report]]
Result = tuple[int, int, bool]  # low, high, in conflict: what a roll-up reads of a member


class Chain:
    """One policy set, compiled for one as-of date, with a durable-rules host under it."""

    def __init__(self, policy: PolicySet, as_of: int) -> None:
        self.policy = policy
        self.as_of = as_of
        self.plan: Plan = lay_out(policy, as_of)
        self.host = Host(self.plan.rulesets)
        self.steps = [(node.entity, node.name, self._step(node)) for node in policy.order]

    def answer(self, root: Item) -> Rows:
        """Return what is computed on each row of the tree of `root` and of its links."""
        rows = reachable(root)
        done: Rows = {item: {} for items in rows.values() for item in items}
        try:
            for entity, name, step in self.steps:
                for item in rows.get(entity, ()):
                    done[item][name] = step(item, done)
        finally:
            self.host.end()
        return done

    def close(self) -> None:
        """Delete the rulesets."""
        self.host.close()

    def _step(self, node: Node) -> Step:
        entity = self.policy.entities[node.entity]
        if node.kind == "decision":
            decision = self.policy.decisions[node.name]
            return self._roll_up(node, decision) if decision.take else self._table(node, decision)
        field = entity.fields[node.name]
        derive = field.derive or Derivation("expression", TRUE)
        if derive.how == "expression":
            return self._expression(node, entity, derive.expr or TRUE)
        return self._quantifier(node, entity, field, derive)

    def _expression(self, node: Node, entity: Entity, expr: Expr) -> Step:
        group = self.plan.groups.get(tag_of(node))
        if group is None:  # a number, not a condition
            formula = Formula(self.policy, self.as_of, entity, expr)
            return lambda item, done: formula(item, done)[0]
        match = self._matcher(group)
        return lambda item, done: match(item, done)[0]

    def _quantifier(self, node: Node, entity: Entity, field: Field, derive: Derivation) -> Step:
        match = self._matcher(self.plan.groups[tag_of(node)])
        child = self.policy.entities[derive.child]
        quantify, bounds = QUANTIFIERS[derive.how], bounds_of(self.policy, entity, field)
        taken = None
        if derive.how in ("sum", "min", "max"):
            taken = Formula(self.policy, self.as_of, child, derive.expr or TRUE)

        def step(item: Item, done: Rows) -> Computed:
            found: list[Member] = []
            for row in item.children[child.name]:
                holds = match(row, done)
                value = taken(row, done)[0] if taken else holds[-1]
                found.append((holds[0], value))
            return quantify(found, item.complete[child.name], bounds)

        return step

    def _table(self, node: Node, decision: Decision) -> Step:
        match = self._matcher(self.plan.groups[tag_of(node)])
        table = table_of(decision, self.policy.domains)
        settled: dict[Holds, Settled] = {}

        def step(item: Item, done: Rows) -> Computed:
            holds = match(item, done)
            found = settled.get(holds)
            if found is None:
                fired = tuple(n for n, truth in enumerate(holds) if truth is True)
                unknown = tuple(n for n, truth in enumerate(holds) if truth is None)
                if len(settled) >= MEMO_SIZE:
                    settled.clear()
                found = settled[holds] = settle(table, fired, unknown)
            return found

        return step

    def _matcher(self, group: Group) -> Match:
        """Return the function that tells which conditions of `group` hold on a row."""
        entity, size = self.policy.entities[group.entity], len(group.conditions)
        shards = [self._shard(entity, shard) for shard in group.shards]
        never: Holds = (False,) * size

        def match(item: Item, done: Rows) -> Holds:
            holds: list[bool | None] | None = None
            for shard in shards:
                for number, sure in shard(item, done):
                    holds = holds or list(never)
                    if sure or holds[number] is False:
                        holds[number] = True if sure else None
            return tuple(holds) if holds else never

        return match

    def _shard(self, entity: Entity, shard: Shard) -> Ask:
        fills = [filler(self.policy, self.as_of, entity, *named) for named in shard.sources]
        host, reports = self.host, shard.reports
        ruleset, tag = shard.ruleset, shard.tag

        def ask(item: Item, done: Rows) -> list[Report]:
            fact: Fact = {TABLE: tag, DOUBT: 0}
            for fill in fills:
                if not fill(item, done, fact):
                    fact[DOUBT] = 1
            return [reports[name] for name in host.match(ruleset, fact)]

        return ask

    def _roll_up(self, node: Node, decision: Decision) -> Step:
        group = self.plan.groups.get(tag_of(node))
        ask = self._levels(group.shards[0]) if group else None
        roll_up = ROLL_UPS[decision.take or ""]
        bottom, top = (int(end or 0) for end in whole_range(decision, self.policy.domains))
        owners = [(name, self.policy.decisions[name].entity) for name in decision.of]
        below = [(owner, name) for name, owner in owners if owner != decision.entity]
        own = [name for name, owner in owners if owner == decision.entity]

        def step(item: Item, done: Rows) -> Computed:
            members = [done[item][name] for name in own]
            members += [done[row][name] for child, name in below for row in item.children[child]]
            complete = all(item.complete[child] for child, _ in below)
            results = dict.fromkeys(_result(member, bottom, top) for member in members)
            found = [ask(result) if ask else _member(*result) for result in results]
            return roll_up(found, bottom, top, complete)

        return step

    def _levels(self, shard: Shard) -> Callable[[Result], Settled]:
        """Return the function that asserts one result below and reads the levels it fires."""

        def ask(result: Result) -> Settled:
            fact: Fact = {TABLE: shard.tag, LOW: result[0], HIGH: result[1]}
            fired = {shard.reports[name] for name in self.host.match(shard.ruleset, fact)}
            ends = {is_low: level for level, is_low in fired}
            if len(fired) != 2 or len(ends) != 2:
                raise HostFault(f"a result fired {len(fired)} levels: {fact}")
            return _member(ends[True], ends[False], result[2])

        return ask


def _result(member: Computed, bottom: int, top: int) -> Result:
    if not isinstance(member, Settled):
        raise TypeError("a roll-up reads decisions")
    low = bottom if member.low is None else int(member.low)
    high = top if member.high is None else int(member.high)
    return low, high, member.trouble == "conflict"


def _member(low: int, high: int, conflict: bool) -> Settled:
    return Settled((), (), low, high, "conflict" if conflict else "")
