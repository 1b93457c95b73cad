"""How far two policy versions see the same facts: read alike, and lowered alike.

Facts hold ids and exact values.  Versions that *read* alike share one reading of the
tables; versions that *lower* alike also share one tree of rows for each subject.  Where
they do not, each reads, or lowers, for itself, and nothing is carried over by position.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from engine.language.expression import Expr, Ref, walk
from engine.language.types import Domain, Kind
from engine.policy.model import Entity, Field, PolicySet


def read_alike(old: PolicySet, new: PolicySet) -> bool:
    """Return whether the same tables give the same facts under both vocabularies."""
    return _read_by(old) == _read_by(new)


def lowered_alike(old: PolicySet, new: PolicySet) -> bool:
    """Return whether equal facts become equal rows: same order of codes, same `missing`."""
    return read_alike(old, new) and _lowered_by(old) == _lowered_by(new)


def _read_by(policy: PolicySet) -> Hashable:
    domains = {name: _spellings(domain) for name, domain in policy.domains.items()}
    return (
        tuple(_entity(e, domains) for e in policy.entities.values()),
        tuple(sorted((d.code, d.name, d.level, d.parent) for d in policy.divisions.values())),
        tuple(sorted(policy.division_changes.items())),
        policy.subject.name,
    )


def _spellings(domain: Domain) -> Hashable:
    return domain.ordered, frozenset((m.id, m.title, m.also) for m in domain.members)


def _entity(entity: Entity, domains: Mapping[str, Hashable]) -> Hashable:
    stored = tuple(
        (
            f.name, f.title, f.type, f.low, f.high, f.headers, f.format, f.units,
            domains.get(f.type.domain), _replaced(entity, f), _may_lack_an_end(f),
        )
        for f in entity.stored
    )  # fmt: skip
    derived = tuple((f.name, f.title, f.headers) for f in entity.derived)
    return (
        entity.name, entity.title, entity.key, entity.parent, entity.known_if, entity.named_by,
        tuple(entity.refers.items()), tuple(entity.max_children.items()), stored, derived,
    )  # fmt: skip


def _replaced(entity: Entity, field: Field) -> Hashable:
    """A replacement matters to reading only where it is part of a key."""
    return field.missing.value if field.name in entity.key else None


def _may_lack_an_end(field: Field) -> bool:
    """A date that may be known to be absent reads words for “no end” as that."""
    return field.type.kind is Kind.DATE and field.missing.kind == "null"


def _lowered_by(policy: PolicySet) -> Hashable:
    return (
        tuple((d.name, d.ids) for d in policy.domains.values()),
        tuple(
            (e.name, tuple((f.name, f.type, f.missing, f.low, f.high) for f in e.fields.values()))
            for e in policy.entities.values()
        ),
    )


def fields_read(policy: PolicySet) -> frozenset[tuple[str, str]]:
    """Return the stored fields, by entity and name, that any rule or derived field reads."""
    found: set[tuple[str, str]] = set()
    for decision in policy.decisions.values():
        for rule in decision.rules:
            found |= _stored(policy, decision.entity, rule.when)
    for entity in policy.entities.values():
        found |= {(entity.parent or "", entity.known_if)} if entity.known_if else set()
        for field in entity.derived:
            derive = field.derive
            if derive is not None:
                owner = derive.child or entity.name
                for expr in (derive.expr, derive.where):
                    found |= _stored(policy, owner, expr) if expr is not None else set()
    return frozenset(found)


def _stored(policy: PolicySet, entity: str, expr: Expr) -> set[tuple[str, str]]:
    return {
        place
        for node in walk(expr)
        if isinstance(node.value, Ref)
        for place in [located(policy, entity, node.value)]
        if place[1] in policy.entities[place[0]].fields
        and policy.entities[place[0]].fields[place[1]].derive is None
    }


def located(policy: PolicySet, entity: str, ref: Ref) -> tuple[str, str]:
    """Return the entity and the name that `ref`, read on a row of `entity`, leads to."""
    for hop in ref.hops:
        entity = policy.entities[entity].refers.get(hop, hop)
    return entity, ref.name
