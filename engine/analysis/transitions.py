"""From the answer of one version to that of the other: states, directions, the matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.analysis.simulation import (
    NOT_APPLICABLE,
    NOT_READ,
    UNDETERMINED,
    Direction,
    State,
)
from engine.analysis.transition_matrix import Matrix
from engine.analysis.words import NOT_READ as NOT_READ_WORDS
from engine.analysis.words import OUT
from engine.analysis.words import UNDETERMINED as OPEN
from engine.execution.outcome import Outcome, Standing
from engine.execution.suggestions import Level
from engine.facts.model import Key
from engine.policy.model import PolicySet
from engine.problems import Text

Stands = Standing | Outcome
Standings = Mapping[Key, Standing]
ORDER: tuple[Direction, ...] = ("milder", "stricter", "other")


def state_of(outcome: Stands | None) -> str:
    """Return where an answer stands in the matrix; None is a subject that was not read."""
    if outcome is None:
        return NOT_READ
    if outcome.verdict == "decided" and outcome.level is not None:
        return outcome.level[0]
    return UNDETERMINED if outcome.verdict == "undetermined" else NOT_APPLICABLE


def level_of(outcome: Stands | None) -> Level | None:
    """Return both ends of an answer's level, None where it has none."""
    return outcome.level if outcome is not None else None


def differs(old: Stands | None, new: Stands | None) -> bool:
    """Return whether an answer changed: its state, or an end of its level."""
    return state_of(old) != state_of(new) or level_of(old) != level_of(new)


@dataclass(frozen=True)
class Ladder:
    """The levels of both versions, compared by id: neither scale's positions are used alone."""

    old: tuple[str, ...]
    new: tuple[str, ...]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All levels from low to high: the new scale, those of the old one where they stood."""
        merged = list(self.new)
        for position, id in enumerate(self.old):
            if id not in merged:
                below = [other for other in self.old[:position] if other in merged]
                merged.insert(merged.index(below[-1]) + 1 if below else 0, id)
        return tuple(merged)

    def step(self, old: str, new: str) -> int | None:
        """Return -1, 0 or 1 as `new` is below, at or above `old`; None where that is open.

        >>> Ladder(("a", "b", "c"), ("a", "x", "c")).step("b", "c")
        1
        >>> Ladder(("a", "b"), ("b", "a")).step("a", "b") is None
        True
        """
        if old == new:
            return 0
        found = {
            _sign(scale.index(new) - scale.index(old))
            for scale in (self.old, self.new)
            if old in scale and new in scale
        }
        return (found or self._across(old, new)).pop() if len(found) <= 1 else None

    def _across(self, old: str, new: str) -> set[int | None]:
        """Compare over a level that both versions have: below it in one, above it in the other."""
        found: set[int | None] = set()
        for both in set(self.old) & set(self.new):
            first = _sign(self.old.index(both) - self.old.index(old))
            second = _sign(self.new.index(new) - self.new.index(both))
            if first == second:
                found.add(first)
        return found if len(found) == 1 else {None}

    def direction(self, old: Stands | None, new: Stands | None) -> Direction:
        """Return in which direction a changed answer went.

        Milder: an end of the level fell and none rose; or the subject left the scope from
        an answer above the lowest level, or one that may have been.  Stricter is the mirror.
        A subject that one version did not read is neither, as is one whose ends went apart,
        or that went between levels that cannot be compared.
        """
        if old is None or new is None:
            return "other"
        if old.level is None or new.level is None:
            return self._over_the_scope(old, new)
        steps = {self.step(a, b) for a, b in zip(old.level, new.level, strict=True)}
        if steps in ({-1}, {-1, 0}):
            return "milder"
        return "stricter" if steps in ({1}, {1, 0}) else "other"

    def _over_the_scope(self, old: Stands, new: Stands) -> Direction:
        if old.level is not None and old.level[1] != self.old[0]:
            return "milder"
        return "stricter" if new.level is not None and new.level[1] != self.new[0] else "other"

    def size(self, old: Level | None, new: Level | None) -> int:
        """Return by how many levels both ends moved, for sorting."""
        if old is None or new is None:
            return len(self.ids)
        position = self.ids.index
        return sum(abs(position(b) - position(a)) for a, b in zip(old, new, strict=True))


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def matrix(old: Standings, new: Standings, keys: Iterable[Key]) -> Matrix:
    """Return the transitions of the subjects `keys`."""
    counts = Counter((state_of(old.get(key)), state_of(new.get(key))) for key in keys)
    return Matrix(dict(counts))


def directions(
    ladder: Ladder, old: Standings, new: Standings, keys: Iterable[Key]
) -> Mapping[str, int]:
    """Return how many of `keys` became milder, stricter and other."""
    counts = Counter(
        ladder.direction(old.get(key), new.get(key))
        for key in keys
        if differs(old.get(key), new.get(key))
    )
    return {direction: counts[direction] for direction in ORDER}


def states(old: PolicySet, new: PolicySet, found: Matrix) -> tuple[State, ...]:
    """Return the rows and columns of the matrix: levels from the gravest down, then the rest."""
    ladder = Ladder(old.level_scale.ids, new.level_scale.ids)
    levels = tuple(_level(old, new, id) for id in reversed(ladder.ids))
    occurring = {state for pair in found.counts for state in pair}
    rest = (
        State(UNDETERMINED, "undetermined", OPEN),
        State(NOT_APPLICABLE, "not_applicable", OUT),
        State(NOT_READ, "not_read", NOT_READ_WORDS),
    )
    return (*levels, *(s for s in rest if s.kind != "not_read" or s.id in occurring))


def _level(old: PolicySet, new: PolicySet, id: str) -> State:
    scales = [p.level_scale for p in (new, old) if id in p.level_scale.ids]
    member = scales[0].members[scales[0].ids.index(id)]
    title = Text(member.title.zh or id, member.title.en or member.title.zh or id)
    in_old, in_new = (id in p.level_scale.ids for p in (old, new))
    return State(id, "level", title, member.colour, in_old, in_new)
