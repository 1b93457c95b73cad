"""Which sheet of which file holds which entity: by the manifest, by its name, by its header."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from engine.catalogue import facts as codes
from engine.facts.columns import Names, Slot, header_text, key_path, names_of
from engine.facts.drafting import Source
from engine.facts.headers import LOOKED_AT, Header, find_header
from engine.facts.keys import usual_part
from engine.facts.manifest import Entry, Manifest, entity_named
from engine.facts.model import Summary
from engine.facts.sheets import Sheet
from engine.policy.model import Entity, Field, PolicySet
from engine.problems import Place, Problem, Text, did_you_mean

NOT_READ = Text("没有认出表头，未读", "no header recognised, not read")
NOT_LISTED = Text("facts.yaml 没有列出，未读", "not listed in facts.yaml, not read")
EMPTY = Text("空表", "empty sheet")


@dataclass
class Chosen:
    """The sources found, what was left aside (said in the summary), and the problems."""

    sources: list[Source] = field(default_factory=list)
    aside: list[Summary] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def choose(policy: PolicySet, sheets: Iterable[Sheet], manifest: Manifest) -> Chosen:
    """Return what each sheet is read as, and why the others are left aside."""
    chosen = Chosen()
    by_file: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        by_file.setdefault(sheet.file, []).append(sheet)
    for file in sorted(by_file):
        _choose_in_file(policy, file, by_file[file], manifest, chosen)
    _check_mappings(manifest, chosen)
    return chosen


def _choose_in_file(
    policy: PolicySet,
    file: str,
    sheets: list[Sheet],
    manifest: Manifest,
    chosen: Chosen,
) -> None:
    entries = [e for e in manifest.entries if file in e.files]
    found = 0
    unread: list[tuple[Sheet, Entity]] = []
    for sheet in sheets:
        if not any(any(cell not in (None, "") for cell in row) for row in sheet.rows):
            _aside(chosen, sheet, EMPTY)
            continue
        if entries and all(e.sheets and sheet.name not in e.sheets for e in entries):
            _aside(chosen, sheet, NOT_LISTED)
            continue
        entity, entry = _told(policy, file, sheet, entries, manifest)
        if entity is None:
            source = _by_header(policy, sheet, entries, manifest, chosen)
        else:
            source = _as_entity(policy, sheet, entity, entry, chosen)
            if source is None:
                unread.append((sheet, entity))
        if source is not None:
            found += 1
            chosen.sources.append(source)
        elif entity is None:
            _aside(chosen, sheet, NOT_READ)
    for sheet, entity in unread:
        # A workbook may carry sheets of notes beside its ledgers; a file of one sheet may not.
        if found:
            _aside(chosen, sheet, NOT_READ)
        else:
            chosen.problems.append(_no_header(sheet, entity))


def _aside(chosen: Chosen, sheet: Sheet, why: Text) -> None:
    chosen.aside.append(Summary(sheet.file, sheet.name, "", 0, 0, 0, why))


def _told(
    policy: PolicySet, file: str, sheet: Sheet, entries: list[Entry], manifest: Manifest
) -> tuple[Entity | None, Entry]:
    """Return the entity that the manifest, the sheet's name or the file's name tells."""
    named = entity_named(policy, sheet.name) if sheet.name else None
    fitting = [e for e in entries if not e.sheets or sheet.name in e.sheets]
    if len(fitting) == 1 or (fitting and len({e.entity for e in fitting}) == 1):
        return policy.entities[fitting[0].entity], fitting[0]
    if entries and named is None:
        return None, Entry()
    found = named or entity_named(policy, PurePosixPath(file).stem)
    if found is None:
        return None, Entry()
    return found, next((e for e in fitting or manifest.of(found.name) if e.entity == found.name),
                       Entry(found.name))  # fmt: skip


def _as_entity(
    policy: PolicySet, sheet: Sheet, entity: Entity, entry: Entry, chosen: Chosen
) -> Source | None:
    header = find_header(sheet, names_of(policy, entity, entry.headers))
    if header is None:
        return None
    chosen.problems += _two_columns(policy, sheet, header)
    chosen.problems += _missing_keys(policy, sheet, header, entity, entry)
    return Source(sheet, entity, header, entry)


def _by_header(
    policy: PolicySet, sheet: Sheet, entries: list[Entry], manifest: Manifest, chosen: Chosen
) -> Source | None:
    """Return the sheet as the one entity whose columns it has most of."""
    ranked: list[tuple[int, str, Source]] = []
    allowed = {e.entity for e in entries} or set(policy.entities)
    for name in sorted(allowed):
        entity = policy.entities[name]
        candidates = [e for e in entries if e.entity == name] or manifest.of(name)
        entry = candidates[0] if candidates else Entry(name)
        header = find_header(sheet, names_of(policy, entity, entry.headers))
        if header is None or _lacking(policy, header, entity, entry):
            continue
        own = sum(slot.kind == "field" for slot in header.slots)
        if own >= 2:
            ranked.append((len(header.slots), name, Source(sheet, entity, header, entry)))
    if not ranked:
        return None
    best = max(score for score, _, _ in ranked)
    top = [source for score, _, source in ranked if score == best]
    if len(top) > 1:
        first, second = top[0].entity.title, top[1].entity.title
        place = Place(sheet.label, top[0].header.row)
        chosen.problems.append(codes.ENTITY_UNCLEAR.at(place, first=first, second=second))
        return None
    chosen.problems += _two_columns(policy, sheet, top[0].header)
    return top[0]


def _lacking(policy: PolicySet, header: Header, entity: Entity, entry: Entry) -> list[Field]:
    """Return the fields of the entity's own key that no column holds and nothing replaces."""
    held = {slot.field for slot in header.slots if slot.kind == "field"}
    lacking = [
        entity.fields[name]
        for name in entity.key
        if name not in held and usual_part(policy, entity.fields[name]) is None
    ]
    numbered = entry.number_rows and lacking and lacking[-1].name == entity.key[-1]
    return lacking[:-1] if numbered else lacking


def _missing_keys(
    policy: PolicySet, sheet: Sheet, header: Header, entity: Entity, entry: Entry
) -> list[Problem]:
    place = Place(sheet.label, header.row)
    problems = []
    for of in _lacking(policy, header, entity, entry):
        names = [name for name in (of.title.zh, of.title.en, of.name, *of.headers) if name]
        near = next(filter(None, (did_you_mean(t, names) for t in header.unknown)), None)
        hint = _near_column(header, names) if near else None
        problems.append(
            codes.KEY_COLUMN_MISSING.at(place, hint=hint, entity=entity.title, column=of.title)
        )
    return problems


def _near_column(header: Header, names: list[str]) -> Text | None:
    for title in header.unknown:
        if near := did_you_mean(title, names):
            return Text(f"“{title}”列{near.zh}", f"column `{title}`: {near.en}")
    return None


def _two_columns(policy: PolicySet, sheet: Sheet, header: Header) -> list[Problem]:
    place = Place(sheet.label, header.row)
    return [
        codes.TWO_COLUMNS.at(
            place, first=first, second=second, field=_title(policy, slot)
        )
        for first, second, slot in header.twice
    ]  # fmt: skip


def _title(policy: PolicySet, slot: Slot) -> Text:
    return policy.entities[slot.entity].fields[slot.field].title


def _no_header(sheet: Sheet, entity: Entity) -> Problem:
    known = [f.title for f in entity.stored[:4]]
    shown = Text("、".join(t.zh for t in known), ", ".join(t.en for t in known))
    rows = min(LOOKED_AT, len(sheet.rows))
    place = Place(sheet.label)
    return codes.HEADER_NOT_FOUND.at(place, entity=entity.title, rows=rows, known=shown)


def _check_mappings(manifest: Manifest, chosen: Chosen) -> None:
    """Report titles in `headers` whose field no table read by their entry fills."""
    for entry in manifest.entries:
        read = [s for s in chosen.sources if s.entry is entry]
        if not read:
            continue
        seen = {title for s in read for title in _written(s.header)}
        written = {header_text(title) for title in seen}
        filled = {slot for s in read for slot in s.header.slots}
        for title, place in entry.header_places.items():
            # A saved mapping serves ledgers that name one field differently.
            if (
                header_text(title) not in written
                and (slot := entry.headers[title])
                and slot not in filled
            ):
                hint = did_you_mean(title, seen)
                problem = codes.COLUMN_MAPPED_NOWHERE.at(place, hint=hint, column=title)
                chosen.problems.append(problem)


def _written(header: Header) -> set[str]:
    return set(header.titles.values()) | {t for row in header.texts for t in row.values()}


def parent_names(policy: PolicySet, parent: Entity) -> Names:
    """Return the labels that may stand above the header of a ledger."""
    return names_of(policy, parent)


def parent_path(policy: PolicySet, entity: Entity) -> tuple[tuple[str, Field], ...]:
    """Return the key fields of the row above `entity`."""
    path = key_path(policy, entity)
    return path[: len(path) - len(entity.key)]
