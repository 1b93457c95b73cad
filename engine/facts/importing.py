"""Ledgers as offices send them, joined and written down as a folder of normalised tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from engine.facts.columns import Slot
from engine.facts.drafting import Source
from engine.facts.manifest import Entry, Manifest, read_manifest
from engine.facts.model import Facts
from engine.facts.reading import Found, files_at, read_files
from engine.policy.model import PolicySet
from engine.problems import ProblemsFound, errors


@dataclass(frozen=True)
class Imported:
    """What ledgers gave: the facts, with rejects and summaries, and the headers they used."""

    facts: Facts
    mapping: Manifest


def import_ledgers(
    files: Iterable[str | Path],
    policy: PolicySet,
    mapping: Manifest | None = None,
    snapshot: date | None = None,
) -> Imported:
    """Return the facts of all `files` together; a folder stands for the tables in it.

    `mapping` is a saved header mapping (`read_mapping`), `snapshot` the day on which the
    ledgers were true.  Unlike `read_facts` this asks for
    no particular table: a single ledger is enough.  Raises `ProblemsFound` where a file
    cannot be read.
    """
    found = Found()
    entries = list(mapping.entries) if mapping else []
    for file in files:
        here = files_at(Path(file), policy)
        folder = Path(file) if Path(file).is_dir() else Path(file).parent
        found.files += [((folder / name).as_posix(), path) for name, path in here.files]
        found.problems += here.problems
        found.aside += here.aside
        snapshot = snapshot or here.manifest.snapshot
        if mapping is None:
            entries += [_under(folder, entry) for entry in here.manifest.entries]
    found.files = sorted(set(found.files))
    found.manifest = Manifest(snapshot, tuple(entries))
    facts, sources, problems = read_files(found, policy, "")
    if errors(problems):
        raise ProblemsFound(problems)
    return Imported(facts, _mapping(sources))


def _under(folder: Path, entry: Entry) -> Entry:
    return replace(entry, files=tuple((folder / name).as_posix() for name in entry.files))


def read_mapping(path: str | Path, policy: PolicySet) -> Manifest:
    """Return a saved header mapping; it has the form of `facts.yaml` without `files`."""
    manifest, problems = read_manifest(str(path), Path(path).read_bytes(), policy)
    if errors(problems):
        raise ProblemsFound(problems)
    return manifest


def _mapping(sources: Sequence[Source]) -> Manifest:
    """Return which title filled which field, so that the next import needs no thought."""
    entries: dict[str, Entry] = {}
    for source in sources:
        name = source.entity.name
        before = entries.get(name, source.entry)
        used: dict[str, Slot | None] = dict(before.headers)
        for column, slots in source.header.columns.items():
            if len(slots) == 1:
                used["".join(source.header.titles[column].split())] = slots[0]
        entries[name] = Entry(
            entity=name,
            headers=used,
            values=before.values,
            ascending=before.ascending,
            base_1904=before.base_1904,
            number_rows=before.number_rows,
        )
    return Manifest(entries=tuple(entries[name] for name in sorted(entries)))


def mapping_text(mapping: Manifest, policy: PolicySet) -> str:
    """Return a mapping as YAML that `read_mapping` reads back."""
    lines = ["tables:"]
    for entry in mapping.entries:
        lines.append(f"  {entry.entity}:")
        lines.append("    headers:")
        used = {title: slot for title, slot in entry.headers.items() if slot is not None}
        lines += [f"      {_quoted(t)}: {_quoted(slot.id)}" for t, slot in sorted(used.items())]
        if ignored := sorted(title for title, slot in entry.headers.items() if slot is None):
            lines.append(f"    ignore: [{', '.join(map(_quoted, ignored))}]")
        if entry.values:
            lines.append("    values:")
            for name, words in sorted(entry.values.items()):
                domain = policy.domains[policy.entities[entry.entity].fields[name].type.domain]
                pairs = (f"{_quoted(w)}: {_quoted(domain.ids[n])}" for w, n in words.items())
                lines.append(f"      {name}: {{{', '.join(sorted(pairs))}}}")
        if entry.ascending:
            lines.append(f"    ascending: [{', '.join(sorted(entry.ascending))}]")
        if entry.base_1904 is not None:
            lines.append(f"    dates: {1904 if entry.base_1904 else 1900}")
        if entry.number_rows:
            lines.append("    number_rows: yes")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
