"""A rule change as JSON: ids and exact values, both wordings; `schemas/simulation.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from engine.analysis.simulation import Simulation
from engine.analysis.transition_matrix import Matrix

SCHEMA_VERSION = 1
DRAWN = ("map", "divisions")  # only the page draws them


def as_json(found: Simulation) -> bytes:
    """Return the whole simulation as one JSON document."""
    data = json.dumps(record(found), ensure_ascii=False, indent=1)
    return (data + "\n").encode()


def record(found: Simulation) -> dict[str, Any]:
    """Return the whole simulation as plain data; keys are the names of its fields."""
    told = {f.name: plain(getattr(found, f.name)) for f in fields(found) if f.name not in DRAWN}
    head = {
        "schema_version": SCHEMA_VERSION,
        "summary": {
            "subjects": found.sample.subjects,
            "changed": len(found.changed),
            **{str(direction): count for direction, count in found.by_direction.items()},
            "newly_undetermined": found.newly_undetermined,
            "passed": found.passed,
        },
    }
    return {**head, **told}


def plain(value: object) -> Any:
    """Return data of a report as JSON holds it: texts in both languages, days as text.

    >>> plain({"day": date(2026, 1, 31), "ends": (2, 3)})
    {'day': '2026-01-31', 'ends': [2, 3]}
    """
    if isinstance(value, Matrix):
        return [{"from": old, "to": new, "count": n} for (old, new), n in value.counts.items()]
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value
