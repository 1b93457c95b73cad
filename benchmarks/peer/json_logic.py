"""json-logic: rules as JSON, one call a rule and a flat fact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peer.job import BELOW, TABLE, Answers, by_kind, flat, settled

TITLE, PACKAGE, OBJECTS = "json-logic", "json-logic-qubit", True


def rules() -> dict[str, Any]:
    def var(name: str) -> dict[str, str]:
        return {"var": name}

    found: dict[str, Any] = {
        f"R{n}": {"and": [var("open"), {"==": [var("risk"), 5 - n]}]} for n in (1, 2, 3, 4)
    }
    for row in TABLE:
        tests: list[Any] = [
            {"in": [var("sector"), list(row.sectors)]},
            {"==": [var("worst"), row.gravity]},
            {">=": [var("hazards"), row.least]},
        ]
        if BELOW[row.rule]:
            tests.append({"<": [var("hazards"), BELOW[row.rule]]})
        found[row.rule] = {"and": tests}
    return found


def load(folder: Path) -> Any:
    import json_logic  # noqa: F401

    return by_kind(rules()), flat(folder)


def run(loaded: Any) -> Answers:
    from json_logic import jsonLogic

    rules_of, enterprises = loaded
    fired = [
        [rule for f in facts for rule, test in rules_of[f["kind"]] if jsonLogic(test, f)]
        for _, facts in enterprises
    ]
    return settled(fired, (count for count, _ in enterprises))
