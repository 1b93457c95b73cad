"""L101 warning: a row that another row with the same outcome covers.

zh: 规则“{name}”多余：规则“{other}”（{first}）已经包括它，结论和依据相同
en: the rule `{name}` is redundant: `{other}` ({first}) covers it, with the same outcome and clauses
hint zh: 删去这条规则，或改它的结论
hint en: remove the row, or give it another outcome

凡是这条规则适用的情况，另一条规则也适用，结论一样，引用的条款也都在那一条里。留着它，读的人
会以为两者有别。

Wherever this row holds another one holds too, gives the same and cites all that this one
cites. Who reads both believes that they differ.

Rejected:

    - {id: many, when: {workers: ">= 9"}, then: red, cite: C1}
    - {id: some, when: {workers: ">= 3"}, then: red, cite: C1}

Accepted:

    - {id: some, when: {workers: ">= 3"}, then: red, cite: C1}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.catalogue.lint_entry import lint_code
from engine.language.expression import TRUE, Ref, refs
from engine.policy.lint.subject import Finding, Linted
from engine.policy.model import Decision, Output, Rule

CODE = lint_code(__doc__)


MOST = 2000
CHOOSING = frozenset({"any", "highest", "lowest", "max", "min", "priority"})


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the rows that could go without any answer changing."""
    for decision in linted.policy.decisions.values():
        if decision.hit not in CHOOSING:
            continue
        gone: set[str] = set()
        for one, other in _pairs(decision.rules):
            if not {one.id, other.id} & gone and _covered(linted, decision, one, other):
                gone.add(one.id)
                told: dict[str, Any] = {"name": one.id, "other": other.id, "first": other.place}
                yield Finding(CODE.at(one.place, **told))


def _pairs(rules: tuple[Rule, ...]) -> Iterator[tuple[Rule, Rule]]:
    """Yield each row with those that may cover it: of the same answer, reading nothing more.

    A row that reads a fact which this one leaves open can hardly hold wherever this one
    does; in a table of thousands of rows the others are too many to ask about, and at most
    `MOST` questions are asked.
    """
    alike: dict[Output, dict[frozenset[Ref], list[Rule]]] = {}
    for rule in rules:
        alike.setdefault(rule.then, {}).setdefault(frozenset(refs(rule.when)), []).append(rule)
    left = MOST
    for one in rules:
        own = frozenset(refs(one.when))
        for read, others in alike[one.then].items():
            for other in others if read <= own else ():
                if other is not one and left:
                    left -= 1
                    yield one, other


def _covered(linted: Linted, decision: Decision, one: Rule, other: Rule) -> bool:
    if not set(one.cites) <= set(other.cites) or one.when == TRUE:
        return False
    return linted.implies(decision.entity, one.when, other.when)
