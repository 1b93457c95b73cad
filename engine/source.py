"""A text file as the user wrote it, and places in it.

Columns count characters, from 1; `display_width` counts a wide character as two,
so that a caret stands under the right character of a Chinese line.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from unicodedata import combining, east_asian_width

from engine.problems import Place


@dataclass(frozen=True)
class Source:
    """The text of one file; `file` is its name as problems should show it."""

    file: str
    text: str

    @cached_property
    def starts(self) -> list[int]:
        """Offsets at which lines start."""
        starts = [0]
        for offset, character in enumerate(self.text):
            if character == "\n":
                starts.append(offset + 1)
        return starts

    def line(self, number: int) -> str:
        """Return line `number` (from 1) without its line ending; "" past the end."""
        if not 1 <= number <= len(self.starts):
            return ""
        start = self.starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end].rstrip("\r")

    def place(self, start: int, end: int | None = None) -> Place:
        """Return the place from offset `start` up to, not including, offset `end`."""
        last = start + 1 if end is None else max(end, start + 1)
        line, column = self._position(start)
        end_line, end_column = self._position(min(last, len(self.text)))
        return Place(self.file, line, column, end_line, end_column, self.line(line))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def display_width(text: str) -> int:
    """Return how many terminal cells `text` takes.

    >>> display_width("红a")
    3
    """
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def caret_line(place: Place) -> str:
    """Return blanks and carets that underline `place` below its excerpt line."""
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(place.excerpt)
    marked = place.excerpt[start:end]
    return " " * display_width(place.excerpt[:start]) + "^" * max(1, display_width(marked))
