"""A small vocabulary with a field of every type, for tests that read tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.facts.model import Facts, Row
from engine.facts.reading import read_facts
from engine.policy.model import PolicySet
from engine.problems import Problem, ProblemsFound
from tests.made import load, write_set

CODE, OTHER = "91350100M000100Y43", "91350100MA2XYAAA88"

VOCABULARY: dict[str, Any] = {
    "scales": {
        "risk": {
            "r4": {"zh": "四级（低风险）", "en": "Fourth", "also": ["4", "蓝"]},
            "r3": {"zh": "三级（一般风险）", "en": "Third", "also": ["3", "黄"]},
            "r2": {"zh": "二级（较大风险）", "en": "Second", "also": ["2", "橙"]},
            "r1": {"zh": "一级（重大风险）", "en": "First", "also": ["1", "红"]},
        },
        "alarm": {"none": {"zh": "无预警", "also": ["无"]}, "some": {"zh": "有预警"}},
    },
    "codes": {
        "trade": {
            "iron": {"zh": "炼铁", "en": "Iron"},
            "ice": {"zh": "制冰", "en": "Ice", "also": ["冷冻"]},
            "dust": {"zh": "木粉", "en": "Dust"},
        }
    },
    "entities": {
        "plant": {
            "key": ["code", "site"],
            "named_by": "name",
            "title": {"zh": "工厂（场所）", "en": "Plant"},
            "max_children": {"point": 50, "finding": 3},
            "fields": {
                "code": {"type": "text", "zh": "信用代码", "en": "Credit code"},
                "site": {"type": "text", "zh": "场所编号", "en": "Site", "missing": "1"},
                "name": {"type": "text", "zh": "工厂名称", "en": "Name", "missing": None},
                "trades": {"type": "set of trade", "zh": "行业", "en": "Trades"},
                "running": {"type": "bool", "zh": "在产", "en": "Running"},
                "workers": {"type": "int", "min": 0, "max": 5000, "zh": "人数", "en": "Workers"},
                "area": {
                    "type": "decimal(2)", "min": 0, "max": 90000, "zh": "面积", "en": "Area",
                },
                "opened": {"type": "date", "zh": "投产日期", "en": "Opened"},
                "lease_end": {"type": "date", "zh": "租期至", "en": "Lease end", "missing": None},
                "alarm": {"type": "alarm", "zh": "预警", "en": "Alarm"},
            },
        },
        "point": {
            "of": "plant",
            "key": "no",
            "named_by": "label",
            "title": {"zh": "源点", "en": "Point"},
            "fields": {
                "no": {"type": "text", "zh": "内部编号", "en": "Number"},
                "label": {"type": "text", "zh": "源点名称", "en": "Label", "missing": None},
                "level": {
                    "type": "risk", "zh": "风险等级", "en": "Level", "headers": ["级别"],
                },
                "quantity": {
                    "type": "int", "min": 1, "max": 999, "zh": "数量", "en": "Quantity",
                    "missing": 1,
                },
                "office": {"type": "text", "zh": "责任部门", "en": "Office", "missing": None},
                "person": {"type": "text", "zh": "责任人", "en": "Person", "missing": None},
            },
        },
        "finding": {
            "of": "plant",
            "key": "number",
            "refers": {"point": "point"},
            "title": {"zh": "隐患", "en": "Finding"},
            "fields": {
                "number": {"type": "text", "zh": "隐患编号", "en": "Finding number"},
                "found_on": {"type": "date", "zh": "发现日期", "en": "Found on"},
                "words": {"type": "text", "zh": "描述", "en": "Words", "missing": None},
            },
        },
        "step": {
            "of": "point",
            "key": "n",
            "title": {"zh": "步骤", "en": "Step"},
            "fields": {
                "n": {"type": "int", "min": 1, "max": 99, "zh": "步骤号", "en": "Step number"},
                "done": {"type": "bool", "zh": "完成", "en": "Done"},
            },
        },
    },
}  # fmt: skip

DECISIONS: dict[str, Any] = {
    "decisions": {
        "answer": {
            "title": {"zh": "结论", "en": "Answer"},
            "for": "plant",
            "gives": "risk",
            "hit": "unique",
            "rules": [{"id": "always", "when": {}, "then": "r4", "cite": "K1"}],
        }
    }
}


def works(folder: Path) -> PolicySet:
    """Return the policy set of this page, written into `folder`."""
    return load(write_set(folder, VOCABULARY, DECISIONS, decide="answer"))


def kept(facts: Facts, entity: str) -> dict[str, dict[str, object]]:
    """Return what stands of an entity: values that are not absent, by the last key part."""
    return {row.key[-1]: given(row) for row in facts.tables[entity].rows.values()}


def given(row: Row) -> dict[str, object]:
    return {name: value for name, value in row.values.items() if value is not None}


def rejected(facts: Facts) -> list[tuple[int, str, str, str]]:
    """Return row, column, value and code of every returned cell."""
    return [(r.origin.row, r.column, r.value, r.code) for r in facts.rejects]


def problems_of(path: Path, policy: PolicySet) -> list[Problem]:
    """Return the problems that reading `path` ends with."""
    try:
        read_facts(path, policy)
    except ProblemsFound as found:
        return list(found.problems)
    return []
