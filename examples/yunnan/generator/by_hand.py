"""The two ledgers that were written by hand (`../source/`), as sites."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from engine.policy.loading import load_document
from examples.yunnan.generator.model import Row, Site

SOURCE = Path(__file__).resolve().parent.parent / "source"
ENTERPRISE = {
    "uscc": "统一社会信用代码", "site": "生产场所编号", "name": "企业名称",
    "division": "行政区划代码", "address": "生产地址", "industry": "所属行业",
    "key_sectors": "重点行业领域", "enterprise_type": "企业类型", "employees": "从业人员数",
    "production_status": "生产状态", "identification": "风险源辨识开展情况",
    "identified_on": "辨识日期", "management_system": "建有风险源辨识管控制度",
    "map_uploaded": "已上传高风险源点分布图", "points_reported": "风险源点台账已报全",
    "hazards_reported": "隐患清单已报全",
}  # fmt: skip
HAZARD = {
    "hazard_no": "隐患编号", "point": "风险源点", "family": "问题类别", "grade": "隐患级别",
    "description": "问题描述", "found_on": "发现日期", "found_by": "发现方式",
    "due_on": "整改期限", "rectified_on": "整改完成日期", "verified_on": "验收日期",
    "status": "隐患状态",
}  # fmt: skip
INSPECTION = {
    "inspection_no": "巡查编号", "department": "负责巡查的部门", "began_on": "巡查开始日期",
    "ended_on": "巡查结束日期", "experts": "参加的专家或机构", "expert_level": "专家建议级别",
    "expert_reason": "专家建议理由", "enforcement_doc": "执法文书编号",
}  # fmt: skip
LISTED = {
    "year": "年度", "level": "名单级别", "version": "名单版本", "rank": "名次",
    "criteria": "列入理由", "reason": "说明", "status": "名单状态",
}  # fmt: skip


def read_ledgers() -> list[tuple[Site, dict[str, Any]]]:
    """Return each hand-written site with the description of its ledger (title, notes)."""
    return [_read(path) for path in sorted(SOURCE.glob("*.yaml"))]


def _read(path: Path) -> tuple[Site, dict[str, Any]]:
    document, problems = load_document(path.name, path.read_bytes())
    if document is None or problems:
        raise SystemExit(f"{path}: {[p.message.en for p in problems]}")
    data: dict[str, Any] = document.data
    enterprise = data["enterprise"]
    site = Site(
        enterprise["uscc"],
        enterprise["site"],
        enterprise["name"],
        enterprise["division"],
        enterprise["industry"],
        tuple(enterprise["key_sectors"]),
        _row(enterprise, ENTERPRISE),
        by_hand=True,
    )
    with (SOURCE / data["ledger"]).open(encoding="utf-8-sig", newline="") as lines:
        site.points = [dict(row) for row in csv.DictReader(lines)]
    site.hazards = [site.key | _row(row, HAZARD) for row in data["hazard"]]
    site.inspections = [site.key | _row(row, INSPECTION) for row in data["inspection"]]
    site.lists = [site.key | _row(row, LISTED) for row in data["key_list"]]
    return site, data


def _row(given: dict[str, Any], headings: dict[str, str]) -> Row:
    return {title: _cell(given.get(name, "")) for name, title in headings.items()}


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return {"yes": "是", "no": "否"}.get(value, value) if isinstance(value, str) else value
