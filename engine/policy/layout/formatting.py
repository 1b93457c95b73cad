"""Lay out a policy file: the same data and the same comments, in one settled form.

Four steps, each of which is taken only where the data stays exactly what it was: missing
quotes, indentation, rows, blanks at the ends of lines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.policy.document import Document
from engine.policy.layout.indenting import indented
from engine.policy.layout.quoting import quoted
from engine.policy.layout.rows import laid_out
from engine.policy.loading import load_document
from engine.problems import Problem, errors

Step = Callable[[Document], str]
UTF8_MARK = b"\xef\xbb\xbf"


def format_file(file: str, data: bytes) -> tuple[bytes, list[Problem]]:
    """Return the file laid out, or as it was together with what keeps it from being read."""
    mark = UTF8_MARK if data.startswith(UTF8_MARK) else b""
    windows = b"\r\n" in data
    text, problems = format_text(file, data.replace(b"\r\n", b"\n"))
    if text is None:
        return data, problems
    found = (text.replace("\n", "\r\n") if windows else text).encode("utf-8")
    return mark + found, []


def format_text(file: str, data: bytes) -> tuple[str | None, list[Problem]]:
    """Return the text laid out, or None and what keeps it from being read."""
    document, problems = quoted(file, data)
    if document is None or errors(problems):
        return None, problems
    for step in STEPS:
        document = _taken(document, step)
    return document.source.text, []


def _taken(document: Document, step: Step) -> Document:
    """Return the document after `step`, or as it was where the step would change its data."""
    text = step(document)
    if text == document.source.text:
        return document
    after, problems = load_document(document.source.file, text.encode("utf-8"))
    if after is None or problems or not same(after.data, document.data):
        return document
    return after if _comments(after) == _comments(document) else document


def same(one: Any, other: Any) -> bool:
    """Whether two data are the same to the last type and in the same order.

    >>> same({"a": 1}, {"a": True})
    False
    """
    return repr(one) == repr(other)


def _comments(document: Document) -> list[str]:
    """Return all that stands outside of keys, values and punctuation: the comments."""
    return [text for _, text in comments(document)]


def comments(document: Document) -> list[tuple[int, str]]:
    """Return each comment with its offset.

    >>> document, _ = load_document("", b"a: '#b'  # c")
    >>> comments(document)
    [(9, '# c')]
    """
    text, at, found = document.source.text, 0, []
    taken = dict(_scalars(document))
    while at < len(text):
        if taken.get(at, at) > at:
            at = taken[at]
        elif text[at] == "#":
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            found.append((at, text[at:end].rstrip()))
            at = end
        else:
            at += 1
    return found


def _scalars(document: Document) -> list[tuple[int, int]]:
    values = [s for path, s in document.spans.items() if not _is_collection(document, path)]
    return [*values, *document.keys.values()]


def _is_collection(document: Document, path: tuple[str | int, ...]) -> bool:
    value = document.data
    for step in path:
        value = value[step]
    return isinstance(value, dict | list)


def _trimmed(document: Document) -> str:
    """Return the text without blanks at the ends of lines, and with one line end at its end."""
    text = document.source.text
    inside = {
        line
        for start, end in _scalars(document)
        if "\n" in text[start:end]
        for line in range(text.count("\n", 0, start), text.count("\n", 0, end))
    }
    lines = text.split("\n")
    kept = [x if n in inside else x.rstrip(" \t") for n, x in enumerate(lines)]
    return "\n".join(kept).rstrip("\n") + "\n"


STEPS: tuple[Step, ...] = (_trimmed, indented, laid_out, _trimmed)
