"""Who stands on the edge: what happens when a number of the new version moves by one.

A number can only change the answer of a subject on one of whose rows its own condition
changes; so only those subjects are answered again.  A subject that only turns inspected
or preliminary counts among the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.analysis.comparing import Answered
from engine.analysis.simulation import Edge, Moved
from engine.analysis.transitions import ORDER, Ladder, differs
from engine.execution.answer import Answer
from engine.execution.exact import exact_scalar
from engine.execution.formulas import Formula
from engine.execution.outcome import Recorder
from engine.execution.reasons import ByItem
from engine.execution.reference import reachable
from engine.execution.subjects import Item, Lowered, day_number
from engine.policy.model import PolicySet
from engine.policy.numbers import Number, Site, numbers, with_moved
from engine.problems import Text

Answering = Callable[[PolicySet, Iterable[Item], int], Iterator[Answer]]


@dataclass(frozen=True)
class _Base:
    """The new version as it is: every subject with its rows and what is computed on them."""

    version: Answered
    items: Sequence[Item]
    answers: Sequence[Answer]
    answering: Answering

    @property
    def day(self) -> int:
        return day_number(self.version.as_of)


def edges(version: Answered, items: Sequence[Item], answering: Answering) -> tuple[Edge, ...]:
    """Return what moving each number of `version` by one, alone, would change."""
    day = day_number(version.as_of)
    base = _Base(version, items, tuple(answering(version.policy, items, day)), answering)
    return tuple(_edge(base, number) for number in numbers(version.policy))


def _edge(base: _Base, number: Number) -> Edge:
    version, site = base.version, number.sites[0]
    policy, words = version.policy, version.words
    entity, name, part = site.owner
    plain = f"{entity}.{name}" if part in ("expr", "where") else f"{name}/{part}"
    value = policy.values.get(number.name)
    return Edge(
        name=f"values.{number.name}" if number.name else plain,
        where=words.condition(site.rows, site.expr),
        place=words.place(value.place if value else site.place),
        at=_worded(base, number, 0),
        down=_moved(base, number, -1),
        up=_moved(base, number, 1),
    )


def _worded(base: _Base, number: Number, by: int) -> Text:
    version = base.version
    lowered = number.value + by * 10**number.type.digits
    exact = exact_scalar(lowered, number.type, version.policy.domains)
    return version.words.value(number.type, exact)


def _moved(base: _Base, number: Number, by: int) -> Moved:
    policy = with_moved(base.version.policy, number, by)
    items = list(_touched(base, number, by))
    recorder = Recorder(policy, base.day)
    answers = base.answering(policy, items, base.day)
    ids = policy.level_scale.ids
    counts = dict.fromkeys(ORDER, 0)
    for item, answer in zip(items, answers, strict=True):
        old, new = base.version.standings[item.key], recorder.standing(item, answer)
        if differs(old, new):
            counts[Ladder(ids, ids).direction(old, new)] += 1
        elif old.inspected != new.inspected:
            counts["other"] += 1
    to = _worded(base, number, by)
    return Moved(to, counts["milder"], counts["stricter"], counts["other"])


def _touched(base: _Base, number: Number, by: int) -> Iterator[Item]:
    """Yield the subjects on whose rows a condition of the number comes out otherwise."""
    pairs = [(site.rows, *_both(base, number, site, by)) for site in number.sites]
    for item, answer in zip(base.items, base.answers, strict=True):
        done, rows = ByItem(answer), reachable(item.root)
        if any(
            plain(row, done) != moved(row, done)
            for entity, plain, moved in pairs
            for row in rows.get(entity, ())
        ):
            yield item


def _both(
    base: _Base, number: Number, site: Site, by: int
) -> tuple[Formula[tuple[Lowered, ...]], Formula[tuple[Lowered, ...]]]:
    policy = base.version.policy
    entity = policy.entities[site.rows]
    plain = Formula(policy, base.day, entity, site.expr)
    return plain, Formula(policy, base.day, entity, number.moved(site, by))
