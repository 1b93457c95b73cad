"""Changing when a version is in force: a splice in its policy.yaml that keeps all else."""

from __future__ import annotations

from datetime import date

from engine.policy.document import Document

EFFECTIVE = "effective"


def with_span(document: Document, start: date, until: date | None) -> str:
    """Return the text of a policy.yaml with another span; comments and layout are kept."""
    edits = list(_edits(document, start, until))
    return _spliced(document.source.text, edits)


def with_text(document: Document, key: str, value: str) -> str:
    """Return the text of a policy.yaml with another text under `key`, in quotes."""
    first, last = document.spans[(key,)]
    return _spliced(document.source.text, [(first, last, f'"{value}"')])


Edit = tuple[int, int, str]


def _edits(document: Document, start: date, until: date | None) -> list[Edit]:
    text = document.source.text
    first, last = document.spans[(EFFECTIVE, "from")]
    edits = [(first, last, f'"{start.isoformat()}"')]
    there = document.spans.get((EFFECTIVE, "until"))
    if there is not None and until is not None:
        edits.append((*there, f'"{until.isoformat()}"'))
    elif there is not None:
        edits.append(_removed(document, there))
    elif until is not None:
        edits.append((last, last, _added(document, text, until)))
    return edits


def _in_braces(document: Document) -> bool:
    return document.source.text[document.spans[(EFFECTIVE,)][0]] == "{"


def _added(document: Document, text: str, until: date) -> str:
    if _in_braces(document):
        return f', until: "{until.isoformat()}"'
    key = document.keys[(EFFECTIVE, "from")][0]
    indent = key - (text.rfind("\n", 0, key) + 1)
    return f'\n{" " * indent}until: "{until.isoformat()}"'


def _removed(document: Document, there: tuple[int, int]) -> Edit:
    """Take out `until`: with the comma beside it, or with its whole line."""
    text, key = document.source.text, document.keys[(EFFECTIVE, "until")][0]
    if not _in_braces(document):
        end = text.find("\n", there[1])
        return text.rfind("\n", 0, key), len(text) if end < 0 else end, ""
    comma = text.rfind(",", document.spans[(EFFECTIVE,)][0], key)
    if comma >= 0:
        return comma, there[1], ""
    after = text.find(",", there[1])
    return key, after + 1 if after >= 0 else there[1], ""


def _spliced(text: str, edits: list[Edit]) -> str:
    for first, last, new in sorted(edits, reverse=True):
        text = text[:first] + new + text[last:]
    return text
