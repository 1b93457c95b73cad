"""The chain: each event sealed with the hash of the one before, and what breaks it, named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.problems import Text
from engine.register.events import Entry, Event

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of a register on some day, kept apart from it (on paper)."""

    register: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was sealed; `seq` is the event it is about."""

    kind: str
    seq: int
    text: Text


def canonical(data: Any) -> str:
    """Return data as the one JSON text it has: sorted keys, no blanks, characters as they are."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(data: bytes | str) -> str:
    """Return the hash of some bytes, or of a text in UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def seal(
    seq: int,
    prev: str,
    entry: Entry,
    messages: Iterable[tuple[str, str]],
    documents: Iterable[str],
) -> str:
    """Return the hash of an event in its place."""
    whole = [
        seq, prev, entry.stream, entry.kind, entry.happened_on.isoformat(),
        entry.entered_on.isoformat(), entry.recorded_at, entry.actor.name,
        entry.actor.department, entry.key, entry.policy, entry.rule, entry.body,
        [list(m) for m in messages], list(documents),
    ]  # fmt: skip
    return sha256(canonical(whole))


def faults_of_chain(events: Iterable[Event]) -> tuple[list[Fault], int, str]:
    """Return what breaks the chain, and the head: number and hash of the last event."""
    found: list[Fault] = []
    seq, prev = 0, START
    for event in events:
        if event.seq != seq + 1:
            found.append(_missing(seq + 1, event.seq - 1))
        elif event.prev != prev:
            text = Text("与上一条不衔接", "it does not follow from the event before")
            found.append(Fault("chain", event.seq, text))
        if event.hash != seal(event.seq, event.prev, event.entry, event.messages, event.documents):
            text = Text("内容被改动", "its content was changed")
            found.append(Fault("changed", event.seq, text))
        seq, prev = event.seq, event.hash
    return found, seq, prev


def _missing(first: int, last: int) -> Fault:
    which = str(first) if first == last else f"{first}–{last}"
    return Fault("missing", first, Text(f"缺第{which}条", f"event {which} is missing"))


def faults_of_messages(
    events: Iterable[Event], messages: Mapping[str, tuple[int, str]]
) -> list[Fault]:
    """Return messages that are missing, changed, or belong to no event; by id: event, hash."""
    found: list[Fault] = []
    sealed: set[str] = set()
    for event in events:
        for id, hash in event.messages:
            sealed.add(id)
            if messages.get(id) != (event.seq, hash):
                gone = id not in messages
                text = Text(
                    f"推送 {id} {'缺失' if gone else '被改动'}",
                    f"message {id} {'is missing' if gone else 'was changed'}",
                )
                found.append(Fault("message", event.seq, text))
    for id in sorted(set(messages) - sealed):
        text = Text(f"推送 {id} 不属于任何登记", f"message {id} belongs to no event")
        found.append(Fault("message", messages[id][0], text))
    return found


def faults_of_documents(events: Iterable[Event], documents: Mapping[str, str]) -> list[Fault]:
    """Return documents that are missing or changed; by the hash they are kept under, their own."""
    found = []
    for event in events:
        for cited in event.documents:
            if documents.get(cited) != cited:
                gone = cited not in documents
                text = Text(
                    f"引用的材料 {cited[:12]} {'缺失' if gone else '被改动'}",
                    f"document {cited[:12]} {'is missing' if gone else 'was changed'}",
                )
                found.append(Fault("document", event.seq, text))
    return found


def faults_of_anchor(
    anchor: Anchor, register: str, head: int, hashes: Mapping[int, str]
) -> list[Fault]:
    """Return how a register differs from an anchor of it."""
    if anchor.register != register:
        text = Text("锚定值属于另一个台账", "the anchor is of another register")
        return [Fault("anchor", anchor.seq, text)]
    if head < anchor.seq:
        text = Text(
            f"末尾被截去：锚定时有{anchor.seq}条，现在只有{head}条",
            f"the tail was cut: {anchor.seq} events when anchored, {head} now",
        )
        return [Fault("cut", head + 1, text)]
    if hashes.get(anchor.seq) != anchor.hash:
        text = Text(
            f"第{anchor.seq}条与锚定值不符", f"event {anchor.seq} is not the one that was anchored"
        )
        return [Fault("anchor", anchor.seq, text)]
    return []
