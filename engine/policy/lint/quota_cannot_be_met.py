"""L114 warning: a quota that the lists below cannot fill.

zh: {level} 至少要 {least} 户，而它只能从下一级名单里选，各地合起来最多 {most} 户
en: {level} needs at least {least}, but the lists that it chooses from hold at most {most} together
hint zh: 提高下一级的 most，或降低这一级的 least
hint en: raise `most` below, or lower `least` here

上级名单从下级名单里选。下级每个地方的上限乘以地方数，还不到上级的下限，这个名额永远凑不齐。

An upper list is chosen from the lists below it. If their upper ends, times their places, do
not reach its lower end, the quota can never be met.

Rejected:

    county: {most: 1}     # and 20 counties
    province: {least: 50, source: county}

Accepted:

    county: {most: 8}
    province: {least: 50, source: county}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the levels of lists whose lower end is out of reach."""
    inspection = linted.policy.inspection
    lists = inspection.lists if inspection else None
    if lists is None:
        return
    places = Counter(d.level for d in linted.policy.divisions.values())
    quotas = {level.level: level.quota for level in lists.levels}
    for level in lists.levels:
        below = quotas.get(level.source)
        if below is None or not places[level.source] or not places[level.level]:
            continue
        most, least = below.most * places[level.source], level.quota.least * places[level.level]
        if most < least:
            yield Finding(CODE.at(level.place, level=level.level, least=least, most=most))
