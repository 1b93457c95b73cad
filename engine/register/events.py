"""An event: what happened, when, when it was entered, by whom, on which rule and policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.execution.exact import Json

OPENED = "opened"  # the first event of a register: its id, and whether it is for practice
INSPECT = "inspect"
ISSUE = "issue"
FALL_DUE, PROPOSE = "fall_due", "propose"  # written by tick
DISPATCH = "dispatch"  # a message was handed over, or ticked off
AUTOMATIC = frozenset({FALL_DUE, PROPOSE})
ASIDE = frozenset({FALL_DUE, PROPOSE, DISPATCH, "measure"})  # a late entry questions, never forbids
TICK = "tick"  # who enters what falls due by itself


@dataclass(frozen=True, slots=True)
class Actor:
    """Who enters an event: the official's name and the department."""

    name: str
    department: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An event before it has its place in the log.

    `happened_on` is the day it happened, `entered_on` the day it was entered,
    `recorded_at` the clock of the machine.  `rule` names what of the policy allowed it.
    """

    stream: str
    kind: str
    happened_on: date
    entered_on: date
    recorded_at: str
    actor: Actor
    policy: str = ""
    rule: str = ""
    key: str | None = None
    body: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """An entry in its place: numbered, chained to the one before, sealed."""

    seq: int
    entry: Entry
    messages: tuple[tuple[str, str], ...]  # id and sha256 of each
    documents: tuple[str, ...]  # sha256 of what it cites
    prev: str
    hash: str

    @property
    def stream(self) -> str:
        """The warning or inspection it is about."""
        return self.entry.stream

    @property
    def kind(self) -> str:
        """What happened."""
        return self.entry.kind

    @property
    def on(self) -> date:
        """The day it happened."""
        return self.entry.happened_on

    @property
    def body(self) -> Mapping[str, Json]:
        """What was said about it."""
        return self.entry.body

    def text(self, name: str) -> str:
        """Return a text of the body, "" where it is not said."""
        value = self.entry.body.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a list in the body."""
        value = self.entry.body.get(name)
        listed = value if isinstance(value, list) else [value]
        return tuple(v for v in listed if isinstance(v, str) and v)

    def day(self, name: str) -> date | None:
        """Return a day of the body."""
        said = self.text(name)
        return date.fromisoformat(said) if said else None


def in_order(events: Sequence[Event]) -> list[Event]:
    """Return events as they happened; what happened on one day in the order of entry."""
    return sorted(events, key=lambda e: (e.on, e.seq))
