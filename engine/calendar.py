"""Working days, and counting days as deadlines do.

A calendar knows the years it was given and nothing else: counting working days into
another year raises `YearUnknown`, because make-up workdays cannot be guessed.
Calendar days and months need no table.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from engine.problems import NO_TEXT, Text

DAY = timedelta(days=1)
SATURDAY = 5


class YearUnknown(Exception):
    """Working days were asked of a year for which there is no table."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"no table of working days for {year}")


@dataclass(frozen=True, slots=True)
class DayException:
    """A day that is not what its weekday says: off, or a make-up workday."""

    day: date
    working: bool
    name: Text = NO_TEXT


@dataclass(frozen=True)
class Calendar:
    """The years that are known, and the days of them that are exceptions.

    >>> spring = DayException(date(2026, 2, 28), working=True)
    >>> calendar = Calendar(frozenset({2026}), {spring.day: spring})
    >>> calendar.is_working_day(date(2026, 2, 28)), calendar.is_working_day(date(2026, 3, 1))
    (True, False)
    """

    years: frozenset[int] = frozenset()
    exceptions: Mapping[date, DayException] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Return whether `day` is a working day; raise `YearUnknown` without its table."""
        if day.year not in self.years:
            raise YearUnknown(day.year)
        found = self.exceptions.get(day)
        return found.working if found else day.weekday() < SATURDAY

    def add_working_days(self, start: date, days: int) -> date:
        """Return the working day that is `days` working days after `start`.

        `start` itself is not counted, whether it is a working day or not; a negative
        number counts backwards, and 0 gives `start` itself.
        """
        day, step = start, DAY if days > 0 else -DAY
        for _ in range(abs(days)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def working_days_after(self, start: date, end: date) -> int:
        """Return how many working days follow `start` up to and including `end`."""
        span = range(start.toordinal() + 1, end.toordinal() + 1)
        return sum(self.is_working_day(date.fromordinal(number)) for number in span)

    def on_or_after(self, day: date) -> date:
        """Return `day`, or the next working day where it is none."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def with_layer(self, exceptions: Iterable[DayException]) -> Calendar:
        """Return this calendar with the days of one place laid over it.

        A layer only changes days; it never makes a further year known.
        """
        return Calendar(self.years, {**self.exceptions, **{e.day: e for e in exceptions}})


@dataclass(frozen=True)
class Calendars:
    """The national calendar, and the further days of places, by division code."""

    national: Calendar = field(default_factory=Calendar)
    local: Mapping[str, tuple[DayException, ...]] = field(default_factory=dict)

    def at(self, path: Iterable[str]) -> Calendar:
        """Return the calendar of a place, given its divisions from the top down.

        Where two layers speak of one day, the lower place decides.
        """
        calendar = self.national
        for code in path:
            if code in self.local:
                calendar = calendar.with_layer(self.local[code])
        return calendar


def last_day_of_month(year: int, month: int) -> date:
    """Return the last day of a month.

    >>> last_day_of_month(2024, 2)
    datetime.date(2024, 2, 29)
    """
    return date(year, month, monthrange(year, month)[1])


def add_months(start: date, months: int) -> date:
    """Return the corresponding day `months` later; where there is none, the month's last.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    years, month = divmod(start.month - 1 + months, 12)
    last = last_day_of_month(start.year + years, month + 1)
    return last.replace(day=min(start.day, last.day))


def add_days(start: date, days: int) -> date:
    """Return the day `days` calendar days after `start`, which is not counted.

    >>> add_days(date(2026, 2, 27), 2)
    datetime.date(2026, 3, 1)
    """
    return start + timedelta(days=days)
