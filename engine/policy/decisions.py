"""Read what each decision is about and gives, before any condition is compiled.

A condition may read a decision of any file, so types and outputs come first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from engine.catalogue import policy as codes
from engine.catalogue.tables import CYCLE
from engine.graph import find_cycles
from engine.language.expression import Ref
from engine.language.scope import Symbol
from engine.language.types import BOOL, Domain, Kind, Member, Type
from engine.policy.clauses import read_cites, report_twice
from engine.policy.draft import Draft, Part
from engine.policy.fields import read_type
from engine.policy.model import PROPOSAL, REVIEW, Decision
from engine.policy.outputs import Results, fits, read_order, read_results
from engine.problems import Text, did_you_mean

Role = Literal["value", "proposal", "review"]
DECISION, FIELD = Text("判定", "decision"), Text("字段", "field")
CHECK = Member("check", Text("核对", "Check"))
LISTED = {
    PROPOSAL: Text("建议清单，条件不能读取", "a list of proposals, which no condition can read"),
    REVIEW: Text("复核清单，条件不能读取", "a list of reviews, which no condition can read"),
    "value": Text("清单，条件不能读取", "a list, which no condition can read"),
}


@dataclass(frozen=True)
class Heads:
    """The decisions as far as they are known without their conditions."""

    decisions: dict[str, Decision] = field(default_factory=dict)
    results: dict[str, Results] = field(default_factory=dict)

    def symbols(self) -> dict[str, dict[str, Symbol]]:
        """Return what stands for each decision in a condition, by entity."""
        found: dict[str, dict[str, Symbol]] = {}
        for decision in self.decisions.values():
            results = self.results.get(decision.id, Results())
            listed = decision.is_list or decision.role != "value"
            found.setdefault(decision.entity, {})[decision.id] = Symbol(
                decision.gives,
                Ref(decision.id),
                low=results.low,
                high=results.high,
                refused=LISTED[decision.role] if listed else None,
            )
        return found


def collect_decisions(draft: Draft) -> None:
    """Gather the decisions of all files; an id may be defined once."""
    for document in (p for parts in draft.documents.values() for p in parts):
        for id, part in document.entries("decisions"):
            if id in draft.heads:
                report_twice(draft, DECISION, id, part.key_place, draft.heads[id].key_place)
            else:
                draft.heads[id] = part


def read_heads(draft: Draft) -> Heads:
    """Return entity, type, hit policy and outputs of every decision that can be read."""
    heads = Heads()
    tables = {id: p for id, p in draft.heads.items() if p.get("take") is None}
    _declare_review(draft)
    level = _level_type(draft)
    for id, part in tables.items():
        decision = _table(draft, id, part, level)
        if decision is not None:
            heads.decisions[id] = decision
    _report_circles(draft)
    for id, part in draft.heads.items():
        if id not in tables:
            _roll_up(draft, id, part, heads, ())
    for id, decision in list(heads.decisions.items()):
        if _name_taken(draft, decision, draft.heads[id]):
            del heads.decisions[id]
        elif decision.take is None:
            heads.results[id] = read_results(draft, decision, draft.heads[id])
    for id, part in draft.heads.items():
        if id not in heads.decisions:
            draft.lose(id, part)
    # In the order of the files, whatever depends on what.
    ordered = {id: heads.decisions[id] for id in draft.heads if id in heads.decisions}
    return Heads(ordered, heads.results)


def _declare_review(draft: Draft) -> None:
    """A policy that declares no code list `review` has the list with the one word `check`."""
    used = any(part.text("gives") == REVIEW for part in draft.heads.values())
    if used and REVIEW not in draft.domains:
        draft.domains[REVIEW] = Domain(REVIEW, False, (CHECK,))


def _level_type(draft: Draft) -> Type | None:
    """Return the scale that the `decide` decision gives, found through its roll-ups."""
    id = draft.policy.text("decide") if draft.policy else ""
    seen: set[str] = set()
    while id not in seen and (part := draft.heads.get(id)):
        seen.add(id)
        domain = draft.domains.get(part.text("gives"))
        if domain is not None:
            return Type(Kind.SCALE, domain.name) if domain.ordered else None
        id = next((word for word, _ in part.words("of")), "")
    return None


def _entity_of(draft: Draft, part: Part) -> str | None:
    target = part.get("for")
    if target is None or not isinstance(target.value, str) or target.spoilt:
        return None
    if target.value in draft.entities:
        return target.value
    near = did_you_mean(target.value, draft.entities)
    draft.report(codes.UNKNOWN_ENTITY.at(target.place, near, name=target.value))
    return None


def _table(draft: Draft, id: str, part: Part, level: Type | None) -> Decision | None:
    entity, gives = _entity_of(draft, part), part.get("gives")
    if gives is None or not isinstance(gives.value, str):
        return None
    role, type = _role_and_type(draft, gives, level)
    if entity is None or type is None:
        return None
    hit, accepted = part.text("hit", "unique"), part.get("accept_gap")
    if not fits(hit, role, type):
        written = part.get("hit") or gives
        shown = type if role == "value" else role
        draft.report(codes.HIT_TYPE.at(written.place, hit=hit, type=shown))
        return None
    return Decision(
        id=id,
        title=part.label("title"),
        entity=entity,
        gives=type,
        place=part.key_place,
        role=role,
        hit=hit,
        cites=read_cites(draft, part),
        order=read_order(draft, part, hit, type),
        note=part.text("note"),
        accepted=accepted.label("reason") if accepted else None,
    )


def _role_and_type(draft: Draft, gives: Part, level: Type | None) -> tuple[Role, Type | None]:
    if gives.value == PROPOSAL:
        return "proposal", level  # None: what is wrong with `decide` is reported there
    if gives.value == REVIEW:
        ordered = draft.domains[REVIEW].ordered
        return "review", Type(Kind.SCALE if ordered else Kind.CODE, REVIEW)
    type = read_type(draft, gives)
    if type is not None and type.kind is Kind.SET:
        draft.report(codes.UNKNOWN_TYPE.at(gives.place, name=gives.value))
        return "value", None
    return "value", type


def _report_circles(draft: Draft) -> None:
    """Report roll-ups that join themselves; they have no type that could be found."""
    edges = {
        id: [word for word, _ in part.words("of") if draft.heads.get(word, part).get("take")]
        for id, part in draft.heads.items()
        if part.get("take") is not None
    }
    for cycle in find_cycles(edges):
        shown = " → ".join([*cycle, cycle[0]])
        draft.report(CYCLE.at(draft.heads[cycle[0]].key_place, path=shown))


def _roll_up(
    draft: Draft, id: str, part: Part, heads: Heads, above: tuple[str, ...]
) -> Decision | None:
    """Read a roll-up after the decisions it joins; a circle was reported before."""
    if id in heads.decisions:
        return heads.decisions[id]
    if id in above:
        return None
    entity = _entity_of(draft, part)
    if entity is None:
        return None
    joined: list[tuple[Decision | None, Part]] = []
    for word, entry in part.words("of"):
        if word not in draft.heads:
            if not entry.spoilt and "decisions" not in draft.unread:
                near = did_you_mean(word, draft.heads)
                draft.report(codes.NO_DECISION.at(entry.place, near, name=word))
        elif draft.heads[word].get("take") is not None:
            joined.append((_roll_up(draft, word, draft.heads[word], heads, (*above, id)), entry))
        else:
            joined.append((heads.decisions.get(word), entry))
    gives = _joined_type(draft, entity, joined)
    take = _take(part)
    if gives is None or take is None:
        return None
    decision = Decision(
        id=id,
        title=part.label("title"),
        entity=entity,
        gives=gives,
        place=part.key_place,
        take=take,
        of=tuple(d.id for d, _ in joined if d is not None),
        cites=read_cites(draft, part),
        note=part.text("note"),
    )
    heads.decisions[id] = decision
    return decision


def _take(part: Part) -> Literal["highest", "lowest"] | None:
    match part.text("take"):
        case "highest":
            return "highest"
        case "lowest":
            return "lowest"
    return None


def _joined_type(
    draft: Draft, entity: str, joined: Iterable[tuple[Decision | None, Part]]
) -> Type | None:
    """Return the one scale that the joined decisions give; report those that do not fit."""
    wanted: Type | None = None
    for decision, part in joined:
        if decision is None:
            continue
        if entity not in (decision.entity, draft.entities[decision.entity].parent):
            related = codes.OF_RELATED
            other = decision.entity
            draft.report(related.at(part.place, name=decision.id, other=other, entity=entity))
        single = decision.role == "value" and not decision.is_list
        scale = single and decision.gives.kind is Kind.SCALE
        if not scale or wanted not in (None, decision.gives):
            need: object = wanted or Text("一个级次", "one scale")
            shown_type: object = decision.gives if single else LISTED[decision.role]
            draft.report(
                codes.OF_TYPES.at(part.place, name=decision.id, type=shown_type, wanted=need)
            )
        else:
            wanted = decision.gives
    return wanted


def _name_taken(draft: Draft, decision: Decision, part: Part) -> bool:
    entity = draft.entities[decision.entity]
    taken = entity.fields.get(decision.id)
    if taken is not None:
        code, at = codes.NAME_TAKEN, part.key_place
        first, shown = taken.place, entity.name
        draft.report(code.at(at, kind=FIELD, name=decision.id, entity=shown, first=first))
    return taken is not None


def check_questions(draft: Draft) -> None:
    """Check that `decide`, `scope` and `inspected` name something that answers them."""
    policy = draft.policy
    part = policy.get("decide") if policy else None
    if policy is None or part is None or not isinstance(part.value, str) or part.spoilt:
        return
    decision = draft.decisions.get(part.value)
    if part.value not in draft.heads and "decisions" not in draft.unread:
        near = did_you_mean(part.value, draft.heads)
        draft.report(codes.NO_DECISION.at(part.place, near, name=part.value))
    if decision is None:
        return
    if decision.gives.kind is not Kind.SCALE or decision.is_list or decision.role != "value":
        shown = decision.gives if decision.role == "value" else decision.role
        draft.report(codes.DECIDE.at(part.place, name=decision.id, type=shown))
    for word in ("scope", "inspected"):
        _check_yes_no(draft, policy.get(word), decision.entity)


def _check_yes_no(draft: Draft, part: Part | None, entity: str) -> None:
    if part is None or not isinstance(part.value, str) or part.spoilt:
        return
    fields = draft.entities[entity].fields
    if part.value not in draft.heads and part.value not in fields:
        if "decisions" not in draft.unread and part.value not in draft.lost:
            near = did_you_mean(part.value, [*draft.heads, *fields])
            draft.report(codes.NO_DECISION.at(part.place, near, name=part.value))
        return
    decision = draft.decisions.get(part.value)
    found: Type | None = decision.gives if decision else None
    if decision is None and part.value in fields:
        found = fields[part.value].type
    here = decision is None or decision.entity == entity
    if found is not None and (found != BOOL or not here or (decision and decision.is_list)):
        draft.report(codes.SCOPE.at(part.place, name=part.value, entity=entity, type=found))
