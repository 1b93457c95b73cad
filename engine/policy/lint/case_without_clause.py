"""L123 warning: a case that cites no clause.

zh: 样例没有引用条款
en: the case cites no clause
hint zh: 用 cite 写明它核对的是哪一条
hint en: say in `cite` which clause it holds

样例证明规则符合条款。不写 cite，就不知道哪些条款有样例、哪些没有。

Cases show that the rules are the clauses. Without `cite` nobody can tell which clauses are
held by a case.

Rejected:

    - name: {zh: 有隐患, en: A hazard}
      as_of: "2026-03-31"

Accepted:

    - name: {zh: 有隐患, en: A hazard}
      cite: C1.3-c
      as_of: "2026-03-31"
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the cases without a clause, where there are clauses."""
    for case in linted.case_parts() if linted.policy.clauses else ():
        if case.get("cite") is None:
            yield Finding(CODE.at(case.place))
