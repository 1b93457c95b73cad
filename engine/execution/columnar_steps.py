"""What a policy set computes, as steps that each add a few columns to the rows of an entity.

A step names the steps it reads; when it is computed is settled by `columnar_strata`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from engine.execution import columnar_bitsets as bitsets
from engine.execution import columnar_sql as sql
from engine.execution.columnar_hits import RULES, settle, word_count
from engine.execution.columnar_rollups import (
    QUANTIFIER_FORMS,
    Member,
    Parts,
    member_parts,
    rolled_up,
)
from engine.execution.columnar_sql import Column, Sql
from engine.execution.columnar_stage import (
    Stage,
    columns_of,
    defined,
    is_settled_column,
)
from engine.execution.columnar_values import Value, plain
from engine.execution.hits import table_of, whole_range
from engine.execution.reference import bounds_of
from engine.language.expression import TRUE, Expr, Ref, refs
from engine.policy.model import Decision, Entity, Field, PolicySet
from engine.problems import Place

StepName = tuple[str, str]  # entity, name within it
Make = Callable[[Stage], list[Column]]


@dataclass(frozen=True)
class Step:
    """Columns added to the rows of `entity`; `children`: whose rows it reduces."""

    entity: str
    name: str
    needs: tuple[StepName, ...]
    columns: tuple[str, ...]
    make: Make
    children: tuple[str, ...] = ()


def steps_of(policy: PolicySet, lookups_above: int = 50) -> list[Step]:
    """Return all steps of a policy set, each after those it needs.

    Tables of more rules than `lookups_above` are computed by lookup.
    """
    found: list[Step] = []
    for node in policy.order:
        entity = policy.entities[node.entity]
        if node.kind == "field":
            found += _field_steps(policy, entity, entity.fields[node.name])
        else:
            decision = policy.decisions[node.name]
            if decision.take:
                found += _roll_up_steps(policy, decision)
            elif len(decision.rules) > lookups_above and _fits(policy, decision):
                found += _lookup_steps(policy, decision)
            else:
                found += _table_steps(policy, decision)
    return [*found, *_gathered(policy)]


def _needs(policy: PolicySet, entity: Entity, *expressions: Expr) -> tuple[StepName, ...]:
    """Return the steps whose columns these expressions read."""
    found: dict[StepName, None] = {}
    for expr in expressions:
        for ref in refs(expr):
            here = entity
            for hop in ref.hops:
                here = policy.entities[here.refers.get(hop, hop)]
            stored = here.fields.get(ref.name)
            if stored is None or stored.derive is not None:
                found[here.name, ref.name] = None
    return tuple(found)


def _field_steps(policy: PolicySet, entity: Entity, field: Field) -> Iterator[Step]:
    derive = field.derive
    assert derive is not None
    columns = tuple(columns_of(policy, field.name, field.type))
    if derive.how == "expression":
        expr = derive.expr or TRUE

        def make(stage: Stage) -> list[Column]:
            return defined(policy, field.name, field.type, stage.value(expr))

        yield Step(entity.name, field.name, _needs(policy, entity, expr), columns, make)
        return
    child = policy.entities[derive.child]
    inside, inside_read = _beside(policy, child, f"{field.name}.in", derive.where)
    taken, taken_read = _beside(policy, child, f"{field.name}.of", derive.expr)
    yield from inside
    yield from taken
    form, bounds = QUANTIFIER_FORMS[derive.how], bounds_of(policy, entity, field)
    needs = (
        *_step_needs(policy, child, inside, derive.where),
        *_step_needs(policy, child, taken, derive.expr),
    )

    def whole(stage: Stage) -> list[Column]:
        below = stage.of_child(child.name)
        member, value = inside_read(below), taken_read(below)
        parts = form.parts(None if member is None else plain(member), value)
        beside = stage.parts(child.name, field.name, parts)
        complete = stage.complete([child.name])
        assert complete is not None
        return defined(policy, field.name, field.type, form.whole(beside, complete, bounds))

    yield Step(entity.name, field.name, needs, columns, whole, (child.name,))


def _beside(
    policy: PolicySet, child: Entity, name: str, expr: Expr | None
) -> tuple[list[Step], Callable[[Stage], Value | None]]:
    """Return how an expression over child rows is read when they are reduced.

    What is more than one of the child's own columns becomes a column of its own first.
    """
    if expr is None or expr == TRUE:
        return [], lambda stage: None
    if isinstance(expr.value, Ref) and not expr.value.hops and expr.op == "ref":
        ref = expr.value
        return [], lambda stage: stage.read(ref)
    columns = tuple(columns_of(policy, name, expr.type))

    def make(stage: Stage) -> list[Column]:
        return defined(policy, name, expr.type, stage.value(expr))

    step = Step(child.name, name, _needs(policy, child, expr), columns, make)
    return [step], lambda stage: stage.hidden(name, expr.type)


def _step_needs(
    policy: PolicySet, child: Entity, steps: Sequence[Step], expr: Expr | None
) -> tuple[StepName, ...]:
    if steps:
        return tuple((s.entity, s.name) for s in steps)
    return () if expr is None else _needs(policy, child, expr)


def rule_column(decision: Decision, n: int) -> str:
    """Return the column that says whether a rule holds."""
    return f"{decision.id}/{decision.rules[n].id}"


def mask_columns(decision: Decision) -> tuple[list[str], list[str]]:
    """Return the columns of the rules that hold, and of those that may."""
    words = range(max(1, -(-len(decision.rules) // RULES)))
    return [f"{decision.id}.fired{w}" for w in words], [f"{decision.id}.unknown{w}" for w in words]


def _table_steps(policy: PolicySet, decision: Decision) -> Iterator[Step]:
    entity = policy.entities[decision.entity]
    conditions = [rule.when for rule in decision.rules]
    rules, masks = f"{decision.id} rules", f"{decision.id} masks"
    holding = tuple(rule_column(decision, n) for n in range(len(conditions)))
    fired, unknown = mask_columns(decision)

    def make_rules(stage: Stage) -> list[Column]:
        return [
            (name, sql.noted(plain(stage.value(rule.when)), _where(rule.place)))
            for name, rule in zip(holding, decision.rules, strict=True)
        ]

    def make_masks(stage: Stage) -> list[Column]:
        held = [stage.own(name) for name in holding]
        return [
            *((name, _word(held, w, surely=True)) for w, name in enumerate(fired)),
            *((name, _word(held, w, surely=False)) for w, name in enumerate(unknown)),
        ]

    yield Step(entity.name, rules, _needs(policy, entity, *conditions), holding, make_rules)
    needs = ((entity.name, rules),)
    yield Step(entity.name, masks, needs, (*fired, *unknown), make_masks)
    columns = tuple(is_settled_column(decision).values())
    needs = ((entity.name, masks),)
    yield Step(entity.name, decision.id, needs, columns, partial(_settled, policy, decision))


def _fits(policy: PolicySet, decision: Decision) -> bool:
    """Tell whether the lookups of a table stay small."""

    def is_pair(ref: Ref) -> bool:
        here = policy.entities[decision.entity]
        for hop in ref.hops:
            here = policy.entities[here.refers.get(hop, hop)]
        own = here.fields.get(ref.name)
        return own is None or own.derive is not None

    return bitsets.fits(decision, is_pair)


def _lookup_steps(policy: PolicySet, decision: Decision) -> Iterator[Step]:
    """Yield the steps of a table that is computed by lookup."""
    entity = policy.entities[decision.entity]
    hidden = bitsets.composed(decision)
    fired, unknown = mask_columns(decision)
    for expr, name in hidden.items():

        def make(stage: Stage, expr: Expr = expr, name: str = name) -> list[Column]:
            return [(name, plain(stage.value(expr)))]

        yield Step(entity.name, name, _needs(policy, entity, expr), (name,), make)
    needs = (
        *_needs(policy, entity, *(rule.when for rule in decision.rules)),
        *((entity.name, name) for name in hidden.values()),
    )
    masks, columns = f"{decision.id} masks", (*fired, *unknown)

    def make_masks(stage: Stage) -> list[Column]:
        return bitsets.masks(stage, decision, fired, unknown)

    yield Step(entity.name, masks, needs, columns, make_masks)
    settled = tuple(is_settled_column(decision).values())
    done = partial(_settled, policy, decision)
    yield Step(entity.name, decision.id, ((entity.name, masks),), settled, done)


def _where(place: object) -> str:
    return f"{place.file}:{place.line}" if isinstance(place, Place) else ""


def _word(held: Sequence[Sql], word: int, *, surely: bool) -> Sql:
    """Return one word of the mask of the rules that hold, or that may."""
    bits = []
    for n, holds in enumerate(held[word * RULES : (word + 1) * RULES]):
        test = holds if surely else sql.is_null(holds)
        bits.append(sql.case([(test, sql.literal(1 << n))], sql.literal(0)))
    most = 1 << len(bits)
    return sql.narrow(sql.total_of(bits or [sql.literal(0)]), 0, max(most - 1, 1 << 15))


def _settled(policy: PolicySet, decision: Decision, stage: Stage) -> list[Column]:
    table = table_of(decision, policy.domains)
    assert word_count(table) == len(mask_columns(decision)[0])
    masks = [[stage.own(name) for name in names] for names in mask_columns(decision)]
    found = settle(table, *masks)
    made: dict[str, Sql] = {"trouble": found.trouble}
    outputs = [end for o in table.outputs for end in (o.low, o.high)] + [*table.whole]
    numbers = [n for n in outputs if isinstance(n, int) and not isinstance(n, bool)]
    for end, node in (("low", found.low), ("high", found.high)):
        if node is not None:
            made[end] = sql.narrow(node, min(numbers), max(numbers)) if numbers else node
    return [(name, made[what]) for what, name in is_settled_column(decision).items()]


def _roll_up_steps(policy: PolicySet, decision: Decision) -> Iterator[Step]:
    members = [policy.decisions[name] for name in decision.of]
    own = [m for m in members if m.entity == decision.entity]
    below = [m for m in members if m.entity != decision.entity]
    children = tuple(dict.fromkeys(m.entity for m in below))
    reducing = [_reducing(policy, decision, m) for m in below]
    yield from reducing
    bottom, top = (int(end or 0) for end in whole_range(decision, policy.domains))
    take = decision.take or ""

    def make(stage: Stage) -> list[Column]:
        parts: list[Parts] = [
            {name.rpartition(".")[2]: stage.own(name) for name in step.columns} for step in reducing
        ]
        beside = [_member(policy, stage, m) for m in own]
        low, high, trouble = rolled_up(take, beside, parts, stage.complete(children), bottom, top)
        both = {"low": sql.narrow(low, bottom, top), "high": sql.narrow(high, bottom, top)}
        made = {**both, "trouble": trouble}
        return [(name, made[what]) for what, name in is_settled_column(decision).items()]

    needs = (*((m.entity, m.id) for m in own), *((s.entity, s.name) for s in reducing))
    columns = tuple(is_settled_column(decision).values())
    yield Step(decision.entity, decision.id, needs, columns, make)


def _reducing(policy: PolicySet, decision: Decision, member: Decision) -> Step:
    """Return the step that reduces a decision of child rows for a roll-up."""
    name = f"{decision.id} of {member.id}"
    parts = ["near", "far", *(["clash", "clean"] if can_conflict(policy, member) else [])]
    columns = tuple(f"{name}.{part}" for part in parts)

    def make(stage: Stage) -> list[Column]:
        below = _member(policy, stage.of_child(member.entity), member)
        found = stage.parts(member.entity, name, member_parts(decision.take or "", below))
        return [(f"{name}.{part}", node) for part, node in found.items()]

    needs = ((member.entity, member.id),)
    return Step(decision.entity, name, needs, columns, make, (member.entity,))


def _member(policy: PolicySet, stage: Stage, decision: Decision) -> Member:
    names = is_settled_column(decision)
    trouble = stage.own(names["trouble"]) if can_conflict(policy, decision) else None
    return Member(stage.own(names["low"]), stage.own(names["high"]), trouble)


def can_conflict(policy: PolicySet, decision: Decision) -> bool:
    """Tell whether rules of a decision, or of one it takes, could contradict each other."""
    if decision.take:
        return any(can_conflict(policy, policy.decisions[name]) for name in decision.of)
    return decision.hit in ("unique", "any") and len(decision.rules) > 1


def gathered_columns(decision: Decision) -> tuple[list[str], list[str]]:
    """Return the columns of an ancestor that hold the union of a table's masks below it."""
    fired, unknown = mask_columns(decision)
    return [f".all {name}" for name in fired], [f".all {name}" for name in unknown]


def _gathered(policy: PolicySet) -> Iterator[Step]:
    """Yield the unions of masks over child rows, from each table up to the root of its tree."""
    for decision in policy.decisions.values():
        if not decision.take:
            entity = policy.entities[decision.entity]
            source, needs = mask_columns(decision), (entity.name, f"{decision.id} masks")
            while entity.parent:
                child, entity = entity, policy.entities[entity.parent]
                yield _gathering(entity, child, decision, source, needs)
                source, needs = gathered_columns(decision), (entity.name, f".all {decision.id}")


def _gathering(
    entity: Entity,
    child: Entity,
    decision: Decision,
    source: tuple[list[str], list[str]],
    needs: StepName,
) -> Step:
    names = [*source[0], *source[1]]
    columns = (*gathered_columns(decision)[0], *gathered_columns(decision)[1])

    def make(stage: Stage) -> list[Column]:
        below = stage.of_child(child.name)
        unions = {name: sql.bits_of(below.own(name)) for name in names}
        found = stage.parts(child.name, ".all", unions)
        zero = sql.literal(0)
        return [
            (column, sql.coalesce(found[name], zero))
            for column, name in zip(columns, names, strict=True)
        ]

    return Step(entity.name, f".all {decision.id}", (needs,), columns, make, (child.name,))
