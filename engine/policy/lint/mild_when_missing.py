"""L134 warning: a fact that counts as mild where it is missing.

zh: “{entity}.{name}”没有填就按最轻的算，而级别取决于它
en: `{entity}.{name}` counts as the mildest where it is missing, and the level depends on it
hint zh: 写 missing: ask；确有依据的，写明理由
hint en: write `missing: ask`, or say on what ground silence is mild

没有填不等于没有问题。把没填的当作最轻，不填的企业反而得到低的级别。

Not supplied is not the same as no problem. Where silence is read as mild, who supplies
nothing gets the lower level.

Rejected:

    hazards: {type: int, min: 0, worse: more, missing: 0}

Accepted:

    hazards: {type: int, min: 0, worse: more, missing: ask}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted
from engine.policy.model import Field
from engine.policy.ordering import needed, reads

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the facts on the way to the level whose absence is read as mild."""
    policy = linted.policy
    root = (policy.decisions[policy.decide].entity, policy.decide)
    names = {read for name in needed(policy, [root]) for read in reads(policy, name)}
    for entity, name in sorted(names):
        field = policy.entities[entity].fields.get(name)
        if field is not None and field.missing.kind == "value" and not field.note and _mild(field):
            yield Finding(CODE.at(field.place, entity=entity, name=name))


def _mild(field: Field) -> bool:
    value = field.missing.value
    if isinstance(value, bool):
        return field.worse == ("no" if value else "yes")
    mildest = {"more": field.low, "higher": 0, "less": field.high, "lower": field.high}
    return field.worse in mildest and value == mildest[field.worse]
