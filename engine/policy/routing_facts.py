"""Which facts hold key lists and jurisdiction: the fields that routing.yaml names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from engine.catalogue import routing as codes
from engine.language.types import Domain, Kind
from engine.policy.csv_table import Report
from engine.policy.document import Document
from engine.policy.model import Entity, Field
from engine.problems import Text, did_you_mean

LISTING = {"year": Kind.INT, "level": Kind.CODE, "version": Kind.INT, "status": Kind.CODE}
JURISDICTION = {
    "department": Kind.TEXT,
    "authorised_by": Kind.TEXT,
    "from": Kind.DATE,
    "until": Kind.DATE,
}


class _Around(Protocol):
    @property
    def domains(self) -> Mapping[str, Domain]: ...
    @property
    def entities(self) -> Mapping[str, Entity]: ...
    @property
    def subject(self) -> str: ...


def compile_listing(
    document: Document, around: _Around, levels: tuple[str, ...], report: Report
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return where the key lists stand, and the states of an entry that count."""
    reader = _FactsReader(document, around, "listing", report)
    named = reader.fields(LISTING)
    if named is None:
        return {}, ()
    reader.level_ids("level", named, levels)
    return reader.names(named), reader.states("status", named)


def compile_jurisdiction(
    document: Document, around: _Around, levels: tuple[str, ...], report: Report
) -> dict[str, str]:
    """Return where jurisdiction stands, and the level whose place it takes."""
    reader = _FactsReader(document, around, "jurisdiction", report)
    named = reader.fields(JURISDICTION)
    if named is None:
        return {}
    stands_for = reader.node["stands_for"]
    if stands_for not in levels:
        place = document.place(("jurisdiction", "stands_for"))
        hint = did_you_mean(stands_for, levels)
        report(codes.UNKNOWN_LEVEL.at(place, hint, level=stands_for))
    return {**reader.names(named), "stands_for": stands_for}


def division_field(subject: Entity, document: Document, report: Report) -> str:
    """Return the field that says where a subject is."""
    found = [field.name for field in subject.stored if field.format == "division"]
    if len(found) == 1:
        return found[0]
    place = document.key_place(("levels",))
    report(codes.NO_PLACE.at(place, entity=subject.name, found=len(found)))
    return ""


class _FactsReader:
    """Reads one block that names an entity (`rows`) and fields of it by their meaning."""

    def __init__(self, document: Document, around: _Around, key: str, report: Report) -> None:
        self.document, self.around, self.key, self.report = document, around, key, report
        self.node: dict[str, Any] = document.data.get(key, {})

    def fields(self, kinds: Mapping[str, Kind]) -> dict[str, Field] | None:
        """Return the named fields by meaning, or None where no rows can be had at all."""
        entity = self._rows() if self.node else None
        if entity is None:
            return None
        found = {m: self._field(entity, m, kind) for m, kind in kinds.items() if m in self.node}
        return {meaning: field for meaning, field in found.items() if field}

    def names(self, fields: Mapping[str, Field]) -> dict[str, str]:
        """Return the names of `fields` by meaning, and the entity as `rows`."""
        return {"rows": self.node["rows"], **{m: field.name for m, field in fields.items()}}

    def _rows(self) -> Entity | None:
        name, place = self.node["rows"], self.document.place((self.key, "rows"))
        entity = self.around.entities.get(name)
        if entity is None:
            hint = did_you_mean(name, self.around.entities)
            self.report(codes.NO_SUCH_ROWS.at(place, hint, entity=name))
        elif entity.parent != self.around.subject:
            of = Text(f"属于“{entity.parent or ''}”", f"of `{entity.parent or ''}`")
            want = Text(f"属于“{self.around.subject}”", f"of `{self.around.subject}`")
            self.report(codes.FIELD_MEANING.at(place, field=name, found=of, expected=want))
            return None
        return entity

    def _field(self, entity: Entity, meaning: str, kind: Kind) -> Field | None:
        name, place = self.node[meaning], self.document.place((self.key, meaning))
        field = entity.fields.get(name)
        if field is None:
            hint = did_you_mean(name, entity.fields)
            self.report(codes.NO_SUCH_FIELD.at(place, hint, entity=entity.name, field=name))
        elif field.derive is not None or not _fits(field, kind):
            found = "derived" if field.derive is not None else str(field.type)
            self.report(codes.FIELD_MEANING.at(place, field=name, found=found, expected=str(kind)))
            return None
        return field

    def level_ids(self, meaning: str, fields: Mapping[str, Field], levels: tuple[str, ...]) -> None:
        """Report a field of levels whose values are not the levels of government."""
        field = fields.get(meaning)
        if field is None:
            return
        ids = set(self.around.domains[field.type.domain].ids)
        if ids != set(levels):
            place = self.document.place((self.key, meaning))
            found, expected = ", ".join(sorted(ids)), ", ".join(sorted(levels))
            self.report(
                codes.FIELD_MEANING.at(place, field=field.name, found=found, expected=expected)
            )

    def states(self, meaning: str, fields: Mapping[str, Field]) -> tuple[str, ...]:
        """Return the ids of the states in `counts`; labels are accepted like ids."""
        field, given = fields.get(meaning), self.node.get("counts", [])
        if given and meaning not in self.node:
            place = self.document.key_place((self.key, "counts"))
            self.report(codes.STATES_OF_WHAT.at(place))
        if field is None:
            return ()
        domain = self.around.domains[field.type.domain]
        for position, word in enumerate(given):
            if word not in domain.words:
                place = self.document.place((self.key, "counts", position))
                hint = did_you_mean(word, domain.words)
                self.report(codes.UNKNOWN_STATE.at(place, hint, value=word, field=field.name))
        return tuple(domain.ids[domain.words[word]] for word in given if word in domain.words)


def _fits(field: Field, kind: Kind) -> bool:
    """A level or state may be a scale as well as a code list."""
    found = field.type.kind
    return found is kind or (kind is Kind.CODE and found is Kind.SCALE)
