"""Plain Python: a loop over nested dicts, as one would write it by hand."""

from __future__ import annotations

from pathlib import Path

from benchmarks.peer.job import BIT, TABLE, Answers, Enterprise, nested

TITLE, PACKAGE, OBJECTS = "plain Python loop", "", True


def load(folder: Path) -> list[Enterprise]:
    return nested(folder)


def run(enterprises: list[Enterprise]) -> Answers:
    levels, masks, counts = [], [], []
    for e in enterprises:
        level = mask = count = worst = 0
        for point in e["points"]:
            for hazard in point["hazards"]:
                if hazard["open"]:
                    count += 1
                    worst = max(worst, hazard["gravity"])
                    level = max(level, point["level"])
                    mask |= 1 << (4 - point["level"])
        if not e["identified"]:
            level = mask = 0
            for row in TABLE:
                if worst == row.gravity and count >= row.least and e["sector"] in row.sectors:
                    level, mask = row.level, BIT[row.rule]
                    break
        levels.append(level)
        masks.append(mask)
        counts.append(count)
    return Answers(levels, masks, counts)
