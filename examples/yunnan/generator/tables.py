"""Writing tables as offices send them: GBK CSV, and workbooks in the form of annex 3."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from examples.yunnan.generator.model import Row, Site

ANNEX_3 = (
    "序号", "风险源点名称", "内部\n编号", "所在\n点位", "数量", "安全风险辨识", "安全风险等级",
    "安全风险\n管控措施", "安全风险管控\n责任部门/责任人", "备注",
)  # fmt: skip
WIDTHS = (6, 20, 10, 14, 7, 30, 12, 34, 18, 10)
DATES = ("{0:%Y-%m-%d}", "{0.year}.{0.month}.{0.day}", "{0.year}/{0.month}/{0.day}",
         "{0.year}年{0.month}月{0.day}日", "{0:%Y%m%d}")  # fmt: skip
MADE_AT = (2026, 7, 1, 8, 0, 0)


def write_csv(path: Path, rows: Sequence[Row], encoding: str, random: Random | None = None) -> None:
    """Write rows as CSV; with `random`, dates in the mixed spellings of real files."""
    out = io.StringIO(newline="")
    titles = list(dict.fromkeys(title for row in rows for title in row))
    writer = csv.writer(out)
    writer.writerow(titles)
    for row in rows:
        writer.writerow([_text(row.get(title, ""), random) for title in titles])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue().encode(encoding))


def _text(value: object, random: Random | None) -> str:
    if isinstance(value, date):
        return (random.choice(DATES) if random else DATES[0]).format(value)
    return str(value)


def write_ledger(path: Path, site: Site, notes: Iterable[str], random: Random) -> None:
    """Write a ledger in the form of annex 3: title, notes, header with line breaks, total row."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "台账"
    page.append(["企业安全风险源点管理台账"])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(ANNEX_3))
    page.append([f"企业名称：{site.name}", None, None, f"统一社会信用代码：{site.uscc}", None, None,
                 f"生产场所编号：{site.number}"])  # fmt: skip
    for note in notes:
        page.append([note])
    page.append(list(ANNEX_3))
    header = page.max_row
    for number, row in enumerate(site.points):
        if number and number % 18 == 0 and random.random() < 0.5:
            page.append(list(ANNEX_3))  # a printed page break, typed over again
        page.append([_cell(row.get(title.replace("\n", ""), "")) for title in ANNEX_3])
    if random.random() < 0.5:
        page.append(["合计", None, None, None, len(site.points)])
    page.append([])
    page.append(["注：等级分为一级（红）、二级（橙）、三级（黄）、四级（蓝）。"])
    _dress(page, header)
    _save(book, path)


def _cell(value: object) -> object:
    text = str(value)
    return int(text) if text.isdigit() and len(text) < 6 else (text or None)


def _dress(page: object, header: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.worksheet import Worksheet

    assert isinstance(page, Worksheet)
    thin = Side(style="thin")
    for cell in page[header]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    for number, width in enumerate(WIDTHS, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page["A1"].font = Font(bold=True, size=16)
    page["A1"].alignment = Alignment(horizontal="center")


def _save(book: Workbook, path: Path) -> None:
    """Save with fixed times inside, so that the same world gives the same bytes."""
    book.properties.created = book.properties.modified = datetime(*MADE_AT)
    raw = io.BytesIO()
    book.save(raw)
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(raw) as inside, ZipFile(path, "w", ZIP_DEFLATED) as out:
        for name in inside.namelist():
            data = inside.read(name)
            if name == "docProps/core.xml":
                data = _fixed_time(data)
            out.writestr(ZipInfo(name, MADE_AT), data, ZIP_DEFLATED)


def _fixed_time(core: bytes) -> bytes:
    """openpyxl writes the moment of saving; put the fixed one in its place."""
    start = core.index(b"<dcterms:modified")
    begin, end = core.index(b">", start) + 1, core.index(b"</dcterms:modified>", start)
    return core[:begin] + b"2026-07-01T08:00:00Z" + core[end:]
