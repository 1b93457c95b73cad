"""The changed enterprises: the milder ones first, each with rule and values on both sides."""

from __future__ import annotations

from collections.abc import Sequence

from engine.analysis.places import UNKNOWN
from engine.analysis.simulation import Changed, DecidingRule, FactShown, Side, Simulation
from engine.problems import Text
from engine.reporting.page.document import Page
from engine.reporting.page.elements import Child, Markup, el
from engine.reporting.page.impact_words import (
    BLOCK_MARKS,
    BLOCK_WORDS,
    DIRECTIONS,
    NEW,
    OLD,
    ORDER,
    by_id,
    direction_words,
)
from engine.reporting.page.levels import Mark, chip
from engine.reporting.page.listing import MOST_ROWS, Entry, how_many, listing
from engine.reporting.page.tables import cell, head, table
from engine.reporting.page.words import basis_words

MILDER_FIRST = Text("变轻的企业", "Those that get milder")
MILDER_NOTE = Text(
    "变轻的最要核对：先看这些企业为什么变轻。",
    "These deserve the first look: why did they get milder?",
)
NO_MILDER = Text("没有企业变轻。", "Nobody gets milder.")
FIRST = Text(
    "前 {shown} 家，共 {count} 家；其余见名单",
    "The first {shown} of {count}; the others are in the list",
)
MOST_MILDER, MOST_RULES, MOST_VALUES = 10, 2, 4
MORE_RULES = Text("另有 {count} 条规则", "{count} more rules")
LIST = Text("有变化的企业", "The enterprises that change")
CAPTION = Text(
    "有变化的企业，变轻的在前：级别、规则和数值",
    "Those that change, milder ones first: levels, rules and values",
)
SORTED = Text("变轻的在前", "milder ones first")
COMMAND = "yujing simulate … -o impact.xlsx"
DIRECTION, PLACE, NAME, BLOCK = (
    Text("变化", "change"),
    Text("所在地", "place"),
    Text("企业", "enterprise"),
    Text("巡查", "inspection"),
)
OLD_LEVEL, NEW_LEVEL = Text("原级别", "old level"), Text("新级别", "new level")
WHY = Text("规则和数值", "rules and values")
HIDDEN, MASK = Text("企业 {number}", "enterprise {number}"), "■■■"
NO_RULE = Text("没有规则决定", "no rule decided")
ROWS = Text("{count} 行", "{count} rows")
EVERY_PREFECTURE = Text("州市", "prefecture")


def milder_first(page: Page, simulation: Simulation, states: Sequence[Mark]) -> None:
    """Add the first of those that get milder, by name, with the reason on both sides."""
    own = [one for one in simulation.changed if one.direction == "milder"]
    if not own:
        page.add(MILDER_FIRST, el("p", page.say(NO_MILDER)))
        return
    marks = by_id(states)
    rows = [
        [
            head([_name(page, one, number), el("div", _place(page, one), klass="q")]),
            cell(page.say(BLOCK_WORDS[one.block]), klass="short"),
            cell(_level(page, one.old, marks)),
            cell(_level(page, one.new, marks)),
            cell(_why(page, one), klass="why"),
        ]
        for number, one in enumerate(own[:MOST_MILDER], 1)
    ]
    heads = [page.say(h) for h in (NAME, BLOCK, OLD_LEVEL, NEW_LEVEL, WHY)]
    caption = page.say(FIRST, shown=len(rows), count=f"{len(own):,}")
    page.add(MILDER_FIRST, table(caption, heads, rows, klass="named"), note=MILDER_NOTE)


def changed_list(page: Page, simulation: Simulation, states: Sequence[Mark]) -> None:
    """Add the list of all that change, to be searched, filtered and sorted."""
    marks, every = by_id(states), simulation.changed
    order = {state.id: len(states) - n for n, state in enumerate(states)}
    above = {name: f"p{n}" for n, name in enumerate(_prefectures(page, simulation))}
    sectors = simulation.sector_title if simulation.sectors else None
    entries = []
    for number, one in enumerate(every[:MOST_ROWS], 1):
        sector = page.signs.comma.join(page.say(t) for t in one.sector_titles) or "–"
        cells: list[tuple[Child, int | None]] = [
            (direction_words(page, one.direction), ORDER.index(one.direction)),
            (_place(page, one), None),
            ([_name(page, one, number), _key(page, one)], None),
            *([(sector, None)] if sectors else []),
            (page.say(BLOCK_WORDS[one.block]), None),
            (_level(page, one.old, marks), order[one.old.state]),
            (_level(page, one.new, marks), order[one.new.state]),
            (_why(page, one), None),
        ]
        found = (
            *(f"d-{one.direction}", f"a-{one.old.state}", f"b-{one.new.state}"),
            *(BLOCK_MARKS[one.block], above[_above(page, one)]),
        )
        entries.append(Entry(found, tuple(cells), short=(0,)))
    heads = [DIRECTION, PLACE, NAME, *([sectors] if sectors else [])]
    heads += [BLOCK, OLD_LEVEL, NEW_LEVEL, WHY]
    choices = _choices(page, simulation, states, above)
    said = how_many(page, len(every), SORTED, COMMAND)
    words = [page.say(h) for h in heads]
    page.add(LIST, listing(page, page.say(CAPTION), words, entries, choices, said))


def _choices(
    page: Page, simulation: Simulation, states: Sequence[Mark], above: dict[str, str]
) -> list[tuple[str, Sequence[tuple[str, str]]]]:
    choices: list[tuple[str, Sequence[tuple[str, str]]]] = [
        (page.say(DIRECTION), [(f"d-{d}", page.say(DIRECTIONS[d])) for d in ORDER]),
        (page.say(OLD_LEVEL), [(f"a-{s.id}", s.title) for s in states]),
        (page.say(NEW_LEVEL), [(f"b-{s.id}", s.title) for s in states]),
        (page.say(EVERY_PREFECTURE), [(mark, name) for name, mark in above.items()]),
    ]
    if simulation.blocks:
        blocks = [(BLOCK_MARKS[b], page.say(BLOCK_WORDS[b])) for b in simulation.blocks]
        choices.append((page.say(BLOCK), blocks))
    return choices


def _prefectures(page: Page, simulation: Simulation) -> list[str]:
    named = [page.say(group.title) for group in simulation.prefectures]
    rest = {_above(page, one) for one in simulation.changed} - set(named)
    return [name for name in named if name] + sorted(rest)


def _above(page: Page, one: Changed) -> str:
    return one.prefecture or page.say(UNKNOWN)


def _place(page: Page, one: Changed) -> str:
    parts = dict.fromkeys(part for part in (one.prefecture, one.county) if part)
    return " ".join(parts) or page.say(UNKNOWN)


def _name(page: Page, one: Changed, number: int) -> str:
    return page.say(HIDDEN, number=number) if page.redact else one.name


def _key(page: Page, one: Changed) -> Markup | None:
    return None if page.redact else el("div", "/".join(one.key), klass="mono q")


def _level(page: Page, side: Side, marks: dict[str, Mark]) -> Markup:
    return chip(page, marks[side.state], page.say(side.words))


def _why(page: Page, one: Changed) -> list[Markup]:
    sides = ((OLD, one.old), (NEW, one.new))
    colon = page.signs.colon
    return [el("div", page.say(word), colon, _side(page, one, side)) for word, side in sides]


def _side(page: Page, one: Changed, side: Side) -> list[Child]:
    """Return what decides on one side: of several rules those that the other side speaks of."""
    rules = _telling(one, side)[:MOST_RULES]
    parts: list[Child] = []
    for rule in rules:
        parts += [*_rule(page, one, rule), page.signs.semicolon]
    more = len(side.rules) - len(rules)
    if more > 0:
        parts += [page.say(MORE_RULES, count=more), page.signs.semicolon]
    reasons = page.signs.comma.join(
        _masked(page, one, page.say(why)) for why in side.why[:MOST_RULES]
    )
    if reasons:
        parts += [reasons, page.signs.semicolon]
    if not parts:
        return [page.say(NO_RULE)]
    return parts[:-1]


def _telling(one: Changed, side: Side) -> list[DecidingRule]:
    """Return the rules that tell the difference: of the same name or row as on the other side.

    An answer at the bottom of a scale is given by every rule that gives the bottom; most of
    them say nothing about the change.
    """
    other = one.new if side is one.old else one.old
    names = {rule.rule for rule in other.rules}
    rows = {row.key for rule in other.rules for row in rule.examples}

    def met(rule: DecidingRule) -> int:
        return 2 * (rule.rule in names) + any(row.key in rows for row in rule.examples)

    ranked = sorted(side.rules, key=lambda rule: -met(rule))
    best = met(ranked[0]) if ranked else 0
    return [rule for rule in ranked if met(rule) == best]


def _rule(page: Page, one: Changed, rule: DecidingRule) -> list[Child]:
    told = [rule.place.rpartition("/")[2], *rule.cites]
    if rule.basis != "notice":
        told.append(basis_words(page, rule.basis))
    source = page.signs.around(page.signs.comma.join(told))
    values: list[Child] = []
    if rule.examples:
        example = rule.examples[0]
        shown = [_value(page, one, fact) for fact in example.facts[:MOST_VALUES]]
        more = f" +{rule.rows - 1}" if rule.rows > 1 else ""
        key = "" if page.redact and example.key in one.key else f"{example.key} "
        values = [" ", key, page.signs.comma.join(shown), more]
    said = page.say(rule.say) or page.say(rule.condition)
    return [said, el("span", source, klass="q"), *values]


def _value(page: Page, one: Changed, fact: FactShown) -> str:
    return _masked(page, one, f"{page.say(fact.title)}{page.signs.equals}{page.say(fact.words)}")


def _masked(page: Page, one: Changed, words: str) -> str:
    """Return words without the name and the key of the enterprise, where they are hidden."""
    if page.redact:
        # A serial number of a site is a digit or two, which stand in other words too.
        for known in (one.name, *(part for part in one.key if len(part) > 4)):
            words = words.replace(known, MASK) if known else words
    return words
