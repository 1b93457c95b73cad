"""Write what came out into the case files, in place of what was expected; comments stay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from engine.analysis.cases import CaseResult, Compared
from engine.execution.exact import Json
from engine.policy.document import Path
from engine.policy.splicing import Splice

PLAIN = re.compile(r"[A-Za-z_一-鿿][A-Za-z0-9_/一-鿿-]*")
RESERVED = frozenset({"yes", "no", "true", "false", "null", "on", "off", "unknown"})


def updates(results: Iterable[CaseResult]) -> dict[str, list[Splice]]:
    """Return the changes of each case file that make its failed expectations agree."""
    found: dict[str, list[Splice]] = {}
    for result in results:
        document = result.case.document
        for one in result.compared:
            path = (*result.case.path, "expect", *_path(one))
            span = document.spans.get(path)
            if not one.agrees and span is not None:
                changes = found.setdefault(document.source.file, [])
                changes.append(Splice(*span, _written(_new(one))))
    return found


def _path(one: Compared) -> Path:
    return tuple(one.name.split(".")) if one.name.startswith("route.") else (one.name,)


def _new(one: Compared) -> Json:
    """What is to be expected: of named rules those that hold, else what came out."""
    if one.name in ("rules", "missing") and isinstance(one.expected, list):
        found = one.found if isinstance(one.found, list) else []
        kept: list[Json] = [name for name in one.expected if name in found]
        return kept or found
    return one.found


def _written(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "unknown"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, dict):
        names = {"low": "from", "high": "to"}
        return "{" + ", ".join(f"{names.get(k, k)}: {_written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, str):
        plain = PLAIN.fullmatch(value) and value not in RESERVED
        return value if plain else json.dumps(value, ensure_ascii=False)
    return str(value)
