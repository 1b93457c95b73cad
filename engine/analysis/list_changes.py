"""The lists of whom to inspect under two versions, as a simulation tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.facts.model import Facts, Key
from engine.inspection.comparing import Moved, compare_lists
from engine.inspection.lists import Selection
from engine.policy.model import PolicySet
from engine.problems import Text


@dataclass(frozen=True, slots=True)
class ListMove:
    """One who enters or leaves the list of a department under the new version, and why."""

    key: Key
    name: str
    department: str
    level: str
    enters: bool
    why: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class ListStep:
    """How many enter and leave the lists of a level when the number aimed at moves by `by`."""

    level: str
    by: int
    enter: int
    leave: int


@dataclass(frozen=True, slots=True)
class ListChange:
    """The lists of one year under both versions: how many are listed, who moves, the edges."""

    year: int
    old: int
    new: int
    moves: tuple[ListMove, ...]
    steps: tuple[ListStep, ...]


def list_change(old: PolicySet, new: PolicySet, facts: Facts, as_of: date) -> ListChange | None:
    """Return how the lists of the as-of date's year differ; None where there are none."""
    found = compare_lists(old, new, facts, as_of.year, as_of)
    if found is None:
        return None
    return ListChange(
        as_of.year,
        _listed(found.old),
        _listed(found.new),
        tuple(_move(moved) for moved in found.moved),
        tuple(ListStep(s.level, s.by, s.enter, s.leave) for s in found.steps),
    )


def _listed(selection: Selection) -> int:
    """Return how many places there are on all lists together."""
    return sum(len(one.keys) for one in selection.by_place.values())


def _move(moved: Moved) -> ListMove:
    department = moved.department.name
    return ListMove(moved.subject, moved.name, department, moved.level, moved.enters, moved.why)
