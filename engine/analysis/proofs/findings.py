"""What a proof found: its status, why, and an enterprise to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.facts.model import Facts
from engine.problems import NO_TEXT, Text

Status = Literal["proved", "refuted", "not decided"]
GRAVITY: tuple[Status, ...] = ("proved", "not decided", "refuted")


@dataclass(frozen=True)
class Example:
    """An enterprise that the reference was run on: what it is like, and what came out.

    `other` holds the facts of the second enterprise, where two are compared.
    """

    as_of: date
    facts: Facts
    rows: tuple[Text, ...]
    outcome: Text
    other: Facts | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that was to be proved.  `name`: the table, or the fact that gets worse.

    `accepted`: the reason why the policy accepts a gap.  `passed`: proved, or accepted.
    """

    property: str
    name: str
    title: Text
    status: Status
    reason: Text = NO_TEXT
    example: Example | None = None
    accepted: Text | None = None


def passed(finding: Finding) -> bool:
    """Return whether it was proved, or is a gap that the policy accepts with a reason."""
    return finding.status == "proved" or finding.accepted is not None


def worst(findings: Sequence[Finding]) -> Status:
    """Return the gravest status of the findings that the policy does not accept."""
    open_ = [f.status for f in findings if not passed(f)]
    return max(open_, key=GRAVITY.index, default="proved")


REASONS = {
    "timeout": Text("在 {seconds} 秒内没有结果", "no result within {seconds} seconds"),
    "gave up": Text("求解器放弃", "the solver gave up"),
    "not linear": Text(
        "条件里有两个数据相乘，不在可证明的范围内",
        "a condition multiplies two facts, which cannot be proved",
    ),
    "sets are compared": Text("条件比较两个集合", "a condition compares two sets"),
    "a choice between sets": Text("条件在两个集合中选择", "a condition chooses between two sets"),
    "a yes/no in a list": Text("条件把是否放进列表", "a condition lists yes and no"),
    "vocabularies": Text("两个版本的词汇表不同", "the vocabularies of the versions differ"),
    "free numbers": Text(
        "求解器的例子靠的是下级各行的数目，用 {rows} 行以内的企业没能重现，不作结论",
        "the solver's example rests on numbers over child rows; with up to {rows} rows of each "
        "kind no enterprise shows it, so nothing is concluded",
    ),
    "not confirmed": Text(
        "求解器给出的例子，参考执行器没有得出同样的结果",
        "the reference did not confirm the solver's example",
    ),
}


def not_decided(
    property: str, name: str, title: Text, reason: str, seconds: float, rows: int = 0
) -> Finding:
    """Return the finding that says why nothing is concluded, and the time limit."""
    words = REASONS.get(reason, Text(reason, reason)).format(seconds=f"{seconds:g}", rows=rows)
    return Finding(property, name, title, "not decided", words)
