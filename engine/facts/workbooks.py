"""XLSX and XLS workbooks through python-calamine, whose one owner is this module."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from engine.catalogue import facts as codes
from engine.facts.sheets import Sheet, UnreadableFile
from engine.problems import Text

_DATE_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true|on)[\"']", re.IGNORECASE)
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
    base_1904 = _counts_from_1904(data)
    try:
        with python_calamine.load_workbook(BytesIO(data)) as book:
            return [_sheet(book, meta, file, base_1904) for meta in _worksheets(book)]
    except python_calamine.PasswordError:
        secret = Text("有密码保护", "it is protected by a password")
        raise UnreadableFile(codes.FILE_UNREADABLE, secret) from None
    except Exception as fault:  # the reader is native code: a damaged file may raise anything
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


def _counts_from_1904(data: bytes) -> bool:
    """Read the one setting the library does not show; an XLS says it in the manifest."""
    if not data.startswith(b"PK"):
        return False
    try:
        with ZipFile(BytesIO(data)) as archive, archive.open("xl/workbook.xml") as part:
            return _DATE_1904.search(part.read(100_000)) is not None
    except (BadZipFile, KeyError, OSError, ValueError, NotImplementedError):
        return False
