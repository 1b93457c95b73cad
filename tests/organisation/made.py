"""Facts made by hand for routing: subjects with a place, lists and jurisdiction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from engine.facts.model import Fact, Facts, Key, Origin, Row, Table
from engine.policy.model import Entity, PolicySet

SUBJECT: Key = ("E1", "1")


def key_of(policy: PolicySet, subject: str) -> Key:
    """Keys have as many parts as the policy says; the further ones are "1"."""
    return (subject, *("1" for _ in policy.subject.key[1:]))


def facts_of(
    policy: PolicySet,
    subjects: Mapping[str, str],
    lists: Iterable[tuple[str, Any, ...]] = (),
    jurisdiction: Iterable[tuple[str, Any, ...]] = (),
) -> Facts:
    """Return facts: places by subject; (subject, year, level, version, status) of lists;
    (subject, department, from, until, document) of jurisdiction.
    """
    routing = policy.routing
    assert routing is not None
    places = {
        key_of(policy, name): {
            policy.subject.key[0]: name,
            str(policy.subject.named_by): f"{name}厂",
            routing.division: code or None,
        }
        for name, code in subjects.items()
    }
    tables = {policy.subject.name: _table(policy.subject.name, places, parent=False)}
    for about, meanings, rows in (
        (routing.listing, ("year", "level", "version", "status"), lists),
        (routing.jurisdiction, ("department", "from", "until", "authorised_by"), jurisdiction),
    ):
        if about:
            entity = policy.entities[about["rows"]]
            tables[entity.name] = _child(policy, entity, about, meanings, rows)
    return Facts(tables, folder="made")


def _child(
    policy: PolicySet,
    entity: Entity,
    about: Mapping[str, str],
    meanings: tuple[str, ...],
    rows: Iterable[tuple[str, Any, ...]],
) -> Table:
    named: dict[Key, dict[str, Fact]] = {}
    for number, (subject, *values) in enumerate(rows):
        fields = {about[m]: as_fact(v) for m, v in zip(meanings, values, strict=False)}
        named[(*key_of(policy, subject), str(number))] = fields
    return _table(entity.name, named, parent=True)


def as_fact(value: Any) -> Fact:
    if isinstance(value, str) and value[:4].isdigit() and value[4:5] == "-":
        return date.fromisoformat(value)
    fact: Fact = value
    return fact


def _table(entity: str, rows: Mapping[Key, Mapping[str, Fact]], *, parent: bool) -> Table:
    return Table(
        entity,
        {
            key: Row(key, values, key[:-1] if parent else None, origin=Origin("made", "", n + 2))
            for n, (key, values) in enumerate(rows.items())
        },
    )
