"""L104 warning: a rule that cites no clause.

zh: 规则“{name}”没有引用条款
en: the rule `{name}` cites no clause
hint zh: 用 cite 写明依据，或在判定上写
hint en: name its clause in `cite`, here or on the table

每条规则都要说得出依据。没有 cite 的规则，复核的人无从查对。

Every rule can say what it rests on. Without `cite` nobody who checks it can find the
wording.

Rejected:

    - {id: high, when: {level: level_1}, then: red}

Accepted:

    - {id: high, when: {level: level_1}, then: red, cite: C1.3-c}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the rules of tables that rest on nothing, where there are clauses to cite."""
    for decision, rule in linted.rules():
        if linted.policy.clauses and not rule.cites and not decision.cites:
            yield Finding(CODE.at(rule.place, name=rule.id))
