"""L112 warning: a list that asks on both sides of a number and not at it.

zh: “{table}”比较 {field} 时两边都有，恰好等于 {number} 时没有
en: `{table}` asks for {field} below and above {number}, and not at {number}
hint zh: 把其中一边写成含等号（<= 或 >=）
hint en: let one of the two sides include the number (`<=` or `>=`)

一条写“小于”，一条写“大于”，恰好等于的那个数两边都不管。清单不要求完备，检查缺口时看不出
来。

One row says below and one says above; exactly at the number neither holds. A list need not
be complete, so the search for gaps does not tell.

Rejected:

    - {id: few,  when: "workers < 9", then: advise}
    - {id: many, when: "workers > 9", then: must}

Accepted:

    - {id: few,  when: "workers < 9",  then: advise}
    - {id: many, when: "workers >= 9", then: must}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.catalogue.lint_entry import lint_code
from engine.language.expression import Expr, Ref
from engine.language.literals import show
from engine.language.types import Kind
from engine.policy.columns import atoms
from engine.policy.lint.subject import Finding, Linted
from engine.policy.model import Decision
from engine.policy.names import names_of

CODE = lint_code(__doc__)


Bounds = dict[tuple[Ref, int], set[str]]
MIRRORED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "eq": "eq", "ne": "ne"}


def find(linted: Linted) -> Iterator[Finding]:
    """Yield the numbers that a list leaves out between two rows."""
    for decision in linted.policy.decisions.values():
        if decision.is_list:
            yield from _holes(linted, decision)


def _holes(linted: Linted, decision: Decision) -> Iterator[Finding]:
    asked: Bounds = {}
    kinds: dict[Ref, Expr] = {}
    for rule in decision.rules:
        for atom in atoms(rule.when):
            _note(atom, asked, kinds)
    for (ref, number), signs in asked.items():
        if signs == {"lt", "gt"}:
            names = names_of(linted.policy, decision.entity)
            shown = show(number, kinds[ref].type, {})
            told: dict[str, Any] = {
                "table": decision.id,
                "field": names.title(ref),
                "number": shown,
            }
            yield Finding(CODE.at(decision.place, **told))


def _note(atom: Expr, asked: Bounds, kinds: dict[Ref, Expr]) -> None:
    if atom.op not in MIRRORED:
        return
    one, other = atom.args
    op = atom.op if other.op == "lit" else MIRRORED[atom.op]
    term, number = (one, other) if other.op == "lit" else (other, one)
    numeric = term.type.kind in (Kind.INT, Kind.DECIMAL, Kind.DURATION)
    if isinstance(term.value, Ref) and term.op == "ref" and number.op == "lit" and numeric:
        asked.setdefault((term.value, int(number.value)), set()).add(op)  # type: ignore[arg-type]
        kinds[term.value] = term
