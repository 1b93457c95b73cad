"""The outcome of one subject and its record: the same bytes whoever computed the answer.

A record holds ids and exact values, and nothing about the run; what ran, on what, stands
once in a header.  Its form is `schemas/outcome.schema.json`, its meaning section 6 of
`docs/meaning.md`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.execution.answer import Answer, Settled
from engine.execution.exact import Json, exact, member_id
from engine.execution.formulas import Getter, getter
from engine.execution.hits import deciding
from engine.execution.reasons import ByItem, Reason, Reasons
from engine.execution.subjects import Item, Lowered, unknown_value
from engine.facts.model import Facts, Key
from engine.language.expression import Ref, refs
from engine.language.types import BOOL, Type
from engine.policy.model import PROPOSAL, REVIEW, Basis, Decision, PolicySet, Rule

SCHEMA_VERSION = 1
MOST_REASONS = 50
MOST_EXAMPLES = 3
BASES: tuple[Basis, ...] = ("draft", "local", "notice")  # from the weakest

Verdict = Literal["not_applicable", "decided", "undetermined"]
Level = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """One row on which a rule held: its key and the facts that the condition read there."""

    key: Key
    facts: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Deciding:
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


@dataclass(frozen=True, slots=True)
class Outcome:
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
        self.names = {d.id: [f"{d.id}/{r.id}" for r in d.rules] for d in policy.decisions.values()}
        self.reads: dict[str, list[tuple[str, Type, Getter, Lowered]]] = {}

    def outcome(self, item: Item, answer: Answer) -> Outcome:
        """Return the outcome of the subject `item`, given the answer of any executor."""
        policy, decided = self.policy, self.policy.decisions[self.policy.decide]
        settled = settled_on(answer, item, decided.id)
        applicable = self._applicable(item, answer)
        verdict, level = self._verdict(decided, settled, applicable)
        why: list[Reason] = []
        if verdict == "undetermined":
            why = self._why(decided, item, answer, applicable)
        rules, clauses = self._rules(decided, item, answer) if level else ([], set())
        fired, unknown = self._counted(item, answer)
        proposals = self._suggested(PROPOSAL, fired, unknown)
        return Outcome(
            item.entity,
            item.key,
            verdict,
            applicable,
            self._yes_or_no(policy.inspected, item, answer) if policy.inspected else None,
            level,
            tuple(why),
            tuple(rules),
            fired,
            unknown,
            proposals,
            self._suggested(REVIEW, fired, unknown),
            _confirmation(proposals),
            tuple(sorted(clauses)),
            min((r.basis for r in rules), key=BASES.index, default=None),
        )

    def _applicable(self, item: Item, answer: Answer) -> bool | None:
        return self._yes_or_no(self.policy.scope, item, answer) if self.policy.scope else True

    def _yes_or_no(self, name: str, item: Item, answer: Answer) -> bool | None:
        entity = self.policy.entities[item.entity]
        value = getter(self.policy, entity, Ref(name), null=False)(item, ByItem(answer))
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
    ) -> list[Reason]:
        found = set(self.reasons.why(decided, item, answer))
        if applicable is None:
            scope = self.policy.decisions[self.policy.scope or ""]
            found.update(self.reasons.why(scope, item, answer))
        return sorted(found)

    def _rules(
        self, decided: Decision, item: Item, answer: Answer
    ) -> tuple[list[Deciding], set[str]]:
        """Return the deciding rules, by id, and the clauses they and their tables rest on."""
        rows: dict[tuple[str, int], list[Item]] = {}
        clauses: set[str] = set()
        for decision, row, positions in self._decided_by(decided, item, answer):
            clauses.update(decision.cites)
            for n in positions:
                rows.setdefault((decision.id, n), []).append(row)
        rules = []
        for name, n in sorted(rows, key=lambda at: self.names[at[0]][at[1]]):
            rule = self.policy.decisions[name].rules[n]
            clauses.update(rule.cites)
            rules.append(self._deciding(name, n, rule, rows[name, n], answer))
        return rules, clauses

    def _decided_by(
        self, decision: Decision, item: Item, answer: Answer
    ) -> Iterator[tuple[Decision, Item, Sequence[int]]]:
        """Yield the tables, rows and rules that give the sure end of `decision`."""
        settled = settled_on(answer, item, decision.id)
        if not decision.take:
            yield decision, item, deciding(self.reasons.table(decision), settled)
            return
        yield decision, item, ()
        end = settled.low if decision.take == "highest" else settled.high
        for name in decision.of:
            member = self.policy.decisions[name]
            below = (item,) if member.entity == decision.entity else item.children[member.entity]
            for row in below:
                found = settled_on(answer, row, name)
                if end == (found.low if decision.take == "highest" else found.high):
                    yield from self._decided_by(member, row, answer)

    def _deciding(
        self, name: str, n: int, rule: Rule, held: list[Item], answer: Answer
    ) -> Deciding:
        first = sorted(held, key=lambda row: row.key)[:MOST_EXAMPLES]
        examples = tuple(Example(row.key, self._facts(name, n, row, answer)) for row in first)
        return Deciding(
            self.names[name][n], tuple(sorted(rule.cites)), self._basis(rule), len(held), examples
        )

    def _basis(self, rule: Rule) -> Basis:
        """Return the weakest basis of a rule and of the numbers its condition uses."""
        used = [self.policy.values[o].basis for o in rule.origins if o in self.policy.values]
        return min([rule.basis, *used], key=BASES.index)

    def _facts(self, name: str, n: int, row: Item, answer: Answer) -> dict[str, Json]:
        """Return the values that the condition of a rule read on `row`; unknown is null."""
        rule_id = self.names[name][n]
        if rule_id not in self.reads:
            self.reads[rule_id] = self._reads(self.policy.decisions[name], n)
        done, facts = ByItem(answer), {}
        for words, type, get, unknown in self.reads[rule_id]:
            value = get(row, done)
            facts[words] = None if value == unknown else exact(value, type, self.policy.domains)
        return facts

    def _reads(self, decision: Decision, n: int) -> list[tuple[str, Type, Getter, Lowered]]:
        reads = []
        for ref in refs(decision.rules[n].when):
            entity = self.policy.entities[decision.entity]
            get = getter(self.policy, entity, ref, null=False)
            for hop in ref.hops:
                entity = self.policy.entities[entity.refers.get(hop, hop)]
            field = entity.fields.get(ref.name)
            if field is not None:
                unknown = unknown_value(field, self.policy.domains)
                reads.append((str(ref), field.type, get, unknown))
            else:
                table = self.policy.decisions[ref.name]
                reads.append((str(ref), table.gives, get, None))
        return reads

    def _counted(self, item: Item, answer: Answer) -> tuple[dict[str, int], dict[str, int]]:
        """Return on how many rows of the subject each rule fired, and may have fired."""
        tables: Counter[tuple[str, tuple[int, ...], tuple[int, ...]]] = Counter()
        waiting = [item]
        while waiting:
            row = waiting.pop()
            for name, computed in answer[row.entity, row.key].items():
                if isinstance(computed, Settled) and (computed.fired or computed.unknown):
                    tables[name, computed.fired, computed.unknown] += 1
            for children in row.children.values():
                waiting.extend(children)
        fired: Counter[str] = Counter()
        unknown: Counter[str] = Counter()
        for (name, holds, may_hold), rows in tables.items():
            for n in holds:
                fired[self.names[name][n]] += rows
            for n in may_hold:
                unknown[self.names[name][n]] += rows
        return dict(fired), dict(unknown)

    def _suggested(
        self, role: str, fired: Mapping[str, int], unknown: Mapping[str, int]
    ) -> tuple[Suggestion, ...]:
        """Return the proposals or reviews whose rules hold, or may, in the order of the list."""
        found = []
        for decision in self.policy.decisions.values():
            if decision.role == role:
                for n in self._listed(decision):
                    name = self.names[decision.id][n]
                    if name in fired or name in unknown:
                        found.append(self._suggestion(decision, n, name, fired, unknown))
        return tuple(found)

    def _listed(self, decision: Decision) -> list[int]:
        """Return the positions of the rules in the order in which the list is shown."""
        positions = range(len(decision.rules))
        if decision.hit == "rule-order":
            return list(positions)
        if decision.hit == "output-order":
            order = list(decision.order)
            return sorted(positions, key=lambda n: order.index(decision.rules[n].then.low))
        return sorted(positions, key=lambda n: decision.rules[n].id)

    def _suggestion(
        self,
        decision: Decision,
        n: int,
        name: str,
        fired: Mapping[str, int],
        unknown: Mapping[str, int],
    ) -> Suggestion:
        rule, then = decision.rules[n], decision.rules[n].then
        is_proposal = decision.role == PROPOSAL
        return Suggestion(
            name,
            name in fired,
            fired.get(name, 0) or unknown.get(name, 0),
            tuple(sorted(rule.cites)),
            self._basis(rule),
            _level(then.low, then.high, decision.gives, self.policy) if is_proposal else None,
            then.confirm,
            "" if is_proposal else member_id(then.low, decision.gives, self.policy.domains),
        )


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
