"""L111 warning: a draft rule without a clause, a note or words.

zh: 暂定的规则“{name}”没有条款，也没有说明
en: the draft rule `{name}` has no clause and no note
hint zh: 写明 cite 或 note
hint en: write `cite` or `note`

标为暂定的规则不是文件规定的，要说明从哪里来、为什么这样定。

A draft rule is not the notice's. It says where it comes from and why it is so.

Rejected:

    - {id: many, when: {hazards: ">= 9"}, then: must, basis: draft}

Accepted:

    - {id: many, when: {hazards: ">= 9"}, then: must, basis: draft, note: 与业务处商定}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the draft rules that rest on nothing said."""
    for decision, rule in linted.rules():
        ground = rule.cites or rule.note or decision.cites or decision.note
        if rule.basis == "draft" and not ground:
            yield Finding(CODE.at(rule.place, name=rule.id))
