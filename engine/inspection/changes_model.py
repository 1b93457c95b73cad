"""Changes of filed lists as data: what must be changed, how far a change is, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.facts.model import Fact, Key
from engine.inspection.candidates import Candidate
from engine.policy.routing_model import Department
from engine.problems import Text


@dataclass(frozen=True, slots=True)
class ChangeTask:
    """A change that the level below must make: the enterprise, the lists that hold it.

    `next` is the next in rank of the list of `department`, None where nobody qualifies.
    """

    subject: Key
    name: str
    department: Department
    holders: tuple[Department, ...]
    grounds: Text
    cites: tuple[str, ...]
    next: Candidate | None
    keeps: Text
    keeps_cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filing:
    """One hop of a change: who filed it with whom, when, and the receipt."""

    sender: Department
    receiver: Department
    filed: date | None
    receipt: str

    @property
    def done(self) -> bool:
        """True where it is filed and receipted."""
        return self.filed is not None and bool(self.receipt)


@dataclass(frozen=True, slots=True)
class ChangeState:
    """A recorded change and how far it has come.

    `filed` only when the last receiver has it.  `agreed` tells for each higher list that
    holds the enterprise when its owner acknowledged; `waits_for` who is to act next.
    """

    subject: Key
    name: str
    number: int
    effect: str
    reason: str
    decided: date | None
    defer_until: date | None
    department: Department
    hops: tuple[Filing, ...]
    agreed: Mapping[str, date | None]
    filed: bool
    waits_for: Department | None


@dataclass(frozen=True)
class NewVersion:
    """A list after its changes: who left, who came, all rows of the new version."""

    department: Department
    level: str
    version: int
    left: tuple[Key, ...]
    entered: tuple[Candidate, ...]
    deferred: tuple[Key, ...]
    rows: tuple[tuple[Key, Mapping[str, Fact]], ...]


@dataclass(frozen=True)
class ChangeReport:
    """What must be changed, what was changed, and the lists that follow from it."""

    year: int
    as_of: date
    tasks: tuple[ChangeTask, ...]
    states: tuple[ChangeState, ...]
    versions: tuple[NewVersion, ...]
