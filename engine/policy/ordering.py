"""Order what must be computed: derived fields and decisions, dependencies first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from engine.catalogue import policy as codes
from engine.catalogue import tables
from engine.graph import find_cycles, topological_order
from engine.language.expression import Expr, Ref, refs
from engine.policy.draft import Draft
from engine.policy.model import Decision, Entity, Field, Node
from engine.policy.rules import Conditions
from engine.problems import Place

Name = tuple[str, str]  # entity, and field or decision of it


class Compiled(Protocol):
    """What has entities and decisions: a draft, or a policy set."""

    @property
    def entities(self) -> Mapping[str, Entity]:
        """The entities by name."""
        ...

    @property
    def decisions(self) -> Mapping[str, Decision]:
        """The decisions by id."""
        ...


def order_nodes(draft: Draft) -> None:
    """Keep what to compute in an order that works; report what goes round in a circle."""
    edges = {
        _shown(name): sorted(map(_shown, found)) for name, found in dependencies(draft).items()
    }
    names = {_shown(name): name for name in dependencies(draft)}
    cycles = find_cycles(edges)
    for cycle in cycles:
        path = " → ".join([*cycle, cycle[0]])
        entity, name = names[cycle[0]]
        draft.report(tables.CYCLE.at(_place(draft, entity, name), path=path))
    if not cycles:
        draft.order = tuple(_node(draft, *names[name]) for name in topological_order(edges))


def _shown(name: Name) -> str:
    return ".".join(name)


def _node(draft: Draft, entity: str, name: str) -> Node:
    decision = draft.decisions.get(name)
    is_decision = decision is not None and decision.entity == entity
    return Node(entity, name, "decision" if is_decision else "field")


def _place(draft: Draft, entity: str, name: str) -> Place:
    decision = draft.decisions.get(name)
    if decision is not None and decision.entity == entity:
        return decision.place
    return draft.entities[entity].fields[name].place


def dependencies(draft: Compiled) -> dict[Name, set[Name]]:
    """Return what each derived field and decision reads that is itself computed."""
    computed = _computed(draft)
    found: dict[Name, set[Name]] = {name: set() for name in computed}
    for name in computed:
        found[name] = {read for read in reads(draft, name) if read in computed}
    return found


def needed(policy: Compiled, names: Iterable[Name]) -> set[Name]:
    """Return what must be computed before `names` can be told, and they themselves."""
    edges, waiting, found = dependencies(policy), list(names), set[Name]()
    while waiting:
        name = waiting.pop()
        if name in edges and name not in found:
            found.add(name)
            waiting += edges[name]
    return found


def _computed(draft: Compiled) -> set[Name]:
    fields = {(e.name, f.name) for e in draft.entities.values() for f in e.derived}
    return fields | {(d.entity, d.id) for d in draft.decisions.values()}


def reads(draft: Compiled, name: Name) -> Iterator[Name]:
    """Yield every field and decision that `name` reads directly, over whatever hops."""
    entity, id = name
    decision = draft.decisions.get(id)
    if decision is not None and decision.entity == entity:
        yield from _decision_reads(draft, decision)
    elif id in draft.entities[entity].fields:
        yield from _field_reads(draft, entity, draft.entities[entity].fields[id])


def _decision_reads(draft: Compiled, decision: Decision) -> Iterator[Name]:
    for other in decision.of:
        joined = draft.decisions.get(other)
        if joined is not None:
            yield joined.entity, other
    for rule in decision.rules:
        yield from _expr_reads(draft, decision.entity, rule.when)


def _field_reads(draft: Compiled, entity: str, field: Field) -> Iterator[Name]:
    made = field.derive
    if made is None:
        return
    start = made.child or entity
    if made.child:
        # Whether all children are there is told by a field of the parent.
        known_if = draft.entities[made.child].known_if if made.child in draft.entities else None
        if known_if:
            yield entity, known_if
    for expr in (made.where, made.expr):
        if expr is not None:
            yield from _expr_reads(draft, start, expr)


def _expr_reads(draft: Compiled, entity: str, expr: Expr) -> Iterable[Name]:
    return (located(draft.entities, entity, ref) for ref in refs(expr))


def located(entities: Mapping[str, Entity], entity: str, ref: Ref) -> Name:
    """Return the entity and name that `ref` reads when it is asked about a row of `entity`."""
    for hop in ref.hops:
        here = entities[entity]
        entity = here.refers.get(hop) or hop
    return entity, ref.name


def bases_of(draft: Draft) -> dict[Name, frozenset[Name]]:
    """Return the supplied facts that stand behind each computed field and decision."""
    found: dict[Name, frozenset[Name]] = {}
    for node in draft.order:
        name = (node.entity, node.name)
        behind: set[Name] = set()
        for read in reads(draft, name):
            behind |= found.get(read, frozenset({read}))
        found[name] = frozenset(behind)
    return found


def check_absences(draft: Draft, conditions: Conditions) -> None:
    """Warn where the level hangs on whether a fact was supplied."""
    leading = _leading(draft)
    for owner, ref, place in conditions.absences:
        if owner not in leading:
            continue
        asked_of = draft.entities[owner[0]].fields.get(owner[1])
        made = asked_of.derive if asked_of else None
        entity = made.child if made and made.child else owner[0]
        target, name = located(draft.entities, entity, ref)
        field = draft.entities[target].fields.get(name)
        if field is not None and field.derive is None and field.missing.kind == "ask":
            draft.report(codes.NULL_DECIDES.at(place, name=str(ref)))


def _leading(draft: Draft) -> set[Name]:
    """All that the answer of the set is computed from: what `decide` and `scope` lead to."""
    policy = draft.policy
    ids = [policy.text("decide"), policy.text("scope")] if policy else []
    edges = dependencies(draft)
    todo = [(d.entity, d.id) for id in ids if (d := draft.decisions.get(id))]
    found: set[Name] = set()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(edges.get(name, ()))
    return found
