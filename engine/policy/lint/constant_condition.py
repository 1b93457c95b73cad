"""L102 warning: a condition that every value, or none, satisfies.

zh: 条件“{words}”{always}
en: the condition “{words}” {always}
hint zh: 核对字段的 min、max 和这里的数
hint en: compare the field's `min` and `max` with the number here

按词汇表声明的范围，这个条件总是成立或从不成立，写了等于没写。多半是数写错了。

Within the range that the vocabulary declares this is always so, or never, so that it tells
nothing apart. Mostly a number is wrong.

Rejected:

    workers: {type: int, min: 0, max: 100}
    when: "workers >= 0 && sealed"

Accepted:

    when: "workers >= 1 && sealed"
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.language.expression import Expr
from engine.language.types import BOOL
from engine.language.wording import sentence
from engine.policy.columns import atoms
from engine.policy.lint.subject import Finding, Linted
from engine.policy.names import names_of
from engine.problems import Text

CODE = lint_code(__doc__)


ALWAYS, NEVER = Text("总是成立", "always holds"), Text("从不成立", "never holds")


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the comparisons that come out the same whatever the facts."""
    for decision, rule in linted.rules():
        names = names_of(linted.policy, decision.entity)
        parts = list(atoms(rule.when))
        for atom in parts:
            found = _constant(linted, decision.entity, atom)
            if found is not None and (len(parts) > 1 or found is ALWAYS):
                words = Text(sentence(atom, names, "zh"), sentence(atom, names, "en"))
                yield Finding(CODE.at(rule.place, words=words, always=found))


def _constant(linted: Linted, entity: str, atom: Expr) -> Text | None:
    if linted.never(entity, atom):
        return NEVER
    return ALWAYS if linted.never(entity, Expr("not", BOOL, (atom,))) else None
