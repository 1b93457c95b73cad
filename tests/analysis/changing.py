"""Changed copies of policy sets, facts written by hand, and one simulated against the other."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from engine.analysis.simulation import Changed, Simulation
from engine.service.simulations import Request, simulate

ROOT = Path(__file__).parents[2]
SALTMERE = ROOT / "tests" / "policies" / "saltmere"
TODAY = date(2021, 6, 1)
GAUGES = """code,name,shire,level
G1,Upper Mill,9001,7.9
G2,Old Bridge,9001,8.0
G3,Ferry Steps,9002,11.4
G4,Eel House,9002,11.5
G5,Dark Sluice,9002,
"""


def changed_copy(
    source: Path, target: Path, changes: Mapping[str, Mapping[str, str]] | None = None
) -> Path:
    """Return a copy of a policy set with texts replaced: file -> old text -> new text.

    A text that is not there fails the test: it would change nothing without a word.
    """
    shutil.copytree(source, target)
    for file, replacements in (changes or {}).items():
        text = (target / file).read_text(encoding="utf-8")
        for old, new in replacements.items():
            assert old in text, f"{file} has no {old!r}"
            text = text.replace(old, new)
        (target / file).write_text(text, encoding="utf-8")
    return target


def river(target: Path, *, amber: str = "8.0", violet: str = "11.5", **files: Any) -> Path:
    """Return a copy of the river set with other bands; `files` changes further texts."""
    bands = {"amber: 8.0, violet: 11.5": f"amber: {amber}, violet: {violet}"}
    changes: dict[str, dict[str, str]] = {"alert.yaml": bands}
    for name, replaced in files.items():
        changes.setdefault(f"{name}.yaml", {}).update(replaced)
    return changed_copy(SALTMERE, target, changes)


def gauges(folder: Path, text: str = GAUGES, snapshot: str | None = None) -> Path:
    """Return a folder of facts with these gauges."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "gauge.csv").write_text(text, encoding="utf-8")
    if snapshot:
        manifest = f'snapshot: "{snapshot}"\ntables:\n  gauge: {{files: gauge.csv}}\n'
        (folder / "facts.yaml").write_text(manifest, encoding="utf-8")
    return folder


def simulated(old: object, new: object, facts: object, **more: Any) -> Simulation:
    """Return a simulation as of 1 June 2021, unless told otherwise."""
    asked = Request(str(old), str(new), str(facts), None, TODAY)
    return simulate(replace(asked, **more))


def by_key(found: Simulation) -> dict[str, Changed]:
    """Return the changed subjects by their key."""
    return {"/".join(one.key): one for one in found.changed}


def counts(found: Simulation) -> dict[tuple[str, str], int]:
    """Return the matrix without its empty cells."""
    return dict(found.matrix.counts)
