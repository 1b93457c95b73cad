"""Returns as data: what one department sent, who sent twice, what differs, all of it merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.facts.model import Key, Origin, Reject, Row
from engine.policy.routing_model import Department
from engine.problems import Text

COVER = Text("报表封面", "cover")


@dataclass(frozen=True)
class Return:
    """One workbook as read; `rejects` is what goes back, `rows` what was right."""

    file: str
    department: Department | None
    sent: date | None
    nil: bool
    digest: str
    rows: Mapping[str, Mapping[Key, Row]] = field(default_factory=dict)
    rejects: tuple[Reject, ...] = ()

    @property
    def count(self) -> int:
        """How many rows were right."""
        return sum(len(rows) for rows in self.rows.values())


@dataclass(frozen=True, slots=True)
class Doubled:
    """A department that returned more than once, which files, and which of them counts."""

    department: Department
    files: tuple[str, ...]
    kept: str
    text: Text


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that differs from the last return: new, gone, or with other values."""

    department: Department
    entity: str
    key: Key
    kind: str
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Collected:
    """All returns of a year, merged."""

    year: int
    returns: tuple[Return, ...]
    missing: tuple[Department, ...]
    doubled: tuple[Doubled, ...]
    unknown: tuple[Return, ...]
    rows: Mapping[str, Mapping[Key, Row]]
    differences: tuple[Difference, ...] = ()

    def rejects_of(self) -> Mapping[str, tuple[Reject, ...]]:
        """Return what goes back, by department id; "" where nobody knows whose it is."""
        found: dict[str, list[Reject]] = defaultdict(list)
        for one in (*self.returns, *self.unknown):
            if one.rejects:
                found[one.department.id if one.department else ""] += one.rejects
        for twice in self.doubled:
            if not twice.kept:
                reject = Reject(Origin(twice.files[0]), COVER.zh, "", twice.text, "twice")
                found[twice.department.id].append(reject)
        return {id: tuple(sorted(rejects)) for id, rejects in sorted(found.items())}
