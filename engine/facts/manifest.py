"""`facts.yaml`: what a folder of facts says about itself, and the saved header mappings.

Every part is optional.  Without a manifest tables are known by their names and headers,
and no relation is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any

from engine.catalogue import facts as codes
from engine.facts.cells import Refusal, clean
from engine.facts.columns import Slot, header_text, names_of, slots_of
from engine.facts.dates import read_date
from engine.facts.model import Key
from engine.facts.normalising import member_spellings
from engine.language.types import Kind
from engine.policy.loading import Document, Path, load_document
from engine.policy.model import Entity, PolicySet
from engine.policy.shape import check_shape
from engine.problems import Place, Problem, did_you_mean

NAME = "facts.yaml"
NOWHERE = Place(NAME)


@dataclass(frozen=True)
class Entry:
    """What the manifest says about the files of one entity.

    `headers` maps titles to slots (None: this column is not read), `values` the file's
    words of a field to ordinals, `parent` the key fields of the row that a ledger without
    such columns belongs to.
    """

    entity: str = ""
    files: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    headers: Mapping[str, Slot | None] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    parent: Mapping[str, str] = field(default_factory=dict)
    complete: bool = False
    incomplete_for: frozenset[Key] = frozenset()
    ascending: frozenset[str] = frozenset()
    base_1904: bool | None = None
    number_rows: bool = False
    place: Place = NOWHERE
    header_places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """A manifest as read: the day its facts were true, and its entries in written order."""

    snapshot: date | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def listed(self) -> bool:
        """Whether the manifest says which files are read, so that no other file is."""
        return any(entry.files for entry in self.entries)

    def of(self, entity: str) -> tuple[Entry, ...]:
        """Return the entries of one entity."""
        return tuple(entry for entry in self.entries if entry.entity == entity)


def read_manifest(file: str, data: bytes, policy: PolicySet) -> tuple[Manifest, list[Problem]]:
    """Return the manifest in `data`, typed by the vocabulary, with every problem met."""
    document, problems = load_document(file, data)
    if document is None:
        return Manifest(), problems
    problems += check_shape(document, "facts")
    if problems:
        return Manifest(), problems
    walk = _Walk(policy, document, problems.append)
    return walk.manifest(), problems


@dataclass(frozen=True)
class _Walk:
    policy: PolicySet
    document: Document
    report: Callable[[Problem], None]

    def manifest(self) -> Manifest:
        data: dict[str, Any] = self.document.data or {}
        entries: list[Entry] = []
        for name, written in (data.get("tables") or {}).items():
            entity = self._entity(name)
            if entity is None:
                continue
            many = isinstance(written, list)
            for n, entry in enumerate(written if many else [written]):
                path: Path = ("tables", name, n) if many else ("tables", name)
                entries.append(self._entry(entity, entry or {}, path))
        return Manifest(self._snapshot(data.get("snapshot")), tuple(entries))

    def _snapshot(self, written: object) -> date | None:
        if written is None:
            return None
        found = read_date(str(written), UTC)
        if found is None:
            place = self.document.place(("snapshot",))
            self.report(codes.SNAPSHOT_WRONG.at(place, value=written))
        return found

    def _entity(self, name: str) -> Entity | None:
        found = entity_named(self.policy, name)
        if found is None:
            hint = did_you_mean(name, self.policy.entities)
            place = self.document.key_place(("tables", name))
            self.report(codes.ENTITY_UNKNOWN.at(place, hint=hint, name=name))
        return found

    def _entry(self, entity: Entity, data: Mapping[str, Any], path: Path) -> Entry:
        headers = {
            title: self._slot(entity, name, (*path, "headers", title))
            for title, name in (data.get("headers") or {}).items()
        }
        places = {t: self.document.key_place((*path, "headers", t)) for t in headers}
        headers |= dict.fromkeys(_texts(data.get("ignore")), None)
        incomplete = data.get("incomplete_for") or []
        return Entry(
            entity=entity.name,
            files=_texts(data.get("files")),
            sheets=_texts(data.get("sheets")),
            headers=headers,
            values=self._values(entity, data.get("values") or {}, (*path, "values")),
            parent=self._parent(entity, data.get("parent") or {}, (*path, "parent")),
            complete=data.get("rows") == "complete",
            incomplete_for=frozenset(tuple(map(str, key)) for key in incomplete),
            ascending=self._fields(entity, data.get("ascending"), (*path, "ascending")),
            base_1904=None if data.get("dates") is None else str(data["dates"]) == "1904",
            number_rows=data.get("number_rows") in (True, "yes", "true", "是"),
            place=self.document.place((*path, "files") if data.get("files") else path),
            header_places=places,
        )

    def _slot(self, entity: Entity, name: object, path: Path) -> Slot | None:
        slots = {slot.id: slot for slot, _ in reversed(list(slots_of(self.policy, entity)))}
        links = {slot.link: slot for slot in slots.values() if slot.kind == "link"}
        wanted = str(name)
        found = slots.get(wanted) or links.get(wanted)
        found = found or names_of(self.policy, entity).find(header_text(wanted))
        if found is None:
            self._unknown(entity, wanted, {*slots, *links}, path)
        return found

    def _unknown(self, entity: Entity, name: str, known: set[str], path: Path) -> None:
        hint = did_you_mean(name, known)
        title = entity.title
        self.report(
            codes.FIELD_UNKNOWN.at(self.document.place(path), hint=hint, entity=title, name=name)
        )

    def _field(self, entity: Entity, name: str, path: Path) -> str | None:
        for own in entity.stored:
            if name in (own.name, own.title.zh, own.title.en):
                return own.name
        self._unknown(entity, name, {own.name for own in entity.stored}, path)
        return None

    def _fields(self, entity: Entity, written: object, path: Path) -> frozenset[str]:
        found = (self._field(entity, name, path) for name in _texts(written))
        return frozenset(name for name in found if name)

    def _values(
        self, entity: Entity, written: Mapping[str, Any], path: Path
    ) -> dict[str, dict[str, int]]:
        values: dict[str, dict[str, int]] = {}
        for title, mapping in written.items():
            name = self._field(entity, title, (*path, title))
            if name is None:
                continue
            of = entity.fields[name]
            if of.type.kind not in (Kind.CODE, Kind.SCALE, Kind.SET):
                self._unknown(entity, title, set(), (*path, title))
                continue
            known = member_spellings(self.policy, of)
            for word, value in mapping.items():
                found = known.find(clean(str(value)))
                if isinstance(found, Refusal):
                    place = self.document.place((*path, title, word))
                    expected = known.expected()
                    self.report(
                        codes.MAPPED_VALUE_UNKNOWN.at(
                            place, value=value, field=of.title, expected=expected
                        )
                    )
                else:
                    values.setdefault(name, {})[clean(word)] = found
        return values

    def _parent(self, entity: Entity, written: Mapping[str, Any], path: Path) -> dict[str, str]:
        parent = self.policy.entities.get(entity.parent or "")
        found: dict[str, str] = {}
        for title, value in written.items():
            slot = names_of(self.policy, parent).find(header_text(title)) if parent else None
            if slot is None or parent is None:
                known = {f.name for f in parent.stored} if parent else set()
                self._unknown(parent or entity, title, known, (*path, title))
            else:
                found[slot.field] = str(value)
        return found


def _texts(written: object) -> tuple[str, ...]:
    if written is None:
        return ()
    return tuple(map(str, written)) if isinstance(written, list) else (str(written),)


def entity_named(policy: PolicySet, name: str) -> Entity | None:
    """Return the entity whose id or title `name` is, bracketed remarks left out, or None."""
    word = header_text(name)
    for entity in policy.entities.values():
        titles = [header_text(t) for t in (entity.name, entity.title.zh, entity.title.en) if t]
        if word in titles or word in [t.split("(")[0] for t in titles]:
            return entity
    return None
