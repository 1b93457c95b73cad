"""Read the vocabulary: scales and code lists, entities and how they belong together."""

from __future__ import annotations

from engine.catalogue import policy as codes
from engine.language.scope import normal
from engine.language.types import Domain, Member
from engine.policy.clauses import report_twice
from engine.policy.draft import Draft, Part
from engine.policy.fields import read_fields
from engine.policy.model import Entity, Field
from engine.problems import Place, Text, did_you_mean

SCALE, LIST, ENTITY = Text("级次", "scale"), Text("代码表", "code list"), Text("对象", "entity")
FIELD = Text("字段", "field")


def read_domains(draft: Draft) -> None:
    """Keep the scales and code lists of all vocabularies by their name."""
    places: dict[str, Place] = {}
    for key, kind in (("scales", SCALE), ("codes", LIST)):
        for name, part in draft.parts("vocabulary", key):
            if name in draft.domains:
                report_twice(draft, kind, name, part.key_place, places[name])
                continue
            places[name] = part.key_place
            draft.domains[name] = _domain(draft, name, part, ordered=kind is SCALE)


def _domain(draft: Draft, name: str, part: Part, ordered: bool) -> Domain:
    entries = list(part.entries())
    members = tuple(
        Member(
            id,
            entry.label(),
            tuple(word for word, _ in entry.words("also")),
            entry.text("colour").lstrip("#"),
        )
        for id, entry in entries
    )
    seen: dict[str, tuple[str, Part]] = {}
    for member, (id, entry) in zip(members, entries, strict=True):
        for word in (id, member.title.zh, member.title.en, *member.also):
            first, where = seen.setdefault(normal(word), (id, entry))
            if word and first != id:
                report_ambiguous(draft, word, (first, where.key_place), id, entry)
                break
    return Domain(name, ordered, members)


def report_ambiguous(
    draft: Draft, label: str, first: tuple[str, Place], other: str, part: Part
) -> None:
    """Report that `label` stands for two things."""
    one, where = first
    draft.report(codes.AMBIGUOUS.at(part.key_place, label=label, one=one, other=other, first=where))


def read_entities(draft: Draft) -> None:
    """Keep the entities of all vocabularies, their fields typed, their relations checked."""
    parts: dict[str, Part] = {}
    for name, part in draft.parts("vocabulary", "entities"):
        if name in parts:
            report_twice(draft, ENTITY, name, part.key_place, parts[name].key_place)
            continue
        parts[name] = part
    for name, part in parts.items():
        draft.entities[name] = _entity(draft, name, part, parts)
    for name, part in parts.items():
        _check_loop(draft, draft.entities[name], part)
        _check_children(draft, draft.entities[name], part)
        _check_fields_named(draft, draft.entities[name], part)
        _check_names(draft, draft.entities[name], part)
    _check_titles(draft, parts)


def _entity(draft: Draft, name: str, part: Part, parts: dict[str, Part]) -> Entity:
    refers = {
        word: target
        for word, entry in part.entries("refers")
        if (target := _known_entity(draft, entry, parts))
    }
    parent = part.get("of")
    children = {
        child: entry.value
        for child, entry in part.entries("max_children")
        if isinstance(entry.value, int)
    }
    return Entity(
        name=name,
        title=part.label("title"),
        key=tuple(word for word, _ in part.words("key")),
        fields=read_fields(draft, name, part),
        place=part.key_place,
        parent=_known_entity(draft, parent, parts) if parent else None,
        refers=refers,
        max_children=children,
        known_if=part.text("known_if") or None,
        named_by=part.text("named_by") or None,
    )


def _known_entity(draft: Draft, part: Part, known: dict[str, Part]) -> str | None:
    name = part.value
    if not isinstance(name, str) or part.spoilt:
        return None
    if name in known:
        return name
    draft.report(codes.UNKNOWN_ENTITY.at(part.place, did_you_mean(name, known), name=name))
    return None


def _check_loop(draft: Draft, entity: Entity, part: Part) -> None:
    """Report a circle of parents once, at its first entity in the order of names."""
    path = [entity.name]
    while parent := draft.entities[path[-1]].parent:
        if parent == entity.name:
            if entity.name == min(path):
                shown = " → ".join([*path, entity.name])
                of = part.get("of")
                draft.report(codes.PARENT_LOOP.at((of or part).place, path=shown))
            return
        if parent in path:
            return
        path.append(parent)


def _check_children(draft: Draft, entity: Entity, part: Part) -> None:
    children = [e.name for e in draft.entities.values() if e.parent == entity.name]
    for name, entry in part.entries("max_children"):
        if name not in children:
            near = did_you_mean(name, children)
            draft.report(codes.NOT_A_CHILD.at(entry.key_place, near, name=name, entity=entity.name))


def _check_fields_named(draft: Draft, entity: Entity, part: Part) -> None:
    parent = draft.entities.get(entity.parent or "")
    for key, owner in (("key", entity), ("named_by", entity), ("known_if", parent)):
        for name, word in part.words(key):
            fields = owner.fields if owner else {}
            if name in draft.lost:
                continue
            if name not in fields:
                near = did_you_mean(name, fields)
                shown = owner.name if owner else entity.name
                draft.report(codes.UNKNOWN_FIELD.at(word.place, near, name=name, entity=shown))
            elif key == "known_if" and fields[name].type.kind != "bool":
                shown = owner.name if owner else ""
                draft.report(codes.NOT_YES_NO.at(word.place, name=name, entity=shown))


def _check_names(draft: Draft, entity: Entity, part: Part) -> None:
    """Fields, references and the parent are written alike; labels must tell fields apart."""
    hops = [(word, entry.key_place) for word, entry in part.entries("refers")]
    of = part.get("of")
    if entity.parent and of:
        hops.append((entity.parent, of.place))
    for name, place in hops:
        if name in entity.fields:
            first = entity.fields[name].place
            taken = codes.NAME_TAKEN
            draft.report(taken.at(place, kind=FIELD, name=name, entity=entity.name, first=first))
    seen: dict[str, Field] = {}
    for field in entity.fields.values():
        for label in dict.fromkeys((field.name, field.title.zh, field.title.en)):
            first_field = seen.setdefault(normal(label), field)
            if label and first_field is not field:
                source = draft.sources[entity.name, field.name]
                one = (first_field.name, first_field.place)
                report_ambiguous(draft, label, one, field.name, source)
                break


def _check_titles(draft: Draft, parts: dict[str, Part]) -> None:
    seen: dict[str, Entity] = {}
    for entity in draft.entities.values():
        for label in dict.fromkeys((entity.name, entity.title.zh, entity.title.en)):
            first = seen.setdefault(normal(label), entity)
            if label and first is not entity:
                one = (first.name, first.place)
                report_ambiguous(draft, label, one, entity.name, parts[entity.name])
                break
