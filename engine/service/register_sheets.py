"""Jobs of the register that read sheets: many events at once, the platform's export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from engine.catalogue import register as codes
from engine.execution.exact import Json
from engine.problems import Place, ProblemsFound
from engine.register import distribution, inspections
from engine.register.desk import Desk
from engine.register.moves import NAMES
from engine.register.recording import Imported, record
from engine.register.sealing import canonical, sha256
from engine.service.register import Asked, desk


def compare(asked: Asked, path: str) -> list[distribution.Difference]:
    """Return how the platform's export differs from the register."""
    at = desk(asked)
    rows = [
        {
            "number": row.get("number", ""),
            "level": _level(at, row.get("level", "")),
            "issued_on": row.get("issued_on", "")[:10],
        }
        for row in sheet_rows(path, EXPORT)
    ]
    return distribution.compare([n for n in at.notices() if n.state != "void"], rows)


def _level(at: Desk, word: str) -> str:
    scale = at.policy.level_scale
    spelt = {w: m.id for m in scale.members for w in m.also}
    return scale.ids[scale.words[word]] if word in scale.words else spelt.get(word, word)


EXPORT = {
    "number": ("number", "文号", "编号", "提示单编号", "预警编号"),
    "level": ("level", "级别", "预警级别", "预警等级", "颜色"),
    "issued_on": ("issued_on", "发布日期", "日期", "预警日期"),
}
ROWS = {
    "kind": ("kind", "事项"),
    "warning": ("warning", "预警", "文号"),
    "on": ("on", "日期", "发生日期"),
    "key": ("key", "登记号"),
    "reason": ("reason", "理由"),
    "evidence": ("evidence", "凭证"),
    "method": ("method", "送达方式"),
    "received_by": ("received_by", "签收人"),
    "consent": ("consent", "同意记录"),
    "content": ("content", "内容"),
    "opinion": ("opinion", "意见"),
    "closed": ("closed", "已消除的问题"),
    "ground": ("ground", "情形"),
    "until": ("until", "延期至"),
    "decision": ("decision", "决定"),
    "risk_controllable": ("risk_controllable", "风险可控"),
    "control_measures": ("control_measures", "管控措施"),
    "witnesses": ("witnesses", "见证人"),
    "measure": ("measure", "措施"),
    "number": ("number", "函号"),
    "legal_basis": ("legal_basis", "法律依据"),
    "accident": ("accident", "事故编号"),
}


def sheet_rows(path: str, headings: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Return the rows of the first sheet whose header has some of the headings."""
    from engine.facts.cells import clean
    from engine.facts.sheets import UnreadableFile
    from engine.facts.text_tables import read_text_table
    from engine.facts.workbooks import read_workbook

    file = Path(path)
    if not file.is_file():
        raise ProblemsFound([codes.NO_FILE.at(Place(path), file=path)])
    text = file.suffix.lower() in (".csv", ".tsv", ".txt")
    try:
        sheets = (read_text_table if text else read_workbook)(file.read_bytes(), path)
    except UnreadableFile as fault:
        found = fault.code.at(Place(path), file=path, reason=fault.reason)
        raise ProblemsFound([found]) from None
    words = {word: name for name, known in headings.items() for word in known}
    for sheet in sheets:
        for at, header in enumerate(sheet.rows[:10]):
            columns = {n: words[clean(c)] for n, c in enumerate(header) if clean(c) in words}
            if len(columns) >= 2:
                cells = (
                    {columns[n]: clean(row[n]) for n in columns} for row in sheet.rows[at + 1 :]
                )
                return [row for row in cells if any(row.values())]
    return []


def import_rows(asked: Asked, path: str) -> list[Imported]:
    """Enter the events of a workbook row by row; a refused row keeps none of the others out."""
    at = desk(asked, entering=True)
    kinds = {w: k for k, name in NAMES.items() for w in (k, name.zh, name.en)}
    found = []
    for number, row in enumerate(sheet_rows(path, ROWS), 1):
        said = {name: word for name, word in row.items() if word}
        kind = kinds.get(said.pop("kind", ""), "")
        warning, key = said.pop("warning", ""), said.pop("key", None)
        # The same row read twice is one entry.
        key = key or sha256(canonical([kind, warning, said]))
        try:
            on = date.fromisoformat(said.pop("on", "")[:10])
            found.append(Imported(number, record(at, kind, warning, on, _typed(said), key), None))
        except ProblemsFound as fault:
            found.append(Imported(number, None, fault))
        except ValueError:
            told = codes.RECORD.at(Place(path, number), name="on", reason=inspections.NEEDED)
            found.append(Imported(number, None, ProblemsFound([told])))
    return found


def _typed(said: Mapping[str, str]) -> dict[str, Json]:
    body: dict[str, Json] = {**said}
    if "closed" in said:
        body["closed"] = [w for w in said["closed"].replace("、", ",").split(",") if w]
    if "risk_controllable" in said:
        body["risk_controllable"] = said["risk_controllable"] in ("是", "yes", "true", "TRUE")
    if "evidence" in said:
        body["evidence"] = [{"paper": said["evidence"]}]
    return body
