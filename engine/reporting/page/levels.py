"""Levels on a page: always their words, on their colour; open answers look open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.reporting.page.document import Page
from engine.reporting.page.elements import Child, Markup, el
from engine.reporting.page.hues import NEUTRAL, PAPER, QUIET, letters, tint, words_on


@dataclass(frozen=True, slots=True)
class Mark:
    """A column, row or colour of the page: a level, or a state that is none.

    `letter` stands for it where there is little room; `solid` is false for what is open.
    """

    id: str
    title: str
    letter: str
    fill: str
    solid: bool = True


def marks(levels: Sequence[tuple[str, str, str]], others: Iterable[tuple[str, str]]) -> list[Mark]:
    """Return marks of levels (id, title, fill or "") and, after them, of other states."""
    short = letters([title for _, title, _ in levels])
    found = [
        Mark(id, title, letter, fill or QUIET)
        for (id, title, fill), letter in zip(levels, short, strict=True)
    ]
    return found + [Mark(id, title, "", PAPER, solid=False) for id, title in others]


def chip(page: Page, mark: Mark, words: str = "") -> Markup:
    """Return the words of a level on its colour."""
    klass = page.filled(mark.fill, words_on(mark.fill))
    return el("span", words or mark.title, klass=f"chip {klass}" if mark.solid else "chip open")


def shade(page: Page, mark: Mark, count: int, most: int) -> str:
    """Return the class of a cell that counts `count`, where `most` is the highest of its kind."""
    if not count:
        return ""
    fill = tint(mark.fill if mark.solid else NEUTRAL, count / most)
    return page.filled(fill, words_on(fill))


def legend(page: Page, items: Iterable[tuple[str, str, str]]) -> Markup:
    """Return a legend: letter or sign, on its colour, and what it says in words."""
    entries: list[Child] = []
    for fill, letter, words in items:
        klass = page.filled(fill, words_on(fill))
        entries.append(
            el("li", el("span", letter or "\N{NO-BREAK SPACE}", klass=f"key {klass}"), words)
        )
    return el("ul", entries, klass="legend")
