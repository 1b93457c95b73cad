"""A policy set laid out for matching: which patterns stand in which ruleset.

Every table, yes/no derived field and quantifier becomes a *group*: conditions asked of
the rows of one entity.  A group is spread over *shards* of at most 60 patterns; small
groups share a ruleset.  A roll-up over a scale becomes one pattern a level on each end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.execution.forward_arms import Arms
from engine.execution.forward_host import MAX_PATTERNS, TABLE, Pattern
from engine.execution.forward_rules import Source, Translation
from engine.language.expression import TRUE, Expr
from engine.language.types import BOOL, Kind
from engine.policy.model import Decision, Entity, Node, PolicySet

MAX_SOURCES = 90  # of one shard; each fills at most two fields of a fact
DOUBT = "doubt"  # 1 in a fact that holds something unknown: only then `possible` is asked
LOW, HIGH = "low", "high"

Named = tuple[str, Pattern, "Report"]
Report = tuple[int, bool]  # the condition, and whether it is surely true


@dataclass(frozen=True)
class Shard:
    """Some patterns of a group in one ruleset, and the fields their facts need."""

    ruleset: str
    tag: str
    reports: dict[str, Report]
    sources: tuple[tuple[str, Source], ...]


@dataclass(frozen=True)
class Group:
    """Conditions asked of each row of `entity`; `outside` are the nodes computed before."""

    entity: str
    tag: str
    conditions: tuple[Expr, ...]
    shards: tuple[Shard, ...]
    outside: frozenset[Expr] = frozenset()


@dataclass
class Plan:
    """All rulesets of a policy set, and the groups by the tag of their node."""

    rulesets: dict[str, dict[str, Pattern]] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)


def tag_of(node: Node) -> str:
    """Return the name under which facts of `node` are asserted."""
    return f"{node.entity}/{node.name}"


def lay_out(policy: PolicySet, as_of: int) -> Plan:
    """Return the rulesets and groups of `policy` for runs on the day `as_of`."""
    layout = Plan()
    for node in policy.order:
        if node.kind == "decision" and policy.decisions[node.name].take:
            levels = rolled_levels(policy, policy.decisions[node.name])
            if levels:
                layout.groups[tag_of(node)] = _roll_up(layout, node, levels)
            continue
        entity, conditions = conditions_of(policy, node)
        if conditions or node.kind == "decision":
            layout.groups[tag_of(node)] = _group(layout, entity, tag_of(node), conditions, as_of)
    return layout


def conditions_of(policy: PolicySet, node: Node) -> tuple[Entity, tuple[Expr, ...]]:
    """Return what is asked of rows for `node`, and of the rows of which entity.

    A quantifier asks its children whether they are in and, for any and all, whether they
    satisfy it.  What only calculates a number asks nothing.
    """
    entity = policy.entities[node.entity]
    if node.kind == "decision":
        return entity, tuple(rule.when for rule in policy.decisions[node.name].rules)
    derive = entity.fields[node.name].derive
    if derive is None:
        return entity, ()
    if derive.how == "expression":
        asked = (derive.expr,) if derive.expr is not None and derive.expr.type == BOOL else ()
        return entity, asked
    where = derive.where or TRUE
    each = (derive.expr or TRUE,) if derive.how in ("any", "all") else ()
    return policy.entities[derive.child], (where, *each)


def rolled_levels(policy: PolicySet, decision: Decision) -> int:
    """Return how many levels a roll-up is matched on; 0 where its type has no scale."""
    if decision.gives.kind is not Kind.SCALE:
        return 0
    levels = len(policy.domains[decision.gives.domain].members)
    return levels if 2 * levels <= MAX_PATTERNS else 0


def _group(layout: Plan, entity: Entity, tag: str, conditions: Sequence[Expr], as_of: int) -> Group:
    translation = Translation(as_of)
    named: list[Named] = []
    for number, expr in enumerate(conditions):
        asked = translation.condition(expr)
        named += _named(tag, number, True, asked.sure)
        if asked.possible != asked.sure:
            named += _named(tag, number, False, asked.possible)
    shards = tuple(_shards(layout, tag, named, translation.sources))
    return Group(entity.name, tag, tuple(conditions), shards, frozenset(translation.outside))


def _named(tag: str, number: int, sure: bool, arms: Arms) -> Iterator[Named]:
    """Yield each arm as a pattern that names its table first and, if unsure, the doubt."""
    start: Pattern = ((TABLE, "==", tag),) if sure else ((TABLE, "==", tag), (DOUBT, "==", 1))
    word = "surely" if sure else "possibly"
    for position, arm in enumerate(arms):
        yield f"{tag} {number} {word} {position}", start + arm, (number, sure)


def _shards(
    layout: Plan, tag: str, named: Sequence[Named], sources: dict[str, Source]
) -> Iterator[Shard]:
    fields = {f: name for name in sources for f in fields_of(name, sources[name])}
    waiting = list(named)
    while waiting:
        part, used = _part(waiting, fields)
        del waiting[: len(part)]
        ruleset = _place(layout, part)
        layout.rulesets[ruleset].update({name: pattern for name, pattern, _ in part})
        reports = {name: report for name, _, report in part}
        yield Shard(ruleset, tag, reports, tuple((n, sources[n]) for n in used))


def _part(waiting: Sequence[Named], fields: dict[str, str]) -> tuple[list[Named], list[str]]:
    """Return as many of `waiting` as one ruleset and one fact hold, and what they read."""
    part: list[Named] = []
    used: dict[str, None] = {}
    for entry in waiting[:MAX_PATTERNS]:
        reads = [fields[f] for f, _, _ in entry[1] if f in fields]
        if part and len(used.keys() | set(reads)) > MAX_SOURCES:
            break
        part.append(entry)
        used.update(dict.fromkeys(reads))
    return part, list(used)


def _place(layout: Plan, part: Sequence[Named]) -> str:
    """Return the ruleset with room for `part`: the last one, or a new one."""
    name = f"r{len(layout.rulesets) - 1}"
    if name not in layout.rulesets or len(layout.rulesets[name]) + len(part) > MAX_PATTERNS:
        name = f"r{len(layout.rulesets)}"
        layout.rulesets[name] = {}
    return name


def _roll_up(layout: Plan, node: Node, levels: int) -> Group:
    tag = tag_of(node)
    named: list[Named] = [
        (f"{tag} {end} {level}", ((TABLE, "==", tag), (end, "==", level)), (level, end == LOW))
        for end in (LOW, HIGH)
        for level in range(levels)
    ]
    ruleset = _place(layout, named)
    layout.rulesets[ruleset].update({name: pattern for name, pattern, _ in named})
    shard = Shard(ruleset, tag, {name: report for name, _, report in named}, ())
    return Group(node.entity, tag, (), (shard,))


def fields_of(name: str, source: Source) -> tuple[str, ...]:
    """Return the fields of a fact that `source`, called `name`, fills."""
    if source.what == "absent":
        return (name,)
    if source.what == "text":
        return name, f"{name}__unknown"
    return f"{name}__lo", f"{name}__hi"


def atom_share(policy: PolicySet) -> tuple[int, int]:
    """Return how many atoms of the policy's conditions are matched as patterns, of how many."""
    counts = [
        _inside(expr, group.outside)
        for group in lay_out(policy, as_of=0).groups.values()
        for expr in group.conditions
    ]
    return sum(inside for inside, _ in counts), sum(total for _, total in counts)


def atoms(expr: Expr) -> Iterator[Expr]:
    """Yield the atoms of a condition: the comparisons and yes/no facts under its logic."""
    agrees = expr.op in ("eq", "ne") and expr.args[0].type.kind is Kind.BOOL
    if agrees or expr.op in ("and", "or", "not", "if"):
        for arg in expr.args:
            yield from atoms(arg)
    elif expr.op != "lit":
        yield expr


def _inside(expr: Expr, outside: frozenset[Expr]) -> tuple[int, int]:
    everything = sum(1 for _ in atoms(expr))
    left_out = sum(1 for node in _topmost(expr, outside) for _ in atoms(node))
    return everything - left_out, everything


def _topmost(expr: Expr, outside: frozenset[Expr]) -> Iterator[Expr]:
    if expr in outside:
        yield expr
    else:
        for arg in expr.args:
            yield from _topmost(arg, outside)
