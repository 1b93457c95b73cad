"""What a decision rests on: the fields and decisions it reads, and the entities they are of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.language.expression import Expr, Ref, refs
from engine.policy.model import Derivation, PolicySet

Name = tuple[str, str]  # entity, field or decision


@dataclass(frozen=True)
class Cone:
    """`names`: all that is read, stored fields too; `entities`: whose rows it is read from."""

    names: frozenset[Name]
    entities: frozenset[str]


def cone(policy: PolicySet, decisions: Iterable[str]) -> Cone:
    """Return everything that `decisions` rest on, themselves included."""
    names = names_below(policy, [(policy.decisions[d].entity, d) for d in decisions])
    entities = {entity for entity, _ in names}
    derivations = (_derivation(policy, name) for name in names)
    entities.update(d.child for d in derivations if d is not None and d.child)
    for entity in list(entities):
        entities.update(line(policy, entity))
    return Cone(names, frozenset(entities))


def names_below(policy: PolicySet, tops: Iterable[Name]) -> frozenset[Name]:
    """Return `tops` and everything they rest on."""
    waiting, names = list(tops), set[Name]()
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            waiting += read_by(policy, name)
    return frozenset(names)


def read_by(policy: PolicySet, name: Name) -> Iterable[Name]:
    """Return what one field or decision reads, each as the entity and name it is of."""
    entity, own = name
    derive = _derivation(policy, name)
    if derive is not None:
        of = derive.child or entity
        for expr in conditions_of(policy, name):
            yield from (located(policy, of, ref) for ref in refs(expr))
    elif own not in policy.entities[entity].fields:
        decision = policy.decisions[own]
        yield from ((policy.decisions[member].entity, member) for member in decision.of)
        for rule in decision.rules:
            yield from (located(policy, entity, ref) for ref in refs(rule.when))


def certain(policy: PolicySet) -> frozenset[Name]:
    """Return what has one value wherever all facts are known and relations are complete.

    A fact that may be absent for good, a link that may lead nowhere, and what a department
    determines leave more than one.
    """
    found: set[Name] = set()
    for node in policy.order:
        name = (node.entity, node.name)
        if _is_certain(policy, name, found):
            found.add(name)
    return frozenset(found)


def _is_certain(policy: PolicySet, name: Name, known: set[Name]) -> bool:
    derive, entity = _derivation(policy, name), name[0]
    if derive is not None:
        entity = derive.child or entity
        if derive.how in ("max", "min") and derive.otherwise is None:
            return False
    else:
        decision = policy.decisions[name[1]]
        by_law = any(rule.then.low != rule.then.high for rule in decision.rules)
        if decision.is_list or by_law or not (decision.complete or decision.take):
            return False
        clash = decision.hit in ("unique", "any") and not decision.take
        members = {(policy.decisions[n].entity, n) for n in decision.of}
        if clash or not members <= known:
            return False
    return all(_reads_certain(policy, entity, e, known) for e in conditions_of(policy, name))


def _reads_certain(policy: PolicySet, entity: str, expr: Expr, known: set[Name]) -> bool:
    if expr.op == "is_null":
        return True
    if isinstance(expr.value, Ref):
        here = policy.entities[entity]
        for hop in expr.value.hops:
            if hop in here.refers:
                return False
            here = policy.entities[hop]
        field = here.fields.get(expr.value.name)
        if field is not None and field.derive is None:
            return field.missing.kind != "null"
        return (here.name, expr.value.name) in known
    return all(_reads_certain(policy, entity, arg, known) for arg in expr.args)


def conditions_of(policy: PolicySet, name: Name) -> tuple[Expr, ...]:
    """Return the conditions and values that a field or decision is made of."""
    derive = _derivation(policy, name)
    if derive is not None:
        return tuple(e for e in (derive.where, derive.expr) if e is not None)
    found = policy.decisions.get(name[1])
    return tuple(rule.when for rule in found.rules) if found else ()


def _derivation(policy: PolicySet, name: Name) -> Derivation | None:
    field = policy.entities[name[0]].fields.get(name[1])
    return field.derive if field is not None else None


def located(policy: PolicySet, entity: str, ref: Ref) -> Name:
    """Return the entity and name at the end of a reference read on a row of `entity`."""
    for hop in ref.hops:
        entity = policy.entities[entity].refers.get(hop, hop)
    return entity, ref.name


def line(policy: PolicySet, entity: str) -> list[str]:
    """Return an entity and those above it, from the top."""
    found = [entity]
    while parent := policy.entities[found[0]].parent:
        found.insert(0, parent)
    return found
