"""How much of a policy set its cases touch: rules, conditions, clauses.

A rule is covered where it surely holds on some row of some case.  A condition is the
single comparison inside a rule; it is covered once for each of true, false and unknown
that it takes on some row.  A clause that a rule cites is covered where a case cites it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.analysis.cases import CaseResult
from engine.execution.answer import Answer, Settled
from engine.execution.formulas import Formula
from engine.execution.reasons import ByItem
from engine.execution.subjects import Item, Lowered, day_number
from engine.language.expression import Expr, Ref
from engine.policy.columns import atoms, identity
from engine.policy.model import Decision, Entity, PolicySet, Rule
from engine.policy.ordering import located

TRUTHS: tuple[Lowered, ...] = (True, False, None)


@dataclass(frozen=True)
class Target:
    """Something a case can cover: a rule (no `atom`), or one truth of one of its conditions."""

    decision: Decision
    rule: Rule
    atom: Expr | None = None
    truth: bool | None = True

    @property
    def name(self) -> str:
        """The rule's name, with its table."""
        return f"{self.decision.id}/{self.rule.id}"

    @property
    def key(self) -> object:
        """What makes two targets the same."""
        return self.name, self.atom and identity(self.atom), self.truth


@dataclass(frozen=True)
class Coverage:
    """What the cases touch and what they leave: of rules, of conditions, of clauses."""

    rules: int
    rules_left: tuple[Target, ...]
    conditions: int
    conditions_left: tuple[Target, ...]
    clauses: int
    clauses_left: tuple[str, ...]

    @property
    def shares(self) -> dict[str, float]:
        """The covered share of each kind, in percent; of nothing, all of it."""
        parts = {
            "rules": (self.rules, len(self.rules_left)),
            "conditions": (self.conditions, len(self.conditions_left)),
            "clauses": (self.clauses, len(self.clauses_left)),
        }
        return {k: 100.0 * (n - left) / n if n else 100.0 for k, (n, left) in parts.items()}


def case_coverage(policy: PolicySet, results: Sequence[CaseResult]) -> Coverage:
    """Return what the results of all cases cover."""
    targets = list(targets_of(policy))
    covered: set[object] = set()
    for result in results:
        if result.item is not None and result.answer is not None:
            day = day_number(result.case.as_of)
            covered |= Touched(policy, day).keys(result.item, result.answer)
    left = [target for target in targets if target.key not in covered]
    cited = {cite for _, rule in _rules(policy) for cite in rule.cites}
    tried = {cite for result in results for cite in result.case.cites}
    return Coverage(
        sum(t.atom is None for t in targets),
        tuple(t for t in left if t.atom is None),
        sum(t.atom is not None for t in targets),
        tuple(t for t in left if t.atom is not None),
        len(cited),
        tuple(sorted(cited - tried)),
    )


def _rules(policy: PolicySet) -> Iterator[tuple[Decision, Rule]]:
    """Yield the rules that cases are to try.

    Rules about a warning are tried by its story, and what an overlay takes over unchanged by
    the cases of the set that it extends.
    """
    life = policy.escalation
    for decision in policy.decisions.values():
        if life is None or decision.entity != life.entity:
            for rule in decision.rules:
                if not policy.extends or rule.place.file.startswith(policy.folder):
                    yield decision, rule


def targets_of(policy: PolicySet) -> Iterator[Target]:
    """Yield everything that cases can cover, rule by rule."""
    for decision, rule in _rules(policy):
        yield Target(decision, rule)
        seen: set[object] = set()
        for atom in atoms(rule.when):
            if identity(atom) not in seen:
                seen.add(identity(atom))
                yield Target(decision, rule, atom, True)
                yield Target(decision, rule, atom, False)
                if _may_be_unknown(policy, decision.entity, atom):
                    yield Target(decision, rule, atom, None)


def _may_be_unknown(
    policy: PolicySet, entity: str, expr: Expr, given: frozenset[Ref] = frozenset()
) -> bool:
    """Return whether facts can leave `expr` open; `given` are the facts known to be there.

    Never open: a question about absence, a fact with a value for absence, and a fact that
    stands beside the question whether it is there.
    """
    if expr.op == "is_null":
        return False
    if isinstance(expr.value, Ref):
        return expr.value not in given and _ref_may_be_unknown(policy, entity, expr.value)
    if expr.op == "and":
        asked = [a.args[0] for a in expr.args if a.op == "not"]
        there = {a.args[0].value for a in asked if a.op == "is_null"}
        given |= {ref for ref in there if isinstance(ref, Ref)}
    return any(_may_be_unknown(policy, entity, arg, given) for arg in expr.args)


def _ref_may_be_unknown(policy: PolicySet, entity: str, ref: Ref) -> bool:
    owner, name = located(policy.entities, entity, ref)
    field = policy.entities[owner].fields.get(name)
    if ref.hops or field is None:
        return True
    if field.derive is None:
        return field.missing.kind != "value" and name not in policy.entities[owner].key
    if field.derive.how != "expression" or field.derive.expr is None:
        return True
    return _may_be_unknown(policy, owner, field.derive.expr)


class Touched:
    """Tells which targets one answered case covers, on one as-of date."""

    def __init__(self, policy: PolicySet, as_of: int) -> None:
        self.policy = policy
        self.asked = [
            (decision, rule, parts, _formula(policy, as_of, decision.entity, parts))
            for decision, rule in _rules(policy)
            for parts in [list(atoms(rule.when))]
        ]

    def keys(self, item: Item, answer: Answer) -> set[object]:
        """Return the keys of the targets that the rows of `item` cover."""
        rows = list(rows_below(item))
        done, found = ByItem(answer), set[object]()
        for decision, rule, parts, ask in self.asked:
            position = decision.rules.index(rule)
            for row in rows:
                if row.entity != decision.entity:
                    continue
                settled = answer[row.entity, row.key].get(decision.id)
                if isinstance(settled, Settled) and position in settled.fired:
                    found.add(Target(decision, rule).key)
                for atom, truth in zip(parts, ask(row, done), strict=True):
                    found.add((f"{decision.id}/{rule.id}", identity(atom), truth))
        return found


def _formula(
    policy: PolicySet, as_of: int, entity: str, parts: Iterable[Expr]
) -> Formula[tuple[Lowered, ...]]:
    owner: Entity = policy.entities[entity]
    return Formula(policy, as_of, owner, *parts)


def rows_below(item: Item) -> Iterator[Item]:
    """Yield a row and all rows under it."""
    yield item
    for children in item.children.values():
        for child in children:
            yield from rows_below(child)
