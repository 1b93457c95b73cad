"""Messages that go out with an event: one for each addressee, kept until it was handed over."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.execution.exact import Json
from engine.facts.cells import clean
from engine.organisation.route import Addressed, Route
from engine.policy.escalation_model import Escalation
from engine.register.events import DISPATCH, Event
from engine.register.folding import Notice

ONLINE = "online"
ISSUED, RELEASED = "issued", "released"


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the register: its event, its id, what it says, when it was handed over."""

    seq: int
    id: str
    said: Mapping[str, Json]
    handed_on: date | None = None
    reference: str = ""


def messages_of(
    route: Route, life: Escalation, notice: Notice, on: date, extra: Mapping[str, Json]
) -> list[dict[str, Json]]:
    """Return one message for each addressee of a route, the same in the same case."""
    sender = route.sender
    if sender is None:
        return []
    about: dict[str, Json] = {
        "message": route.message.id,
        "title": {"zh": route.message.title.zh, "en": route.message.title.en},
        "form": route.message.form,
        "from": sender.department.id if sender.department else None,
        "warning": notice.id,
        "number": notice.number,
        "subject": list(notice.subject),
        "name": notice.name,
        "level": notice.level,
        "on": on.isoformat(),
        **extra,
    }
    return [{**about, **_to(addressed, life)} for addressed in route.addressees]


def _to(addressed: Addressed, life: Escalation) -> dict[str, Json]:
    department = addressed.department
    channel = "platform" if life.channel == ONLINE else addressed.channel
    marks: list[Json] = [{"zh": mark.zh, "en": mark.en} for mark in addressed.marks]
    cites: list[Json] = [*addressed.cites]
    return {
        "part": addressed.part,
        "channel": channel,
        "to": department.id if department else None,
        "to_name": addressed.name,
        "marks": marks,
        "cite": cites,
    }


def outbox(
    messages: Iterable[tuple[int, str, Mapping[str, Json]]], events: Iterable[Event]
) -> list[Sent]:
    """Return every message, with the day on which it was handed over, if it was."""
    handed = {
        id: (event.on, event.text("reference"))
        for event in events
        if event.kind == DISPATCH
        for id in event.texts("messages")
    }
    return [Sent(seq, id, said, *handed.get(id, (None, ""))) for seq, id, said in messages]


def write_message(folder: Path, sent: Sent) -> Path:
    """Write a message into a folder as `<id>.json`, whole or not at all; again is the same."""
    path = folder / f"{sent.id}.json"
    data = json.dumps(dict(sent.said), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    part = folder / f".{sent.id}.json.part"
    with open(part, "w", encoding="utf-8", newline="\n") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    return path


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which the platform's export differs from the register."""

    kind: str  # missing, unknown, level, date
    number: str
    ours: str
    theirs: str


def compare(notices: Iterable[Notice], rows: Iterable[Mapping[str, str]]) -> list[Difference]:
    """Return how a platform's rows (number, level, issued_on) differ from the warnings."""
    theirs = {clean(row["number"]): row for row in rows}
    found = []
    ours = {clean(notice.number): notice for notice in notices}
    for number, notice in sorted(ours.items()):
        row = theirs.get(number)
        if row is None:
            found.append(Difference("missing", number, notice.level, ""))
            continue
        if row["level"] and row["level"] != notice.level:
            found.append(Difference("level", number, notice.level, row["level"]))
        day = notice.issued_on.isoformat()
        if row["issued_on"] and row["issued_on"] != day:
            found.append(Difference("date", number, day, row["issued_on"]))
    for number in sorted(set(theirs) - set(ours)):
        found.append(Difference("unknown", number, "", theirs[number]["level"]))
    return found
