"""What an unquoted word in a policy file means: a number, yes/no, nothing, or text.

YAML 1.1 and 1.2 read some words differently (`0530`, `12:30`, `no`), and people read
them in a third way.  Here a word is either read as everybody would read it, or refused
with the request to quote it; `yes`, `no`, `on` and `off` stay text.
"""

from __future__ import annotations

import re
from decimal import Decimal

from engine.catalogue import yaml_words as words
from engine.language.types import INT64_MAX, INT64_MIN
from engine.problems import Code

Plain = str | int | Decimal | bool | None

_WORDS: dict[str, Plain] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+)\Z")
_MOST_DIGITS = 18
_TRAPS: tuple[tuple[re.Pattern[str], Code], ...] = (
    (re.compile(r"[-+]?0[0-9][0-9_]*(?:\.[0-9]*)?\Z"), words.LEADING_ZERO),
    (re.compile(r"[-+]?[0-9][0-9_]*(?::[0-9]+)+(?:\.[0-9]*)?\Z"), words.BASE_60),
    (re.compile(r"[-+]?[0-9][0-9]*_[0-9_]*(?:\.[0-9_]*)?\Z"), words.UNDERSCORE),
    (re.compile(r"[-+]?0(?:x[0-9a-f_]+|o[0-7_]+|b[01_]+)\Z", re.I), words.OTHER_BASE),
    (re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)e[-+]?[0-9]+\Z", re.I), words.EXPONENT),
    (re.compile(r"[-+]?\.(?:inf|nan)\Z", re.I), words.EXPONENT),
    (re.compile(r"(?:<|>|=|≥|≤|≠|＞|＜|＝)"), words.OPERATOR),
    (re.compile(r"-\Z"), words.LONE_DASH),
    (re.compile(r"“[^“”]*”\Z|‘[^‘’]*’\Z|［[^［］]*］\Z|｛[^｛｝]*｝\Z"), words.FULL_WIDTH),
    (re.compile(r"[-+－＋]?[０-９][０-９0-9．.]*\Z"), words.FULL_WIDTH),
    (re.compile(r"[\u3000\u00a0]|.*[\u3000\u00a0]\Z", re.S), words.FULL_WIDTH),
)
_SUSPECT = frozenset("0123456789+-.<>=≥≤≠＞＜＝“‘［｛－＋０１２３４５６７８９\u3000\u00a0")
_BLANKS = frozenset("\u3000\u00a0")


def read_plain(text: str) -> tuple[Plain, Code | None]:
    """Return the value of an unquoted word, and the code of what is wrong with it, if anything.

    >>> read_plain("1.10"), read_plain("no"), read_plain("2020-02-30")
    ((Decimal('1.10'), None), ('no', None), ('2020-02-30', None))
    >>> read_plain("0530")[1].id
    'Y114'
    """
    if text in _WORDS:
        return _WORDS[text], None
    if text[0] not in _SUSPECT and text[-1] not in _BLANKS:
        return text, None
    if _INT.match(text):
        return _integer(text)
    if _DECIMAL.match(text):
        too_long = len(text) - 1 > _MOST_DIGITS
        return (text, words.TOO_BIG) if too_long else (Decimal(text), None)
    return text, next((code for pattern, code in _TRAPS if pattern.match(text)), None)


def _integer(text: str) -> tuple[Plain, Code | None]:
    if len(text) > _MOST_DIGITS + 2:  # Python itself refuses very long ones
        return text, words.TOO_BIG
    number = int(text)
    return (number, None) if INT64_MIN <= number <= INT64_MAX else (text, words.TOO_BIG)


def full_width_in_key(text: str) -> int | None:
    """Return the offset of a full-width colon, comma or space in an unquoted key, or None.

    >>> full_width_in_key("zh：红色")
    2
    """
    match = re.search(r"[：，]|\A[\u3000\u00a0]|[\u3000\u00a0]\Z", text)
    return match.start() if match else None
