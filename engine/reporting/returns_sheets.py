"""The workbook that a department fills in and sends back, and what becomes of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.facts.model import Fact, Facts, Key, Reject
from engine.inspection import returns as model
from engine.inspection.returns import returns_of
from engine.inspection.returns_model import COVER, Collected, Difference
from engine.policy.model import Entity, Field, PolicySet
from engine.policy.routing_model import Department
from engine.problems import Language, Text
from engine.reporting.lists_sheets import cell
from engine.reporting.results import rejects as reject_sheet
from engine.reporting.sheets import Cell, Sheet

STATES = Text("回收情况", "state of returns")
STATE_HEADINGS = (
    Text("部门编号", "id"), Text("部门", "department"), Text("情况", "state"),
    Text("文件", "file"), Text("报送日期", "returned on"), Text("零报告", "nil"),
    Text("读入行数", "rows read"), Text("退回项数", "sent back"),
)  # fmt: skip
NOT_CAME = Text("未报送", "not returned")
CAME = Text("已报送", "returned")
TO_MEND = Text("已报送，有退回补正", "returned, to be mended")
TWICE = Text("重复报送", "returned twice")
WHOSE = Text("不知道是谁报的", "nobody knows whose")
DIFFERENCES = Text("与上次报表的差异", "differences from the last return")
DIFFERENCE_HEADINGS = (
    Text("部门", "department"), Text("表", "sheet"), Text("编号", "key"), Text("差异", "kind"),
    Text("项目", "field"), Text("上次", "before"), Text("本次", "now"),
)  # fmt: skip
KINDS = {
    "new": Text("新增", "new"), "gone": Text("减少", "gone"), "changed": Text("改变", "changed"),
}  # fmt: skip
YES, NO = Text("是", "yes"), Text("否", "no")
SUMMARY = Text(
    "应报 {due} 家，已报 {came} 家，未报 {missing} 家，重复报送 {twice} 家，退回补正 {mend} 家",
    "{due} due, {came} returned, {missing} missing, {twice} twice, {mend} to be mended",
)


def template(
    policy: PolicySet, department: Department, year: int, facts: Facts | None
) -> list[Sheet]:
    """Return the workbook for one department: a cover, and a sheet for each table.

    The list as it stands in `facts` is filled in, so that only changes need typing.
    """
    cover = Sheet(
        COVER.zh,
        (model.DEPARTMENT.zh, department.id),
        (
            (model.NAME.zh, department.name),
            (model.YEAR.zh, str(year)),
            (model.SENT.zh, ""),
            (model.FILLED_BY.zh, ""),
            (model.NIL.zh, NO.zh),
        ),
    )
    sheets = [_table(policy, policy.entities[name], facts, department, year)
              for name in returns_of(policy).sheets]  # fmt: skip
    return [cover, *sheets]


def _table(
    policy: PolicySet, entity: Entity, facts: Facts | None, department: Department, year: int
) -> Sheet:
    rows = _known(policy, entity, facts, department, year) if facts else ()
    return table(policy, entity, rows)


def table(
    policy: PolicySet, entity: Entity, rows: Iterable[tuple[Key, Mapping[str, Fact]]]
) -> Sheet:
    """Return rows under the vocabulary's own headers, the keys of the rows above first."""
    above = _above(policy, entity)
    own = [f for f in entity.stored if f.name not in {a.name for a in above}]
    body = tuple(
        (*key[: len(above)], *(cell(policy, f, values.get(f.name)) for f in own))
        for key, values in rows
    )
    return Sheet(entity.title.zh, tuple(f.title.zh for f in (*above, *own)), body)


def _above(policy: PolicySet, entity: Entity) -> list[Field]:
    parent = policy.entities[entity.parent] if entity.parent else None
    return [parent.fields[name] for name in parent.key] if parent else []


def _known(
    policy: PolicySet, entity: Entity, facts: Facts, department: Department, year: int
) -> Iterable[tuple[Key, Mapping[str, Fact]]]:
    """Yield the rows of this department's own list of the year that the facts hold."""
    routing = policy.routing
    held = facts.tables.get(entity.name)
    if routing is None or held is None or entity.name != routing.listing["rows"]:
        return
    subjects = facts.tables[policy.subject.name].rows
    listing = routing.listing
    for key in sorted(held.rows):
        row = held.rows[key]
        subject = subjects.get(row.parent or ())
        code = str(subject.values.get(routing.division)) if subject else ""
        code = policy.division_changes.get(code, code)
        own = row.values.get(listing["level"]) == department.level
        if own and row.values.get(listing["year"]) == year and code == department.division:
            yield row.parent or (), row.values


def states(policy: PolicySet, found: Collected, language: Language) -> Sheet:
    """Return one row a department: returned or not, how much, what goes back."""
    rejects = found.rejects_of()
    twice = {d.department.id: d for d in found.doubled}
    rows: list[tuple[Cell, ...]] = []
    for department in found.missing:
        rows.append(_row(department, NOT_CAME, "", "", "", 0, 0, language))
    for one in found.returns:
        owner = one.department
        assert owner is not None
        count = len(rejects.get(owner.id, ()))
        state = TWICE if owner.id in twice else TO_MEND if count else CAME
        files = "、".join(twice[owner.id].files) if owner.id in twice else one.file
        sent = one.sent.isoformat() if one.sent else ""
        nil = (YES if one.nil else NO).to(language)
        rows.append(_row(owner, state, files, sent, nil, one.count, count, language))
    for double in found.doubled:
        if not double.kept:
            files = "、".join(double.files)
            rows.append(_row(double.department, TWICE, files, "", "", 0, 1, language))
    rows.sort(key=lambda row: str(row[0]))
    rows += [
        ("", "", WHOSE.to(language), one.file, "", "", 0, len(one.rejects)) for one in found.unknown
    ]
    headings = tuple(h.to(language) for h in STATE_HEADINGS)
    notes = (summary(policy, found).to(language), *(d.text.to(language) for d in found.doubled))
    return Sheet(STATES.to(language), headings, tuple(rows), notes)


def _row(
    department: Department,
    state: Text,
    files: str,
    sent: str,
    nil: str,
    count: int,
    back: int,
    language: Language,
) -> tuple[Cell, ...]:
    return (department.id, department.name, state.to(language), files, sent, nil, count, back)


def summary(policy: PolicySet, found: Collected) -> Text:
    """Return the figures in one line."""
    missing = len(found.missing)
    due = len(model.returning(policy))
    rejects = [id for id in found.rejects_of() if id]
    told = {"due": due, "came": due - missing, "twice": len(found.doubled), "mend": len(rejects)}
    return SUMMARY.format(missing=missing, **told)


def differences(policy: PolicySet, found: Sequence[Difference], language: Language) -> Sheet:
    """Return one row a changed value, and one for each row that is new or gone."""
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        entity = policy.entities[one.entity]
        start = (
            one.department.name, entity.title.to(language), "/".join(one.key),
            KINDS[one.kind].to(language),
        )  # fmt: skip
        if not one.fields:
            rows.append((*start, "", "", ""))
        for name, before, now in one.fields:
            rows.append((*start, entity.fields[name].title.to(language), before, now))
    headings = tuple(h.to(language) for h in DIFFERENCE_HEADINGS)
    return Sheet(DIFFERENCES.to(language), headings, tuple(rows))


def to_mend(rejects: Sequence[Reject], language: Language) -> Sheet:
    """Return the sheet that goes back to one department."""
    return reject_sheet(rejects, language)


def merged(policy: PolicySet, found: Collected) -> list[tuple[str, Sheet]]:
    """Return the merged tables, each under the vocabulary's headers, by entity."""
    made = []
    for name, rows in found.rows.items():
        entity = policy.entities[name]
        depth = len(_above(policy, entity))
        body = ((key[:depth], row.values) for key, row in rows.items())
        made.append((name, table(policy, entity, body)))
    return made
