"""Rows of facts as routing reads them: by subject, with defaults applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.execution.subjects import day_of
from engine.facts.model import Fact, Facts, Key, Row
from engine.language.types import Kind
from engine.policy.model import Entity, PolicySet


@dataclass(frozen=True)
class Rows:
    """The rows of one child entity of the subject; `fields` names them by meaning."""

    policy: PolicySet
    facts: Facts
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def entity(self) -> Entity | None:
        """The entity, or None where the policy names none."""
        return self.policy.entities.get(self.fields.get("rows", ""))

    @cached_property
    def _by_subject(self) -> Mapping[Key, tuple[Row, ...]]:
        table = self.facts.tables.get(self.fields.get("rows", ""))
        found: dict[Key, list[Row]] = defaultdict(list)
        for key in sorted(table.rows) if table else ():
            row = table.rows[key] if table else None
            if row is not None and row.parent is not None:
                found[row.parent].append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    @property
    def present(self) -> bool:
        """True where such a table was supplied at all."""
        table = self.facts.tables.get(self.fields.get("rows", ""))
        return bool(table and table.present)

    def incomplete(self, subject: Key) -> bool:
        """True where a row of this subject was returned, so that there is at least one more."""
        table = self.facts.tables.get(self.fields.get("rows", ""))
        return bool(table and subject in table.incomplete_for)

    def of(self, subject: Key) -> tuple[Row, ...]:
        """Return the rows of one subject, in the order of their keys."""
        return self._by_subject.get(subject, ())

    def subjects(self) -> tuple[Key, ...]:
        """Return the subjects that have rows."""
        return tuple(self._by_subject)

    def value(self, row: Row, meaning: str) -> Fact:
        """Return what `row` says of the field with this meaning; None where it does not."""
        entity, name = self.entity, self.fields.get(meaning)
        return stored(self.policy, entity, name, row) if entity and name else None


def stored(policy: PolicySet, entity: Entity, name: str, row: Row) -> Fact:
    """Return a stored value of `row`, with `missing: V` applied."""
    value = row.values.get(name)
    declared = entity.fields[name]
    if value is not None or declared.missing.kind != "value":
        return value
    instead = declared.missing.value
    if isinstance(instead, int) and not isinstance(instead, bool):
        if declared.type.kind in (Kind.CODE, Kind.SCALE):
            return policy.domains[declared.type.domain].ids[instead]
        if declared.type.kind is Kind.DATE:
            return day_of(instead)
    return None if isinstance(instead, tuple) else instead
