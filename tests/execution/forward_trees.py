"""Random trees of rows for any policy set, lowered, with the same trees for the same seed."""

from __future__ import annotations

from random import Random

from engine.execution.subjects import Item, Lowered, field_range, unknown_value
from engine.language.types import Kind
from engine.policy.model import Entity, Field, PolicySet


def trees(policy: PolicySet, count: int, seed: int, missing: float = 0.3) -> list[Item]:
    """Return `count` trees of the entity at the top of the subject's line."""
    chance = Random(seed)
    top = policy.subject
    while top.parent is not None:
        top = policy.entities[top.parent]
    return [tree(policy, top, (f"企业{n:05}",), chance, missing) for n in range(count)]


def tree(
    policy: PolicySet, entity: Entity, key: tuple[str, ...], chance: Random, missing: float
) -> Item:
    root = grown(policy, entity, key, chance, missing)
    rows = [root]
    for row in rows:
        for below in row.children.values():
            rows.extend(below)
    for row in rows:
        for name, target in policy.entities[row.entity].refers.items():
            near = [other for other in rows if other.entity == target]
            row.links[name] = chance.choice([nobody(policy, target), *near])
    return root


def grown(
    policy: PolicySet, entity: Entity, key: tuple[str, ...], chance: Random, missing: float
) -> Item:
    values: dict[str, Lowered] = {}
    absent = set()
    for field in entity.stored:
        if chance.random() < missing:
            values[field.name] = unknown_value(field, policy.domains)
            absent.add(field.name)
        else:
            values[field.name] = known_value(policy, field, chance)
    row = Item(entity.name, key, values, frozenset(absent))
    for child in policy.children_of(entity.name):
        row.children[child.name] = tuple(
            grown(policy, child, (*key, f"{child.name}{n}"), chance, missing)
            for n in range(chance.choice((0, 1, 1, 2, 3)))
        )
        for below in row.children[child.name]:
            below.parent = row
        row.complete[child.name] = chance.random() < 0.7
    return row


def known_value(policy: PolicySet, field: Field, chance: Random) -> Lowered:
    kind = field.type.kind
    if kind is Kind.BOOL:
        return chance.random() < 0.5
    if kind is Kind.TEXT:
        return chance.choice(("1", "甲", "530402"))
    members = len(policy.domains[field.type.domain].members) if field.type.domain else 0
    if kind is Kind.CODE:
        return chance.randrange(members)
    if kind is Kind.SET:
        mask = chance.randrange(1 << members)
        return mask, mask
    low, high = field_range(field, policy.domains)
    if kind is Kind.DATE:
        low, high = max(low, 19_900), min(high, 20_100)
    number = chance.choice((low, chance.randint(low, min(high, low + 5)), high))
    return number, number


def nobody(policy: PolicySet, name: str) -> Item:
    fields = policy.entities[name].fields
    values = {f.name: unknown_value(f, policy.domains) for f in fields.values()}
    return Item(name, (), values, frozenset(values), known=False)
