"""How many of a ranking are listed: about so many, requests first, ties as the policy says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from engine.facts.model import Key
from engine.inspection.candidates import Candidate
from engine.inspection.ranking import Order
from engine.policy.inspection_model import Quota


@dataclass(frozen=True, slots=True)
class Cut:
    """Those who are listed and those who are not, each in the order of rank.

    `tied`: candidates beyond the number aimed at that only their own key keeps off.
    """

    listed: tuple[Candidate, ...]
    missed: tuple[Candidate, ...]
    tied: tuple[Candidate, ...] = ()


def cut(
    order: Order,
    ranked: Sequence[Candidate],
    quota: Quota,
    requested: Collection[Key] = (),
    *,
    extend: bool = False,
) -> Cut:
    """Return who of `ranked` is listed.

    Those who were requested have their place; the others fill up to the number aimed at.
    With `extend` all who tie with the last are listed, as long as that keeps to the upper
    bound; else the own key decides.
    """
    free = max(0, quota.target - sum(c.key in requested for c in ranked))
    others = [c for c in ranked if c.key not in requested]
    chosen, rest = others[:free], others[free:]
    ties = tuple(c for c in rest if chosen and order.tied(chosen[-1], c))
    if extend and ties and len(ranked) - len(rest) + len(ties) <= quota.most:
        chosen, rest, ties = [*chosen, *ties], rest[len(ties) :], ()
    keys = {c.key for c in chosen} | set(requested)
    return Cut(tuple(c for c in ranked if c.key in keys), tuple(rest), ties)
