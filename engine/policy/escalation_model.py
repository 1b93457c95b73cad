"""What a policy set says about the life of a warning: plain frozen data, all names resolved.

`engine.policy.escalation` makes an `Escalation` from escalation.yaml; `engine.register`
applies it.  Events and the facts that the register tells are fixed here, because the
register must know what each of them means; states, moves, terms and measures are the
policy's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.language.expression import Expr
from engine.problems import NO_TEXT, Place, Text

Count = Literal["calendar", "working"]

# What can happen to a warning, and what may be said about it.  `reason`, `evidence` and
# `signed` go with every event.
EVENTS: Mapping[str, tuple[str, ...]] = {
    "issue": ("number", "due_on", "contacts"),
    "deliver": ("method", "received_by", "consent"),
    "refuse_receipt": ("witnesses",),
    "respond": ("content",),
    "refuse_response": ("content",),
    "apply_extension": ("ground", "ground_text", "until", "risk_controllable", "control_measures"),
    "decide_extension": ("decision", "until"),
    "apply_release": ("content",),
    "recheck": ("closed", "opinion"),
    "refuse_release": ("opinion",),
    "release": ("opinion",),
    "end": ("ground",),
    "void": (),
    "supersede": ("new_warning",),
    "correct": ("what", "was", "now"),
    "hand_over": ("to", "document"),
    "accident": ("accident", "point"),
    "measure": ("measure", "number", "legal_basis", "content"),
    "object": ("content",),
    "answer": ("opinion",),
}
EVERYWHERE = ("reason", "evidence", "signed")
ISSUE = "issue"
MOVING = tuple(event for event in EVENTS if event != ISSUE)

# What the register tells a condition about a warning: the kind of type, and (for a code)
# the words it may give.  "" names a domain that the policy chooses.
SUPPLIED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "warning_no": ("text", ()),
    "level": ("scale", ()),
    "state": ("code", ()),
    "inspecting_level": ("code", ()),
    "issued_on": ("date", ()),
    "delivered_on": ("date", ()),
    "due_on": ("date", ()),
    "delivery": ("code", ("waiting", "late", "served")),
    "response": ("code", ("none", "late", "given", "refused")),
    "term": ("code", ("running", "soon", "met", "overdue", "closed")),
    "late_by": ("code", ("nobody", "subject", "issuer")),
    "recheck": ("code", ("none", "pending", "late")),
    "extension": ("code", ("none", "pending", "late", "approved", "refused")),
    "applied_in_time": ("bool", ()),
    "open_hazards": ("int", ()),
    "hazards": ("int", ()),
    "days_over": ("int", ()),
    "extensions": ("int", ()),
    "accident": ("bool", ()),
    "receipt_refused": ("bool", ()),
    "measures": ("set", ()),
}
TERMS = ("rectify", "soon", "deliver", "respond", "recheck", "decide")


@dataclass(frozen=True, slots=True)
class Term:
    """A number of days for each level (a level without one has no such term)."""

    name: str
    days: Mapping[str, int]
    count: Count
    cites: tuple[str, ...] = ()
    basis: str = "notice"


@dataclass(frozen=True, slots=True)
class Move:
    """Something that may happen in some states: by whom, needing what, leading where.

    `to` is "" where the state stays.  `by` names roles of routing.  `send` names the
    message of routing that goes out with it.
    """

    on: str
    sources: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    place: Place
    needs: tuple[str, ...] = ()
    when: Expr | None = None
    unless: Text = NO_TEXT
    send: str = ""
    cites: tuple[str, ...] = ()
    basis: str = "notice"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that may not happen in some states, and why not."""

    on: str
    sources: tuple[str, ...]
    because: Text
    place: Place
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issuing:
    """How a warning begins.

    `settle`: the weights of reviews that must be settled first.  `below_baseline`:
    whether the determined level may lie under the baseline.
    """

    by: tuple[str, ...]
    needs: tuple[str, ...]
    send: str
    settle: tuple[str, ...]
    below_baseline: Literal["refused", "reason"]
    place: Place
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several named ways (of delivery, of reasons) and what it needs."""

    id: str
    title: Text
    needs: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """When a later due date may be asked for, and what a pending application does."""

    grounds: Mapping[str, Choice]
    needs: tuple[str, ...]
    late: Literal["accepted", "refused"]
    clock_while_pending: Literal["runs", "stops"]
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """What is done about a warning that a supervision rule has proposed.

    `once_per`: proposed once for each due date, or once for the warning.
    `applies_to`: `open` warnings, or only `new` ones, issued since the set is in force.
    `by`: roles who may do it; `to`, `partner`: roles it concerns.  `ends`: the measure
    that this one lifts.
    """

    id: str
    title: Text
    by: tuple[str, ...]
    place: Place
    to: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    message: str = ""
    wording: str = ""
    needs: tuple[str, ...] = ()
    once_per: Literal["due", "warning"] = "due"
    applies_to: Literal["open", "new"] = "open"
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignOff:
    """The steps of signing that an event needs at some levels."""

    on: tuple[str, ...]
    levels: tuple[str, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Numbering:
    """The printed number: `{short}`, `{year}` and `{seq}` in `pattern`."""

    pattern: str
    practice: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InspectionRows:
    """Which entity and fields of the facts an inspection record fills, by meaning.

    `fixed`: what stands in some fields whatever the record says.
    """

    entity: str
    fields: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Escalation:
    """The life of a warning under one policy set."""

    entity: str
    supervision: str
    start: str
    states: Mapping[str, Text]
    ends: tuple[str, ...]
    issuing: Issuing
    moves: tuple[Move, ...]
    refused: tuple[Refusal, ...]
    clerks: tuple[str, ...]
    terms: Mapping[str, Term]
    extension: Extension
    methods: Mapping[str, Choice]
    measures: Mapping[str, Measure]
    steps: Mapping[str, Text]
    sign_off: tuple[SignOff, ...]
    numbering: Numbering
    watermark: Text
    late_entry_days: int
    channel: str
    inspection: InspectionRows | None = None
    findings: InspectionRows | None = None
    place: Place = field(default_factory=lambda: Place(""))

    @property
    def open_states(self) -> tuple[str, ...]:
        """The states in which a warning still stands."""
        return tuple(state for state in self.states if state not in self.ends)

    def moves_on(self, event: str, state: str) -> tuple[Move, ...]:
        """Return the moves that `event` may make in `state`, whatever their conditions."""
        return tuple(m for m in self.moves if m.on == event and state in m.sources)

    def refusal(self, event: str, state: str) -> Refusal | None:
        """Return why `event` may not happen in `state`, where the policy says so."""
        return next((r for r in self.refused if r.on == event and state in r.sources), None)

    def steps_for(self, event: str, level: str) -> tuple[str, ...]:
        """Return the steps of signing that `event` needs at `level`: of the first row that fits."""
        for row in self.sign_off:
            if event in row.on and (not row.levels or level in row.levels):
                return row.steps
        return ()
