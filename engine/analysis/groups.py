"""A simulation broken down: by division below the top, by county, by sector."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from engine.analysis.comparing import Comparison
from engine.analysis.places import UNKNOWN, path_of
from engine.analysis.simulation import Group
from engine.analysis.transitions import differs, state_of
from engine.facts.model import Key
from engine.problems import Text

NO_SECTOR = Text("（未提供）", "(not supplied)")


@dataclass
class _Tally:
    """One group while it is being counted."""

    parent: str = ""
    subjects: int = 0
    directions: Counter[str] = field(default_factory=Counter)
    old: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)

    def add(self, found: Comparison, key: Key) -> None:
        old, new = found.pair(key)
        self.subjects += 1
        self.old[state_of(old)] += 1
        self.new[state_of(new)] += 1
        if differs(old, new):
            self.directions[found.ladder.direction(old, new)] += 1


def groups(found: Comparison) -> tuple[tuple[Group, ...], tuple[Group, ...], tuple[Group, ...]]:
    """Return prefectures and counties in the order of codes, and sectors in declared order."""
    above: dict[str, _Tally] = {}
    below: dict[str, _Tally] = {}
    sectors: dict[str, _Tally] = {}
    titles: dict[str, Text] = {"": UNKNOWN}
    for key in found.keys:
        top, own = _places(found, key, titles)
        above.setdefault(top, _Tally()).add(found, key)
        below.setdefault(own, _Tally(top)).add(found, key)
        for sector in found.sectors(key) or ("",):
            sectors.setdefault(sector, _Tally()).add(found, key)
    order = _sector_order(found)
    named = {id: found.sector_title(id) if id else NO_SECTOR for id in sectors}
    return (
        _groups(above, titles, sorted(above, key=_unknown_last)),
        _groups(below, titles, sorted(below, key=_unknown_last)),
        _groups(sectors, named, sorted(sectors, key=lambda s: (not s, order.get(s, 999), s)))
        if order
        else (),
    )


def _unknown_last(code: str) -> tuple[bool, str]:
    return not code, code


def _places(found: Comparison, key: Key, titles: dict[str, Text]) -> tuple[str, str]:
    """Return the codes of the division below the top and of the subject's own."""
    path = path_of(found.reader(key).policy.divisions, found.division(key))
    if not path:
        return "", ""
    top, own = path[min(1, len(path) - 1)], path[-1]
    titles.setdefault(top.code, Text(top.name, top.name))
    titles.setdefault(own.code, Text(own.name, own.name))
    return top.code, own.code


def _sector_order(found: Comparison) -> dict[str, int]:
    order: dict[str, int] = {}
    for side in (found.new, found.old):
        named = side.policy.subject.fields.get(side.policy.simulation.sectors)
        for id in side.policy.domains[named.type.domain].ids if named else ():
            order.setdefault(id, len(order))
    return order


def _groups(
    tallies: dict[str, _Tally], titles: dict[str, Text], order: list[str]
) -> tuple[Group, ...]:
    return tuple(
        Group(
            id,
            titles[id],
            tallies[id].subjects,
            tallies[id].directions["milder"],
            tallies[id].directions["stricter"],
            tallies[id].directions["other"],
            dict(tallies[id].old),
            dict(tallies[id].new),
            tallies[id].parent,
        )
        for id in order
    )
