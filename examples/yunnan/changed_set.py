"""Write a changed copy of the Yunnan policy set, to try `simulate` and `diff` on.

    python3 examples/yunnan/changed_set.py out/yunnan-2027
    yujing diff policies/yunnan out/yunnan-2027
    yujing simulate policies/yunnan out/yunnan-2027 -f examples/yunnan/facts

The change is invented: from 2027 a hazard at a level-3 point gives blue if it is general
and orange if it is major; until now both gave yellow.  So some enterprises become milder,
some stricter, and where the grade is not supplied the answer is open.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

SET = Path(__file__).resolve().parents[2] / "policies" / "yunnan"
POINT = "{standing: counts, link: clear, point.level: level_3"
CHANGES = {
    "policy.yaml": {
        'version: "2020.1"': 'version: "2027.1"',
        'effective: {from: "2020-03-01"}': 'effective: {from: "2027-01-01"}',
    },
    "warning-level.yaml": {
        f"      - {{id: level-3, when: {POINT}}}, then: yellow, cite: C1.3-e,\n"
        "         say: {zh: 三级风险源点存在隐患, en: Hazard at a level-3 point}}\n": (
            f"      - {{id: level-3-general, when: {POINT}, grade: general}}, then: blue,\n"
            "         cite: C1.3-e, basis: draft,\n"
            "         say: {zh: 三级风险源点存在一般隐患, en: General hazard at a level-3 point}}\n"
            f"      - {{id: level-3-major, when: {POINT}, grade: major}}, then: orange,\n"
            "         cite: C1.3-e, basis: draft,\n"
            "         say: {zh: 三级风险源点存在重大隐患, en: Major hazard at a level-3 point}}\n"
        ),
    },
}


def write(target: Path) -> None:
    """Copy the set into a new folder and change it; a text that is not found stops it."""
    shutil.copytree(SET, target)
    for file, replacements in CHANGES.items():
        text = (target / file).read_text(encoding="utf-8")
        for old, new in replacements.items():
            if text.count(old) != 1:
                sys.exit(f"{file} no longer holds this text once:\n{old}")
            text = text.replace(old, new)
        (target / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write(Path(sys.argv[1]))
