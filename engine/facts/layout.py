"""The rows of a sheet sorted: what belongs to the table, what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.facts.cells import Cell, clean, is_placeholder, show
from engine.facts.columns import header_text
from engine.facts.headers import Header, repeats
from engine.facts.sheets import Sheet

_TOTAL = re.compile(
    r"(?:本页|本表|本月|累计|总)?(?:合计|小计|总计|共计)(?:[::\d(].*)?|total|subtotal"
)
_NOTE = re.compile(
    r"(?:备?注|说明|填表说明|填报说明)\s*\d*\s*[::.、].*"
    r"|(?:制表|填表|填报|审核|审批|批准|编制|校核|负责|报送|联系|签发|盖章)"
    r"(?:人|单位|部门|日期|时间|电话|方式)?(?:\(.*\))?\s*[::].*",
    re.DOTALL,
)
# Where a row that is none may begin: totals, notes, placeholders; blanks hide anything.
_SUSPECT = frozenset("合小总共本累备注说填制审批编校负报联签盖tT{$ '\ufeff\u200b")
_SEQUENCE = frozenset({"序号", "no", "no.", "#", "序"})
_GAP = re.compile(r"\s{2,}|[\n\t]|\s(?=[^\s:]+:)")


@dataclass(frozen=True)
class BodyRow:
    """One row of the table: its number (from 1) and its cells, merged values filled in."""

    number: int
    cells: list[Cell]


def body_rows(sheet: Sheet, header: Header) -> Iterator[BodyRow | int]:
    """Yield the rows of the table; the number of a row that is passed over stands alone.

    Passed over are blank rows, headers repeated at page breaks, totals, notes, headings
    across the table and rows of placeholders.
    """
    filled = _merged_down(sheet, header)
    headings = _headings(sheet, header)
    serial = {c for c, title in header.titles.items() if header_text(title) in _SEQUENCE}
    for number in range(header.body, len(sheet.rows) + 1):
        written = sheet.rows[number - 1]
        cells = filled.get(number) or written
        if number in headings or _passed_over(cells, written, header, serial):
            yield number
        else:
            yield BodyRow(number, cells)


def _passed_over(
    cells: Sequence[Cell], written: Sequence[Cell], header: Header, serial: set[int]
) -> bool:
    """Say whether a row is no row of the table; most rows are seen to be one at a glance."""
    filled = [c for c, cell in enumerate(cells) if cell is not None and cell != ""]
    if len(filled) > 2:
        first = cells[filled[0]]
        plain = isinstance(first, str) and first.strip()
        if plain and plain[:1] not in _SUSPECT and not header.begins(filled[0], plain):
            return False
        if isinstance(first, int | float) and len(filled) > 3 and filled[0] not in serial:
            return False
    texts = {c: clean(cells[c]) for c in filled}
    texts = {c: text for c, text in texts.items() if text}
    if not set(texts) - serial:
        return True
    own = [clean(cell) for cell in written if show(cell)]
    sparse = len(own) * 2 <= len(header.titles) or len(own) == 1
    note = sparse and own and _NOTE.fullmatch(own[0]) is not None
    placeholders = bool(own) and all(map(is_placeholder, own))
    return bool(_is_total(texts, serial) or note or placeholders or repeats(header, cells))


def _is_total(texts: dict[int, str], serial: set[int]) -> bool:
    named = [texts[c] for c in sorted(texts)][:2] if serial & set(texts) else [texts[min(texts)]]
    return any(_TOTAL.fullmatch(re.sub(r"\s", "", text).casefold()) for text in named)


def _merged_down(sheet: Sheet, header: Header) -> dict[int, list[Cell]]:
    """Return the rows that a cell merged over several rows reaches, with its value filled in.

    A merge says that the rows share the value; one across columns says nothing new.
    """
    filled: dict[int, list[Cell]] = {}
    for (top, left), (bottom, _) in sheet.merged:
        if bottom <= top or top + 1 < header.body or top >= len(sheet.rows):
            continue
        value = sheet.rows[top][left] if left < len(sheet.rows[top]) else None
        for n in range(top + 1, min(bottom + 1, len(sheet.rows))):
            row = filled.setdefault(n + 1, list(sheet.rows[n]))
            row += [None] * (left + 1 - len(row))
            row[left] = value
    return filled


def _headings(sheet: Sheet, header: Header) -> set[int]:
    """Rows whose one cell is merged across half the table, such as 一、炼铁车间."""
    wide = max(2, (len(header.titles) + 1) // 2)
    found = set()
    for (top, left), (bottom, right) in sheet.merged:
        if top != bottom or right - left + 1 < wide or not header.body <= top + 1:
            continue
        row = sheet.rows[top] if top < len(sheet.rows) else []
        if sum(1 for cell in row if show(cell)) <= 1:
            found.add(top + 1)
    return found


def labelled_cells(sheet: Sheet, before: int) -> Iterator[tuple[int, str, Cell]]:
    """Yield (row, label, value) for what is written above row `before` of a ledger.

    Either `企业名称：某厂` in one cell, or the label in one cell and the value to its right.
    """
    for number in range(1, before):
        cells = [cell for cell in sheet.rows[number - 1] if show(cell)]
        for position, cell in enumerate(cells):
            text = clean(cell)
            following = cells[position + 1] if position + 1 < len(cells) else None
            if ":" not in text:
                if following is not None:
                    yield number, text, following
                continue
            for part in _GAP.split(text):
                label, colon, value = part.partition(":")
                if colon and value.strip():
                    yield number, label.strip(), value.strip()
                elif colon and following is not None and ":" not in clean(following):
                    yield number, label.strip(), following
