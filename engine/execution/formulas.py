"""Expressions compiled to closures, and how a row is read for them.

A formula is a function of the values it reads and of nothing else: first its cells are
read from the row (and over links and parents), then the answer follows from the cells
alone.  Equal cells are therefore answered once, from a bounded memo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, Generic, Protocol, TypeVar, overload

from engine.execution.answer import Computed, Settled
from engine.execution.hits import whole_range
from engine.execution.subjects import Item, Lowered, unknown_value
from engine.language.expression import Expr, Ref
from engine.language.operators import OPERATORS, lowered
from engine.policy.model import Entity, PolicySet

MEMO_SIZE = 20_000


class Done(Protocol):
    """What was computed so far, by row."""

    def __getitem__(self, item: Item, /) -> Mapping[str, Computed]:
        """Return the derived fields and decisions of `item`, by name."""
        ...


Concluded = TypeVar("Concluded")
Values = tuple[Lowered, ...]
Cells = tuple[Lowered, ...]
Closure = Callable[[Cells], Lowered]
Getter = Callable[[Item, Done], Lowered]


class Formula(Generic[Concluded]):
    """Expressions over the rows of one entity, and what is concluded from their values.

    Called with a row and what was computed so far, it answers from the values it reads:
    with the values of its expressions, or with what `conclude` makes of them.
    """

    @overload
    def __init__(
        self: Formula[Values], policy: PolicySet, as_of: int, entity: Entity, *expressions: Expr
    ) -> None: ...

    @overload
    def __init__(
        self,
        policy: PolicySet,
        as_of: int,
        entity: Entity,
        *expressions: Expr,
        conclude: Callable[[Values], Concluded],
    ) -> None: ...

    def __init__(
        self,
        policy: PolicySet,
        as_of: int,
        entity: Entity,
        *expressions: Expr,
        conclude: Callable[[Values], Any] = tuple,
    ) -> None:
        self.slots: dict[tuple[Ref, bool], int] = {}
        self.closures = [self._compile(e, as_of) for e in expressions]
        cells = cells_of(policy, entity, list(self.slots))
        self.ask: Callable[[Item, Done], Concluded] = remembering(cells, self.closures, conclude)

    def __call__(self, item: Item, done: Done) -> Concluded:
        """Return what follows from the values of the expressions on the row `item`."""
        return self.ask(item, done)

    def _compile(self, expr: Expr, as_of: int) -> Closure:
        if isinstance(expr.value, Ref):
            return self._slot(expr.value, null=False)
        if expr.op == "is_null":
            asked = expr.args[0].value
            return self._slot(asked, null=True) if isinstance(asked, Ref) else lambda cells: False
        return operation(expr, [self._compile(arg, as_of) for arg in expr.args], as_of)

    def _slot(self, ref: Ref, null: bool) -> Closure:
        position = self.slots.setdefault((ref, null), len(self.slots))
        return lambda cells: cells[position]


def remembering(
    cells: Callable[[Item, Done], Cells],
    closures: Sequence[Closure],
    conclude: Callable[[Values], Concluded],
) -> Callable[[Item, Done], Concluded]:
    """Return the function that concludes from what it reads on a row, once for equal cells."""
    memo: dict[Cells, Concluded] = {}

    def ask(item: Item, done: Done) -> Concluded:
        read = cells(item, done)
        try:
            return memo[read]
        except KeyError:
            if len(memo) >= MEMO_SIZE:
                memo.clear()
            found = conclude(tuple([closure(read) for closure in closures]))
            memo[read] = found
            return found

    return ask


def cells_of(
    policy: PolicySet, entity: Entity, slots: Sequence[tuple[Ref, bool]]
) -> Callable[[Item, Done], Cells]:
    """Return the function that reads all `slots` of a row, stored facts in one go."""
    stored = [
        ref.name
        for ref, null in slots
        if not (null or ref.hops)
        and ref.name in entity.fields
        and entity.fields[ref.name].derive is None
    ]
    if len(stored) == len(slots) > 1:
        together = itemgetter(*stored)
        return lambda item, done: together(item.values)
    if len(stored) == len(slots) == 1:
        (name,) = stored
        return lambda item, done: (item.values[name],)
    getters = [getter(policy, entity, *slot) for slot in slots]
    if len(getters) == 2:
        one, other = getters
        return lambda item, done: (one(item, done), other(item, done))
    return lambda item, done: tuple([get(item, done) for get in getters])


def operation(expr: Expr, args: Sequence[Closure], as_of: int) -> Closure:
    """Return the closure of one node over the closures of its arguments.

    What it means is said by its row of `OPERATORS`; one and two arguments are written out
    because almost every node has them.
    """
    if expr.op == "lit":
        return _constant(lowered(expr))
    if expr.op == "as_of":
        return _constant((as_of, as_of))
    row = OPERATORS[expr.op]
    if row.meaning is None:
        raise ValueError(f"operator {expr.op} has no meaning over values")
    meaning = partial(row.meaning, expr.value) if row.fixed else row.meaning
    if len(args) == 1:
        (only,) = args
        return lambda cells: meaning(only(cells))
    if len(args) == 2:
        left, right = args
        return lambda cells: meaning(left(cells), right(cells))
    return lambda cells: meaning(*[arg(cells) for arg in args])


def _constant(value: Lowered) -> Closure:
    return lambda cells: value


def getter(policy: PolicySet, entity: Entity, ref: Ref, null: bool) -> Getter:
    """Return the function that reads `ref` (or whether it is absent) from a row."""
    links = []
    for hop in ref.hops:
        links.append(hop if hop in entity.refers else "")
        entity = policy.entities[entity.refers.get(hop, hop)]
    read, unknown = _own(policy, entity, ref.name, null)
    if not links:
        return read

    if len(links) == 1:
        field = entity.fields.get(ref.name)
        if links[0] and not null and field is not None and field.derive is None:
            return _stored_over(links[0], ref.name)
        return _one_hop(links[0], read, unknown)

    def reach(item: Item, done: Done) -> Lowered:
        for link in links:
            target = item.links[link] if link else item.parent
            if target is None or not target.known:
                return unknown
            item = target
        return read(item, done)

    return reach


def _one_hop(link: str, read: Getter, unknown: Lowered) -> Getter:
    """Return how a row is read over one reference, or ("") from the row above."""

    def reach(item: Item, done: Done) -> Lowered:
        target = item.links[link] if link else item.parent
        return read(target, done) if target is not None and target.known else unknown

    return reach


def _stored_over(link: str, name: str) -> Getter:
    """Return how a stored fact is read over a reference: a row that is not known holds all
    facts as unknown, so none needs to be told apart.
    """
    return lambda item, done: item.links[link].values[name]


def _own(policy: PolicySet, entity: Entity, name: str, null: bool) -> tuple[Getter, Lowered]:
    """Return how a row's own field or decision is read, and what it is when unknown."""
    field = entity.fields.get(name)
    if null:
        if field is None or field.derive is not None:
            return lambda item, done: False, False
        return lambda item, done: name in item.absent, True
    if field is not None:
        unknown = unknown_value(field, policy.domains)
        if field.derive is None:
            return lambda item, done: item.values[name], unknown
        return lambda item, done: plain(done[item][name]), unknown
    decision = policy.decisions[name]
    whole = Settled((), (), *whole_range(decision, policy.domains))
    ordered = decision.gives.ordered

    def read(item: Item, done: Done) -> Lowered:
        return read_decision(done[item][name], ordered)

    return read, read_decision(whole, ordered)


def plain(computed: Computed) -> Lowered:
    """Return the value of a derived field."""
    if isinstance(computed, Settled):
        raise TypeError("a derived field has a value, not a settled decision")
    return computed


def read_decision(computed: Computed, ordered: bool) -> Lowered:
    """Return a decision as a condition reads it: a pair where its type has an order."""
    if not isinstance(computed, Settled):
        raise TypeError("a decision is settled, not a plain value")
    low, high = computed.low, computed.high
    if not ordered:
        return low
    return (int(low), int(high)) if low is not None and high is not None else None


def is_known(value: Lowered) -> bool:
    """Tell whether a lowered value is one value, not several and not unknown."""
    return value[0] == value[1] if isinstance(value, tuple) else value is not None
