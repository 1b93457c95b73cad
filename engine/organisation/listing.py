"""Key lists as facts: which entries of a subject count, and why the others do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.facts.model import Facts, Key, Origin, Row
from engine.organisation.hierarchy import Hierarchy
from engine.organisation.rows import Rows, stored
from engine.policy.model import PolicySet
from engine.problems import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a key list: the list (year, level, version) and where it was read."""

    year: int
    level: str
    version: int
    status: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Standing:
    """What lists say of one subject in one year.

    `counted`: the entries that count, highest level first.  `aside`: the reasons why
    other entries do not.
    """

    counted: tuple[Entry, ...] = ()
    aside: tuple[Text, ...] = ()


@dataclass(frozen=True)
class KeyLists:
    """All key lists of some facts, read once."""

    policy: PolicySet
    facts: Facts
    hierarchy: Hierarchy

    @cached_property
    def rows(self) -> Rows:
        """The rows that hold the lists."""
        return Rows(self.policy, self.facts, self.hierarchy.routing.listing)

    def standing(self, subject: Key, as_of: date) -> Standing:
        """Return which entries of `subject` count in the year of `as_of`."""
        counted: dict[str, Entry] = {}
        aside: list[Text] = []
        for row in self.rows.of(subject):
            entry = self._entry(row)
            reason = self._why_not(entry, subject, as_of.year)
            if reason is not None:
                aside.append(reason)
            elif entry is not None:
                counted[entry.level] = entry
        levels = self.hierarchy.routing.levels
        return Standing(tuple(counted[lv] for lv in levels if lv in counted), tuple(aside))

    def _entry(self, row: Row) -> Entry | None:
        """An entry without year or level names no list."""
        year, level = self.rows.value(row, "year"), self.rows.value(row, "level")
        version, status = self.rows.value(row, "version"), self.rows.value(row, "status")
        if not isinstance(year, int) or not isinstance(level, str):
            return None
        number = version if isinstance(version, int) else 1
        return Entry(year, level, number, str(status or ""), row.origin)

    def _why_not(self, entry: Entry | None, subject: Key, year: int) -> Text | None:
        if entry is None:
            return Text(
                "有一条名单记录没有写年度或级别，不计",
                "a list entry without year or level does not count",
            )
        told = {"year": entry.year, "version": entry.version, "level": self._title(entry.level)}
        if entry.year != year:
            return Text(
                "{year}年{level}名单不计：不是{now}年的名单",
                "the {level} list of {year} does not count: it is not of {now}",
            ).format(now=year, **told)
        if self._counts_by_status(entry) is not True:
            return Text(
                "{year}年{level}名单（第{version}版）不计：状态为“{status}”",
                "the {level} list of {year} (version {version}) does not count: its state is "
                "“{status}”",
            ).format(status=self._status(entry), **told)
        newest = self._newest.get((entry.year, entry.level, self._owner(subject, entry.level)))
        if newest is not None and entry.version < newest:
            return Text(
                "{year}年{level}名单第{version}版不计：已有第{newest}版",
                "version {version} of the {level} list of {year} does not count: there is "
                "version {newest}",
            ).format(newest=newest, **told)
        return None

    def _counts_by_status(self, entry: Entry) -> bool:
        counted = self.hierarchy.routing.counted
        return not counted or entry.status in counted

    @cached_property
    def _newest(self) -> dict[tuple[int, str, str], int]:
        """The highest version of each list that counts; a list belongs to a place."""
        newest: dict[tuple[int, str, str], int] = {}
        for subject in self.rows.subjects():
            for entry in map(self._entry, self.rows.of(subject)):
                if entry is not None and self._counts_by_status(entry):
                    list_ = (entry.year, entry.level, self._owner(subject, entry.level))
                    newest[list_] = max(newest.get(list_, 0), entry.version)
        return newest

    def _owner(self, subject: Key, level: str) -> str:
        """Return the code of the place whose list it is, "" where the place is unknown."""
        found = self._division(subject)
        place = self.hierarchy.resolve(found) if found else None
        owner = self.hierarchy.at_level(place.code, level) if place else None
        return owner.division if owner else ""

    def _division(self, subject: Key) -> str:
        entity = self.policy.subject
        table = self.facts.tables.get(entity.name)
        row = table.rows.get(subject) if table else None
        name = self.hierarchy.routing.division
        return str(stored(self.policy, entity, name, row) or "") if row else ""

    def _title(self, level: str) -> Text:
        return self.hierarchy.routing.level_titles.get(level, Text(level, level))

    def _status(self, entry: Entry) -> Text:
        """Return the label of the state; a state that was not supplied says so."""
        entity, name = self.rows.entity, self.rows.fields.get("status", "")
        if not entry.status or entity is None:
            return Text("没有填", "not supplied")
        domain = self.policy.domains[entity.fields[name].type.domain]
        return domain.members[domain.ids.index(entry.status)].title
