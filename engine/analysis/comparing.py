"""Two policy versions over the same subjects: what changes, for whom, and by which rule.

Every subject is answered under both versions; only those whose answer changes are put
into words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.analysis.coverage import Counts
from engine.analysis.places import called, division_of, path_of
from engine.analysis.simulation import (
    BasisCount,
    Block,
    Bounds,
    Changed,
    DecidingRule,
    Gap,
    Row,
    RuleUse,
    Side,
)
from engine.analysis.transition_matrix import Matrix
from engine.analysis.transitions import (
    ORDER,
    Ladder,
    differs,
    level_of,
    matrix,
    state_of,
)
from engine.analysis.words import NOT_READ, Words
from engine.execution.outcome import Deciding, Outcome, Standing
from engine.facts.model import Facts, Key
from engine.policy.model import PolicySet
from engine.problems import NO_TEXT, Text

UNSAID = Side("not_read", None, NOT_READ, None, (), ())
BLOCK: Mapping[bool | None, Block] = {True: "inspected", False: "preliminary", None: "unknown"}


@dataclass(frozen=True)
class Answered:
    """One version, the facts as it reads them, and where every subject stands under it.

    `fired`, `unknown`: on how many subjects each rule held, and may have held.  `explain`
    gives the whole outcomes of some subjects: only those that are shown are explained.
    `counts`: rows and missing values, where `facts` do not hold all rows.
    """

    policy: PolicySet
    facts: Facts
    as_of: date
    standings: Mapping[Key, Standing]
    fired: Mapping[str, int]
    unknown: Mapping[str, int]
    explain: Callable[[Iterable[Key]], Mapping[Key, Outcome]]
    words: Words
    engine: str = "reference"
    counts: Counts | None = None


@dataclass(frozen=True)
class Comparison:
    """Both answers for every subject that either version reads."""

    old: Answered
    new: Answered

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """All subjects, in the order of their keys."""
        return tuple(sorted({*self.old.standings, *self.new.standings}))

    @cached_property
    def ladder(self) -> Ladder:
        """The levels of both versions."""
        return Ladder(self.old.policy.level_scale.ids, self.new.policy.level_scale.ids)

    @cached_property
    def moved(self) -> tuple[Key, ...]:
        """The subjects whose answer changes, in the order of their keys."""
        return tuple(k for k in self.keys if differs(*self.pair(k)))

    @cached_property
    def explained(self) -> tuple[Mapping[Key, Outcome], Mapping[Key, Outcome]]:
        """The whole outcomes, old and new, of the subjects whose answer changes."""
        return self.old.explain(self.moved), self.new.explain(self.moved)

    def pair(self, key: Key) -> tuple[Standing | None, Standing | None]:
        """Return the old and the new answer of a subject."""
        return self.old.standings.get(key), self.new.standings.get(key)

    def matrix(self, keys: Iterable[Key] | None = None) -> Matrix:
        """Return the transitions of `keys`, or of all subjects."""
        return matrix(self.old.standings, self.new.standings, self.keys if keys is None else keys)

    def block(self, key: Key) -> Block:
        """Return whether a subject is inspected, as the new version sees it, else the old one."""
        outcome = self.new.standings.get(key) or self.old.standings.get(key)
        return BLOCK[outcome.inspected if outcome else None]

    def blocks(self) -> Mapping[Block, Matrix]:
        """Return a matrix for each block; none where the new version does not tell."""
        if self.new.policy.inspected is None:
            return {}
        by_block: dict[Block, list[Key]] = {block: [] for block in BLOCK.values()}
        for key in self.keys:
            by_block[self.block(key)].append(key)
        return {block: self.matrix(keys) for block, keys in by_block.items() if keys}

    def reader(self, key: Key) -> Answered:
        """Return the version by which a subject is described: the new one where it read it."""
        return self.new if key in self.new.standings else self.old

    def division(self, key: Key) -> str:
        """Return the code of the division of a subject, "" where it is not known."""
        side = self.reader(key)
        return division_of(side.policy, side.facts, key)

    def sectors(self, key: Key) -> tuple[str, ...]:
        """Return the ids of the sector field of a subject."""
        side = self.reader(key)
        name = side.policy.simulation.sectors
        row = side.facts.tables[side.policy.subject.name].rows.get(key)
        value = row.values.get(name) if row is not None and name else None
        if value is None:
            return ()
        return value if isinstance(value, tuple) else (str(value),)

    def sector_title(self, id: str) -> Text:
        """Return the label of a sector, of the new version where it has one."""
        for side in (self.new, self.old):
            field = side.policy.subject.fields.get(side.policy.simulation.sectors)
            if field is not None and id in side.policy.domains[field.type.domain].ids:
                return side.words.value(field.type, id)
        return Text(id, id)


def changed(found: Comparison) -> tuple[Changed, ...]:
    """Return the changed subjects: milder, stricter, other; the longest steps first."""
    every = [_changed(found, key) for key in found.moved]
    size = found.ladder.size
    return tuple(
        sorted(
            every,
            key=lambda c: (ORDER.index(c.direction), -size(c.old.level, c.new.level), c.key),
        )
    )


def _changed(found: Comparison, key: Key) -> Changed:
    old, new = found.pair(key)
    reader, code = found.reader(key), found.division(key)
    path = path_of(reader.policy.divisions, code)
    sectors = found.sectors(key)
    return Changed(
        key=key,
        name=called(reader.policy, reader.facts, key),
        division=code,
        county=path[-1].name if path else "",
        prefecture=path[min(1, len(path) - 1)].name if path else "",
        sectors=sectors,
        sector_titles=tuple(found.sector_title(id) for id in sectors),
        block=found.block(key),
        direction=found.ladder.direction(old, new),
        old=_side(found.old, found.explained[0].get(key)),
        new=_side(found.new, found.explained[1].get(key)),
    )


def _side(version: Answered, outcome: Outcome | None) -> Side:
    if outcome is None:
        return UNSAID
    words = version.words
    return Side(
        state_of(outcome),
        level_of(outcome),
        words.answer(outcome),
        outcome.basis,
        tuple(_rule(words, rule) for rule in outcome.rules),
        tuple(dict.fromkeys(words.reason(reason) for reason in outcome.why)),
    )


def _rule(words: Words, deciding: Deciding) -> DecidingRule:
    decision, rule = words.rules[deciding.rule]
    return DecidingRule(
        rule=deciding.rule,
        say=words.say(deciding.rule),
        place=words.place(rule.place),
        cites=deciding.cites,
        basis=deciding.basis,
        condition=words.condition(decision.entity, rule.when),
        rows=deciding.rows,
        examples=tuple(
            Row(
                example.key[-1],
                tuple(words.fact(decision.entity, r, v) for r, v in example.facts.items()),
            )
            for example in deciding.examples
        ),
        gives=words.output(decision, rule),
    )


def gaps(found: Comparison) -> tuple[Gap, ...]:
    """Return what leaves answers open that the old version decided, most often named first."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for key in found.moved:
        old, new = found.pair(key)
        if new is None or new.verdict != "undetermined" or state_of(old) == "undetermined":
            continue
        why = found.explained[1][key].why
        counts.update({(reason.kind, reason.entity, reason.name) for reason in why})
    named = found.new.words.named
    rows = [Gap(k, e, n, named(e, n), count) for (k, e, n), count in counts.items()]
    return tuple(sorted(rows, key=lambda g: (-g.subjects, g.entity, g.name, g.kind)))


def basis(rows: Iterable[Changed]) -> tuple[BasisCount, ...]:
    """Return what the changed answers rest on, from firm to weak."""
    every = list(rows)
    old, new = (Counter(side.basis or "" for side in sides) for sides in _sides(every))
    order = ("notice", "local", "draft", "")
    return tuple(BasisCount(b, old[b], new[b]) for b in order if old[b] or new[b])


def _sides(rows: list[Changed]) -> tuple[list[Side], list[Side]]:
    return [row.old for row in rows], [row.new for row in rows]


def bounds(found: Comparison) -> tuple[Bounds, ...]:
    """Return how many stand at each level if all missing facts were best, and worst."""
    ends = [_ends(side.standings.values()) for side in (found.old, found.new)]
    (old_best, old_worst), (new_best, new_worst) = ends
    return tuple(
        Bounds(id, old_best[id], old_worst[id], new_best[id], new_worst[id])
        for id in reversed(found.ladder.ids)
    )


def _ends(outcomes: Iterable[Standing]) -> tuple[Counter[str], Counter[str]]:
    levels = [o.level for o in outcomes if o.level is not None]
    return Counter(low for low, _ in levels), Counter(high for _, high in levels)


def rule_uses(found: Comparison, rows: Iterable[Changed]) -> tuple[RuleUse, ...]:
    """Return every rule of both versions, the new one's in the order of its files."""
    every = list(rows)
    decides = [Counter(r.rule for side in sides for r in side.rules) for sides in _sides(every)]
    fired = found.old.fired, found.new.fired
    unknown = found.old.unknown, found.new.unknown
    return tuple(
        _use(found, rule, fired, unknown, decides)
        for rule in dict.fromkeys((*found.new.words.rules, *found.old.words.rules))
    )


def _use(
    found: Comparison,
    rule: str,
    fired: Sequence[Mapping[str, int]],
    unknown: Sequence[Mapping[str, int]],
    decides: list[Counter[str]],
) -> RuleUse:
    sides = (found.old, found.new)
    has = [rule in side.words.rules for side in sides]
    words = sides[has[1]].words
    decision, row = words.rules[rule]
    places = [
        side.words.place(side.words.rules[rule][1].place) if there else ""
        for side, there in zip(sides, has, strict=True)
    ]

    def count(kind: Sequence[Mapping[str, int]], side: int) -> int | None:
        return kind[side].get(rule, 0) if has[side] else None

    return RuleUse(
        rule=rule,
        say=row.say or NO_TEXT,
        table=decision.title,
        role=decision.role,
        basis=row.basis,
        old_place=places[0],
        new_place=places[1],
        old_fired=count(fired, 0),
        new_fired=count(fired, 1),
        old_unknown=count(unknown, 0),
        new_unknown=count(unknown, 1),
        old_decides=decides[0][rule],
        new_decides=decides[1][rule],
    )
