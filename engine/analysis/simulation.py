"""What a simulation of a rule change found: frozen data, in words and in ids.

`engine.analysis.comparing` and its neighbours make it, `engine.reporting` draws it as
text, JSON, workbook, Word page and HTML page.  Nothing here needs the facts or the
policy sets any more: every title is worded in both languages, every place is text.

A *state* is where a subject stands in the matrix: the id of a level if it is decided,
else one of `UNDETERMINED`, `NOT_APPLICABLE`, `NOT_READ` (a row of the facts that this
version's vocabulary did not accept, or does not know).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from engine.analysis.list_changes import ListChange
from engine.analysis.replay import History
from engine.analysis.transition_matrix import Matrix
from engine.execution.exact import Json
from engine.facts.model import Key
from engine.policy.map_model import DivisionMap
from engine.policy.routing_model import Division
from engine.problems import NO_TEXT, Text

UNDETERMINED, NOT_APPLICABLE, NOT_READ = "undetermined", "not_applicable", "not_read"
Direction = Literal["milder", "stricter", "other"]
Kind = Literal["level", "undetermined", "not_applicable", "not_read"]
Block = Literal["inspected", "preliminary", "unknown"]


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two policy versions.

    `asked`: as it was named on the command line; `folder`: what places are shown under
    (`policies/yunnan`, or `policies/yunnan@a1b2c3d` for a git revision, whose full hash is
    `revision`, else "").  `effective`: in force from, until (None: open end), half-open.
    `in_force`: whether it is on the as-of date.  `engine`: the executor that answered.
    """

    asked: str
    id: str
    version: str
    title: Text
    sha256: str
    folder: str
    files: tuple[str, ...]
    effective: tuple[date, date | None]
    in_force: bool
    engine: str
    revision: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """A row and column of the matrix.

    `title` is the label (of the new version where both have it); `colour` RRGGBB or "".
    `in_old`, `in_new`: whether that version's scale has the level (true for the others).
    """

    id: str
    kind: Kind
    title: Text
    colour: str = ""
    in_old: bool = True
    in_new: bool = True


@dataclass(frozen=True, slots=True)
class FieldCoverage:
    """How much of one stored field was supplied: `missing` of `rows` rows have no value.

    `read_by`: which versions' rules read it, directly or through derived fields: a subset
    of ("old", "new").  `in_old`, `in_new`: whether that vocabulary declares the field.
    """

    field: str
    title: Text
    rows: int
    missing: int
    read_by: tuple[str, ...] = ()
    in_old: bool = True
    in_new: bool = True

    @property
    def lacking(self) -> bool:
        """True where no row has a value: the column is not there."""
        return self.rows > 0 and self.missing == self.rows


@dataclass(frozen=True, slots=True)
class EntityCoverage:
    """How much of one entity was supplied: `present` is false where there is no table."""

    entity: str
    title: Text
    rows: int
    present: bool
    complete: bool
    fields: tuple[FieldCoverage, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """The facts of both answers: where, of which day, how many, how complete.

    `sha256` is the fingerprint of the facts as the new version reads them, `old_sha256`
    as the old one does: equal, and `one_reading` true, where the vocabularies agree.
    `subjects`: all compared; `old_subjects`, `new_subjects`: read under that version.
    `returned`: rows of the facts that were returned (of the new reading).
    """

    path: str
    snapshot: date | None
    sha256: str
    old_sha256: str
    one_reading: bool
    subject: Text
    subjects: int
    old_subjects: int
    new_subjects: int
    rows: int
    returned: int
    coverage: tuple[EntityCoverage, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact whose lack leaves answers open: `subjects` became undetermined and name it.

    `kind` as in outcome records (`missing`, `incomplete`, `no_rule`, `conflict`, `by_law`);
    `name` is the field, relation or decision, `title` its title with the entity's.
    """

    kind: str
    entity: str
    name: str
    title: Text
    subjects: int


@dataclass(frozen=True, slots=True)
class FactShown:
    """One value that a condition read: its reference, title, exact value, value in words."""

    name: str
    title: Text
    value: Json
    words: Text


@dataclass(frozen=True, slots=True)
class Row:
    """One row on which a deciding rule held: the last part of its key, and what was read."""

    key: str
    facts: tuple[FactShown, ...]


@dataclass(frozen=True, slots=True)
class DecidingRule:
    """A rule that gives the sure end of an answer.

    `rule` is `table/row`; `place` is `file:line`; `condition` is the condition in words;
    `gives` what it gives in words; `rows` on how many rows it held, at most three shown.
    """

    rule: str
    say: Text
    place: str
    cites: tuple[str, ...]
    basis: str
    condition: Text
    rows: int
    examples: tuple[Row, ...]
    gives: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Side:
    """The answer of one version: `state` in the matrix, both ends of the level, and why.

    `level` is None where it is not applicable or not read; `words` is the answer as people
    read it, both ends where it is open.  `basis` is notice, local, draft, or None (no rule
    decided).  `why`: the reasons of an undetermined answer in words, each once.
    """

    state: str
    level: tuple[str, str] | None
    words: Text
    basis: str | None
    rules: tuple[DecidingRule, ...]
    why: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A subject whose state or level ends differ between the versions.

    `direction` (see `engine.analysis.transitions.direction`): `milder` where an end fell
    and none rose, or it left the scope from a level; `stricter` the mirror; else `other`.
    `division`: its code as given; `county`, `prefecture`: names, "" where unknown.
    `sectors`: ids of the sector field; `block`: inspected or preliminary under the new one.
    `old_only`, `new_only`: deciding rules that only that side has (ids).
    """

    key: Key
    name: str
    division: str
    county: str
    prefecture: str
    sectors: tuple[str, ...]
    sector_titles: tuple[Text, ...]
    block: Block
    direction: Direction
    old: Side
    new: Side

    @property
    def transition(self) -> tuple[str, str]:
        """From which state to which."""
        return self.old.state, self.new.state

    @property
    def old_only(self) -> tuple[str, ...]:
        """The deciding rules that only the old answer has."""
        new = {r.rule for r in self.new.rules}
        return tuple(r.rule for r in self.old.rules if r.rule not in new)

    @property
    def new_only(self) -> tuple[str, ...]:
        """The deciding rules that only the new answer has."""
        old = {r.rule for r in self.old.rules}
        return tuple(r.rule for r in self.new.rules if r.rule not in old)


@dataclass(frozen=True, slots=True)
class Group:
    """One division or sector: how many subjects, how many changed and how, states old and new.

    `id`: division code or sector id, "" for unknown; `parent`: code of the prefecture of a
    county.  A subject with several sectors counts in each of them.
    """

    id: str
    title: Text
    subjects: int
    milder: int
    stricter: int
    other: int
    old: Mapping[str, int]
    new: Mapping[str, int]
    parent: str = ""

    @property
    def changed(self) -> int:
        """How many subjects changed."""
        return self.milder + self.stricter + self.other


@dataclass(frozen=True, slots=True)
class RuleUse:
    """One rule under both versions: on how many subjects it held or may have held.

    `*_fired`, `*_unknown`: subjects with a row on which it surely, or possibly, held; None
    where that version has no such rule.  `old_decides`, `new_decides`: changed subjects it
    decides.  `old_place`, `new_place`: `file:line`, "" where there is none.
    """

    rule: str
    say: Text
    table: Text
    role: str
    basis: str
    old_place: str
    new_place: str
    old_fired: int | None
    new_fired: int | None
    old_unknown: int | None
    new_unknown: int | None
    old_decides: int
    new_decides: int


@dataclass(frozen=True, slots=True)
class BasisCount:
    """How many of the changed answers rest on `basis` (notice, local, draft, or "" none)."""

    basis: str
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many subjects would be at a level if all missing facts were best, or worst."""

    level: str
    old_best: int
    old_worst: int
    new_best: int
    new_worst: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What happens when a number is moved to `to`: how many answers differ, and how."""

    to: Text
    milder: int
    stricter: int
    other: int

    @property
    def flips(self) -> int:
        """How many answers differ."""
        return self.milder + self.stricter + self.other


@dataclass(frozen=True, slots=True)
class Edge:
    """A number of the new version moved by one, alone: who stands on the edge.

    `name`: `values.…` for a named number, else rule `table/row` or field `entity.field`;
    `where`: the condition in words; `place`: `file:line`; `at`: the number as it is.
    """

    name: str
    where: Text
    place: str
    at: Text
    down: Moved
    up: Moved


@dataclass(frozen=True, slots=True)
class Load:
    """Messages of one kind that one department handles in one part, old and new.

    `department` is "" for the subjects themselves.  `part`: from, to, with, copy, push.
    Counted are decided answers that rest on an inspection (all, where the policy does not
    tell); `*_preliminary` are those that would follow once inspected.  `minutes`: each.
    """

    department: str
    name: Text
    level: str
    division: str
    message: str
    message_title: Text
    part: str
    minutes: int
    old: int
    new: int
    old_preliminary: int
    new_preliminary: int


@dataclass(frozen=True, slots=True)
class DepartmentLoad:
    """The sum for one department: messages and minutes, old and new."""

    department: str
    name: Text
    level: str
    division: str
    old_messages: int
    new_messages: int
    old_minutes: int
    new_minutes: int


@dataclass(frozen=True, slots=True)
class Workload:
    """The effect on routing: person-days are minutes divided by `day_minutes`.

    `source`: the file the minutes come from, "" for the draft defaults.  `undecided_*`:
    subjects without a decided level, for which no message is counted.
    """

    source: str
    day_minutes: int
    loads: tuple[Load, ...]
    departments: tuple[DepartmentLoad, ...]
    old_undecided: int
    new_undecided: int

    @property
    def old_minutes(self) -> int:
        """All minutes under the old version."""
        return sum(d.old_minutes for d in self.departments)

    @property
    def new_minutes(self) -> int:
        """All minutes under the new version."""
        return sum(d.new_minutes for d in self.departments)

    def days(self, minutes: int) -> float:
        """Return minutes as person-days, one decimal."""
        return round(minutes / self.day_minutes, 1)


@dataclass(frozen=True, slots=True)
class Gate:
    """One limit that was asked for: as given on the command line, what was found."""

    option: str
    limit: str
    found: int
    allowed: int
    passed: bool
    title: Text = NO_TEXT


@dataclass(frozen=True)
class Simulation:
    """Everything that is told of a rule change.

    `states`: rows and columns of the matrices: levels from the gravest down (new scale,
    then levels only the old one has), then the others that occur.  `changed`: milder ones
    first, then stricter, then other; within, by the size of the step, then by key.
    `blocks`: a matrix for inspected, preliminary and unknown ones (under the new version);
    empty where the new version does not tell.  `sector_title`: what `sectors` breaks down by.
    `workload` is None without routing rules, `history` without `--history`; `edges` is None
    where it was not asked for.  `lists` is None where a version says nothing of lists, or
    the two do not read the facts alike.  `map` and `divisions` are those of the new version.
    """

    tool: str
    as_of: date
    old: Version
    new: Version
    sample: Sample
    states: tuple[State, ...]
    matrix: Matrix
    blocks: Mapping[Block, Matrix]
    changed: tuple[Changed, ...]
    prefectures: tuple[Group, ...]
    counties: tuple[Group, ...]
    sectors: tuple[Group, ...]
    sector_title: Text
    rules: tuple[RuleUse, ...]
    gaps: tuple[Gap, ...]
    basis: tuple[BasisCount, ...]
    bounds: tuple[Bounds, ...]
    edges: tuple[Edge, ...] | None = None
    workload: Workload | None = None
    history: History | None = None
    gates: tuple[Gate, ...] = ()
    notes: tuple[Text, ...] = field(default=())
    lists: ListChange | None = None
    map: DivisionMap | None = None
    divisions: Mapping[str, Division] = field(default_factory=dict, repr=False)

    @cached_property
    def by_direction(self) -> Mapping[Direction, int]:
        """How many changed in which direction."""
        counts: dict[Direction, int] = {"milder": 0, "stricter": 0, "other": 0}
        for one in self.changed:
            counts[one.direction] += 1
        return counts

    @cached_property
    def newly_undetermined(self) -> int:
        """How many are undetermined under the new version and were not under the old."""
        return sum(
            n for (a, b), n in self.matrix.counts.items() if b == UNDETERMINED and a != UNDETERMINED
        )

    @property
    def passed(self) -> bool:
        """Whether every gate holds."""
        return all(gate.passed for gate in self.gates)

    def state(self, id: str) -> State:
        """Return the state of that id."""
        return next(s for s in self.states if s.id == id)
