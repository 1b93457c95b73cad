"""Trying all values: whether a changed table can answer lower, without a solver.

Each thing that the rules of a table read takes every value that they could tell apart,
known or not; where those are too many, or a condition computes, nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, product
from math import prod

from engine.analysis.proofs.classes import Class, Classes, Step
from engine.analysis.proofs.cones import cone, located, names_below, read_by
from engine.analysis.proofs.rows import World
from engine.execution.answer import Settled
from engine.execution.hits import settle, table_of, whole_range
from engine.execution.subjects import Lowered, field_range
from engine.language.expression import Expr, Ref, refs, walk
from engine.language.operators import evaluate
from engine.language.types import Kind
from engine.policy.model import Decision, Node, PolicySet

MOST = 60_000  # combinations of values that are tried
COMPARING = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
LARGE_SET = 4
ELSE = "\0"  # a text that no condition names


def never_lower(old: PolicySet, new: PolicySet, name: str) -> bool:
    """Return whether trying all values shows that a decision never answers lower."""
    if not all(name in policy.decisions for policy in (old, new)):
        return False
    names = cone(old, [name]).names | cone(new, [name]).names
    classes = Classes(old, new, Step(), World(missing=True), 0.0, names, ask=tried)
    classes.run()
    return classes.of((new.decisions[name].entity, name)) in ("same", "up")


def holds_at_least_as_often(
    old: PolicySet, new: PolicySet, entity: str, conditions: tuple[Expr, Expr]
) -> bool:
    """Return whether trying all values shows that the second condition never holds less."""
    read = {located(new, entity, ref) for condition in conditions for ref in refs(condition)}
    names = frozenset().union(*(names_below(policy, read) for policy in (old, new)))
    classes = Classes(old, new, Step(), World(missing=True), 0.0, names, ask=tried)
    classes.run()
    if any(classes.of(name) != "same" for name in read):
        return False
    rows = list(_rows(old, entity, conditions))
    truths = [[_truth(condition, *row) for condition in conditions] for row in rows]
    narrower = any((a and not b) or (a is None and b is False) for a, b in truths)
    return bool(rows) and not narrower


def _truth(condition: Expr, row: Mapping[Ref, Lowered], missing: Mapping[Ref, bool]) -> Lowered:
    return evaluate(condition, row.__getitem__, lambda ref: missing.get(ref, False), 0)


def tried(classes: Classes, node: Node) -> Class:
    """Return the class of a changed table whose inputs are the same; else `any`."""
    old, new = (p.decisions.get(node.name) for p in (classes.old, classes.new))
    if old is None or new is None or old.is_list or new.is_list:
        return "any"
    reads = {*read_by(classes.old, (node.entity, node.name))}
    reads |= {*read_by(classes.new, (node.entity, node.name))}
    if any(classes.of(name) != "same" for name in reads):
        return "any"
    pairs = list(_pairs(classes, old, new))
    if not pairs:
        return "any"
    if any(_lower(one, other) for one, other in pairs):
        return "any"
    return "up"


def _pairs(classes: Classes, old: Decision, new: Decision) -> Iterator[tuple[Settled, Settled]]:
    """Yield both answers for every combination of values; nothing where they are too many."""
    conditions = [rule.when for rule in (*old.rules, *new.rules)]
    tables = [table_of(d, p.domains) for d, p in ((old, classes.old), (new, classes.new))]
    for row, missing in _rows(classes.old, old.entity, conditions):
        one, other = (
            settle(table, *_held(decision, row, missing))
            for table, decision in zip(tables, (old, new), strict=True)
        )
        yield one, other


def _rows(
    policy: PolicySet, entity: str, conditions: Sequence[Expr]
) -> Iterator[tuple[Mapping[Ref, Lowered], Mapping[Ref, bool]]]:
    """Yield every combination of what conditions read; nothing where they are too many."""
    if any(node.op == "as_of" for when in conditions for node in walk(when)):
        return
    asked = list(dict.fromkeys(ref for when in conditions for ref in refs(when)))
    values = [_values(policy, entity, ref, conditions) for ref in asked]
    absent = list(dict.fromkeys(_asked_absent(conditions)))
    if any(not found for found in values):
        return
    if prod(map(len, values)) * 2 ** len(absent) > MOST:
        return
    for combination in product(*values):
        row = dict(zip(asked, combination, strict=True))
        for gone in product((False, True), repeat=len(absent)):
            yield row, dict(zip(absent, gone, strict=True))


def _held(
    decision: Decision, row: Mapping[Ref, Lowered], missing: Mapping[Ref, bool]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    truths = [_truth(rule.when, row, missing) for rule in decision.rules]
    fired = tuple(n for n, truth in enumerate(truths) if truth is True)
    return fired, tuple(n for n, truth in enumerate(truths) if truth is None)


def _lower(one: Settled, other: Settled) -> bool:
    ends = [(one.low, other.low), (one.high, other.high)]
    if any(not isinstance(end, int) or isinstance(end, bool) for pair in ends for end in pair):
        return (one.low, one.high) != (other.low, other.high)
    return any(int(b or 0) < int(a or 0) for a, b in ends)


def _asked_absent(conditions: Sequence[Expr]) -> Iterator[Ref]:
    for when in conditions:
        for node in walk(when):
            if node.op == "is_null" and isinstance(node.args[0].value, Ref):
                yield node.args[0].value


def _values(policy: PolicySet, entity: str, ref: Ref, conditions: Sequence[Expr]) -> list[Lowered]:
    """Return every value that the conditions could tell apart, known or not."""
    owner, name = located(policy, entity, ref)
    field = policy.entities[owner].fields.get(name)
    type = field.type if field else policy.decisions[name].gives
    if type.kind is Kind.BOOL:
        return [True, False, None]
    if type.domain:
        return _members(type.kind, len(policy.domains[type.domain].members))
    named = _compared(ref, conditions)
    if named is None:
        return []
    if not type.ordered:
        return [*(n for n in named if isinstance(n, str)), ELSE, None]
    if field is not None:
        low, high = field_range(field, policy.domains)
    else:
        low, high = (int(e or 0) for e in whole_range(policy.decisions[name], policy.domains))
    near = {int(n) + d for n in named for d in (-1, 0, 1)} | {low, high}
    points = sorted(n for n in near if low <= n <= high)
    return list(combinations_with_replacement(points, 2))


def _members(kind: Kind, count: int) -> list[Lowered]:
    if kind is Kind.CODE:
        return [*range(count), None]
    if kind is Kind.SCALE:
        return list(combinations_with_replacement(range(count), 2))
    return _sets(count)


def _sets(count: int) -> list[Lowered]:
    if count > LARGE_SET:
        return []
    masks = range(1 << count)
    return [(sure, may) for sure in masks for may in masks if sure & may == sure]


def _compared(ref: Ref, conditions: Sequence[Expr]) -> list[int | str] | None:
    """Return the literals that `ref` is compared with; None where it is used otherwise."""
    found: list[int | str] = []
    uses = counted = 0
    for when in conditions:
        for node in walk(when):
            uses += node.value == ref
            if not node.args or node.args[0].value != ref:
                continue
            if node.op == "is_null":
                counted += 1
            elif node.op == "in" and isinstance(node.value, tuple):
                counted += 1
                found += node.value
            elif node.op in COMPARING and node.args[1].op == "lit":
                counted += 1
                literal = node.args[1].value
                found += [literal] if isinstance(literal, int | str) else []
    return found if uses == counted else None
