"""L105 warning: a clause that nothing in the set cites.

zh: 条款“{name}”没有任何规则、文书或样例引用
en: nothing cites the clause `{name}`: no rule, field, message, list or case
hint zh: 引用它，或用 # yujing: allow L105 because … 说明为什么不用
hint en: cite it, or say why nothing does: `# yujing: allow L105 because …`

没有引用的条款可能是漏写了规则。不需要规则的（称谓、解释、保留意见），写一行理由，以后的人就
不用再猜。

A clause that nothing cites may be a rule that was forgotten. Where none is needed, one line
of reason spares the next reader the question.

Rejected:

    C9:
      phrase: 每季度报送一次

Accepted:

    C9:   # yujing: allow L105 because the platform reports, not this set
      phrase: 每季度报送一次
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the clauses that stand in no `cite` of the set or of its cases."""
    cited: set[str] = set()
    for part in (*linted.parts, *linted.cases):
        cited.update(_cited(part.value))
    for kind in ("notice",):
        for part in linted.documents.get(kind, ()):
            for name, clause in part.entries("clauses"):
                if name not in cited:
                    yield Finding(CODE.at(clause.key_place, name=name))


def _cited(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if str(key).endswith("cite"):
                yield from [inner] if isinstance(inner, str) else map(str, inner or ())
            else:
                yield from _cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cited(inner)
