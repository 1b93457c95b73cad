"""The matrix of a rule change: from which state to which, and how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matrix:
    """Transitions: (old state, new state) -> number of subjects, those that stay too."""

    counts: Mapping[tuple[str, str], int]

    def of(self, old: str, new: str) -> int:
        """Return how many went from `old` to `new`."""
        return self.counts.get((old, new), 0)

    def old(self, state: str) -> int:
        """Return how many stand in `state` under the old version."""
        return sum(n for (a, _), n in self.counts.items() if a == state)

    def new(self, state: str) -> int:
        """Return how many stand in `state` under the new version."""
        return sum(n for (_, b), n in self.counts.items() if b == state)

    @property
    def total(self) -> int:
        """How many subjects there are."""
        return sum(self.counts.values())

    @property
    def moved(self) -> int:
        """How many changed their state; fewer than changed where only bounds moved."""
        return sum(n for (a, b), n in self.counts.items() if a != b)
