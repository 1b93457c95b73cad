"""Plans of departments: whether they say what they must, and whether they came in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from engine.calendar import YearUnknown, last_day_of_month
from engine.facts.model import Facts, Row
from engine.inspection.cascade import inspection_of
from engine.organisation.hierarchy import Hierarchy, hierarchy_of
from engine.policy.inspection_model import Day, Hop, Need, Plans
from engine.policy.model import PolicySet
from engine.policy.routing_model import Department
from engine.problems import Text

ON_TIME, LATE, OPEN, OVERDUE = "on_time", "late", "open", "overdue"
WHAT = Text("巡查计划", "plans")


@dataclass(frozen=True, slots=True)
class HopState:
    """One hop of a plan: who files with whom, when it left and arrived, and whether in time.

    `due` is the local date where the policy has one, else that of the arrival.
    """

    sender: Department
    receiver: Department
    left: date | None
    reached: date | None
    due: date
    state: str
    local: bool


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """The plan of one department: what it lacks, its deadline, every hop, who made it late.

    `state` is that of the arrival that counts; a department at that level has no hop, and
    its plan only has to be there.
    """

    department: Department
    year: int
    present: bool
    lacks: tuple[Need, ...]
    due: date
    due_cites: tuple[str, ...]
    rolled: bool
    hops: tuple[HopState, ...]
    state: str
    arrived: date | None = None
    late_by: Department | None = None

    @property
    def complete(self) -> bool:
        """True where the plan is there and says all that it must."""
        return self.present and not self.lacks


def due_date(policy: PolicySet, plans: Plans, year: int) -> tuple[date, tuple[str, ...], bool]:
    """Return by when the plan of `year` must have arrived, on which clauses, and if it moved."""
    rule = plans.exceptions.get(year, plans.due)
    day = _day(rule, year)
    cites = rule.cites or plans.rows.cites
    if not plans.roll_over:
        return day, cites, False
    try:
        moved = policy.calendars.national.on_or_after(day)
    except YearUnknown:
        return day, cites, False
    return moved, cites, moved != day


def _day(rule: Day, year: int) -> date:
    last = last_day_of_month(year, rule.month)
    return last.replace(day=rule.day) if rule.day else last


def check_plans(policy: PolicySet, facts: Facts, year: int, as_of: date) -> list[PlanCheck]:
    """Return the check of every department's plan of `year`, the top level first."""
    plans = inspection_of(policy, WHAT).plans
    if plans is None:
        from engine.catalogue.inspection import NO_LISTS
        from engine.problems import Place, ProblemsFound

        raise ProblemsFound([NO_LISTS.at(Place(policy.folder), policy=policy.id, what=WHAT)])
    hierarchy = hierarchy_of(policy)
    written = _written(facts, plans, year)
    due, cites, rolled = due_date(policy, plans, year)
    departments = sorted(
        {hierarchy.regular(code) for code in hierarchy.divisions},
        key=lambda d: (hierarchy.rank(d), d.id),
    )
    return [
        _check(hierarchy, plans, d, year, written.get(d.id), due, cites, rolled, as_of)
        for d in departments
    ]


def _written(facts: Facts, plans: Plans, year: int) -> dict[str, Row]:
    table = facts.tables.get(plans.rows.entity)
    fields = plans.rows.fields
    return {
        str(row.values.get(fields["department"])): row
        for row in (table.rows.values() if table else ())
        if row.values.get(fields["year"]) == year
    }


def _check(
    hierarchy: Hierarchy,
    plans: Plans,
    department: Department,
    year: int,
    row: Row | None,
    due: date,
    cites: tuple[str, ...],
    rolled: bool,
    as_of: date,
) -> PlanCheck:
    lacks = tuple(n for n in plans.needs if row is None or row.values.get(n.field) in (None, ""))
    hops = tuple(_hops(hierarchy, plans, department, year, row, due, as_of))
    arrived = hops[-1].reached if hops else None
    if not hops:
        state = ON_TIME if row is not None else OVERDUE if as_of > due else OPEN
    elif arrived is not None:
        state = ON_TIME if arrived <= due else LATE
    else:
        state = OVERDUE if as_of > due else OPEN
    late_by = _late_by(hops) if state in (LATE, OVERDUE) else None
    if not hops and state == OVERDUE:
        late_by = department
    return PlanCheck(
        department, year, row is not None, lacks, due, cites, rolled, hops, state, arrived, late_by
    )


def _hops(
    hierarchy: Hierarchy,
    plans: Plans,
    department: Department,
    year: int,
    row: Row | None,
    due: date,
    as_of: date,
) -> Iterable[HopState]:
    """Yield the hops from the department's own level up to the level whose arrival counts."""
    line = {d.level: d for d in hierarchy.line_of(department)}
    for hop in plans.hops:
        if hop.below not in line or hop.above not in line:
            continue
        left, reached = (_date(row, name) for name in (hop.left, hop.reached))
        by = _day(hop.local_due, year) if hop.local_due else due
        by = min(by, due)
        if reached is not None:
            state = ON_TIME if reached <= by else LATE
        else:
            state = OVERDUE if as_of > by else OPEN
        yield HopState(line[hop.below], line[hop.above], left, reached, by, state, _is_local(hop))
        if hop.above == plans.arrives:
            return


def _is_local(hop: Hop) -> bool:
    return hop.local_due is not None


def _date(row: Row | None, name: str) -> date | None:
    found = row.values.get(name) if row is not None and name else None
    return found if isinstance(found, date) else None


def _late_by(hops: Sequence[HopState]) -> Department | None:
    """Return who made the plan late: the first to file after its date, or not at all."""
    for hop in hops:
        if hop.state in (LATE, OVERDUE):
            return hop.sender
    return None
