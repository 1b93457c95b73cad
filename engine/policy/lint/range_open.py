"""L139 warning: a number on the way to the level without min or max.

zh: 级别取决于“{entity}.{name}”，它没有 {lacking}
en: the level depends on `{entity}.{name}`, which has no {lacking}
hint zh: 写上 min 和 max
hint en: declare `min` and `max`

没有范围的数，填错一个零也收下；没有填时，可能的级别也没有边界。

A number without a range is accepted with a nought too many, and where it is missing nothing
bounds the level.

Rejected:

    workers: {type: int, worse: more, missing: ask}

Accepted:

    workers: {type: int, min: 0, max: 90000, worse: more, missing: ask}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.language.types import Kind
from engine.policy.lint.subject import Finding, Linted
from engine.policy.ordering import needed, reads

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the supplied numbers that the answer reads and that lack an end."""
    policy = linted.policy
    root = (policy.decisions[policy.decide].entity, policy.decide)
    names = {read for name in needed(policy, [root]) for read in reads(policy, name)}
    for entity, name in sorted(names):
        field = policy.entities[entity].fields.get(name)
        if field is None or field.derive is not None:
            continue
        ends = {"min": field.low, "max": field.high}
        lacking = " / ".join(end for end, value in ends.items() if value is None)
        if lacking and field.type.kind in (Kind.INT, Kind.DECIMAL):
            yield Finding(CODE.at(field.place, entity=entity, name=name, lacking=lacking))
