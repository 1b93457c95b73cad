"""Put quotes where an unquoted word would be refused: `0530`, `12:30`, `>= 1`."""

from __future__ import annotations

import re

from engine.catalogue import yaml_words as words
from engine.policy.document import Document
from engine.policy.loading import load_document
from engine.policy.splicing import Splice, spliced
from engine.problems import Place, Problem

QUOTABLE = frozenset(
    code.id
    for code in (
        words.LEADING_ZERO, words.BASE_60, words.UNDERSCORE, words.OTHER_BASE, words.EXPONENT,
        words.OPERATOR,
    )
)  # fmt: skip
_WORD = re.compile(r"(?:(?! #)[^\n,{}\[\]])+")  # of a flow collection
_LINE = re.compile(r"(?:(?! #)[^\n])+")
_MOST = 10_000


def quoted(file: str, data: bytes) -> tuple[Document | None, list[Problem]]:
    """Load a file, with the quotes that it lacks; what quotes cannot mend is reported."""
    document, problems = load_document(file, data)
    for _ in range(_MOST):
        lacking = [p for p in problems if p.code in QUOTABLE]
        if not lacking:
            break
        text = data.decode("utf-8-sig")
        better = spliced(text, [s for p in lacking for s in _quotes(text, p.place, document)])
        if better == text:
            break
        data = better.encode("utf-8")
        document, problems = load_document(file, data)
    return document, problems


def _quotes(text: str, place: Place, document: Document | None) -> list[Splice]:
    """Return the quotes around the word at `place`."""
    start = _offset(text, place)
    found = _spans_at(document, start)
    if found is None:
        pattern = _WORD if _in_flow(text, start) else _LINE
        match = pattern.match(text, start)
        found = match.span() if match else None
    if found is None or text[start] in "\"'":
        return []
    word = text[slice(*found)].rstrip()
    if "\n" in word:
        return []
    return [Splice(start, start + len(word), quote(word))]


def quote(word: str) -> str:
    r"""Return `word` in double quotes.

    >>> quote('a "b"')
    '"a \\"b\\""'
    """
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def _spans_at(document: Document | None, start: int) -> tuple[int, int] | None:
    if document is None:
        return None
    return next((document.spans[p] for p in document.doubtful if document.spans[p][0] == start),
                None)  # fmt: skip


def _offset(text: str, place: Place) -> int:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts[place.line - 1] + place.column - 1


def _in_flow(text: str, at: int) -> bool:
    """Whether an opening bracket stands before `at` on its line, or on those of its row."""
    line = text.rfind("\n", 0, at) + 1
    before = text[line:at]
    return sum(before.count(c) for c in "{[") > sum(before.count(c) for c in "}]") or (
        not re.search(r"(?:^|\s)[^\s{}\[\]]+:\s+$|^\s*-\s+$", before)
    )
