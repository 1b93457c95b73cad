"""CSV and TSV: bytes to text without guessing, text to rows without swallowing any."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from engine.catalogue import facts as codes
from engine.facts.cells import Cell
from engine.facts.sheets import Sheet, UnreadableFile
from engine.problems import Text

_BOM8 = b"\xef\xbb\xbf"
_PLAIN = {delimiter: re.compile(f"[^{delimiter}\r\n]*") for delimiter in "\t,;"}
_SAMPLE = 200_000  # characters looked at to tell the delimiter


def read_text_table(data: bytes, file: str) -> list[Sheet]:
    """Return the one sheet of a delimited text file."""
    head = data[:2000].lstrip(_BOM8 + b" \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        page = Text("是网页，不是表格；请另存为 xlsx", "it is a web page; save it as xlsx")
        raise UnreadableFile(codes.FILE_UNREADABLE, page)
    if head.startswith((b"%pdf", b"{\\rtf", b"\x89png", b"\xff\xd8\xff")):
        other = Text("不是表格文件", "it is not a table")
        raise UnreadableFile(codes.FILE_UNREADABLE, other)
    text, encoding = decode(data)
    rows, damaged = parse(text)
    damaged |= {n for n, row in enumerate(rows, 1) if any("\ufffd" in cell for cell in row)}
    note = () if encoding == "UTF-8" else (Text(f"编码 {encoding}", f"encoding {encoding}"),)
    cells: list[list[Cell]] = [list(row) for row in rows]
    return [Sheet(file, "", cells, damaged=frozenset(damaged), notes=note)]


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the encoding: by its BOM, else strict UTF-8, else GB18030.

    A few damaged lines do not change what the rest says: they keep a mark (U+FFFD) and
    their rows are returned, while a file that is UTF-8 elsewhere is never read as GB18030.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "UTF-16"
    marked = data.startswith(_BOM8)
    body = data[3:] if marked else data
    try:
        return body.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        if marked or _mostly_utf8(body):
            return body.decode("utf-8", errors="replace"), "UTF-8"
    return body.decode("gb18030", errors="replace"), "GB18030"


def _mostly_utf8(data: bytes) -> bool:
    good = bad = 0
    for line in data.splitlines():
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            bad += 1
    return good > bad


def parse(text: str) -> tuple[list[list[str]], set[int]]:
    """Return the rows of a delimited text, and the numbers of rows with broken quoting."""
    delimiter = sniff(text)
    try:
        return list(_strict(text, delimiter)), set()
    except csv.Error:
        return _lenient(text, delimiter)


def _strict(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)


def sniff(text: str) -> str:
    """Return the delimiter: of tab, comma and semicolon the one whose rows agree most.

    Among equals the one that makes more columns, so commas in prose and semicolons in
    lists do not win.

    >>> sniff("a;b;c\\n1;x,y;2\\n"), sniff("a,b\\n1;2,3\\n")
    (';', ',')
    """
    best, found = (0.0, 0), ","
    for delimiter in "\t,;":
        rows, _ = _lenient(text[:_SAMPLE], delimiter, limit=50)
        widths = Counter(len(row) for row in rows if any(row))
        agreed = [(n, width) for width, n in widths.items() if width > 1]
        if not agreed:
            continue
        count, width = max(agreed)
        score = (round(count / widths.total(), 1), width)
        if score > best:
            best, found = score, delimiter
    return found


def _lenient(text: str, delimiter: str, limit: int = 0) -> tuple[list[list[str]], set[int]]:
    """Parse by hand: a quote that never closes properly is an ordinary character.

    So one stray quote costs its own row, never the rest of the file.
    """
    rows: list[list[str]] = []
    damaged: set[int] = set()
    row: list[str] = []
    at, end = 0, len(text)
    while at < end and not (limit and len(rows) >= limit):
        if text[at] == '"':
            cell, after, whole = _quoted(text, at, delimiter)
            if not whole:
                damaged.add(len(rows) + 1)
        else:
            cell, after = _plain(text, at, delimiter)
        row.append(cell)
        at = after
        if at < end and text[at] == delimiter:
            at += 1
            if at == end:
                row.append("")
            continue
        at += 2 if text[at : at + 2] == "\r\n" else 1
        rows.append([] if row == [""] else row)
        row = []
    if row:
        rows.append(row)
    return rows, damaged


def _plain(text: str, at: int, delimiter: str) -> tuple[str, int]:
    found = _PLAIN[delimiter].match(text, at)
    after = found.end() if found else at
    return text[at:after], after


def _quoted(text: str, at: int, delimiter: str) -> tuple[str, int, bool]:
    parts: list[str] = []
    start = at + 1
    while (close := text.find('"', start)) >= 0:
        parts.append(text[start:close])
        follower = text[close + 1 : close + 2]
        if follower == '"':
            parts.append('"')
            start = close + 2
        elif follower in ("", delimiter, "\r", "\n"):
            return "".join(parts), close + 1, True
        else:
            break
    return *_plain(text, at, delimiter), False
