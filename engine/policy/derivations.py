"""Compile how derived fields are computed: an expression, or a quantifier over children."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from engine.catalogue import policy as codes
from engine.language.checking import compile_condition
from engine.language.expression import Expr
from engine.language.types import BOOL, INT, INT64_MAX, INT64_MIN, Kind, Scalar, Type
from engine.policy.draft import Draft, Part
from engine.policy.fields import RANGED, read_literal
from engine.policy.model import Derivation, Entity, Field
from engine.policy.rules import Conditions
from engine.policy.scope import Vocabulary
from engine.problems import Text, did_you_mean

How = Literal["expression", "count", "any", "all", "sum", "min", "max"]
QUANTIFIERS: tuple[How, ...] = ("count", "any", "all", "sum", "min", "max")
ASKS = frozenset({"any", "all"})
TAKES_VALUE = frozenset({"sum", "min", "max"})
SUMMED = frozenset({Kind.INT, Kind.DECIMAL, Kind.DURATION})


def declared(draft: Draft) -> None:
    """Mark the fields that are derived, so that no condition takes them for supplied facts."""
    for (entity, name), part in draft.sources.items():
        derive = part.get("derive")
        if derive is not None:
            how = _how(derive)
            otherwise = derive.get("otherwise")
            field = draft.entities[entity].fields[name]
            found = _otherwise(draft, field.type, otherwise) if otherwise else None
            child = str(derive.value[how]) if how != "expression" else ""
            made = Derivation(how, child=child, otherwise=found)
            low, high = _counted(draft, entity, made, field)
            _put(draft, entity, replace(field, derive=made, low=low, high=high))


def _how(derive: Part) -> How:
    return next((how for how in QUANTIFIERS if derive.get(how) is not None), "expression")


def _counted(
    draft: Draft, entity: str, made: Derivation, field: Field
) -> tuple[int | None, int | None]:
    """A count ends at the declared number of children, whatever its own `max` says."""
    if made.how != "count":
        return field.low, field.high
    most = draft.entities[entity].max_children.get(made.child)
    return 0, field.high if most is None else most


def _otherwise(draft: Draft, type: Type, part: Part) -> Scalar | None:
    return read_literal(draft, part, type)


def _put(draft: Draft, entity: str, field: Field) -> None:
    old = draft.entities[entity]
    draft.entities[entity] = replace(old, fields={**old.fields, field.name: field})


def read_derivations(draft: Draft, vocabulary: Vocabulary, conditions: Conditions) -> None:
    """Compile every derivation; a field whose derivation is broken keeps its declared range."""
    for (entity, name), part in draft.sources.items():
        derive = part.get("derive")
        field = draft.entities[entity].fields[name]
        if derive is None or field.derive is None or derive.spoilt:
            continue
        reader = _Reader(draft, vocabulary, conditions, draft.entities[entity], field)
        made = reader.expression(derive) if field.derive.how == "expression" else None
        if isinstance(derive.value, dict):
            made = reader.quantifier(derive)
        if made is None:
            draft.broken.add(f"{entity}.{name}")
        else:
            _put(draft, entity, made)


class _Reader:
    """Reads the derivation of one field."""

    def __init__(
        self,
        draft: Draft,
        vocabulary: Vocabulary,
        conditions: Conditions,
        entity: Entity,
        field: Field,
    ) -> None:
        self.draft, self.vocabulary, self.conditions = draft, vocabulary, conditions
        self.entity, self.field = entity, field

    def expression(self, derive: Part) -> Field | None:
        if not isinstance(derive.value, str):
            return None
        expr = self._compile(derive, self.entity.name, self.field.type)
        if expr is None or self.field.derive is None:
            return None
        return self._ranged(replace(self.field.derive, expr=expr), expr.low, expr.high)

    def quantifier(self, derive: Part) -> Field | None:
        made = self.field.derive
        assert made is not None
        child = self._child(derive, made)
        if child is None or not self._fits(derive, made):
            return None
        where, of = derive.get("where"), derive.get("of")
        condition = self._compile(where, child, BOOL) if where else None
        wanted = BOOL if made.how in ASKS else self.field.type
        expr = self._compile(of, child, wanted) if of else None
        if (where and condition is None) or (of and expr is None):
            return None
        done = replace(made, where=condition, expr=expr)
        if made.how in TAKES_VALUE and expr is not None:
            return self._ranged(done, *self._ends(done, expr))
        return replace(self.field, derive=done)

    def _compile(self, part: Part, entity: str, type: Type) -> Expr | None:
        if not isinstance(part.value, str) or part.spoilt:
            return None
        scope = self.vocabulary.scope(entity)
        expr = compile_condition(part.value, scope, part.inside, self.draft.report, expect=type)
        if expr is not None:
            owner = (self.entity.name, self.field.name)
            self.conditions.note(owner, expr, part, whole=True)
        return expr

    def _child(self, derive: Part, made: Derivation) -> str | None:
        children = [e.name for e in self.draft.entities.values() if e.parent == self.entity.name]
        if made.child in children:
            return made.child
        part = derive.get(made.how) or derive
        known = made.child in self.draft.entities
        near = did_you_mean(made.child, children)
        if known:
            code, here = codes.NOT_A_CHILD, self.entity.name
            self.draft.report(code.at(part.place, near, name=made.child, entity=here))
        else:
            self.draft.report(codes.UNKNOWN_ENTITY.at(part.place, near, name=made.child))
        return None

    def _fits(self, derive: Part, made: Derivation) -> bool:
        """Check that what the quantifier gives is what the field holds."""
        type = self.field.type
        wrong: object = None
        if made.how == "count" and type != INT:
            wrong = INT
        elif made.how in ASKS and type != BOOL:
            wrong = BOOL
        elif made.how == "sum" and type.kind not in SUMMED:
            wrong = Text("数", "a number")
        elif made.how in ("min", "max") and not type.ordered:
            wrong = Text("有顺序的值", "a value that has an order")
        if wrong is not None:
            place = (derive.get(made.how) or derive).key_place
            code, name = codes.DERIVED_TYPE, self.field.name
            self.draft.report(code.at(place, found=wrong, how=made.how, name=name, type=type))
        return wrong is None

    def _ends(self, made: Derivation, expr: Expr) -> tuple[int | None, int | None]:
        low, high = expr.low, expr.high
        if low is None or high is None:
            return None, None
        if made.how == "sum":
            most = self.entity.max_children.get(made.child)
            if most is None:
                return None, None
            return min(0, low * most), max(0, high * most)
        if isinstance(made.otherwise, int):
            return min(low, made.otherwise), max(high, made.otherwise)
        return low, high

    def _ranged(self, made: Derivation, low: int | None, high: int | None) -> Field:
        """The range that was proved counts; without one, the declared range does."""
        unbounded = low in (None, INT64_MIN) or high in (None, INT64_MAX)
        if self.field.type.kind not in RANGED or unbounded:
            return replace(self.field, derive=made)
        return replace(self.field, derive=made, low=low, high=high)
