"""The outcome of one subject and its record: the same bytes whoever computed the answer.

A record holds ids and exact values, and nothing about the run; what ran, on what, stands
once in a header.  Its form is `schemas/outcome.schema.json`, its meaning section 6 of
`docs/meaning.md`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from operator import attrgetter
from typing import Literal, NamedTuple

from engine.execution.answer import Answer, Settled
from engine.execution.exact import Json
from engine.execution.formulas import Getter, getter
from engine.execution.reasons import ByItem, Reason, Reasons
from engine.execution.subjects import Item
from engine.execution.suggestions import (
    Level,
    Suggestion,
    confirmation,
    level_of,
    listing,
    suggested,
)
from engine.execution.tallies import Tallies, settled_on
from engine.execution.telling import BASES, Told
from engine.facts.model import Facts, Key
from engine.language.expression import Ref
from engine.policy.model import PROPOSAL, REVIEW, Basis, Decision, PolicySet

SCHEMA_VERSION = 1
MOST_REASONS = 50
MOST_EXAMPLES = 3

Verdict = Literal["not_applicable", "decided", "undetermined"]


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


class Standing(NamedTuple):
    """The part of an outcome that is told without reasons; see `Outcome`."""

    verdict: Verdict
    applicable: bool | None
    inspected: bool | None
    level: Level | None


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
        self.tallies = Tallies(policy, self.told, self.reasons.tables)
        self.scope = self._asker(policy.scope)
        self.inspected = self._asker(policy.inspected)
        self.proposals = listing(policy, self.told, PROPOSAL)
        self.reviews = listing(policy, self.told, REVIEW)

    def outcome(self, item: Item, answer: Answer) -> Outcome:
        """Return the outcome of the subject `item`, given the answer of any executor."""
        decided = self.policy.decisions[self.policy.decide]
        verdict, applicable, inspected, level = self.standing(item, answer)
        rules, clauses = self._rules(decided, item, answer) if level else ([], set())
        fired, unknown = self.tallies.counted(item, answer)
        proposals = suggested(self.proposals, fired, unknown)
        return Outcome(
            item.entity,
            item.key,
            verdict,
            applicable,
            inspected,
            level,
            self._why(decided, item, answer, applicable) if verdict == "undetermined" else (),
            tuple(rules),
            fired,
            unknown,
            proposals,
            suggested(self.reviews, fired, unknown),
            confirmation(proposals),
            tuple(sorted(clauses)),
            min([r.basis for r in rules], key=BASES.index, default=None),
        )

    def standing(self, item: Item, answer: Answer) -> Standing:
        """Return where the subject `item` stands, without saying why."""
        decided = self.policy.decisions[self.policy.decide]
        settled = settled_on(answer, item, decided.id)
        applicable = self._yes_or_no(self.scope, item, answer) if self.scope else True
        verdict, level = self._verdict(decided, settled, applicable)
        inspected = self._yes_or_no(self.inspected, item, answer) if self.inspected else None
        return Standing(verdict, applicable, inspected, level)

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
        level = level_of(settled.low, settled.high, decided.gives, self.policy)
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
        self.tallies.gather(decided, item, answer, rows, through)
        clauses = {cite for name in through for cite in self.policy.decisions[name].cites}
        rules, done = [], ByItem(answer)
        for told in sorted(rows, key=_name_of):
            held = rows[told]
            clauses.update(told.cites)
            first = sorted(held, key=_key_of)[:MOST_EXAMPLES]
            examples = tuple([Example(row.key, told.facts(row, done)) for row in first])
            rules.append(Deciding(told.name, told.cites, told.basis, len(held), examples))
        return rules, clauses


_name_of, _key_of = attrgetter("name"), attrgetter("key")


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
    sql_sha256: str = "",
) -> dict[str, Json]:
    """Return the record that says what ran: tool, executor and why another one, inputs, day.

    `sql_sha256` names the queries of an executor that asks a database; else there is none.
    """
    queries: dict[str, Json] = {"sql_sha256": sql_sha256} if sql_sha256 else {}
    return {
        **queries,
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
