"""The words that every report of a rule change uses."""

from __future__ import annotations

from engine.analysis.simulation import Block, Changed, DecidingRule, Direction, Side, Simulation
from engine.problems import Language, Text

TITLE = Text("规则调整影响测算", "Impact of a rule change")
DIRECTIONS: dict[Direction, Text] = {
    "milder": Text("变轻", "milder"),
    "stricter": Text("变重", "stricter"),
    "other": Text("其他变化", "otherwise"),
}
BLOCKS: dict[Block, Text] = {
    "inspected": Text("已巡查", "inspected"),
    "preliminary": Text("初判（未巡查）", "preliminary (not inspected)"),
    "unknown": Text("是否巡查不明", "inspection unknown"),
}
BASES = {
    "notice": Text("通知", "notice"),
    "local": Text("本地", "local"),
    "draft": Text("暂定", "draft"),
    "": Text("（没有规则作出结论）", "(no rule decides)"),
}
OLD, NEW = Text("原版本", "old"), Text("新版本", "new")
TOTAL = Text("合计", "total")
UNSTATED = Text("未注明", "an unstated day")


def state_title(found: Simulation, state: str, language: Language) -> str:
    """Return the title of a state; of a level that one version lacks, that it does."""
    known = found.state(state)
    title = known.title.to(language)
    if known.in_old and known.in_new:
        return title
    lacks = Text("{title}（仅{side}有）", "{title} ({side} only)")
    return lacks.format(title=known.title, side=OLD if known.in_old else NEW).to(language)


def rule_line(rule: DecidingRule, language: Language) -> str:
    """Return a deciding rule in one line: what it says, where, on which rows it read what."""
    shown = []
    for row in rule.examples:
        values = "，".join(f"{f.title.to(language)}={f.words.to(language)}" for f in row.facts)
        if language == "en":
            values = values.replace("，", ", ")
        shown.append(f"{row.key}: {values}" if values else row.key)
    more = rule.rows - len(rule.examples)
    tail = f" +{more}" if more > 0 else ""
    rows = ("；" if language == "zh" else "; ").join(shown) + tail
    cites = ", ".join(rule.cites)
    said = f"{rule.say.to(language)} → {rule.gives.to(language)}"
    return f"{said} [{rule.rule}, {rule.place}, {cites}] {rows}".rstrip()


def because(side: Side, language: Language, *, most: int | None = None) -> str:
    """Return why a side answers as it does: deciding rules, then what is open."""
    parts = [rule_line(rule, language) for rule in side.rules]
    parts += [why.to(language) for why in side.why]
    shown = parts if most is None else parts[:most]
    words = ("；" if language == "zh" else "; ").join(shown)
    return f"{words} (+{len(parts) - len(shown)})" if len(parts) > len(shown) else words


def step(row: Changed, language: Language) -> str:
    """Return from what to what a subject changed, in words."""
    return f"{row.old.words.to(language)} → {row.new.words.to(language)}"


def percent(part: int, whole: int) -> str:
    """Return a share with one decimal.

    >>> percent(1, 8)
    '12.5%'
    """
    return f"{100 * part / whole:.1f}%" if whole else "–"


def signed(number: float) -> str:
    """Return a difference with its sign.

    >>> signed(-3), signed(0), signed(2.5)
    ('-3', '0', '+2.5')
    """
    return f"{number:+g}" if number else "0"
