"""Make one list: rank its universe, cut it, say of each place why it is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.facts.model import Key
from engine.inspection.candidates import Candidate
from engine.inspection.lists import KeyList, Missed, Place, Remark, Request
from engine.inspection.quotas import cut
from engine.inspection.ranking import Order, Rank, best_rank
from engine.policy.inspection_model import ListLevel, Lists
from engine.policy.model import PolicySet
from engine.policy.routing_model import Department
from engine.problems import Text

NO_SCOPE = Text("是否适用待核实", "whether it is in scope is open")
NOT_YET = Text("所在地方和阶段尚未推进到", "the phase of its area has not begun")
SHORT = Text(
    "候选不足：符合条件的只有{found}户，低于目标{target}户（下限{least}户）",
    "too few candidates: {found} qualify, below the target of {target} (at least {least})",
)
BELOW = Text(
    "候选不足：符合条件的只有{found}户，低于下限{least}户（目标{target}户）",
    "too few candidates: {found} qualify, below the lower bound of {least} (target {target})",
)
EMPTY = Text("没有可以列入的企业；空名单仍须报送", "nobody can be listed; the empty list is filed")
OVER = Text(
    "列入{found}户，超过上限{most}户（目标{target}户）：{why}",
    "{found} are listed, above the upper bound of {most} (target {target}): {why}",
)
BY_REQUEST = Text("点名的有{count}户", "{count} were requested")
TIED = Text(
    "截止处并列：第{rank}名与未列入的{count}户各项相同，按编号先后取舍",
    "a tie at the cut: rank {rank} equals {count} not listed in everything, the key decides",
)


@dataclass(frozen=True)
class Universe:
    """Who can be on a list: eligible, kept off, waiting."""

    eligible: tuple[Candidate, ...]
    low: tuple[Candidate, ...] = ()  # below the lowest tier that is listed
    left: tuple[Candidate, ...] = ()
    waiting: tuple[tuple[Candidate, Text], ...] = ()


def universe(
    policy: PolicySet, lists: Lists, found: Iterable[Candidate], path: Sequence[str], day: date
) -> Universe:
    """Sort the candidates of one place; those out of scope are not of it at all."""
    lowest = _ordinal(policy, lists.tier, lists.lowest)
    eligible: list[Candidate] = []
    low: list[Candidate] = []
    left: list[Candidate] = []
    waiting: list[tuple[Candidate, Text]] = []
    begun = started(policy, lists, path, day)
    for candidate in found:
        if candidate.in_scope is False:
            continue
        if candidate.leaves:
            left.append(candidate)
        elif candidate.in_scope is None:
            waiting.append((candidate, NO_SCOPE))
        elif candidate.phase is not None and candidate.phase[0] not in begun:
            waiting.append((candidate, NOT_YET))
        elif candidate.tier[0] < lowest:
            low.append(candidate)
        else:
            eligible.append(candidate)
    return Universe(tuple(eligible), tuple(low), tuple(left), tuple(waiting))


def started(policy: PolicySet, lists: Lists, path: Sequence[str], day: date) -> frozenset[int]:
    """Return the phases of the roll-out that have begun in a place, as ordinals."""
    return frozenset(
        _ordinal(policy, lists.phase, start.phase)
        for start in lists.starts
        if start.start <= day and (not start.area or set(start.area) & set(path))
    )


def _ordinal(policy: PolicySet, decision: str, member: str) -> int:
    return policy.domains[policy.decisions[decision].gives.domain].ids.index(member)


def make_list(
    order: Order,
    level: ListLevel,
    department: Department,
    found: Universe,
    requests: Mapping[Key, Request],
    lists: Lists,
) -> KeyList:
    """Return the list of one place; `requests` are those that were admitted to it."""
    ranked = order.ranked(found.eligible)
    made = cut(order, ranked, level.quota, requests, extend=lists.extend_ties)
    sure = [order.sure(c) for c in ranked]
    ranks = {c.key: n for n, c in enumerate(ranked, 1)}
    ties = _ties(ranked, sure)
    places = _places(order, made.listed, ranked, ranks, ties, sure, requests)
    missed = _missed(order, level, made.listed, made.missed, ranks, sure, requests)
    low = _below(order, lists, level, found.low, places)
    return KeyList(
        level, department, places, (*missed, *low), found.left, found.waiting,
        len(ranked), _remarks(level, places, made.tied, requests), order,
    )  # fmt: skip


def _ties(ranked: Sequence[Candidate], sure: Sequence[Rank]) -> dict[Key, tuple[Key, ...]]:
    groups: dict[tuple[int, ...], list[Key]] = defaultdict(list)
    for candidate, rank in zip(ranked, sure, strict=True):
        groups[rank[0]].append(candidate.key)
    alike = [keys for keys in groups.values() if len(keys) > 1]
    return {key: tuple(k for k in keys if k != key)[:10] for keys in alike for key in keys}


def _places(
    order: Order,
    listed: Sequence[Candidate],
    ranked: Sequence[Candidate],
    ranks: Mapping[Key, int],
    ties: Mapping[Key, tuple[Key, ...]],
    sure: Sequence[Rank],
    requests: Mapping[Key, Request],
) -> tuple[Place, ...]:
    places = []
    for number, candidate in enumerate(listed, 1):
        at = ranks[candidate.key]
        following = ranked[at] if at < len(ranked) else None
        best = best_rank(order, sure, candidate)
        places.append(
            Place(
                number,
                candidate,
                order.separates(candidate, following) if following else None,
                ties.get(candidate.key, ()),
                min(best, number),
                order.open_keys(candidate) if best < at else (),
                requests.get(candidate.key),
            )
        )
    return tuple(places)


def _missed(
    order: Order,
    level: ListLevel,
    listed: Sequence[Candidate],
    missed: Sequence[Candidate],
    ranks: Mapping[Key, int],
    sure: Sequence[Rank],
    requests: Mapping[Key, Request],
) -> tuple[Missed, ...]:
    """Return the next in rank, and whoever might pass the last place once facts are known."""
    own = [c for c in listed if c.key not in requests]
    if not own:
        return ()
    last, near = own[-1], max(1, level.quota.most - level.quota.target)
    limit = order.sure(last)
    found = []
    for n, candidate in enumerate(missed):
        possible = order.best(candidate) < limit
        if n < near or possible:
            found.append(
                Missed(
                    ranks[candidate.key],
                    candidate,
                    order.changes(candidate, last),
                    order.tied(candidate, last),
                    possible,
                    order.open_keys(candidate) if possible else (),
                )
            )
    return tuple(found)


def _below(
    order: Order,
    lists: Lists,
    level: ListLevel,
    low: Sequence[Candidate],
    places: Sequence[Place],
) -> tuple[Missed, ...]:
    """Return those of a tier that no list takes, where there was room or facts are open."""
    room = len(places) < level.quota.target
    last = order.sure(places[-1].candidate) if places else None
    found = []
    for candidate in order.ranked(low):
        could = candidate.tier[1] > candidate.tier[0]
        possible = could and (room or last is None or order.best(candidate) < last)
        if possible:
            keys = order.open_keys(candidate)
            found.append(Missed(0, candidate, (), False, True, keys, tier_needed=True))
    return tuple(found)


def _remarks(
    level: ListLevel,
    places: Sequence[Place],
    tied: Sequence[Candidate],
    requests: Mapping[Key, Request],
) -> tuple[Remark, ...]:
    quota, found = level.quota, len(places)
    told = {"found": found, "target": quota.target, "least": quota.least, "most": quota.most}
    remarks = []
    if not found:
        remarks.append(Remark("empty", EMPTY, level.cites))
    if found < quota.least:
        remarks.append(Remark("below", BELOW.format(**told), level.cites))
    elif found < quota.target:
        remarks.append(Remark("short", SHORT.format(**told), level.cites))
    if found > quota.most:
        why = BY_REQUEST.format(count=len(requests))
        remarks.append(Remark("over", OVER.format(why=why, **told), level.cites))
    if tied:
        remarks.append(Remark("tie", TIED.format(rank=found, count=len(tied)), level.cites))
    return tuple(remarks)
