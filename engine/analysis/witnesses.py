"""For each changed rule a subject of the facts for which it matters.

A witness is a row on which the rule's table answers otherwise under the two versions, and
on which the rule holds, or may hold, under one version and not the other, or gives
something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.analysis.difference import Difference, Witness
from engine.analysis.places import called, division_of, names_of
from engine.analysis.words import Words, joined
from engine.execution.answer import Answer, Settled
from engine.execution.exact import Json, exact_scalar
from engine.execution.reference import reachable
from engine.execution.subjects import Item
from engine.facts.model import Facts, Key
from engine.policy.model import Decision
from engine.problems import Text

NO_RULE = Text("没有规则", "no rule")
NOT_THERE = Text("没有这张表", "no such table")
ANSWER = Text("{value}（{rules}）", "{value} ({rules})")
OPEN = Text("待核实", "to be verified")
RANGE = Text("{low}至{high}", "{low} to {high}")
MAY = Text("可能 {rule}", "possibly {rule}")


@dataclass(frozen=True)
class Answers:
    """One version's answers: its words, its facts, every subject with what was computed."""

    words: Words
    facts: Facts
    items: Sequence[Item]
    answers: Sequence[Answer]

    def by_key(self) -> Mapping[Key, tuple[Item, Answer]]:
        """Return item and answer of each subject."""
        pairs = zip(self.items, self.answers, strict=True)
        return {item.key: (item, answer) for item, answer in pairs}


@dataclass(frozen=True)
class _Stand:
    """What a table says on one row under one version."""

    value: tuple[Json, Json, str]
    fired: frozenset[str]
    unknown: frozenset[str]
    outputs: Mapping[str, tuple[Json, Json]]

    def differs(self, other: _Stand) -> bool:
        """Return whether the table answers otherwise; a list by the rules that are on it."""
        if self.value != other.value:
            return True
        return self.value[2] == "list" and (self.fired, self.unknown) != (
            other.fired,
            other.unknown,
        )

    def of(self, rule: str) -> object:
        """Return how one rule stands: whether it holds, and what it would give."""
        state = "fired" if rule in self.fired else "unknown" if rule in self.unknown else ""
        return state, self.outputs.get(rule) if state else None


def with_witnesses(
    found: Iterable[Difference], old: Answers, new: Answers
) -> tuple[Difference, ...]:
    """Return the differences, each rule with a witness where the facts hold one."""
    every = list(found)
    wanted = {d.id for d in every if d.part == "rule"}
    witnesses = _search(wanted, old, new)
    return tuple(replace(d, witness=witnesses.get(d.id)) for d in every)


def _search(wanted: set[str], old: Answers, new: Answers) -> dict[str, Witness]:
    """Return a witness for each rule: the first that is sure, else the first that is possible."""
    sure: dict[str, Witness] = {}
    possible: dict[str, Witness] = {}
    tables: dict[str, list[str]] = {}
    for rule in sorted(wanted):
        tables.setdefault(rule.partition("/")[0], []).append(rule)
    before, after = old.by_key(), new.by_key()
    for key in sorted({*before, *after}):
        sides = (old, before.get(key)), (new, after.get(key))
        for table, rules in tables.items():
            left = [rule for rule in rules if rule not in sure]
            for rule, known, witness in _on(key, table, left, *sides) if left else ():
                (sure if known else possible).setdefault(rule, witness)
        if len(sure) == len(wanted):
            break
    return {**possible, **sure}


Side = tuple[Answers, tuple[Item, Answer] | None]


def _on(
    key: Key, table: str, rules: list[str], old: Side, new: Side
) -> Iterator[tuple[str, bool, Witness]]:
    """Yield the rules that a subject is a witness for, and whether they are sure there."""
    one, other = _stands(table, *old), _stands(table, *new)
    for row in sorted({*one, *other}):
        before, after = one.get(row), other.get(row)
        if before is not None and after is not None and not before.differs(after):
            continue
        for rule in rules:
            id = rule.partition("/")[2]
            if (before.of(id) if before else None) != (after.of(id) if after else None):
                known = not any(id in stand.unknown for stand in (before, after) if stand)
                witness = _witness(key, row, table, (old[0], before), (new[0], after))
                yield rule, known, witness


def _stands(table: str, side: Answers, pair: tuple[Item, Answer] | None) -> dict[Key, _Stand]:
    decision = side.words.policy.decisions.get(table)
    if decision is None or decision.take or pair is None:
        return {}
    item, answer = pair
    key = item.key
    found = {}
    for row in reachable(item).get(decision.entity, ()):
        if row.key[: len(key)] != key:
            continue  # a row of another subject, over a link
        settled = answer.get((row.entity, row.key), {}).get(table)
        if isinstance(settled, Settled):
            found[row.key] = _stand(side.words, decision, settled)
    return found


def _stand(words: Words, decision: Decision, settled: Settled) -> _Stand:
    def exact(value: object) -> Json:
        if value is None or not isinstance(value, bool | int | str):
            return None
        return exact_scalar(value, decision.gives, words.policy.domains)

    rules = decision.rules
    kind = "list" if decision.is_list else settled.trouble
    ends = (None, None) if decision.is_list else (exact(settled.low), exact(settled.high))
    return _Stand(
        (*ends, kind),
        frozenset(rules[n].id for n in settled.fired),
        frozenset(rules[n].id for n in settled.unknown),
        {rule.id: (exact(rule.then.low), exact(rule.then.high)) for rule in rules},
    )


def _witness(
    key: Key,
    row: Key,
    table: str,
    old: tuple[Answers, _Stand | None],
    new: tuple[Answers, _Stand | None],
) -> Witness:
    side = new[0] if key in new[0].facts.tables[new[0].words.policy.subject.name].rows else old[0]
    policy, facts = side.words.policy, side.facts
    return Witness(
        key,
        called(policy, facts, key),
        names_of(policy.divisions, division_of(policy, facts, key))[1],
        "/".join(row[len(key) :]),
        _worded(old[0].words, table, old[1]),
        _worded(new[0].words, table, new[1]),
    )


def _worded(words: Words, table: str, stand: _Stand | None) -> Text:
    if stand is None:
        return NOT_THERE
    decision = words.policy.decisions[table]
    rules = [Text(id, id) for id in sorted(stand.fired)]
    rules += [MAY.format(rule=id) for id in sorted(stand.unknown)]
    held = joined(rules) if rules else NO_RULE
    low, high, kind = stand.value
    if kind == "list":
        return held
    if low is None:
        return ANSWER.format(value=OPEN, rules=held)
    ends = [words.value(decision.gives, end) for end in (low, high)]
    value = ends[0] if low == high else RANGE.format(low=ends[0], high=ends[1])
    return ANSWER.format(value=value, rules=held)
