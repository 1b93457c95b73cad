"""The least change of facts that gives a subject another level: one fact, else two.

Tried are the facts of its own rows that the level depends on, with the values that
conditions tell apart; every change that is told was answered by the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations, islice
from typing import Any

from engine.analysis.case_coverage import rows_below
from engine.analysis.case_suggestions import ABSENT, constants_of, values_of
from engine.execution.answer import Answer
from engine.execution.exact import Json, exact
from engine.execution.outcome import Outcome, Recorder
from engine.execution.reference import Program
from engine.execution.subjects import Item, day_number, lower, subjects
from engine.facts.model import Fact, Facts, Key, Table
from engine.language.types import Kind
from engine.policy.model import Field, PolicySet
from engine.policy.ordering import needed, reads

MOST_SINGLES = 2_000
MOST_PAIRS = 2_000
MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One fact changed: of which row, from what (None: not given), to what."""

    entity: str
    key: Key
    field: Field
    before: Json
    after: Json


def least_changes(
    policy: PolicySet, facts: Facts, item: Item, as_of: date, asked: str
) -> tuple[list[tuple[Change, ...]], bool]:
    """Return the least changes that give `item` the level `asked`; whether all were tried."""
    return _Search(policy, _own(policy, facts, item), item, as_of, asked).run()


def _own(policy: PolicySet, facts: Facts, item: Item) -> Facts:
    """Return the facts without the rows of other subjects' trees."""
    root = item.root
    children = {e.name for e in policy.entities.values() if _under(policy, e.name, root.entity)}
    below = children | {root.entity}
    tables: dict[str, Table] = {}
    for name, table in facts.tables.items():
        keep = name not in below
        rows = {k: r for k, r in table.rows.items() if keep or k[: len(root.key)] == root.key}
        tables[name] = replace(table, rows=rows)
    return replace(facts, tables=tables)


def _under(policy: PolicySet, entity: str, top: str) -> bool:
    parent = policy.entities[entity].parent
    return parent == top or (parent is not None and _under(policy, parent, top))


@dataclass(frozen=True, slots=True)
class _Single:
    entity: str
    key: Key
    field: Field
    value: Fact


class _Search:
    def __init__(
        self, policy: PolicySet, facts: Facts, item: Item, as_of: date, asked: str
    ) -> None:
        self.policy, self.facts, self.item = policy, facts, item
        self.as_of, self.asked = as_of, asked
        day = day_number(as_of)
        self.program, self.recorder = Program(policy, day), Recorder(policy, day)

    def run(self) -> tuple[list[tuple[Change, ...]], bool]:
        """Return the changes of one fact that give the level, else of two."""
        base = self._answer(())
        singles, whole = self._bounded(self._singles(), MOST_SINGLES)
        found, telling = [], []
        for single in singles:
            after = self._answer((single,))
            if self._is_asked(after):
                found.append((single,))
            elif after is not None and base is not None and after[1] != base[1]:
                telling.append(single)
        if found:
            return self._told(found), whole
        pairs = (p for p in combinations(telling, 2) if _place(p[0]) != _place(p[1]))
        chosen, all_pairs = self._bounded(pairs, MOST_PAIRS)
        for pair in chosen:
            if self._is_asked(self._answer(pair)):
                found.append(pair)
                if len(found) == MOST_TOLD:
                    break
        return self._told(found), whole and all_pairs

    def _bounded(self, trials: Iterator[Any], most: int) -> tuple[list[Any], bool]:
        taken = list(islice(trials, most + 1))
        return taken[:most], len(taken) <= most

    def _is_asked(self, after: tuple[Outcome, object] | None) -> bool:
        if after is None:
            return False
        outcome = after[0]
        return outcome.verdict == "decided" and outcome.level == (self.asked, self.asked)

    def _singles(self) -> Iterator[_Single]:
        policy = self.policy
        root = (policy.subject.name, policy.decide)
        computed = needed(policy, [root])
        names = sorted({read for name in computed for read in reads(policy, name)})
        constants = list(constants_of(policy, computed))
        for row in rows_below(self.item):
            for owner, name in names:
                field = policy.entities[owner].fields.get(name)
                own = owner == row.entity and field is not None and field.derive is None
                if own and field is not None and name not in policy.entities[owner].key:
                    for value in values_of(policy, field, constants, self.as_of):
                        fact = _fact(field, value)
                        if value is not ABSENT and fact != self._before(row, name):
                            yield _Single(row.entity, row.key, field, fact)

    def _before(self, row: Item, name: str) -> Fact:
        return self.facts.tables[row.entity].rows[row.key].values.get(name)

    def _answer(self, changes: Sequence[_Single]) -> tuple[Outcome, object] | None:
        tables = dict(self.facts.tables)
        for change in changes:
            table = tables[change.entity]
            row = table.rows[change.key]
            values = {**row.values, change.field.name: change.value}
            rows = {**table.rows, change.key: replace(row, values=values)}
            tables[change.entity] = replace(table, rows=rows)
        facts = replace(self.facts, tables=tables)
        item = next((i for i in subjects(self.policy, facts) if i.key == self.item.key), None)
        if item is None:
            return None
        answer = self.program.answer(item.root)
        return self.recorder.outcome(item, answer), _core(self.policy, item, answer)

    def _told(self, found: Sequence[Sequence[_Single]]) -> list[tuple[Change, ...]]:
        """Return the best changes: of several that only differ in the value, one."""
        kept: dict[object, tuple[Change, ...]] = {}
        for changes in found:
            key = tuple(_place(c) for c in changes)
            kept.setdefault(key, tuple(self._change(c) for c in changes))
        return list(kept.values())[:MOST_TOLD]

    def _change(self, single: _Single) -> Change:
        before = self.facts.tables[single.entity].rows[single.key].values.get(single.field.name)
        shown = [_json(single.field, v, self.policy) for v in (before, single.value)]
        return Change(single.entity, single.key, single.field, *shown)


def _place(single: _Single) -> tuple[str, Key, str]:
    return single.entity, single.key, single.field.name


def _core(policy: PolicySet, item: Item, answer: Answer) -> object:
    """Return what tells two answers apart: every decision on every row."""
    return [answer.get((row.entity, row.key)) for row in rows_below(item)]


def _fact(field: Field, value: Any) -> Fact:
    """Return a value as a case writes it in the form that facts have."""
    read: dict[Kind, Callable[[Any], Fact]] = {
        Kind.DATE: date.fromisoformat,
        Kind.DECIMAL: lambda v: Decimal(str(v)),
        Kind.SET: tuple,
    }
    if value is ABSENT:
        return None
    fact: Fact = read[field.type.kind](value) if field.type.kind in read else value
    return fact


def _json(field: Field, value: Fact, policy: PolicySet) -> Json:
    if value is None:
        return None
    return exact(lower(field, policy.domains, value), field.type, policy.domains)
