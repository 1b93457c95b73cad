"""L121 warning: a case that expects no answer.

zh: 样例没有写应有的结果，只写了 {names}
en: the case expects no answer, only {names}
hint zh: 写上 verdict、级别或规则
hint en: expect a verdict, a level or rules

只核对是否巡查、是否适用的样例，改了级别规则也不会报错，等于没有样例。

A case that only asks whether there was an inspection stays silent whatever becomes of the
rules.

Rejected:

    expect: {inspected: yes}

Accepted:

    expect: {inspected: yes, verdict: decided, baseline: red}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


ASIDE = frozenset({"inspected", "needs_confirmation"})


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the cases whose expectations leave the answer open."""
    for case in linted.case_parts():
        names = [name for name, _ in case.entries("expect")]
        if set(names) <= ASIDE:
            yield Finding(CODE.at(case.place, names=", ".join(names)))
