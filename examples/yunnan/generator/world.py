"""The example of Yunnan from one seed: facts of 30 June 2026 and six monthly snapshots."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from examples.yunnan.generator.by_hand import read_ledgers
from examples.yunnan.generator.events import add_accidents, add_last_year, add_this_year
from examples.yunnan.generator.history import write_history
from examples.yunnan.generator.lists import add_lists
from examples.yunnan.generator.model import Row, Site
from examples.yunnan.generator.plans import make_plans
from examples.yunnan.generator.points import add_points
from examples.yunnan.generator.sites import make_sites
from examples.yunnan.generator.tables import write_csv, write_ledger

SEED = 20260630

MANIFEST = """\
# yaml-language-server: $schema=../../../schemas/facts.schema.json
# 全省示例数据的说明：数据截止日，每类数据从哪些文件读，是否报全。
# What this folder holds: the day it was true, where each kind of row is read from.
snapshot: "2026-06-30"
tables:
  enterprise: {files: "enterprises/*.csv"}
  risk_point:
    - {files: "points/*.csv", rows: complete}
    - {files: "ledgers/*.xlsx", rows: complete}
  hazard: {files: "hazards/*.csv", rows: complete}
  inspection: {files: inspections.csv, rows: complete}
  accident: {files: accidents.csv, rows: complete}
  key_list: {files: key_list.csv, rows: complete}
  jurisdiction: {files: jurisdiction.csv, rows: complete}
  plan: {files: plans.csv, rows: complete}
"""


def make_world() -> tuple[list[Site], dict[str, list[str]]]:
    """Return all sites, and the notes above the ledgers that were written by hand."""
    random = Random(SEED)
    by_hand = read_ledgers()
    sites = make_sites(random)
    for site in sites:
        add_points(random, site)
        add_accidents(random, site)
        add_last_year(random, site)
    add_lists(sites)
    for site in sites:
        add_this_year(random, site)
    _add_jurisdiction(sites)
    return [*(site for site, _ in by_hand), *sites], {s.uscc: d["notes"] for s, d in by_hand}


def _add_jurisdiction(sites: list[Site]) -> None:
    """A few sites are answered for by a development zone under its county."""
    for division in ("530111", "530302", "532503"):
        for site in [s for s in sites if s.division == division][:6]:
            site.jurisdiction.append(
                {**site.key, "监管部门编号": f"d-{division}-etdz", "起始日期": "2024-01-01",
                 "截止日期": "", "授权文件": "委托监管协议〔2024〕3号"}
            )  # fmt: skip


def write_world(folder: Path) -> None:
    """Write `facts/` and `history/` below `folder`, replacing what is there."""
    sites, notes = make_world()
    facts = folder / "facts"
    shutil.rmtree(facts, ignore_errors=True)
    random = Random(SEED + 1)
    for area, group in sorted(_by_prefecture(sites).items()):
        _write_prefecture(facts, area, group, random)
    for site in (s for s in sites if _has_workbook(s)):
        lines = notes.get(site.uscc, ["填报日期：2026年5月"])
        write_ledger(facts / f"ledgers/{site.uscc}.xlsx", site, lines, random)
    for name, rows in _whole_tables(sites).items():
        write_csv(facts / f"{name}.csv", rows, "utf-8-sig")
    write_csv(facts / "plans.csv", make_plans(Random(SEED + 2)), "utf-8-sig")
    (facts / "facts.yaml").write_text(MANIFEST, "utf-8")
    write_history(folder / "history", sites)


def _write_prefecture(facts: Path, area: str, group: list[Site], random: Random) -> None:
    encoding = "gb18030" if int(area) % 3 else "utf-8-sig"
    write_csv(facts / f"enterprises/{area}00.csv", [s.row for s in group], encoding)
    points = [s.key | row for s in group if not _has_workbook(s) for row in s.points]
    write_csv(facts / f"points/{area}00.csv", points, "gb18030")
    hazards = [row for s in group for row in s.hazards]
    write_csv(facts / f"hazards/{area}00.csv", hazards, encoding, random)


def _has_workbook(site: Site) -> bool:
    """Those written by hand, and about one in fifty, send a workbook of their own."""
    one_in_fifty = site.number == "1" and site.uscc[-4:-2] in ("07", "58")
    return site.by_hand or (bool(site.points) and one_in_fifty)


def _by_prefecture(sites: list[Site]) -> dict[str, list[Site]]:
    areas: dict[str, list[Site]] = {}
    for site in sites:
        areas.setdefault(site.division[:4], []).append(site)
    return areas


def _whole_tables(sites: list[Site]) -> dict[str, list[Row]]:
    return {
        "inspections": [row for s in sites for row in s.inspections],
        "accidents": [row for s in sites for row in s.accidents],
        "key_list": [row for s in sites for row in s.lists],
        "jurisdiction": [row for s in sites for row in s.jurisdiction],
    }
