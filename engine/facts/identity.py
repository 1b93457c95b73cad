"""Numbers that identify: whether a spreadsheet has damaged them, and their check digits."""

from __future__ import annotations

import re

from engine.facts.cells import Cell

_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d+")
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z


def is_damaged_number(cell: Cell, text: str) -> bool:
    """Say whether a long number has gone through a numeric cell and lost its last digits.

    >>> is_damaged_number("5.30102E+17", "5.30102E+17"), is_damaged_number(12.0, "12")
    (True, False)
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return abs(cell) >= 1e15
    return _SCIENTIFIC.fullmatch(text) is not None and "+" in text


def is_credit_code(text: str) -> bool:
    """Say whether `text` is a unified social credit code with the right check digit.

    The rule is GB 32100: weights are the powers of 3 modulo 31.

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)
    """
    if not _USCC.fullmatch(text):
        return False
    total = sum(_ALPHABET.index(c) * pow(3, n, 31) for n, c in enumerate(text[:17]))
    return _ALPHABET[-total % 31] == text[17]
