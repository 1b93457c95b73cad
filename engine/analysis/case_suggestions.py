"""Cases that would cover what no case covers: found by changing the cases there are.

The search changes one fact, then two, of a case that exists; what it finds is answered by
the reference before it is offered, so that a suggestion covers what it says it covers.
What it offers tells what comes out today; a person says whether that is right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

from engine.analysis.case_coverage import Target, Touched
from engine.analysis.case_facts import facts_of_case
from engine.analysis.cases import Case, CaseResult
from engine.execution.outcome import Outcome, Recorder
from engine.execution.reference import Program
from engine.execution.subjects import day_number, day_of, subjects
from engine.language.expression import Expr, refs, walk
from engine.language.literals import show
from engine.language.types import Kind, Type
from engine.policy.model import Entity, Field, PolicySet
from engine.policy.ordering import located, needed, reads

MOST_TRIALS = 400  # a target; beyond it none is offered
NOTE = "# 自动生成：请核对应有的结果，再放进 cases / generated: look at what is expected first"
ABSENT = object()


@dataclass(frozen=True)
class Suggested:
    """A case that covers `target`: its text, ready for a case file."""

    target: Target
    text: str


@dataclass(frozen=True)
class _Change:
    """Put `value` into field `name` of the first row of `entity`; or change the whole table."""

    entity: str
    name: str
    value: Any


def suggest(
    policy: PolicySet, results: Sequence[CaseResult], targets: Sequence[Target]
) -> tuple[Suggested, ...]:
    """Return a case for each of `targets` for which one was found."""
    search = _Search(policy, [r for r in results if r.item is not None])
    found: dict[object, Suggested] = {}
    for target in targets:
        if target.key not in found:
            found.update(search.covering(target, targets))
    return tuple(found[t.key] for t in targets if t.key in found)


class _Search:
    def __init__(self, policy: PolicySet, results: Sequence[CaseResult]) -> None:
        self.policy, self.results = policy, results
        self.programs: dict[int, tuple[Program, Touched, Recorder]] = {}

    def covering(self, target: Target, targets: Sequence[Target]) -> dict[object, Suggested]:
        """Return a case for `target`, by its key, if one is found."""
        for number, (case, changes) in enumerate(self._trials(target)):
            if number >= MOST_TRIALS:
                return {}
            given = _changed(self.policy, case, changes)
            answered = self._answer(case, given)
            if answered is not None and target.key in answered[0]:
                text = _text(self.policy, case, given, answered[1], target)
                return {t.key: Suggested(t, text) for t in targets if t.key == target.key}
        return {}

    def _trials(self, target: Target) -> Iterator[tuple[Case, tuple[_Change, ...]]]:
        changes = list(_changes(self.policy, target, self.results[0].case) if self.results else ())
        near = sorted(self.results, key=lambda r: target.name not in _fired(r))
        cases = [r.case for r in near[:3]]
        for case in cases:
            yield from ((case, (change,)) for change in changes)
        for case in cases:
            for pair in combinations(changes, 2):
                if (pair[0].entity, pair[0].name) != (pair[1].entity, pair[1].name):
                    yield case, pair

    def _answer(self, case: Case, given: Mapping[str, Any]) -> tuple[set[object], Outcome] | None:
        facts, key, problems = facts_of_case(
            self.policy, case.document, case.path, given, case.complete
        )
        if problems or key is None:
            return None
        day = day_number(case.as_of)
        if day not in self.programs:
            parts = (Program(self.policy, day), Touched(self.policy, day))
            self.programs[day] = (*parts, Recorder(self.policy, day))
        program, touched, recorder = self.programs[day]
        item = next(i for i in subjects(self.policy, facts) if i.key == key)
        answer = program.answer(item.root)
        return touched.keys(item, answer), recorder.outcome(item, answer)


def _fired(result: CaseResult) -> Mapping[str, int]:
    return result.outcome.fired if result.outcome else {}


def _changes(policy: PolicySet, target: Target, case: Case) -> Iterator[_Change]:
    """Yield the single changes of facts that the target can hang on."""
    asked = [target.atom] if target.atom is not None else [target.rule.when]
    names = {located(policy.entities, target.decision.entity, r) for e in asked for r in refs(e)}
    computed = needed(policy, names)
    names |= {read for name in computed for read in reads(policy, name)}
    constants = list(constants_of(policy, computed, target.rule.when))
    for owner in dict.fromkeys(owner for owner, _ in sorted(names)):
        if owner != policy.subject.name:
            yield _Change(owner, "", [])
            yield _Change(owner, "", ABSENT)
    for owner, name in sorted(names):
        entity = policy.entities[owner]
        field = entity.fields.get(name)
        if field is not None and field.derive is None and name not in entity.key:
            for value in values_of(policy, field, constants, case.as_of):
                yield _Change(owner, name, value)


def constants_of(
    policy: PolicySet, computed: Iterable[tuple[str, str]], *first: Expr
) -> Iterator[Expr]:
    """Yield the literals that the conditions behind `computed` compare with."""
    conditions = list(first)
    for owner, name in computed:
        decision = policy.decisions.get(name)
        if decision is not None and decision.entity == owner:
            conditions += [rule.when for rule in decision.rules]
        elif name in policy.entities[owner].fields:
            derive = policy.entities[owner].fields[name].derive
            conditions += [e for e in (derive.expr, derive.where) if e] if derive else []
    for condition in conditions:
        yield from (node for node in walk(condition) if node.op == "lit")


def values_of(
    policy: PolicySet, field: Field, constants: Sequence[Expr], as_of: date
) -> Iterator[Any]:
    """Yield values of `field` that conditions may tell apart, as a case would write them."""
    yield ABSENT
    kind = field.type.kind
    if kind is Kind.BOOL:
        yield from (True, False)
    elif kind in (Kind.CODE, Kind.SCALE):
        yield from policy.domains[field.type.domain].ids
    elif kind is Kind.SET:
        yield from ([id] for id in policy.domains[field.type.domain].ids)
    elif kind is Kind.DATE:
        around = [as_of + timedelta(days=n) for n in (-1, 0, 1, -400)]
        fixed = [day_of(number) for number in _numbers_of(constants, field.type)]
        yield from (day.isoformat() for day in dict.fromkeys([*around, *fixed]))
    elif kind is Kind.TEXT:
        yield from dict.fromkeys([*(str(c.value) for c in constants if c.type == field.type), "甲"])
    else:
        yield from _numbers(field, constants)


def _numbers_of(constants: Sequence[Expr], type: Type) -> list[int]:
    """Return the numbers of that type among the constants."""
    values = (c.value for c in constants if c.type == type)
    return [v for v in values if isinstance(v, int) and not isinstance(v, bool)]


def _numbers(field: Field, constants: Sequence[Expr]) -> Iterator[Any]:
    near = {v + n for v in _numbers_of(constants, field.type) for n in (-1, 0, 1)}
    near |= {end for end in (field.low, field.high) if end is not None}
    low, high = field.low, field.high
    for number in sorted(near):
        if (low is None or number >= low) and (high is None or number <= high):
            yield Decimal(show(number, field.type, {})) if field.type.digits else number


def _changed(policy: PolicySet, case: Case, changes: Sequence[_Change]) -> dict[str, Any]:
    given: dict[str, Any] = deepcopy(dict(case.given))
    for change in changes:
        if not change.name:
            given.pop(change.entity, None)
            if change.value is not ABSENT:
                given[change.entity] = change.value
            continue
        row = _row(policy, given, policy.entities[change.entity])
        field = policy.entities[change.entity].fields[change.name]
        for label in (field.title.zh, field.title.en, *field.headers):
            row.pop(label, None)
        row.pop(change.name, None)
        if change.value is not ABSENT:
            row[change.name] = change.value
    return given


def _row(policy: PolicySet, given: dict[str, Any], entity: Entity) -> dict[str, Any]:
    """Return the first given row of `entity`, adding one where there is none."""
    rows = given.get(entity.name)
    if isinstance(rows, dict):
        return rows
    if not rows:
        given[entity.name] = rows = [{entity.key[-1]: "N1"}]
    row: dict[str, Any] = rows[0]
    return row


def _text(
    policy: PolicySet, case: Case, given: Mapping[str, Any], outcome: Outcome, target: Target
) -> str:
    """Return the case as YAML: the strict subset in which JSON texts are allowed too."""
    expect: dict[str, Any] = {"verdict": outcome.verdict}
    if outcome.level is not None:
        low, high = outcome.level
        expect[policy.decide] = low if low == high else {"from": low, "to": high}
    if target.name in outcome.fired:
        expect["rules"] = [target.name]
    name = {"zh": f"自动生成：{target.name}", "en": f"Generated for {target.name}"}
    lines = [NOTE, f"- name: {_flow(name)}"]
    if target.rule.cites:
        lines.append(f"  cite: {_flow(list(target.rule.cites))}")
    lines.append(f'  as_of: "{case.as_of}"')
    if case.complete is not None:
        lines.append(f"  complete: {_flow(list(case.complete))}")
    lines += ["  given:", *(f"    {key}: {_flow(value)}" for key, value in given.items())]
    return "\n".join([*lines, f"  expect: {_flow(expect)}"])


def _flow(value: Any) -> str:
    """Return plain data in YAML's flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_word(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "null"
    return _word(value) if isinstance(value, str) else str(value)


RESERVED = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n"})
PLAIN = re.compile(r"[A-Za-z_一-鿿][A-Za-z0-9_一-鿿-]*")


def _word(text: Any) -> str:
    plain = PLAIN.fullmatch(str(text)) and str(text).lower() not in RESERVED
    return str(text) if plain else json.dumps(str(text), ensure_ascii=False)
