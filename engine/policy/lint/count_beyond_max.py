"""L133 warning: a count whose declared max is below the rows there may be.

zh: “{name}”最多 {most}，而 {child} 可以有 {rows} 行
en: `{name}` is at most {most}, and there may be {rows} rows of {child}
hint zh: 把 max 写成不小于 max_children
hint en: let `max` be no less than `max_children`

计数字段的 max 小于允许的行数，行数多的时候，算出的数会超出声明的范围，按范围做的验证就
不成立。

With more rows than its `max` a count leaves the declared range, and what was proved within
it no longer holds.

Rejected:

    max_children: {hazard: 1000}
    hazards: {type: int, min: 0, max: 100, derive: {count: hazard}}

Accepted:

    max_children: {hazard: 1000}
    hazards: {type: int, min: 0, max: 1000, derive: {count: hazard}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the counts whose declared `max` is below the rows there may be."""
    for part in linted.documents.get("vocabulary", ()):
        for name, entity in part.entries("entities"):
            bounds = linted.policy.entities[name].max_children
            for title, field in entity.entries("fields"):
                derive = field.get("derive")
                child = derive.text("count") if derive else ""
                most, declared = bounds.get(child), field.get("max")
                if most is None or declared is None or not isinstance(declared.value, int):
                    continue
                if declared.value < most:
                    told: dict[str, Any] = {"name": title, "most": declared.value}
                    yield Finding(CODE.at(declared.place, child=child, rows=most, **told))
