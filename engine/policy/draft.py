"""A policy set while it is being read: what the passes have found so far.

Each pass of `engine.policy.assembling` reads what the passes before it left here and
adds its own part.  Nothing of this reaches an executor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path as Folder
from typing import Any

from engine.calendar import Calendars
from engine.catalogue.condition_meaning import UNKNOWN_NAME
from engine.language.types import Domain
from engine.policy.document import Document, Path
from engine.policy.escalation_model import Escalation
from engine.policy.inspection_model import Inspection
from engine.policy.map_model import DivisionMap
from engine.policy.model import (
    Basis,
    Change,
    Clause,
    Decision,
    Entity,
    Node,
    SimulationTerms,
    Value,
)
from engine.policy.routing_model import Division, Routing
from engine.problems import Place, Problem, Text

BASES: tuple[Basis, ...] = ("notice", "local", "draft")  # from firm to weak


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a document, with typed ways into it.

    Shape is checked before anything is read, and its problems are reported there; a
    part of the wrong shape is therefore read as if it were empty, never reported twice.
    """

    document: Document
    path: Path
    value: Any

    def get(self, key: str) -> Part | None:
        """Return the part under `key` of a map, or None."""
        if not isinstance(self.value, dict) or key not in self.value:
            return None
        return Part(self.document, (*self.path, key), self.value[key])

    def entries(self, key: str | None = None) -> Iterator[tuple[str, Part]]:
        """Yield the keys and parts of this map (or of the map under `key`)."""
        part = self.get(key) if key is not None else self
        if part is not None and isinstance(part.value, dict):
            for name, value in part.value.items():
                yield name, Part(self.document, (*part.path, name), value)

    def items(self, key: str | None = None) -> Iterator[Part]:
        """Yield the parts of this list (or of the list, or single value, under `key`)."""
        part = self.get(key) if key is not None else self
        if part is None or part.value is None:
            return
        if not isinstance(part.value, list):
            yield part
            return
        for number, value in enumerate(part.value):
            yield Part(self.document, (*part.path, number), value)

    def words(self, key: str) -> Iterator[tuple[str, Part]]:
        """Yield the texts of a list, or the single text, under `key`."""
        for part in self.items(key):
            if isinstance(part.value, str):
                yield part.value, part

    def text(self, key: str, default: str = "") -> str:
        """Return the text under `key`."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return value if isinstance(value, str) else default

    def label(self, key: str | None = None) -> Text:
        """Return the zh and en of this map (or of the map, or text, under `key`)."""
        part = self.get(key) if key is not None else self
        if part is None:
            return Text("", "")
        if isinstance(part.value, str):
            return Text(part.value, part.value)
        return Text(part.text("zh"), part.text("en"))

    @property
    def place(self) -> Place:
        """The place of the value."""
        return self.document.place(self.path)

    @property
    def key_place(self) -> Place:
        """The place of the key."""
        return self.document.key_place(self.path)

    @property
    def spoilt(self) -> bool:
        """True where the loader refused the value already."""
        return self.path in self.document.doubtful

    def inside(self, start: int, end: int) -> Place:
        """Return the place of characters of this text."""
        return self.document.inside(self.path, start, end)

    def inside_key(self, start: int, end: int) -> Place:
        """Return the place of characters of the key."""
        document, path = self.document.home(self.path)
        span = document.keys.get(path)
        if span is None:
            return self.key_place
        first = span[0] + (document.source.text[span[0]] in "'\"")
        return document.source.place(first + start, max(first + end, first + start + 1))


@dataclass
class Draft:
    """Everything that was read so far, and every problem met on the way."""

    folder: Folder
    problems: list[Problem] = field(default_factory=list)
    policy: Part | None = None
    documents: dict[str, list[Part]] = field(default_factory=dict)  # by kind
    unread: set[str] = field(default_factory=set)  # kinds of listed files that cannot be read
    lost: set[str] = field(default_factory=set)  # names whose own definition was refused
    files: tuple[str, ...] = ()
    sha256: str = ""
    effective: tuple[date, date | None] = (date.min, None)
    clauses: dict[str, Clause] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    sources: dict[tuple[str, str], Part] = field(default_factory=dict)  # fields by entity, name
    values: dict[str, Value] = field(default_factory=dict)
    heads: dict[str, Part] = field(default_factory=dict)  # decisions as written, by id
    decisions: dict[str, Decision] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)  # decisions, entity.field: not fully read
    order: tuple[Node, ...] = ()
    routing: Routing | None = None
    divisions: Mapping[str, Division] = field(default_factory=dict)
    division_changes: Mapping[str, str] = field(default_factory=dict)
    map: DivisionMap | None = None
    calendars: Calendars = field(default_factory=Calendars)
    escalation: Escalation | None = None
    inspection: Inspection | None = None
    simulation: SimulationTerms = field(default_factory=SimulationTerms)
    on: date | None = None  # which version of the set extended, if there are several
    extended: Draft | None = None  # the set that this one extends, as far as it was read
    above: tuple[Folder, ...] = ()  # the overlays that extend this set
    changes: tuple[Change, ...] = ()

    @property
    def home(self) -> Folder:
        """The folder of the divisions, calendars and maps: that of the set extended."""
        return self.extended.home if self.extended else self.folder

    def report(self, problem: Problem) -> None:
        """Keep one more problem, unless it only follows from one that is reported already."""
        if problem.code == UNKNOWN_NAME.id and _written(problem.place) in self.lost:
            return
        self.problems.append(problem)

    def lose(self, name: str, part: Part) -> None:
        """Remember that `name`, or its label, is known although it cannot be used."""
        labels = (part.label(), part.label("title"))
        self.lost.update({name, *(w for label in labels for w in (label.zh, label.en) if w)})

    def parts(self, kind: str, key: str) -> Iterator[tuple[str, Part]]:
        """Yield the entries under `key` of all documents of `kind`, in the order of files."""
        for part in self.documents.get(kind, ()):
            yield from part.entries(key)


def _written(place: Place) -> str:
    """The last part of the dotted name that stands at `place`."""
    return place.excerpt[place.column - 1 : place.end_column - 1].rpartition(".")[2]


def weakest(*bases: Basis) -> Basis:
    """Return the basis an answer has that rests on all of `bases`.

    >>> weakest("notice", "draft", "local")
    'draft'
    """
    return max(bases, key=BASES.index, default="notice")


def as_basis(value: object) -> Basis | None:
    """Return `value` as a basis where it is one."""
    return next((basis for basis in BASES if basis == value), None)


def as_number(value: object) -> int | Decimal | None:
    """Return `value` where it is a number and not a yes/no."""
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
