"""Facts as read: ids and exact values, typed by a vocabulary, not yet lowered to ordinals.

A value is bool, int, Decimal, date, str (text, or the id of a code), a tuple of ids
(a set of codes, in declared order), or None where the fact is absent.  Each policy
version lowers them itself (`engine.execution.subjects`), so facts outlive a version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from engine.problems import Text

Fact = bool | int | str | Decimal | date | tuple[str, ...] | None
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where a row was read: file as given, sheet ("" in a text file), row from 1."""

    file: str
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an entity.

    `key` is unique under its entity and starts with the parent's key, so it also
    identifies the parent.  `links` holds, for each named reference, the key of the
    row referred to, or None where it is not given or that row was rejected.
    """

    key: Key
    values: Mapping[str, Fact]
    parent: Key | None = None
    links: Mapping[str, Key | None] = field(default_factory=dict)
    origin: Origin = Origin("")


@dataclass(frozen=True)
class Table:
    """All rows of one entity, by key, in the order of their keys.

    `present` is false where no table was supplied: then its rows are missing for
    everybody, never empty.  `complete`: the manifest says that the relation is
    complete; `incomplete_for` names the parents for which it is not all the same
    (a row of theirs was rejected).
    """

    entity: str
    rows: Mapping[Key, Row] = field(default_factory=dict)
    present: bool = True
    complete: bool = False
    incomplete_for: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Reject:
    """One row that was returned: where, what was written there, why, in a clerk's words."""

    origin: Origin
    column: str
    value: str
    reason: Text
    code: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What one source gave: rows read into `entity`, rows returned, rows skipped as blank."""

    file: str
    sheet: str
    entity: str
    read: int
    returned: int
    skipped: int = 0
    note: Text | None = None


@dataclass(frozen=True)
class Facts:
    """Everything that was read.  `snapshot` says when the facts were true."""

    tables: Mapping[str, Table]
    snapshot: date | None = None
    rejects: tuple[Reject, ...] = ()
    summaries: tuple[Summary, ...] = ()
    sha256: str = ""
    folder: str = ""
