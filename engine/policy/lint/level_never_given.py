"""L109 warning: a level that no rule gives.

zh: 没有规则给出级别“{name}”
en: no rule gives the level `{name}`
hint zh: 补一条规则，或从级次里删去
hint en: add a rule that gives it, or remove the level

最终回答用的级次里，有一级没有任何规则能给出。不是漏了规则，就是多了一级。

One level of the scale that the set answers with can come of no rule. Either a rule was
forgotten or the level is one too many.

Rejected:

    decide: baseline   # whose rules give red, orange and blue
    warning_level: {blue: …, yellow: …, orange: …, red: …}

Accepted:

    - {id: level-3, when: {level: level_3}, then: yellow}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.draft import Part
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the levels of the answering scale above its lowest that no rule gives."""
    policy, scale = linted.policy, linted.policy.level_scale
    given: set[int] = set()
    for decision, rule in linted.rules():
        if decision.gives.domain == scale.name and decision.role == "value":
            given.update(range(int(rule.then.low), int(rule.then.high) + 1))
    taken = any(f.type.domain == scale.name for e in policy.entities.values() for f in e.stored)
    for ordinal, member in enumerate(scale.members):
        if ordinal not in given and not (ordinal == 0 and taken):
            for part in linted.documents.get("vocabulary", ()):
                yield from _at(part, scale.name, member.id)


def _at(part: Part, scale: str, level: str) -> Iterator[Finding]:
    for name, levels in part.entries("scales"):
        found = levels.get(level) if name == scale else None
        if found is not None:
            yield Finding(CODE.at(found.key_place, name=level))
