"""The reference executor: closures over the IR, one subject at a time, plain reading of
`docs/meaning.md`.  It is the oracle that the other executors are held against.

What repeats is answered once: a formula remembers its answer by the values it read, a
table by the truth of its conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from engine.execution.answer import Answer, Computed, Settled
from engine.execution.formulas import MEMO_SIZE, Formula
from engine.execution.hits import ROLL_UPS, settle, table_of, whole_range
from engine.execution.quantifiers import QUANTIFIERS, Bounds, Member
from engine.execution.subjects import Item, Lowered, field_range
from engine.language.expression import TRUE
from engine.language.types import INT64_MAX, INT64_MIN, Kind
from engine.policy.model import Decision, Entity, Field, Node, PolicySet

Rows = dict[Item, dict[str, Computed]]
Step = Callable[[Item, Rows], Computed]


def answers(policy: PolicySet, items: Iterable[Item], as_of: int) -> Iterator[Answer]:
    """Yield the answer of each item: what every field and decision is on every row.

    An answer holds all rows of the item's tree, and the rows that links lead to.
    """
    program = Program(policy, as_of)
    root, answer = None, None
    for item in items:
        if answer is None or item.root is not root:
            root, answer = item.root, program.answer(item.root)
        yield answer


class Program:
    """A policy set compiled for one as-of date: one step per derived field and decision."""

    def __init__(self, policy: PolicySet, as_of: int) -> None:
        self.policy = policy
        self.as_of = as_of
        self.steps = [(node.entity, node.name, self._step(node)) for node in policy.order]

    def answer(self, root: Item) -> Answer:
        """Return what is computed on the tree of `root` and on the rows it links to."""
        rows = reachable(root)
        done: Rows = {item: {} for items in rows.values() for item in items}
        for entity, name, step in self.steps:
            for item in rows.get(entity, ()):
                done[item][name] = step(item, done)
        return {(item.entity, item.key): computed for item, computed in done.items()}

    def _step(self, node: Node) -> Step:
        entity = self.policy.entities[node.entity]
        if node.kind == "field":
            return self._field_step(entity, entity.fields[node.name])
        decision = self.policy.decisions[node.name]
        return self._roll_up_step(decision) if decision.take else self._table_step(decision)

    def _field_step(self, entity: Entity, field: Field) -> Step:
        derive = field.derive
        if derive is None:
            raise ValueError(f"{entity.name}.{field.name} is not derived")
        if derive.how == "expression":
            formula = Formula(self.policy, self.as_of, entity, derive.expr or TRUE)
            return lambda item, done: formula(item, done)[0]
        child = self.policy.entities[derive.child]
        members = Formula(self.policy, self.as_of, child, derive.where or TRUE, derive.expr or TRUE)
        quantify, bounds = QUANTIFIERS[derive.how], bounds_of(self.policy, entity, field)

        def step(item: Item, done: Rows) -> Computed:
            found: list[Member] = []
            for row in item.children[child.name]:
                inside, value = members(row, done)
                found.append((inside if isinstance(inside, bool) else None, value))
            return quantify(found, item.complete[child.name], bounds)

        return step

    def _table_step(self, decision: Decision) -> Step:
        table = table_of(decision, self.policy.domains)
        entity = self.policy.entities[decision.entity]
        conditions = (rule.when for rule in decision.rules)
        formula = Formula(self.policy, self.as_of, entity, *conditions)
        settled: dict[tuple[Lowered, ...], Settled] = {}

        def step(item: Item, done: Rows) -> Computed:
            holds = formula(item, done)
            found = settled.get(holds)
            if found is None:
                fired = tuple(n for n, truth in enumerate(holds) if truth is True)
                unknown = tuple(n for n, truth in enumerate(holds) if truth is None)
                if len(settled) >= MEMO_SIZE:
                    settled.clear()
                found = settled[holds] = settle(table, fired, unknown)
            return found

        return step

    def _roll_up_step(self, decision: Decision) -> Step:
        roll_up = ROLL_UPS[decision.take or ""]
        bottom, top = whole_range(decision, self.policy.domains)
        owners = [(name, self.policy.decisions[name].entity) for name in decision.of]
        own = [name for name, owner in owners if owner == decision.entity]
        below = [(owner, name) for name, owner in owners if owner != decision.entity]

        def members(item: Item, done: Rows) -> Iterator[Computed]:
            for name in own:
                yield done[item][name]
            for child, name in below:
                for row in item.children[child]:
                    yield done[row][name]

        def step(item: Item, done: Rows) -> Computed:
            complete = all(item.complete[child] for child, _ in below)
            settled = (m for m in members(item, done) if isinstance(m, Settled))
            return roll_up(settled, int(bottom or 0), int(top or 0), complete)

        return step


def reachable(root: Item) -> dict[str, list[Item]]:
    """Return all rows of the tree of `root` and of the trees that its links lead to."""
    rows: dict[str, list[Item]] = {}
    roots, seen = [root], {root}
    for top in roots:
        waiting = [top]
        while waiting:
            item = waiting.pop()
            rows.setdefault(item.entity, []).append(item)
            for children in item.children.values():
                waiting.extend(children)
            for linked in item.links.values():
                if linked.known and linked.root not in seen:
                    seen.add(linked.root)
                    roots.append(linked.root)
    return rows


def bounds_of(policy: PolicySet, entity: Entity, field: Field) -> Bounds:
    """Return what is known of a quantified field without looking at the children."""
    derive = field.derive
    low, high = field_range(field, policy.domains) if field.type.ordered else (0, 0)
    if derive is None:
        return Bounds(low, high, high, 0, 0)
    expr = derive.expr
    least, most = INT64_MIN, INT64_MAX
    if expr is not None:
        if expr.type.kind is Kind.SCALE:
            least, most = 0, policy.domains[expr.type.domain].top
        least = least if expr.low is None else expr.low
        most = most if expr.high is None else expr.high
    otherwise = derive.otherwise
    return Bounds(
        low,
        high,
        entity.max_children.get(derive.child, high),
        least,
        most,
        otherwise if isinstance(otherwise, int) else None,
    )
