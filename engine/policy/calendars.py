"""Read the folder `calendar/` of a policy set: one file a year, and local ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from engine.calendar import SATURDAY, Calendar, Calendars, DayException
from engine.catalogue import calendars as codes
from engine.catalogue import organisation
from engine.policy.csv_table import Report
from engine.policy.document import Document, Path
from engine.policy.loading import load_document
from engine.policy.shape import check_shape
from engine.problems import Place, Problem, Text, did_you_mean, errors

WEEKDAYS = tuple(
    Text(f"星期{zh}", en)
    for zh, en in zip(
        "一二三四五六日",
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)
Found = dict[date, DayException]


def read_calendars(
    files: Mapping[str, bytes], shown: str, divisions: Collection[str]
) -> tuple[Calendars, list[Problem]]:
    """Return the calendars in `files`, which stand under the folder `shown`.

    `divisions` are the codes that a local file may name.
    """
    problems: list[Problem] = []
    reader = _Reader(divisions, problems.append)
    for name in sorted(files):
        document, met = load_document(f"{shown}/{name}", files[name])
        problems += met
        if document is not None:
            shape = check_shape(document, "calendar")
            problems += shape
            if not errors([*met, *shape]):
                reader.read(document)
    return reader.calendars(), problems


class _Reader:
    def __init__(self, divisions: Collection[str], report: Report) -> None:
        self.divisions = divisions
        self.report = report
        self.files: dict[tuple[str, int], str] = {}
        self.days: dict[str, Found] = {}

    def calendars(self) -> Calendars:
        years = frozenset(year for place, year in self.files if not place)
        national = Calendar(years, self.days.get("", {}))
        local = {code: tuple(found.values()) for code, found in self.days.items() if code}
        return Calendars(national, local)

    def read(self, document: Document) -> None:
        data: dict[str, Any] = document.data
        code, year = data.get("division", ""), data["year"]
        if code and code not in self.divisions:
            place = document.place(("division",))
            hint = did_you_mean(code, self.divisions)
            self.report(organisation.UNKNOWN_DIVISION.at(place, hint, code=code))
            return
        if (code, year) in self.files:
            place, other = document.place(("year",)), self.files[code, year]
            self.report(codes.TWO_FILES.at(place, year=year, other=other))
            return
        self.files[code, year] = document.source.file
        found = self.days.setdefault(code, {})
        for position, node in enumerate(data["days_off"]):
            for entry, place in self._days(document, ("days_off", position), node, year):
                self._add(found, entry, place)

    def _days(
        self, document: Document, path: Path, node: dict[str, Any], year: int
    ) -> Iterator[tuple[DayException, Place]]:
        name = Text(node["zh"], node.get("en", ""))
        place = document.place((*path, "to" if "to" in node else "from"))
        for day in self._span(document, path, node, year):
            yield DayException(day, False, name), place
        for position, word in enumerate(node.get("work_on", ())):
            at: Path = (*path, "work_on", position)
            day_on = self._date(document, at, word, year)
            if day_on:
                yield DayException(day_on, True, name), document.place(at)

    def _span(
        self, document: Document, path: Path, node: dict[str, Any], year: int
    ) -> Iterator[date]:
        first = self._date(document, (*path, "from"), node["from"], year)
        last = self._date(document, (*path, "to"), node["to"], year) if "to" in node else first
        if first and last and last < first:
            place = document.place((*path, "to"))
            self.report(codes.BACKWARDS.at(place, first=first, last=last))
        elif first and last:
            yield from _each(first, last)

    def _date(self, document: Document, path: Path, word: str, year: int) -> date | None:
        """Return the day; that it is a date was settled with the shape of the file."""
        day = date.fromisoformat(word)
        if day.year != year:
            self.report(codes.OTHER_YEAR.at(document.place(path), day=day, year=year))
            return None
        return day

    def _add(self, found: Found, entry: DayException, place: Place) -> None:
        if entry.day in found:
            self.report(codes.TWICE.at(place, day=entry.day))
        elif entry.working and entry.day.weekday() < SATURDAY:
            weekday = WEEKDAYS[entry.day.weekday()]
            self.report(codes.ALREADY.at(place, day=entry.day, weekday=weekday))
        else:
            found[entry.day] = entry


def _each(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)
