"""Check the life of a warning as a whole: no dead end, nothing unsaid, facts of the right type."""

from __future__ import annotations

from engine.catalogue import escalation as codes
from engine.language.types import Domain, Kind, Type
from engine.policy.draft import Draft, Part
from engine.policy.escalation_model import MOVING, SUPPLIED, Escalation
from engine.policy.model import Field
from engine.problems import did_you_mean


def check_ways(draft: Draft, part: Part, found: Escalation) -> None:
    """Every state is reached from the start, and every open one can end without condition."""
    place = (part.get("states") or part).key_place
    steps = [(s, m.to, m.when is None) for m in found.moves if m.to for s in m.sources]
    reached = _closure({found.start}, [(a, b) for a, b, _ in steps])
    for state in found.states:
        if state not in reached:
            draft.report(codes.UNREACHABLE.at(place, name=state))
    can_end = _closure(set(found.ends), [(b, a) for a, b, free in steps if free])
    for state in found.open_states:
        if state not in can_end:
            draft.report(codes.DEAD_END.at(place, name=state))


def _closure(start: set[str], edges: list[tuple[str, str]]) -> set[str]:
    found, grown = set(start), True
    while grown:
        new = {b for a, b in edges if a in found} - found
        found |= new
        grown = bool(new)
    return found


def check_coverage(draft: Draft, part: Part, found: Escalation) -> None:
    """Each event in each state is allowed, or refused with a reason, and not both."""
    place = (part.get("moves") or part).key_place
    for event in MOVING:
        for state in found.states:
            moves, refusal = found.moves_on(event, state), found.refusal(event, state)
            if moves and refusal:
                at = refusal.place
                draft.report(codes.EVENT_TWICE.at(at, event=event, state=state))
            elif not moves and refusal is None:
                draft.report(codes.EVENT_OPEN.at(place, event=event, state=state))


def check_fields(
    draft: Draft, part: Part, found: Escalation, levels: Domain, measures: Domain
) -> None:
    """What the vocabulary says of a warning is what the register can tell."""
    routing = draft.routing
    words = {
        "state": tuple(found.states),
        "inspecting_level": routing.levels if routing else (),
    }
    for name, field in draft.entities[found.entity].fields.items():
        if name not in SUPPLIED:
            near = did_you_mean(name, SUPPLIED)
            draft.report(codes.NOT_SUPPLIED.at(field.place, near, name=name))
            continue
        kind, given = SUPPLIED[name]
        domain = {"level": levels.name, "measures": measures.name}.get(name, "")
        wrong = _misfit(draft, field, Kind(kind), domain, words.get(name, given))
        if wrong:
            shown = field.type
            draft.report(codes.OTHER_TYPE.at(field.place, name=name, wanted=wrong, type=shown))


def _misfit(draft: Draft, field: Field, kind: Kind, domain: str, words: tuple[str, ...]) -> str:
    """Return what the field must be, where it is something else."""
    if field.derive is not None or field.type.kind is not kind:
        return str(Type(kind, domain)) if kind in (Kind.SCALE, Kind.SET) else str(kind)
    if domain and field.type.domain != domain:
        return str(Type(kind, domain))
    known = draft.domains[field.type.domain].ids if field.type.domain else ()
    lacking = [word for word in words if word not in known]
    return f"{kind} {{{', '.join(words)}}}" if lacking else ""


def check_rows(draft: Draft, part: Part) -> None:
    """The entities and fields that an inspection record fills exist."""
    for key in ("inspection", "findings"):
        rows = part.get(key)
        if rows is None:
            continue
        entity = draft.entities.get(rows.text("rows"))
        if entity is None:
            place, near = rows.place, did_you_mean(rows.text("rows"), draft.entities)
            told = codes.NO_FIELD.at(place, near, entity=key, name=rows.text("rows"))
            draft.report(told)
            continue
        known = {*entity.fields, *entity.refers}
        named = [(str(p.value), p.place) for _, p in rows.entries("fields")]
        named += [(name, p.key_place) for name, p in rows.entries("fixed")]
        for name, place in named:
            if name not in known:
                near = did_you_mean(name, known)
                draft.report(codes.NO_FIELD.at(place, near, entity=entity.name, name=name))
