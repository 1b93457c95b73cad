"""Compile the Chinese wording of click's messages: `python tests/locale_file.py` writes the .mo."""

from __future__ import annotations

import ast
import struct
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "engine/reporting/locale/zh/LC_MESSAGES"


def entries(po: str) -> dict[str, str]:
    """Return msgid -> msgstr; a plural's msgid is singular NUL plural, as gettext wants it."""
    found: dict[str, str] = {}
    fields: dict[str, str] = {}
    for line in [*po.splitlines(), ""]:
        if line.startswith("msg"):
            name, quoted = line.split(" ", 1)
            fields[name] = ast.literal_eval(quoted)
        elif not line and fields:
            key = "\0".join(fields[n] for n in ("msgid", "msgid_plural") if n in fields)
            found[key] = fields.get("msgstr", fields.get("msgstr[0]", ""))
            fields = {}
    return found


def compiled(po: str) -> bytes:
    """Return the GNU .mo file of `po`, little endian, keys sorted."""
    pairs = [(k.encode(), v.encode()) for k, v in sorted(entries(po).items())]
    head = 28
    offset = head + 16 * len(pairs)
    tables: list[bytes] = []
    data = b""
    for column in (0, 1):
        rows = b""
        for pair in pairs:
            rows += struct.pack("<II", len(pair[column]), offset + len(data))
            data += pair[column] + b"\0"
        tables.append(rows)
    numbers = (0x950412DE, 0, len(pairs), head, head + 8 * len(pairs), 0, 0)
    return struct.pack("<7I", *numbers) + b"".join(tables) + data


if __name__ == "__main__":
    (FOLDER / "messages.mo").write_bytes(compiled((FOLDER / "messages.po").read_text("utf-8")))
