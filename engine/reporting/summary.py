"""The summary a chief reads: how many at which level and where, and the gravest by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from engine.analysis.places import UNKNOWN, called, division_of, names_of, place_titles
from engine.execution.outcome import Outcome
from engine.facts.model import Facts
from engine.policy.model import PolicySet
from engine.problems import Language, Text
from engine.reporting.outcomes import VERDICTS, level_title, level_words, rule_words, why_words
from engine.reporting.sheets import Cell, Sheet, totals

BLOCKS = (
    (True, Text("已巡查", "Inspected")),
    (
        False,
        Text(
            "初判（未巡查，不作为发布预警的依据）",
            "Preliminary (not inspected: no ground for a warning)",
        ),
    ),
    (None, Text("是否巡查不明", "Inspection unknown")),
)
ALL = Text("全部", "All")
TOTAL = Text("合计", "total")
OPEN = Text("待核实", "to be verified")
GRAVEST = Text("级别最高的 {count} 家", "The {count} gravest")
NUMBER = Text("序号", "no.")
LEVEL, WHY = Text("级别", "level"), Text("因为", "because")
ROWS_HELD = Text("{say}：{rows}（{cites}）", "{say}: {rows} ({cites})")


def by_place(
    policy: PolicySet, facts: Facts, outcomes: Iterable[Outcome], language: Language
) -> list[Sheet]:
    """Return a table for inspected and one for preliminary answers: places by levels.

    Levels run from the highest down; an answer that is not decided counts as to be
    verified, whatever its bounds.  A policy without inspections gets one table.
    """
    every = list(outcomes)
    if policy.inspected is None:
        return [_table(policy, facts, every, ALL.to(language), language)]
    blocks = []
    for inspected, title in BLOCKS:
        own = [o for o in every if o.inspected is inspected]
        if own:
            blocks.append(_table(policy, facts, own, title.to(language), language))
    return blocks


def _table(
    policy: PolicySet, facts: Facts, outcomes: Sequence[Outcome], title: str, language: Language
) -> Sheet:
    levels = tuple(reversed(policy.level_scale.ids))
    columns = (*levels, "undetermined", "not_applicable")
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        code = division_of(policy, facts, outcome.key)
        above = names_of(policy.divisions, code)[0] or UNKNOWN.to(language)
        counts.setdefault(above, Counter())[_column(outcome)] += 1
    order = [d.name for _, d in sorted(policy.divisions.items())]
    places = sorted(counts, key=lambda p: (order.index(p) if p in order else len(order), p))
    rows: list[tuple[Cell, ...]] = []
    for place in places:
        cells = [counts[place][column] for column in columns]
        rows.append((place, *cells, sum(cells)))
    rows.append((TOTAL.to(language), *totals(rows)[1:]))
    headings = [level_title(policy, level).to(language) for level in levels]
    headings += [OPEN.to(language), VERDICTS["not_applicable"].to(language)]
    return Sheet(
        title, (place_titles(policy)[0].to(language), *headings, TOTAL.to(language)), tuple(rows)
    )


def _column(outcome: Outcome) -> str:
    return outcome.level[0] if outcome.verdict == "decided" and outcome.level else outcome.verdict


def gravest(
    policy: PolicySet,
    facts: Facts,
    outcomes: Iterable[Outcome],
    language: Language,
    count: int = 10,
) -> Sheet:
    """Return the `count` subjects that stand highest: sure level first, then possible level.

    Inspected answers come before preliminary ones of the same level, then those with
    more rows at that level, then by key.
    """
    scale = policy.level_scale.ids
    ranked = [o for o in outcomes if o.level is not None and scale.index(o.level[1]) > 0]
    ranked.sort(key=lambda o: gravity(o, scale))
    rows = tuple(
        _line(policy, facts, number, outcome, language)
        for number, outcome in enumerate(ranked[:count], 1)
    )
    headings = tuple(t.to(language) for t in _headings(policy))
    return Sheet(GRAVEST.format(count=len(rows)).to(language), headings, rows)


def _headings(policy: PolicySet) -> tuple[Text, ...]:
    return (NUMBER, policy.subject.title, place_titles(policy)[1], LEVEL, WHY)


def gravity(outcome: Outcome, scale: tuple[str, ...]) -> tuple[object, ...]:
    """Return what outcomes are ranked by, the gravest first, in the order of `gravest`."""
    low, high = outcome.level or (scale[0], scale[0])
    held = sum(rule.rows for rule in outcome.rules)
    preliminary = outcome.inspected is not True
    return (-scale.index(low), -scale.index(high), preliminary, -held, outcome.key)


def _line(
    policy: PolicySet, facts: Facts, number: int, outcome: Outcome, language: Language
) -> tuple[Cell, ...]:
    county = names_of(policy.divisions, division_of(policy, facts, outcome.key))[1]
    return (
        number,
        called(policy, facts, outcome.key),
        county or UNKNOWN.to(language),
        level_words(policy, outcome, language),
        because(policy, outcome, language),
    )


def because(policy: PolicySet, outcome: Outcome, language: Language) -> str:
    """Return why an answer is what it is, in one line: rule, rows, clauses, what is open."""
    parts = []
    for rule in outcome.rules:
        rows = ("、" if language == "zh" else ", ").join(e.key[-1] for e in rule.examples)
        more = rule.rows - len(rule.examples)
        shown = f"{rows} +{more}" if more > 0 else rows
        said = rule_words(policy, rule.rule)
        cites = ", ".join(rule.cites)
        parts.append(ROWS_HELD.format(say=said, rows=shown, cites=cites).to(language))
    if outcome.why:
        parts.append(why_words(policy, outcome.why, language))
    return ("；" if language == "zh" else "; ").join(parts)
