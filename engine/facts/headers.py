"""Finding the header of a table below titles and blank rows, in one row or two."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.facts.cells import Cell, clean, is_placeholder, show
from engine.facts.columns import Names, Slot, header_text
from engine.facts.sheets import Sheet

LOOKED_AT = 30  # rows in which a header is sought
_ALLOWED = re.compile(r"[(\[【]([^()\[\]【】]*[/、,][^()\[\]【】]*)[)\]】]")


@dataclass(frozen=True)
class Header:
    """A header: its first row and height (rows from 1), and what each column fills.

    `columns` maps positions (from 0) to slots; `titles` holds every title as written;
    `unknown` the titles that fill nothing; `twice` pairs of titles that fill one slot;
    `texts` the compared text of each row of the header, to know its repetitions.
    """

    row: int
    height: int
    columns: Mapping[int, tuple[Slot, ...]]
    titles: Mapping[int, str]
    unknown: tuple[str, ...] = ()
    twice: tuple[tuple[str, str, Slot], ...] = ()
    texts: tuple[Mapping[int, str], ...] = field(default=())

    @property
    def slots(self) -> frozenset[Slot]:
        """Every slot that some column fills."""
        return frozenset(slot for slots in self.columns.values() for slot in slots)

    @property
    def body(self) -> int:
        """The first row (from 1) below the header."""
        return self.row + self.height

    def begins(self, column: int, text: str) -> bool:
        """Say whether a cell says what a row of the header says in the same column."""
        return any(texts.get(column, "")[:1] == header_text(text)[:1] for texts in self.texts)

    def allowed(self, column: int) -> tuple[str, ...]:
        """Return the values that a title lists in brackets, such as (1级/2级/3级)."""
        found = _ALLOWED.search(clean(self.titles.get(column, "")))
        return tuple(re.split(r"[/、,]", found[1])) if found else ()


def find_header(sheet: Sheet, names: Names) -> Header | None:
    """Return the header whose columns are best known; the topmost and simplest among equals."""
    top = min(len(sheet.rows), LOOKED_AT)
    rows = [_spread(sheet, n) for n in range(top)]
    best: tuple[int, int, int] | None = None
    chosen: Header | None = None
    for n in range(top):
        for height in (1, 2):
            if n + height > top or not any(map(_filled, rows[n])):
                continue
            header = _match(rows[n : n + height], n + 1, names)
            rank = (len(header.slots), -height, -n)
            if header.slots and (best is None or rank > best):
                best, chosen = rank, header
    if chosen is None or len(chosen.slots) < min(2, len(chosen.titles)):
        return None
    return chosen


def _filled(cell: Cell) -> bool:
    return cell not in (None, "") and bool(show(cell))


def _spread(sheet: Sheet, n: int) -> list[Cell]:
    """Return a row with merged cells of the header repeated over all they cover."""
    row = list(sheet.rows[n])
    for (top, left), (bottom, right) in sheet.merged:
        if not top <= n <= bottom or top >= len(sheet.rows) or bottom - top > 3:
            continue
        source = sheet.rows[top]
        value = source[left] if left < len(source) else None
        row += [None] * (right + 1 - len(row))
        row[left : right + 1] = [value] * (right + 1 - left)
    return row


def _match(rows: Sequence[list[Cell]], row: int, names: Names) -> Header:
    titles: dict[int, str] = {}
    found: dict[int, tuple[Slot, ...]] = {}
    given: set[int] = set()
    width = max(map(len, rows))
    for column in range(width):
        stack = [show(cells[column]) if column < len(cells) else "" for cells in rows]
        title, slots, own = _column(list(dict.fromkeys(filter(None, stack))), names)
        if title and not is_placeholder(title):
            titles[column] = title
            if slots:
                found[column] = slots
            if own:
                given.add(column)
    kept, twice = _settle(found, titles, given)
    texts = tuple({c: header_text(cell) for c, cell in enumerate(r) if _filled(cell)} for r in rows)
    unknown = tuple(titles[c] for c in titles if c not in kept)
    return Header(row, len(rows), kept, titles, unknown, tuple(twice), texts)


def _column(stack: list[str], names: Names) -> tuple[str, tuple[Slot, ...], bool]:
    """Return the title, the slots and whether the mapping names it, of one column's titles.

    Below a merged title the lower one says what the column is, or both together.
    """
    if not stack:
        return "", (), False
    lowest = stack[-1]
    for text in dict.fromkeys((lowest, "".join(stack))):
        header = header_text(text)
        slot = names.find(header)
        if names.is_given(header):
            return text, (slot,) if slot else (), True
        slots = (slot,) if slot else names.pair(header)
        if slots:
            return text, slots, False
    return lowest, (), False


def _settle(
    found: dict[int, tuple[Slot, ...]], titles: dict[int, str], given: set[int]
) -> tuple[dict[int, tuple[Slot, ...]], list[tuple[str, str, Slot]]]:
    """Give each slot one column: the mapping's before all; two equal claims are a problem."""
    taken: dict[Slot, int] = {}
    twice: list[tuple[str, str, Slot]] = []
    kept: dict[int, tuple[Slot, ...]] = {}
    for column in sorted(found, key=lambda c: (c not in given, c)):
        slots = found[column]
        rivals = [slot for slot in slots if slot in taken]
        if not rivals:
            taken.update(dict.fromkeys(slots, column))
            kept[column] = slots
        elif taken[rivals[0]] not in given or column in given:
            if _plainly_merged(titles, taken[rivals[0]], column):
                continue
            twice.append((titles[taken[rivals[0]]], titles[column], rivals[0]))
    return kept, twice


def _plainly_merged(titles: dict[int, str], first: int, second: int) -> bool:
    """One title merged over neighbouring columns: the first of them holds the value."""
    same = {titles.get(column) for column in range(first, second + 1)}
    return len(same) == 1


def repeats(header: Header, row: Sequence[Cell]) -> bool:
    """Say whether a body row is the header once more, as after a page break."""
    written = {c: header_text(cell) for c, cell in enumerate(row) if _filled(cell)}
    if len(written) < min(2, len(header.titles)):
        return False
    for texts in header.texts:
        same = sum(texts.get(c) == text for c, text in written.items())
        if same == len(written) and any(c in header.columns for c in written):
            return True
    return False
