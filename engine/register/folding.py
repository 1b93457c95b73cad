"""A warning as its events tell it: the state is folded from them and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from engine.facts.model import Key
from engine.register.events import Event, in_order


@dataclass(frozen=True, slots=True)
class Hazard:
    """A finding of the warning; closed on the day of the re-check that found it closed."""

    id: str
    said: Mapping[str, str]
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A due date and since when it holds; that day itself is still in time."""

    on: date
    since: date
    seq: int
    extension: bool = False


@dataclass(frozen=True, slots=True)
class Application:
    """An application for an extension; `decision` is "" until the office has decided."""

    seq: int
    on: date
    ground: str
    until: date | None
    decision: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class ForRelease:
    """An application for release; `answer` is "" until it is released or refused."""

    seq: int
    on: date
    answer: str = ""
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A measure that was proposed or taken, and for which due date."""

    measure: str
    on: date
    seq: int
    due: str
    number: str = ""


@dataclass(frozen=True)
class Notice:
    """One warning up to some day.  `unjustified`: events that a late entry took the ground from."""

    id: str
    subject: Key
    name: str
    level: str
    number: str
    issuer: str
    inspecting: str
    inspection: str
    issued_on: date
    state: str
    policy: str
    facts: str
    contacts: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    hazards: Mapping[str, Hazard] = field(default_factory=dict)
    dues: tuple[Due, ...] = ()
    delivered_on: date | None = None
    method: str = ""
    receipt_refused_on: date | None = None
    responded_on: date | None = None
    response_refused_on: date | None = None
    applications: tuple[Application, ...] = ()
    releases: tuple[ForRelease, ...] = ()
    accidents: tuple[tuple[date, str], ...] = ()
    measures: tuple[Taken, ...] = ()
    proposed: tuple[Taken, ...] = ()
    fallen: tuple[tuple[str, str, int], ...] = ()  # what has fallen due, its day, the event
    ended_on: date | None = None
    superseded_by: str = ""
    corrections: tuple[tuple[str, str, str], ...] = ()
    objections: int = 0
    answered: int = 0
    unjustified: frozenset[int] = frozenset()
    last_seq: int = 0

    @property
    def due_on(self) -> date:
        """The due date that holds: the last one set, so that there is never more than one."""
        return self.dues[-1].on

    @property
    def open_hazards(self) -> tuple[str, ...]:
        """The findings that no re-check has found closed."""
        return tuple(id for id, hazard in self.hazards.items() if hazard.closed_on is None)

    @property
    def waiting_extension(self) -> Application | None:
        """The application for an extension that waits for a decision."""
        last = self.applications[-1] if self.applications else None
        return last if last and not last.decision else None

    @property
    def waiting_release(self) -> ForRelease | None:
        """The application for release that waits for a re-check."""
        last = self.releases[-1] if self.releases else None
        return last if last and not last.answer else None


Step = Callable[[Notice, Event], Notice]


def fold(
    events: Iterable[Event], until: date | None = None, known: date | None = None
) -> Notice | None:
    """Return the warning as its events up to `until` tell it; None before it was issued.

    `known`: leave out what was entered after that day, to see what was known then.
    """
    notice: Notice | None = None
    for event in in_order(list(events)):
        if until is not None and event.on > until:
            break
        if known is not None and event.entry.entered_on > known:
            continue
        notice = step(notice, event)
    return notice


def step(notice: Notice | None, event: Event) -> Notice | None:
    """Return the warning after one more event."""
    if event.kind == "issue":
        return _issued(event)
    if notice is None:
        return None
    change = STEPS.get(event.kind)
    after = change(notice, event) if change else notice
    to = event.text("to_state") or after.state
    lost = frozenset(s for s in _numbers(event.body.get("unjustified")))
    return replace(
        after,
        state=to,
        unjustified=after.unjustified | lost,
        last_seq=max(event.seq, notice.last_seq),
    )


def _numbers(value: object) -> list[int]:
    return [v for v in value if isinstance(v, int)] if isinstance(value, list) else []


def _issued(event: Event) -> Notice:
    said, due = event.body, event.day("due_on") or event.on
    hazards = said.get("hazards")
    found = {}
    for hazard in hazards if isinstance(hazards, list) else ():
        if isinstance(hazard, dict):
            words = {str(k): str(v) for k, v in hazard.items()}
            found[words["id"]] = Hazard(words["id"], words)
    return Notice(
        id=event.stream,
        subject=event.texts("subject"),
        name=event.text("name"),
        level=event.text("level"),
        number=event.text("number"),
        issuer=event.text("issuer"),
        inspecting=event.text("inspecting"),
        inspection=event.text("inspection"),
        issued_on=event.on,
        state=event.text("to_state"),
        policy=event.entry.policy,
        facts=event.text("facts"),
        contacts=event.texts("contacts"),
        participants=event.texts("participants"),
        hazards=found,
        dues=(Due(due, event.on, event.seq),),
        last_seq=event.seq,
    )


def _delivered(notice: Notice, event: Event) -> Notice:
    return replace(notice, delivered_on=event.on, method=event.text("method"))


def _receipt_refused(notice: Notice, event: Event) -> Notice:
    return replace(notice, receipt_refused_on=event.on)


def _responded(notice: Notice, event: Event) -> Notice:
    return replace(notice, responded_on=event.on)


def _response_refused(notice: Notice, event: Event) -> Notice:
    return replace(notice, response_refused_on=event.on)


def _extension_asked(notice: Notice, event: Event) -> Notice:
    asked = Application(event.seq, event.on, event.text("ground"), event.day("until"))
    return replace(notice, applications=(*notice.applications, asked))


def _extension_decided(notice: Notice, event: Event) -> Notice:
    if not notice.applications:
        return notice
    *before, last = notice.applications
    decided = replace(last, decision=event.text("decision"), decided_on=event.on)
    dues = notice.dues
    until = event.day("until")
    if decided.decision == "approved" and until is not None:
        dues = (*dues, Due(until, event.on, event.seq, extension=True))
    return replace(notice, applications=(*before, decided), dues=dues)


def _release_asked(notice: Notice, event: Event) -> Notice:
    asked = ForRelease(event.seq, event.on)
    responded = notice.responded_on or event.on
    return replace(notice, releases=(*notice.releases, asked), responded_on=responded)


def _answered(notice: Notice, event: Event) -> Notice:
    if not notice.releases:
        return notice
    *before, last = notice.releases
    return replace(
        notice, releases=(*before, replace(last, answer=event.kind, answered_on=event.on))
    )


def _rechecked(notice: Notice, event: Event) -> Notice:
    hazards = dict(notice.hazards)
    for id in event.texts("closed"):
        if id in hazards and hazards[id].closed_on is None:
            hazards[id] = replace(hazards[id], closed_on=event.on)
    return replace(notice, hazards=hazards)


def _over(notice: Notice, event: Event) -> Notice:
    over = replace(notice, ended_on=event.on, superseded_by=event.text("new_warning"))
    return _answered(over, event) if event.kind == "release" else over


def _corrected(notice: Notice, event: Event) -> Notice:
    said = (event.text("what"), event.text("was"), event.text("now"))
    name = said[2] if said[0] == "name" else notice.name
    return replace(notice, corrections=(*notice.corrections, said), name=name)


def _handed_over(notice: Notice, event: Event) -> Notice:
    return replace(notice, issuer=event.text("to"))


def _accident(notice: Notice, event: Event) -> Notice:
    return replace(notice, accidents=(*notice.accidents, (event.on, event.text("accident"))))


def _taken(event: Event) -> Taken:
    return Taken(
        event.text("measure"), event.on, event.seq, event.text("due"), event.text("number")
    )


def _measured(notice: Notice, event: Event) -> Notice:
    return replace(notice, measures=(*notice.measures, _taken(event)))


def _proposed(notice: Notice, event: Event) -> Notice:
    return replace(notice, proposed=(*notice.proposed, _taken(event)))


def _fallen(notice: Notice, event: Event) -> Notice:
    fallen = (event.text("what"), event.text("due"), event.seq)
    return replace(notice, fallen=(*notice.fallen, fallen))


def _objected(notice: Notice, event: Event) -> Notice:
    return replace(notice, objections=notice.objections + 1)


def _objection_answered(notice: Notice, event: Event) -> Notice:
    return replace(notice, answered=notice.answered + 1)


STEPS: Mapping[str, Step] = {
    "deliver": _delivered,
    "refuse_receipt": _receipt_refused,
    "respond": _responded,
    "refuse_response": _response_refused,
    "apply_extension": _extension_asked,
    "decide_extension": _extension_decided,
    "apply_release": _release_asked,
    "recheck": _rechecked,
    "refuse_release": _answered,
    "release": _over,
    "end": _over,
    "void": _over,
    "supersede": _over,
    "correct": _corrected,
    "hand_over": _handed_over,
    "accident": _accident,
    "measure": _measured,
    "propose": _proposed,
    "fall_due": _fallen,
    "object": _objected,
    "answer": _objection_answered,
}
