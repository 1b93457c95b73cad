"""durable_rules in the one safe way: a session an enterprise, flat facts asserted singly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peer.job import BELOW, TABLE, Answers, flat, settled
from engine.execution.forward_host import TABLE as FIRST
from engine.execution.forward_host import Host, Pattern

TITLE, PACKAGE, OBJECTS = "durable_rules (safe wrapper)", "durable_rules", True


def patterns() -> dict[str, Pattern]:
    found: dict[str, Pattern] = {
        f"R{n}": ((FIRST, "==", "hazard"), ("open", "==", 1), ("risk", "==", 5 - n))
        for n in (1, 2, 3, 4)
    }
    for row in TABLE:
        for sector in row.sectors:  # no alternatives in a pattern: one each
            tests: list[tuple[str, str, int | str]] = [
                (FIRST, "==", "sum"), ("sector", "==", sector), ("worst", "==", row.gravity),
                ("hazards", ">=", row.least),
            ]  # fmt: skip
            if BELOW[row.rule]:
                tests.append(("hazards", "<", BELOW[row.rule]))
            found[f"{row.rule}.{sector}"] = tuple(tests)
    return found


def load(folder: Path) -> tuple[Host, list[tuple[int, list[dict[str, Any]]]]]:
    facts = [
        (
            count,
            [
                {FIRST if k == "kind" else k: int(v) if k == "open" else v for k, v in f.items()}
                for f in of_one
            ],
        )
        for count, of_one in flat(folder)
    ]
    return Host({"job": patterns()}), facts


def run(loaded: tuple[Host, list[tuple[int, list[dict[str, Any]]]]]) -> Answers:
    host, enterprises = loaded
    fired = []
    for _, facts in enterprises:
        fired.append([name[:3].rstrip(".") for f in facts for name in host.match("job", dict(f))])
        host.end()
    return settled(fired, (count for count, _ in enterprises))
