"""What has fallen due, written down once; what may be done about it, proposed once.

Nothing is numbered or sent here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.execution.exact import Json
from engine.register.desk import Desk
from engine.register.events import FALL_DUE, PROPOSE, Entry
from engine.register.folding import Notice
from engine.register.supervising import Proposed
from engine.register.terms import day_after, fallen_due


@dataclass(frozen=True, slots=True)
class Fallen:
    """One thing that tick writes: a warning, an entry, and the measure it proposes, if any."""

    notice: Notice
    entry: Entry
    measure: Proposed | None = None


def tick(desk: Desk, dry_run: bool = False) -> list[Fallen]:
    """Write what has fallen due by the as-of date and was not written before; again: nothing."""
    if dry_run:
        return due_now(desk)
    with desk.log.writing() as writer:
        found = due_now(desk)
        for fallen in found:
            writer.add(fallen.entry, (), [desk.policy_text])
    return found


def due_now(desk: Desk) -> list[Fallen]:
    """Return what has fallen due, or is to be proposed, and is not in the register yet."""
    return [
        fallen
        for notice in desk.notices()
        if notice.ended_on is None
        for fallen in (*_fallen(desk, notice), *_proposed(desk, notice))
    ]


def _fallen(desk: Desk, notice: Notice) -> list[Fallen]:
    found = desk.standing(notice, desk.as_of)
    written = {(w, d) for w, d, seq in notice.fallen if seq not in notice.unjustified}
    return [
        Fallen(notice, _entry(desk, notice, FALL_DUE, day_after(day), body))
        for what, day in fallen_due(found, notice)
        if (what, day.isoformat()) not in written
        for body in [_what(what, day, found.late_by if what == "rectify" else "")]
    ]


def _what(what: str, day: date, late_by: str) -> dict[str, Json]:
    body: dict[str, Json] = {"what": what, "due": day.isoformat()}
    return {**body, "late_by": late_by} if late_by else body


def _proposed(desk: Desk, notice: Notice) -> list[Fallen]:
    found = desk.standing(notice, desk.as_of)
    before = (*notice.proposed, *notice.measures)
    known = {(t.measure, t.due) for t in before if t.seq not in notice.unjustified}
    proposals = desk.supervisor.proposals(notice, found, desk.inspecting_level(notice))
    return [
        Fallen(notice, _entry(desk, notice, PROPOSE, desk.as_of, _proposal(desk, p)), p)
        for p in proposals
        if (p.measure.id, p.due) not in known
    ]


def _proposal(desk: Desk, proposed: Proposed) -> dict[str, Json]:
    table = desk.life.supervision
    cites = dict.fromkeys(c for rule in proposed.rules for c in rule.cites)
    return {
        "measure": proposed.measure.id,
        "due": proposed.due,
        "rules": [f"{table}/{rule.id}" for rule in proposed.rules],
        "cite": [*cites],
    }


def _entry(desk: Desk, notice: Notice, kind: str, on: date, body: dict[str, Json]) -> Entry:
    return Entry(
        notice.id, kind, on, desk.as_of, desk.now, desk.actor, desk.policy.sha256,
        f"{kind}/{desk.life.supervision}", None, body,
    )  # fmt: skip
