"""L138 warning: two rules of a list that say the same.

zh: 规则“{other}”的说明与“{one}”（{first}）一样
en: the rule `{other}` says the same as `{one}` ({first})
hint zh: 写明两条的差别
hint en: say what sets them apart

清单里两条说明相同，看的人以为重复列了一遍。

Two rows of a list with the same words look like one row shown twice.

Rejected:

    - {id: few,  say: {zh: 有隐患, en: Hazards}}
    - {id: many, say: {zh: 有隐患, en: Hazards}}

Accepted:

    - {id: few,  say: {zh: 有隐患, en: Hazards}}
    - {id: many, say: {zh: 隐患很多, en: Many hazards}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted
from engine.policy.model import Rule
from engine.problems import Text

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the rules of lists whose words stood before, for the same outcome."""
    for decision in linted.policy.decisions.values():
        seen: dict[Text, Rule] = {}
        for rule in decision.rules if decision.is_list else ():
            first = seen.setdefault(rule.say, rule) if rule.say else rule
            if first is not rule:
                told: dict[str, Any] = {"one": first.id, "first": first.place, "other": rule.id}
                yield Finding(CODE.at(rule.place, **told))
