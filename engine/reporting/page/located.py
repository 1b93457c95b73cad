"""Outcomes with the place and the name of their subject, looked up once for a whole page."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.analysis.places import called, division_of, path_of
from engine.execution.outcome import Outcome
from engine.facts.model import Facts
from engine.policy.divisions import resolve_division
from engine.policy.model import PolicySet
from engine.policy.routing_model import Division
from engine.reporting.summary import gravity

OPEN, OUTSIDE = "undetermined", "not_applicable"


@dataclass(frozen=True, slots=True)
class Located:
    """One outcome: its subject's name, the codes of its division and of the one near the top."""

    outcome: Outcome
    name: str
    above: str
    own: str

    @property
    def state(self) -> str:
        """The level where it is decided, else what it is instead of a level."""
        decided = self.outcome.verdict == "decided" and self.outcome.level
        return decided[0] if decided else self.outcome.verdict


@dataclass(frozen=True)
class Whole:
    """All outcomes of one run, gravest first."""

    policy: PolicySet
    every: tuple[Located, ...]

    @cached_property
    def codes_above(self) -> tuple[str, ...]:
        """Codes of the divisions below the top that hold a subject, in order, "" last."""
        found = {one.above for one in self.every}
        return (*sorted(found - {""}), *(("",) if "" in found else ()))

    def name(self, code: str, unknown: str) -> str:
        """Return the name of a division."""
        division = self.policy.divisions.get(code)
        return division.name if division else unknown


def located(policy: PolicySet, facts: Facts, outcomes: Iterable[Outcome]) -> Whole:
    """Return the outcomes with their places; codes of other years count as those of today."""
    known: dict[str, tuple[str, str]] = {}

    def place(code: str) -> tuple[str, str]:
        if code not in known:
            known[code] = _place(policy, code)
        return known[code]

    scale = policy.level_scale.ids
    ranked = sorted(outcomes, key=lambda o: gravity(o, scale))
    found = []
    for outcome in ranked:
        above, own = place(division_of(policy, facts, outcome.key))
        found.append(Located(outcome, called(policy, facts, outcome.key), above, own))
    return Whole(policy, tuple(found))


def _place(policy: PolicySet, code: str) -> tuple[str, str]:
    division = resolve_division(code, policy.divisions, policy.division_changes)
    path = path_of(policy.divisions, division.code) if division else ()
    return (path[min(1, len(path) - 1)].code, path[-1].code) if path else ("", "")


def on_map(divisions: Mapping[str, Division], codes: Iterable[str]) -> Mapping[str, str]:
    """Return for each code of a map the code of the division near the top that it lies in."""
    paths = {code: path_of(divisions, code) for code in codes}
    return {c: path[min(1, len(path) - 1)].code if path else "" for c, path in paths.items()}


def shown_at(divisions: Mapping[str, Division], regions: Container[str], code: str) -> str:
    """Return the code of the region that a division is drawn in, or "" if the map has none."""
    path = path_of(divisions, code)
    return next((d.code for d in reversed(path) if d.code in regions), "")
