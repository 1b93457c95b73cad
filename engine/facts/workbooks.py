"""XLSX and XLS workbooks through python-calamine, whose one owner is this module."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from engine.catalogue import facts as codes
from engine.facts.sheets import Sheet, UnreadableFile
from engine.problems import Text

_DATE_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true|on)[\"']", re.IGNORECASE)
_COLUMN = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})\d')
_ROW = re.compile(rb'<(?:\w+:)?c [^>]*?r="[A-Z]{1,3}(\d{1,8})"')
_MOST_CELLS, _MOST_BYTES = 20_000_000, 2**30
_STRAY = Text(
    "最后面的行列里有零散内容，表格区域过大；请删除数据以外的行和列",
    "stray cells make its area too large; delete the rows and columns beyond the data",
)
_TOO_LARGE = Text("内容超过1 GB", "it holds more than 1 GB")
_HIDDEN = Text("隐藏的工作表，已照读", "hidden sheet, read all the same")


def read_workbook(data: bytes, file: str) -> list[Sheet]:
    """Return every sheet of a workbook, hidden rows and hidden sheets included.

    The library tells the format by the content when it is given bytes, so an `.xls` that
    is really an `.xlsx` opens.
    """
    try:
        import python_calamine
    except ImportError:
        missing = Text("python-calamine", "python-calamine")
        raise UnreadableFile(codes.READER_MISSING, missing) from None
    base_1904 = _look_inside(data)
    try:
        with python_calamine.load_workbook(BytesIO(data)) as book:
            return [_sheet(book, meta, file, base_1904) for meta in _worksheets(book)]
    except python_calamine.PasswordError:
        secret = Text("有密码保护", "it is protected by a password")
        raise UnreadableFile(codes.FILE_UNREADABLE, secret) from None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # native code: on a damaged file it may even panic
        words = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
        broken = Text(f"工作簿已损坏（{words}）", f"the workbook is damaged ({words})")
        raise UnreadableFile(codes.FILE_UNREADABLE, broken) from None


def _worksheets(book: Any) -> list[Any]:
    return [m for m in book.sheets_metadata if m.typ is type(m.typ).WorkSheet]


def _sheet(book: Any, meta: Any, file: str, base_1904: bool) -> Sheet:
    sheet = book.get_sheet_by_name(meta.name)
    hidden = meta.visible is not type(meta.visible).Visible
    return Sheet(
        file=file,
        name=meta.name,
        rows=sheet.to_python(skip_empty_area=False),
        merged=tuple(sorted(sheet.merged_cell_ranges or ())),
        base_1904=base_1904,
        notes=(_HIDDEN,) if hidden else (),
    )


def _look_inside(data: bytes) -> bool:
    """Refuse an XLSX that would exhaust memory; return whether it counts days from 1904.

    The reader allocates the whole area up to the last cell and ends the process where that
    fails, so one stray cell in the last row and column must be seen before.  (An XLS is
    small by its format; its 1904 setting is said in the manifest.)
    """
    if not data.startswith(b"PK"):
        return False
    try:
        with ZipFile(BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
                raise UnreadableFile(codes.FILE_UNREADABLE, _TOO_LARGE)
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and _area(archive.read(name)) > _MOST_CELLS:
                    raise UnreadableFile(codes.FILE_UNREADABLE, _STRAY)
            return _DATE_1904.search(archive.read("xl/workbook.xml")) is not None
    except UnreadableFile:
        raise
    except Exception:  # a damaged archive may raise anything; the reader says what is wrong
        return False


def _area(sheet: bytes) -> int:
    columns = max(map(_number, set(_COLUMN.findall(sheet))), default=0)
    rows = max(map(int, _ROW.findall(sheet)), default=0)
    return columns * rows


def _number(letters: bytes) -> int:
    """Return the number of a column from 1: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
