"""What a register keeps so that any decision can be replayed: policy sets and facts, as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.facts.model import Fact, Facts, Key, Row, Table
from engine.policy.assembling import load_policy
from engine.policy.folder import ASIDE, POLICY_FILE
from engine.policy.loading import load_document
from engine.policy.model import PolicySet
from engine.register.sealing import canonical

TOP = "the-set"  # the folder of the set itself, beside those that it extends


def policy_text(policy: PolicySet) -> str:
    """Return the files of a policy set as one text, from which it can be loaded again.

    An overlay keeps the sets that it extends under `under`, by the names it calls them.
    """
    under: list[dict[str, Any]] = []
    last = policy
    while last.extends:
        name, last = _extends(last), load_policy(last.extends)
        under.append({"name": name, "files": _files(last)})
    whole = {"policy": policy.id, "sha256": policy.sha256, "files": _files(policy)}
    return canonical({**whole, "under": under} if under else whole)


def _extends(policy: PolicySet) -> str:
    data = (Path(policy.folder) / POLICY_FILE).read_bytes()
    document, _ = load_document(POLICY_FILE, data)
    return str(document.data["extends"]) if document else ""


def _files(policy: PolicySet) -> dict[str, Any]:
    folder = Path(policy.folder)
    names = {name for name in policy.files if (folder / name).is_file()}
    for aside in ASIDE:
        found = (p for p in (folder / aside).rglob("*") if p.is_file() and p.name[0] != ".")
        names |= {p.relative_to(folder).as_posix() for p in found}
    files = {}
    for name in sorted(names):
        data = (folder / name).read_bytes()
        as_hex = b"\0" in data
        files[name] = {"hex": data.hex()} if as_hex else {"text": data.decode("utf-8")}
    return files


def unpack_policy(text: str, folder: Path) -> Path:
    """Write a kept policy set, and what it extends, under a folder; return where it stands."""
    kept = json.loads(text)
    _unpack(kept["files"], folder / TOP)
    for one in kept.get("under", ()):
        _unpack(one["files"], folder / one["name"])
    return folder / TOP


def _unpack(files: Mapping[str, Any], folder: Path) -> None:
    for name, kept in files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        data = bytes.fromhex(kept["hex"]) if "hex" in kept else kept["text"].encode()
        path.write_bytes(data)


def facts_of(policy: PolicySet, facts: Facts, subject: Key) -> Facts:
    """Return the facts about one subject alone: its row and all rows below it."""
    below = _below(policy, policy.subject.name)
    tables = {}
    for name, table in facts.tables.items():
        depth = len(subject)
        mine = name in below
        rows = {k: r for k, r in table.rows.items() if mine and k[:depth] == subject}
        lost = frozenset(k for k in table.incomplete_for if k[:depth] == subject)
        tables[name] = Table(name, rows, table.present, table.complete, lost)
    return Facts(tables, facts.snapshot, sha256=facts.sha256, folder=facts.folder)


def _below(policy: PolicySet, entity: str) -> set[str]:
    found = {entity}
    for child in policy.children_of(entity):
        found |= _below(policy, child.name)
    return found


def facts_text(facts: Facts) -> str:
    """Return facts as a text that says the same on every machine."""
    tables = {
        name: {
            "present": table.present,
            "complete": table.complete,
            "incomplete_for": sorted(list(k) for k in table.incomplete_for),
            "rows": [_row(table.rows[key]) for key in sorted(table.rows)],
        }
        for name, table in facts.tables.items()
    }
    snapshot = facts.snapshot.isoformat() if facts.snapshot else None
    return canonical({"tables": tables, "snapshot": snapshot, "sha256": facts.sha256})


def read_facts_text(text: str) -> Facts:
    """Return the facts that `facts_text` wrote."""
    data = json.loads(text)
    tables = {}
    for name, table in data["tables"].items():
        rows = {tuple(row["key"]): _read_row(row) for row in table["rows"]}
        lost = frozenset(tuple(key) for key in table["incomplete_for"])
        tables[name] = Table(name, rows, table["present"], table["complete"], lost)
    snapshot = date.fromisoformat(data["snapshot"]) if data["snapshot"] else None
    return Facts(tables, snapshot, sha256=data["sha256"])


def _row(row: Row) -> dict[str, Any]:
    return {
        "key": list(row.key),
        "parent": list(row.parent) if row.parent is not None else None,
        "values": {name: _fact(value) for name, value in row.values.items()},
        "links": {name: list(key) if key else None for name, key in row.links.items()},
    }


def _read_row(row: Mapping[str, Any]) -> Row:
    links = {name: tuple(key) if key else None for name, key in row["links"].items()}
    parent = tuple(row["parent"]) if row["parent"] is not None else None
    values = {name: _read_fact(value) for name, value in row["values"].items()}
    return Row(tuple(row["key"]), values, parent, links)


def _fact(value: Fact) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return {"set": list(value)} if isinstance(value, tuple) else value


def _read_fact(value: Any) -> Fact:
    if not isinstance(value, dict):
        return value if isinstance(value, bool | int | str) or value is None else str(value)
    if "day" in value:
        return date.fromisoformat(value["day"])
    return Decimal(value["number"]) if "number" in value else tuple(value["set"])
