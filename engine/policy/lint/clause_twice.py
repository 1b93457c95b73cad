"""L137 warning: two clauses with the same words at the same place.

zh: 条款“{other}”与“{one}”（{first}）位置和原文都一样
en: the clause `{other}` has the place and the words of `{one}` ({first})
hint zh: 合并成一条，或抄录各自的原文
hint en: make them one, or quote the words of each

两个编号指同一句话，引用时不知道该用哪一个，条款对照表也会重复。

Two ids for one sentence: nobody knows which to cite, and the table of clauses shows it
twice.

Rejected:

    C1: {where: {zh: 第一条}, phrase: 立即停用}
    C2: {where: {zh: 第一条}, phrase: 立即停用}

Accepted:

    C1: {where: {zh: 第一条}, phrase: 立即停用}
    C2: {where: {zh: 第一条}, phrase: 三日内报告}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.catalogue.lint_entry import lint_code
from engine.policy.lint.subject import Finding, Linted
from engine.policy.model import Clause

CODE = lint_code(__doc__)


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the clauses that repeat another one."""
    seen: dict[tuple[str, str, str], Clause] = {}
    for clause in linted.policy.clauses.values():
        same = (clause.where.to("zh"), clause.phrase, clause.gist)
        first = seen.setdefault(same, clause)
        if first is not clause:
            told: dict[str, Any] = {"one": first.id, "first": first.place, "other": clause.id}
            yield Finding(CODE.at(clause.place, **told))
