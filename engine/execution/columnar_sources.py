"""Tables of millions of rows as a query can scan them: which file holds which entity.

Columns are known by the same names as everywhere (`engine.facts.sources`), from the first
rows of each file; text that is not UTF-8 is decoded into a file of its own first.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.catalogue import columnar as codes
from engine.facts.columns import Slot, key_path
from engine.facts.headers import LOOKED_AT
from engine.facts.manifest import Entry
from engine.facts.reading import files_at
from engine.facts.sheets import Sheet
from engine.facts.sources import choose
from engine.facts.text_tables import decode, sniff
from engine.policy.model import Entity, PolicySet
from engine.problems import Place, ProblemsFound, errors
from engine.tables import Database, QueryFailed, text

SAMPLE = 1 << 20  # bytes looked at to tell the encoding and the delimiter


@dataclass(frozen=True)
class Scan:
    """One file as one entity: the SQL that scans it, its columns, and what each fills."""

    file: str
    entity: Entity
    relation: str
    slots: Mapping[str, Slot]
    types: Mapping[str, str]
    entry: Entry


def scans(database: Database, policy: PolicySet, path: Path, spill: Path) -> tuple[list[Scan], Any]:
    """Return how each file at `path` is scanned, and the snapshot date of the manifest.

    Raises ProblemsFound with every problem met.
    """
    found = files_at(path, policy)
    problems = list(found.problems)
    sheets: list[Sheet] = []
    relations: dict[str, tuple[str, Mapping[str, str]]] = {}
    for name, file in found.files:
        try:
            relation = _relation(file, spill)
            types = _types(database, relation)
            rows = database.rows(f"SELECT * FROM {relation} LIMIT {LOOKED_AT}")
        except (QueryFailed, UnicodeDecodeError) as fault:
            problems.append(codes.NOT_IN_BULK.at(Place(str(file)), reason=fault))
            continue
        relations[name] = relation, types
        sheets.append(Sheet(name, "", [list(types), *map(list, rows)]))
    chosen = choose(policy, sheets, found.manifest)
    problems += chosen.problems
    made = []
    for source in chosen.sources:
        relation, types = relations[source.sheet.file]
        trouble = _trouble(policy, source.entity, source.header.row, source.header.columns)
        if trouble or source.entry.number_rows:
            place = Place(source.sheet.label, source.header.row)
            problems.append(codes.NOT_IN_BULK.at(place, reason=trouble or "number_rows"))
            continue
        titles = list(types)
        slots = {titles[at]: filled[0] for at, filled in source.header.columns.items()}
        made.append(Scan(source.sheet.file, source.entity, relation, slots, types, source.entry))
    if errors(problems):
        raise ProblemsFound(problems)
    return made, found.manifest.snapshot


def _relation(file: Path, spill: Path) -> str:
    with file.open("rb") as opened:
        head = opened.read(SAMPLE)
    if head.startswith(b"PAR1"):
        return f"read_parquet({text(str(file))})"
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise QueryFailed("a workbook; convert it to Parquet or CSV first")
    head = head[: head.rfind(b"\n") + 1] or head
    words, encoding = decode(head)
    if encoding != "UTF-8":
        file = _decoded(file, spill, {"GB18030": "gb18030", "UTF-16": "utf-16"}[encoding])
    delimiter = text(sniff(words))
    return (
        f"read_csv({text(str(file))}, header = true, all_varchar = true, delim = {delimiter}, "
        "quote = '\"', escape = '\"', strict_mode = true, nullstr = '')"
    )


def _decoded(file: Path, spill: Path, encoding: str) -> Path:
    """Return a copy of a text file in UTF-8; a byte that is none of the encoding raises."""
    copy = spill / f"{file.stem}.utf8{file.suffix}"
    with file.open("rb") as source, copy.open("wb") as target:
        decoder = codecs.getincrementaldecoder(encoding)()
        while part := source.read(SAMPLE):
            target.write(decoder.decode(part).encode())
        target.write(decoder.decode(b"", final=True).encode())
    return copy


def _types(database: Database, relation: str) -> Mapping[str, str]:
    rows = database.rows(f"DESCRIBE SELECT * FROM {relation}")
    return {str(row[0]): str(row[1]) for row in rows}


def _trouble(
    policy: PolicySet, entity: Entity, row: int, columns: Mapping[int, tuple[Slot, ...]]
) -> str:
    """Return why a table needs the reader that goes row by row, or ""."""
    if row != 1:
        return "the header is not the first row"
    if any(len(filled) > 1 for filled in columns.values()):
        return "a column that fills several fields"
    kinds = {slot.kind for filled in columns.values() for slot in filled}
    parents = {s.field for filled in columns.values() for s in filled if s.kind == "parent"}
    above = [of for owner, of in key_path(policy, entity) if owner != entity.name]
    if above and not parents and "parent_name" in kinds:
        return "a row above that is told by name"
    return ""
