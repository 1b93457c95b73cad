"""L120 warning: ids of one table in two styles.

zh: “{table}”的规则编号有两种写法：多数像 {usual}，这里是 {name}
en: the rule ids of `{table}` are of two styles: most are like `{usual}`, this one is `{name}`
hint zh: 统一用连字符或下划线
hint en: use hyphens or underscores throughout

编号一会儿用连字符、一会儿用下划线，引用时容易写错。

Ids that use hyphens here and underscores there are misspelt where they are cited.

Rejected:

    - {id: level-1}
    - {id: level_2}
    - {id: level-3}

Accepted:

    - {id: level-1}
    - {id: level-2}
    - {id: level-3}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted
from engine.policy.model import Decision

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the rules whose id is of the rarer style in their table."""
    for decision in linted.policy.decisions.values():
        yield from _mixed(decision)


def _mixed(decision: Decision) -> Iterator[Finding]:
    kebab = [r for r in decision.rules if "-" in r.id]
    snake = [r for r in decision.rules if "_" in r.id]
    rare, usual = sorted((kebab, snake), key=len)
    for rule in rare if usual else ():
        told: dict[str, Any] = {"table": decision.id, "usual": usual[0].id, "name": rule.id}
        yield Finding(CODE.at(rule.place, **told))
