"""Walks on the hierarchy of an accepted policy set: from a place up to the top.

Levels are the policy's own, known here only by their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.catalogue import routing as codes
from engine.graph import Tree
from engine.policy.departments import REGULAR
from engine.policy.divisions import division_tree, resolve_division
from engine.policy.model import PolicySet
from engine.policy.routing_model import Department, Division, Routing
from engine.problems import Place, ProblemsFound, did_you_mean


@dataclass(frozen=True)
class Hierarchy:
    """The divisions and departments of a policy set, with the ways between them."""

    divisions: Mapping[str, Division]
    changes: Mapping[str, str]
    routing: Routing

    @cached_property
    def tree(self) -> Tree:
        """The tree of division codes."""
        return division_tree(self.divisions)

    @cached_property
    def department_tree(self) -> Tree:
        """The tree of department ids: zones hang under the department of their county."""
        return Tree({d.id: d.parent for d in self.routing.departments.values()})

    @cached_property
    def _by_division(self) -> Mapping[str, tuple[Department, ...]]:
        found: dict[str, list[Department]] = defaultdict(list)
        for id in sorted(self.routing.departments):
            department = self.routing.departments[id]
            found[department.division].append(department)
        return {code: tuple(departments) for code, departments in found.items()}

    def resolve(self, code: str) -> Division | None:
        """Return the division that `code`, old or in force, means today."""
        return resolve_division(code, self.divisions, self.changes)

    def rank(self, department: Department) -> int:
        """Return 0 for the top level, 1 for the next, and so on."""
        return self.routing.levels.index(department.level)

    def regular(self, code: str) -> Department:
        """Return the regular department of a division in force."""
        return next(d for d in self._by_division[code] if d.kind == REGULAR)

    def zones(self, code: str) -> tuple[Department, ...]:
        """Return the departments of development zones that hang under a division."""
        return tuple(d for d in self._by_division.get(code, ()) if d.kind != REGULAR)

    def line(self, code: str) -> tuple[Department, ...]:
        """Return the regular departments from a division up to the top, lowest first."""
        return tuple(self.regular(step) for step in self.tree.path_up(code))

    def line_of(self, department: Department) -> tuple[Department, ...]:
        """Return `department` and those it reports to, lowest first, one for each level.

        A zone acts at the level of its county and takes its place in the line.
        """
        path = [self.routing.departments[id] for id in self.department_tree.path_up(department.id)]
        return tuple(d for n, d in enumerate(path) if n == 0 or d.level != path[n - 1].level)

    def at_level(self, code: str, level: str) -> Department | None:
        """Return the department of `level` that is responsible for a division, if any is."""
        return next((d for d in self.line(code) if d.level == level), None)

    def between(self, lower: Department, upper: Department) -> tuple[Department, ...]:
        """Return the departments strictly between two of one line, lowest first."""
        low, high = self.rank(lower), self.rank(upper)
        return tuple(d for d in self.line_of(lower) if high < self.rank(d) < low)

    def under(self, code: str) -> tuple[Division, ...]:
        """Return a division and all under it: parents first, siblings by code."""
        return tuple(self.divisions[c] for c in self.tree.below(code))


def hierarchy_of(policy: PolicySet) -> Hierarchy:
    """Return the hierarchy of `policy`; a policy set without one is told so."""
    if policy.routing is None or not policy.divisions:
        problem = codes.NO_ROUTING.at(Place(policy.folder), policy=policy.id)
        raise ProblemsFound([problem])
    return Hierarchy(policy.divisions, policy.division_changes, policy.routing)


def place_called(hierarchy: Hierarchy, code: str) -> Division:
    """Return the division of `code`; raise the problem that names it where there is none."""
    found = hierarchy.resolve(code)
    if found is None:
        hint = did_you_mean(code, hierarchy.divisions)
        raise ProblemsFound([codes.UNKNOWN_PLACE.at(Place(""), hint, code=code)])
    return found
