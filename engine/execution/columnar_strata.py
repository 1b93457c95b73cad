"""When each step is computed: after what it reads, and together with its like.

Steps that reduce the rows of the same child entity are put into one stratum wherever none
of them rests on another, so that they share one pass over these rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.execution.columnar_steps import Step, StepName

Group = list[StepName]


def strata(steps: Sequence[Step]) -> Mapping[StepName, int]:
    """Return the stratum of each step, from 1; `steps` stand after those they need."""
    accepted: list[Group] = []
    found = _settled(steps, accepted) or {}
    for group in _alike(steps):
        together = _settled(steps, [*accepted, group])
        if together is not None:
            accepted.append(group)
            found = together
    return found


def _alike(steps: Sequence[Step]) -> list[Group]:
    """Return the steps that could share a pass: same entity and child, none above another."""
    groups: dict[tuple[str, str, int], Group] = {}
    depths: dict[StepName, Mapping[tuple[str, str], int]] = {}
    for step in steps:
        name = step.entity, step.name
        deepest: dict[tuple[str, str], int] = {}
        for need in step.needs:
            for passed, depth in depths[need].items():
                deepest[passed] = max(deepest.get(passed, 0), depth)
        for child in step.children:
            depth = deepest.get((step.entity, child), 0) + 1
            deepest[step.entity, child] = depth
            groups.setdefault((step.entity, child, depth), []).append(name)
        depths[name] = deepest
    return [group for group in groups.values() if len(group) > 1]


def _settled(steps: Sequence[Step], groups: Sequence[Group]) -> dict[StepName, int] | None:
    """Return the earliest strata in which each group stands together, or None."""
    found: dict[StepName, int] = {}
    for _ in range(2 * len(steps) + 2):
        before = dict(found)
        for step in steps:
            name = step.entity, step.name
            after = 1 + max((found[need] for need in step.needs), default=0)
            found[name] = max(found.get(name, 0), after)
        for group in groups:
            last = max(found[name] for name in group)
            found |= dict.fromkeys(group, last)
        if found == before:
            return found
    return None
