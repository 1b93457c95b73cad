"""One query for one question: the relations a policy set needs, as a chain of CTEs.

The query is built from its end: what is asked for tells which columns the last stage of
each entity must have, these tell what the stages before must have, down to what is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.execution import columnar_sql as sql
from engine.execution.columnar_sql import Select, Sql
from engine.execution.columnar_stage import ID, PARENT, THIS, Lookup, Stage
from engine.execution.columnar_steps import Step, StepName, steps_of
from engine.execution.columnar_strata import strata
from engine.policy.model import PolicySet

AFTER_ALL = 1 << 30


class Program:
    """A policy set as steps with strata, for one as-of date; makes one query a question."""

    def __init__(self, policy: PolicySet, as_of: int, lookups_above: int = 50) -> None:
        self.policy = policy
        self.as_of = as_of
        self.steps = steps_of(policy, lookups_above)
        self.strata = strata(self.steps)
        self.respells = differ_in_case_alone(policy)
        self.makers = {
            (step.entity, column): step for step in self.steps for column in step.columns
        }

    def query(self, entity: str, columns: Iterable[str]) -> Query:
        """Return the query for `columns` of all rows of `entity`."""
        wanted = list(dict.fromkeys(columns))
        building = _Building(self, self._used(entity, wanted))
        stage = Stage(building, self.policy.entities[entity], AFTER_ALL)
        shown = [(name, stage.own(name)) for name in wanted]
        relation = building.name(entity, building.version(entity, AFTER_ALL))
        relations = building.all()
        final = sql.with_relations(sql.select(shown, relation, THIS), relations, building.whole)
        tree = sql.respelled(final, spelled) if self.respells else final
        return Query(tree, building.loaded(), building.lookups)

    def spell(self, name: str) -> str:
        """Return a name of the policy set as the query writes it."""
        return spelled(name) if self.respells else name

    def _used(self, entity: str, columns: Sequence[str]) -> list[Step]:
        """Return the steps that the columns rest on."""
        by_name: dict[StepName, Step] = {(s.entity, s.name): s for s in self.steps}
        waiting = [self.makers[entity, c] for c in columns if (entity, c) in self.makers]
        found: dict[StepName, Step] = {}
        while waiting:
            step = waiting.pop()
            if (step.entity, step.name) not in found:
                found[step.entity, step.name] = step
                waiting += [by_name[need] for need in step.needs]
        return [s for s in self.steps if (s.entity, s.name) in found]


def differ_in_case_alone(policy: PolicySet) -> bool:
    """Tell whether two names differ in case alone, which SQL takes for one name."""
    names = {*policy.entities, *policy.decisions}
    for entity in policy.entities.values():
        names |= {*entity.fields, *entity.refers}
    for decision in policy.decisions.values():
        names |= {rule.id for rule in decision.rules}
    return len({name.lower() for name in names}) < len(names)


def spelled(name: str) -> str:
    """Return a name in small letters, large ones marked.

    >>> spelled("aB")
    'a^b'
    """
    return "".join(f"^{c.lower()}" if c != c.lower() else c for c in name)


@dataclass(frozen=True)
class Query:
    """A query, the columns of each loaded relation that it reads, and the lookups it joins."""

    tree: Sql
    loaded: Mapping[str, tuple[str, ...]]
    lookups: Mapping[str, Lookup]

    def text(self, dialect: str = "duckdb", *, pretty: bool = False) -> str:
        """Return the query in a dialect of SQL; pretty: with lines and comments."""
        return sql.printed(self.tree, dialect, pretty=pretty)


@dataclass
class _Building:
    """The relations of one query: who reads which column of whom."""

    program: Program
    steps: Sequence[Step]
    needed: dict[tuple[str, int], dict[str, None]] = field(default_factory=dict)
    lookups: dict[str, Lookup] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.policy = self.program.policy
        self.as_of = self.program.as_of
        self.stages: dict[str, list[int]] = {}
        for step in self.steps:
            at = self.program.strata[step.entity, step.name]
            self.stages.setdefault(step.entity, []).append(at)
        taken = {name.lower() for name in self.policy.entities}
        self.mark = "_"
        while any(f"{name}{self.mark}" in other for name in taken for other in taken):
            self.mark += "_"

    def version(self, entity: str, before: int) -> int:
        return max((s for s in self.stages.get(entity, ()) if s < before), default=0)

    def name(self, entity: str, stratum: int) -> str:
        return f"{entity}{self.mark}{stratum}" if stratum else entity

    def want(self, entity: str, stratum: int, column: str) -> None:
        self.needed.setdefault((entity, stratum), {})[column] = None

    def loaded(self) -> Mapping[str, tuple[str, ...]]:
        return {
            entity: tuple(columns)
            for (entity, stratum), columns in self.needed.items()
            if not stratum
        }

    def all(self) -> list[tuple[str, Select]]:
        """Return all relations but the loaded ones, each after those it reads."""
        found: list[list[tuple[str, Select]]] = []
        order = sorted({at for stages in self.stages.values() for at in stages}, reverse=True)
        for stratum in order:
            for entity in reversed(list(self.policy.entities)):
                if stratum in self.stages.get(entity, ()) and (entity, stratum) in self.needed:
                    found.append(self._relations(entity, stratum))
        return [relation for part in reversed(found) for relation in part]

    def _relations(self, entity: str, stratum: int) -> list[tuple[str, Select]]:
        """Return the relation of one stage, after the reductions of children it joins."""
        stage = Stage(self, self.policy.entities[entity], stratum)
        needed = self.needed[entity, stratum]
        made = []
        for step in self.steps:
            here = step.entity == entity and self.program.strata[step.entity, step.name] == stratum
            if here and any(c in needed for c in step.columns):
                made += [(name, node) for name, node in step.make(stage) if name in needed]
        names = {name for name, _ in made}
        columns = [(c, stage.own(c)) for c in needed if c not in names]
        before: list[tuple[str, Select]] = []
        joins = list(stage.joins.values())
        self.lookups |= stage.lookups
        for child in stage.aggregates:
            before.append(self._reduced(stage, child))
            alias = f"each {child}"
            on = sql.eq(sql.column(PARENT, alias), stage.own(ID))
            joins.append((before[-1][0], alias, on, "LEFT"))
        if any(name.endswith(".fired0") for name in names):
            # A mask is read often and dear to compute; left to itself, DuckDB computes it
            # anew in every place that reads it.
            self.whole.add(self.name(entity, stratum))
        own = self.name(entity, self.version(entity, stratum))
        select = sql.select([*columns, *made], own, THIS, joins)
        return [*before, (self.name(entity, stratum), select)]

    def _reduced(self, stage: Stage, child: str) -> tuple[str, Select]:
        parent = stage.of_child(child).own(PARENT)
        columns = [(PARENT, parent), *stage.aggregates[child].items()]
        relation = self.name(child, self.version(child, stage.stratum))
        name = f"{child} of {self.name(stage.entity.name, stage.stratum)}"
        return name, sql.select(columns, relation, THIS, group=[parent])
