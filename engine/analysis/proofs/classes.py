"""How each field and decision of one world stands to the same one of another world.

Two worlds have the same facts but for one step: a fact that is graver, a further row, or
another version of the rules.  A class says what follows for a field or decision: it is the
same, it is at least as high on both ends (`up`), at most as high (`down`), or anything.
Going through the policy in the order of computation, each class is either plain from the
classes of what is read, or is asked of the solver about one row; rows of child entities are
joined by rule, so that a proof holds whatever their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.analysis.proofs.cones import Name, located, read_by
from engine.analysis.proofs.reading import Reading, differs, drops
from engine.analysis.proofs.rows import Row, Space, World
from engine.analysis.proofs.solver import Term, disj, neg, solve, truth
from engine.analysis.proofs.tables import Decided
from engine.analysis.proofs.values import Coded, Members, Range, Truth, Value, switch
from engine.execution.hits import whole_range
from engine.execution.reference import bounds_of
from engine.execution.subjects import field_range
from engine.language.expression import TRUE, Expr, refs
from engine.policy.model import Decision, Derivation, Node, PolicySet

Class = Literal["same", "up", "down", "any"]
RISING = ("same", "up")
FALLING = ("same", "down")


@dataclass(frozen=True)
class Step:
    """What differs: a stored field that moves (`field`, `moves`), or a further row of `grown`.

    `moves` is `up`, `down`, or the number of the code that the field becomes.  With neither,
    only the rules differ.
    """

    field: Name | None = None
    moves: Literal["up", "down"] | int = "up"
    grown: str = ""

    def stored(self, name: Name) -> Class:
        """Return the class of a stored field."""
        if name != self.field:
            return "same"
        return self.moves if isinstance(self.moves, str) else "any"


@dataclass
class Classes:
    """The classes of two worlds, found in the order in which things are computed.

    `ask` answers for one row in place of the solver.
    """

    old: PolicySet
    new: PolicySet
    step: Step
    world: World
    seconds: float
    wanted: frozenset[Name]
    ask: Callable[[Classes, Node], Class] | None = None
    found: dict[Name, Class] = field(default_factory=dict)
    questions: int = 0

    def run(self) -> dict[Name, Class]:
        """Return the class of each wanted field and decision that both versions have."""
        for node in self.new.order:
            name = (node.entity, node.name)
            if name in self.wanted:
                self.found[name] = self._node(node)
        return self.found

    def of(self, name: Name) -> Class:
        """Return the class of a field or decision."""
        owner = self.new.entities.get(name[0])
        stored = owner.fields.get(name[1]) if owner else None
        if stored is not None and stored.derive is None:
            return self.step.stored(name)
        return self.found.get(name, "any")

    def keeps(self, entity: str, conditions: tuple[Expr, Expr]) -> bool:
        """Return whether on any row the new condition holds where the old one does."""
        pair = _Pair(self, entity)
        before, after = (
            pair.one.ask(pair.row, conditions[0]),
            pair.other.ask(pair.row, conditions[1]),
        )
        return self._never(pair, drops(before, after))

    def _node(self, node: Node) -> Class:
        name = (node.entity, node.name)
        if not self._defined_alike(node):
            return self._changed(node)
        if node.kind == "decision" and self.new.decisions[node.name].take:
            return self._roll_up(self.new.decisions[node.name])
        derive = self._derive(self.new, name)
        if derive is not None and derive.child:
            return self._quantity(name, derive)
        if all(self.of(read) == "same" for read in read_by(self.new, name)):
            return "same"
        return self._asked(node)

    def _changed(self, node: Node) -> Class:
        """Return the class of something that is defined otherwise in the new version."""
        old = self.old.decisions.get(node.name)
        if node.kind == "field":
            fields = [p.entities[node.entity].fields.get(node.name) for p in (self.old, self.new)]
            one, other = (f.derive if f else None for f in fields)
            if one is None or other is None or one.child or other.child:
                return "any"
            return self._asked(node)
        new = self.new.decisions[node.name]
        if old is None or old.entity != new.entity or old.gives != new.gives:
            return "any"
        if old.take or new.take:
            return self._more_members(old, new)
        return "any" if new.is_list != old.is_list else self._asked(node)

    def _more_members(self, old: Decision, new: Decision) -> Class:
        """A roll-up that joins more stands higher (or, taking the lowest, lower)."""
        more = set(old.of) <= set(new.of)
        if old.take != new.take or not more:
            return "any"
        known = [self.of((self.new.decisions[n].entity, n)) for n in old.of]
        if new.take == "highest" and all(c in RISING for c in known):
            return "up"
        return "down" if new.take == "lowest" and all(c in FALLING for c in known) else "any"

    def _defined_alike(self, node: Node) -> bool:
        if self.old is self.new:
            return True
        return definition(self.old, node) == definition(self.new, node)

    def _derive(self, policy: PolicySet, name: Name) -> Derivation | None:
        found = policy.entities[name[0]].fields.get(name[1])
        return found.derive if found else None

    # By rule

    def _roll_up(self, decision: Decision) -> Class:
        members = [(self.new.decisions[n].entity, n) for n in decision.of]
        classes = [self.of(member) for member in members]
        grown = any(entity == self.step.grown for entity, _ in members)
        if grown:
            classes.append("up" if decision.take == "highest" else "down")
        return _joined(classes)

    def _quantity(self, name: Name, derive: Derivation) -> Class:
        where = self._condition(derive.child, derive.where or TRUE)
        grown = self.step.grown == derive.child
        if grown:
            where = _joined([where, "up"])
        if derive.how == "count":
            return where
        taken = self._condition(derive.child, derive.expr or TRUE)
        if where == taken == "same":
            return "same"
        bounds = bounds_of(
            self.new, self.new.entities[name[0]], self.new.entities[name[0]].fields[name[1]]
        )
        if derive.how == "all":
            return _joined([_mirror(where), taken])
        lowest = bounds.otherwise is not None and bounds.otherwise <= bounds.low
        adds = derive.how == "sum" and bounds.least_each >= 0
        if derive.how == "any" or adds or (derive.how == "max" and lowest):
            return _joined([where, taken])
        return taken if where == "same" else "any"

    def _condition(self, entity: str, expr: Expr) -> Class:
        if all(self.of(located(self.new, entity, ref)) == "same" for ref in refs(expr)):
            return "same"
        if self.ask is not None:
            return "any"
        pair = _Pair(self, entity)
        return self._compare(pair, *pair.conditions(expr))

    # By the solver

    def _asked(self, node: Node) -> Class:
        if self.ask is not None:
            return self.ask(self, node)
        pair = _Pair(self, node.entity)
        if node.kind == "field":
            field = self.new.entities[node.entity].fields[node.name]
            old = self.old.entities[node.entity].fields[node.name]
            one, other = pair.one.derived(pair.row, old), pair.other.derived(pair.row, field)
            return self._compare(pair, one, other)
        before = pair.one.decision(pair.row, node.name)
        after = pair.other.decision(pair.row, node.name)
        if before.value is None or after.value is None:
            lists = self.old.decisions[node.name], self.new.decisions[node.name]
            unlike = listed_otherwise(*lists, before, after)
            return "same" if self._never(pair, unlike) else "any"
        trouble = disj(before.conflict != after.conflict, before.nothing != after.nothing)
        return self._compare(pair, before.value, after.value, trouble)

    def _compare(
        self, pair: _Pair, before: Value, after: Value, otherwise: Term | None = None
    ) -> Class:
        """Ask for each class, the most telling first."""
        if isinstance(before, Members):
            return "any"
        unlike = differs(before, after)
        if self._never(pair, unlike if otherwise is None else disj(unlike, otherwise)):
            return "same"
        if isinstance(before, Coded):
            return "any"
        if self._never(pair, drops(before, after)):
            return "up"
        return "down" if self._never(pair, drops(after, before)) else "any"

    def _never(self, pair: _Pair, broken: Term) -> bool:
        self.questions += 1
        return solve([*pair.space.constraints, broken], self.seconds) is None


class _Pair:
    """One row in both worlds: what is not the same is related as its class says."""

    def __init__(self, classes: Classes, entity: str) -> None:
        self.classes = classes
        self.space = Space(classes.old, classes.world)
        self.row = self.space.any_row(entity)
        self.one = Reading(classes.old, self.space)
        self.other = Reading(classes.new, self.space, self._instead)
        self.made: dict[tuple[Row, str], Value] = {}
        self.top = (self.row, entity)

    def conditions(self, expr: Expr) -> tuple[Value, Value]:
        """Return what a condition gives in both worlds."""
        return self.one.ask(self.row, expr), self.other.ask(self.row, expr)

    def _instead(self, row: Row, name: str) -> Value | None:
        key = (row, name)
        if key not in self.made:
            kind = self.classes.of((row.entity, name))
            same = kind == "same"
            self.made[key] = self.one.value(row, name) if same else self._related(row, name, kind)
        return self.made[key]

    def _related(self, row: Row, name: str, kind: Class) -> Value:
        policy = self.classes.new
        field = policy.entities[row.entity].fields.get(name)
        old_has = name in self.classes.old.decisions or field is not None
        if field is not None and field.derive is None:
            return moved(self.space, row, name, self.classes.step)[1]
        if field is not None:
            type = field.type
            ends = field_range(field, policy.domains) if type.ordered else (0, 0)
            if field.derive and field.derive.how == "count":
                bounds = bounds_of(policy, policy.entities[row.entity], field)
                ends = 0, max(bounds.high, bounds.most)
        else:
            decision = policy.decisions[name]
            low, high = whole_range(decision, policy.domains)
            type, ends = decision.gives, (int(low or 0), int(high or 0))
        fresh = self.space.any_of((row.entity, name), type, *ends)
        if kind != "any" and old_has:
            before = self.one.value(row, name)
            pair = (before, fresh) if kind == "up" else (fresh, before)
            self.space.keep(neg(drops(*pair)))
        return fresh


def moved(space: Space, row: Row, name: str, step: Step) -> tuple[Value, Value]:
    """Return a stored field after the step, and as it is read: as it was where not given."""
    field = space.policy.entities[row.entity].fields[name]
    before = row.free[name]
    ends = field_range(field, space.policy.domains) if field.type.ordered else (0, 0)
    after = space.single(field.type, *ends, f"{row.name}.{name}'")
    if isinstance(before, Range) and isinstance(after, Range):
        order = (before.low, after.low) if step.moves == "up" else (after.low, before.low)
        space.keep(order[0] <= order[1])
    elif isinstance(before, Truth) and isinstance(after, Truth):
        less, more = (before, after) if step.moves == "up" else (after, before)
        space.keep(disj(neg(less.sure), more.sure))
    elif isinstance(before, Coded) and isinstance(after, Coded):
        space.keep(disj(after.value == before.value, after.value == step.moves))
    return after, switch(row.given[name], after, row.values[name])


def listed_otherwise(old: Decision, new: Decision, before: Decided, after: Decided) -> Term:
    """Return whether two lists are not the same: another rule, or one that holds otherwise."""
    told = [
        {(r.id, r.then): held for r, held in zip(d.rules, found.rules, strict=True)}
        for d, found in ((old, before), (new, after))
    ]
    one, other = told
    nobody = Truth(truth(False), truth(False))
    keys = [*one, *(key for key in other if key not in one)]
    return disj(*(differs(one.get(key, nobody), other.get(key, nobody)) for key in keys))


def definition(policy: PolicySet, node: Node) -> object:
    """Return what a field or decision means, without places, words, and clauses."""
    if node.kind == "field":
        entity = policy.entities.get(node.entity)
        field = entity.fields.get(node.name) if entity else None
        derive = field.derive if field else None
        if field is None or derive is None:
            return None
        parts = (derive.how, derive.child, derive.otherwise, field.type, field.low, field.high)
        return parts, meaning(derive.where), meaning(derive.expr)
    found = policy.decisions.get(node.name)
    if found is None:
        return None
    rules = tuple((meaning(r.when), r.then) for r in found.rules)
    heading = (found.entity, found.gives, found.hit, found.take, found.of, found.order)
    return heading, found.complete, found.role, rules


def meaning(expr: Expr | None) -> object:
    """Return a condition without the places where it was written."""
    if expr is None:
        return None
    args = tuple(meaning(a) for a in expr.args)
    return expr.op, expr.type, expr.value, args


def _joined(classes: Iterable[Class]) -> Class:
    found = set(classes)
    if found <= {"same"}:
        return "same"
    if found <= {"same", "up"}:
        return "up"
    return "down" if found <= {"same", "down"} else "any"


def _mirror(kind: Class) -> Class:
    turned: Mapping[Class, Class] = {"up": "down", "down": "up"}
    return turned.get(kind, kind)
