"""A file that was read: plain data, and the place of every part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.policy.spelling import offsets
from engine.problems import Place
from engine.source import Source

Path = tuple[str | int, ...]
Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Document:
    """The data of one file and where each part of it stands.

    `data` holds dict, list, str, int, Decimal, bool and None only.  `spans` and `keys`
    give the offsets of each value and of each key of a map, by the path of the value.
    `doubtful` names values that were refused already, so that their type is not judged.
    `grafts` names the parts that another file put here, and where they stand in it.
    """

    source: Source
    data: Any
    spans: dict[Path, Span]
    keys: dict[Path, Span]
    doubtful: frozenset[Path] = frozenset()
    grafts: Mapping[Path, tuple[Document, Path]] = field(default_factory=dict)

    def home(self, path: Path) -> tuple[Document, Path]:
        """Return the file in which the value at `path` was written, and its path there."""
        for length in range(len(path), -1, -1) if self.grafts else ():
            found = self.grafts.get(path[:length])
            if found is not None:
                return found[0].home((*found[1], *path[length:]))
        return self, path

    def place(self, path: Path) -> Place:
        """Return the place of the value at `path`, or of the nearest value around it."""
        if self.grafts:
            document, path = self.home(path)
            if document is not self:
                return document.place(path)
        while path and path not in self.spans:
            path = path[:-1]
        return self.source.place(*self.spans.get(path, (0, 0)))

    def key_place(self, path: Path) -> Place:
        """Return the place of the key of the value at `path`; of the value, in a list."""
        if self.grafts:
            document, path = self.home(path)
            if document is not self:
                return document.key_place(path)
        if path in self.keys:
            return self.source.place(*self.keys[path])
        return self.place(path)

    def inside(self, path: Path, start: int, end: int) -> Place:
        """Return the place of characters `start` to `end` of the text at `path`.

        The offsets count in the decoded text: quotes, escapes, line folding and the
        indentation of a block are undone.  `start` may point just past the text.
        """
        if self.grafts:
            document, path = self.home(path)
            if document is not self:
                return document.inside(path, start, end)
        value, span = self._value(path), self.spans.get(path)
        if not isinstance(value, str) or span is None:
            return self.place(path)
        at = offsets(self.source.text[span[0] : span[1]], value)
        if not at:
            return self.place(path)
        if start >= len(at):
            return self.source.place(span[0] + at[-1] + 1)
        last = at[min(max(end, start + 1), len(at)) - 1]
        return self.source.place(span[0] + at[start], span[0] + last + 1)

    def _value(self, path: Path) -> Any:
        value = self.data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value
