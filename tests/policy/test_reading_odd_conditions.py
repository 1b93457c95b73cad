"""Conditions that random sets found to break the search for gaps: read without stumbling."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.policy.assembling import read_policy
from tests.made import field as column
from tests.made import labelled, write_set


@pytest.mark.parametrize(
    ("behaviour", "conditions", "codes"),
    [
        ("one of several sizes of a set", ["size(trades) in [1, 2]"], ["T101"]),
        ("all sizes of a set", ["size(trades) in [0, 1]", "size(trades) in [2]"], []),
        ("only the absence of a text", ["note == null"], ["T101"]),
        ("the absence and the presence of a text", ["note == null", "note != null"], []),
    ],
)  # fmt: skip
def test_gaps_are_found(
    behaviour: str, conditions: list[str], codes: list[str], tmp_path: Path
) -> None:
    fields = {
        "no": column("text", "号"),
        "note": column("text", "备注", missing=None),
        "trades": column("set of trade", "行业", missing=["steel"]),
    }
    vocabulary: dict[str, Any] = {
        "scales": {"level": {"low": {"zh": "低"}, "high": {"zh": "高"}}},
        "codes": {"trade": {"steel": {"zh": "钢"}, "wood": {"zh": "木"}}},
        "entities": {"site": labelled("site", key="no", fields=fields)},
    }
    rules = [
        {"id": f"r{n}", "when": when, "then": "low", "cite": "K1"}
        for n, when in enumerate(conditions)
    ]
    table = labelled("answer") | {"for": "site", "gives": "level", "hit": "unique", "rules": rules}
    folder = write_set(tmp_path, vocabulary, {"decisions": {"answer": table}}, decide="answer")
    policy, problems = read_policy(folder)
    assert policy is not None, [p.message.en for p in problems]
    assert [p.code for p in problems] == codes, behaviour
    assert policy.decisions["answer"].complete == (not codes)
