"""Jurisdiction: a department that acts for a subject by written authority, not by place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.facts.model import Key, Row
from engine.organisation.hierarchy import Hierarchy
from engine.organisation.rows import Rows
from engine.policy.routing_model import Department
from engine.problems import Text


@dataclass(frozen=True, slots=True)
class Authority:
    """Who acts by authority on the day, and on which document; or why nobody does."""

    department: Department | None = None
    reason: Text | None = None
    aside: tuple[Text, ...] = ()


def authority(hierarchy: Hierarchy, rows: Rows, subject: Key, as_of: date) -> Authority:
    """Return the department that takes over on `as_of`.

    A row without a document gives no authority.  Two departments at once give none
    either: which of them acts must be settled by people.
    """
    valid: dict[str, Text] = {}
    aside: list[Text] = []
    for row in rows.of(subject):
        id = str(rows.value(row, "department") or "")
        reason = _why_not(hierarchy, rows, row, id, as_of)
        if reason is not None:
            aside.append(reason)
        else:
            valid[id] = _why(hierarchy, rows, row, id)
    if len(valid) == 1:
        id, why = next(iter(valid.items()))
        return Authority(hierarchy.routing.departments[id], why, tuple(aside))
    if valid:
        names = "、".join(hierarchy.routing.departments[id].name for id in sorted(valid))
        aside.append(
            Text(
                f"同时授权了{names}，须先核对；在此之前由所在地的部门负责",
                f"{names} are authorised at once, which must be settled first; until then the "
                "department of the place acts",
            )
        )
    return Authority(aside=tuple(aside))


def _why_not(hierarchy: Hierarchy, rows: Rows, row: Row, id: str, as_of: date) -> Text | None:
    department = hierarchy.routing.departments.get(id)
    if department is None:
        return Text(
            f"监管权属里的部门编号“{id}”不认识，不计",
            f"the department id `{id}` in the table of jurisdiction is not known",
        )
    name, start, end = department.name, rows.value(row, "from"), rows.value(row, "until")
    if "from" in rows.fields and not isinstance(start, date):
        return Text(
            f"{name}的监管权属没有起始日期，不计",
            f"the jurisdiction of {name} does not count: it has no first day",
        )
    if isinstance(start, date) and as_of < start:
        return Text(
            f"{name}自{start}起才有监管权属",
            f"the jurisdiction of {name} begins on {start}",
        )
    if isinstance(end, date) and as_of > end:
        return Text(
            f"{name}的监管权属已于{end}到期",
            f"the jurisdiction of {name} ended on {end}",
        )
    if "authorised_by" in rows.fields and not rows.value(row, "authorised_by"):
        return Text(
            f"{name}没有授权文件，由所在地的部门署名",
            f"{name} has no written authority, so the department of the place signs",
        )
    return None


def _why(hierarchy: Hierarchy, rows: Rows, row: Row, id: str) -> Text:
    name, start = hierarchy.routing.departments[id].name, rows.value(row, "from")
    document = rows.value(row, "authorised_by")
    return Text(
        f"按授权文件“{document or ''}”，自{start or ''}起由{name}监管，代替所在地的部门",
        f"by “{document or ''}”, {name} acts from {start or ''} on in place of the department "
        "of the place",
    )
