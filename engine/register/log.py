"""The log: events appended one after the other, with their messages and documents, or not at all.

It is the same on every database; `sqlite.py` and `postgres.py` say how to connect, to
take the lock of the one writer, and to word what goes wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from engine.execution.exact import Json
from engine.register.events import OPENED, Actor, Entry, Event
from engine.register.sealing import (
    START,
    Anchor,
    Fault,
    canonical,
    faults_of_anchor,
    faults_of_chain,
    faults_of_documents,
    faults_of_messages,
    seal,
    sha256,
)

EVENT_COLUMNS = (
    "seq, stream, kind, happened_on, entered_on, recorded_at, actor, department, key, policy, "
    "rule, body, messages, documents, prev, hash"
)


class Database(Protocol):
    """A database that keeps a log; SQL is written with `?` for what is filled in."""

    name: str

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows; problems are raised in plain words."""

    def begin(self) -> None:
        """Begin a transaction and take the lock of the one writer."""

    def commit(self) -> None:
        """Make the transaction last."""

    def rollback(self) -> None:
        """Forget the transaction."""

    def close(self) -> None:
        """Close the connection."""


@dataclass
class Log:
    """A register's log on some database."""

    database: Database

    @property
    def opening(self) -> Event:
        """The first event, which names the register."""
        return next(iter(self.events(limit=1)))

    @property
    def register(self) -> str:
        """The id of the register."""
        return self.opening.text("register")

    @property
    def practice(self) -> bool:
        """True for a register that is only for practice."""
        return self.opening.body.get("practice") is True

    def events(
        self, stream: str | None = None, kind: str | None = None, limit: int = 0
    ) -> list[Event]:
        """Return events in the order of the log: all, of one stream, or of one kind."""
        where = [f"{name} = ?" for name, v in (("stream", stream), ("kind", kind)) if v is not None]
        sql = f"SELECT {EVENT_COLUMNS} FROM event"
        sql += f" WHERE {' AND '.join(where)}" if where else ""
        sql += " ORDER BY seq" + (f" LIMIT {limit}" if limit else "")
        values = [v for v in (stream, kind) if v is not None]
        return [_event(row) for row in self.database.rows(sql, values)]

    def by_key(self, key: str) -> Event | None:
        """Return the event that was entered under an idempotency key."""
        found = self.database.rows(f"SELECT {EVENT_COLUMNS} FROM event WHERE key = ?", [key])
        return _event(found[0]) if found else None

    def head(self) -> tuple[int, str]:
        """Return number and hash of the last event."""
        found = self.database.rows("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")
        return (int(found[0][0]), str(found[0][1])) if found else (0, START)

    def messages(self) -> list[tuple[int, str, Mapping[str, Json]]]:
        """Return all messages: the number of their event, their id, what they say."""
        rows = self.database.rows("SELECT seq, id, body FROM message ORDER BY seq, id")
        return [(int(seq), str(id), json.loads(body)) for seq, id, body in rows]

    def document(self, hash: str) -> str | None:
        """Return a document by its hash."""
        found = self.database.rows("SELECT body FROM document WHERE sha256 = ?", [hash])
        return str(found[0][0]) if found else None

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Hold the lock; what is added lasts when the block ends, and nothing of it otherwise."""
        self.database.begin()
        try:
            yield Writer(self)
            self.database.commit()
        except BaseException:
            self.database.rollback()
            raise

    def anchor(self) -> Anchor:
        """Return the head, to be kept apart."""
        return Anchor(self.register, *self.head())

    def verify(self, anchor: Anchor | None = None) -> list[Fault]:
        """Return everything that is not as it was sealed."""
        events = self.events()
        found, head, _ = faults_of_chain(events)
        rows = self.database.rows("SELECT id, seq, body FROM message")
        found += faults_of_messages(events, {str(i): (int(s), sha256(b)) for i, s, b in rows})
        kept = self.database.rows("SELECT sha256, body FROM document")
        found += faults_of_documents(events, {str(h): sha256(str(b)) for h, b in kept})
        if anchor is not None:
            named = events[0].text("register") if events else ""
            found += faults_of_anchor(anchor, named, head, {e.seq: e.hash for e in events})
        return sorted(found, key=lambda fault: fault.seq)

    def export(self) -> Iterator[str]:
        """Yield the whole register as lines of JSON: documents, then events with messages."""
        for hash, body in self.database.rows("SELECT sha256, body FROM document ORDER BY sha256"):
            yield canonical({"record": "document", "sha256": hash, "body": body})
        said: dict[int, list[Mapping[str, Json]]] = {}
        for seq, _, message in self.messages():
            said.setdefault(seq, []).append(message)
        for event in self.events():
            yield canonical({**as_record(event), "sent": said.get(event.seq, [])})

    def close(self) -> None:
        """Close the connection."""
        self.database.close()


@dataclass
class Writer:
    """The one writer, while it holds the lock."""

    log: Log
    added: list[Event] = field(default_factory=list)

    def add(
        self,
        entry: Entry,
        messages: Iterable[Mapping[str, Json]] = (),
        documents: Iterable[str] = (),
    ) -> Event:
        """Append an event with the messages that go out with it and the documents it cites."""
        seq, prev = self.log.head()
        seq += 1
        rows = self.log.database.rows
        said = [{**message, "id": f"M{seq}-{n}"} for n, message in enumerate(messages, 1)]
        sealed = tuple((str(m["id"]), sha256(canonical(m))) for m in said)
        texts = list(documents)
        cited = tuple(dict.fromkeys(sha256(text) for text in texts))
        hash = seal(seq, prev, entry, sealed, cited)
        for text in texts:
            sql = "INSERT INTO document(sha256, body) VALUES(?, ?) ON CONFLICT DO NOTHING"
            rows(sql, [sha256(text), text])
        rows(
            f"INSERT INTO event({EVENT_COLUMNS}) VALUES({', '.join('?' * 16)})",
            [
                seq, entry.stream, entry.kind, entry.happened_on.isoformat(),
                entry.entered_on.isoformat(), entry.recorded_at, entry.actor.name,
                entry.actor.department, entry.key, entry.policy, entry.rule,
                canonical(entry.body), canonical([list(m) for m in sealed]), canonical(cited),
                prev, hash,
            ],
        )  # fmt: skip
        for message in said:
            sql = "INSERT INTO message(id, seq, body) VALUES(?, ?, ?)"
            rows(sql, [message["id"], seq, canonical(message)])
        event = Event(seq, entry, sealed, cited, prev, hash)
        self.added.append(event)
        return event


def open_register(log: Log, register: str, practice: bool, day: date, at: str) -> Event:
    """Write the first event of a new register; an old one keeps its own."""
    with log.writing() as writer:
        if log.head()[0]:
            return log.opening
        body: dict[str, Json] = {"register": register, "practice": practice}
        return writer.add(Entry("register", OPENED, day, day, at, Actor("", ""), body=body))


def as_record(event: Event) -> dict[str, Json]:
    """Return an event as plain data."""
    entry = event.entry
    return {
        "record": "event",
        "seq": event.seq,
        "stream": entry.stream,
        "kind": entry.kind,
        "happened_on": entry.happened_on.isoformat(),
        "entered_on": entry.entered_on.isoformat(),
        "recorded_at": entry.recorded_at,
        "actor": entry.actor.name,
        "department": entry.actor.department,
        "key": entry.key,
        "policy": entry.policy,
        "rule": entry.rule,
        "body": dict(entry.body),
        "messages": [list(m) for m in event.messages],
        "documents": list(event.documents),
        "prev": event.prev,
        "hash": event.hash,
    }


def _event(row: Sequence[Any]) -> Event:
    (seq, stream, kind, happened, entered, at, actor, department, key, policy, rule, body,
     messages, documents, prev, hash) = row  # fmt: skip
    entry = Entry(
        stream, kind, date.fromisoformat(happened), date.fromisoformat(entered), at,
        Actor(actor, department), policy, rule, key, json.loads(body),
    )  # fmt: skip
    sent = tuple((str(id), str(h)) for id, h in json.loads(messages))
    return Event(int(seq), entry, sent, tuple(json.loads(documents)), prev, hash)
