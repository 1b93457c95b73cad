"""A province in small: sixty enterprises, one with a name that is HTML, and a changed policy."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "policies/yunnan"
COUNT = 60
NASTY = '<script>window.broken=1</script>&"甲"'
PLACES = ("530102", "530402", "530403", "532501", "532504", "532901", "533401", "530602")
INDUSTRIES = ("冶金", "轻工", "机械", "商贸", "非工贸")
MANIFEST = """
snapshot: "{day}"
tables:
  enterprise: {{files: enterprise.csv}}
  risk_point: {{files: risk_point.csv, rows: complete}}
  hazard: {{files: hazard.csv, rows: complete}}
  inspection: {{files: inspection.csv, rows: complete}}
"""
OLD_ROW = "point.level: level_4}, then: blue,"
NEW_ROW = "point.level: level_4}, then: none,"
STRICTER = ("point.level: level_3}, then: yellow,", "point.level: level_3}, then: orange,")


def key(number: int) -> str:
    """Return the credit code of an enterprise: 18 characters that belong to nobody."""
    return f"9153{number:04d}MA0TEST{number:03d}"


def name(number: int) -> str:
    """Return the name of an enterprise; the first one's is HTML."""
    return NASTY if number == 0 else f"试验{number:03d}有限公司"


def write_facts(folder: Path, day: str = "2026-03-31") -> Path:
    """Write the facts of sixty enterprises, the same every time, as true on `day`."""
    folder.mkdir(parents=True)
    chance = random.Random(7)
    enterprises, points, hazards, inspections = [], [], [], []
    for number in range(COUNT):
        code, identified = key(number), chance.choice(("已开展", "已开展", "已开展", ""))
        called = name(number).replace('"', '""')
        place, industry = chance.choice(PLACES), chance.choice(INDUSTRIES[: 4 + (number % 9 == 0)])
        enterprises.append(f'{code},"{called}",{place},{industry},{identified}')
        for level in (1, 2, 3, 4):
            reported = "" if chance.random() < 0.05 else str(level)
            points.append(f"{code},P{level},{reported}")
        for hazard in range(chance.randrange(3)):
            point = chance.choice((1, 2, 3, 3, 4, 4, 4))
            hazards.append(f"{code},H{hazard},P{point},管控,一般,2026-03-09,巡查")
        if number % 2 == 0:
            inspections.append(f"{code},X1,2026-03-12")
    tables = {
        "enterprise": ["uscc,name,division,industry,identification", *enterprises],
        "risk_point": ["uscc,internal_no,own_level", *points],
        "hazard": ["uscc,hazard_no,point,family,grade,found_on,found_by", *hazards],
        "inspection": ["uscc,inspection_no,ended_on", *inspections],
    }
    for table, lines in tables.items():
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "facts.yaml").write_text(MANIFEST.format(day=day), encoding="utf-8")
    return folder


def write_changed_policy(folder: Path) -> Path:
    """Copy the policy set and change two rows: one level gets milder, one stricter."""
    shutil.copytree(POLICY, folder)
    path = folder / "warning-level.yaml"
    text = path.read_text("utf-8")
    for before, after in ((OLD_ROW, NEW_ROW), STRICTER):
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    path.write_text(text, "utf-8")
    return folder
