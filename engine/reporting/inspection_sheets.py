"""Assignment, changes and plans as tables and in words."""

from __future__ import annotations

from collections.abc import Sequence

from engine.inspection.assignment import Assignment
from engine.inspection.changes_model import ChangeReport, ChangeState, ChangeTask
from engine.inspection.plans import PlanCheck
from engine.policy.model import PolicySet
from engine.problems import Language, Text
from engine.reporting.lists_words import joined
from engine.reporting.sheets import Cell, Sheet

TASKS = Text("巡查任务", "inspections")
TASK_HEADINGS = (
    Text("负责巡查", "inspects"), Text("月份", "month"), Text("名次", "rank"),
    Text("名称", "name"), Text("编号", "key"), Text("所在地", "place"),
    Text("会同（并作为监管重点）", "takes part (key object of supervision)"),
    Text("名单", "lists"), Text("已巡查", "inspected"),
)  # fmt: skip
LOADS = Text("各部门工作量", "workload")
LOAD_HEADINGS = (
    Text("部门", "department"), Text("负责巡查", "leads"), Text("参加", "takes part"),
    Text("合计", "together"), Text("已巡查", "done"), Text("全年能力", "capacity"),
    Text("排不下", "no room"), Text("各月", "by month"),
)  # fmt: skip
NO_ROOM = Text("排不下", "no room")
CHANGE_TASKS = Text("须变更的名单", "lists to be changed")
CHANGE_TASK_HEADINGS = (
    Text("由谁变更", "who changes"), Text("名称", "name"), Text("编号", "key"),
    Text("事由", "grounds"), Text("列入名单的部门", "on the lists of"),
    Text("可选方式", "ways"), Text("下一名", "next in rank"), Text("注意", "mind"),
    Text("依据", "clauses"),
)  # fmt: skip
WAYS = Text("移出；递补下一名；推迟", "drop; replace by the next; defer")
STATES = Text("变更和报备", "changes filed")
STATE_HEADINGS = (
    Text("部门", "department"), Text("名称", "name"), Text("方式", "kind"), Text("理由", "reason"),
    Text("决定日期", "decided"), Text("报备", "filed"), Text("上级确认", "acknowledged"),
    Text("是否报备到位", "filed to the top"), Text("等谁", "waits for"),
)  # fmt: skip
EFFECTS = {
    "drop": Text("移出", "drop"), "replace": Text("递补", "replace"),
    "defer": Text("推迟", "defer"), "": Text("没有写明", "not said"),
}  # fmt: skip
VERSIONS = Text("新版名单", "new versions")
VERSION_HEADINGS = (
    Text("部门", "department"), Text("版本", "version"), Text("移出", "left"),
    Text("递补", "entered"), Text("推迟", "deferred"), Text("户数", "listed"),
)  # fmt: skip
PLANS = Text("巡查计划", "plans")
PLAN_HEADINGS = (
    Text("部门", "department"), Text("计划", "plan"), Text("缺项", "lacks"), Text("期限", "due"),
    Text("到达", "arrived"), Text("是否按期", "in time"), Text("各环", "hops"),
    Text("谁拖延", "late because of"), Text("依据", "clauses"),
)  # fmt: skip
PLAN_STATES = {
    "on_time": Text("按期", "on time"), "late": Text("逾期到达", "late"),
    "open": Text("尚未到期", "not yet due"), "overdue": Text("逾期未到", "overdue"),
}  # fmt: skip
THERE, NOT_THERE = Text("有", "there"), Text("没有", "missing")
COMPLETE = Text("齐全", "complete")
HOP = Text(
    "{sender}→{receiver}：{reached}（{due}前）{state}",
    "{sender} → {receiver}: {reached} (by {due}) {state}",
)
NOT_YET = Text("未到", "not yet")
YES, NO = Text("是", "yes"), Text("否", "no")


def _head(headings: Sequence[Text], language: Language) -> tuple[str, ...]:
    return tuple(h.to(language) for h in headings)


def _place(policy: PolicySet, code: str) -> str:
    return policy.divisions[code].name if code in policy.divisions else ""


def tasks(policy: PolicySet, found: Assignment, language: Language) -> Sheet:
    """Return one row an enterprise: who inspects it, when, who takes part."""
    titles = policy.routing.level_titles if policy.routing else {}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            t.department.name,
            t.month if t.month is not None else NO_ROOM.to(language),
            t.rank,
            t.name,
            "/".join(t.subject),
            _place(policy, t.division),
            "、".join(d.name for d in t.participants),
            "、".join(titles.get(lv, Text(lv, lv)).to(language) for lv in t.listed),
            "、".join(v.ended.isoformat() for v in t.done),
        )
        for t in found.tasks
    )
    notes = tuple(text.to(language) for text in (*found.allowed, *found.notes))
    return Sheet(TASKS.to(language), _head(TASK_HEADINGS, language), rows, notes)


def loads(found: Assignment, language: Language) -> Sheet:
    """Return one row a department: what it leads, where it takes part, what fits."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.department.name,
            one.leads,
            one.takes_part,
            one.listed,
            one.done,
            one.capacity,
            one.no_room,
            " ".join(f"{month}:{count}" for month, count in one.by_month.items()),
        )
        for one in found.loads
    )
    return Sheet(LOADS.to(language), _head(LOAD_HEADINGS, language), rows)


def change_tasks(found: ChangeReport, language: Language) -> Sheet:
    """Return one row a change that must be made."""
    rows = tuple(_task(task, language) for task in found.tasks)
    return Sheet(CHANGE_TASKS.to(language), _head(CHANGE_TASK_HEADINGS, language), rows)


def _task(task: ChangeTask, language: Language) -> tuple[Cell, ...]:
    after = f"{task.next.name} {'/'.join(task.next.key)}" if task.next else ""
    keeps = f"{task.keeps.to(language)} [{', '.join(task.keeps_cites)}]"
    return (
        task.department.name, task.name, "/".join(task.subject), task.grounds.to(language),
        "、".join(d.name for d in task.holders), WAYS.to(language), after, keeps,
        ", ".join(task.cites),
    )  # fmt: skip


def change_states(found: ChangeReport, language: Language) -> Sheet:
    """Return one row a recorded change: every hop, every acknowledgement, who is next."""
    rows = tuple(_state(state, language) for state in found.states)
    return Sheet(STATES.to(language), _head(STATE_HEADINGS, language), rows)


def _state(state: ChangeState, language: Language) -> tuple[Cell, ...]:
    hops = "；".join(
        f"{h.sender.name}→{h.receiver.name}：{h.filed or '-'} {h.receipt or '-'}"
        for h in state.hops
    )
    agreed = "；".join(f"{level}：{day or '-'}" for level, day in state.agreed.items())
    return (
        state.department.name, state.name, EFFECTS[state.effect].to(language), state.reason,
        state.decided.isoformat() if state.decided else "", hops, agreed,
        (YES if state.filed else NO).to(language),
        state.waits_for.name if state.waits_for else "",
    )  # fmt: skip


def versions(found: ChangeReport, language: Language) -> Sheet:
    """Return one row a list that has a new version."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            v.department.name, v.version, "、".join("/".join(k) for k in v.left),
            "、".join(c.name for c in v.entered), "、".join("/".join(k) for k in v.deferred),
            len(v.rows),
        )
        for v in found.versions
    )  # fmt: skip
    return Sheet(VERSIONS.to(language), _head(VERSION_HEADINGS, language), rows)


def plans(found: Sequence[PlanCheck], language: Language) -> Sheet:
    """Return one row a department's plan."""
    rows = tuple(_plan(check, language) for check in found)
    return Sheet(PLANS.to(language), _head(PLAN_HEADINGS, language), rows)


def _plan(check: PlanCheck, language: Language) -> tuple[Cell, ...]:
    lacks = joined([n.title for n in check.lacks]) if check.present else Text("", "")
    hops = "；".join(
        HOP.format(
            sender=h.sender.name, receiver=h.receiver.name, reached=h.reached or NOT_YET,
            due=h.due, state=PLAN_STATES[h.state],
        ).to(language)
        for h in check.hops
    )  # fmt: skip
    return (
        check.department.name,
        (THERE if check.present else NOT_THERE).to(language),
        lacks.to(language) if check.lacks else COMPLETE.to(language),
        check.due.isoformat(),
        check.arrived.isoformat() if check.arrived else "",
        PLAN_STATES[check.state].to(language),
        hops,
        check.late_by.name if check.late_by else "",
        ", ".join(check.due_cites),
    )
