"""The compiled policy set: frozen, typed, every name resolved, every rule with its place.

`engine.policy.assembling.load_policy` makes one from a folder.  Executors, routing,
analysis and reports read it; nobody changes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from engine.calendar import Calendars
from engine.language.expression import Expr
from engine.language.types import Domain, Scalar, Type
from engine.policy.escalation_model import Escalation
from engine.policy.inspection_model import Inspection
from engine.policy.map_model import DivisionMap
from engine.policy.routing_model import Division, Routing
from engine.problems import Place, Problem, Text

Basis = Literal["notice", "local", "draft"]
HIT_POLICIES = (
    "unique", "any", "first", "priority", "collect", "rule-order", "output-order",
    "sum", "min", "max", "count", "highest", "lowest",
)  # fmt: skip
LISTS = frozenset({"collect", "rule-order", "output-order"})  # no single value
TAKES = ("highest", "lowest")
# What a decision gives, besides a type of the language:
PROPOSAL, REVIEW = "proposal", "review"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the notice: its id, where it stands, a short phrase, the gist."""

    id: str
    where: Text
    phrase: str
    gist: str
    place: Place


@dataclass(frozen=True, slots=True)
class Missing:
    """What an absent value of a field means.

    `ask`: unknown, and shown.  `null`: known to be absent ("not yet"), so that only
    `== null` can ask about it.  `value`: replaced by `value` before anything else.
    """

    kind: Literal["ask", "null", "value"] = "ask"
    value: Scalar | tuple[int, ...] | None = None  # lowered; a set: ordinals


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a derived field is computed.

    `how` is `expression` (then `expr` over the row itself) or a quantifier over the
    rows of the child entity `child` for which `where` holds: `count`, `any`, `all`
    (then `expr` is the condition asked of each), `sum`, `min`, `max` (then `expr` is
    the value taken).  `otherwise` is the answer of min and max without any child.
    """

    how: Literal["expression", "count", "any", "all", "sum", "min", "max"]
    expr: Expr | None = None
    child: str = ""
    where: Expr | None = None
    otherwise: Scalar | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an entity.

    `low`, `high`: declared `min` and `max`, lowered (a scale: its ends).  `worse`:
    the direction in which the fact is graver (`more`, `less`, `higher`, `lower`,
    `yes`, `no` or "").  `headers`: further column headers accepted in ledgers.
    `format`: "division" for a division code, else "".  `units`: words that may follow a
    number in a cell (台, 套) without changing it.
    """

    name: str
    title: Text
    type: Type
    place: Place
    missing: Missing = Missing()
    low: int | None = None
    high: int | None = None
    worse: str = ""
    headers: tuple[str, ...] = ()
    format: str = ""
    derive: Derivation | None = None
    basis: Basis | None = None
    note: str = ""
    cites: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entity:
    """A kind of row: its key, its parent (`of`), named references and fields.

    `max_children` bounds the rows of each child entity under one row of this one;
    counts over an incomplete relation end there.  `known_if`: for a child entity, the
    yes/no field of the parent that says whether its rows are complete.
    """

    name: str
    title: Text
    key: tuple[str, ...]
    fields: Mapping[str, Field]
    place: Place
    parent: str | None = None
    refers: Mapping[str, str] = field(default_factory=dict)
    max_children: Mapping[str, int] = field(default_factory=dict)
    known_if: str | None = None
    named_by: str | None = None

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        """The fields that facts supply."""
        return tuple(f for f in self.fields.values() if f.derive is None)

    @cached_property
    def derived(self) -> tuple[Field, ...]:
        """The fields that are computed."""
        return tuple(f for f in self.fields.values() if f.derive is not None)


@dataclass(frozen=True, slots=True)
class Output:
    """What a rule gives: a pair of lowered values (equal unless the rule gives a range).

    A proposal gives `confirm` beside its level; a review gives its member of the
    domain `review` (or of the list the table names).  `by_law` is true for a range:
    undetermined because a department determines, not for lack of data.
    """

    low: Scalar
    high: Scalar
    confirm: bool = False
    by_law: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a decision table."""

    id: str
    when: Expr
    then: Output
    place: Place
    say: Text | None = None
    cites: tuple[str, ...] = ()
    basis: Basis = "notice"
    note: str = ""
    origins: tuple[str, ...] = ()  # values.* whose numbers the condition uses


@dataclass(frozen=True)
class Decision:
    """A decision table, or (when `take` is set) a roll-up of other decisions.

    `of` names decisions of this entity or of its child entities.  `complete`: it was
    proved that some rule holds whatever the facts.  `order`: for `priority` and
    `output-order`, lowered outputs from the highest priority down.
    """

    id: str
    title: Text
    entity: str
    gives: Type
    place: Place
    role: Literal["value", "proposal", "review"] = "value"
    hit: str = "unique"
    rules: tuple[Rule, ...] = ()
    take: Literal["highest", "lowest"] | None = None
    of: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    complete: bool = False
    order: tuple[Scalar, ...] = ()
    note: str = ""
    accepted: Text | None = None  # reason why a named gap is accepted

    @property
    def is_list(self) -> bool:
        """True for the hit policies that answer with a list of rules, not one value."""
        return self.hit in LISTS


@dataclass(frozen=True, slots=True)
class Value:
    """One number of a `values:` block: `rectify_days.red`, with its basis."""

    name: str
    value: Scalar
    type: Type
    basis: Basis
    place: Place


@dataclass(frozen=True, slots=True)
class Node:
    """One thing to compute: a derived field or a decision of an entity."""

    entity: str
    name: str
    kind: Literal["field", "decision"]


@dataclass(frozen=True, slots=True)
class SimulationTerms:
    """What a simulation needs to know of the vocabulary; "" where it is not declared.

    `sectors`: the field of the subject by which changes are broken down.  `accidents`: the
    child entity whose rows are accidents, `accident_day`: its field that says when.
    """

    sectors: str = ""
    accidents: str = ""
    accident_day: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an overlay: what it does to what, and the rules it brings."""

    kind: Literal["set", "add_rules", "replace_rule", "add_to"]
    target: str
    place: Place
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class PolicySet:
    """A policy set ready to run.  `order` lists what to compute, dependencies first."""

    id: str
    version: str
    title: Text
    authority: Mapping[str, str]
    effective: tuple[date, date | None]  # half-open: from, until
    timezone: str
    decide: str
    scope: str | None
    inspected: str | None
    domains: Mapping[str, Domain]
    entities: Mapping[str, Entity]
    decisions: Mapping[str, Decision]
    order: tuple[Node, ...]
    clauses: Mapping[str, Clause]
    values: Mapping[str, Value]
    sha256: str
    files: tuple[str, ...]
    folder: str
    routing: Routing | None = None
    divisions: Mapping[str, Division] = field(default_factory=dict)
    division_changes: Mapping[str, str] = field(default_factory=dict)  # old code -> new
    map: DivisionMap | None = None
    calendars: Calendars = field(default_factory=Calendars)
    escalation: Escalation | None = None
    inspection: Inspection | None = None
    simulation: SimulationTerms = SimulationTerms()
    warnings: tuple[Problem, ...] = ()
    extends: str = ""  # an overlay: the folder of the set it extends
    changes: tuple[Change, ...] = ()

    @property
    def subject(self) -> Entity:
        """The entity whose rows are answered: that of the `decide` decision."""
        return self.entities[self.decisions[self.decide].entity]

    @property
    def level_scale(self) -> Domain:
        """The scale that the `decide` decision gives."""
        return self.domains[self.decisions[self.decide].gives.domain]

    def children_of(self, entity: str) -> tuple[Entity, ...]:
        """Return the entities whose rows belong to a row of `entity`, in declared order."""
        return tuple(e for e in self.entities.values() if e.parent == entity)
