"""Facts and desks for the stories: one enterprise, its inspection, and who works when."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from engine.facts.model import Facts, Key, Row, Table
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from engine.register.desk import Desk
from engine.register.events import Actor
from engine.register.inspections import read_record
from engine.register.issuing import inspect, issue
from engine.register.log import Log, open_register
from engine.register.recording import Recorded
from engine.register.recording import record as enter
from engine.register.sqlite import Sqlite

ROOT = Path(__file__).parents[2]
NOW = "2026-04-01T09:00:00+08:00"
COUNTY, PREFECTURE, PROVINCE = "d-530402", "d-530400", "d-530000"
ELSEWHERE = "d-530102"
SUBJECT: Key = ("E1", "1")
LEVELS = {"red": "level_1", "orange": "level_2", "yellow": "level_3", "blue": "level_4"}
SIGNED = {"handled": "张某某", "reviewed": "李某某", "signed": "王某某"}
CONTACTS = ["张某某", "李某某"]


@cache
def yunnan() -> PolicySet:
    return load_policy(ROOT / "policies/yunnan")


def day(text: str | date) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)


def facts(listed: str = "county", subject: Key = SUBJECT) -> Facts:
    """One enterprise with a point of each level; on the list of the level given."""
    rows: dict[str, dict[Key, Row]] = {name: {} for name in yunnan().entities}
    rows["enterprise"][subject] = Row(
        subject,
        {
            "uscc": subject[0], "site": subject[1], "name": "某某公司", "division": "530402",
            "industry": "light", "identification": "done", "production_status": "running",
            "management_system": True, "map_uploaded": True, "points_reported": True,
            "hazards_reported": True, "key_sectors": (),
        },
    )  # fmt: skip
    for number, level in enumerate(("level_1", "level_2", "level_3", "level_4"), 1):
        key = (*subject, f"P{number}")
        values = {
            "internal_no": f"P{number}",
            "own_level": level,
            "measures": "巡检",
            "responsible": "车间",
        }
        rows["risk_point"][key] = Row(key, values, subject)
    if listed:
        key = (*subject, "2026", listed, "1")
        values = {"year": 2026, "level": listed, "version": 1, "status": "filed"}
        rows["key_list"][key] = Row(key, values, subject)
    tables = {name: Table(name, found, True, True) for name, found in rows.items()}
    return Facts(tables, date(2026, 3, 31))


def opened(path: Path, practice: bool = False) -> Log:
    log = Log(Sqlite(path))
    open_register(log, "test", practice, date(2026, 1, 1), NOW)
    return log


def desk(log: Log, on: str | date, department: str = COUNTY, **more: Any) -> Desk:
    return Desk(yunnan(), log, Actor("张某某", department), day(on), NOW, **more)


def written(
    level: str = "red", number: str = "X1", on: str = "2026-03-12", **more: Any
) -> dict[str, Any]:
    """An inspection record with one finding at a point that gives the level."""
    point = {"red": "P1", "orange": "P2", "yellow": "P3", "blue": "P4"}[level]
    finding = {"id": f"{number}-1", "family": "control", "grade": "general", "point": point,
               "description": "联锁失效"}  # fmt: skip
    return {
        "number": number, "enterprise": "/".join(SUBJECT), "began_on": on, "ended_on": on,
        "experts": "某某机构", "documents": ["执法〔2026〕1号"], "findings": [finding],
        "determination": {"level": level, "decider": "王某某"}, **more,
    }  # fmt: skip


def inspected(
    log: Log,
    level: str = "red",
    number: str = "X1",
    on: str = "2026-03-12",
    listed: str = "county",
    **more: Any,
) -> Recorded:
    data = written(level, number, on, **more)
    record_ = read_record(data, "record")
    department = {"county": COUNTY, "prefecture": PREFECTURE, "province": PROVINCE}.get(
        listed, COUNTY
    )
    return inspect(desk(log, on, department), facts(listed), SUBJECT, record_, data, None)


def issued(
    log: Log,
    level: str = "red",
    number: str = "X1",
    on: str = "2026-03-12",
    listed: str = "county",
    record: dict[str, Any] | None = None,
    **body: Any,
) -> Recorded:
    """A warning that was inspected and issued on one day."""
    found = inspected(log, level, number, on, listed, **(record or {}))
    said = {"contacts": CONTACTS, "signed": SIGNED, **body}
    return issue(desk(log, on), found.event.stream, day(on), said)


BODIES: dict[str, dict[str, Any]] = {
    "deliver": {"method": "direct", "received_by": "赵某某", "evidence": ["回证"]},
    "refuse_receipt": {"witnesses": "钱某某", "evidence": ["记录"]},
    "respond": {"content": "已成立整改组"},
    "refuse_response": {"content": "拒不整改", "evidence": ["记录"]},
    "apply_extension": {"ground": "process", "until": "2026-06-30", "risk_controllable": True,
                        "control_measures": "停用"},
    "decide_extension": {
        "decision": "approved",
        "until": "2026-06-30",
        "reason": "确需停炉",
        "signed": SIGNED,
    },
    "apply_release": {"evidence": ["整改报告"]},
    "recheck": {"opinion": "已消除", "closed": ["X1-1"]},
    "refuse_release": {"reason": "没有整改到位"},
    "release": {"opinion": "同意", "signed": SIGNED},
    "end": {"ground": "closed_down", "reason": "关闭", "evidence": ["注销证明"], "signed": SIGNED},
    "void": {"reason": "对象有误", "signed": SIGNED},
    "supersede": {"new_warning": "W2", "reason": "重新判定", "signed": SIGNED},
    "correct": {"what": "name", "was": "某某公司", "now": "某某有限公司", "reason": "笔误"},
    "hand_over": {"to": ELSEWHERE, "document": "移交单"},
    "accident": {"accident": "SG-1"},
    "measure": {"measure": "talk", "content": "约谈", "reason": "领导批示"},
    "object": {"content": "对级别有异议"},
    "answer": {"opinion": "维持"},
}  # fmt: skip


def happens(
    log: Log, kind: str, on: str, warning: str = "W1", entered: str = "", department: str = COUNTY,
    key: str | None = None, **body: Any,
) -> Recorded:  # fmt: skip
    """Enter an event with the usual words, some of them replaced."""
    said = {**BODIES[kind], **body}
    return enter(desk(log, entered or on, department), kind, warning, day(on), said, key)
