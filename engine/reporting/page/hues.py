"""Colours of a page: those of the policy's own levels, words on them that can be read."""

from __future__ import annotations

from engine.language.types import Domain

INK, PAPER, QUIET = "#1b1f24", "#ffffff", "#d9dee4"
GRAVER, MILDER, NEUTRAL = "#7b3294", "#00783a", "#5c6670"  # told apart in every colour vision
BLACK, READABLE = "#000000", 4.5  # one of black and white always reaches 4.58
MOST_TINT = 55  # in hundredths: above, words on a tint are hard to read


def fill_of(scale: Domain, position: int) -> str:
    """Return the colour of a level; a quiet grey where the policy gives none."""
    colour = scale.members[position].colour
    return f"#{colour.lower()}" if colour else QUIET


def words_on(fill: str) -> str:
    """Return a colour for words that can be read on `fill`: dark, else white, else black.

    >>> words_on("#ffd966"), words_on("#102030"), words_on("#7f7f7f")
    ('#1b1f24', '#ffffff', '#000000')
    """
    fits = (words for words in (INK, PAPER, BLACK) if contrast(fill, words) >= READABLE)
    return next(fits, BLACK)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG counts it, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def tint(colour: str, share: float) -> str:
    """Return `colour` thinned with white: from 8 % for the smallest share to 55 % for all.

    >>> tint("#000000", 1.0), tint("#000000", 0.0)
    ('#737373', '#ebebeb')
    """
    strength = (8 + (MOST_TINT - 8) * min(1.0, max(0.0, share))) / 100
    parts = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - p) * strength):02x}" for p in parts)


def letters(names: list[str]) -> list[str]:
    """Return the shortest beginnings that tell `names` apart, for places with little room.

    >>> letters(["Red", "Orange", "Yellow"]), letters(["一般", "一级"])
    (['R', 'O', 'Y'], ['一般', '一级'])
    """
    for length in range(1, 4):
        short = [name[:length] for name in names]
        if len(set(short)) == len(set(names)):
            return short
    return [name[:4] for name in names]
