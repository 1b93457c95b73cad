"""The numbers that decide answers, and a policy set in which one of them is moved.

A named number (`values.…`) is one number wherever it is used; every other one stands
alone.  Only numbers that can reach the level, the scope or the question whether there
was an inspection are listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from engine.language.expression import Expr
from engine.language.types import Kind, Type
from engine.policy.analysing import proved_complete
from engine.policy.draft import Draft
from engine.policy.model import Decision, Derivation, Entity, Field, PolicySet, Rule
from engine.policy.ordering import reads
from engine.problems import Place

MOVABLE = (Kind.INT, Kind.DECIMAL, Kind.DURATION)
Owner = tuple[str, str, str]  # entity; decision or field; rule id, or "expr" or "where"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a number stands: its owner, the condition it is part of, over which rows."""

    owner: Owner
    expr: Expr
    rows: str
    place: Place


@dataclass(frozen=True)
class Number:
    """A number: its dotted name ("" if it has none), its value and type, where it stands.

    `position` tells it from the other numbers of its only condition where it has no name.
    """

    name: str
    value: int
    type: Type
    sites: tuple[Site, ...]
    position: int = 0

    def moved(self, site: Site, by: int) -> Expr:
        """Return the condition of `site` with this number `by` whole units higher."""
        seen = iter(range(len(list(_literals(site.expr)))))

        def change(literal: Expr) -> Expr:
            here = next(seen) == self.position if not self.name else literal.origin == self.name
            if not here or not isinstance(literal.value, int):
                return literal
            value = literal.value + by * 10**literal.type.digits
            return replace(literal, value=value, low=value, high=value)

        return _with_literals(site.expr, change)


def numbers(policy: PolicySet) -> tuple[Number, ...]:
    """Return the numbers that can change an answer: named ones first, then by place."""
    named: dict[str, list[Site]] = {}
    values: dict[str, Expr] = {}
    alone: list[Number] = []
    for site in _sites(policy):
        for position, literal in enumerate(_literals(site.expr)):
            if literal.origin:
                values[literal.origin] = literal
                if site not in named.setdefault(literal.origin, []):
                    named[literal.origin].append(site)
            elif isinstance(literal.value, int):
                alone.append(Number("", literal.value, literal.type, (site,), position))
    together = [
        Number(name, int(str(values[name].value)), values[name].type, tuple(sites))
        for name, sites in sorted(named.items())
    ]
    return (*together, *alone)


def with_moved(policy: PolicySet, number: Number, by: int) -> PolicySet:
    """Return `policy` with one number `by` higher, computing no more than `numbers` look at.

    Whether the tables it stands in are complete is proved anew.
    """
    decisions: dict[str, Decision] = dict(policy.decisions)
    entities: dict[str, Entity] = dict(policy.entities)
    for site in number.sites:
        entity, name, part = site.owner
        moved = number.moved(site, by)
        if part in ("expr", "where"):
            field = entities[entity].fields[name]
            entities[entity] = _with_field(entities[entity], field, part, moved)
        else:
            decisions[name] = _with_rule(decisions[name], part, moved)
    draft = _draft(policy, entities, decisions)
    for name in {site.owner[1] for site in number.sites} & set(decisions):
        if decisions[name].complete:
            complete = proved_complete(draft, decisions[name])
            decisions[name] = replace(decisions[name], complete=complete)
    reached = _reached(policy)
    order = tuple(node for node in policy.order if (node.entity, node.name) in reached)
    return replace(policy, decisions=decisions, entities=entities, order=order)


def _with_rule(decision: Decision, id: str, when: Expr) -> Decision:
    rules = (replace(rule, when=when) if rule.id == id else rule for rule in decision.rules)
    return replace(decision, rules=tuple(rules))


def _with_field(entity: Entity, field: Field, part: str, expr: Expr) -> Entity:
    assert field.derive is not None
    derive: Derivation = replace(field.derive, **{part: expr})  # type: ignore[arg-type]
    return replace(entity, fields={**entity.fields, field.name: replace(field, derive=derive)})


def _draft(
    policy: PolicySet, entities: Mapping[str, Entity], decisions: Mapping[str, Decision]
) -> Draft:
    return Draft(
        Path(policy.folder),
        domains=dict(policy.domains),
        entities=dict(entities),
        decisions=dict(decisions),
    )


def _sites(policy: PolicySet) -> Iterator[Site]:
    """Yield every condition and derivation that an answer hangs on, in the order of files."""
    reached = _reached(policy)
    for entity in policy.entities.values():
        for field in entity.derived:
            if (entity.name, field.name) in reached and field.derive is not None:
                rows = field.derive.child or entity.name
                for part, expr in (("expr", field.derive.expr), ("where", field.derive.where)):
                    if expr is not None:
                        yield Site((entity.name, field.name, part), expr, rows, field.place)
    for decision in policy.decisions.values():
        if (decision.entity, decision.id) in reached:
            for rule in decision.rules:
                yield _rule_site(decision, rule)


def _rule_site(decision: Decision, rule: Rule) -> Site:
    return Site((decision.entity, decision.id, rule.id), rule.when, decision.entity, rule.place)


def _reached(policy: PolicySet) -> set[tuple[str, str]]:
    """Return what the level, the scope and the question of inspection are computed from."""
    draft = _draft(policy, policy.entities, policy.decisions)
    subject = policy.subject.name
    names = (policy.decide, policy.scope, policy.inspected)
    waiting = [(subject, name) for name in names if name]
    found: set[tuple[str, str]] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += reads(draft, name)
    return found


def _is_number(expr: Expr) -> bool:
    return expr.op == "lit" and expr.type.kind in MOVABLE and not isinstance(expr.value, bool)


def _is_scaling(expr: Expr) -> bool:
    """A factor that only evens out digits is no number of the policy."""
    return expr.op == "mul" and expr.type.digits > sum(arg.type.digits for arg in expr.args)


def _literals(expr: Expr) -> Iterator[Expr]:
    if _is_number(expr):
        yield expr
    for arg in expr.args[:1] if _is_scaling(expr) else expr.args:
        yield from _literals(arg)


def _with_literals(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    if _is_number(expr):
        return change(expr)
    kept = expr.args[1:] if _is_scaling(expr) else ()
    inner = expr.args[:1] if _is_scaling(expr) else expr.args
    return replace(expr, args=(*(_with_literals(arg, change) for arg in inner), *kept))
