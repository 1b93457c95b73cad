"""L108 warning: a code that no rule can produce.

zh: 没有规则给出 {domain} 的“{name}”，也没有字段可以填它
en: no rule gives `{name}`, and no field holds a value of `{domain}`
hint zh: 补一条规则，或从代码表里删去
hint en: add a rule that gives it, or remove the code

这个代码表只由判定给出，其中一项没有任何规则给出，读它的条件永远不成立。

Only decisions give values of this code list, and no rule gives this one: what asks for it
never holds.

Rejected:

    codes:
      lane: {left: {…}, right: {…}, middle: {…}}
    rules that give left and right

Accepted:

    - {id: middle, when: {width: "> 9"}, then: middle}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue.lint_entry import lint_code
from engine.language.types import Kind
from engine.policy.draft import Part
from engine.policy.lint.subject import Finding, Linted
from engine.policy.model import PolicySet

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the codes that are out of every rule's reach."""
    for domain in linted.policy.domains.values():
        given = _given(linted.policy, domain.name)
        if given is None or domain.ordered:
            continue
        for ordinal, member in enumerate(domain.members):
            if ordinal not in given:
                place = _place(linted, domain.name, member.id)
                if place is not None:
                    yield Finding(CODE.at(place.key_place, name=member.id, domain=domain.name))


def _given(policy: PolicySet, domain: str) -> set[int] | None:
    """Return the ordinals that rules give; None where facts, or nothing, give them too."""
    tables = [d for d in policy.decisions.values() if domain in (d.gives.domain, d.role)]
    if not tables or domain in _of_fields(policy):
        return None
    outputs = [rule.then for table in tables for rule in table.rules]
    return {n for then in outputs if not isinstance(then.low, str)
            for n in range(int(then.low), int(then.high) + 1)}  # fmt: skip


def _of_fields(policy: PolicySet) -> set[str]:
    kinds = (Kind.CODE, Kind.SET)
    fields = [f for e in policy.entities.values() for f in e.fields.values()]
    return {f.type.domain for f in fields if f.type.kind in kinds}


def _place(linted: Linted, domain: str, member: str) -> Part | None:
    for part in linted.documents.get("vocabulary", ()):
        for name, codes in part.entries("codes"):
            if name == domain:
                return codes.get(member)
    return None
