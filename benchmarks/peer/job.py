"""The job that every peer does, and the forms in which it gets the facts.

For every enterprise: its level (0 none to 4 highest), which of 16 rules say so (a bit a
rule: R1 to R4 by the risk of the point of an open hazard where points were identified,
D01 to D12 by sector, gravity and number where not), and how many hazards are open.  It is
the policy in `benchmarks/points`, on complete facts: no peer knows of missing ones.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.columnar import load
from benchmarks.population import write
from engine.tables import Database

HERE = Path(__file__).resolve().parent.parent
POLICY = HERE / "points"
ENTITIES = ("enterprise", "point", "hazard")


class Answers(NamedTuple):
    """One number an enterprise in each, in the order of their numbers."""

    level: Iterable[int]
    fired: Iterable[int]
    count: Iterable[int]

    def packed(self) -> bytes:
        """Return all three as bytes, to be compared with those of another process."""
        return b"".join(array("q", map(int, part)).tobytes() for part in self)


class Row(NamedTuple):
    """A row of the table by number: the first that fits decides."""

    rule: str
    sectors: tuple[int, int]
    gravity: int  # 1 minor, 2 major
    least: int
    level: int


TABLE = tuple(
    Row(f"D{4 * group + n + 1:02}", (2 * group, 2 * group + 1), gravity, least, level)
    for group, levels in enumerate(((4, 3, 3, 2), (3, 2, 2, 1), (2, 1, 1, 1)))
    for n, ((gravity, least), level) in enumerate(
        zip(((2, 3), (2, 1), (1, 5), (1, 1)), levels, strict=True)
    )
)
RULES = ("R1", "R2", "R3", "R4", *(row.rule for row in TABLE))
BIT = {rule: 1 << n for n, rule in enumerate(RULES)}
LEVEL = {**{f"R{n}": 5 - n for n in (1, 2, 3, 4)}, **{row.rule: row.level for row in TABLE}}
# Where a peer fires every rule that fits, a row also says what the rows before it took.
BELOW = {row.rule: (3 if row.gravity == 2 else 5) if row.least == 1 else 0 for row in TABLE}

Enterprise = dict[str, Any]


def prepare(folder: Path, enterprises: int, objects: int) -> None:
    """Write the same facts in three forms: files, relations, nested dicts of the first few."""
    write(folder / "facts", objects, 0.0)
    with Database(threads=2) as database:
        load(database, enterprises, 0.0)
        for name in ENTITIES:
            database.run(f"COPY {name} TO '{folder / name}.parquet' (FORMAT parquet)")
    with Database(threads=2) as database:
        load(database, objects, 0.0)
        (folder / "nested").write_bytes(marshal.dumps(_nested(database)))


def _nested(database: Database) -> list[Enterprise]:
    found: list[Enterprise] = [
        {"no": no, "sector": sector, "identified": identified, "points": []}
        for no, sector, identified in database.rows(
            'SELECT ".id", sector, identified FROM enterprise ORDER BY 1'
        )
    ]
    points = {}
    for at, no, risk in database.rows('SELECT ".id", ".parent", risk FROM point ORDER BY 1'):
        points[at] = {"level": risk + 1, "hazards": []}
        found[no]["points"].append(points[at])
    for at, is_open, gravity in database.rows(
        'SELECT ".link.point", open, gravity FROM hazard ORDER BY 1'
    ):
        points[at]["hazards"].append({"open": is_open, "gravity": gravity + 1})
    return found


def nested(folder: Path) -> list[Enterprise]:
    """Return enterprises as dicts with points with hazards, as a service would be sent."""
    found: list[Enterprise] = marshal.loads((folder / "nested").read_bytes())
    return found


def relations(database: Database, folder: Path) -> None:
    """Load the relations into a database."""
    for name in ENTITIES:
        database.run(f"CREATE TABLE {name} AS FROM '{folder / name}.parquet'")


def flat(folder: Path) -> list[tuple[int, list[dict[str, Any]]]]:
    """Return what engines without joins and sums get: the number open, and flat facts.

    One fact a hazard where points were identified, else one that sums the enterprise up.
    The joining and summing is done here, before the clock starts.
    """
    found: list[tuple[int, list[dict[str, Any]]]] = []
    for e in nested(folder):
        hazards = [(p["level"], h) for p in e["points"] for h in p["hazards"]]
        gravities = [h["gravity"] for _, h in hazards if h["open"]]
        if e["identified"]:
            facts = [{"kind": "hazard", "open": h["open"], "risk": risk} for risk, h in hazards]
        else:
            worst = max(gravities, default=0)
            facts = [
                {"kind": "sum", "sector": e["sector"], "worst": worst, "hazards": len(gravities)}
            ]
        found.append((len(gravities), facts))
    return found


def settled(fired: Iterable[Iterable[str]], counts: Iterable[int]) -> Answers:
    """Return the answers of enterprises whose fired rules are given by name."""
    level, masks = [], []
    for rules in fired:
        mask = top = 0
        for rule in rules:
            mask |= BIT[rule]
            top = max(top, LEVEL[rule])
        level.append(top)
        masks.append(mask)
    return Answers(level, masks, list(counts))


def by_kind(rules: Mapping[str, Any]) -> dict[str, list[tuple[str, Any]]]:
    """Return the rules that look at each kind of flat fact."""
    return {
        "hazard": [(rule, rules[rule]) for rule in RULES if rule[0] == "R"],
        "sum": [(rule, rules[rule]) for rule in RULES if rule[0] == "D"],
    }


def expressions(conjunction: str, equal: str = "==") -> dict[str, str]:
    """Return the conditions over flat facts as text, for languages of that kind."""
    found = {f"R{n}": f"open{conjunction}risk {equal} {5 - n}" for n in (1, 2, 3, 4)}
    for row in TABLE:
        a, b = row.sectors
        below = f"{conjunction}hazards < {BELOW[row.rule]}" if BELOW[row.rule] else ""
        found[row.rule] = (
            conjunction.join(
                (f"sector in [{a}, {b}]", f"worst {equal} {row.gravity}", f"hazards >= {row.least}")
            )
            + below
        )
    return found
