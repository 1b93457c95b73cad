"""Dates in the spellings that ledgers use, and none that would need a guess."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

from engine.facts.cells import Cell, clean

_TIME = r"(?:[T\s]*\d{1,2}(?::|时)\d{1,2}(?:(?::|分)\d{1,2}(?:\.\d+)?秒?|分)?)?"
_SPELLED = re.compile(
    r"(\d{4})\s*(?:([-./])\s*(\d{1,2})\s*\2\s*(\d{1,2})|年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?)"
    + _TIME
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})")
_SERIAL = re.compile(r"([1-9]\d{4})(?:\.\d+)?")
_OPEN_END = frozenset({"长期", "长期有效", "永久", "永久有效", "无固定期限"})


def read_date(cell: Cell, zone: tzinfo, base_1904: bool = False) -> date | None:
    """Return the calendar day that `cell` names, or None where it names none.

    A time of day is dropped; a time with its own zone is first moved to `zone`.  Numbers
    are Excel serials of five digits or a day written without separators.

    >>> from datetime import timezone
    >>> [str(read_date(t, timezone.utc)) for t in ("2020.3.1", "2020年3月1日", "43891")]
    ['2020-03-01', '2020-03-01', '2020-03-01']
    """
    if isinstance(cell, datetime):
        return cell.astimezone(zone).date() if cell.tzinfo else cell.date()
    if isinstance(cell, date):
        return cell
    return None if isinstance(cell, bool) else _spelled(clean(cell), zone, base_1904)


def _spelled(text: str, zone: tzinfo, base_1904: bool) -> date | None:
    if _ZONED.fullmatch(text):
        return _moved(text, zone)
    if found := _SPELLED.fullmatch(text):
        year, _, month, day, month_zh, day_zh = found.groups()
        return _day(int(year), int(month or month_zh), int(day or day_zh))
    if found := _COMPACT.fullmatch(text):
        return _day(*map(int, found.groups()))
    if found := _SERIAL.fullmatch(text):
        return _from_serial(int(found[1]), base_1904)
    return None


def has_no_end(text: str) -> bool:
    """Say whether a cleaned text says that a term has no end, such as 长期."""
    return text in _OPEN_END


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moved(text: str, zone: tzinfo) -> date | None:
    try:
        return datetime.fromisoformat(text).astimezone(zone).date()
    except (ValueError, OverflowError):
        return None


def _from_serial(serial: int, base_1904: bool) -> date | None:
    # Serials below 10000 are years and counts more often than days before 1927.
    start = date(1904, 1, 1) if base_1904 else date(1899, 12, 30)
    found = start + timedelta(days=serial)
    return found if found.year < 2200 else None
