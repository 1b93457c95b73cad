"""Read the folder `hierarchy/` of a policy set: divisions, old codes, departments."""

from __future__ import annotations

from collections.abc import Mapping

from engine.policy.departments import read_departments
from engine.policy.divisions import Hierarchy, Structure, read_divisions
from engine.problems import Problem


def read_hierarchy(
    files: Mapping[str, bytes], shown: str, structure: Structure
) -> tuple[Hierarchy, list[Problem]]:
    """Return divisions, changes and departments, and every problem of their files.

    `shown` is the folder as problems should name it.
    """
    problems: list[Problem] = []
    read = read_divisions(files, shown, structure, problems.append)
    departments = read_departments(files, shown, read, structure, problems.append)
    return Hierarchy(read.levels, read.divisions, read.changes, departments), problems
