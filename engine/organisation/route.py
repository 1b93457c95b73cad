"""A route as data: who sends a message, who receives it and why, and what does not apply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from engine.facts.model import Key
from engine.policy.routing_model import Department, Message
from engine.problems import NO_TEXT, Place, Text

Part = Literal["from", "to", "with", "copy", "push"]
Channel = Literal["paper", "platform"]
PARTS: dict[Part, Text] = {
    "from": Text("发出", "from"),
    "to": Text("主送", "to"),
    "with": Text("会同", "with"),
    "copy": Text("抄报", "copy"),
    "push": Text("推送", "push"),
}
CHANNELS: dict[Channel, Text] = {
    "paper": Text("纸质", "on paper"),
    "platform": Text("平台", "on the platform"),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """One rule by which somebody is addressed: the role, its clauses, and why it is this one."""

    role: str
    title: Text
    place: Place
    cites: tuple[str, ...]
    basis: str
    mark: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Addressed:
    """One sender or addressee: a department, or (`department` None) the subject itself."""

    part: Part
    channel: Channel
    name: str
    department: Department | None
    grounds: tuple[Ground, ...]
    marks: tuple[Text, ...] = ()

    @property
    def cites(self) -> tuple[str, ...]:
        """The clauses of all grounds, each once."""
        return tuple(dict.fromkeys(c for ground in self.grounds for c in ground.cites))


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that does not apply: which part and role, by which rule, and why."""

    part: Part | Literal["message"]
    role: str
    title: Text
    place: Place
    cites: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on the route, with the clauses it rests on."""

    text: Text
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """Everything about one message on one subject and day.

    `sent` is false where the message does not exist (`omitted` says why).
    """

    message: Message
    subject: Key
    name: str
    level: tuple[str, str]
    as_of: date
    sender: Addressed | None
    to: tuple[Addressed, ...]
    participants: tuple[Addressed, ...]
    copies: tuple[Addressed, ...]
    pushes: tuple[Addressed, ...]
    omitted: tuple[Omission, ...]
    notes: tuple[Note, ...]
    inspecting: Department | None = None
    line: tuple[Department, ...] = ()

    @property
    def sent(self) -> bool:
        """True where the message exists and somebody sends it."""
        return self.sender is not None

    @property
    def addressees(self) -> tuple[Addressed, ...]:
        """Everybody but the sender, part by part."""
        return (*self.to, *self.participants, *self.copies, *self.pushes)


def record(route: Route) -> dict[str, Any]:
    """Return the route as plain data for JSON: ids beside both wordings."""
    return {
        "message": route.message.id,
        "title": _words(route.message.title),
        "form": route.message.form or None,
        "subject": list(route.subject),
        "name": route.name,
        "level": list(dict.fromkeys(route.level)),
        "as_of": route.as_of.isoformat(),
        "inspecting": route.inspecting.id if route.inspecting else None,
        "from": _addressed(route.sender) if route.sender else None,
        "to": [_addressed(a) for a in route.to],
        "with": [_addressed(a) for a in route.participants],
        "copy": [_addressed(a) for a in route.copies],
        "push": [_addressed(a) for a in route.pushes],
        "not_applied": [_omission(o) for o in route.omitted],
        "notes": [{"text": _words(n.text), "cite": list(n.cites)} for n in route.notes],
    }


def _addressed(addressed: Addressed) -> dict[str, Any]:
    department = addressed.department
    return {
        "department": department.id if department else None,
        "name": addressed.name,
        "government_level": department.level if department else None,
        "channel": addressed.channel,
        "marks": [_words(mark) for mark in addressed.marks],
        "because": [
            {
                "role": ground.role,
                "rule": str(ground.place),
                "cite": list(ground.cites),
                "basis": ground.basis,
                "reason": _words(ground.reason),
            }
            for ground in addressed.grounds
        ],
    }


def _omission(omission: Omission) -> dict[str, Any]:
    return {
        "part": omission.part,
        "role": omission.role or None,
        "rule": str(omission.place),
        "cite": list(omission.cites),
        "reason": _words(omission.reason),
    }


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.to("zh"), "en": text.to("en")} if text != NO_TEXT else {}
