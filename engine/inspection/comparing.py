"""Lists of two versions of a policy set over the same facts: who enters, who leaves, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from engine.facts.model import Facts, Key
from engine.inspection.candidates import Candidate, candidates
from engine.inspection.cascade import choose, inspection_of
from engine.inspection.lists import KeyList, Missed, Place, Selection
from engine.inspection.ranking import Change
from engine.organisation.hierarchy import hierarchy_of
from engine.policy.inspection_model import Inspection, ListLevel, Quota
from engine.policy.model import PolicySet
from engine.policy.routing_model import Department
from engine.problems import Text

TIER = Text("梯次由{old}变为{new}", "the tier changes from {old} to {new}")
QUOTA = Text("名额由{old}户变为{new}户", "the number aimed at changes from {old} to {new}")
BELOW = Text("下级名单变了", "the lists below changed")
LEAVES = Text("按新规则不列入", "the new rules leave it out")
ORDER = Text("名次由第{old}变为第{new}", "the rank changes from {old} to {new}")
OTHERS = Text("自身没有变化，其他企业的名次变了", "it is as it was; others changed their rank")


@dataclass(frozen=True, slots=True)
class Moved:
    """One who enters or leaves the list of a department, with the reasons.

    `changes`: what would put one who leaves back on.
    """

    subject: Key
    name: str
    department: Department
    level: str
    enters: bool
    why: tuple[Text, ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """How many enter and leave a level's lists when its number aimed at moves by `by`."""

    level: str
    by: int
    enter: int
    leave: int


@dataclass(frozen=True)
class ListComparison:
    """The lists of both versions and what is different."""

    old: Selection
    new: Selection
    moved: tuple[Moved, ...]
    steps: tuple[Step, ...] = ()


def compare_lists(
    old: PolicySet, new: PolicySet, facts: Facts, year: int, cut_off: date
) -> ListComparison | None:
    """Return how the lists of `year` differ; None where either version says nothing of lists.

    `facts` were read under a vocabulary that both versions share.
    """
    if old.inspection is None or new.inspection is None:
        return None
    found = [
        candidates(p, facts, inspection_of(p).lists, hierarchy_of(p), cut_off) for p in (old, new)
    ]
    before, after = (
        choose(p, c, facts, year, cut_off) for p, c in zip((old, new), found, strict=True)
    )
    then, now = ({c.key: c for c in own} for own in found)
    moved = tuple(_moved(before, after, then, now, new))
    return ListComparison(before, after, moved, tuple(_steps(new, found[1], facts, after)))


def _moved(
    before: Selection,
    after: Selection,
    then: dict[Key, Candidate],
    now: dict[Key, Candidate],
    policy: PolicySet,
) -> Iterable[Moved]:
    for place in sorted({*before.by_place, *after.by_place}):
        old, new = before.by_place.get(place), after.by_place.get(place)
        own = new or old
        assert own is not None
        left = (old.keys if old else frozenset()) - (new.keys if new else frozenset())
        came = (new.keys if new else frozenset()) - (old.keys if old else frozenset())
        for key in sorted({*left, *came}):
            enters = key in came
            listed = (new if enters else old) or own
            found = listed.place_of(key)
            assert found is not None
            missed = _missed(new, key) if new and not enters else None
            yield Moved(
                key, found.candidate.name, own.department, own.level.level, enters,
                tuple(_why(old, new, key, (then.get(key), now.get(key)), policy)),
                missed.changes if missed else (),
            )  # fmt: skip


def _missed(one: KeyList, key: Key) -> Missed | None:
    return next((m for m in one.missed if m.candidate.key == key), None)


def _why(
    old: KeyList | None,
    new: KeyList | None,
    key: Key,
    both: tuple[Candidate | None, Candidate | None],
    policy: PolicySet,
) -> Iterable[Text]:
    """Yield what of the change concerns this one; there is always a reason."""
    told = 0
    for text in _reasons(old, new, key, both, policy):
        told += 1
        yield text
    if not told:
        yield OTHERS


def _reasons(
    old: KeyList | None,
    new: KeyList | None,
    key: Key,
    both: tuple[Candidate | None, Candidate | None],
    policy: PolicySet,
) -> Iterable[Text]:
    if old and new and old.level.quota.target != new.level.quota.target:
        yield QUOTA.format(old=old.level.quota.target, new=new.level.quota.target)
    then, now = both
    if then is not None and now is not None:
        if now.leaves and not then.leaves:
            yield LEAVES
        if now.tier != then.tier:
            yield TIER.format(old=_tier(policy, then), new=_tier(policy, now))
    before, after = _rank(old, key), _rank(new, key)
    if before and after and before != after:
        yield ORDER.format(old=before, new=after)
    if old and new and old.universe != new.universe:
        yield BELOW


def _tier(policy: PolicySet, candidate: Candidate) -> Text:
    lists = inspection_of(policy).lists
    domain = policy.domains[policy.decisions[lists.tier].gives.domain]
    return domain.members[min(candidate.tier[0], domain.top)].title


def _rank(one: KeyList | None, key: Key) -> int:
    if one is None:
        return 0
    place: Place | None = one.place_of(key)
    if place is not None:
        return place.rank
    missed = _missed(one, key)
    return missed.rank if missed else 0


def _steps(
    policy: PolicySet, found: list[Candidate], facts: Facts, now: Selection
) -> Iterable[Step]:
    """Yield what moving the number of each level by one would do to the lists of that level."""
    inspection = inspection_of(policy)
    for rule in inspection.lists.levels:
        for by in (-1, 1):
            if rule.quota.target + by < 0:
                continue
            moved = replace(policy, inspection=_with_target(inspection, rule, by))
            other = choose(moved, found, facts, now.year, now.cut_off)
            enter = leave = 0
            for one in other.of_level(rule.level):
                same = now.by_place[one.level.level, one.department.division]
                enter += len(one.keys - same.keys)
                leave += len(same.keys - one.keys)
            yield Step(rule.level, by, enter, leave)


def _with_target(inspection: Inspection, rule: ListLevel, by: int) -> Inspection:
    quota = rule.quota
    target = quota.target + by
    wider = Quota(target, min(quota.least, target), max(quota.most, target), quota.name)
    levels = tuple(
        replace(lv, quota=wider) if lv.level == rule.level else lv for lv in inspection.lists.levels
    )
    return replace(inspection, lists=replace(inspection.lists, levels=levels))
