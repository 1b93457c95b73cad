"""Inspection plans of 2026, a row a department: most in order, some late, a few incomplete."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from engine.organisation.hierarchy import hierarchy_of
from engine.policy.routing_model import Department
from examples.yunnan.generator.lists import YEAR, policy_set
from examples.yunnan.generator.model import Row

PARTS = {
    "巡查对象": "本级名单上的企业", "工作任务和内容": "风险源点管控、隐患排查治理，按通知逐项巡查",
    "责任人": "张某某", "责任部门": "工贸监管科", "工作经费": "聘请专家2万元",
    "跟踪问效措施": "每季度通报一次",
}  # fmt: skip
BEGAN, LAST = date(YEAR, 1, 20), date(YEAR, 2, 28)


def make_plans(random: Random) -> list[Row]:
    """Return the plans of all departments but a few that filed none."""
    hierarchy = hierarchy_of(policy_set())
    departments = [hierarchy.regular(code) for code in sorted(hierarchy.divisions)]
    return [
        _plan(random, d) for d in departments if d.level == "province" or random.random() > 0.03
    ]


def _plan(random: Random, department: Department) -> Row:
    row: Row = {"部门编号": department.id, "计划年度": YEAR, **PARTS}
    if random.random() < 0.06:
        row[random.choice(list(PARTS))] = ""
    late = random.random() < 0.08
    sent = BEGAN + timedelta(random.randrange(24) + 12 * late)
    reached = sent + timedelta(random.randrange(1, 4))
    on = max(reached, LAST - timedelta(random.randrange(3, 12)))
    if random.random() < 0.07:  # left lying until it was too late
        on = LAST + timedelta(random.randrange(3))
    arrived = on + timedelta(random.choice((1, 1, 2)))
    county = department.level == "county"
    top = department.level == "province"
    row["县级报出日期"], row["到达市级日期"] = (sent, reached) if county else ("", "")
    row["市级报出日期"], row["到达省级日期"] = ("", "") if top else (on, arrived)
    return row
