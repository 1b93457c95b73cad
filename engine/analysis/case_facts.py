"""What a case gives, read as a ledger is read: the same cells, the same references.

A case is so tested on the path that facts take, and cannot pass on one that they do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.catalogue.execution import CASE_UNREADABLE
from engine.facts.columns import Slot, header_text, lineage, names_of
from engine.facts.drafting import Draft, SheetReader, Source
from engine.facts.headers import Header
from engine.facts.linking import link
from engine.facts.manifest import Entry
from engine.facts.model import Facts, Key, Reject, Table
from engine.facts.sheets import Sheet
from engine.policy.document import Document, Path
from engine.policy.model import Entity, PolicySet
from engine.problems import Problem, Text, did_you_mean

Given = Mapping[str, Any]


def facts_of_case(
    policy: PolicySet, document: Document, path: Path, given: Given, complete: Sequence[str] | None
) -> tuple[Facts, Key | None, list[Problem]]:
    """Return the facts of a case and the key of the subject it is about (the first given).

    A table that is not given is missing; one named in `complete` and not given is empty.
    Without `complete` every table that is given is complete.
    """
    return _Reading(policy, document, path, given, complete).run()


class _Reading:
    def __init__(
        self,
        policy: PolicySet,
        document: Document,
        path: Path,
        given: Given,
        complete: Sequence[str] | None,
    ) -> None:
        self.policy, self.document, self.path = policy, document, path
        self.rows = {name: _rows(given[name]) for name in given if name in policy.entities}
        named = dict.fromkeys([*given, *(complete or ())])
        self.unknown = [name for name in named if name not in policy.entities]
        self.complete = set(self.rows if complete is None else complete)
        self.drafts: dict[str, list[Draft]] = {}
        self.problems: list[Problem] = []

    def run(self) -> tuple[Facts, Key | None, list[Problem]]:
        policy = self.policy
        for name in self.unknown:
            self._report((name,), _no_entity(name), did_you_mean(name, policy.entities))
        for entity in sorted(policy.entities.values(), key=lambda e: len(lineage(policy, e))):
            if entity.name in self.rows or entity.name in self.complete:
                self.drafts[entity.name] = list(self._draft(entity))
        linked = link(policy, self.drafts)
        for reject in linked.rejects:
            self._reject(reject)
        tables = {
            name: Table(
                name,
                dict(linked.rows.get(name, {})),
                present=name in self.drafts,
                complete=name in self.complete,
                incomplete_for=frozenset(linked.marked.get(name, ())),
            )
            for name in policy.entities
        }
        return Facts(tables), self._subject(linked.rows), self.problems

    def _subject(self, rows: Mapping[str, Mapping[Key, Any]]) -> Key | None:
        standing = rows.get(self.policy.subject.name, {})
        first = min(standing, key=lambda key: standing[key].origin, default=None)
        if first is None and not self.problems:
            self._report((), _NO_SUBJECT.format(entity=self.policy.subject.title))
        return first

    def _draft(self, entity: Entity) -> Iterator[Draft]:
        rows = self.rows.get(entity.name, [])
        columns = self._columns(entity, rows)
        slots = {n: (slot,) for n, (_, slot, _) in enumerate(columns)}
        # Titles carry the entity, lest a column `no` be taken for the serial number of a sheet.
        titles = {n: f"{entity.name}.{name}" for n, (name, _, _) in enumerate(columns)}
        header = Header(1, 1, slots, titles)
        cells = [[row.get(name, fixed) for name, _, fixed in columns] for row in rows]
        sheet = Sheet(entity.name, "", [[name for name, _, _ in columns], *cells])
        numbered = Slot("field", entity.name, entity.key[-1]) not in [s for _, s, _ in columns]
        entry = Entry(entity.name, number_rows=numbered)
        drafted = SheetReader(self.policy, Source(sheet, entity, header, entry)).read()
        for reject in drafted.rejects:
            self._reject(reject)
        yield from drafted.drafts

    def _columns(self, entity: Entity, rows: list[Given]) -> list[tuple[str, Slot, Any]]:
        """Return the columns of a table: name, slot, and what stands there where not given.

        The keys of the rows above may be left out where only one such row is given.
        """
        names = names_of(self.policy, entity)
        columns: list[tuple[str, Slot, Any]] = []
        for name in dict.fromkeys(name for row in rows for name in row):
            slot = names.find(header_text(name))
            if slot is None:
                self._unknown_field(entity, rows, name, list(names.full))
            else:
                columns.append((name, slot, None))
        taken = {(slot.kind, slot.entity, slot.field) for _, slot, _ in columns}
        for owner in lineage(self.policy, entity):
            above = self.rows.get(owner.name, [])
            for key in owner.key:
                if len(above) == 1 and ("parent", owner.name, key) not in taken:
                    value = _cell_of(self.policy, owner, above[0], key)
                    columns.append((f"{owner.name}.{key}", Slot("parent", owner.name, key), value))
        return columns

    def _unknown_field(
        self, entity: Entity, rows: list[Given], name: str, known: list[str]
    ) -> None:
        number = next(n for n, row in enumerate(rows) if name in row)
        message = _NO_FIELD.format(entity=entity.title, name=name)
        near = did_you_mean(name, [*known, *entity.fields])
        self._report(self._row_path(entity.name, number, name), message, near)

    def _row_path(self, entity: str, number: int, name: str) -> Path:
        at: Path = (entity, number, name)
        whole = (*self.path, "given", *at)
        return at if whole in self.document.spans else (entity, name)

    def _reject(self, reject: Reject) -> None:
        entity, number = reject.origin.file, reject.origin.row - 2
        column = reject.column.removeprefix(f"{entity}.")
        at = self._row_path(entity, number, column)
        value = f"{column} {reject.value}".strip()
        message = Text(f"{value}：{reject.reason.zh}", f"{value}: {reject.reason.en}")
        self._report(at, message)

    def _report(self, at: Path, reason: Text, hint: Text | None = None) -> None:
        whole = (*self.path, "given", *at)
        while whole not in self.document.spans and len(whole) > len(self.path):
            whole = whole[:-1]
        place = self.document.place(whole)
        self.problems.append(CASE_UNREADABLE.at(place, hint, reason=reason))


def _rows(given: Any) -> list[Given]:
    return [dict(row) for row in (given if isinstance(given, list) else [given])]


def _cell_of(policy: PolicySet, owner: Entity, row: Given, key: str) -> Any:
    names = names_of(policy, owner)
    for name, value in row.items():
        if names.find(header_text(name)) == Slot("field", owner.name, key):
            return value
    return None


def _no_entity(name: str) -> Text:
    return Text(f"词表中没有“{name}”", f"the vocabulary has no `{name}`")


_NO_FIELD = Text("“{entity}”没有字段“{name}”", "{entity} has no field `{name}`")
_NO_SUBJECT = Text("没有给出“{entity}”", "no row of {entity} is given")
