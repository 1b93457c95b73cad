"""Parts of the example of Yunnan, copied so that a test may change them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.facts.text_tables import decode
from engine.policy.loading import load_document

ROOT = Path(__file__).parents[1]
FACTS = ROOT / "examples/yunnan/facts"
POLICY = ROOT / "policies/yunnan"
FOLDERS = ("enterprises", "points", "hazards")
PREFECTURES = ("532800", "533100", "533300", "533400")  # some two hundred sites
Rows = list[list[str]]


def rows_of(path: Path) -> Rows:
    """Return the cells of a CSV file, whatever its encoding."""
    text, _ = decode(path.read_bytes())
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def write_rows(path: Path, rows: Iterable[list[str]]) -> None:
    """Write cells as CSV in UTF-8 with a mark, as spreadsheets do."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(out.getvalue(), "utf-8-sig")


def subset(folder: Path, prefectures: Iterable[str] = PREFECTURES) -> Path:
    """Copy the facts of some prefectures; other tables keep only the rows of their sites."""
    folder.mkdir(parents=True)
    known: set[str] = set()
    for place in prefectures:
        known |= {row[0] for row in rows_of(FACTS / f"enterprises/{place}.csv")[1:]}
        for part in FOLDERS:
            (folder / part).mkdir(exist_ok=True)
            data = (FACTS / part / f"{place}.csv").read_bytes()
            (folder / part / f"{place}.csv").write_bytes(data)
        (folder / "ledgers").mkdir(exist_ok=True)
        for ledger in FACTS.glob(f"ledgers/91{place[:4]}*.xlsx"):
            (folder / "ledgers" / ledger.name).write_bytes(ledger.read_bytes())
    for path in FACTS.glob("*.csv"):
        head, *rows = rows_of(path)
        write_rows(folder / path.name, [head, *(row for row in rows if row[0] in known)])
    (folder / "facts.yaml").write_bytes((FACTS / "facts.yaml").read_bytes())
    return folder


def read_yaml(path: Path) -> Any:
    """Return what a file of a policy set says, as the engine reads it."""
    document, problems = load_document(path.name, path.read_bytes())
    assert document is not None
    assert problems == []
    return document.data


def write_yaml(path: Path, data: Any) -> None:
    """Write a file of a policy set; JSON is YAML, and cannot be quoted wrongly."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, default=float), "utf-8")
