"""How many sites each county has: unevenly, as it is."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[3]
DIVISIONS = ROOT / "policies/yunnan/hierarchy/divisions.csv"

# Counties without a single industrial or trading enterprise in the register, and with few.
EMPTY = ("530629", "532931", "533324", "533422", "533423")
FEW = {
    "530625": 1, "530825": 2, "530827": 3, "532326": 2, "532532": 1,
    "532625": 3, "532932": 2, "533103": 1, "533301": 3, "533325": 2,
}  # fmt: skip
CROWDED = {"530114": 96, "530112": 88, "530302": 84, "530402": 82, "532501": 76, "532503": 70,
           "530111": 68, "532901": 66, "530502": 64, "532301": 62}  # fmt: skip
WHOLE = 2520


def counties() -> dict[str, str]:
    """Return the counties of the shipped policy set: code to name."""
    with DIVISIONS.open(encoding="utf-8-sig", newline="") as lines:
        return {r["code"]: r["name"] for r in csv.DictReader(lines) if r["level"] == "county"}


def sites_by_county(random: Random) -> dict[str, int]:
    """Return how many sites each county has; the sum is `WHOLE` less the two made by hand."""
    known = counties()
    counts = dict.fromkeys(known, 0) | FEW | CROWDED
    others = [code for code in known if code not in {*EMPTY, *FEW, *CROWDED}]
    left = WHOLE - 2 - sum(counts.values())
    weights = [random.uniform(0.5, 2.0) for _ in others]
    share = left / sum(weights)
    for code, weight in zip(others, weights, strict=True):
        counts[code] = min(58, max(4, int(share * weight)))
    while sum(counts.values()) < WHOLE - 2:
        counts[random.choice([c for c in others if counts[c] < 58])] += 1
    return counts
