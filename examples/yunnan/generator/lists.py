"""The key lists of 2026, county by county, and then upward; a stand-in for `select`.

The order is that of the notice in short: fatal accidents last year, open major hazards,
key sectors, then the number of gravest points; equal ones by credit code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from examples.yunnan.generator.model import Site

QUOTAS = (("县级", 5, 6), ("市级", 15, 4), ("省级", 50, 2))  # level, how many, digits of the area
GRAVE = ("二级", "Ⅱ", "2", "２", "橙", "较大")
GRAVEST = ("一级", "Ⅰ", "1", "１", "红", "重大")


def add_lists(sites: Iterable[Site]) -> None:
    """Put sites on the lists of 2026; a higher list is chosen out of the lower ones."""
    for level, quota, ranked in rankings(sites):
        for rank, site in enumerate(ranked[:quota], 1):
            site.lists.append(_entry(site, level, rank))


def rankings(sites: Iterable[Site]) -> Iterator[tuple[str, int, list[Site]]]:
    """Yield level, quota and ranked candidates of every area, from the counties upward."""
    candidates = [s for s in sites if s.row["生产状态"] == "正常生产" and s.industry[:2] != "其他"]
    for level, quota, digits in QUOTAS:
        chosen: list[Site] = []
        areas: dict[str, list[Site]] = {}
        for site in candidates:
            areas.setdefault(site.division[:digits], []).append(site)
        for area in sorted(areas):
            ranked = sorted(areas[area], key=_order)
            yield level, quota, ranked
            chosen += ranked[:quota]
        candidates = chosen


def share_last_places(sites: Iterable[Site]) -> None:
    """Let equal sites straddle the last place of the highest list, as they do of lower ones.

    Ties have to be broken in the open, so the example has to have some.
    """
    _, quota, ranked = list(rankings(sites))[-1]
    inside, outside = ranked[quota - 1], ranked[quota]
    grave = [p for p in outside.points if str(p["安全风险等级"]).startswith(GRAVE)]
    for point in grave[: merit(outside)[-1] - merit(inside)[-1]]:
        point["安全风险等级"] = "一级"
    assert merit(inside) == merit(outside)


def _grounds(site: Site) -> list[str]:
    grounds = ["S1"] if site.sectors else []
    if any(_fatal_last_year(row) for row in site.accidents):
        grounds.append("S2")
    if any(row["隐患级别"] == "重大" and not row["验收日期"] for row in site.hazards):
        grounds.append("S3")
    return grounds or ["S4"]


def _fatal_last_year(row: dict[str, object]) -> bool:
    day, deaths = row["发生日期"], row["死亡人数"]
    return isinstance(day, date) and day.year == 2025 and isinstance(deaths, int) and deaths > 0


def merit(site: Site) -> tuple[bool, bool, bool, int]:
    """What a site is ranked by, the least first; only the credit code stands below it."""
    grounds = _grounds(site)
    gravest = sum(str(row["安全风险等级"]).startswith(GRAVEST) for row in site.points)
    return "S2" not in grounds, "S3" not in grounds, not site.sectors, -gravest


def _order(site: Site) -> tuple[object, ...]:
    return (*merit(site), site.uscc, site.number)


def _entry(site: Site, level: str, rank: int) -> dict[str, object]:
    grounds = _grounds(site)
    return {
        **site.key,
        "年度": 2026,
        "名单级别": level,
        "名单版本": 1,
        "名次": rank,
        "列入理由": "、".join(grounds),
        "说明": "辖区内须重点关注" if grounds == ["S4"] else "",
        "名单状态": "已备案",
    }
