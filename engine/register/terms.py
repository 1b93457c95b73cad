"""Due dates, and who is late: what the days say of a warning on some day.

The printed due date is fixed and that day still in time (up to 24:00).  Every other
term is a suggestion of the policy, counted in calendar or working days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from engine.calendar import DAY, Calendar, YearUnknown, add_days
from engine.catalogue.calendars import UNKNOWN_YEAR
from engine.policy.escalation_model import Escalation, Term
from engine.problems import Place, ProblemsFound
from engine.register.folding import Notice

NOBODY, SUBJECT, ISSUER = "nobody", "subject", "issuer"


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was counted; provisional where the calendar of its year is not out yet."""

    on: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Counting:
    """How days are counted: with which calendar, and whether a guess is refused."""

    calendar: Calendar
    strict: bool = False

    def after(self, start: date, term: Term | None, level: str) -> Day | None:
        """Return the last day in time of a term that begins the day after `start`."""
        days = term.days.get(level) if term else None
        if term is None or days is None:
            return None
        return self._count(start, days, term.count)

    def before(self, end: date, term: Term | None, level: str) -> Day | None:
        """Return the first day of the last days before `end`."""
        days = term.days.get(level) if term else None
        if term is None or days is None:
            return None
        return self._count(end, -days, term.count)

    def _count(self, start: date, days: int, count: str) -> Day:
        if count == "calendar":
            return Day(add_days(start, days))
        try:
            return Day(self.calendar.add_working_days(start, days))
        except YearUnknown as unknown:
            if self.strict:
                found = UNKNOWN_YEAR.at(Place("calendar"), year=unknown.year)
                raise ProblemsFound([found]) from None
        known = range(start.year - 2, start.year + 5)
        guess = Calendar(self.calendar.years | frozenset(known), self.calendar.exceptions)
        return Day(guess.add_working_days(start, days), provisional=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the days say of a warning on `day`."""

    day: date
    due_on: date
    term: str
    late_by: str
    days_over: int
    delivery: str
    response: str
    recheck: str
    extension: str
    applied_in_time: bool
    accident: bool
    soon_from: date | None
    deliver_by: Day | None
    respond_by: Day | None
    recheck_by: Day | None
    decide_by: Day | None

    @property
    def provisional(self) -> bool:
        """True where one of the days rests on a calendar that is not out yet."""
        days = (self.deliver_by, self.respond_by, self.recheck_by, self.decide_by)
        return any(d is not None and d.provisional for d in days)


def standing(notice: Notice, life: Escalation, counting: Counting, day: date) -> Standing:
    """Return what the days say of `notice` on `day`; its events end there too."""
    due, level = notice.due_on, notice.level
    asked, applied = notice.waiting_extension, notice.waiting_release
    extension = notice.applications[-1] if notice.applications else None
    deliver = counting.after(notice.issued_on, life.terms.get("deliver"), level)
    received = notice.delivered_on
    respond = counting.after(received, life.terms.get("respond"), level) if received else None
    recheck = counting.after(applied.on, life.terms.get("recheck"), level) if applied else None
    decide = counting.after(asked.on, life.terms.get("decide"), level) if asked else None
    soon = _soon_from(notice, life, counting)
    term, late_by = _term(notice, life, day, soon)
    end = applied.on if applied else day
    over = max(0, (end - due).days) if term == "overdue" else 0
    return Standing(
        day=day,
        due_on=due,
        term=term,
        late_by=late_by,
        days_over=over,
        delivery="served" if received else _late(deliver, day, "late", "waiting"),
        response=_response(notice, respond, day),
        recheck=_late(recheck, day, "late", "pending") if applied else "none",
        extension=_extension(extension.decision if extension else None, decide, day),
        applied_in_time=applied is not None and applied.on <= due,
        accident=_accident(notice),
        soon_from=soon,
        deliver_by=deliver,
        respond_by=respond,
        recheck_by=recheck,
        decide_by=decide,
    )


def _late(by: Day | None, day: date, late: str, in_time: str) -> str:
    return late if by is not None and day > by.on else in_time


def _term(notice: Notice, life: Escalation, day: date, soon: date | None) -> tuple[str, str]:
    """Return where the term stands, and by whom it is late."""
    due, applied, asked = notice.due_on, notice.waiting_release, notice.waiting_extension
    if notice.ended_on is not None:
        return "closed", NOBODY
    if applied is not None:
        return ("met", NOBODY) if applied.on <= due else ("overdue", SUBJECT)
    if day <= due:
        return ("soon" if soon is not None and day >= soon else "running"), NOBODY
    if asked is not None and asked.on <= due:
        stopped = life.extension.clock_while_pending == "stops"
        return ("running", NOBODY) if stopped else ("overdue", ISSUER)
    return "overdue", ISSUER if notice.delivered_on is None else SUBJECT


def _soon_from(notice: Notice, life: Escalation, counting: Counting) -> date | None:
    """Return from when on the due date is soon; never before half of the period is over."""
    found = counting.before(notice.due_on, life.terms.get("soon"), notice.level)
    if found is None:
        return None
    start = notice.dues[-1].since
    half = start + timedelta(days=((notice.due_on - start).days + 1) // 2)
    return max(found.on, half)


def _response(notice: Notice, by: Day | None, day: date) -> str:
    said, refused = notice.responded_on, notice.response_refused_on
    if refused is not None and (said is None or refused >= said):
        return "refused"
    if said is not None:
        return "given"
    return _late(by, day, "late", "none")


def _extension(decision: str | None, by: Day | None, day: date) -> str:
    if decision is None:
        return "none"
    return decision or _late(by, day, "late", "pending")


def _accident(notice: Notice) -> bool:
    """An accident from the day of receipt to the day it ended; the point does not matter."""
    start, end = notice.delivered_on, notice.ended_on
    return start is not None and any(
        start <= on and (end is None or on <= end) for on, _ in notice.accidents
    )


def suggested_due(notice_on: date, life: Escalation, counting: Counting, level: str) -> Day | None:
    """Return the due date that the policy suggests for a warning issued on that day."""
    return counting.after(notice_on, life.terms.get("rectify"), level)


def fallen_due(found: Standing, notice: Notice) -> Iterable[tuple[str, date]]:
    """Yield what has fallen due and was missed: what, and the last day it was in time."""
    if notice.ended_on is not None:
        return
    if found.delivery == "late" and found.deliver_by:
        yield "deliver", found.deliver_by.on
    if found.response == "late" and found.respond_by:
        yield "respond", found.respond_by.on
    if found.term == "overdue":
        yield "rectify", found.due_on
    if found.recheck == "late" and found.recheck_by:
        yield "recheck", found.recheck_by.on
    if found.extension == "late" and found.decide_by:
        yield "decide", found.decide_by.on


def day_after(day: date) -> date:
    """Return the first day on which something due on `day` is late."""
    return day + DAY
