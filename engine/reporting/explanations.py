"""An explanation in sentences: the level, the rules with clause and place, the facts read."""

from __future__ import annotations

import json
from collections.abc import Iterator

from engine.analysis.explanation import Explanation, FactRead, RowRead, Step, fields
from engine.analysis.why_not import WhyNot
from engine.analysis.why_not import fields as why_not_fields
from engine.execution.exact import Json
from engine.execution.outcome import record
from engine.language.types import Kind, Type
from engine.language.wording import NO, YES, sentence
from engine.policy.model import PolicySet
from engine.policy.names import PolicyNames, names_of
from engine.problems import Language, Text
from engine.reporting.outcomes import (
    inspection_words,
    level_title,
    level_words,
    reason_words,
    rule_words,
)

BECAUSE = Text("依据", "because")
COULD = Text("还可能", "it could also be")
LACKING = Text("待核实", "to be verified")
NOTHING = Text("没有规则给出更高的级别", "no rule gives a higher level")
WHEN = Text("条件", "when")
GIVES = Text("结论", "gives")
CLAUSE = Text("条款", "clause")
RULE = Text("规则", "rule")
AT = Text("适用于", "holds for")
MORE = Text("另有 {left} 条", "and {left} more")
NOT_GIVEN = Text("未填", "not given")
UNKNOWN = Text("不明", "unknown")
TO = Text("{low}至{high}", "{low} to {high}")
BASES = {
    "draft": Text("暂定", "draft"),
    "local": Text("本地规定", "local rule"),
    "notice": Text("通知", "notice"),
}
PROPOSED = Text("建议", "proposals")
REVIEWED = Text("须核对", "to be checked")
NOT_COVERED = Text("不在本规则库的适用范围内", "this policy set does not cover it")
NEEDS = Text("由有权的人确认", "a named official confirms")


def as_text(found: Explanation, name: str, place: str, language: Language) -> str:
    """Return the explanation for people."""
    policy, outcome = found.policy, found.outcome
    head = f"{name}（{place}）" if language == "zh" else f"{name} ({place})"
    level = level_words(policy, outcome, language)
    inspected = f"  {inspection_words(outcome.inspected, language)}" if policy.inspected else ""
    lines = [f"{head}  →  {level}{inspected}"]
    if outcome.verdict == "not_applicable":
        return "\n".join([*lines, f"  {NOT_COVERED.to(language)}"])
    lines += _part(BECAUSE, found.deciding, policy, language)
    if not found.deciding:
        lines += ["", BECAUSE.to(language), f"  {NOTHING.to(language)}"]
    lines += _part(COULD, found.possible, policy, language)
    if outcome.why:
        lines += ["", LACKING.to(language)]
        lines += [f"  {reason_words(policy, reason, language)}" for reason in outcome.why]
    for role, title in (("proposal", PROPOSED), ("review", REVIEWED)):
        steps = [s for s in found.suggested if s.decision.role == role]
        lines += _suggestions(title, steps, policy, language)
    return "\n".join(lines)


def _part(title: Text, steps: tuple[Step, ...], policy: PolicySet, language: Language) -> list[str]:
    lines = ["", title.to(language)] if steps else []
    for step in steps:
        lines += _step(step, policy, language)
    return lines


def _step(step: Step, policy: PolicySet, language: Language) -> list[str]:
    names = names_of(policy, step.decision.entity)
    then = step.rule.then
    gives = _scalars(policy, step.decision.gives, (then.low, then.high), language)
    said = rule_words(policy, f"{step.decision.id}/{step.rule.id}").to(language)
    lines = [f"  {said}  →  {gives}"]
    lines.append(f"    {WHEN.to(language)}: {sentence(step.rule.when, names, language)}")
    lines += [f"    {CLAUSE.to(language)} {words}" for words in _clauses(step, policy, language)]
    basis = BASES[step.rule.basis].to(language)
    rule = f"{step.decision.id}/{step.rule.id}"
    lines.append(f"    {RULE.to(language)} {rule} ({basis})  {step.rule.place}")
    for row in step.examples:
        lines.append(f"    {AT.to(language)} {_row(row, policy, names, language)}")
    left = step.rows - len(step.examples)
    if left > 0:
        lines.append(f"    {MORE.format(left=left).to(language)}")
    return lines


def _clauses(step: Step, policy: PolicySet, language: Language) -> Iterator[str]:
    for id in step.rule.cites:
        clause = policy.clauses[id]
        words = f"“{clause.phrase}”" if language == "zh" else clause.gist
        yield f"{id}  {clause.where.to(language)}  {words}"


def _row(row: RowRead, policy: PolicySet, names: PolicyNames, language: Language) -> str:
    entity = policy.entities[row.entity]
    title = entity.title.to(language)
    subject = entity is policy.subject
    facts = [f for f in row.facts if f.supplied] or list(row.facts)
    comma, colon = ("，", "：") if language == "zh" else (", ", ": ")
    told = comma.join(fact_words(fact, names, policy, language) for fact in facts)
    head = title if subject else f"{title} {row.key[-1]}"
    return f"{head}{colon}{told}" if told else head


def fact_words(fact: FactRead, names: PolicyNames, policy: PolicySet, language: Language) -> str:
    """Return one fact that was read: what it is called and its value."""
    title = names.title(fact.ref).to(language)
    return f"{title} {_value(fact, policy, language)}"


def _value(fact: FactRead, policy: PolicySet, language: Language) -> str:
    if fact.absent:
        return NOT_GIVEN.to(language)
    return value_words(fact.value, fact.type, policy, language)


def value_words(value: Json, type: Type, policy: PolicySet, language: Language) -> str:
    """Return a value as records hold it in words."""
    if value is None:
        return UNKNOWN.to(language)
    if isinstance(value, dict):
        ends = [value_words(value[end], type, policy, language) for end in value]
        return TO.format(low=ends[0], high=ends[-1]).to(language)
    if isinstance(value, list):
        return "、".join(value_words(one, type, policy, language) for one in value)
    if isinstance(value, bool):
        return (YES if value else NO).to(language)
    if type.kind in (Kind.SCALE, Kind.CODE, Kind.SET):
        domain = policy.domains[type.domain]
        return domain.members[domain.ids.index(str(value))].title.to(language)
    return str(value)


def _scalars(
    policy: PolicySet, gives: Type, ends: tuple[object, object], language: Language
) -> str:
    words = [_scalar(policy, gives, end, language) for end in ends]
    low, high = words
    return low if low == high else TO.format(low=low, high=high).to(language)


def _scalar(policy: PolicySet, gives: Type, value: object, language: Language) -> str:
    if isinstance(value, bool):
        return (YES if value else NO).to(language)
    domain = policy.domains.get(gives.domain)
    if domain is not None and isinstance(value, int):
        return domain.members[value].title.to(language)
    return str(value)


def _suggestions(
    title: Text, steps: list[Step], policy: PolicySet, language: Language
) -> list[str]:
    lines = ["", title.to(language)] if steps else []
    for step in steps:
        said = rule_words(policy, f"{step.decision.id}/{step.rule.id}").to(language)
        marks = [] if step.sure else [UNKNOWN.to(language)]
        if step.decision.role == "proposal":
            low = policy.level_scale.ids[int(step.rule.then.low)]
            marks.insert(0, level_title(policy, low).to(language))
            marks += [NEEDS.to(language)] if step.rule.then.confirm else []
        marks.append(BASES[step.rule.basis].to(language))
        cites = ", ".join(step.rule.cites)
        lines.append(f"  {said}  [{cites}]  ({', '.join(marks)})  {step.rule.place}")
    return lines


def as_json(found: Explanation, name: str, place: str, asked: WhyNot | None = None) -> str:
    """Return the outcome record with its explanation, files and lines included."""
    whole: dict[str, object] = {
        "schema_version": 1,
        "name": name,
        "place": place,
        "policy": {"id": found.policy.id, "version": found.policy.version},
        "outcome": record(found.policy, found.outcome),
        "explanation": fields(found),
    }
    if asked is not None:
        whole["why_not"] = why_not_fields(asked)
    return json.dumps(whole, ensure_ascii=False, indent=1)
