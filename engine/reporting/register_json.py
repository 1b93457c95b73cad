"""The register as JSON: warnings, events, tasks, dues, messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from engine.register.agenda import Due, Task
from engine.register.desk import Desk
from engine.register.distribution import Sent
from engine.register.events import Event
from engine.register.folding import Notice
from engine.register.log import as_record
from engine.register.sealing import Anchor
from engine.register.ticking import Fallen

SCHEMA_VERSION = 1


def _dumps(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, default=str)


def event(one: Event) -> str:
    """Return one event."""
    return _dumps({"schema_version": SCHEMA_VERSION, **as_record(one)})


def _notice(desk: Desk, notice: Notice) -> dict[str, Any]:
    found = desk.standing(notice, desk.as_of)
    return {
        "id": notice.id,
        "number": notice.number,
        "subject": list(notice.subject),
        "name": notice.name,
        "level": notice.level,
        "state": notice.state,
        "issuer": notice.issuer,
        "inspecting": notice.inspecting or None,
        "issued_on": notice.issued_on,
        "delivered_on": notice.delivered_on,
        "ended_on": notice.ended_on,
        "due_on": found.due_on,
        "dues": [{"on": d.on, "since": d.since, "extension": d.extension} for d in notice.dues],
        "term": found.term,
        "late_by": found.late_by,
        "days_over": found.days_over,
        "delivery": found.delivery,
        "response": found.response,
        "recheck": found.recheck,
        "extension": found.extension,
        "provisional": found.provisional,
        "open_hazards": list(notice.open_hazards),
        "measures": [asdict(taken) for taken in notice.measures],
        "unjustified": sorted(notice.unjustified),
    }


def notice(desk: Desk, one: Notice, events: Iterable[Event]) -> str:
    """Return one warning and its events."""
    whole = {
        "schema_version": SCHEMA_VERSION,
        "as_of": desk.as_of,
        "practice": desk.log.practice,
        **_notice(desk, one),
        "events": [as_record(e) for e in events],
    }
    return _dumps(whole)


def notices(desk: Desk, found: Iterable[Notice]) -> str:
    """Return many warnings."""
    whole = {
        "schema_version": SCHEMA_VERSION,
        "as_of": desk.as_of,
        "practice": desk.log.practice,
        "warnings": [_notice(desk, one) for one in found],
    }
    return _dumps(whole)


def tasks(found: Iterable[Task]) -> str:
    """Return today's tasks."""
    return _dumps({"schema_version": SCHEMA_VERSION, "tasks": [asdict(t) for t in found]})


def dues(found: Iterable[Due]) -> str:
    """Return what falls due."""
    return _dumps({"schema_version": SCHEMA_VERSION, "due": [asdict(d) for d in found]})


def fallen(found: Sequence[Fallen]) -> str:
    """Return what tick wrote, or would write."""
    rows = [
        {
            "warning": f.notice.id,
            "number": f.notice.number,
            "kind": f.entry.kind,
            "happened_on": f.entry.happened_on,
            **f.entry.body,
        }
        for f in found
    ]
    return _dumps({"schema_version": SCHEMA_VERSION, "entries": rows})


def sent(found: Iterable[Sent]) -> str:
    """Return messages."""
    rows = [{"id": s.id, "handed_on": s.handed_on, **s.said} for s in found]
    return _dumps({"schema_version": SCHEMA_VERSION, "messages": rows})


def anchor(one: Anchor) -> str:
    """Return the head of a register."""
    return _dumps({"register": one.register, "seq": one.seq, "hash": one.hash})
