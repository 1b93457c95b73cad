"""Bytes of a policy file to text: UTF-8, with or without BOM, and nothing that cannot be seen.

Policy files are read by people, compared by Git and hashed; a second encoding, or a
character that no screen shows, would let two files look equal and differ.
"""

from __future__ import annotations

import re

from engine.catalogue import yaml as codes
from engine.problems import Place, Problem
from engine.source import Source

MAX_BYTES = 16 * 1024 * 1024
_MARKS = (  # longest first: the mark of UTF-32 LE starts with that of UTF-16 LE
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
# Control characters, a carriage return on its own, other line separators, and characters
# without width or that turn the direction of writing.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
    "|\r(?!\n)"
)
_MOST_UNSEEN = 20  # a binary file would give thousands


def decode(file: str, data: bytes) -> tuple[str | None, list[Problem]]:
    """Return the text of a policy file, or None and why it cannot be read."""
    if len(data) > MAX_BYTES:
        return None, [codes.TOO_LARGE.at(Place(file), limit=MAX_BYTES // 2**20)]
    wide = _wide_encoding(data)
    if wide:
        return None, [codes.WIDE_ENCODING.at(Place(file), name=wide)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(file, data, error.start)]
    unseen = _unseen(Source(file, text))
    return (None if unseen else text), unseen


def _wide_encoding(data: bytes) -> str | None:
    for mark, _, name in _MARKS:
        if data.startswith(mark):
            return name
    sample = data[:64]
    # ASCII letters in UTF-16 without a mark: every second byte is NUL.
    if len(sample) > 3 and (not any(sample[::2]) or not any(sample[1::2])):
        return "UTF-16"
    return None


def _not_utf8(file: str, data: bytes, start: int) -> Problem:
    # utf-8 decodes up to `start`, so the bytes before it give the exact line and column.
    before = data[:start].decode("utf-8-sig")
    text = _as_gb18030(data)
    code = codes.NOT_UTF8 if text is None else codes.GB18030
    rest = data[start:].split(b"\n", 1)[0]
    tail = rest.decode("gb18030" if text is not None else "utf-8", "replace").rstrip("\r")
    source = Source(file, before + tail)
    return code.at(source.place(len(before)), byte=f"{data[start]:02X}")


def _as_gb18030(data: bytes) -> str | None:
    """Return the text if these bytes read as Chinese in GB18030 (which contains GBK)."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    # Everyday Chinese has both bytes high; in Western encodings high bytes stand alone.
    foreign = [c.encode("gb18030") for c in text if ord(c) > 0x7F]
    everyday = sum(len(pair) == 2 and min(pair) > 0xA0 for pair in foreign)
    return text if 10 * everyday >= 9 * len(foreign) else None


def _unseen(source: Source) -> list[Problem]:
    problems = []
    for match in _UNSEEN.finditer(source.text):
        name = f"U+{ord(match.group()):04X}"
        problems.append(codes.UNSEEN.at(source.place(match.start()), name=name))
        if len(problems) == _MOST_UNSEEN:
            break
    return problems
