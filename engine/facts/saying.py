"""What was read, in one line for each source and one for all: 读入37行，退回4行."""

from __future__ import annotations

from engine.facts.model import Facts, Summary
from engine.policy.model import PolicySet
from engine.problems import Text


def say(summary: Summary, policy: PolicySet) -> Text:
    """Return the line of one source."""
    where = f"{summary.file} {summary.sheet}".strip()
    note = summary.note or Text("", "")
    if not summary.entity:
        return Text(f"{where}：{note.zh}", f"{where}: {note.en}")
    entity = policy.entities[summary.entity].title
    skipped = _skipped(summary.skipped)
    more = Text(f"；{note.zh}" if note.zh else "", f"; {note.en}" if note.en else "")
    return Text(
        f"{where}：{entity.zh}读入{summary.read}行，退回{summary.returned}行{skipped.zh}{more.zh}",
        f"{where}: {entity.en or summary.entity}: {summary.read} rows read, "
        f"{summary.returned} returned{skipped.en}{more.en}",
    )


def say_total(facts: Facts) -> Text:
    """Return the line of everything together."""
    read = sum(len(table.rows) for table in facts.tables.values())
    returned = len({reject.origin for reject in facts.rejects})
    return Text(f"读入{read}行，退回{returned}行", f"{read} rows read, {returned} returned")


def _skipped(count: int) -> Text:
    if not count:
        return Text("", "")
    return Text(f"，跳过空行、合计等{count}行", f", {count} blank, total or note rows skipped")
