"""Change a text by replacing spans of it; everything else, comments too, stays as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """Put `text` in place of the characters from `start` up to `end`."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """Return `text` with all `splices`; of two that overlap the first one counts.

    >>> spliced("level: red", [Splice(7, 10, "blue")])
    'level: blue'
    """
    done, at = [], 0
    for splice in sorted(set(splices)):
        if splice.start >= at:
            done += [text[at : splice.start], splice.text]
            at = splice.end
    return "".join([*done, text[at:]])
