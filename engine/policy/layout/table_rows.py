"""The rules of a decision table as rows of cells, and rows of cells as the table's text.

A cell is what stands in the file: a value as it is written there, without the quotes of a
test (`>= 1`); a list or map in its brackets.  A rule whose cells are unchanged keeps its
text, its line breaks and its comments to the last character.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.catalogue import yaml_words as words
from engine.policy.document import Document, Path
from engine.policy.layout.flow import Flow, flow
from engine.policy.layout.quoting import quote
from engine.policy.loading import load_document
from engine.policy.plain import read_plain
from engine.problems import Text

Row = dict[str, str]  # by column; a key that the rule does not have is not in it
SPREAD = ("say", "title", "when", "then")  # maps that have a column for each of their keys
ORDER = ("id", "say", "title", "when", "then", "cite", "basis", "note")


class Unwritable(Exception):
    """A sheet cannot become the table; `reason` says why."""

    def __init__(self, zh: str, en: str) -> None:
        self.reason = Text(zh, en)
        super().__init__(en)


@dataclass(frozen=True)
class Rows:
    """A table of a document: where its rules stand, and each as a row of cells."""

    document: Document
    path: Path  # of the list of rules
    rows: tuple[Row, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that some rule has, in the order in which the rules write them."""
        merged: list[str] = []
        for row in self.rows:
            at = 0
            for name in row:
                if name in merged:
                    at = max(at, merged.index(name) + 1)
                else:
                    merged.insert(at, name)
                    at += 1
        place = {name: n for n, name in enumerate(ORDER)}
        return tuple(sorted(merged, key=lambda c: place.get(c.partition(".")[0], len(place))))


def rows_of(document: Document, path: Path) -> Rows:
    """Return the rules at `path` as rows."""
    rules = _at(document.data, path)
    return Rows(document, path, tuple(_row(document, (*path, n), r) for n, r in enumerate(rules)))


def _row(document: Document, path: Path, rule: Mapping[str, Any]) -> Row:
    row: Row = {}
    for key, value in rule.items():
        if key in SPREAD and isinstance(value, dict) and value:
            for inner, cell in value.items():
                row[f"{key}.{inner}"] = _cell(document, (*path, key, inner), cell)
        else:
            row[key] = _cell(document, (*path, key), value)
    return row


def _cell(document: Document, path: Path, value: Any) -> str:
    if isinstance(value, str):
        return value if _bare(value) else quote(value)
    if isinstance(value, dict | list):
        found = flow(document, path, value)
        tree = Flow("", found.text, found.brackets, found.parts) if found else None
        return tree.line if tree else written(value)
    start, end = document.spans[path]
    return document.source.text[start:end] or "null"


def _bare(text: str) -> bool:
    """Whether a cell may hold this text without quotes and is read as the same text again."""
    if not text or text != text.strip() or text[0] in "\"'[{" or "\n" in text:
        return False
    value, code = read_plain(text)
    return value == text and isinstance(value, str) and code in (None, words.OPERATOR)


def written(value: Any) -> str:
    """Return data as YAML in brackets."""
    if isinstance(value, dict):
        return _braced({k: written(v) for k, v in value.items()})
    if isinstance(value, list):
        return f"[{', '.join(written(v) for v in value)}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return str(value)
    return value if _plain(value) else quote(value)


def _key(key: str) -> str:
    return key if _plain(key) else quote(key)


def _plain(text: str) -> bool:
    """Whether a text needs no quotes in brackets."""
    document, problems = load_document("", f"[{text}]".encode())
    return document is not None and not problems and document.data == [text]


def _value(column: str, cell: str) -> str:
    """Return the YAML of a cell; raises Unwritable."""
    cell = cell.strip()
    if cell[0] not in "\"'[{" and not isinstance(read_plain(cell)[0], str):
        return cell
    if cell[0] not in "\"'[{":
        return cell if _plain(cell) else quote(cell)
    document, problems = load_document("", f"x: {cell}".encode())
    if document is None or problems or not isinstance(document.data, dict):
        raise Unwritable(f"“{column}”列的“{cell}”不能作为取值", f"`{cell}` in column `{column}`")
    return cell


def table_text(old: Rows, new: Sequence[Row]) -> str:
    """Return the whole document with the rules of `new`; what did not change stays as it is."""
    text = old.document.source.text
    start, end = old.document.spans[old.path]
    if not new:
        raise Unwritable("表里没有规则", "there is no rule in it")
    known = {row.get("id", ""): n for n, row in enumerate(old.rows)}
    if text[start] == "[":
        items = [_rule(old, known.get(row["id"]), row) for row in new]
        return text[:start] + f"[{', '.join(items)}]" + text[end:]
    return _block(old, new, known)


def _block(old: Rows, new: Sequence[Row], known: Mapping[str, int]) -> str:
    text = old.document.source.text
    chunks = _chunks(old)
    first, last = chunks[0][0], chunks[-1][1]
    indent = " " * (old.document.source.place(old.document.spans[old.path][0]).column - 1)
    done = []
    for row in new:
        number = known.get(row["id"])
        if number is None:
            done.append(f"{indent}- {_rule(old, None, row)}\n")
            continue
        begin, stop = chunks[number]
        chunk = text[begin:stop]
        if row != old.rows[number]:
            at, to = old.document.spans[(*old.path, number)]
            to = at + len(text[at:to].rstrip())
            chunk = text[begin:at] + _rule(old, number, row) + text[to:stop]
        done.append(chunk if chunk.endswith("\n") else chunk + "\n")
    body = "".join(done)
    return text[:first] + (body if text[:last].endswith("\n") else body.rstrip("\n")) + text[last:]


def _chunks(old: Rows) -> list[tuple[int, int]]:
    """Return from where to where each rule reaches: comments before it, its last line's end."""
    text = old.document.source.text
    begin = text.rfind("\n", 0, old.document.spans[old.path][0]) + 1
    found = []
    for number in range(len(old.rows)):
        start, stop = old.document.spans[(*old.path, number)]
        stop = start + len(text[start:stop].rstrip())
        end = text.find("\n", stop)
        end = len(text) if end < 0 else end + 1
        found.append((begin, end))
        begin = end
    return found


def _rule(old: Rows, number: int | None, row: Row) -> str:
    """Return the text of one rule: with only the changed cells changed, where that can be."""
    if number is None or list(old.rows[number]) != list(row):
        return _new(row)
    path, before, spans = (*old.path, number), old.rows[number], old.document.spans
    text, (at, end) = old.document.source.text, old.document.spans[path]
    done = []
    for column, cell in row.items():
        if cell == before[column]:
            continue
        key, _, inner = column.partition(".")
        nested = (*path, key, inner)
        first, last = spans[nested] if nested in spans else spans[(*path, column)]
        if "\n" in text[first:last]:
            return _new(row)
        done += [text[at:first], _value(column, cell)]
        at = last
    return "".join([*done, text[at:end]]).rstrip()


def _new(row: Row) -> str:
    entries: dict[str, str | dict[str, str]] = {}
    for column, cell in row.items():
        key, dot, inner = column.partition(".")
        if not dot or key not in SPREAD:
            entries[column] = _value(column, cell)
            continue
        nested = entries.setdefault(key, {})
        if isinstance(nested, str):
            raise Unwritable(
                f"“{key}”不能既有整格又有分列", f"`{key}` has one cell and columns too"
            )
        nested[inner] = _value(column, cell)
    return _braced({k: v if isinstance(v, str) else _braced(v) for k, v in entries.items()})


def _braced(entries: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{_key(k)}: {v}" for k, v in entries.items()) + "}"


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data
