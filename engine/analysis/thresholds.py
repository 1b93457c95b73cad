"""Who stands on the edge: what happens when a number of the new version moves by one.

A number can only change the answer of a subject on one of whose rows its own condition
changes; so only those subjects are answered again.  A subject that only turns inspected
or preliminary counts among the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.analysis.comparing import Answered
from engine.analysis.simulation import Edge, Moved
from engine.analysis.transitions import ORDER, Ladder, differs
from engine.execution.answer import Answer
from engine.execution.exact import exact_scalar
from engine.execution.formulas import Formula, Values
from engine.execution.outcome import Recorder
from engine.execution.reasons import ByItem
from engine.execution.reference import reachable
from engine.execution.subjects import Item, day_number
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
    every = numbers(version.policy)
    touched = _touched(base, every)
    return tuple(_edge(base, number, touched[n]) for n, number in enumerate(every))


Touched = Mapping[int, list[Item]]  # by which step: the subjects that it can matter to


def _edge(base: _Base, number: Number, touched: Touched) -> Edge:
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
        down=_moved(base, number, -1, touched[-1]),
        up=_moved(base, number, 1, touched[1]),
    )


def _worded(base: _Base, number: Number, by: int) -> Text:
    version = base.version
    lowered = number.value + by * 10**number.type.digits
    exact = exact_scalar(lowered, number.type, version.policy.domains)
    return version.words.value(number.type, exact)


def _moved(base: _Base, number: Number, by: int, items: Sequence[Item]) -> Moved:
    policy = with_moved(base.version.policy, number, by)
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


def _touched(base: _Base, every: Sequence[Number]) -> Sequence[Touched]:
    """Return the subjects on whose rows a condition of a number comes out otherwise."""
    found: list[dict[int, list[Item]]] = [{-1: [], 1: []} for _ in every]
    asked = [_question(base, number, site) for number in every for site in number.sites]
    owners = [n for n, number in enumerate(every) for _ in number.sites]
    for item, answer in zip(base.items, base.answers, strict=True):
        done, rows = ByItem(answer), reachable(item.root)
        for n, (entity, ask) in zip(owners, asked, strict=True):
            steps = {by for row in rows.get(entity, ()) for by in ask(row, done)}
            for by in steps:
                if not found[n][by] or found[n][by][-1] is not item:
                    found[n][by].append(item)
    return found


def _question(base: _Base, number: Number, site: Site) -> tuple[str, Formula[tuple[int, ...]]]:
    """Return the entity, and the formula that says which steps change a condition on a row."""
    policy = base.version.policy
    ways = (site.expr, number.moved(site, -1), number.moved(site, 1))

    def steps(values: Values) -> tuple[int, ...]:
        plain, down, up = values
        return tuple(by for by, value in ((-1, down), (1, up)) if value != plain)

    entity = policy.entities[site.rows]
    return site.rows, Formula(policy, base.day, entity, *ways, conclude=steps)
