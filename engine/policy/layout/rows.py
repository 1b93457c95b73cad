"""Set rows: one blank between entries, columns under each other, no line too wide.

A row is a flow map or list that stands in block structure.  Where an author began a new
line inside a row, it stays; further ones are begun where a line would be too wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, zip_longest
from typing import Any

from engine.policy.document import Document, Path
from engine.policy.layout.flow import WIDTH, Flow, flow, lines_of
from engine.policy.splicing import Splice, spliced
from engine.source import display_width

FARTHEST = 24  # a column that needs more blanks than these is not worth it


@dataclass(slots=True)
class _Row:
    """A row on its way: where it stands, and its entries line by line."""

    start: int  # of its bracket
    end: int
    begin: int  # of the blanks before its bracket
    first: int  # line
    last: int
    lead: int  # width of what stands on the line before those blanks
    tree: Flow
    blanks: int = 1
    lines: tuple[tuple[str, ...], ...] = ()
    columns: tuple[int, ...] = ()  # widths of the entries on the first line

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(part.key for part in self.tree.parts[: len(self.lines[0])])

    @property
    def column(self) -> int:
        return self.lead + self.blanks + 1


def laid_out(document: Document) -> str:
    """Return the text with its rows set."""
    splices: list[Splice] = []
    for path, value in _block(document, (), document.data):
        rows = list(_rows(document, path, value))
        together = isinstance(value, dict) and len(rows) == len(value)
        for run in _runs(rows):
            if together:
                _align_brackets(run)
            for row in run:
                _break(row)
            if isinstance(value, list):
                _break_alike(run)
            if isinstance(value, list) or any(_in_columns(document, row) for row in run):
                _align_columns(run)
        for row in rows:
            splices += _written(document, row)
    return spliced(document.source.text, splices)


def _block(document: Document, path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    """Yield every map and list that is written as a block."""
    if not isinstance(value, dict | list) or not value:
        return
    if document.source.text[document.spans[path][0]] in "{[":
        return
    yield path, value
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _block(document, (*path, step), inner)


def _rows(document: Document, path: Path, value: Any) -> Iterator[_Row]:
    text = document.source.text
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        here = (*path, step)
        start, end = document.spans[here]
        if start == end or text[start] not in "{[" or not inner:
            continue
        tree = flow(document, here, inner)
        line = text.rfind("\n", 0, start) + 1
        before = text[line:start].rstrip(" ")
        if tree is None or not isinstance(inner, dict | list) or not before:
            continue
        begin = line + len(before)
        first = text.count("\n", 0, start)
        last = first + text.count("\n", start, end)
        yield _Row(start, end, begin, first, last, display_width(before), tree)


def _runs(rows: list[_Row]) -> list[list[_Row]]:
    """Divide rows where a comment, an empty line or something else stands between them."""
    runs = [rows[:1]]
    for before, row in pairwise(rows):
        if row.first == before.last + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _align_brackets(run: list[_Row]) -> None:
    widest = max((row.lead for row in run), default=0)
    if all(widest - row.lead <= FARTHEST for row in run):
        for row in run:
            row.blanks = widest - row.lead + 1


def _break(row: _Row) -> None:
    lines = lines_of(row.tree.parts, row.column, keep=True)
    row.lines = tuple(tuple(line) for line in lines)


def _break_alike(run: list[_Row]) -> None:
    """Where a row had to be broken, break its like in the same run before the same entry."""
    for _, alike in groupby(run, lambda row: tuple(part.key for part in row.tree.parts)):
        rows = list(alike)
        forced = {len(row.lines[0]) for row in rows if _was_forced(row)}
        at = min(forced, default=0)
        for row in rows if len(forced) == 1 else ():
            parts = row.tree.parts
            began = (*parts[:at], replace(parts[at], begins_line=True), *parts[at + 1 :])
            row.tree = replace(row.tree, parts=began)
            _break(row)


def _was_forced(row: _Row) -> bool:
    """Whether the first line ends where the author did not end it."""
    at = len(row.lines[0])
    return at < len(row.tree.parts) and not row.tree.parts[at].begins_line


def _in_columns(document: Document, row: _Row) -> bool:
    """Whether the author set the entries of this row into columns."""
    text = document.source.text[row.start : row.end].split("\n", 1)[0]
    return ",  " in text


def _align_columns(run: list[_Row]) -> None:
    """Put entries under each other, in as many rows together as that suits."""
    group: list[_Row] = []
    for row in run:
        widths = _widths([*group, row])
        if widths is None:
            group, widths = [], _widths([row])
        group.append(row)
        for member in group:
            member.columns = widths or ()


def _widths(group: list[_Row]) -> tuple[int, ...] | None:
    """Return the width of each column, or None where these rows do not suit each other."""
    longest = max((row.keys for row in group), key=len)
    if any(row.keys != longest[: len(row.keys)] for row in group):
        return None
    if len({(row.column, row.tree.brackets) for row in group}) > 1:
        return None
    if len(group) > 1 and any("\n" in word for row in group for word in row.lines[0]):
        return None
    padded = [[display_width(word) for word in row.lines[0][:-1]] for row in group]
    widths = tuple(max(column) for column in zip_longest(*padded, fillvalue=0))
    return widths if all(_suits(row, widths) for row in group) else None


def _suits(row: _Row, widths: tuple[int, ...]) -> bool:
    """Whether the row, set to `widths`, needs few blanks and is not too wide for its line."""
    own = [display_width(word) for word in row.lines[0]]
    blanks = [width - have for width, have in zip(widths, own[:-1], strict=False)]
    if max(blanks, default=0) > FARTHEST:
        return False
    whole = row.column + sum(own) + 2 * (len(own) - 1) + 1 + sum(blanks)
    return not sum(blanks) or whole <= WIDTH


def _written(document: Document, row: _Row) -> list[Splice]:
    """Return the row as it should be written, and its comment where it stood."""
    text, brackets = document.source.text, row.tree.brackets
    lines = [_first(row), *(", ".join(line) for line in row.lines[1:])]
    body = (",\n" + " " * row.column).join(lines)
    whole = f"{' ' * row.blanks}{brackets[0]}{body}{brackets[1]}"
    found = [Splice(row.begin, row.end, whole)]
    stop = text.find("\n", row.end)
    rest = text[row.end : len(text) if stop < 0 else stop]
    if rest.lstrip(" ").startswith("#"):
        gap = len(rest) - len(rest.lstrip(" "))
        stood = display_width(text[text.rfind("\n", 0, row.end) + 1 : row.end]) + gap
        last = whole.rsplit("\n", 1)
        ends = display_width(last[-1]) + (row.lead if len(last) == 1 else 0)
        found.append(Splice(row.end, row.end + gap, " " * max(2, stood - ends)))
    return found


def _first(row: _Row) -> str:
    words = row.lines[0]
    done = []
    for word, width in zip_longest(words[:-1], row.columns[: len(words) - 1], fillvalue=0):
        blanks = max(0, int(width) - display_width(str(word)))
        done.append(f"{word}, {' ' * blanks}")
    return "".join([*done, words[-1]])
