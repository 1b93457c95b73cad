"""Who inspects whom, who takes part, who was inspected already, and in which month it fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from engine.facts.model import Facts, Key
from engine.inspection.cascade import inspection_of
from engine.inspection.repeats import (
    Visit,
    called,
    repeats,
    subject_of,
    subset_problems,
    visits_of,
)
from engine.organisation.hierarchy import Hierarchy, hierarchy_of
from engine.organisation.jurisdiction import authority
from engine.organisation.listing import Entry, KeyLists
from engine.organisation.rows import Rows, stored
from engine.policy.inspection_model import Workload
from engine.policy.model import PolicySet
from engine.policy.routing_model import Department
from engine.problems import Problem, Text

NO_CAPACITY = 10**6  # where nothing is declared, everything fits into the first month
DRAFT_RANK = 10**6  # entries without a rank come last


@dataclass(frozen=True, slots=True)
class Task:
    """One enterprise to inspect in a year: by the highest listing level, and by it alone.

    `participants` are the departments below on its path; they also hold it as a key
    object of supervision.  `month` is None where no month has room, `done` tells the
    visits of the year that count.
    """

    subject: Key
    name: str
    division: str
    department: Department
    level: str
    rank: int
    listed: tuple[str, ...]
    participants: tuple[Department, ...] = ()
    done: tuple[Visit, ...] = ()
    month: int | None = None

    @property
    def inspected(self) -> bool:
        """True where it was inspected already this year."""
        return bool(self.done)


@dataclass(frozen=True)
class Load:
    """The work of one department: what it leads, where it takes part, what fits."""

    department: Department
    leads: int
    takes_part: int
    listed: int
    done: int
    capacity: int
    by_month: Mapping[int, int]
    no_room: int


@dataclass(frozen=True)
class Assignment:
    """The inspections of a year; `refused` and `allowed` are about repeats and subsets."""

    year: int
    as_of: date
    tasks: tuple[Task, ...]
    loads: tuple[Load, ...]
    refused: tuple[Problem, ...] = ()
    allowed: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = field(default=())


BY_ANOTHER = Text(
    "“{name}”应由{due}巡查，{day}的巡查记的是{department}",
    "`{name}` is for {due} to inspect, the visit of {day} is recorded for {department}",
)
NO_PLACE = Text("“{name}”所在地不明，无法确定由谁巡查", "the place of `{name}` is not known")


def assign(policy: PolicySet, facts: Facts, year: int, as_of: date) -> Assignment:
    """Return who inspects whom in `year`, by the lists that the facts hold as filed."""
    return _Assigner(policy, facts, year, as_of).run()


class _Assigner:
    def __init__(self, policy: PolicySet, facts: Facts, year: int, as_of: date) -> None:
        self.policy, self.facts, self.year, self.as_of = policy, facts, year, as_of
        self.inspection = inspection_of(policy)
        self.hierarchy: Hierarchy = hierarchy_of(policy)
        self.lists = KeyLists(policy, facts, self.hierarchy)
        jurisdiction = self.hierarchy.routing.jurisdiction
        self.jurisdiction = Rows(policy, facts, jurisdiction)
        self.visits = visits_of(policy, facts, self.inspection.repeat, year)
        self.notes: list[Text] = []

    def run(self) -> Assignment:
        tasks = [t for s in self.lists.rows.subjects() for t in self._tasks(s)]
        tasks.sort(key=lambda t: (t.department.id, t.rank, t.subject))
        planned = scheduled(tasks, self.inspection.workload, self._first())
        refused, allowed = repeats(self.policy, self.facts, self.year)
        below = subset_problems(self.policy, self.facts, self.year)
        return Assignment(
            self.year, self.as_of, tuple(planned), tuple(self._loads(planned)),
            (*refused, *below), tuple(allowed), tuple(self.notes),
        )  # fmt: skip

    def _first(self) -> int:
        """Return the first month that can still be planned: none of those gone by."""
        return self.as_of.month if self.as_of.year == self.year else 1

    def _tasks(self, subject: Key) -> Iterable[Task]:
        counted = self.lists.standing(subject, date(self.year, 12, 31)).counted
        if not counted:
            return
        name, code = subject_of(self.policy, self.facts, self.hierarchy, subject)
        line = self._line(subject, code)
        level = counted[0].level
        department = next((d for d in line if d.level == level), None)
        if department is None:
            self.notes.append(NO_PLACE.format(name=name))
            return
        rank, below = self.hierarchy.rank, self.hierarchy.rank(department)
        done = tuple(self.visits.get(subject, ()))
        self._check(name, department, done)
        yield Task(
            subject, name, code, department, level, self._rank(subject, counted[0]),
            tuple(e.level for e in counted), tuple(d for d in line if rank(d) > below), done,
        )  # fmt: skip

    def _check(self, name: str, due: Department, done: Sequence[Visit]) -> None:
        for visit in done:
            if visit.department and visit.department not in (due.id, due.name):
                told = {"due": due.name, "department": called(self.hierarchy, visit)}
                self.notes.append(BY_ANOTHER.format(name=name, day=visit.ended, **told))

    def _line(self, subject: Key, code: str) -> tuple[Department, ...]:
        """Return the departments on the path, a zone standing for the level it acts for."""
        if not code:
            return ()
        acting = authority(self.hierarchy, self.jurisdiction, subject, self.as_of).department
        return self.hierarchy.line_of(acting) if acting else self.hierarchy.line(code)

    def _rank(self, subject: Key, entry: Entry) -> int:
        name = self.inspection.lists.writes["rank"]
        entity = self.lists.rows.entity
        for row in self.lists.rows.of(subject):
            if row.origin == entry.origin and entity is not None:
                found = stored(self.policy, entity, name, row)
                return found if isinstance(found, int) else DRAFT_RANK
        return DRAFT_RANK

    def _loads(self, tasks: Sequence[Task]) -> Iterable[Load]:
        leads: dict[str, list[Task]] = defaultdict(list)
        parts: dict[str, int] = defaultdict(int)
        for task in tasks:
            leads[task.department.id].append(task)
            for department in task.participants:
                parts[department.id] += 1
        for id in sorted({*leads, *parts}):
            department, own = self.hierarchy.routing.departments[id], leads.get(id, [])
            months: dict[int, int] = defaultdict(int)
            for task in own:
                if task.month is not None:
                    months[task.month] += 1
            each = _capacity(self.inspection.workload, department.level)
            count = len(self.inspection.workload.months) if self.inspection.workload else 0
            yield Load(
                department, len(own), parts[id], len(own) + parts[id],
                sum(t.inspected for t in own), each * count, dict(sorted(months.items())),
                sum(t.month is None for t in own),
            )  # fmt: skip


def _capacity(workload: Workload | None, level: str) -> int:
    return workload.per_month.get(level, NO_CAPACITY) if workload else NO_CAPACITY


def scheduled(tasks: Iterable[Task], workload: Workload | None, first: int = 1) -> list[Task]:
    """Return tasks with their month: the first with room, by rank within each department.

    What was inspected stands in the month of its visit and takes room there.  No month
    before `first` is planned any more.
    """
    months = [m for m in (workload.months if workload else range(1, 13)) if m >= first]
    room: dict[tuple[str, int], int] = defaultdict(int)
    made: list[Task] = []
    ordered = sorted(tasks, key=lambda t: (t.department.id, not t.done, t.rank, t.subject))
    for task in ordered:
        if task.done:
            month: int | None = task.done[0].ended.month
        else:
            each = _capacity(workload, task.level)
            month = next((m for m in months if room[task.department.id, m] < each), None)
        if month is not None:
            room[task.department.id, month] += 1
        made.append(replace(task, month=month))
    return sorted(made, key=lambda t: (t.department.id, t.rank, t.subject))
