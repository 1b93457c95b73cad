"""Bring the block structure of a file to two blanks a step, lists under their key included."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.policy.document import Document, Path

STEP = 2


class _Unusual(Exception):
    """The block structure is written in a way that is better left alone."""


@dataclass
class _Columns:
    """For the lines that begin a key or an item: the column at which they should begin."""

    document: Document
    wanted: dict[int, int] = field(default_factory=dict)
    gaps: dict[int, tuple[int, int]] = field(default_factory=dict)  # blanks after a dash

    def visit(self, path: Path, value: Any, column: int) -> None:
        text = self.document.source.text
        start = self.document.spans[path][0]
        if isinstance(value, dict) and value and text[start] != "{":
            for key, inner in value.items():
                self._at(self.document.keys[(*path, key)][0], column)
                self.visit((*path, key), inner, column + STEP)
        elif isinstance(value, list) and value and text[start] != "[":
            for number, inner in enumerate(value):
                self._item((*path, number), column)
                self.visit((*path, number), inner, column + STEP)

    def _item(self, path: Path, column: int) -> None:
        text = self.document.source.text
        start, end = self.document.spans[path]
        dash = start - 1
        while dash >= 0 and text[dash] in " \n":
            dash -= 1
        if dash < 0 or text[dash] != "-" or start == end:
            raise _Unusual
        self._at(dash, column)
        if "\n" not in text[dash:start]:
            self.gaps[self._line(dash)] = (dash + 1, start)

    def _at(self, offset: int, column: int) -> None:
        text = self.document.source.text
        begin = text.rfind("\n", 0, offset) + 1
        if not text[begin:offset].strip(" "):
            self.wanted[self._line(offset)] = column

    def _line(self, offset: int) -> int:
        return self.document.source.text.count("\n", 0, offset)


def indented(document: Document) -> str:
    """Return the text with every key and item at the column that its depth gives."""
    columns = _Columns(document)
    try:
        columns.visit((), document.data, 0)
    except _Unusual:
        return document.source.text
    lines = document.source.text.split("\n")
    for number, (start, end) in columns.gaps.items():
        begin = document.source.starts[number]
        line = lines[number]
        nested = line[end - begin :].startswith("- ")
        if number in columns.wanted and not nested:
            lines[number] = line[: start - begin] + " " + line[end - begin :]
    return "\n".join(_shifted(lines, columns.wanted))


def _shifted(lines: list[str], wanted: dict[int, int]) -> list[str]:
    """Move each line; what continues a line moves with it, a comment with what follows it."""
    done, shift = [], 0
    following = _following(lines, wanted)
    for number, line in enumerate(lines):
        own = len(line) - len(line.lstrip(" "))
        if number in wanted:
            shift = wanted[number] - own
        after = following[number]
        moved = shift
        if line.lstrip(" ").startswith("#") and after is not None and own <= after[0]:
            moved = after[1]
        blank = not line.strip(" ")
        done.append(line if blank else " " * max(0, own + moved) + line[own:])
    return done


def _following(lines: list[str], wanted: dict[int, int]) -> list[tuple[int, int] | None]:
    """For each line, the column and the shift of the next line that begins something."""
    found: list[tuple[int, int] | None] = [None] * len(lines)
    latest: tuple[int, int] | None = None
    for number in range(len(lines) - 1, -1, -1):
        if number in wanted:
            own = len(lines[number]) - len(lines[number].lstrip(" "))
            latest = (own, wanted[number] - own)
        found[number] = latest
    return found
