"""An inspection record: read strictly, laid over the facts, and answered by the rules.

From it, and only from it, a warning is issued.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.catalogue import register as codes
from engine.execution.outcome import Outcome, outcome
from engine.execution.reference import answers
from engine.execution.subjects import day_number, subjects
from engine.facts.model import Fact, Facts, Key, Row, Table
from engine.language.types import Kind
from engine.policy.escalation_model import Escalation, InspectionRows
from engine.policy.model import Field, PolicySet
from engine.problems import Place, Problem, ProblemsFound, Text, did_you_mean

NEEDED = Text("没有填写", "it is not given")
WORDS = (
    "number", "enterprise", "department", "participants", "began_on", "ended_on", "experts",
    "expert_level", "expert_reason", "campaigns", "documents", "findings", "determination",
    "settled", "objection",
)  # fmt: skip
DETERMINATION = ("level", "decider", "reason", "on", "factors")


@dataclass(frozen=True)
class Record:
    """An inspection record as it was written, in types."""

    number: str
    enterprise: str
    began_on: date
    ended_on: date
    findings: tuple[Mapping[str, str], ...]
    level: str
    decider: str
    reason: str
    determined_on: date
    department: str = ""
    participants: tuple[str, ...] = ()
    experts: str = ""
    expert_level: str = ""
    expert_reason: str = ""
    campaigns: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    settled: Mapping[str, str] = field(default_factory=dict)
    objection: str = ""


class _Reading:
    """Reads a record and keeps every problem of it."""

    def __init__(self, data: Mapping[str, Any], file: str) -> None:
        self.data, self.file = data, file
        self.problems: list[Problem] = []

    def wrong(self, name: str, reason: Text, hint: Text | None = None) -> None:
        self.problems.append(codes.RECORD.at(Place(self.file), hint, name=name, reason=reason))

    def unknown(self, data: Mapping[str, Any], known: tuple[str, ...], where: str = "") -> None:
        for name in data:
            if name not in known:
                words = Text("没有这一项", "there is no such item")
                self.wrong(f"{where}{name}", words, did_you_mean(str(name), known))

    def text(self, data: Mapping[str, Any], name: str, needed: bool = True) -> str:
        value = data.get(name)
        if value is None and needed:
            self.wrong(name, NEEDED)
        return "" if value is None else str(value).strip()

    def day(self, data: Mapping[str, Any], name: str, otherwise: date | None = None) -> date:
        value = data.get(name)
        if value is None and otherwise is not None:
            return otherwise
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.wrong(name, Text("应写成 2026-03-31", "write it as 2026-03-31"))
            return date.min

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.data.get(name)
        listed = value if isinstance(value, list) else [] if value is None else [value]
        return tuple(str(v) for v in listed)

    def findings(self) -> tuple[Mapping[str, str], ...]:
        value = self.data.get("findings")
        rows = value if isinstance(value, list) else []
        found = [{str(k): str(v) for k, v in row.items()} for row in rows if isinstance(row, dict)]
        ids = [row.get("id", "") for row in found]
        if not found:
            self.wrong("findings", NEEDED)
        if "" in ids or len(set(ids)) < len(ids):
            self.wrong(
                "findings", Text("每个问题须有自己的 id", "each finding has an id of its own")
            )
        return tuple(found)

    def record(self) -> Record:
        self.unknown(self.data, WORDS)
        decided = self.data.get("determination")
        decided = decided if isinstance(decided, dict) else {}
        self.unknown(decided, DETERMINATION, "determination.")
        settled = self.data.get("settled")
        settled = settled if isinstance(settled, dict) else {}
        ended = self.day(self.data, "ended_on")
        return Record(
            number=self.text(self.data, "number"),
            enterprise=self.text(self.data, "enterprise"),
            began_on=self.day(self.data, "began_on", ended),
            ended_on=ended,
            findings=self.findings(),
            level=self.text(decided, "level"),
            decider=self.text(decided, "decider"),
            reason=self.text(decided, "reason", needed=False),
            determined_on=self.day(decided, "on", ended),
            department=self.text(self.data, "department", needed=False),
            participants=self.texts("participants"),
            experts=self.text(self.data, "experts", needed=False),
            expert_level=self.text(self.data, "expert_level", needed=False),
            expert_reason=self.text(self.data, "expert_reason", needed=False),
            campaigns=self.texts("campaigns"),
            documents=self.texts("documents"),
            settled={str(k): str(v) for k, v in settled.items()},
            objection=self.text(self.data, "objection", needed=False),
        )


def read_record(data: object, file: str) -> Record:
    """Return the record that `data` says; raises ProblemsFound with all that is wrong in it."""
    if not isinstance(data, dict):
        reason = Text("不是一份记录", "it is not a record")
        raise ProblemsFound([codes.RECORD.at(Place(file), name=file, reason=reason)])
    reading = _Reading(data, file)
    record = reading.record()
    if not date.min < record.began_on <= record.ended_on <= record.determined_on:
        reading.wrong("ended_on", Text("开始≤结束≤确定", "begin ≤ end ≤ determination"))
    if reading.problems:
        raise ProblemsFound(reading.problems)
    return record


def with_record(
    policy: PolicySet, life: Escalation, facts: Facts, subject: Key, record: Record
) -> Facts:
    """Return the facts with the inspection and its findings among them."""
    said: dict[str, str] = {
        "number": record.number,
        "department": record.department,
        "began_on": record.began_on.isoformat(),
        "ended_on": record.ended_on.isoformat(),
        "experts": record.experts,
        "expert_level": record.expert_level,
        "expert_reason": record.expert_reason,
        "document": "、".join(record.documents),
    }
    if life.inspection is not None:
        facts = _add(policy, life.inspection, facts, subject, said, record.number)
    if life.findings is not None:
        for finding in record.findings:
            told = {"found_on": record.ended_on.isoformat(), **finding, "number": finding["id"]}
            facts = _add(policy, life.findings, facts, subject, told, finding["id"])
    return facts


def _add(
    policy: PolicySet,
    rows: InspectionRows,
    facts: Facts,
    subject: Key,
    said: Mapping[str, str],
    id: str,
) -> Facts:
    entity, key = policy.entities[rows.entity], (*subject, id)
    table = facts.tables.get(rows.entity, Table(rows.entity))
    old = table.rows.get(key)
    values: dict[str, Fact] = dict(old.values) if old else {}
    links: dict[str, Key | None] = dict(old.links) if old else dict.fromkeys(entity.refers)
    words = {name: said.get(meaning, "") for meaning, name in rows.fields.items()}
    for name, word in {**words, **rows.fixed}.items():
        if word and name in entity.refers:
            links[name] = (*subject, word)
        elif word:
            values[name] = typed(policy, entity.fields[name], word)
    added = {**table.rows, key: Row(key, values, subject, links)}
    changed = replace(table, rows=dict(sorted(added.items())), present=True)
    return replace(facts, tables={**facts.tables, rows.entity: changed})


def typed(policy: PolicySet, field: Field, word: str) -> Fact:
    """Return what a word says in a field; raises ProblemsFound where it says nothing there."""
    kind = field.type.kind
    try:
        if kind in (Kind.CODE, Kind.SCALE):
            domain = policy.domains[field.type.domain]
            return domain.ids[domain.words[word]]
        if kind is Kind.DATE:
            return date.fromisoformat(word)
        if kind is Kind.INT:
            return int(word)
        if kind is Kind.DECIMAL:
            return Decimal(word)
    except (KeyError, ValueError, InvalidOperation):
        known = policy.domains[field.type.domain].words if field.type.domain else ()
        reason = Text(f"不认识“{word}”", f"`{word}` says nothing here")
        hint = did_you_mean(word, known)
        found = codes.RECORD.at(Place(""), hint, name=field.title, reason=reason)
        raise ProblemsFound([found]) from None
    return word in ("true", "True", "yes", "是") if kind is Kind.BOOL else word


def evaluated(policy: PolicySet, facts: Facts, subject: Key, day: date) -> Outcome:
    """Return the outcome of one subject, by the reference."""
    item = next(item for item in subjects(policy, facts) if item.key == subject)
    number = day_number(day)
    return outcome(policy, item, next(answers(policy, [item], number)), number)


def unsettled(found: Outcome, life: Escalation, settled: Mapping[str, str]) -> list[str]:
    """Return the reviews that must be settled before a warning is issued and are not."""
    must = [r.rule for r in found.reviews if r.sure and r.check in life.issuing.settle]
    return [rule for rule in must if not settled.get(rule, "").strip()]


def advice(found: Outcome, life: Escalation) -> list[str]:
    """Return the other reviews: findings about the inspection that advise and do not block."""
    return [r.rule for r in found.reviews if r.sure and r.check not in life.issuing.settle]
