"""Six monthly snapshots as Parquet: what was known at the end of each month, and no more.

The snapshot of February lacks the column on risk identification, as one return did.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from engine.tables import parquet_bytes
from examples.yunnan.generator.model import Row, Site
from examples.yunnan.generator.points import SPELLINGS

MONTHS = (
    date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31),
    date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30),
)  # fmt: skip
LACKING = {date(2026, 2, 28): "风险源辨识开展情况"}
LEVELS = {word: f"{level}级" for level, words in SPELLINGS.items() for word in words}
POINT = ("统一社会信用代码", "生产场所编号", "内部编号", "风险源点名称", "安全风险等级")
MANIFEST = """\
snapshot: "{day}"
tables:
  enterprise: {{files: enterprise.parquet}}
  risk_point: {{files: risk_point.parquet, rows: complete}}
  hazard: {{files: hazard.parquet, rows: complete}}
  inspection: {{files: inspection.parquet, rows: complete}}
  accident: {{files: accident.parquet, rows: complete}}
  key_list: {{files: key_list.parquet, rows: complete}}
"""


def write_history(folder: Path, sites: Sequence[Site]) -> None:
    """Write one folder a month below `folder`, replacing what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    for day in MONTHS:
        target = folder / day.isoformat()
        target.mkdir(parents=True)
        for name, rows in _tables(sites, day).items():
            (target / f"{name}.parquet").write_bytes(_parquet(rows))
        (target / "facts.yaml").write_text(MANIFEST.format(day=day), "utf-8")


def _tables(sites: Sequence[Site], day: date) -> dict[str, list[Row]]:
    lacking = LACKING.get(day, "")
    enterprises = [{k: v for k, v in s.row.items() if k != lacking} for s in sites]
    points = [_point(s.key | row) for s in sites for row in s.points]
    return {
        "enterprise": enterprises,
        "risk_point": points,
        "hazard": _known(sites, "hazards", "发现日期", day),
        "inspection": _known(sites, "inspections", "巡查结束日期", day),
        "accident": _known(sites, "accidents", "发生日期", day),
        "key_list": [row for s in sites for row in s.lists],
    }


def _point(row: Row) -> Row:
    level = LEVELS.get(str(row["安全风险等级"]), "")
    return {title: row[title] for title in POINT} | {"安全风险等级": level}


def _known(sites: Sequence[Site], part: str, since: str, day: date) -> list[Row]:
    """Return the rows that began by `day`, without what happened to them later."""
    rows: list[Row] = [row for site in sites for row in getattr(site, part)]
    return [_as_then(row, day) for row in rows if _day(row[since]) <= day.isoformat()]


def _as_then(row: Row, day: date) -> Row:
    then = {
        k: "" if k in ("整改完成日期", "验收日期") and _day(v) > day.isoformat() else v
        for k, v in row.items()
    }
    if "隐患状态" in then:
        then["隐患状态"] = _status(then)
    return then


def _status(row: Row) -> str:
    if row["验收日期"]:
        return "已销号"
    return "已整改待验收" if row["整改完成日期"] else "未整改"


def _day(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _parquet(rows: Sequence[Row]) -> bytes:
    titles = list(dict.fromkeys(title for row in rows for title in row))
    return parquet_bytes(titles, [[_cell(row.get(t, "")) for t in titles] for row in rows])


def _cell(value: object) -> str | None:
    return _day(value) or None
