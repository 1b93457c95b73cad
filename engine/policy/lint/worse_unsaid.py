"""L131 warning: a number on the way to the level without a direction.

zh: 级别取决于“{entity}.{name}”，却没有写往哪个方向算严重
en: the level depends on `{entity}.{name}`, which does not say in which direction it is worse
hint zh: 加上 worse: more 或 less（级次：higher 或 lower）
hint en: add `worse: more` or `less` (for a scale `higher` or `lower`)

写明方向，才能验证“数据更差，级别不会更低”。

With the direction it can be proved that a worse fact never lowers the level.

Rejected:

    workers: {type: int, min: 0, max: 900, missing: ask}

Accepted:

    workers: {type: int, min: 0, max: 900, worse: more, missing: ask}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.language.types import Kind
from engine.policy.lint.subject import Finding, Linted
from engine.policy.ordering import needed, reads

CODE = lint_code(__doc__)


NUMBERS = frozenset({Kind.INT, Kind.DECIMAL, Kind.SCALE})


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the supplied numbers and levels that the answer reads without knowing worse."""
    policy = linted.policy
    root = (policy.decisions[policy.decide].entity, policy.decide)
    names = {read for name in needed(policy, [root]) for read in reads(policy, name)}
    for entity, name in sorted(names):
        field = policy.entities[entity].fields.get(name)
        if field is None or field.derive is not None or field.worse:
            continue
        if field.type.kind in NUMBERS:
            yield Finding(CODE.at(field.place, entity=entity, name=name))
