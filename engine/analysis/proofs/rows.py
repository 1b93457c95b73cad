"""Rows whose facts are not known yet: what the solver may choose.

Two shapes.  A *single* row stands for any row of its entity: its parent and what its links
lead to are single rows too, and nothing is said of its children.  A *tree* is an enterprise
with a few child rows of each kind, each of which may be there or not; a model of it can be
written down as facts and put to an executor.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from engine.analysis.proofs.cones import certain
from engine.analysis.proofs.solver import (
    Term,
    conj,
    disj,
    integer,
    neg,
    pick,
    some_integer,
    some_truth,
    truth,
)
from engine.analysis.proofs.values import Coded, Members, Range, Texts, Truth, Value, switch
from engine.execution.hits import whole_range
from engine.execution.subjects import field_range
from engine.language.types import DATE_MAX, DATE_MIN, Kind, Type
from engine.policy.model import Entity, Field, PolicySet


@dataclass(frozen=True)
class World:
    """What the solver may leave out.

    `missing`: facts that may be asked for may be missing, and relations incomplete.
    `settled`: the world as it is, whatever the record lacks: each fact has a value, each
    decision is one value; only whether a fact was *given* is open.
    """

    missing: bool = False
    settled: bool = False


@dataclass(eq=False)
class Row:
    """One row.  `children` is None for a single row.

    `free` holds the value of each stored field, `given` whether it was supplied;
    `values` is what conditions read.  `links` lists, for each reference, the rows it may
    lead to, each with when it does.
    """

    entity: str
    name: str
    present: Term
    parent: Row | None = None
    free: dict[str, Value] = field(default_factory=dict)
    given: dict[str, Term] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    links: dict[str, list[tuple[Term, Row]]] = field(default_factory=dict)
    children: dict[str, list[Row]] | None = None
    complete: dict[str, Term] = field(default_factory=dict)


class Space:
    """Everything the solver may choose, and what it must keep to."""

    def __init__(self, policy: PolicySet, world: World, texts: Texts | None = None) -> None:
        self.policy, self.world = policy, world
        self.texts = texts or Texts()
        self.constraints: list[Term] = []
        self.today = some_integer("as_of")
        # A year of room on either side, so that sums of days stay within the calendar.
        self.keep(self.today >= DATE_MIN + 366, self.today <= DATE_MAX - 366)
        self.tables: dict[str, Term] = {}
        self.manifest: dict[str, Term] = {}
        self.made = 0
        known = not (world.missing or world.settled)
        self.certain = certain(policy) if known else frozenset()

    def keep(self, *terms: Term) -> None:
        """Require that all the terms hold."""
        self.constraints.extend(terms)

    def name(self, stem: str) -> str:
        """Return a name that nothing else has."""
        self.made += 1
        return f"{stem}#{self.made}"

    # Values

    def single(self, type: Type, low: int | None, high: int | None, stem: str) -> Value:
        """Return a value that is known, whatever it is, within its range."""
        stem = self.name(stem)
        if type.kind is Kind.BOOL:
            chosen = some_truth(stem)
            return Truth(chosen, chosen)
        if type.kind is Kind.SET:
            count = len(self.policy.domains[type.domain].members)
            codes = [some_truth(f"{stem}.{n}") for n in range(count)]
            return Members(tuple(Truth(code, code) for code in codes))
        number = some_integer(stem)
        if type.ordered:
            self.keep(*(() if low is None else (number >= low,)))
            self.keep(*(() if high is None else (number <= high,)))
            return Range(number, number)
        self.keep(number >= 0)
        if type.kind is Kind.CODE:
            self.keep(number < len(self.policy.domains[type.domain].members))
        return Coded(number, truth(True))

    def any_of(self, name: tuple[str, str], type: Type, low: int, high: int) -> Value:
        """Return a computed value, whatever it is: known where known facts make it so."""
        stem = ".".join(name)
        if self.world.settled or name in self.certain:
            return self.single(type, low, high, stem)
        return self.open(type, low, high, stem)

    def open(self, type: Type, low: int, high: int, stem: str) -> Value:
        """Return a value of which anything may be known."""
        stem = self.name(stem)
        if type.ordered:
            ends = some_integer(f"{stem}.low"), some_integer(f"{stem}.high")
            self.keep(ends[0] >= low, ends[0] <= ends[1], ends[1] <= high)
            return Range(*ends)
        if type.kind is Kind.BOOL:
            sure, may = some_truth(f"{stem}.sure"), some_truth(f"{stem}.may")
            self.keep(disj(neg(sure), may))
            return Truth(sure, may)
        if type.kind is Kind.SET:
            return Members(tuple(self._truth(f"{stem}.{n}") for n in self._codes(type)))
        found = self.single(type, None, None, stem)
        assert isinstance(found, Coded)
        return Coded(found.value, some_truth(f"{stem}.known"))

    def _truth(self, stem: str) -> Truth:
        found = self.open(Type(Kind.BOOL), 0, 0, stem)
        assert isinstance(found, Truth)
        return found

    def _codes(self, type: Type) -> range:
        return range(len(self.policy.domains[type.domain].members))

    def unknown(self, policy: PolicySet, entity: str, name: str) -> Value:
        """Return what is known of a field or decision where nothing is."""
        found = policy.entities[entity].fields.get(name)
        if found is not None:
            low, high = field_range(found, policy.domains) if found.type.ordered else (0, 0)
            return self.nothing(found.type, low, high)
        decision = policy.decisions[name]
        ends = whole_range(decision, policy.domains)
        low, high = (int(end or 0) for end in ends)
        return self.nothing(decision.gives, low, high)

    def nothing(self, type: Type, low: int, high: int) -> Value:
        """Return the value of a type of which nothing is known."""
        if type.ordered:
            return Range(integer(low), integer(high))
        if type.kind is Kind.BOOL:
            return Truth(truth(False), truth(True))
        if type.kind is Kind.SET:
            return Members(tuple(Truth(truth(False), truth(True)) for _ in self._codes(type)))
        return Coded(integer(0), truth(False))

    # Rows

    def row(self, entity: str, name: str, present: Term, parent: Row | None) -> Row:
        """Return a row with all stored facts open; its links are set by the caller."""
        made = Row(entity, name, present, parent)
        owner = self.policy.entities[entity]
        for stored in owner.stored:
            self._fact(made, owner, stored)
        return made

    def _fact(self, row: Row, owner: Entity, stored: Field) -> None:
        low, high = field_range(stored, self.policy.domains) if stored.type.ordered else (0, 0)
        value = self.single(stored.type, low, high, f"{row.name}.{stored.name}")
        always = stored.missing.kind == "value" or stored.name in owner.key
        asked = stored.missing.kind == "ask" and not (self.world.missing or self.world.settled)
        if always or asked:
            given = truth(True)
        else:
            given = some_truth(self.name(f"{row.name}.{stored.name}.given"))
        row.free[stored.name], row.given[stored.name] = value, given
        nothing = self.nothing(stored.type, low, high)
        keeps = always or asked or self.world.settled
        row.values[stored.name] = value if keeps else switch(given, value, nothing)

    def any_row(self, entity: str, stem: str = "") -> Row:
        """Return the single row of an entity, with single rows above it and beside it."""
        return self._any(entity, stem or entity, {})

    def _any(self, entity: str, stem: str, above: dict[str, Row]) -> Row:
        owner = self.policy.entities[entity]
        parent = None
        if owner.parent:
            parent = above.get(owner.parent) or self._any(owner.parent, f"{stem}^", above)
            above = {**above, owner.parent: parent}
        row = self.row(entity, stem, truth(True), parent)
        if stem.count(">") >= 2:  # links that lead in circles: beyond two nothing is known
            return row
        for name, target in owner.refers.items():
            linked = self._any(target, f"{stem}>{name}", above)
            row.links[name] = [(some_truth(self.name(f"{stem}>{name}.given")), linked)]
        return row

    def tree(self, root: str, widths: Mapping[str, int], entities: Collection[str]) -> Row:
        """Return a row of `root` with at most so many child rows of each of `entities`."""
        top = self._grow(root, "1", truth(True), None, widths, entities)
        self._link(top)
        return top

    def _grow(
        self,
        entity: str,
        name: str,
        present: Term,
        parent: Row | None,
        widths: Mapping[str, int],
        entities: Collection[str],
    ) -> Row:
        row = self.row(entity, name, present, parent)
        row.children = {}
        for child in self.policy.children_of(entity):
            count = widths.get(child.name, 1) if child.name in entities else 0
            made: list[Row] = []
            for number in range(count):
                there = some_truth(self.name(f"{name}/{child.name}{number}.present"))
                self.keep(disj(neg(there), made[-1].present if made else present))
                key = f"{name}/{child.name}-{number + 1}"
                made.append(self._grow(child.name, key, there, row, widths, entities))
            row.children[child.name] = made
            row.complete[child.name] = self._complete(row, child)
        return row

    def _complete(self, row: Row, child: Entity) -> Term:
        supplied = self.tables.setdefault(child.name, some_truth(f"{child.name}.supplied"))
        listed = self.manifest.setdefault(child.name, some_truth(f"{child.name}.complete"))
        for made in (row.children or {})[child.name]:
            self.keep(disj(neg(made.present), supplied))
        answered: Term = listed
        if child.known_if in row.free:
            said = row.free[child.known_if]
            assert isinstance(said, Truth)
            answered = pick(row.given[child.known_if], said.sure, listed)
        whole = conj(supplied, answered)
        if not self.world.missing:
            self.keep(whole)
        return whole

    def _link(self, root: Row) -> None:
        rows = list(below(root))
        for row in rows:
            for name, target in self.policy.entities[row.entity].refers.items():
                goal = some_integer(self.name(f"{row.name}>{name}"))
                found = [other for other in rows if other.entity == target]
                row.links[name] = [(goal == n, other) for n, other in enumerate(found)]
                self.keep(goal >= -1, goal < len(found))
                for leads, other in row.links[name]:
                    self.keep(disj(neg(leads), other.present))


def below(row: Row) -> list[Row]:
    """Return a row of a tree and all rows below it."""
    found = [row]
    for children in (row.children or {}).values():
        for child in children:
            found += below(child)
    return found
