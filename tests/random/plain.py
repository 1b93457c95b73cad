"""An evaluator that knows no unknowns, and the complete worlds that incomplete facts allow.

It shares nothing with the executors but the IR: plain values, plain Python, one world at
a time.  Where a policy leaves the answer open even on complete facts (a range by law, no
rule, a conflict) it draws one of the answers that are possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from random import Random

from engine.execution.subjects import Item, unknown_value
from engine.language.expression import Expr, Ref
from engine.language.types import Kind, Type
from engine.policy.model import Decision, Derivation, Field, Output, PolicySet

Value = bool | int | str | None


@dataclass(eq=False)
class Being:
    """One row of a complete world; `item` is the row it completes, None for an added one."""

    entity: str
    values: dict[str, Value]
    absent: frozenset[str]
    parent: Being | None = None
    item: Item | None = None
    links: dict[str, Being] = field(default_factory=dict)
    children: dict[str, list[Being]] = field(default_factory=dict)
    phantom: bool = False


class World:
    """A complete world: answers what any field or decision is there."""

    def __init__(self, policy: PolicySet, as_of: int, rng: Random) -> None:
        self.policy, self.as_of, self.rng = policy, as_of, rng
        self.known: dict[tuple[Being, str], Value] = {}
        self.drew = False  # whether something was open although all facts were there

    def read(self, being: Being, name: str) -> Value:
        entity = self.policy.entities[being.entity]
        if being.phantom and (being, name) not in self.known:
            self.known[being, name] = self._anything(being.entity, name)
        if name in being.values:
            return being.values[name]
        if (being, name) not in self.known:
            found = entity.fields.get(name)
            if found is not None and found.derive is not None:
                value = self._derived(being, found, found.derive)
            else:
                value = self._decision(being, self.policy.decisions[name])
            self.known[being, name] = value
        return self.known[being, name]

    def _anything(self, entity: str, name: str) -> Value:
        found = self.policy.entities[entity].fields.get(name)
        if found is None:
            return self._open(self.policy.decisions[name])
        return self.rng.choice(possible(self.policy, found))

    def expression(self, expr: Expr, being: Being) -> Value:
        if expr.op == "lit":
            return expr.value  # type: ignore[return-value]
        if expr.op == "as_of":
            return self.as_of
        if expr.op == "ref":
            assert isinstance(expr.value, Ref)
            return self.read(follow(expr.value, being), expr.value.name)
        if expr.op == "is_null":
            asked = expr.args[0].value
            assert isinstance(asked, Ref)
            return asked.name in follow(asked, being).absent
        if expr.op == "if":
            return self.expression(
                expr.args[1 if self.expression(expr.args[0], being) else 2], being
            )
        args = [self.expression(arg, being) for arg in expr.args]
        return _apply(expr, args)

    def holding(self, being: Being, decision: Decision) -> list[int]:
        return [n for n, r in enumerate(decision.rules) if self.expression(r.when, being)]

    def _derived(self, being: Being, of: Field, derive: Derivation) -> Value:  # noqa: PLR0911
        if derive.how == "expression":
            assert derive.expr is not None
            return self.expression(derive.expr, being)
        rows = [
            row
            for row in being.children[derive.child]
            if derive.where is None or self.expression(derive.where, row)
        ]
        if derive.how == "count":
            return len(rows)
        taken = [self.expression(derive.expr, row) if derive.expr else True for row in rows]
        if derive.how in ("any", "all"):
            return any(taken) if derive.how == "any" else all(taken)
        numbers = [int(v or 0) for v in taken]
        if derive.how == "sum":
            return sum(numbers)
        if numbers:
            return max(numbers) if derive.how == "max" else min(numbers)
        if derive.otherwise is not None:
            return derive.otherwise
        self.drew = True
        return self.rng.choice(possible(self.policy, of))

    def _decision(self, being: Being, decision: Decision) -> Value:  # noqa: PLR0911
        if decision.take:
            return self._rolled_up(being, decision)
        if decision.is_list:
            return None
        held = self.holding(being, decision)
        outputs = [decision.rules[n].then for n in held]
        if decision.hit == "count":
            return len(held)
        if decision.hit == "sum":
            return sum(int(self._one(o, decision) or 0) for o in outputs)
        if not outputs:
            return self._open(decision)
        if decision.hit in ("unique", "any"):
            return self._agreed(outputs, decision)
        if decision.hit == "first":
            return self._one(outputs[0], decision)
        if decision.hit == "priority":
            best = min(outputs, key=lambda o: decision.order.index(o.low))
            return self._one(best, decision)
        numbers = [int(self._one(o, decision) or 0) for o in outputs]
        return max(numbers) if decision.hit in ("highest", "max") else min(numbers)

    def _agreed(self, outputs: list[Output], decision: Decision) -> Value:
        said = {(o.low, o.high) for o in outputs}
        if len(said) == 1:
            return self._one(outputs[0], decision)
        self.drew = True
        return self._one(self.rng.choice(outputs), decision)

    def _one(self, output: Output, decision: Decision) -> Value:
        if output.low == output.high:
            return output.low
        self.drew = True
        return self.rng.randint(int(output.low), int(output.high))

    def _open(self, decision: Decision) -> Value:
        """No rule holds: the answer may be anything."""
        self.drew = True
        outputs = [r.then for r in decision.rules]
        kind = decision.gives
        if kind.kind is Kind.SCALE:
            return self.rng.randint(0, self.policy.domains[kind.domain].top)
        if kind.kind is Kind.BOOL:
            return self.rng.choice((True, False))
        if kind.kind is Kind.CODE:
            return self.rng.randrange(len(self.policy.domains[kind.domain].members))
        if kind.ordered and decision.hit not in ("sum", "count"):
            ends = [int(e) for o in outputs for e in (o.low, o.high)]
            return self.rng.randint(min(ends), max(ends))
        if decision.hit == "count":
            return self.rng.randint(0, len(outputs))
        return self.rng.choice([o.low for o in outputs] or [0])

    def _rolled_up(self, being: Being, decision: Decision) -> Value:
        members = []
        for name in decision.of:
            owner = self.policy.decisions[name].entity
            rows = [being] if owner == decision.entity else being.children[owner]
            members += [int(self.read(row, name) or 0) for row in rows]
        top = self.policy.domains[decision.gives.domain].top
        if decision.take == "highest":
            return max(members, default=0)
        return min(members, default=top)


def follow(ref: Ref, being: Being) -> Being:
    """Return the row that `ref` is read from; past a phantom everything is a phantom."""
    for hop in ref.hops:
        target = being.links.get(hop) or being.parent
        assert target is not None
        being = target
        if being.phantom:
            break
    return being


def _apply(expr: Expr, args: list[Value]) -> Value:  # noqa: PLR0911
    numbers = [a for a in args if isinstance(a, int)]
    op = expr.op
    if op == "and":
        return all(args)
    if op == "or":
        return any(args)
    if op == "not":
        return not args[0]
    if op in ("eq", "ne"):
        return (args[0] == args[1]) is (op == "eq")
    if op == "in":
        assert isinstance(expr.value, tuple)
        return args[0] in expr.value
    if op == "has":
        return bool(numbers[0] >> int(str(expr.value)) & 1)
    if op == "size":
        return bin(numbers[0]).count("1")
    if op == "year":
        return (date(1970, 1, 1) + timedelta(numbers[0])).year
    if op == "neg":
        return -numbers[0]
    a, b = numbers
    results: dict[str, Value] = {
        "lt": a < b, "le": a <= b, "gt": a > b, "ge": a >= b,
        "add": a + b, "sub": a - b, "mul": a * b,
    }  # fmt: skip
    return results[op]


def possible(policy: PolicySet, of: Field) -> list[Value]:
    """Return every value that a field may have, lowered and without pairs."""
    kind = of.type.kind
    if kind is Kind.BOOL:
        return [True, False]
    if kind is Kind.TEXT:
        return ["u", "v", "w", "something else"]
    if kind is Kind.CODE:
        return list(range(len(policy.domains[of.type.domain].members)))
    ends = unknown_value(of, policy.domains)
    assert isinstance(ends, tuple)
    return list(range(ends[0], ends[1] + 1))  # a set: every mask


def worlds(
    policy: PolicySet, item: Item, as_of: int, rng: Random, most: int
) -> Iterator[tuple[World, Being, bool]]:
    """Yield complete worlds of the tree of `item`: all of them where they are few.

    The last of the three is true where every world is among those yielded.
    """
    gaps = list(_gaps(policy, item))
    size = 1
    for _, _, values in gaps:
        size *= len(values)
    every = size <= most and not _open_ended(item)
    draws: Iterator[tuple[Value, ...]]
    if every:
        draws = product(*(values for _, _, values in gaps))
    else:
        draws = (tuple(rng.choice(values) for _, _, values in gaps) for _ in range(most // 4))
    for drawn in draws:
        filled = {(row, name): v for (row, name, _), v in zip(gaps, drawn, strict=True)}
        made: dict[Item, Being] = {}
        root = _complete(policy, item, None, filled, made, rng)
        for row, being in made.items():
            for link, target in row.links.items():
                nobody = Being(target.entity, {}, target.absent, phantom=True)
                being.links[link] = made[target] if target.known else nobody
        yield World(policy, as_of, rng), root, every


def _gaps(policy: PolicySet, item: Item) -> Iterator[tuple[Item, str, list[Value]]]:
    for name in sorted(item.absent):
        yield item, name, possible(policy, policy.entities[item.entity].fields[name])
    for children in item.children.values():
        for child in children:
            yield from _gaps(policy, child)


def _open_ended(item: Item) -> bool:
    if not all(item.complete.values()) or any(not i.known for i in item.links.values()):
        return True
    return any(_open_ended(c) for children in item.children.values() for c in children)


def _complete(
    policy: PolicySet,
    item: Item,
    parent: Being | None,
    filled: dict[tuple[Item, str], Value],
    made: dict[Item, Being],
    rng: Random,
) -> Being:
    entity = policy.entities[item.entity]
    values: dict[str, Value] = {}
    for of in entity.stored:
        key = (item, of.name)
        values[of.name] = filled[key] if key in filled else _plain(item.values[of.name], of.type)
    being = Being(item.entity, values, item.absent, parent, item)
    made[item] = being
    for child, rows in item.children.items():
        being.children[child] = [_complete(policy, r, being, filled, made, rng) for r in rows]
        if not item.complete[child]:
            room = entity.max_children[child] - len(rows)
            for _ in range(rng.randint(0, max(0, room))):
                being.children[child].append(_added(policy, child, being, rng))
    return being


def _added(policy: PolicySet, name: str, parent: Being, rng: Random) -> Being:
    """Return a row that the facts did not have, with anything in it."""
    entity = policy.entities[name]
    values: dict[str, Value] = {f.name: rng.choice(possible(policy, f)) for f in entity.stored}
    can_lack = [f.name for f in entity.stored if f.missing.kind != "value"]
    absent = frozenset(n for n in can_lack if rng.random() < 0.3)
    being = Being(name, values, absent, parent)
    for link, target in entity.refers.items():
        stored = [f.name for f in policy.entities[target].stored]
        being.links[link] = Being(target, {}, frozenset(stored), phantom=True)
    for child in policy.children_of(name):
        room = entity.max_children[child.name]
        being.children[child.name] = [
            _added(policy, child.name, being, rng) for _ in range(rng.randint(0, room))
        ]
    return being


def _plain(value: object, type: Type) -> Value:
    if isinstance(value, tuple):
        assert value[0] == value[1], f"{type} is not known"
        return int(value[0])
    assert isinstance(value, (bool, int, str))
    return value
