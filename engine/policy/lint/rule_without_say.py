"""L103 warning: a proposal, review or measure without words.

zh: 规则“{name}”没有 say：列给人看的事项要说清楚是什么
en: the rule `{name}` has no `say`, though it is listed for people to read
hint zh: 加上 say: {{zh: …, en: …}}
hint en: add `say: {{zh: …, en: …}}`

清单里的每一条都要给人看。没有 say，报告里只有编号，办事的人不知道要做什么。

Each row of such a list is shown to people. Without `say` a report has only its id, and
nobody knows what to do.

Rejected:

    - {id: many, when: {hazards: ">= 9"}, then: must}

Accepted:

    - {id: many, when: {hazards: ">= 9"}, then: must, say: {zh: 隐患数量多, en: Many hazards}}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the rows of lists that say nothing."""
    for decision, rule in linted.rules():
        if decision.is_list and (rule.say is None or not (rule.say.zh or rule.say.en)):
            yield Finding(CODE.at(rule.place, name=rule.id))
