"""Questions about two worlds: worse facts, or another version of the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from engine.analysis.proofs.classes import (
    RISING,
    Classes,
    Step,
    listed_otherwise,
    moved,
)
from engine.analysis.proofs.cones import Cone, cone, line, located, names_below
from engine.analysis.proofs.examples import Teller, Told, answered
from engine.analysis.proofs.findings import Example, Finding, not_decided
from engine.analysis.proofs.reading import Reading, differs, drops
from engine.analysis.proofs.rows import Row, Space, World, below
from engine.analysis.proofs.solver import Term, Undecidable, conj, disj, neg, solve, truth
from engine.analysis.proofs.tables_asked import WIDTHS
from engine.analysis.proofs.values import known
from engine.execution.answer import Settled
from engine.language.expression import Expr, refs
from engine.language.types import Kind
from engine.policy.model import PolicySet
from engine.problems import Text

WORSE = Text("{field}更严重", "graver: {field}")
FURTHER = Text("多一行“{entity}”", "a further row of “{entity}”")
LEVEL = Text("级别", "level")
LOWERED = Text("“{title}”由 {before} 变为 {after}", "“{title}” goes from {before} to {after}")
UP_TO = Text("{low}—{high}", "{low} … {high}")
ALIKE = Text("各判定", "all decisions")
MOVES = {"more": "up", "higher": "up", "yes": "up", "less": "down", "lower": "down", "no": "down"}
AFTER = Text("— 更严重以后：", "- and graver:")


RULES_ALONE = Step()


@dataclass(frozen=True)
class Asked:
    """Two versions (or one, twice), a decision, and what must not happen between them."""

    property: str
    old: PolicySet
    new: PolicySet
    decision: str
    world: World
    seconds: float
    step: Step = RULES_ALONE


# One policy, graver facts


def monotone(policy: PolicySet, seconds: float) -> Iterator[Finding]:
    """Yield for each fact that may get graver whether that never lowers the level.

    Facts are known, and a step changes one of them; any worsening is a row of such steps.
    """
    whole = cone(policy, [policy.decide])
    for step, title in steps(policy, whole):
        name = ".".join(step.field) if step.field else step.grown
        asked = Asked("monotone", policy, policy, policy.decide, World(), seconds, step)
        yield _related(asked, name, title, lambda c: c in RISING, drops_level)


def steps(policy: PolicySet, whole: Cone) -> Iterator[tuple[Step, Text]]:
    """Yield the ways in which what the level rests on can get graver."""
    for entity, name in sorted(whole.names):
        field = policy.entities[entity].fields.get(name)
        if field is None or field.derive is not None or not field.worse:
            continue
        moves = MOVES.get(field.worse)
        title = WORSE.format(field=_title(field.title, name))
        if field.type.kind is Kind.CODE:
            code = policy.domains[field.type.domain].ids.index(field.worse)
            yield Step((entity, name), code), title
        elif moves is not None:
            yield Step((entity, name), "up" if moves == "up" else "down"), title
    for entity in _rolled_up(policy, whole):
        title = policy.entities[entity].title
        yield Step(grown=entity), FURTHER.format(entity=_title(title, entity))


def _rolled_up(policy: PolicySet, whole: Cone) -> list[str]:
    """Return the child entities whose decisions a roll-up joins: their rows add gravity."""
    found: dict[str, None] = {}
    for entity, name in sorted(whole.names):
        decision = policy.decisions.get(name)
        if decision is not None and decision.entity == entity and decision.take:
            members = (policy.decisions[member].entity for member in decision.of)
            found.update((member, None) for member in members if member != entity)
    return list(found)


# Two versions


def never_lower(old: PolicySet, new: PolicySet, seconds: float) -> Iterator[Finding]:
    """Yield whether no enterprise stands lower under `new` than under `old`, on both ends.

    Facts may be missing.  Whom the rules apply to must not shrink either.
    """
    property = "never-lower"
    if unlike(old, new) or old.decide != new.decide:
        yield not_decided(property, new.decide, LEVEL, "vocabularies", seconds)
        return
    for name in dict.fromkeys(n for n in (new.decide, new.scope, old.scope) if n):
        if not any(name in p.decisions for p in (old, new)):
            continue  # a yes/no field: the same in both
        asked = Asked(property, old, new, name, World(missing=True), seconds)
        title = decision_title(new, name)
        yield _related(asked, name, title, lambda c: c in RISING, drops_level)


def equivalent(old: PolicySet, new: PolicySet, seconds: float) -> Iterator[Finding]:
    """Yield for each decision whether both versions always answer the same."""
    property = "equivalent"
    if unlike(old, new) or (old.decide, old.scope) != (new.decide, new.scope):
        yield not_decided(property, new.decide, ALIKE, "vocabularies", seconds)
        return
    for name in dict.fromkeys((*old.decisions, *new.decisions)):
        asked = Asked(property, old, new, name, World(missing=True), seconds)
        title = decision_title(new if name in new.decisions else old, name)
        yield _related(asked, name, title, lambda c: c == "same", says_otherwise)


def unlike(old: PolicySet, new: PolicySet) -> bool:
    """Return whether the vocabularies differ in anything that a proof rests on."""
    return _words(old) != _words(new)


def _words(policy: PolicySet) -> object:
    domains = {name: (d.ordered, d.ids) for name, d in policy.domains.items()}
    entities = {
        name: (
            e.key, e.parent, dict(e.refers), dict(e.max_children), e.known_if,
            [(f.name, f.type, f.low, f.high, f.missing) for f in e.stored],
        )
        for name, e in policy.entities.items()
    }  # fmt: skip
    return domains, entities


def holds_at_least_as_often(
    old: PolicySet, new: PolicySet, entity: str, conditions: tuple[Expr, Expr], seconds: float
) -> bool:
    """Return whether the second condition surely, and possibly, holds where the first does.

    Raises Undecidable where the solver cannot say.
    """
    read = {located(new, entity, ref) for condition in conditions for ref in refs(condition)}
    names = frozenset().union(*(names_below(policy, read) for policy in (old, new)))
    classes = Classes(old, new, Step(), World(missing=True), seconds, names)
    classes.run()
    return classes.keeps(entity, conditions)


# Proof, then search


Holds = Callable[[str], bool]


@dataclass(frozen=True)
class Difference:
    """What to look for: as a term over both worlds, and over two answers of the reference."""

    term: Callable[[Asked, Reading, Reading, Sequence[Row], Sequence[Row]], Term]
    seen: Callable[[Asked, Settled, Settled], bool]


def _related(asked: Asked, name: str, title: Text, holds: Holds, difference: Difference) -> Finding:
    try:
        whole = _cone(asked)
        classes = Classes(asked.old, asked.new, asked.step, asked.world, asked.seconds, whole.names)
        owner = (asked.new if asked.decision in asked.new.decisions else asked.old).decisions
        classes.run()
        if holds(classes.of((owner[asked.decision].entity, asked.decision))):
            return Finding(asked.property, name, title, "proved")
        found: Example | str | None = None
        for width in WIDTHS:
            found = found or _search(asked, whole, width, difference)
    except Undecidable as fault:
        return not_decided(asked.property, name, title, fault.reason, asked.seconds)
    if found is None:
        reason = "free numbers"
        return not_decided(asked.property, name, title, reason, asked.seconds, max(WIDTHS))
    if isinstance(found, Example):
        return Finding(asked.property, name, title, "refuted", found.outcome, found)
    return not_decided(asked.property, name, title, found, asked.seconds)


def _cone(asked: Asked) -> Cone:
    found = [
        cone(policy, [asked.decision])
        for policy in (asked.old, asked.new)
        if asked.decision in policy.decisions
    ]
    names = frozenset().union(*(c.names for c in found))
    return Cone(names, frozenset().union(*(c.entities for c in found)))


def _search(asked: Asked, whole: Cone, width: int, difference: Difference) -> Example | str | None:
    space = Space(asked.old, asked.world)
    widths = dict.fromkeys(whole.entities, width)
    if asked.step.grown:
        widths[asked.step.grown] = width + 1
    owner = (asked.new if asked.decision in asked.new.decisions else asked.old).decisions
    top = line(asked.old, owner[asked.decision].entity)[0]
    after = space.tree(top, widths, whole.entities)
    before = after
    if asked.step.grown:
        before = _without_last(space, after, asked.step.grown)
    elif asked.step.field:
        after = _graver(space, before, asked.step)
    readings = Reading(asked.old, space), Reading(asked.new, space)
    rows = [
        [row for row in below(root) if row.entity == owner[asked.decision].entity]
        for root in (before, after)
    ]
    broken = difference.term(asked, *readings, *rows)
    model = solve([*space.constraints, broken], asked.seconds)
    if model is None:
        return None
    teller = Teller(space, model, whole)
    return _confirmed(asked, teller.tell(before), teller.tell(after), difference)


def _confirmed(asked: Asked, before: Told, after: Told, difference: Difference) -> Example | str:
    sides = ((asked.old, before), (asked.new, after))
    found = [
        dict(answered(policy, told, asked.decision)) if asked.decision in policy.decisions else {}
        for policy, told in sides
    ]
    for key in dict.fromkeys((*found[0], *found[1])):
        one, other = found[0].get(key), found[1].get(key)
        nobody = Settled(low=True, high=True)
        if difference.seen(asked, one or nobody, other or nobody):
            words = _worded(asked, one or nobody, other or nobody)
            rows = before.rows
            if before.rows != after.rows:
                rows = (*rows, AFTER, *after.rows)
            same = before.facts is after.facts
            return Example(before.as_of, before.facts, rows, words, None if same else after.facts)
    return "not confirmed"


def _worded(asked: Asked, before: Settled, after: Settled) -> Text:
    title = decision_title(asked.new, asked.decision)
    one, other = (shown(p, asked.decision, s) for p, s in ((asked.old, before), (asked.new, after)))
    return LOWERED.format(title=title, before=one, after=other)


def shown(policy: PolicySet, name: str, settled: Settled) -> Text:
    """Return the answer of a decision in words."""
    decision = policy.decisions.get(name)
    if decision is None:
        return Text("（没有这个判定）", "(there is no such decision)")
    if decision.is_list:
        ids = ", ".join(decision.rules[n].id for n in settled.fired) or "—"
        return Text(ids, ids)
    ends = [_label(policy, name, end) for end in (settled.low, settled.high)]
    if settled.low == settled.high:
        return ends[0]
    return UP_TO.format(low=ends[0], high=ends[1])


def _label(policy: PolicySet, name: str, end: object) -> Text:
    if end is None:
        return Text("待核实", "not known")
    if isinstance(end, bool):
        return Text("是", "yes") if end else Text("否", "no")
    domain = policy.domains.get(policy.decisions[name].gives.domain)
    if domain is None or not isinstance(end, int):
        return Text(str(end), str(end))
    member = domain.members[end]
    return _title(member.title, member.id)


# Trees that differ by one step


def _copied(root: Row, keep: Callable[[Row], bool]) -> dict[Row, Row]:
    made: dict[Row, Row] = {}
    for row in below(root):
        if keep(row):
            parent = made[row.parent] if row.parent else None
            made[row] = replace(
                row, parent=parent, free=dict(row.free), values=dict(row.values), children={}
            )
    for row, copy in made.items():
        own = row.children or {}
        copy.children = {n: [made[r] for r in rows if r in made] for n, rows in own.items()}
        copy.links = {
            n: [(leads, made[to]) for leads, to in ways if to in made]
            for n, ways in row.links.items()
        }
    return made


def _without_last(space: Space, root: Row, entity: str) -> Row:
    """Return the tree without one row of `entity`, which is there, and to which none refers."""
    extra = [row for row in below(root) if row.entity == entity][-1]
    space.keep(extra.present)
    for row in below(root):
        for ways in row.links.values():
            space.keep(*(neg(leads) for leads, to in ways if to is extra))
    return _copied(root, lambda row: row is not extra)[root]


def _graver(space: Space, root: Row, step: Step) -> Row:
    """Return the tree with the field of the step graver on each row that gives it."""
    made = _copied(root, lambda row: True)
    assert step.field is not None
    entity, name = step.field
    for row, copy in made.items():
        if row.entity == entity:
            copy.free[name], copy.values[name] = moved(space, row, name, step)
    return made[root]


# What to look for


def _lowered(
    asked: Asked, one: Reading, other: Reading, before: Sequence[Row], after: Sequence[Row]
) -> Term:
    found = []
    for row, same in _pairs(before, after):
        values = [
            reading.value(r, asked.decision)
            if asked.decision in reading.policy.decisions
            else known(True)
            for reading, r in ((one, row), (other, same))
        ]
        found.append(conj(row.present, drops(*values)))
    return disj(*found)


def _otherwise(
    asked: Asked, one: Reading, other: Reading, before: Sequence[Row], after: Sequence[Row]
) -> Term:
    name = asked.decision
    if not (name in asked.old.decisions and name in asked.new.decisions):
        return disj(*(row.present for row in before))
    found = []
    for row, same in _pairs(before, after):
        old, new = one.decision(row, name), other.decision(same, name)
        lists = asked.old.decisions[name], asked.new.decisions[name]
        if old.value is None or new.value is None:
            unlike = listed_otherwise(*lists, old, new)
        elif type(old.value) is not type(new.value):
            unlike = truth(True)
        else:
            unlike = disj(differs(old.value, new.value), old.conflict != new.conflict)
        found.append(conj(row.present, unlike))
    return disj(*found)


def _pairs(before: Iterable[Row], after: Iterable[Row]) -> Iterator[tuple[Row, Row]]:
    named = {row.name: row for row in after}
    return ((row, named[row.name]) for row in before)


def _is_lower(asked: Asked, one: Settled, other: Settled) -> bool:
    ends = ((one.low, other.low), (one.high, other.high))
    if asked.new.decisions.get(asked.decision, asked.old.decisions.get(asked.decision)) is None:
        return False
    if any(isinstance(e, bool) or e is None for pair in ends for e in pair):
        before, after = (_truth_of(s) for s in (one, other))
        return (before is True and after is not True) or (before is None and after is False)
    return any(int(b or 0) < int(a or 0) for a, b in ends)


def _truth_of(settled: Settled) -> bool | None:
    return settled.low if isinstance(settled.low, bool) else None


def _is_otherwise(asked: Asked, one: Settled, other: Settled) -> bool:
    name = asked.decision
    if not (name in asked.old.decisions and name in asked.new.decisions):
        return True
    old, new = asked.old.decisions[name], asked.new.decisions[name]
    if old.is_list or new.is_list:
        told = [
            ({(d.rules[n].id, d.rules[n].then) for n in s.fired},
             {(d.rules[n].id, d.rules[n].then) for n in s.unknown})
            for d, s in ((old, one), (new, other))
        ]  # fmt: skip
        return told[0] != told[1]
    return (one.low, one.high, one.trouble) != (other.low, other.high, other.trouble)


drops_level = Difference(_lowered, _is_lower)
says_otherwise = Difference(_otherwise, _is_otherwise)


def decision_title(policy: PolicySet, name: str) -> Text:
    """Return the title of a decision or field, else its name."""
    decision = policy.decisions.get(name)
    return _title(decision.title, name) if decision else Text(name, name)


def _title(title: Text, id: str) -> Text:
    return Text(title.to("zh") or id, title.to("en") or id)
