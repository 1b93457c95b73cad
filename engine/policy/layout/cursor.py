"""Where a cursor stands in a policy file, also while the text around it is broken.

Only what stands before the cursor counts.  Brackets that were never closed end where a
line begins a key or an item no deeper than the row in which they were opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engine.policy.document import Path

_KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s:#{}\[\],"'-][^:#{}\[\]]*?)\s*:(?=\s|$)""")
_BEGINS = re.compile(r"\s*(?:- |-$|[^\s:#{}\[\],\"'-][^:#{}\[\],]*:(?:\s|$))")


@dataclass(frozen=True, slots=True)
class Cursor:
    """`path`: of the value at the cursor, or of the map in which a key is being written.

    `siblings`: for each step of the path and for its end, the simple values already said in
    the map there.  `quoted`: the cursor stands inside quotes.
    """

    path: Path
    siblings: tuple[dict[str, str], ...]
    in_key: bool
    quoted: bool


@dataclass(slots=True)
class _Frame:
    is_map: bool
    flow: bool
    indent: int
    key: str | None = None
    index: int = 0
    said: dict[str, str] = field(default_factory=dict)


@dataclass
class _Scan:
    stack: list[_Frame] = field(default_factory=list)
    token: str = ""
    quote: str = ""
    row: int = 0  # indentation of the line in which the open brackets began
    block: int = -1  # indentation of the key of a block text that is being skipped
    written: bool = False  # the last line holds a key or an item already

    def line(self, line: str) -> None:
        """Read one line."""
        indent = len(line) - len(line.lstrip(" "))
        if self.block >= 0 and (not line.strip() or indent > self.block):
            return
        self.block, self.written = -1, False
        if self._in_flow() and _BEGINS.match(line) and indent <= self.row:
            self.quote = ""
            while self._in_flow():
                self.stack.pop()
        if self._in_flow():
            self._value(" " + line.lstrip(" ") if not self.quote else line)
            return
        if line.lstrip(" ").startswith("#"):
            return
        self.row, self.quote = indent, ""
        self._begin(line[indent:], indent)

    def _in_flow(self) -> bool:
        return bool(self.stack) and self.stack[-1].flow

    def _begin(self, rest: str, column: int) -> None:
        self.token = ""
        while self.stack and self.stack[-1].indent > column:
            self.stack.pop()
        while rest == "-" or rest.startswith("- "):
            self._item(column)
            inner = rest[1:].lstrip(" ")
            column += len(rest) - len(inner)
            rest, self.written = inner, True
        match = _KEY.match(rest)
        if match is None:
            self._value(rest)
            if not self.written and not self._in_flow():
                self._map(column).key = None
            return
        frame = self._map(column)
        frame.key, self.written = match[1].strip("\"'"), True
        value = rest[match.end() :]
        if value.strip()[:1] in ("|", ">") and value.strip():
            self.block = self.row
            return
        self._value(value)
        if not self._in_flow() and self.token.strip():
            frame.said[frame.key] = self.token.strip().strip("\"'")

    def _item(self, column: int) -> None:
        if self.stack and not self.stack[-1].is_map and self.stack[-1].indent == column:
            self.stack[-1].index += 1
        else:
            self.stack.append(_Frame(False, False, column))

    def _map(self, column: int) -> _Frame:
        if self.stack and not self.stack[-1].is_map and self.stack[-1].indent == column:
            self.stack.pop()  # a list at the column of its key is over
        if not (self.stack and self.stack[-1].is_map and self.stack[-1].indent == column):
            self.stack.append(_Frame(True, False, column))
        return self.stack[-1]

    def _value(self, text: str) -> None:
        for number, c in enumerate(text):
            if self.quote:
                self.quote = "" if c == self.quote else self.quote
                self.token += c
            elif c in "\"'" and not self.token.strip():
                self.quote, self.token = c, c
            elif c == "#" and (number == 0 or text[number - 1] == " "):
                return
            elif c in "{[" and (self._in_flow() or not self.token.strip()):
                self.stack.append(_Frame(c == "{", True, self.row + 10_000))
                self.token = ""
            elif self._in_flow():
                self._flow(c, text[number + 1 : number + 2])
            else:
                self.token += c

    def _flow(self, c: str, after: str) -> None:
        top, word = self.stack[-1], self.token.strip().strip("\"'")
        if c == ":" and top.is_map and top.key is None and after in ("", " "):
            top.key, self.token = word, ""
        elif c in ",}]":
            if top.is_map and top.key is not None:
                top.said[top.key] = word
            self.token = ""
            if c == ",":
                top.key, top.index = None, top.index + 1
            else:
                self.stack.pop()
        else:
            self.token += c


def cursor_at(text: str, offset: int) -> Cursor:
    """Return where `offset` stands.

    >>> cursor_at("a:\\n  - {b: 1, c: x", 18).path
    ('a', 0, 'c')
    >>> cursor_at("a:\\n  b: 1\\n  ", 12).in_key
    True
    """
    scan = _Scan()
    *before, last = text[:offset].split("\n")
    for line in (*(x for x in before if x.strip()), last):
        scan.line(line.rstrip("\r"))
    path: list[str | int] = []
    siblings: list[dict[str, str]] = []
    for frame in scan.stack:
        siblings.append(frame.said if frame.is_map else {})
        step = frame.key if frame.is_map else frame.index
        if step is None:
            return Cursor(tuple(path), tuple(siblings), True, bool(scan.quote))
        path.append(step)
    in_key = not path or (not scan.written and not scan.stack[-1].flow)
    return Cursor(tuple(path), (*siblings, {}), in_key, bool(scan.quote))
