"""Flow maps and lists of a file as trees of text, and how they are set into lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.policy.document import Document, Path
from engine.source import display_width

WIDTH = 120  # as a terminal shows it: a Chinese character takes two


@dataclass(frozen=True, slots=True)
class Flow:
    """One entry: `key: ` and a scalar as it was written, or brackets around entries.

    `begins_line`: the author began a line with it.
    """

    key: str  # with its colon and blank; "" in a list
    text: str  # of a scalar
    brackets: str = ""
    parts: tuple[Flow, ...] = ()
    begins_line: bool = field(default=False, compare=False)

    @property
    def line(self) -> str:
        """The entry on one line."""
        if not self.brackets:
            return self.key + self.text
        inner = ", ".join(part.line for part in self.parts)
        return f"{self.key}{self.brackets[0]}{inner}{self.brackets[1]}"


def flow(document: Document, path: Path, value: Any, begins_line: bool = False) -> Flow | None:
    """Return the value at `path` as a tree, or None where it holds a comment or odd writing."""
    text, key = document.source.text, ""
    start, end = document.spans[path]
    if path in document.keys:
        first, last = document.keys[path]
        key = text[first:last] + ": "
        if text[last:start].strip() != ":":
            return None
    if not isinstance(value, dict | list):
        odd = start == end or "\n" in text[start:end]
        return None if odd else Flow(key, text[start:end], begins_line=begins_line)
    brackets = "{}" if isinstance(value, dict) else "[]"
    if text[start] != brackets[0] or text[end - 1] != brackets[1]:
        return None
    parts = _parts(document, path, value)
    return None if parts is None else Flow(key, "", brackets, parts, begins_line)


def _parts(document: Document, path: Path, value: Any) -> tuple[Flow, ...] | None:
    text = document.source.text
    at, end = document.spans[path]
    at, parts = at + 1, []
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        here = (*path, step)
        gap = text[at : document.keys.get(here, document.spans[here])[0]]
        part = flow(document, here, inner, "\n" in gap)
        if part is None or gap.strip(" ,\n"):
            return None
        parts.append(part)
        at = document.spans[here][1]
    return None if text[at : end - 1].strip(" ,\n") else tuple(parts)


def lines_of(parts: tuple[Flow, ...], column: int, keep: bool) -> list[list[str]]:
    """Return the parts, set from `column` on, as lines of entries; no line is too wide.

    `keep`: where the author began a line, one begins.  An entry that is too wide by
    itself is broken inside; its text then has line ends.
    """
    lines: list[list[str]] = [[]]
    at = column
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        width = display_width(part.line) + 1  # the comma, or the bracket at the end
        if lines[-1] and ((keep and part.begins_line) or at + width > WIDTH):
            lines.append([])
            at = column
        lines[-1].append(part.line if at + width <= WIDTH else _broken(part, at))
        at += width + (0 if last else 1)
    return lines


def _broken(part: Flow, column: int) -> str:
    """Return one entry that is too wide for a line, broken between the entries in it."""
    if not part.parts:
        return part.line
    inner = column + display_width(part.key) + 1
    lines = lines_of(part.parts, inner, keep=False)
    joined = (",\n" + " " * inner).join(", ".join(line) for line in lines)
    return f"{part.key}{part.brackets[0]}{joined}{part.brackets[1]}"
