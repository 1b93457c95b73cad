"""Why a subject does not have another level, and the least change of facts that would give it.

For each rule that gives the asked level: the rows it was asked of, and which of its
conditions do not hold there, with the values that were read.  The least change is looked
for among single facts and then pairs, of those that the level depends on; each one that is
told was answered by the reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from engine.analysis.case_coverage import rows_below
from engine.analysis.least_change import Change, least_changes
from engine.execution.answer import Answer, Settled
from engine.execution.exact import Json, exact
from engine.execution.formulas import Formula, getter
from engine.execution.outcome import Outcome, Recorder
from engine.execution.reasons import ByItem
from engine.execution.subjects import Item, day_number
from engine.facts.model import Facts, Key
from engine.language.expression import Expr, Ref, refs
from engine.language.types import Type
from engine.language.wording import sentence
from engine.policy.masks import conjuncts
from engine.policy.model import Decision, PolicySet, Rule
from engine.policy.names import names_of

MOST_ROWS = 3  # rows shown of each rule


@dataclass(frozen=True, slots=True)
class Value:
    """One thing a condition read: what it is, its value (None: unknown), its type."""

    ref: Ref
    value: Json
    type: Type
    absent: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """One condition that does not hold (`unknown`: that may not hold), with what it read."""

    condition: Expr
    unknown: bool
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class FailedRow:
    """One row on which a rule does not surely hold, and the conditions to blame."""

    entity: str
    key: Key
    failed: tuple[Failed, ...]


@dataclass(frozen=True, slots=True)
class NearRule:
    """A rule that gives the asked level: on how many rows it holds, and where it does not."""

    decision: Decision
    rule: Rule
    held: int
    rows: int
    examples: tuple[FailedRow, ...]


@dataclass(frozen=True)
class WhyNot:
    """Why the level is not `asked`; `changes` are the least that would give it, best first."""

    policy: PolicySet
    outcome: Outcome
    asked: str
    rules: tuple[NearRule, ...]
    changes: tuple[tuple[Change, ...], ...]
    finished: bool  # whether the search came to its end


def why_not(
    policy: PolicySet, facts: Facts, item: Item, answer: Answer, as_of: date, asked: str
) -> WhyNot:
    """Return why the subject `item` does not have the level `asked`."""
    day = day_number(as_of)
    outcome = Recorder(policy, day).outcome(item, answer)
    rules = tuple(_near_rules(policy, item, answer, day, policy.level_scale.ids.index(asked)))
    changes: list[tuple[Change, ...]] = []
    finished = True
    if outcome.level != (asked, asked):
        changes, finished = least_changes(policy, facts, item, as_of, asked)
    return WhyNot(policy, outcome, asked, rules, tuple(changes), finished)


# Which conditions fail


def _near_rules(
    policy: PolicySet, item: Item, answer: Answer, day: int, level: int
) -> Iterator[NearRule]:
    rows = list(rows_below(item))
    joined = _joined(policy, policy.decide)
    for decision in policy.decisions.values():
        own = [row for row in rows if row.entity == decision.entity]
        for position, rule in enumerate(decision.rules if decision.id in joined else ()):
            if (rule.then.low, rule.then.high) == (level, level):
                yield _near(policy, decision, position, own, answer, day)


def _joined(policy: PolicySet, name: str) -> set[str]:
    """Return the decisions that a roll-up joins, itself included."""
    found = {name}
    for member in policy.decisions[name].of:
        found |= _joined(policy, member)
    return found


def _near(
    policy: PolicySet,
    decision: Decision,
    position: int,
    rows: Sequence[Item],
    answer: Answer,
    day: int,
) -> NearRule:
    rule = decision.rules[position]
    parts = conjuncts(rule.when)
    entity, done = policy.entities[decision.entity], ByItem(answer)
    ask = Formula(policy, day, entity, *parts)
    failing, held = [], 0
    for row in rows:
        settled = answer[row.entity, row.key].get(decision.id)
        if isinstance(settled, Settled) and position in settled.fired:
            held += 1
            continue
        truths = zip(parts, ask(row, done), strict=True)
        failed = [(part, truth) for part, truth in truths if truth is not True]
        told = tuple(_failed(policy, row, done, part, truth is None) for part, truth in failed)
        failing.append(FailedRow(row.entity, row.key, told))
    nearest = sorted(failing, key=lambda r: (len(r.failed), r.key))[:MOST_ROWS]
    return NearRule(decision, rule, held, len(rows), tuple(nearest))


def _failed(policy: PolicySet, row: Item, done: ByItem, part: Expr, unknown: bool) -> Failed:
    entity = policy.entities[row.entity]
    values = []
    for ref, type in {ref: _type(part, ref) for ref in refs(part)}.items():
        value = getter(policy, entity, ref, null=False)(row, done)
        absent = getter(policy, entity, ref, null=True)(row, done) is True
        shown = None if absent else exact(value, type, policy.domains)
        values.append(Value(ref, shown, type, absent))
    return Failed(part, unknown, tuple(values))


def _type(expr: Expr, ref: Ref) -> Type:
    if expr.value == ref:
        return expr.type
    return next(_type(arg, ref) for arg in expr.args if ref in refs(arg))


def fields(found: WhyNot) -> dict[str, object]:
    """Return the answer as plain data for JSON."""
    return {
        "asked": found.asked,
        "rules": [_rule_fields(found.policy, near) for near in found.rules],
        "changes": [[_change_fields(c) for c in changes] for changes in found.changes],
        "searched_to_the_end": found.finished,
    }


def _rule_fields(policy: PolicySet, near: NearRule) -> dict[str, object]:
    names = names_of(policy, near.decision.entity)
    return {
        "rule": f"{near.decision.id}/{near.rule.id}",
        "cites": list(near.rule.cites),
        "file": near.rule.place.file,
        "line": near.rule.place.line,
        "holds_on": near.held,
        "rows": near.rows,
        "examples": [
            {
                "entity": row.entity,
                "key": list(row.key),
                "failed": [
                    {
                        "condition": sentence(f.condition, names, "en"),
                        "unknown": f.unknown,
                        "values": {str(v.ref): v.value for v in f.values},
                    }
                    for f in row.failed
                ],
            }
            for row in near.examples
        ],
    }


def _change_fields(change: Change) -> dict[str, object]:
    return {
        "entity": change.entity,
        "key": list(change.key),
        "field": change.field.name,
        "before": change.before,
        "after": change.after,
    }
