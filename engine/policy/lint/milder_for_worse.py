"""L113 warning: a number that is milder for a worse level.

zh: “{group}”里 {worse} 是 {number}，比较轻的 {milder} 的 {other} 还宽
en: in `{group}`, {worse} has {number}, which is milder than {other} of {milder}, a lesser level
hint zh: 级别越重，期限和门槛应当越严
hint en: the graver the level, the stricter its number

这一组数按级别列出，并且声明了往哪个方向算严。级别更重的反而更宽，多半是写反了。

This group gives one number a level and declares which direction is stricter. A graver level
that gets more room is mostly a slip.

Rejected:

    rectify_days: {red: 30, orange: 15, stricter: fewer}

Accepted:

    rectify_days: {red: 15, orange: 30, stricter: fewer}
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from engine.catalogue.lint_entry import lint_code
from engine.language.types import Domain
from engine.policy.draft import Part
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the numbers of a group keyed by a scale that go against its direction."""
    for part in linted.parts:
        for name, group in part.entries("values"):
            for scale in linted.policy.domains.values():
                yield from _against(name, group, scale)


def _against(name: str, group: Part, scale: Domain) -> Iterator[Finding]:
    direction = group.text("stricter")
    levels = [(id, part) for id in scale.ids if (part := group.get(id)) is not None]
    if not scale.ordered or direction not in ("fewer", "more") or len(levels) < 2:
        return
    for (milder, one), (worse, other) in pairwise(levels):
        low, high = one.value, other.value
        if not isinstance(low, int | Decimal) or not isinstance(high, int | Decimal):
            continue
        if (high > low) if direction == "fewer" else (high < low):
            told: dict[str, Any] = {"group": name, "worse": worse, "number": high, "milder": milder}
            yield Finding(CODE.at(other.place, other=low, **told))
