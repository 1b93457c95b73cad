"""L135 warning: a table whose rules all give the same.

zh: 判定“{name}”的规则给出的都一样
en: all rules of the decision `{name}` give the same
hint zh: 改结论，或删去这个判定
hint en: let the outcomes differ, or remove the decision

不管事实怎样结果都一样的表，什么也没有判定。

A table that gives the same whatever the facts decides nothing.

Rejected:

    - {id: yes, when: {sealed: yes}, then: blue}
    - {id: no,  when: {sealed: no},  then: blue}

Accepted:

    - {id: yes, when: {sealed: yes}, then: blue}
    - {id: no,  when: {sealed: no},  then: red}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the value tables of several rules with one outcome."""
    for decision in linted.policy.decisions.values():
        outputs = {rule.then for rule in decision.rules}
        single = not decision.is_list and decision.hit not in ("sum", "count")
        if single and len(decision.rules) > 1 and len(outputs) == 1:
            yield Finding(CODE.at(decision.place, name=decision.id))
