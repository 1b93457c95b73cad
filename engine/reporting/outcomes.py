"""Outcomes as tables: one row a subject, in the words of the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.analysis.places import UNKNOWN, called, division_of, names_of, place_titles
from engine.execution.outcome import Outcome
from engine.execution.reasons import Reason
from engine.facts.model import Facts
from engine.policy.model import PolicySet
from engine.problems import Language, Text
from engine.reporting.sheets import Sheet

VERDICTS = {
    "decided": Text("已确定", "decided"),
    "undetermined": Text("待核实", "to be verified"),
    "not_applicable": Text("不适用", "not applicable"),
}
INSPECTED, PRELIMINARY = Text("已巡查", "inspected"), Text("初判（未巡查）", "preliminary")
UNSURE = Text("是否巡查不明", "inspection unknown")
POSSIBLY = Text("{low}（待核实，可能为{high}）", "{low} (to be verified, possibly {high})")
CONFIRM = Text("须确认", "to be confirmed")
MAYBE = Text("可能", "possibly")
REASONS = {
    "missing": Text("缺：{row}{name}", "missing: {row}{name}"),
    "incomplete": Text("{row}{name}未报全", "{row}{name} not complete"),
    "no_rule": Text("{row}没有规则适用：{name}", "{row}no rule holds: {name}"),
    "conflict": Text("{row}规则冲突：{rules}", "{row}rules conflict: {rules}"),
    "by_law": Text("{row}由部门综合判定：{name}", "{row}a department determines: {name}"),
}
HEADINGS = (  # after the two of the place
    Text("名称", "name"),
    Text("编号", "key"),
    Text("巡查", "inspection"),
    Text("结论", "verdict"),
    Text("级别", "level"),
    Text("至少", "at least"),
    Text("至多", "at most"),
    Text("原因", "why"),
    Text("规则", "rules"),
    Text("条款", "clauses"),
    Text("建议", "proposals"),
    Text("须核对", "to be checked"),
    Text("依据", "basis"),
)
MOST_REASONS = 3


def level_words(policy: PolicySet, outcome: Outcome, language: Language) -> str:
    """Return the level as people read it: one level, a range, or the verdict without one.

    A range reads 黄色（待核实，可能为红色): at least this, possibly that.
    """
    if outcome.level is None:
        return VERDICTS[outcome.verdict].to(language)
    low, high = (level_title(policy, id).to(language) for id in outcome.level)
    if outcome.verdict == "decided":
        return low
    return POSSIBLY.format(low=low, high=high).to(language)


def level_title(policy: PolicySet, id: str) -> Text:
    """Return the label of a level of the policy's own scale."""
    scale = policy.level_scale
    return scale.members[scale.ids.index(id)].title


def reason_words(policy: PolicySet, reason: Reason, language: Language) -> str:
    """Return one reason in the words of the policy: which row, which field or rule."""
    entity = policy.entities[reason.entity]
    row = "" if entity is policy.subject else f"{entity.title.to(language)} {reason.key[-1]} "
    return _worded(policy, reason, row, language)


def reason_title(policy: PolicySet, reason: Reason, language: Language) -> str:
    """Return what a reason is about, whichever row of its entity it was met on."""
    entity = policy.entities[reason.entity]
    row = "" if entity is policy.subject else f"{entity.title.to(language)} "
    return _worded(policy, reason, row, language)


def _worded(policy: PolicySet, reason: Reason, row: str, language: Language) -> str:
    name = _title(policy, reason.entity, reason.name).to(language)
    rules = "、".join(reason.rules) if language == "zh" else ", ".join(reason.rules)
    return REASONS[reason.kind].format(row=row, name=name, rules=rules).to(language)


def _title(policy: PolicySet, entity: str, name: str) -> Text:
    field = policy.entities[entity].fields.get(name)
    if field is not None:
        return field.title
    if name in policy.decisions:
        return policy.decisions[name].title
    if name in policy.entities[entity].refers:
        return policy.entities[policy.entities[entity].refers[name]].title
    return policy.entities[name].title if name in policy.entities else Text(name, name)


def why_words(policy: PolicySet, reasons: Iterable[Reason], language: Language) -> str:
    """Return the first reasons in words, and how many more there are."""
    every = [reason_words(policy, reason, language) for reason in reasons]
    kept = list(dict.fromkeys(every))
    more = len(kept) - MOST_REASONS
    shown = ("；" if language == "zh" else "; ").join(kept[:MOST_REASONS])
    return f"{shown} (+{more})" if more > 0 else shown


def inspection_words(inspected: bool | None, language: Language) -> str:
    """Return whether an answer rests on an inspection or is preliminary."""
    words = {True: INSPECTED, False: PRELIMINARY, None: UNSURE}[inspected]
    return words.to(language)


def rule_words(policy: PolicySet, rule_id: str) -> Text:
    """Return what a rule says, or else the title of its table."""
    table, _, row = rule_id.partition("/")
    decision = policy.decisions[table]
    rule = next(r for r in decision.rules if r.id == row)
    return rule.say or decision.title


def as_sheet(
    policy: PolicySet, facts: Facts, outcomes: Iterable[Outcome], language: Language
) -> Sheet:
    """Return one row a subject, in the order given, headings in `language`."""
    rows = tuple(_row(policy, facts, outcome, language) for outcome in outcomes)
    title = Text("预警级别", "levels").to(language)
    return Sheet(title, tuple(h.to(language) for h in (*place_titles(policy), *HEADINGS)), rows)


def _row(
    policy: PolicySet, facts: Facts, outcome: Outcome, language: Language
) -> tuple[str | int | None, ...]:
    above, own = names_of(policy.divisions, division_of(policy, facts, outcome.key))
    ends = outcome.level or ("", "")
    low, high = (level_title(policy, e).to(language) if e else "" for e in ends)
    inspected = inspection_words(outcome.inspected, language) if policy.inspected else ""
    return (
        above or UNKNOWN.to(language),
        own or UNKNOWN.to(language),
        called(policy, facts, outcome.key),
        "/".join(outcome.key),
        inspected,
        VERDICTS[outcome.verdict].to(language),
        level_words(policy, outcome, language),
        low,
        high,
        why_words(policy, outcome.why, language),
        _joined((r.rule for r in outcome.rules), language),
        _joined(outcome.clauses, language),
        _joined(
            (_suggested(policy, s.rule, s.sure, s.confirm, language) for s in outcome.proposals),
            language,
        ),
        _joined(
            (_suggested(policy, s.rule, s.sure, False, language) for s in outcome.reviews), language
        ),
        outcome.basis or "",
    )


def _suggested(policy: PolicySet, rule: str, sure: bool, confirm: bool, language: Language) -> str:
    said = rule_words(policy, rule).to(language)
    marks = [mark.to(language) for mark, on in ((MAYBE, not sure), (CONFIRM, confirm)) if on]
    return f"{said} ({', '.join(marks)})" if marks else said


def _joined(words: Iterable[str], language: Language) -> str:
    return ("；" if language == "zh" else "; ").join(words)


def fills_of(policy: PolicySet, language: Language) -> Mapping[str, str]:
    """Return the fill of each level by its label, where the vocabulary gives a colour."""
    return {m.title.to(language): m.colour for m in policy.level_scale.members if m.colour}
