"""The key lists of 2026: what `yujing select` makes of the example as it stood in January."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.facts.reading import read_facts
from engine.inspection.cascade import cut_off_of, select
from engine.inspection.filing import rows_of
from engine.inspection.lists import Selection
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from engine.reporting.lists_sheets import key_list
from engine.shipped import shipped
from examples.yunnan.generator.model import Row, Site
from examples.yunnan.generator.tables import write_csv

YEAR, FILED = 2026, "filed"
TABLES = ("enterprise", "risk_point", "hazard", "inspection", "accident")


@cache
def policy_set() -> PolicySet:
    """Return the policy set that the lists are made by."""
    return load_policy(shipped("policies") / "yunnan")


def chosen(sites: Iterable[Site]) -> Selection:
    """Return the lists of 2026 that the policy set gives these sites, read as facts are."""
    policy, held = policy_set(), list(sites)
    with TemporaryDirectory() as folder:
        for name, rows in _tables(held).items():
            write_csv(Path(folder) / f"{name}.csv", rows, "utf-8-sig")
        manifest = "".join(f"  {n}: {{files: {n}.csv, rows: complete}}\n" for n in TABLES)
        (Path(folder) / "facts.yaml").write_text(f"tables:\n{manifest}", "utf-8")
        facts = read_facts(folder, policy)
    return select(policy, facts, YEAR, cut_off_of(policy, YEAR, None))


def _tables(sites: Sequence[Site]) -> dict[str, list[Row]]:
    return {
        "enterprise": [s.row for s in sites],
        "risk_point": [s.key | row for s in sites for row in s.points],
        "hazard": [row for s in sites for row in s.hazards],
        "inspection": [row for s in sites for row in s.inspections],
        "accident": [row for s in sites for row in s.accidents],
    }


def add_lists(sites: Iterable[Site]) -> None:
    """Put sites on the lists of 2026, as filed."""
    held = {(s.uscc, s.number): s for s in sites}
    policy = policy_set()
    sheet = key_list(policy, rows_of(policy, chosen(held.values()), status=FILED))
    for cells in sheet.rows:
        row: Row = {t: "" if c is None else c for t, c in zip(sheet.headings, cells, strict=True)}
        held[str(cells[0]), str(cells[1])].lists.append(row)
