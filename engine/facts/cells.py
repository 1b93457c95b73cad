"""One cell as it stands in a file: cleaned once, here, and shown back as a clerk sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from unicodedata import normalize

from engine.problems import Code, Text

Cell = str | int | float | Decimal | bool | date | datetime | time | timedelta | list[object] | None

# Characters that nobody sees: controls, zero-width marks, direction marks, a stray BOM.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_ABSENT = frozenset({"", "无", "暂无", "n/a", "null", "nan"})
_DASHES = re.compile(r"[-‐-―−─ー/\\]+")
_EXCEL_ERROR = re.compile(r"#(?:REF!|VALUE!|DIV/0!|N/A|NAME\?|NUM!|NULL!)|#+", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{\{.*\}\}|\$\{.*\}|\{\.\w+\}")


@dataclass(frozen=True)
class Refusal:
    """Why a cell is not taken: a code of the catalogue and what its wording needs."""

    code: Code
    args: dict[str, object] = field(default_factory=dict)
    hint: Text | None = None


def show(cell: Cell) -> str:
    """Return the cell as a clerk sees it in the sheet.

    >>> show(1.0), show(True), show("　一级 ")
    ('1', 'TRUE', '一级')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, list):
        return "、".join(str(part) for part in cell)
    return str(cell).strip()


def number_text(number: float) -> str:
    """Return a workbook's number without the `.0` and the noise past its 15 digits.

    >>> number_text(0.1 + 0.2), number_text(12.0)
    ('0.3', '12')
    """
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return format(number, ".15g")


def clean(cell: Cell) -> str:
    """Return the text of a cell in its one normal form: NFKC, no invisible marks, stripped.

    >>> clean("　１级　（红） "), clean("'530402")
    ('1级 (红)', '530402')
    """
    text = cell if isinstance(cell, str) else show(cell)
    if not text.isascii():
        text = normalize("NFKC", text)
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if text[:1] == "'" and text[1:2].isdigit():
        return text[1:]
    return text


def is_absent(text: str) -> bool:
    """Say whether a cleaned text means "nothing here": empty, 无, or only dashes and slashes."""
    return text.casefold() in _ABSENT or _DASHES.fullmatch(text) is not None


def is_garbled(text: str) -> bool:
    """Say whether a cleaned text cannot be what was meant.

    A broken character, an error value of a spreadsheet, or a template's placeholder.
    """
    return (
        "\ufffd" in text
        or _EXCEL_ERROR.fullmatch(text) is not None
        or _PLACEHOLDER.fullmatch(text) is not None
    )


def is_placeholder(text: str) -> bool:
    """Say whether a cleaned text is a template's placeholder such as `{{title}}`."""
    return _PLACEHOLDER.fullmatch(text) is not None
