"""Enter an event about a warning: checked against policy, days, offices; or refused whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.catalogue import register as codes
from engine.execution.exact import Json
from engine.policy.escalation_model import Move
from engine.problems import Problem, ProblemsFound, Text
from engine.register.desk import PLACE, Desk
from engine.register.distribution import messages_of
from engine.register.events import ASIDE, Entry, Event, in_order
from engine.register.folding import Notice, fold, step
from engine.register.log import Writer
from engine.register.moves import (
    NAMES,
    Refused,
    lacking,
    move_for,
    needed,
    problems_of_body,
)
from engine.register.parties import Players
from engine.register.sealing import START
from engine.register.supervising import due_of
from engine.register.terms import fallen_due


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was entered.  `repeated`: it was there already under the same key.

    `unjustified`: earlier events that a late entry took the ground from.
    """

    event: Event
    repeated: bool = False
    unjustified: tuple[Event, ...] = ()
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """One row of a workbook of events: entered, or refused with the reasons."""

    row: int
    recorded: Recorded | None
    refused: ProblemsFound | None


def record(
    desk: Desk,
    kind: str,
    warning: str,
    on: date,
    body: Mapping[str, Json],
    key: str | None = None,
) -> Recorded:
    """Enter what happened to a warning on a day; raises ProblemsFound and changes nothing."""
    with desk.log.writing() as writer:
        again = repeated(desk, kind, on, body, key)
        if again is not None:
            return again
        return _Recording(desk, writer, kind, desk.find(warning), on, dict(body), key).run()


def repeated(
    desk: Desk, kind: str, on: date, body: Mapping[str, Json], key: str | None
) -> Recorded | None:
    """Return the entry that was made before under the same key; another one is refused."""
    event = desk.log.by_key(key) if key else None
    if event is None:
        return None
    same = event.kind == kind and event.on == on
    if same and all(event.body.get(name) == value for name, value in body.items()):
        return Recorded(event, repeated=True)
    raise ProblemsFound([codes.KEY_TAKEN.at(PLACE, key=key, seq=event.seq)])


def check_days(desk: Desk, on: date, body: Mapping[str, Json]) -> list[Problem]:
    """Return what is wrong with the day of an event against the day of entry."""
    if on > desk.as_of:
        return [codes.IN_FUTURE.at(PLACE, day=on, as_of=desk.as_of)]
    days = desk.life.late_entry_days
    if (desk.as_of - on).days > days and not body.get("reason"):
        return [codes.LATE_NEEDS_REASON.at(PLACE, day=on, days=days)]
    return []


def check_signed(desk: Desk, kind: str, level: str, body: Mapping[str, Json]) -> list[Problem]:
    """Return the steps of signing that are missing."""
    steps, said = desk.life.steps_for(kind, level), body.get("signed")
    signed = said if isinstance(said, dict) else {}
    missing = [desk.life.steps[step] for step in steps if not signed.get(step)]
    if not missing:
        return []
    names = Text("、".join(s.zh for s in missing), ", ".join(s.to("en") for s in missing))
    return [codes.UNSIGNED.at(PLACE, event=NAMES[kind], steps=names)]


@dataclass
class _Recording:
    desk: Desk
    writer: Writer
    kind: str
    warning: str
    on: date
    body: dict[str, Json]
    key: str | None

    def run(self) -> Recorded:
        desk = self.desk
        events = desk.log.events(stream=self.warning)
        self.refuse(check_days(desk, self.on, self.body))
        before = [e for e in events if e.on <= self.on]
        notice = fold(before)
        if notice is None:
            self.refuse([codes.BEFORE_ISSUE.at(PLACE, day=self.on)])
            raise AssertionError
        move = self.allowed(notice)
        entry = self.entry(notice, move)
        after = [e for e in events if e.on > self.on]
        unjustified = self.later(before, entry, after) if after else ()
        if unjustified:
            listed: list[Json] = [e.seq for e in unjustified]
            entry = replace(entry, body={**entry.body, "unjustified": listed})
        event = self.writer.add(entry, self.messages(notice, move), [desk.policy_text])
        return Recorded(event, unjustified=unjustified)

    def refuse(self, problems: Sequence[Problem]) -> None:
        if problems:
            raise ProblemsFound(problems)

    def allowed(self, notice: Notice) -> Move:
        """Return the move the event makes; raises ProblemsFound with every reason against it."""
        desk, kind = self.desk, self.kind
        move = self.move(notice)
        if isinstance(move, Refused):
            self.refuse([codes.NOT_NOW.at(PLACE, event=NAMES[kind], reason=move.reason)])
            raise AssertionError
        problems = self.department(notice, self.by(move))
        problems += needed(kind, lacking(move.needs, self.body))
        problems += problems_of_body(desk.life, kind, notice, self.body, self.on)
        problems += check_signed(desk, kind, notice.level, self.body)
        problems += self.special(notice)
        self.refuse(problems)
        return move

    def move(self, notice: Notice) -> Move | Refused:
        desk = self.desk
        found = desk.standing(notice, self.on)
        item = desk.supervisor.item(notice, found, desk.inspecting_level(notice))

        def holds(when: object) -> bool:
            return desk.supervisor.holds(when, item, self.on)  # type: ignore[arg-type]

        return move_for(desk.life, self.kind, notice.state, holds)

    def by(self, move: Move) -> tuple[str, ...]:
        word = self.body.get("measure")
        measure = self.desk.life.measures.get(str(word)) if self.kind == "measure" else None
        return measure.by if measure else move.by

    def department(self, notice: Notice, roles: tuple[str, ...]) -> list[Problem]:
        """Only those whom the policy names may do it; clerks enter what the subject did."""
        players = self.players(notice, roles)
        acting = self.desk.actor.department
        if players.subject:
            clerks = self.players(notice, self.desk.life.clerks)
            players = Players((*players.departments, *clerks.departments), False)
        if players.has(acting):
            return []
        name = self.desk.parties.department(acting).name
        wanted = players.named()
        event = NAMES[self.kind]
        return [codes.WRONG_DEPARTMENT.at(PLACE, event=event, wanted=wanted, department=name)]

    def players(self, notice: Notice, roles: tuple[str, ...]) -> Players:
        case = self.desk.parties.case(notice, self.desk.facts(notice))
        return self.desk.parties.players(case.situation, roles)

    def special(self, notice: Notice) -> list[Problem]:
        """What only some events ask."""
        if self.kind == "supersede":
            return self._supersedes(notice)
        if self.kind == "hand_over" and self.body.get("to"):
            self.desk.parties.department(str(self.body["to"]))
        if self.kind == "measure" and self.body.get("measure") in self.desk.life.measures:
            return self._measure(notice)
        return []

    def _supersedes(self, notice: Notice) -> list[Problem]:
        word = str(self.body.get("new_warning") or "")
        if not word:
            return []
        other = fold(self.desk.log.events(stream=self.desk.find(word)), self.on)
        fits = other is not None and other.subject == notice.subject and other.id != notice.id
        if other is not None and fits and other.ended_on is None:
            self.body["new_warning"] = other.id
            return []
        reason = Text(
            "须是同一企业另一份未了结的预警", "it must be another open warning of the same subject"
        )
        return [codes.NOT_NOW.at(PLACE, event=NAMES[self.kind], reason=reason)]

    def _measure(self, notice: Notice) -> list[Problem]:
        desk, measure = self.desk, self.desk.life.measures[str(self.body["measure"])]
        found = desk.standing(notice, self.on)
        due = due_of(measure, found)
        self.body["due"] = due
        if measure.wording:
            self.body["wording"] = measure.wording
        if measure.message:
            case = desk.parties.case(notice, desk.facts(notice))
            route = desk.parties.route(case, measure.message, notice.level, notice.subject, self.on)
            if not route.sent:
                reason = route.omitted[0].reason if route.omitted else Text("没有", "none")
                title = route.message.title
                return [codes.NO_MESSAGE.at(PLACE, message=title, reason=reason)]
        now = desk.supervisor.proposals(notice, found, desk.inspecting_level(notice))
        done = {(t.measure, t.due) for t in notice.measures if t.seq not in notice.unjustified}
        proposed = measure.id in {p.measure.id for p in now} and (measure.id, due) not in done
        if proposed or self.body.get("reason"):
            self.body["proposed"] = proposed
            return []
        return [codes.NOT_PROPOSED.at(PLACE, measure=measure.title)]

    def entry(self, notice: Notice, move: Move) -> Entry:
        desk = self.desk
        body = {name: value for name, value in self.body.items() if value not in (None, "", [])}
        body["from_state"] = notice.state
        if move.to:
            body["to_state"] = move.to
        return Entry(
            self.warning, self.kind, self.on, desk.as_of, desk.now, desk.actor,
            desk.policy.sha256, f"moves/{self.kind}", self.key, body,
        )  # fmt: skip

    def messages(self, notice: Notice, move: Move) -> list[dict[str, Json]]:
        """Return the messages that go out with the event."""
        desk, extra = self.desk, dict[str, Json]()
        message = move.send
        if self.kind == "measure":
            measure = desk.life.measures[str(self.body["measure"])]
            message = measure.message
            extra = {"wording": measure.wording, "letter": self.body.get("number")}
        if not message:
            return []
        if self.kind == "decide_extension":
            extra = {"decision": self.body.get("decision"), "until": self.body.get("until")}
        case = desk.parties.case(notice, desk.facts(notice))
        route = desk.parties.route(case, message, notice.level, notice.subject, self.on)
        return messages_of(route, desk.life, notice, self.on, extra)

    def later(
        self, before: Sequence[Event], entry: Entry, after: Sequence[Event]
    ) -> tuple[Event, ...]:
        """Replay what came later: refuse what cannot stand, return what lost its ground."""
        placed = Event(10**9, entry, (), (), START, "")
        notice = fold([*before, placed])
        seen: list[Event] = [*before, placed]
        lost: list[Event] = []
        for event in in_order(after):
            assert notice is not None
            if event.kind in ASIDE:
                if not still_grounded(self.desk, [*seen], event):
                    lost.append(event)
            else:
                self._stands(notice, event)
            seen.append(event)
            notice = step(notice, event)
        return tuple(lost)

    def _stands(self, notice: Notice, event: Event) -> None:
        other = replace(self, kind=event.kind, on=event.on, body=dict(event.body))
        move = other.move(notice)
        if isinstance(move, Refused):
            name, day = NAMES[event.kind], event.on
            found = codes.LATER_EVENT.at(
                PLACE, day=day, event=name, seq=event.seq, reason=move.reason
            )
            raise ProblemsFound([found])


def still_grounded(desk: Desk, before: Sequence[Event], event: Event) -> bool:
    """Return whether what fell due, was proposed or taken would still be so on its day."""
    notice = fold([e for e in before if e.on <= event.on])
    if notice is None or event.kind == "dispatch":
        return True
    found = desk.standing(notice, event.on)
    if event.kind == "fall_due":
        due = {(what, day.isoformat()) for what, day in fallen_due(found, notice)}
        return (event.text("what"), event.text("due")) in due
    if notice.ended_on is not None:
        return False
    if event.kind == "measure" and event.body.get("proposed") is not True:
        return True  # taken for a reason of its own
    now = desk.supervisor.proposals(notice, found, desk.inspecting_level(notice))
    return event.text("measure") in {p.measure.id for p in now}
