"""What was proved: as lines for people, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from engine.analysis.proofs.findings import Example, Finding, Status
from engine.execution.exact import Json
from engine.policy.model import PolicySet
from engine.problems import Language, Text

SCHEMA_VERSION = 1
STATUS: Mapping[Status, Text] = {
    "proved": Text("已证明", "proved"),
    "refuted": Text("不成立", "refuted"),
    "not decided": Text("未能判定", "not decided"),
}
MARKS: Mapping[Status, str] = {"proved": "✓", "refuted": "×", "not decided": "?"}
PROPERTY: Mapping[str, Text] = {
    "complete": Text("无缺口", "complete"),
    "disjoint": Text("不重叠", "disjoint"),
    "reachable": Text("每条规则都可能适用", "reachable"),
    "monotone": Text("更严重不降级", "monotone"),
    "never-lower": Text("不低于原版本", "never-lower"),
    "equivalent": Text("与原版本等价", "equivalent"),
}
AS_OF = Text("    例（基准日 {day}，参考执行器已核对）：", "    e.g. (as of {day}, confirmed):")
ACCEPTED = Text("    已接受：{reason}", "    accepted: {reason}")
ALL = Text("{property}：{count} 项，全部已证明", "{property}: {count}, all proved")
SOME = Text("{property}：{tally}", "{property}: {tally}")


def as_text(findings: Sequence[Finding], language: Language) -> str:
    """Return one line a property, and all that is not proved with its enterprise."""
    lines: list[str] = []
    for property in dict.fromkeys(f.property for f in findings):
        own = [f for f in findings if f.property == property]
        lines.append(_tally(property, own, language))
        for finding in own:
            if finding.status != "proved":
                lines += _finding(finding, language)
    return "\n".join(lines)


def _tally(property: str, own: Sequence[Finding], language: Language) -> str:
    title = PROPERTY[property].to(language)
    if all(f.status == "proved" for f in own):
        return f"✓ {ALL.format(property=title, count=len(own)).to(language)}"
    counted = Counter(f.status for f in own)
    parts = [f"{STATUS[s].to(language)} {counted[s]}" for s in STATUS if counted[s]]
    mark = next(MARKS[s] for s in ("refuted", "not decided") if counted[s])
    joined = ("，" if language == "zh" else ", ").join(parts)
    return f"{mark} {SOME.format(property=title, tally=joined).to(language)}"


def _finding(finding: Finding, language: Language) -> list[str]:
    title, status = finding.title.to(language), STATUS[finding.status].to(language)
    reason = finding.reason.to(language)
    lines = [f"  {MARKS[finding.status]} {title} ({finding.name}) {status}: {reason}"]
    if finding.example is not None:
        lines.append(AS_OF.format(day=finding.example.as_of).to(language))
        lines += [f"      {row.to(language)}" for row in finding.example.rows]
    if finding.accepted is not None:
        lines.append(ACCEPTED.format(reason=finding.accepted).to(language))
    return lines


def as_json(
    policy: PolicySet,
    against: PolicySet | None,
    seconds: float,
    findings: Sequence[Finding],
    language: Language,
) -> str:
    """Return the findings as JSON, words in one language."""
    data: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "policy": _version(policy),
        "against": _version(against) if against else None,
        "seconds": str(seconds),
        "findings": [_plain(f, language) for f in findings],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _version(policy: PolicySet) -> Json:
    return {"id": policy.id, "version": policy.version, "sha256": policy.sha256}


def _plain(finding: Finding, language: Language) -> Json:
    return {
        "property": finding.property,
        "name": finding.name,
        "title": finding.title.to(language),
        "status": finding.status,
        "reason": finding.reason.to(language) or None,
        "accepted": finding.accepted.to(language) if finding.accepted else None,
        "example": _example(finding.example, language) if finding.example else None,
    }


def _example(example: Example, language: Language) -> Json:
    return {
        "as_of": example.as_of.isoformat(),
        "rows": [row.to(language) for row in example.rows],
        "outcome": example.outcome.to(language),
    }
