"""Dated snapshots replayed under both versions: the trend, and the look back at accidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.analysis.comparing import Answered, Comparison
from engine.analysis.coverage import coverage, lacking
from engine.analysis.places import called, division_of, names_of
from engine.analysis.replay import Accident, BackTest, Caught, History, Snapshot
from engine.analysis.transitions import Standings, directions, level_of, state_of
from engine.execution.outcome import Standing
from engine.facts.model import Facts, Key
from engine.policy.model import PolicySet

Range = tuple[str, str]


@dataclass(frozen=True)
class Replayed:
    """One snapshot while the history is being made: what is told of it, and all answers."""

    told: Snapshot
    old: Standings
    new: Standings


def replayed(name: str, found: Comparison) -> Replayed:
    """Return one snapshot, answered under both versions."""
    old, new = found.old, found.new
    covered = coverage(old.policy, new.policy, old.facts, new.facts)
    counts = directions(found.ladder, old.standings, new.standings, found.keys)
    told = Snapshot(
        name=name,
        day=new.as_of,
        sha256=new.facts.sha256,
        subjects=len(found.keys),
        matrix=found.matrix(),
        milder=counts["milder"],
        stricter=counts["stricter"],
        other=counts["other"],
        lacking=tuple(lacking(covered)),
    )
    return Replayed(told, old.standings, new.standings)


def history(folder: str, snapshots: Iterable[Replayed], now: Comparison) -> History:
    """Return the trend, and the look back at the accidents that the facts of `now` hold."""
    ordered = sorted(snapshots, key=lambda s: s.told.day)
    return History(folder, tuple(s.told for s in ordered), backtest(ordered, now))


def backtest(snapshots: Sequence[Replayed], now: Comparison) -> BackTest | None:
    """Return how the subjects of accidents stood before; None where none are declared."""
    terms = now.new.policy.simulation
    if not terms.accidents:
        return None
    accidents = tuple(_accidents(snapshots, now.new))
    seen = [a for a in accidents if a.snapshot is not None]
    return BackTest(
        accidents,
        len(accidents) - len(seen),
        _caught(now.old.policy, accidents, snapshots, new=False),
        _caught(now.new.policy, accidents, snapshots, new=True),
    )


def _accidents(snapshots: Sequence[Replayed], version: Answered) -> list[Accident]:
    table = version.facts.tables.get(version.policy.simulation.accidents)
    rows = table.rows if table is not None else {}
    found = []
    for key, row in rows.items():
        day = row.values.get(version.policy.simulation.accident_day)
        if row.parent is not None:
            known = day if isinstance(day, date) else None
            found.append(_accident(snapshots, version, row.parent, key[-1], known))
    return sorted(found, key=lambda a: (a.day or date.min, a.key, a.accident))


def _accident(
    snapshots: Sequence[Replayed], version: Answered, key: Key, number: str, day: date | None
) -> Accident:
    before = [s for s in snapshots if day is not None and s.told.day < day]
    last = before[-1] if before else None
    old = last.old.get(key) if last else None
    new = last.new.get(key) if last else None
    return Accident(
        key,
        called(version.policy, version.facts, key),
        _county(version.policy, version.facts, key),
        number,
        day,
        last.told.day if last else None,
        level_of(old),
        level_of(new),
        state_of(old) if last else "",
        state_of(new) if last else "",
    )


def _county(policy: PolicySet, facts: Facts, key: Key) -> str:
    return names_of(policy.divisions, division_of(policy, facts, key))[1]


def _caught(
    policy: PolicySet, accidents: Sequence[Accident], snapshots: Sequence[Replayed], *, new: bool
) -> tuple[Caught, ...]:
    """Return the look back for each level above the lowest, from the gravest down."""
    scale = policy.level_scale.ids
    days: dict[Key, list[date]] = {}
    for accident in accidents:
        days.setdefault(accident.key, []).append(accident.day or date.max)
    ends = [(a.new if new else a.old) for a in accidents if a.snapshot is not None]
    return tuple(
        _at_least(scale, level, ends, _extra(scale, level, snapshots, days, new=new))
        for level in reversed(scale[1:])
    )


def _at_least(
    scale: tuple[str, ...], level: str, ends: Sequence[Range | None], extra: int
) -> Caught:
    bar = scale.index(level)
    caught = sum(e is not None and scale.index(e[0]) >= bar for e in ends)
    possibly = sum(e is not None and scale.index(e[0]) < bar <= scale.index(e[1]) for e in ends)
    return Caught(level, caught, possibly, len(ends) - caught - possibly, extra)


def _extra(
    scale: tuple[str, ...],
    level: str,
    snapshots: Sequence[Replayed],
    days: Mapping[Key, Sequence[date]],
    *,
    new: bool,
) -> int:
    """Count subjects that surely stood at the level and had no accident after that."""
    first: dict[Key, date] = {}
    for snapshot in snapshots:
        outcomes = snapshot.new if new else snapshot.old
        for key, outcome in outcomes.items():
            if _surely(scale, level, outcome):
                first.setdefault(key, snapshot.told.day)
    return sum(not any(day > since for day in days.get(key, ())) for key, since in first.items())


def _surely(scale: tuple[str, ...], level: str, outcome: Standing) -> bool:
    low = outcome.level[0] if outcome.level is not None else scale[0]
    return scale.index(low) >= scale.index(level)
