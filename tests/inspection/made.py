"""Facts for lists, from a few words about each enterprise; and candidates made by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from engine.facts.model import Facts, Key
from engine.inspection.candidates import Candidate
from engine.policy.model import PolicySet
from tests import made

Spec = Mapping[str, Any]
SECTORS = ("metal_smelting", "confined_space", "dust_explosion", "ammonia_refrigeration")


def facts_of(
    policy: PolicySet,
    enterprises: Mapping[str, Spec],
    snapshot: date | None = None,
    **tables: Iterable[Mapping[str, Any]],
) -> Facts:
    """Return complete facts.

    An enterprise may say: at (division), sectors (how many; absent: not supplied), deaths
    (of one accident in June of last year), major (open major hazards), level_1, level_2
    (points), last (day of its last visit), status, reason, industry.
    """
    rows: dict[str, list[dict[str, Any]]] = {n: [] for n in policy.entities if n != "warning"}
    for name, spec in enterprises.items():
        key = (name, "1")
        sectors = spec.get("sectors", 1)
        rows["enterprise"].append(
            {
                "uscc": name, "site": "1", "name": f"{name}厂",
                "division": spec.get("at", "530402"),
                "industry": spec.get("industry", "light"), "key_sectors": sectors_of(sectors),
                "production_status": spec.get("status", "running"), "identification": "done",
                "other_reason": spec.get("reason"),
                "points_reported": True, "hazards_reported": True,
            }
        )  # fmt: skip
        rows["accident"] += accidents(key, spec)
        rows["hazard"] += [
            {"_parent": key, "hazard_no": f"H{n}", "family": "control", "grade": "major",
             "found_on": "2025-10-01", "found_by": "report", "link": "clear"}
            for n in range(spec.get("major", 0))
        ]  # fmt: skip
        for level in ("level_1", "level_2"):
            rows["risk_point"] += [
                {"_parent": key, "internal_no": f"{level}-{n}", "own_level": level}
                for n in range(spec.get(level, 0))
            ]
        if spec.get("last"):
            rows["inspection"].append(
                {"_parent": key, "inspection_no": "X0", "ended_on": spec["last"]}
            )
    for table, own in tables.items():
        rows[table] += [{**row, "_parent": parent(row)} for row in own]
    found = made.facts_of(policy, rows, complete=rows)
    return Facts(found.tables, snapshot=snapshot)


def parent(row: Mapping[str, Any]) -> Key | None:
    return (str(row["of"]), "1") if "of" in row else None


def sectors_of(count: int | None) -> tuple[str, ...] | None:
    return None if count is None else SECTORS[:count]


def accidents(key: Key, spec: Spec) -> list[dict[str, Any]]:
    if not spec.get("deaths"):
        return []
    return [
        {"_parent": key, "accident_no": "A1", "occurred_on": spec.get("accident_on", "2025-06-01"),
         "deaths": spec["deaths"], "serious_injuries": 0, "status": spec.get("found", "confirmed")}
    ]  # fmt: skip


def listed(
    year: int, level: str, subjects: Iterable[str], version: int = 1
) -> list[dict[str, Any]]:
    """Rows of a filed list, ranked in the order given."""
    return [
        {"of": s, "year": year, "level": level, "version": version, "rank": n, "status": "filed",
         "criteria": ("S1",)}
        for n, s in enumerate(subjects, 1)
    ]  # fmt: skip


def candidate(policy: PolicySet, name: str, division: str, **values: Any) -> Candidate:
    """Return a candidate with these values (a number, or a pair); all others are 0."""
    assert policy.inspection is not None
    lists = policy.inspection.lists
    names = [k.by for k in lists.order if k.by != "key"]
    pairs = {n: pair(values.get(n, 0)) for n in names}
    return Candidate(
        (name, "1"), f"{name}厂", division, values.get("in_scope", True),
        values.get("leaves", False),
        pairs[lists.tier], pairs, phase=(1, 1),
    )  # fmt: skip


def pair(value: Any) -> tuple[int, int]:
    return value if isinstance(value, tuple) else (value, value)
