"""The cascade over 60,000 candidates of 129 counties: how long, part by part.

    python benchmarks/selection.py [--candidates N]

Budget: what rules say of each candidate, and the whole cascade of lists, within about 3 s.
Bringing facts into the form that executors read is shown beside it.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from engine.execution.subjects import subjects  # noqa: E402
from engine.facts.model import Facts, Row, Table  # noqa: E402
from engine.inspection.candidates import from_items  # noqa: E402
from engine.inspection.cascade import choose  # noqa: E402
from engine.organisation.hierarchy import hierarchy_of  # noqa: E402
from engine.policy.assembling import load_policy  # noqa: E402
from engine.policy.model import PolicySet  # noqa: E402

CUT_OFF, BUDGET = date(2026, 1, 31), 3.0


def made(policy: PolicySet, count: int) -> Facts:
    """Return enterprises with three points, some with hazards, accidents and visits."""
    rng = Random(4)
    counties = sorted(c for c, d in policy.divisions.items() if d.level == "county")
    sectors = policy.domains["key_sector"].ids
    rows: dict[str, dict[tuple[str, ...], Row]] = {n: {} for n in policy.entities}

    def add(entity: str, key: tuple[str, ...], **values: object) -> None:
        rows[entity][key] = Row(key, values, key[:-1] if len(key) > 2 else None)  # type: ignore[arg-type]

    for n in range(count):
        key = (f"E{n:06}", "1")
        held = tuple(s for s in sectors if rng.random() < 0.3)
        add("enterprise", key, uscc=key[0], site="1", name=f"{key[0]}厂",
            division=rng.choice(counties), industry="light", production_status="running",
            key_sectors=held, hazards_reported=True, points_reported=True)  # fmt: skip
        for p in range(3):
            level = f"level_{rng.randint(1, 4)}"
            add("risk_point", (*key, f"P{p}"), internal_no=f"P{p}", own_level=level)
        if rng.random() < 0.1:
            add("hazard", (*key, "H"), hazard_no="H", grade="major", found_on=date(2025, 9, 1),
                family="control", found_by="report")  # fmt: skip
        if rng.random() < 0.02:
            add("accident", (*key, "A"), accident_no="A", occurred_on=date(2025, 5, 5), deaths=1,
                serious_injuries=0, status="confirmed")  # fmt: skip
    return Facts({n: Table(n, own, complete=True) for n, own in rows.items()})


def main(words: list[str]) -> int:
    """Print the times; exit 1 where the cascade takes longer than its budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=60_000)
    asked = parser.parse_args(words)
    policy = load_policy(ROOT / "policies" / "yunnan")
    assert policy.inspection is not None
    facts = made(policy, asked.candidates)
    marks = [time.perf_counter()]
    items = list(subjects(policy, facts))
    marks.append(time.perf_counter())
    lists = policy.inspection.lists
    found = list(from_items(policy, items, lists, hierarchy_of(policy), CUT_OFF))
    marks.append(time.perf_counter())
    selection = choose(policy, found, facts, 2026, CUT_OFF)
    marks.append(time.perf_counter())
    lowered, answered, chosen = (b - a for a, b in pairwise(marks))
    print(f"{asked.candidates} candidates, {len(selection.lists)} lists")
    print(f"facts lowered      {lowered:6.2f} s")
    print(f"rules answered     {answered:6.2f} s")
    print(f"lists chosen       {chosen:6.2f} s   (both together: budget {BUDGET:.1f} s)")
    return int(answered + chosen > BUDGET)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
