"""Fail on a skipped test whose reason was not announced: `skips.py JUNIT ANNOUNCED`."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def unannounced(report: Path, announced: Path) -> list[str]:
    """Return the skipped tests of `report` whose reason starts with no line of `announced`."""
    lines = announced.read_text("utf-8").splitlines()
    allowed = tuple(line for line in lines if line and not line.startswith("#"))
    found = []
    for case in ET.parse(report).getroot().iter("testcase"):
        for skip in case.iter("skipped"):
            reason = skip.get("message") or ""
            if not reason.startswith(allowed):
                found.append(f"{case.get('classname')}::{case.get('name')}: {reason}")
    return found


if __name__ == "__main__":
    surprises = unannounced(Path(sys.argv[1]), Path(sys.argv[2]))
    for surprise in surprises:
        print("skipped without announcement:", surprise)
    sys.exit(1 if surprises else 0)
