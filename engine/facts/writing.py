"""Facts written as a folder that reads back as the same facts: CSV with a BOM, `facts.yaml`.

Headers are field ids, values are ids, so the folder does not depend on labels.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

from engine.facts.columns import key_path, link_path
from engine.facts.manifest import NAME
from engine.facts.model import Fact, Facts, Key, Row, Table
from engine.policy.model import Entity, PolicySet

BOM = "\ufeff"


def write_facts(facts: Facts, policy: PolicySet, folder: str | Path) -> list[Path]:
    """Write every table that is present, and the manifest; return the files written."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in sorted(facts.tables.items()):
        if table.present:
            path = target / f"{name}.csv"
            _replace(path, BOM + _csv(_lines(policy, policy.entities[name], table)))
            written.append(path)
    _replace(target / NAME, _manifest(facts))
    return [*written, target / NAME]


def _lines(policy: PolicySet, entity: Entity, table: Table) -> Iterator[list[str]]:
    own = [of.name for of in entity.stored]
    path = key_path(policy, entity)
    above = [of.name for _, of in path[: len(path) - len(entity.key)]]
    extra = [name for name in above if name not in own]
    links = {link: link_path(policy, entity, link) for link in entity.refers}
    yield [
        *extra,
        *own,
        *(f"{link}.{of.name}" for link, parts in links.items() for _, of in parts),
    ]
    for key in sorted(table.rows):
        row = table.rows[key]
        parent = dict(zip(above, row.parent or key, strict=False))
        yield [
            *(parent[name] for name in extra),
            *(written(row.values.get(name)) for name in own),
            *(part for link, parts in links.items() for part in _link(row, link, len(parts))),
        ]


def _link(row: Row, link: str, parts: int) -> list[str]:
    target = row.links.get(link)
    return [""] * parts if target is None else list(target[len(target) - parts :])


def written(value: Fact) -> str:
    """Return a value as the folder of facts holds it.

    >>> written(True), written(()), written(("a", "b")), written(None)
    ('yes', 'none', 'a、b', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "、".join(value) or "none"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _manifest(facts: Facts) -> str:
    lines = []
    if facts.snapshot is not None:
        lines.append(f'snapshot: "{facts.snapshot.isoformat()}"')
    lines.append("tables:")
    for name, table in sorted(facts.tables.items()):
        if not table.present:
            continue
        lines += [f"  {name}:", f"    files: {name}.csv"]
        if table.complete:
            lines.append("    rows: complete")
        if table.incomplete_for:
            lines.append("    incomplete_for:")
            lines += [f"      - {_flow(key)}" for key in sorted(table.incomplete_for)]
    return "\n".join(lines) + "\n"


def _flow(key: Key) -> str:
    return "[" + ", ".join(json.dumps(part, ensure_ascii=False) for part in key) + "]"


def _csv(lines: Iterable[list[str]]) -> str:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    return out.getvalue()


def _replace(path: Path, text: str) -> None:
    """Write a file so that it is either the old one or the whole new one."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="")
    os.replace(part, path)
