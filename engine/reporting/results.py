"""The results of an evaluation in each format that is offered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from engine.execution.exact import Json
from engine.execution.outcome import Outcome, dumps, record
from engine.facts.model import Facts, Reject, Summary
from engine.policy.model import PolicySet
from engine.problems import Language, Text
from engine.reporting.outcomes import as_sheet, fills_of
from engine.reporting.sheets import Sheet, as_csv
from engine.reporting.summary import by_place, gravest
from engine.reporting.workbooks import as_xlsx

FORMATS = ("table", "json", "jsonl", "csv", "xlsx", "parquet")
READ = Text(
    "{file}{sheet}：读入 {read} 行，退回 {returned} 行",
    "{file}{sheet}: read {read}, returned {returned}",
)
REJECT_HEADINGS = (
    Text("文件", "file"),
    Text("工作表", "sheet"),
    Text("行", "row"),
    Text("列", "column"),
    Text("填写内容", "value"),
    Text("退回原因", "reason"),
)
RETURNED = Text("退回补正清单", "returned rows")


def format_of(path: str) -> str | None:
    """Return the format that the ending of `path` names, or None.

    >>> format_of("out/levels.xlsx"), format_of("x")
    ('xlsx', None)
    """
    ending = Path(path).suffix.lstrip(".").lower()
    return ending if ending in FORMATS else None


def render(
    policy: PolicySet,
    facts: Facts,
    header: Mapping[str, Json],
    outcomes: tuple[Outcome, ...],
    format: str,
    language: Language,
) -> bytes:
    """Return the results as `format`: json and jsonl in ids, the others in words."""
    if format in ("json", "jsonl"):
        records = [header, *(record(policy, o) for o in outcomes)]
        return _json_lines(records) if format == "jsonl" else _json(records)
    sheet = as_sheet(policy, facts, outcomes, language)
    if format == "csv":
        return as_csv(sheet)
    if format == "parquet":
        return _parquet(sheet)
    sheets = [*by_place(policy, facts, outcomes, language)]
    sheets += [gravest(policy, facts, outcomes, language), sheet, rejects(facts.rejects, language)]
    return as_xlsx(sheets, fills_of(policy, language))


def _json_lines(records: Iterable[Mapping[str, Json]]) -> bytes:
    return "".join(dumps(r) + "\n" for r in records).encode()


def _json(records: list[Mapping[str, Json]]) -> bytes:
    whole = {"schema_version": 1, "header": records[0], "outcomes": records[1:]}
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _parquet(sheet: Sheet) -> bytes:
    from engine.tables import parquet_bytes

    return parquet_bytes(sheet.headings, sheet.rows)


def rejects(found: Iterable[Reject], language: Language) -> Sheet:
    """Return the rows that were returned, one a line, with the reason in a clerk's words."""
    rows = tuple(
        (r.origin.file, r.origin.sheet, r.origin.row, r.column, r.value, r.reason.to(language))
        for r in found
    )
    return Sheet(RETURNED.to(language), tuple(h.to(language) for h in REJECT_HEADINGS), rows)


def reading(summaries: Iterable[Summary], language: Language) -> Iterator[str]:
    """Yield one line for each source: 读入37行，退回4行, and what is to be known of it."""
    for s in summaries:
        sheet = f" [{s.sheet}]" if s.sheet else ""
        line = READ.format(file=s.file, sheet=sheet, read=s.read, returned=s.returned)
        note = f" - {s.note.to(language)}" if s.note else ""
        yield line.to(language) + note
