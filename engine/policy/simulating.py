"""Read the `simulation` block of policy.yaml: which fields a simulation breaks down by."""

from __future__ import annotations

from engine.catalogue import simulation as codes
from engine.language.types import Kind
from engine.policy.draft import Draft, Part
from engine.policy.model import Entity, SimulationTerms
from engine.problems import did_you_mean


def read_simulation(draft: Draft) -> None:
    """Keep what policy.yaml says of simulations; report names that are not what they should be."""
    part = draft.policy.get("simulation") if draft.policy else None
    decide = draft.decisions.get(draft.policy.text("decide") if draft.policy else "")
    if part is None or decide is None:
        return
    subject = draft.entities.get(decide.entity)
    if subject is None:
        return
    accidents = part.get("accidents")
    rows = _child(draft, subject, accidents.get("rows")) if accidents else None
    day = _field(draft, rows, accidents.get("on"), (Kind.DATE,)) if accidents and rows else ""
    sectors = _field(draft, subject, part.get("sectors"), (Kind.CODE, Kind.SCALE, Kind.SET))
    draft.simulation = SimulationTerms(sectors, rows.name if rows else "", day)


def _child(draft: Draft, subject: Entity, part: Part | None) -> Entity | None:
    if part is None or not isinstance(part.value, str):
        return None
    children = [e.name for e in draft.entities.values() if e.parent == subject.name]
    if part.value in children:
        return draft.entities[part.value]
    near = did_you_mean(part.value, children)
    draft.report(codes.NO_SUCH_CHILD.at(part.place, near, name=part.value, subject=subject.name))
    return None


def _field(draft: Draft, entity: Entity, part: Part | None, kinds: tuple[Kind, ...]) -> str:
    if part is None or not isinstance(part.value, str):
        return ""
    fitting = [f.name for f in entity.stored if f.type.kind in kinds]
    if part.value in fitting:
        return part.value
    near = did_you_mean(part.value, fitting)
    code = codes.NOT_A_DATE if kinds == (Kind.DATE,) else codes.NOT_A_CODE
    draft.report(code.at(part.place, near, name=part.value, entity=entity.name))
    return ""
