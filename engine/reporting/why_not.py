"""Why not another level, in sentences: rules, conditions with values, the least change."""

from __future__ import annotations

from collections.abc import Sequence

from engine.analysis.least_change import Change
from engine.analysis.why_not import Failed, NearRule, Value, WhyNot
from engine.execution.exact import Json
from engine.language.types import Type
from engine.language.wording import sentence
from engine.policy.model import PolicySet
from engine.policy.names import PolicyNames, names_of
from engine.problems import Language, Text
from engine.reporting.explanations import NOT_GIVEN, value_words
from engine.reporting.outcomes import level_title, level_words, rule_words

HEAD = Text("为什么不是{asked}（现在：{found}）", "why not {asked} (now: {found})")
IS_IT = Text("就是{asked}", "it is {asked}")
NO_RULE = Text("没有规则给出这个级别", "no rule gives this level")
HOLDS = Text(
    "成立 {held} 处，但最后的级别由别的规则决定",
    "holds {held} times, but other rules decide the level",
)
NO_ROWS = Text("没有“{entity}”可以适用", "there is no {entity} that it could hold for")
FAILS = Text("不成立", "does not hold")
OPEN = Text("不能确定", "cannot be told")
IS = Text("{title} 是 {value}", "{title} is {value}")
LEAST = Text("最小的改变（一项）：", "the least change (one fact):")
LEAST_TWO = Text("最小的改变（两项一起）：", "the least change (two facts together):")
OR = Text("或者", "or")
CHANGE = Text(
    "{row}的{title}由 {before} 改为 {after}", "{title} of {row}: {before} becomes {after}"
)
NONE = Text(
    "改一项或两项已填的数据，都不会成为{asked}",
    "no change of one or two facts of its rows gives {asked}",
)
UNFINISHED = Text("（只找了一部分）", " (not every change was tried)")
RULE = Text("规则", "rule")


def as_text(found: WhyNot, language: Language) -> str:
    """Return the answer for people."""
    policy = found.policy
    asked = level_title(policy, found.asked).to(language)
    if found.outcome.level == (found.asked, found.asked):
        return IS_IT.format(asked=asked).to(language)
    now = level_words(policy, found.outcome, language)
    lines = [HEAD.format(asked=asked, found=now).to(language)]
    for near in found.rules:
        lines += _rule(near, policy, language)
    if not found.rules:
        lines.append(f"  {NO_RULE.to(language)}")
    return "\n".join([*lines, "", *_changes(found, asked, language)])


def _rule(near: NearRule, policy: PolicySet, language: Language) -> list[str]:
    name = f"{near.decision.id}/{near.rule.id}"
    said = rule_words(policy, name).to(language)
    lines = [f"  {said}  {RULE.to(language)} {name}  {near.rule.place}"]
    if near.held:
        lines.append(f"    {HOLDS.format(held=near.held).to(language)}")
    if not near.rows:
        title = policy.entities[near.decision.entity].title
        lines.append(f"    {NO_ROWS.format(entity=title).to(language)}")
    names = names_of(policy, near.decision.entity)
    for row in near.examples if not near.held else ():
        head = row_words(policy, row.entity, row.key).to(language)
        lines += [f"    {head}: {_failed(f, policy, names, language)}" for f in row.failed]
    return lines


def _failed(failed: Failed, policy: PolicySet, names: PolicyNames, language: Language) -> str:
    verdict = (OPEN if failed.unknown else FAILS).to(language)
    said = sentence(failed.condition, names, language)
    comma = "，" if language == "zh" else ", "
    values = comma.join(_value(v, policy, names, language) for v in failed.values)
    return (
        f"“{said}” {verdict}（{values}）" if language == "zh" else f"“{said}” {verdict} ({values})"
    )


def _value(value: Value, policy: PolicySet, names: PolicyNames, language: Language) -> str:
    words = _words(policy, value.type, value.value, language, absent=value.absent)
    return IS.format(title=names.title(value.ref), value=words).to(language)


def _words(policy: PolicySet, type: Type, value: Json, language: Language, *, absent: bool) -> str:
    return NOT_GIVEN.to(language) if absent else value_words(value, type, policy, language)


def row_words(policy: PolicySet, entity: str, key: Sequence[str]) -> Text:
    """Return how a row is called: its entity's title, and its own key where it has a parent."""
    title = policy.entities[entity].title
    if entity == policy.subject.name:
        return title
    return Text(f"{title.zh} {key[-1]}", f"{title.en} {key[-1]}")


def _changes(found: WhyNot, asked: str, language: Language) -> list[str]:
    rest = "" if found.finished else UNFINISHED.to(language)
    if not found.changes:
        return [NONE.format(asked=asked).to(language) + rest]
    head = LEAST if len(found.changes[0]) == 1 else LEAST_TWO
    lines = [head.to(language) + rest]
    for number, changes in enumerate(found.changes):
        start = "  " if number == 0 else f"  {OR.to(language)} "
        comma = "；" if language == "zh" else "; "
        lines.append(start + comma.join(_change(c, found.policy, language) for c in changes))
    return lines


def _change(change: Change, policy: PolicySet, language: Language) -> str:
    before, after = (
        _words(policy, change.field.type, value, language, absent=value is None)
        for value in (change.before, change.after)
    )
    told = {"title": change.field.title, "before": before, "after": after}
    return CHANGE.format(row=row_words(policy, change.entity, change.key), **told).to(language)
