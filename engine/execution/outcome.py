"""The outcome of one subject and its record: the same bytes whoever computed the answer.

A record holds ids and exact values, and nothing about the run; what ran, on what, stands
once in a header.  Its form is `schemas/outcome.schema.json`, its meaning section 6 of
`docs/meaning.md`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Literal, NamedTuple

from engine.execution.answer import Answer, Computed, Settled
from engine.execution.exact import Json, member_id
from engine.execution.formulas import Getter, getter
from engine.execution.hits import deciding
from engine.execution.reasons import ByItem, Reason, Reasons
from engine.execution.subjects import Item
from engine.execution.telling import BASES, Told
from engine.facts.model import Facts, Key
from engine.language.expression import Ref
from engine.language.types import BOOL, Type
from engine.policy.model import PROPOSAL, REVIEW, Basis, Decision, PolicySet

SCHEMA_VERSION = 1
MOST_REASONS = 50
MOST_EXAMPLES = 3

Verdict = Literal["not_applicable", "decided", "undetermined"]
Level = tuple[str, str]


class Example(NamedTuple):
    """One row on which a rule held: its key and the facts that the condition read there."""

    key: Key
    facts: Mapping[str, Json]


class Deciding(NamedTuple):
    """A rule that gives the sure end of the level: on how many rows, and some of them."""

    rule: str
    cites: tuple[str, ...]
    basis: Basis
    rows: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposal or a review: the rule, whether it surely holds, on how many rows.

    A proposal has a `level` (two ends) and may ask for confirmation; a review has a `check`.
    """

    rule: str
    sure: bool
    rows: int
    cites: tuple[str, ...]
    basis: Basis
    level: Level | None = None
    confirm: bool = False
    check: str = ""


class Outcome(NamedTuple):
    """What is answered for one subject; `level` is None only where it is not applicable."""

    entity: str
    key: Key
    verdict: Verdict
    applicable: bool | None
    inspected: bool | None
    level: Level | None
    why: tuple[Reason, ...]
    rules: tuple[Deciding, ...]
    fired: Mapping[str, int]
    unknown: Mapping[str, int]
    proposals: tuple[Suggestion, ...]
    reviews: tuple[Suggestion, ...]
    needs_confirmation: bool | None
    clauses: tuple[str, ...]
    basis: Basis | None


def outcome(policy: PolicySet, item: Item, answer: Answer, as_of: int) -> Outcome:
    """Return the outcome of `item`; for many items of one run, make one `Recorder`."""
    return Recorder(policy, as_of).outcome(item, answer)


class Recorder:
    """Turns answers into outcomes under one policy set and as-of date."""

    def __init__(self, policy: PolicySet, as_of: int) -> None:
        self.policy = policy
        self.reasons = Reasons(policy, as_of)
        self.told = {
            d.id: [Told(policy, d, n) for n in range(len(d.rules))]
            for d in policy.decisions.values()
        }
        self.below = _leading_to_decisions(policy)
        self.tables: dict[str, list[str]] = {name: [] for name in policy.entities}
        for decision in policy.decisions.values():
            if not decision.take:
                self.tables[decision.entity].append(decision.id)
        self.scope = self._asker(policy.scope)
        self.inspected = self._asker(policy.inspected)
        self.proposals = self._listing(PROPOSAL)
        self.reviews = self._listing(REVIEW)

    def outcome(self, item: Item, answer: Answer) -> Outcome:
        """Return the outcome of the subject `item`, given the answer of any executor."""
        decided = self.policy.decisions[self.policy.decide]
        settled = settled_on(answer, item, decided.id)
        applicable = self._yes_or_no(self.scope, item, answer) if self.scope else True
        verdict, level = self._verdict(decided, settled, applicable)
        rules, clauses = self._rules(decided, item, answer) if level else ([], set())
        fired, unknown = self._counted(item, answer)
        proposals = _suggested(self.proposals, fired, unknown)
        return Outcome(
            item.entity,
            item.key,
            verdict,
            applicable,
            self._yes_or_no(self.inspected, item, answer) if self.inspected else None,
            level,
            self._why(decided, item, answer, applicable) if verdict == "undetermined" else (),
            tuple(rules),
            fired,
            unknown,
            proposals,
            _suggested(self.reviews, fired, unknown),
            _confirmation(proposals),
            tuple(sorted(clauses)),
            min([r.basis for r in rules], key=BASES.index, default=None),
        )

    def _asker(self, name: str | None) -> Getter | None:
        """Return how a yes/no field or decision of the subject is read."""
        if name is None:
            return None
        return getter(self.policy, self.policy.subject, Ref(name), null=False)

    def _yes_or_no(self, ask: Getter, item: Item, answer: Answer) -> bool | None:
        value = ask(item, ByItem(answer))
        return value if isinstance(value, bool) else None

    def _verdict(
        self, decided: Decision, settled: Settled, applicable: bool | None
    ) -> tuple[Verdict, Level | None]:
        if applicable is False:
            return "not_applicable", None
        level = _level(settled.low, settled.high, decided.gives, self.policy)
        sure = applicable is True and level[0] == level[1] and not settled.trouble
        return "decided" if sure else "undetermined", level

    def _why(
        self, decided: Decision, item: Item, answer: Answer, applicable: bool | None
    ) -> tuple[Reason, ...]:
        found = set(self.reasons.why(decided.id, item, answer))
        if applicable is None:
            found.update(self.reasons.why(self.policy.scope or "", item, answer))
        return tuple(sorted(found))

    def _rules(
        self, decided: Decision, item: Item, answer: Answer
    ) -> tuple[list[Deciding], set[str]]:
        """Return the deciding rules, by id, and the clauses they and their tables rest on."""
        rows: dict[Told, list[Item]] = {}
        through: set[str] = set()
        self._gather(decided, item, answer, rows, through)
        clauses = {cite for name in through for cite in self.policy.decisions[name].cites}
        rules, done = [], ByItem(answer)
        for told in sorted(rows, key=_name_of):
            held = rows[told]
            clauses.update(told.cites)
            first = sorted(held, key=_key_of)[:MOST_EXAMPLES]
            examples = tuple([Example(row.key, told.facts(row, done)) for row in first])
            rules.append(Deciding(told.name, told.cites, told.basis, len(held), examples))
        return rules, clauses

    def _gather(
        self,
        decision: Decision,
        item: Item,
        answer: Answer,
        rows: dict[Told, list[Item]],
        through: set[str],
    ) -> None:
        """Add the rules that give the sure end of `decision`, and the tables they stand in."""
        settled = settled_on(answer, item, decision.id)
        through.add(decision.id)
        if not decision.take:
            for n in deciding(self.reasons.table(decision), settled):
                rows.setdefault(self.told[decision.id][n], []).append(item)
            return
        highest = decision.take == "highest"
        end = settled.low if highest else settled.high
        for name in decision.of:
            member = self.policy.decisions[name]
            below = (item,) if member.entity == decision.entity else item.children[member.entity]
            for row in below:
                found = answer[row.entity, row.key][name]
                if isinstance(found, Settled) and end == (found.low if highest else found.high):
                    self._gather(member, row, answer, rows, through)

    def _counted(self, item: Item, answer: Answer) -> tuple[dict[str, int], dict[str, int]]:
        """Return on how many rows of the subject each rule fired, and may have fired."""
        rows: dict[tuple[str, int], int] = {}  # equal answers are mostly one object
        met: dict[tuple[str, int], Settled] = {}
        waiting = [item]
        while waiting:
            row = waiting.pop()
            computed = answer.get((row.entity, row.key), _NOTHING)
            for name in self.tables[row.entity]:
                settled = computed[name]
                if isinstance(settled, Settled):
                    said = name, id(settled)
                    rows[said] = rows.get(said, 0) + 1
                    met[said] = settled
            for child in self.below[row.entity]:
                waiting += row.children[child]
        fired: dict[str, int] = {}
        unknown: dict[str, int] = {}
        for said, settled in met.items():
            for positions, counts in ((settled.fired, fired), (settled.unknown, unknown)):
                for n in positions:
                    rule = self.told[said[0]][n].name
                    counts[rule] = counts.get(rule, 0) + rows[said]
        return fired, unknown

    def _listing(self, role: str) -> list[Suggestion]:
        """Return all proposals or reviews there could be, in the order in which they are shown."""
        found: list[Suggestion] = []
        for decision in sorted(self.policy.decisions.values(), key=lambda d: d.id):
            if decision.role == role:
                shown = (self._suggestion(decision, n) for n in _positions(decision))
                found.extend(shown)
        return found

    def _suggestion(self, decision: Decision, n: int) -> Suggestion:
        told, then = self.told[decision.id][n], decision.rules[n].then
        if decision.role == PROPOSAL:
            level = _level(then.low, then.high, decision.gives, self.policy)
            return Suggestion(told.name, False, 0, told.cites, told.basis, level, then.confirm)
        check = member_id(then.low, decision.gives, self.policy.domains)
        return Suggestion(told.name, False, 0, told.cites, told.basis, check=check)


_name_of, _key_of = attrgetter("name"), attrgetter("key")
_NOTHING: Mapping[str, Computed] = {}


def _positions(decision: Decision) -> list[int]:
    """Return the positions of the rules in the order in which a list is shown."""
    positions = list(range(len(decision.rules)))
    if decision.hit == "output-order":
        order = list(decision.order)
        return sorted(positions, key=lambda n: order.index(decision.rules[n].then.low))
    if decision.hit == "rule-order":
        return positions
    return sorted(positions, key=lambda n: decision.rules[n].id)


def _suggested(
    listing: Sequence[Suggestion], fired: Mapping[str, int], unknown: Mapping[str, int]
) -> tuple[Suggestion, ...]:
    """Return those suggestions whose rules hold on some row, or may."""
    return tuple(
        replace(s, sure=s.rule in fired, rows=fired.get(s.rule, 0) or unknown[s.rule])
        for s in listing
        if s.rule in fired or s.rule in unknown
    )


def _leading_to_decisions(policy: PolicySet) -> dict[str, list[str]]:
    """Return for each entity the child entities that have decisions, or rows below that do."""
    owners = {d.entity for d in policy.decisions.values()}
    found: dict[str, list[str]] = {}

    def has(entity: str) -> bool:
        children = [c.name for c in policy.children_of(entity)]
        found[entity] = [child for child in children if has(child)]
        return entity in owners or bool(found[entity])

    for entity in policy.entities.values():
        if entity.parent is None:
            has(entity.name)
    return found


def settled_on(answer: Answer, item: Item, name: str) -> Settled:
    """Return the decision `name` on the row `item`."""
    settled = answer[item.entity, item.key][name]
    if not isinstance(settled, Settled):
        raise TypeError(f"{name} is not a decision")
    return settled


def record(policy: PolicySet, outcome: Outcome) -> dict[str, Json]:
    """Return `outcome` as the plain data that is written, with at most 50 reasons."""
    level = outcome.level
    return {
        "record": "outcome",
        "subject": {"entity": outcome.entity, "key": list(outcome.key)},
        "verdict": outcome.verdict,
        "applicable": outcome.applicable,
        "inspected": outcome.inspected,
        "level": {"low": level[0], "high": level[1]} if level else None,
        "why": [_reason(r) for r in outcome.why[:MOST_REASONS]],
        "why_more": max(0, len(outcome.why) - MOST_REASONS),
        "rules": [_rule(r) for r in outcome.rules],
        "fired": dict(outcome.fired),
        "unknown": dict(outcome.unknown),
        "proposals": [_suggestion(s) for s in outcome.proposals],
        "reviews": [_suggestion(s) for s in outcome.reviews],
        "needs_confirmation": outcome.needs_confirmation,
        "clauses": list(outcome.clauses),
        "basis": outcome.basis,
    }


def header(
    policy: PolicySet,
    facts: Facts,
    as_of: date,
    *,
    engine: str,
    tool_version: str,
    fallbacks: Iterable[str] = (),
) -> dict[str, Json]:
    """Return the record that says what ran: tool, executor and why another one, inputs, day."""
    return {
        "record": "header",
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "yujing", "version": tool_version},
        "engine": engine,
        "fallbacks": list(fallbacks),
        "policy": {"id": policy.id, "version": policy.version, "sha256": policy.sha256},
        "facts": {
            "sha256": facts.sha256,
            "snapshot": facts.snapshot.isoformat() if facts.snapshot else None,
        },
        "as_of": as_of.isoformat(),
    }


def dumps(record: Mapping[str, Json]) -> str:
    """Return a record as canonical JSON: sorted keys, no blanks, characters as they are."""
    return _ENCODER.encode(record)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _level(low: object, high: object, gives: Type, policy: PolicySet) -> Level:
    """Return both ends as ids; what is unknown of an unordered type may be anything."""
    domain = policy.domains.get(gives.domain) or policy.level_scale
    if gives == BOOL:
        return ("no" if low is not True else "yes", "yes" if high is not False else "no")
    ids = domain.ids
    return (
        ids[low if isinstance(low, int) else 0],
        ids[high if isinstance(high, int) else domain.top],
    )


def _confirmation(proposals: Iterable[Suggestion]) -> bool | None:
    asked = [p.sure for p in proposals if p.confirm]
    return True if any(asked) else (None if asked else False)


def _reason(reason: Reason) -> Json:
    data: dict[str, Json] = {
        "reason": reason.kind,
        "entity": reason.entity,
        "key": list(reason.key),
        REASON_NAMES[reason.kind]: reason.name,
    }
    if reason.rules:
        data["rules"] = [f"{reason.name}/{rule}" for rule in reason.rules]
    return data


REASON_NAMES = {
    "missing": "field",
    "incomplete": "relation",
    "no_rule": "decision",
    "conflict": "decision",
    "by_law": "decision",
}


def _rule(rule: Deciding) -> Json:
    examples: list[Json] = [{"key": list(e.key), "facts": dict(e.facts)} for e in rule.examples]
    return {
        "rule": rule.rule,
        "cites": list(rule.cites),
        "basis": rule.basis,
        "rows": rule.rows,
        "examples": examples,
    }


def _suggestion(suggestion: Suggestion) -> Json:
    data: dict[str, Json] = {
        "rule": suggestion.rule,
        "sure": suggestion.sure,
        "rows": suggestion.rows,
        "cites": list(suggestion.cites),
        "basis": suggestion.basis,
    }
    if suggestion.level:
        data["level"] = {"low": suggestion.level[0], "high": suggestion.level[1]}
        data["confirm"] = suggestion.confirm
    else:
        data["check"] = suggestion.check
    return data
