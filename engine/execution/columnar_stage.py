"""One stage of the query: rows of an entity with some more columns, read from earlier stages.

A stage knows which columns it reads of which relation, so that every relation of the
query carries what is needed later and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from engine.execution import columnar_sql as sql
from engine.execution.columnar_rollups import Parts
from engine.execution.columnar_sql import Column, Join, Sql
from engine.execution.columnar_values import (
    WORD,
    Codes,
    Const,
    Pair,
    Plain,
    Single,
    Value,
    ends,
    plain,
    value_of,
)
from engine.execution.hits import whole_range
from engine.execution.subjects import field_range
from engine.language.expression import Expr, Ref
from engine.language.types import INT64_MAX, Kind, Type
from engine.policy.model import Decision, Entity, Field, PolicySet

ID, PARENT = ".id", ".parent"  # no name of a policy begins with a dot
THIS = "this"


def link_column(name: str) -> str:
    """Return the column that holds the id of the row a named reference leads to."""
    return f".link.{name}"


def complete_column(child: str) -> str:
    """Return the column that tells whether the rows of `child` are all there are."""
    return f".complete.{child}"


def word_names(name: str, size: int) -> list[str]:
    """Return the columns of a set of `size` codes: one for each 62 of them."""
    return [name, *(f"{name}.{n}" for n in range(1, max(1, -(-size // WORD))))]


def columns_of(policy: PolicySet, name: str, type: Type) -> list[str]:
    """Return the columns of a derived field: two where its type has an order."""
    if type.ordered:
        return [f"{name}.lo", f"{name}.hi"]
    if type.kind is Kind.SET:
        return word_names(name, len(policy.domains[type.domain].members))
    return [name]


Lookup = tuple[list[str], list[list[int]]]  # columns and rows of a small relation of numbers


class Relations(Protocol):
    """The relations of a query under construction."""

    policy: PolicySet
    as_of: int

    def version(self, entity: str, before: int) -> int:
        """Return the last stratum of `entity` before the given one; 0 is what was loaded."""
        ...

    def name(self, entity: str, stratum: int) -> str:
        """Return what the relation is called in the query."""
        ...

    def want(self, entity: str, stratum: int, column: str) -> None:
        """Note that a later stage reads a column of that relation."""
        ...


@dataclass
class Stage:
    """Reads for the columns that are added to rows of `entity` in one stratum."""

    relations: Relations
    entity: Entity
    stratum: int
    joins: dict[str, Join] = field(default_factory=dict)
    aggregates: dict[str, dict[str, Sql]] = field(default_factory=dict)
    lookups: dict[str, Lookup] = field(default_factory=dict)

    def own(self, column: str) -> Sql:
        """Return a column of the row itself."""
        return self._column(self.entity.name, THIS, column)

    def value(self, expr: Expr) -> Value:
        """Return the columns that an expression over the row is."""
        return value_of(expr, self.read, self.absent, self.relations.as_of)

    def read(self, ref: Ref) -> Value:
        """Return what a condition reads, over whatever hops."""
        entity, alias = self._reached(ref.hops)
        found = entity.fields.get(ref.name)
        far = bool(ref.hops)
        if found is not None and found.derive is None:
            return self._stored(entity, alias, found)
        policy = self.relations.policy
        if found is not None:
            whole = field_range(found, policy.domains) if found.type.ordered else None
            return self._computed(entity, alias, ref.name, found.type, whole if far else None)
        decision = policy.decisions[ref.name]
        low, high = whole_range(decision, policy.domains)
        whole = (int(low), int(high)) if isinstance(low, int) and isinstance(high, int) else None
        return self._computed(entity, alias, ref.name, decision.gives, whole if far else None)

    def hidden(self, name: str, type: Type) -> Value:
        """Return a computed column of the row itself that no condition can name."""
        return self._computed(self.entity, THIS, name, type, None)

    def absent(self, ref: Ref) -> Value:
        """Return whether what a condition reads is not there."""
        entity, alias = self._reached(ref.hops)
        found = entity.fields.get(ref.name)
        if found is None or found.derive is not None:
            return Const(False)
        return Plain(sql.is_null(self._column(entity.name, alias, ref.name)))

    def parts(self, child: str, name: str, aggregates: Parts) -> Parts:
        """Return aggregates over the rows of `child`, as they stand beside the parent's row."""
        alias = f"each {child}"
        here = self.aggregates.setdefault(child, {})
        found = {}
        for part, node in aggregates.items():
            here[f"{name}.{part}"] = node
            found[part] = sql.column(f"{name}.{part}", alias)
        return found

    def of_child(self, child: str) -> Stage:
        """Return a stage whose reads are of the rows of `child`, for aggregates over them."""
        return Stage(self.relations, self.relations.policy.entities[child], self.stratum)

    def complete(self, children: Iterable[str]) -> Sql | None:
        """Return whether the rows of all these child entities are complete."""
        tests = [self.own(complete_column(child)) for child in dict.fromkeys(children)]
        return sql.all_of(tests) if tests else None

    def _column(self, entity: str, alias: str, column: str) -> Sql:
        version = self.relations.version(entity, self.stratum)
        self.relations.want(entity, version, column)
        return sql.column(column, alias)

    def _reached(self, hops: tuple[str, ...]) -> tuple[Entity, str]:
        """Return the entity that hops lead to, and the alias of its rows in the query."""
        entity, alias, policy = self.entity, THIS, self.relations.policy
        for n, hop in enumerate(hops):
            link = link_column(hop) if hop in entity.refers else PARENT
            here = self._column(entity.name, alias, link)
            entity = policy.entities[entity.refers.get(hop, hop)]
            alias = ".".join(hops[: n + 1])
            if alias not in self.joins:
                there = self._column(entity.name, alias, ID)
                relation = self.relations.name(
                    entity.name, self.relations.version(entity.name, self.stratum)
                )
                self.joins[alias] = (relation, alias, sql.eq(there, here), "LEFT")
        return entity, alias

    def _stored(self, entity: Entity, alias: str, of: Field) -> Value:
        domains = self.relations.policy.domains
        if of.type.kind is Kind.SET:
            size = len(domains[of.type.domain].members)
            words = [self._column(entity.name, alias, w) for w in word_names(of.name, size)]
            return Codes(tuple(words), size)
        column = self._column(entity.name, alias, of.name)
        if of.type.ordered:
            return Single(column, *field_range(of, domains))
        return Plain(column)

    def _computed(
        self, entity: Entity, alias: str, name: str, type: Type, whole: tuple[int, int] | None
    ) -> Value:
        """Return a computed column; `whole` stands in where the row is not known."""
        policy = self.relations.policy
        columns = [self._column(entity.name, alias, c) for c in columns_of(policy, name, type)]
        if type.ordered:
            low, high = columns
            if whole is None:
                return Pair(low, high)
            ends = (sql.literal(end) for end in whole)
            return Pair(*(sql.coalesce(c, end) for c, end in zip(columns, ends, strict=True)))
        if type.kind is Kind.SET:
            return Codes(tuple(columns), len(policy.domains[type.domain].members))
        return Plain(columns[0])


def defined(policy: PolicySet, name: str, type: Type, value: Value) -> list[Column]:
    """Return the columns that hold a computed value of `type`."""
    names = columns_of(policy, name, type)
    if type.ordered:
        pair = ends(value)
        low, high = 0, INT64_MAX
        if type.kind is Kind.SCALE:
            high = policy.domains[type.domain].top
        both = zip(names, (pair.lo, pair.hi), strict=True)
        return [(name, sql.narrow(end, low, high)) for name, end in both]
    if isinstance(value, Codes):
        return list(zip(names, value.words, strict=True))
    return [(names[0], plain(value))]


def is_settled_column(decision: Decision) -> Mapping[str, str]:
    """Return the columns of a settled decision by what they hold."""
    names = {"trouble": f"{decision.id}.trouble"}
    if decision.is_list:
        return names
    if decision.gives.ordered:
        return names | {"low": f"{decision.id}.lo", "high": f"{decision.id}.hi"}
    return names | {"low": decision.id}
