"""Proposals and reviews: what tables that collect suggest about one subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.execution.exact import member_id
from engine.execution.telling import Told
from engine.language.types import BOOL, Type
from engine.policy.model import PROPOSAL, Basis, Decision, PolicySet

Level = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposal or a review: the rule, whether it surely holds, on how many rows.

    A proposal has a `level` (two ends) and may ask for confirmation; a review has a `check`.
    """

    rule: str
    sure: bool
    rows: int
    cites: tuple[str, ...]
    basis: Basis
    level: Level | None = None
    confirm: bool = False
    check: str = ""


def listing(policy: PolicySet, told: Mapping[str, Sequence[Told]], role: str) -> list[Suggestion]:
    """Return all proposals or reviews there could be, in the order in which they are shown."""
    found: list[Suggestion] = []
    for decision in sorted(policy.decisions.values(), key=lambda d: d.id):
        if decision.role == role:
            found += _listed(policy, decision, told[decision.id])
    return found


def _listed(policy: PolicySet, decision: Decision, rules: Sequence[Told]) -> Iterator[Suggestion]:
    for n in _positions(decision):
        told, then = rules[n], decision.rules[n].then
        made = Suggestion(told.name, False, 0, told.cites, told.basis)
        if decision.role == PROPOSAL:
            level = level_of(then.low, then.high, decision.gives, policy)
            yield replace(made, level=level, confirm=then.confirm)
        else:
            yield replace(made, check=member_id(then.low, decision.gives, policy.domains))


def _positions(decision: Decision) -> list[int]:
    """Return the positions of the rules in the order in which a list is shown."""
    positions = list(range(len(decision.rules)))
    if decision.hit == "output-order":
        order = list(decision.order)
        return sorted(
            positions, key=lambda n: (order.index(decision.rules[n].then.low), decision.rules[n].id)
        )
    if decision.hit == "rule-order":
        return positions
    return sorted(positions, key=lambda n: decision.rules[n].id)


def suggested(
    listing: Sequence[Suggestion], fired: Mapping[str, int], unknown: Mapping[str, int]
) -> tuple[Suggestion, ...]:
    """Return those suggestions whose rules hold on some row, or may."""
    return tuple(
        replace(s, sure=s.rule in fired, rows=fired.get(s.rule, 0) or unknown[s.rule])
        for s in listing
        if s.rule in fired or s.rule in unknown
    )


def confirmation(proposals: Iterable[Suggestion]) -> bool | None:
    """Return whether a sure proposal asks for confirmation; None where only a possible one does."""
    asked = [p.sure for p in proposals if p.confirm]
    return True if any(asked) else (None if asked else False)


def level_of(low: object, high: object, gives: Type, policy: PolicySet) -> Level:
    """Return both ends as ids; what is unknown of an unordered type may be anything."""
    domain = policy.domains.get(gives.domain) or policy.level_scale
    if gives == BOOL:
        return ("no" if low is not True else "yes", "yes" if high is not False else "no")
    ids = domain.ids
    return (
        ids[low if isinstance(low, int) else 0],
        ids[high if isinstance(high, int) else domain.top],
    )
