"""Lists as they come out: places with their reasons, who just missed, what is to be known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from engine.facts.model import Key
from engine.inspection.candidates import Candidate
from engine.inspection.ranking import Change, Order
from engine.policy.inspection_model import ListLevel, OrderKey
from engine.policy.routing_model import Department
from engine.problems import Problem, Text


@dataclass(frozen=True, slots=True)
class Request:
    """An enterprise that a level wants on its list; `override`: past the lists below."""

    subject: Key
    reason: str
    by: str = ""
    override: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a list.

    `separates`: the key that puts it before the next in rank (None: nobody follows).
    `tied`: others of the ranking that only their own key tells apart from it.
    `best`: the rank it may reach once open facts are settled; `open`: what is open.
    `inspects`: no higher list has it, so this level inspects.
    """

    rank: int
    candidate: Candidate
    separates: OrderKey | None
    tied: tuple[Key, ...] = ()
    best: int = 0
    open: tuple[OrderKey, ...] = ()
    request: Request | None = None
    inspects: bool = True

    @property
    def key(self) -> Key:
        """The key of the subject."""
        return self.candidate.key


@dataclass(frozen=True, slots=True)
class Missed:
    """One who is not listed: its rank, what would have put it on, what may still do so.

    `tier_needed`: no list takes its tier.  `held`: the facts that keep it out until they
    are supplied.
    """

    rank: int
    candidate: Candidate
    changes: tuple[Change, ...] = ()
    tied: bool = False
    possible: bool = False
    open: tuple[OrderKey, ...] = ()
    tier_needed: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to be known about a list; a warning never stops it."""

    kind: str
    text: Text
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeyList:
    """The list of one place of one level.

    `universe`: how many it was chosen from.  `left`: those kept off by the rule about who
    leaves; `waiting`: those of whom it is not known whether they are in scope, or whose
    phase of the roll-out has not begun.
    """

    level: ListLevel
    department: Department
    places: tuple[Place, ...]
    missed: tuple[Missed, ...] = ()
    left: tuple[Candidate, ...] = ()
    waiting: tuple[tuple[Candidate, Text], ...] = ()
    universe: int = 0
    remarks: tuple[Remark, ...] = ()
    order: Order | None = field(default=None, compare=False)

    @cached_property
    def keys(self) -> frozenset[Key]:
        """The subjects that are listed."""
        return frozenset(place.key for place in self.places)

    @property
    def gross(self) -> int:
        """How many are listed."""
        return len(self.places)

    @property
    def net(self) -> int:
        """How many of them this level inspects itself."""
        return sum(place.inspects for place in self.places)

    def place_of(self, key: Key) -> Place | None:
        """Return the place of a subject."""
        return next((place for place in self.places if place.key == key), None)


@dataclass(frozen=True)
class Selection:
    """The lists of a year, from the bottom up, places by code; what was refused, and why."""

    year: int
    cut_off: date
    lists: tuple[KeyList, ...]
    refused: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str], KeyList]:
        """The lists by level and division."""
        return {(one.level.level, one.department.division): one for one in self.lists}

    def of_level(self, level: str) -> Iterator[KeyList]:
        """Yield the lists of a level."""
        return (one for one in self.lists if one.level.level == level)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of which there are lists, from the bottom up."""
        return tuple(dict.fromkeys(one.level.level for one in self.lists))
