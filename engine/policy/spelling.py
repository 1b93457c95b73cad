"""Where each character of a scalar stands in its file, however the scalar is written.

A condition is compiled from its decoded text; its errors must be shown where the person
typed them.  Each way of writing is decoded once more here, offsets beside it, and the
result is used only if it equals what the parser gave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Spelled = Iterator[tuple[str, int]]

_BREAK = re.compile(r"[ \t]*(?:\r?\n[ \t]*)+")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\r?\n")
_SIMPLE_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0",
    "\t": "\t",
}  # fmt: skip
_HEX_ESCAPES = {"x": 2, "u": 4, "U": 8}


def offsets(raw: str, value: str) -> list[int] | None:
    """Return, for each character of `value`, its offset in `raw`, the scalar as written.

    None where this writing is not followed (a folded block with deeper lines, say).

    >>> offsets("'it''s'", "it's")
    [1, 2, 4, 5]
    """
    kind = raw[:1]
    if kind == '"':
        spelled = _double(raw)
    elif kind == "'":
        spelled = _single(raw)
    elif kind in ("|", ">"):
        spelled = _block(raw, folded=kind == ">")
    else:
        spelled = _folding(raw, 0, len(raw))
    pairs = list(spelled)[: len(value)]  # a block may end in line breaks that were chomped
    same = "".join(character for character, _ in pairs) == value
    return [offset for _, offset in pairs] if same else None


def _folding(raw: str, at: int, stop: int) -> Spelled:
    """Yield characters as they are; one line break is a blank, n + 1 are n line breaks."""
    while at < stop:
        fold = _BREAK.match(raw, at, stop)
        if fold is None:
            yield raw[at], at
            at += 1
            continue
        blank_lines = fold.group().count("\n") - 1
        yield from (("\n", at) for _ in range(blank_lines)) if blank_lines else ((" ", at),)
        at = fold.end()


def _single(raw: str) -> Spelled:
    after_quote = False
    for character, offset in _folding(raw, 1, len(raw) - 1):
        after_quote = character == "'" and not after_quote
        if not after_quote:
            yield character, offset


def _double(raw: str) -> Spelled:
    at, stop = 1, len(raw) - 1
    while at < stop:
        if raw[at] != "\\":
            plain_end = raw.find("\\", at, stop)
            plain_end = stop if plain_end < 0 else plain_end
            yield from _folding(raw, at, plain_end)
            at = plain_end
            continue
        sign = raw[at + 1]
        if sign in _HEX_ESCAPES:
            end = at + 2 + _HEX_ESCAPES[sign]
            yield chr(int(raw[at + 2 : end], 16)), at
        elif sign in _SIMPLE_ESCAPES:
            end = at + 2
            yield _SIMPLE_ESCAPES[sign], at
        else:  # an escaped line break joins two lines
            broken = _BREAK.match(raw, at + 1, stop)
            end = broken.end() if broken else stop
        at = end


def _block(raw: str, folded: bool) -> Spelled:
    header = _HEADER.match(raw)
    if header is None:
        return
    lines = _lines(raw, header.end())
    indent = next((len(t) - len(t.lstrip(" ")) for _, t in lines if t.strip()), 0)
    last = max((n for n, (_, text) in enumerate(lines) if text.strip()), default=0)
    for number, (start, text) in enumerate(lines):
        body = text[indent:]
        yield from ((c, start + indent + n) for n, c in enumerate(body))
        end = "\n"
        if folded and body and number < last:  # a blank line that follows gives the break
            end = " " if lines[number + 1][1].strip() else ""
        if end:
            yield end, start + len(text)


def _lines(raw: str, start: int) -> list[tuple[int, str]]:
    lines = []
    for text in raw[start:].split("\n"):
        lines.append((start, text.rstrip("\r")))
        start += len(text) + 1
    return lines
