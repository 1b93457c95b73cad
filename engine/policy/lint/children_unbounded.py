"""L132 warning: rows that are counted without a bound on them.

zh: “{name}”要数 {child}，而 {entity} 没有在 max_children 里写它最多多少行
en: `{name}` counts {child}, and `max_children` of {entity} does not say how many there may be
hint zh: 在 {entity} 的 max_children 里加上 {child}
hint en: add {child} to `max_children` of {entity}

数据没有报全时，行数最多能到多少要有个上限，否则个数的上端是没有意义的大数。

Where rows are not all supplied their number needs an upper end; without one the upper bound
of the count means nothing.

Rejected:

    max_children: {}
    hazards: {type: int, derive: {count: hazard}}

Accepted:

    max_children: {hazard: 1000}
    hazards: {type: int, derive: {count: hazard}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


COUNTING = frozenset({"count", "sum"})


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the counts over children that have no declared bound."""
    for entity in linted.policy.entities.values():
        for field in entity.derived:
            derive = field.derive
            if derive and derive.how in COUNTING and derive.child not in entity.max_children:
                told: dict[str, Any] = {
                    "name": field.name,
                    "child": derive.child,
                    "entity": entity.name,
                }
                yield Finding(CODE.at(field.place, **told))
