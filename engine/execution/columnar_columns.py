"""Raw columns become typed ones by their distinct values, not row by row.

Every distinct value goes once through the reader of its field (`engine.facts.normalising`)
into a small table that is joined to the rows.  Two shortcuts skip Python where the reader
would return the value as it is: whole numbers and yes/no in typed columns, and plain text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.execution.columnar_rows import sql_type
from engine.execution.columnar_sources import Scan
from engine.execution.columnar_stage import word_names
from engine.execution.columnar_values import WORD
from engine.execution.subjects import lower
from engine.facts.cells import Refusal, show
from engine.facts.keys import key_text
from engine.facts.model import Fact
from engine.facts.normalising import Habits, Reader, reader
from engine.language.types import INT64_MAX, INT64_MIN, Kind
from engine.policy.model import Field, PolicySet
from engine.problems import Text
from engine.tables import Database, quoted

WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
DAMAGED = 10**15  # a number this large has lost digits on its way through a workbook
PLAIN = "[A-Za-z0-9][A-Za-z0-9_.-]{0,39}"  # text that cleaning leaves as it is ...
ABSENT = "('null', 'nan')"  # ... unless it says that nothing is there
CHUNK = 50_000


@dataclass(frozen=True, slots=True, order=True)
class Refused:
    """A value that was returned: of which column of which file, how often, and why."""

    file: str
    column: str
    value: str
    rows: int
    reason: Text
    code: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one column held: rows, missing values, least and greatest (as stored)."""

    file: str
    column: str
    field: str
    rows: int
    missing: int
    refused: int
    low: str = ""
    high: str = ""


@dataclass
class Typed:
    """The SQL of one column's values, its part of a key, and whether it is refused."""

    values: dict[str, str] = field(default_factory=dict)  # column of the relation -> SQL
    key: str = ""
    bad: str = "FALSE"
    join: str = ""


@dataclass
class Normalising:
    """Makes the typed columns of scans; gathers what was refused."""

    database: Database
    policy: PolicySet
    refused: list[Refused] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    maps: int = 0

    def typed(self, scan: Scan, title: str, of: Field, *, key: bool, values: bool) -> Typed:
        """Return the SQL for a column: its key part, its lowered values, or both."""
        raw = f"raw.{quoted(title)}"
        kind, type = of.type.kind, scan.types[title]
        if kind is Kind.INT and type in WHOLE:
            return self._whole(scan, title, raw, of)
        if kind is Kind.BOOL and type == "BOOLEAN" and not key:
            return Typed({of.name: raw})
        return self._mapped(scan, title, raw, of, key, values)

    def _whole(self, scan: Scan, title: str, raw: str, of: Field) -> Typed:
        low, high = max(_least(of), 1 - DAMAGED), min(_most(of), DAMAGED - 1)
        number = f"CAST({raw} AS BIGINT)"
        bad = f"{number} NOT BETWEEN {low} AND {high}"
        outside = self.database.rows(
            f"SELECT {raw}, COUNT(*) FROM {scan.relation} raw WHERE {bad} GROUP BY 1 LIMIT 1000"
        )
        read = reader(self.policy, of)
        for value, rows in outside:
            found = read(value)
            if isinstance(found, Refusal):
                self._refuse(scan, title, value, rows, found)
        return Typed({of.name: number}, number, f"COALESCE({bad}, FALSE)" if outside else "FALSE")

    def _mapped(
        self, scan: Scan, title: str, raw: str, of: Field, key: bool, values: bool
    ) -> Typed:
        self.maps += 1
        name = f"map {self.maps}"
        names = self._names(of) if values else []
        columns = [*(f"v{n}" for n in range(len(names))), *(["k"] if key else [])]
        types = {"raw": scan.types[title], "bad": "BOOLEAN", "k": "VARCHAR"}
        types |= {f"v{n}": sql_type(of.type) for n in range(len(names))}
        made = ", ".join(f"{quoted(c)} {types[c]}" for c in ("raw", *columns, "bad"))
        self.database.run(f"CREATE TABLE {quoted(name)} ({made})")
        plain, as_is = self._plain(scan, title, raw, of)
        rest = f"WHERE NOT COALESCE({plain}, FALSE)" if plain else ""
        query = f"SELECT {raw}, COUNT(*) FROM {scan.relation} raw {rest} GROUP BY 1"
        read = reader(self.policy, of, self._habits(scan, of))
        for rows in list(self.database.chunks(query, CHUNK)):
            self._store(name, types, columns, self._read(scan, title, of, read, rows, columns))
        alias = f"m{self.maps}"
        join = f"LEFT JOIN {quoted(name)} {alias} ON {alias}.raw IS NOT DISTINCT FROM {raw}"
        found = {column: f"{alias}.v{n}" for n, column in enumerate(names)}
        part = f"{alias}.k"
        if of.type.kind is Kind.INT:
            part = f"TRY_CAST({part} AS BIGINT)"
        if plain:
            found = {c: f"CASE WHEN {plain} THEN {as_is} ELSE {v} END" for c, v in found.items()}
            part = f"CASE WHEN {plain} THEN {as_is} ELSE {part} END"
        return Typed(found, part if key else "", f"COALESCE({alias}.bad, FALSE)", join)

    def _plain(self, scan: Scan, title: str, raw: str, of: Field) -> tuple[str, str]:
        """Return SQL for "the reader takes this as it is" and for what it is then, or blanks."""
        if of.format or scan.types[title] != "VARCHAR":
            return "", ""
        if of.type.kind is Kind.TEXT:
            test = f"regexp_full_match({raw}, '{PLAIN}') AND lower({raw}) NOT IN {ABSENT}"
            return f"({test})", raw
        if of.type.kind is Kind.INT:
            low, high = _least(of), _most(of)
            number = f"TRY_CAST({raw} AS BIGINT)"
            test = (
                f"regexp_full_match({raw}, '[0-9]{{1,14}}') AND {number} BETWEEN {low} AND {high}"
            )
            return f"({test})", number
        return "", ""

    def _names(self, of: Field) -> list[str]:
        if of.type.kind is Kind.SET:
            return word_names(of.name, len(self.policy.domains[of.type.domain].members))
        return [of.name]

    def _habits(self, scan: Scan, of: Field) -> Habits:
        entry = scan.entry
        return Habits(
            entry.values.get(of.name, {}), of.name in entry.ascending, "", bool(entry.base_1904)
        )

    def _read(
        self,
        scan: Scan,
        title: str,
        of: Field,
        read: Reader,
        rows: Sequence[tuple[Any, int]],
        columns: Sequence[str],
    ) -> Iterator[list[Any]]:
        for raw, count in rows:
            value = read(raw)
            if isinstance(value, Refusal):
                self._refuse(scan, title, raw, count, value)
                yield [raw, *(None for _ in columns), True]
            else:
                cells = self._lowered(of, value, sum(c != "k" for c in columns))
                part = [key_text(value)] if "k" in columns else []
                yield [raw, *cells, *part, False]

    def _lowered(self, of: Field, value: Fact, count: int) -> list[Any]:
        if value is None or not count:
            return [None] * count
        found = lower(of, self.policy.domains, value)
        if of.type.kind is Kind.SET and isinstance(found, tuple):
            return [found[0] >> n * WORD & (1 << WORD) - 1 for n in range(count)]
        return [found[0] if isinstance(found, tuple) else found]

    def _refuse(self, scan: Scan, title: str, raw: Any, rows: int, why: Refusal) -> None:
        value = show(raw)
        reason = why.code.message.format(row="…", column=title, value=value, **why.args)
        self.refused.append(Refused(scan.file, title, value, rows, reason, why.code.id))

    def _store(
        self, name: str, types: dict[str, str], columns: Sequence[str], rows: Iterator[list[Any]]
    ) -> None:
        names = ["raw", *columns, "bad"]
        by_column = list(zip(*rows, strict=True))
        if by_column:
            values = {n: list(cells) for n, cells in zip(names, by_column, strict=True)}
            self.database.append(name, types, values)


def _least(of: Field) -> int:
    return INT64_MIN if of.low is None else of.low


def _most(of: Field) -> int:
    return INT64_MAX if of.high is None else of.high
