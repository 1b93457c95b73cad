"""Whom to inspect, as a policy set declares it: plain frozen data, every name resolved.

`engine.inspection` ranks, chooses, assigns and follows; nothing here computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine.problems import NO_TEXT, Place, Text

First = Literal["highest", "lowest", "most", "least", "earliest", "latest", "yes", "no"]
DOWNWARD = frozenset({"highest", "most", "latest", "yes"})  # the greater value comes first
OWN_KEY = "key"
CANDIDATES = "candidates"


@dataclass(frozen=True, slots=True)
class OrderKey:
    """One thing that is compared: a field or decision of the subject, or its own key.

    `area`: the divisions that added it (none: it holds everywhere); `reason` says why.
    """

    by: str
    first: First
    place: Place
    title: Text = NO_TEXT
    cites: tuple[str, ...] = ()
    basis: str = "notice"
    area: tuple[str, ...] = ()
    before: str = ""
    reason: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Quota:
    """About how many: the number aimed at, and the bounds that are only warned about."""

    target: int
    least: int
    most: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class ListLevel:
    """The list of one level: how many, and whether it takes from candidates or lists below."""

    level: str
    quota: Quota
    source: str
    place: Place
    cites: tuple[str, ...] = ()
    basis: str = "notice"


@dataclass(frozen=True, slots=True)
class PhaseStart:
    """From when a phase of the roll-out is open in some areas (none named: everywhere)."""

    phase: str
    start: date
    area: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """An entity that holds records, and its fields by their meaning here."""

    entity: str
    fields: Mapping[str, str]
    cites: tuple[str, ...] = ()
    basis: str = "notice"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of each year; `day` 0 is the last of the month."""

    month: int
    day: int
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lists:
    """How lists are ordered and chosen; `levels` from the bottom up."""

    tier: str
    lowest: str
    leaves: str
    cut_off: Day
    order: tuple[OrderKey, ...]
    levels: tuple[ListLevel, ...]
    writes: Mapping[str, str]
    extend_ties: bool = False
    phase: str = ""
    starts: tuple[PhaseStart, ...] = ()
    phase_cites: tuple[str, ...] = ()
    requests: Rows | None = None
    local: tuple[OrderKey, ...] = ()

    def level(self, name: str) -> ListLevel:
        """Return the list of a level."""
        return next(one for one in self.levels if one.level == name)


@dataclass(frozen=True)
class Repeat:
    """Nobody is inspected twice a year; `rows` holds inspections."""

    rows: Rows
    not_counted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workload:
    """In which months how many inspections of a department fit, by level."""

    months: tuple[int, ...]
    per_month: Mapping[str, int]
    mark: str = ""
    mark_cites: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    basis: str = "notice"


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop upwards, with the fields that hold its days and its receipt."""

    below: str
    above: str
    left: str = ""
    reached: str = ""
    receipt: str = ""
    local_due: Day | None = None
    basis: str = "notice"


@dataclass(frozen=True)
class Changes:
    """Changes of lists: what opens a task, who makes them, how they are filed upwards."""

    rows: Rows
    opens: str
    made_by: str
    effects: Mapping[str, str]
    hops: tuple[Hop, ...]
    agreed: Mapping[str, str]
    acknowledge: bool
    keeps: Text
    keeps_cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A field that a plan must fill."""

    field: str
    title: Text
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plans:
    """What a plan must say and by when it must have arrived."""

    rows: Rows
    needs: tuple[Need, ...]
    due: Day
    exceptions: Mapping[int, Day]
    roll_over: bool
    arrives: str
    hops: tuple[Hop, ...]


@dataclass(frozen=True)
class Returns:
    """The workbook that the departments of a level send back: one sheet an entity."""

    level: str
    sheets: tuple[str, ...]
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inspection:
    """Everything a policy set says about choosing, planning and following inspections."""

    lists: Lists
    repeat: Repeat | None = None
    workload: Workload | None = None
    changes: Changes | None = None
    plans: Plans | None = None
    returns: Returns | None = None
    local_cites: tuple[str, ...] = field(default=())
