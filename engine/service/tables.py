"""The jobs of carrying a decision table to a workbook and back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.catalogue.editing import BAD_WORKBOOK, UNKNOWN_TABLE
from engine.policy.assembling import read_policy
from engine.policy.document import Document
from engine.policy.layout.table_rows import Row, Rows, Unwritable, rows_of, table_text
from engine.policy.loading import load_document
from engine.policy.trying import as_if, at_home
from engine.problems import Place, Problem, ProblemsFound, Text, did_you_mean, errors
from engine.service.files import write
from engine.service.policies import find_policy


def export_table(decision: str, policy: str, out: str) -> int:
    """Write the rules of a decision as a workbook, a row each; return how many."""
    from engine.reporting.sheets import Sheet
    from engine.reporting.workbooks import as_xlsx

    _, rows = _table(find_policy(policy), decision)
    columns = rows.columns
    cells = tuple(tuple(row.get(column) for column in columns) for row in rows.rows)
    write(out, as_xlsx([Sheet(decision, columns, cells)], {}))
    return len(cells)


def import_table(decision: str, policy: str, workbook: str) -> str | None:
    """Put the rows of a workbook into the policy file; return its name where it changed.

    Nothing is written where the set with these rows would have an error; raises
    ProblemsFound then.
    """
    folder = find_policy(policy)
    file, old = _table(folder, decision)
    try:
        new = _ordered(old, _read(workbook))
        text = table_text(old, new)
    except Unwritable as fault:
        raise _bad(workbook, fault.reason) from None
    if text == old.document.source.text:
        return None
    data = text.encode("utf-8")
    with as_if(folder, {file.relative_to(folder).as_posix(): data}) as copy:
        problems = [at_home(p, copy, folder) for p in read_policy(copy)[1]]
    if errors(problems):
        raise ProblemsFound(errors(problems))
    raw = file.read_bytes()
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    write(str(file), mark + data)
    return str(file)


def _bad(workbook: str, reason: Text) -> ProblemsFound:
    return ProblemsFound([BAD_WORKBOOK.at(Place(workbook), reason=reason)])


def _table(folder: Path, decision: str) -> tuple[Path, Rows]:
    """Return the file that holds a decision table, and its rules; raises ProblemsFound."""
    known: dict[str, tuple[Path, Document]] = {}
    problems: list[Problem] = []
    for file in sorted(folder.rglob("*.yaml")):
        document, found = load_document(str(file), file.read_bytes())
        tables = _tables(document) if document else {}
        if decision in tables:
            problems += errors(found)
        for name in tables:
            known.setdefault(name, (file, document))  # type: ignore[arg-type]
    if problems:
        raise ProblemsFound(problems)
    if decision not in known:
        hint = did_you_mean(decision, known)
        words = UNKNOWN_TABLE.at(Place(str(folder)), hint, asked=decision, known=", ".join(known))
        raise ProblemsFound([words])
    file, document = known[decision]
    return file, rows_of(document, ("decisions", decision, "rules"))


def _tables(document: Document) -> dict[str, Any]:
    data = document.data if isinstance(document.data, dict) else {}
    decisions = data.get("decisions")
    found = decisions.items() if isinstance(decisions, dict) else ()
    return {
        name: body
        for name, body in found
        if isinstance(body, dict)
        and isinstance(body.get("rules"), list)
        and body["rules"]
        and all(isinstance(rule, dict) for rule in body["rules"])
    }


def _read(workbook: str) -> list[Row]:
    """Return the rows of the first sheet; raises ProblemsFound or Unwritable."""
    from engine.facts.sheets import UnreadableFile
    from engine.facts.workbooks import read_workbook

    try:
        sheets = read_workbook(Path(workbook).read_bytes(), workbook)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise Unwritable(reason, reason) from None
    except UnreadableFile as fault:
        raise Unwritable(fault.reason.zh, fault.reason.en) from None
    cells = [[_text(cell) for cell in row] for row in sheets[0].rows] if sheets else []
    heading = cells[0] if cells else []
    if "id" not in heading:
        raise Unwritable("没有 id 列", "it has no column `id`")
    named = [h for h in heading if h]
    twice = next((h for h in named if named.count(h) > 1), None)
    if twice:
        raise Unwritable(f"有两个“{twice}”列", f"it has two columns `{twice}`")
    rows = [
        {column: cell for column, cell in zip(heading, row, strict=False) if column and cell}
        for row in cells[1:]
        if any(row)
    ]
    _check_ids(rows)
    return rows


def _check_ids(rows: Sequence[Row]) -> None:
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        id = row.get("id", "")
        if not id or id in seen:
            zh = f"第 {number} 行没有 id" if not id else f"id“{id}”出现两次"
            en = f"row {number} has no id" if not id else f"the id `{id}` stands twice"
            raise Unwritable(zh, en)
        seen.add(id)


def _text(cell: object) -> str:
    """Return a cell as text: what a person typed as a number or a date is one."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(Decimal(str(cell)))
    return str(cell).strip()


def _ordered(old: Rows, new: list[Row]) -> list[Row]:
    """Return the rows with their columns in the order of the rule they replace."""
    before = {row["id"]: row for row in old.rows if "id" in row}
    found = []
    for row in new:
        kept = [column for column in before.get(row["id"], {}) if column in row]
        found.append(
            {column: row[column] for column in (*kept, *(c for c in row if c not in kept))}
        )
    return found
