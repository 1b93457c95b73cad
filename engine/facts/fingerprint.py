"""One number for what facts say, whatever the files and the order they were read in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from engine.facts.model import Table


def fingerprint(tables: Mapping[str, Table], snapshot: date | None) -> str:
    """Return the sha256 over all rows in the order of their keys, without their origins."""
    digest = sha256(str(snapshot).encode())
    for name in sorted(tables):
        table = tables[name]
        state = [name, table.present, table.complete, sorted(table.incomplete_for)]
        digest.update(_json(state))
        for key in sorted(table.rows):
            row = table.rows[key]
            digest.update(_json([key, row.parent, row.values, row.links]))
    return digest.hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode() + b"\n"
