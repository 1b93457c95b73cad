"""Fewer rows of large files, written again as files that the usual reader takes.

What is shown of a bulk run is told row by row: the rows of a few subjects are picked inside
the database, and read as facts.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from engine.execution.columnar_bulk import Bulk
from engine.execution.columnar_sources import Scan
from engine.facts.cells import Refusal
from engine.facts.columns import key_path, lineage
from engine.facts.keys import key_text, usual_part
from engine.facts.manifest import NAME
from engine.facts.model import Key
from engine.facts.normalising import reader
from engine.policy.model import Field
from engine.tables import quoted, text

PICKED = "picked keys"
Known = dict[tuple[str, Any], str]  # parts of keys that were read already, by field and value


def extract_top(bulk: Bulk, folder: Path, whole: Collection[str]) -> None:
    """Write all files of a run into `folder` without the rows below the subjects.

    Entities in `whole` keep theirs.
    """
    for scan in bulk.scans:
        below = _depth(bulk, scan) > _subject_depth(bulk) and _in_tree(bulk, scan)
        emptied = below and scan.entity.name not in whole
        _write(bulk, scan, folder, "WHERE FALSE" if emptied else "")
    _manifest(bulk, folder)


def extract_subjects(bulk: Bulk, folder: Path, keys: Collection[Key]) -> None:
    """Write the files of a run into `folder` with the rows of these subjects only.

    Entities outside the tree of the subjects keep all their rows.
    """
    known: Known = {}
    for scan in bulk.scans:
        rows = _picking(bulk, scan, keys, known) if _in_tree(bulk, scan) else ""
        _write(bulk, scan, folder, rows)
    _manifest(bulk, folder)


def _in_tree(bulk: Bulk, scan: Scan) -> bool:
    """Return whether the rows of a file lie above, at or below the subjects."""
    subject = bulk.policy.subject
    own = {e.name for e in (*lineage(bulk.policy, scan.entity), scan.entity)}
    above = {e.name for e in (*lineage(bulk.policy, subject), subject)}
    return subject.name in own or scan.entity.name in above


def _depth(bulk: Bulk, scan: Scan) -> int:
    return len(lineage(bulk.policy, scan.entity))


def _subject_depth(bulk: Bulk) -> int:
    return len(lineage(bulk.policy, bulk.policy.subject))


def _picking(bulk: Bulk, scan: Scan, keys: Collection[Key], known: Known) -> str:
    """Return the join that keeps the rows whose key, as written, belongs to one of `keys`."""
    entity = scan.entity if _depth(bulk, scan) < _subject_depth(bulk) else bulk.policy.subject
    path = [of for _, of in key_path(bulk.policy, entity)]
    titles = [_title(scan, of) for of in path]
    named = list(dict.fromkeys(title for title in titles if title))
    if not named:
        return ""
    wanted = {key[: len(path)] for key in keys}
    columns = ", ".join(quoted(title) for title in named)
    written = bulk.database.rows(f"SELECT DISTINCT {columns} FROM {scan.relation}")
    parts = list(zip(path, titles, strict=True))
    picked = [
        row
        for row in written
        if tuple(_read(bulk, dict(zip(named, row, strict=True)), parts, known)) in wanted
    ]
    if not picked:
        return "WHERE FALSE"
    types = {title: scan.types[title] for title in named}
    by_column = zip(named, map(list, zip(*picked, strict=True)), strict=True)
    bulk.database.load(PICKED, types, dict(by_column))
    on = " AND ".join(f"raw.{quoted(t)} IS NOT DISTINCT FROM p.{quoted(t)}" for t in named)
    return f"SEMI JOIN {quoted(PICKED)} p ON {on}"


def _title(scan: Scan, of: Field) -> str:
    """Return the column that holds a part of the key, "" where none does."""
    by_slot = {(slot.kind, slot.field): title for title, slot in scan.slots.items()}
    return by_slot.get(("parent", of.name)) or by_slot.get(("field", of.name)) or ""


def _read(
    bulk: Bulk, row: dict[str, Any], parts: list[tuple[Field, str]], known: Known
) -> Iterator[str]:
    for of, title in parts:
        value = row[title] if title else None
        at = of.name, value
        if at not in known:
            found = reader(bulk.policy, of)(value)
            part = None if found is None or isinstance(found, Refusal) else key_text(found)
            known[at] = part or usual_part(bulk.policy, of) or ""
        yield known[at]


def _write(bulk: Bulk, scan: Scan, folder: Path, rows: str) -> None:
    target = folder / scan.file
    target.parent.mkdir(parents=True, exist_ok=True)
    parquet = scan.relation.startswith("read_parquet")
    options = "FORMAT parquet" if parquet else "FORMAT csv, HEADER, DELIMITER ','"
    query = f"SELECT raw.* FROM {scan.relation} raw {rows}"
    bulk.database.run(f"COPY ({query}) TO {text(str(target))} ({options})")


def _manifest(bulk: Bulk, folder: Path) -> None:
    if (bulk.path / NAME).is_file():
        shutil.copyfile(bulk.path / NAME, folder / NAME)
