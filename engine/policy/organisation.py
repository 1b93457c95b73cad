"""Read everything about the organisation of a policy set in one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.calendar import Calendars
from engine.policy.calendars import read_calendars
from engine.policy.divisions import Hierarchy, Structure
from engine.policy.document import Document
from engine.policy.hierarchy import read_hierarchy
from engine.policy.routing import Surroundings, compile_routing, structure
from engine.policy.routing_model import Routing
from engine.problems import Problem

HIERARCHY, CALENDAR = "hierarchy", "calendar"


@dataclass(frozen=True)
class Organisation:
    """What a policy set says of its organisation; `hierarchy` is None without the folder."""

    hierarchy: Hierarchy | None
    calendars: Calendars
    structure: Structure


def read_organisation(
    folder: Path, document: Document | None
) -> tuple[Organisation, list[Problem]]:
    """Return the hierarchy and the calendars of the policy set in `folder`.

    `document` is its routing.yaml, if there is one; it says what levels and codes look
    like.
    """
    wanted = structure(document) if document else Structure()
    hierarchy, problems = None, list[Problem]()
    if (folder / HIERARCHY).is_dir():
        files = _files(folder / HIERARCHY, ".csv")
        hierarchy, met = read_hierarchy(files, str(folder / HIERARCHY), wanted)
        problems += met
    codes = hierarchy.divisions if hierarchy else {}
    files = _files(folder / CALENDAR, ".yaml")
    calendars, met = read_calendars(files, str(folder / CALENDAR), codes)
    return Organisation(hierarchy, calendars, wanted), problems + met


def read_routing(document: Document, around: Surroundings) -> tuple[Routing, list[Problem]]:
    """Return the routing rules of a document that has passed its schema."""
    problems: list[Problem] = []
    routing = compile_routing(document, around, problems.append)
    return routing, problems


def _files(folder: Path, suffix: str) -> Mapping[str, bytes]:
    found = (path for path in sorted(folder.glob(f"*{suffix}")) if path.is_file())
    return {path.name: path.read_bytes() for path in found}
