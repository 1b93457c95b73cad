"""Enter an inspection, and issue the warning that follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.catalogue import register as codes
from engine.execution.exact import Json
from engine.execution.outcome import Outcome, dumps
from engine.execution.outcome import record as outcome_record
from engine.facts.model import Facts, Key
from engine.organisation.routing import Case
from engine.problems import Problem, ProblemsFound, Text, did_you_mean
from engine.register.desk import PLACE, Desk
from engine.register.distribution import messages_of
from engine.register.events import INSPECT, ISSUE, Entry, Event
from engine.register.folding import fold, step
from engine.register.inspections import Record, advice, evaluated, typed, unsettled, with_record
from engine.register.keeping import facts_of, facts_text, read_facts_text
from engine.register.log import Writer
from engine.register.moves import NAMES, lacking, needed
from engine.register.numbering import next_number
from engine.register.recording import Recorded, check_days, check_signed, repeated
from engine.register.sealing import START, sha256
from engine.register.terms import suggested_due

NUMBERED = frozenset({"void", "superseded"})


def inspect(
    desk: Desk,
    facts: Facts,
    subject: Key,
    record: Record,
    said: Mapping[str, Json],
    key: str | None,
) -> Recorded:
    """Enter an inspection: its facts, what the rules answer, what the official determined.

    `said` is the record as it was written.
    """
    life, policy = desk.life, desk.policy
    facts = with_record(policy, life, facts_of(policy, facts, subject), subject, record)
    found = evaluated(policy, facts, subject, record.ended_on)
    case = _case(desk, facts, subject, record)
    level = _level(desk, record)
    _determined(desk, record, found, level)
    kept, answered = facts_text(facts), dumps(outcome_record(policy, found))
    body: dict[str, Json] = {
        **said,
        "subject": list(subject),
        "name": case.name,
        "level": level,
        "baseline": list(found.level) if found.level else None,
        "inspecting": _inspecting(desk, case),
        "participants": _participants(desk, case, record, level, subject),
        "facts": sha256(kept),
        "outcome": sha256(answered),
        "determined_on": record.determined_on.isoformat(),
    }
    with desk.log.writing() as writer:
        again = repeated(desk, INSPECT, record.ended_on, said, key)
        if again is not None:
            return again
        problems = check_days(desk, record.determined_on, {"reason": record.reason or "x"})
        problems += _may_enter(desk, case)
        if problems:
            raise ProblemsFound(problems)
        stream = f"I{len(desk.log.events(kind=INSPECT)) + 1}"
        entry = Entry(
            stream, INSPECT, record.ended_on, desk.as_of, desk.now, desk.actor,
            policy.sha256, f"decide/{policy.decide}", key, body,
        )  # fmt: skip
        event = writer.add(entry, (), [desk.policy_text, kept, answered])
    return Recorded(event, advice=tuple(advice(found, life)))


def _case(desk: Desk, facts: Facts, subject: Key, record: Record) -> Case:
    case = desk.parties.router(facts).case(subject, record.ended_on)
    if not record.department:
        return case
    return desk.parties.inspected_by(case, record.department)


def _inspecting(desk: Desk, case: Case) -> str:
    found = case.situation.inspecting
    return found.id if found else ""


def _participants(desk: Desk, case: Case, record: Record, level: str, subject: Key) -> list[Json]:
    if record.participants:
        return [desk.parties.department(id).id for id in record.participants]
    message = desk.life.issuing.send
    route = desk.parties.route(case, message, level, subject, record.ended_on)
    return [a.department.id for a in route.participants if a.department]


def _level(desk: Desk, record: Record) -> str:
    scale = desk.policy.level_scale
    if record.level not in scale.words:
        hint = did_you_mean(record.level, scale.words)
        reason = Text(f"没有“{record.level}”这个级别", f"there is no level `{record.level}`")
        found = codes.RECORD.at(PLACE, hint, name="determination.level", reason=reason)
        raise ProblemsFound([found])
    if record.expert_level and desk.life.inspection:
        fields = desk.policy.entities[desk.life.inspection.entity].fields
        name = desk.life.inspection.fields.get("expert_level")
        if name:
            typed(desk.policy, fields[name], record.expert_level)
    return scale.ids[scale.words[record.level]]


def _determined(desk: Desk, record: Record, found: Outcome, level: str) -> None:
    """A level below the baseline is refused, another than it needs its reason."""
    ids = desk.policy.level_scale.ids
    if found.level is None:
        reason = Text("不属于本规则的适用范围", "the rules do not apply to it")
        raise ProblemsFound([codes.CANNOT_ISSUE.at(PLACE, reason=reason)])
    low, high = found.level
    if ids.index(level) < ids.index(low) and desk.life.issuing.below_baseline == "refused":
        names = {id: m.title for id, m in zip(ids, desk.policy.level_scale.members, strict=True)}
        below = codes.BELOW_BASELINE.at(PLACE, level=names[level], baseline=names[low])
        raise ProblemsFound([below])
    if (level != low or low != high) and not record.reason:
        reason = Text(
            "确定级别与基准级别不同，或基准级别待核实，须写明理由",
            "the level differs from the baseline, or the baseline is open: say why",
        )
        raise ProblemsFound([codes.RECORD.at(PLACE, name="determination.reason", reason=reason)])


def _may_enter(desk: Desk, case: Case) -> list[Problem]:
    """The inspecting department, and those who issue, enter an inspection."""
    acting = desk.actor.department
    players = desk.parties.players(case.situation, desk.life.issuing.by)
    inspecting = case.situation.inspecting
    if players.has(acting) or (inspecting is not None and inspecting.id == acting):
        return []
    name = desk.parties.department(acting).name
    wanted = players.named()
    if inspecting is not None:
        wanted = Text(f"{inspecting.name}、{wanted.zh}", f"{inspecting.name}, {wanted.en}")
    event = NAMES[INSPECT]
    return [codes.WRONG_DEPARTMENT.at(PLACE, event=event, wanted=wanted, department=name)]


def find_inspection(desk: Desk, asked: str) -> Event:
    """Return the inspection that an id or its own number names, the last one entered."""
    events = desk.log.events(kind=INSPECT)
    found = [e for e in events if asked in (e.stream, e.text("number"))]
    if not found:
        known = [w for e in events for w in (e.stream, e.text("number"))]
        hint = did_you_mean(asked, known)
        raise ProblemsFound([codes.UNKNOWN_INSPECTION.at(PLACE, hint, inspection=asked)])
    return found[-1]


def issue(
    desk: Desk, inspection: str, on: date, body: Mapping[str, Json], key: str | None = None
) -> Recorded:
    """Issue the warning of an inspection; number and due date are given, or the policy's."""
    with desk.log.writing() as writer:
        again = repeated(desk, ISSUE, on, body, key)
        if again is not None:
            return again
        return _Issuing(desk, writer, find_inspection(desk, inspection), on, dict(body), key).run()


@dataclass
class _Issuing:
    desk: Desk
    writer: Writer
    inspection: Event
    on: date
    body: dict[str, Json]
    key: str | None

    def run(self) -> Recorded:
        desk, inspection = self.desk, self.inspection
        facts = self._facts()
        subject, level = inspection.texts("subject"), inspection.text("level")
        case = desk.parties.router(facts).case(subject, self.on)
        case = desk.parties.inspected_by(case, inspection.text("inspecting"))
        issuers = desk.parties.players(case.situation, desk.life.issuing.by)
        problems = check_days(desk, self.on, self.body)
        problems += self._wrong_department(issuers.has(desk.actor.department), issuers.named())
        problems += self._ready(facts, subject, level)
        problems += needed(ISSUE, lacking(desk.life.issuing.needs, self.body))
        problems += check_signed(desk, ISSUE, level, self.body)
        issued = desk.log.events(kind=ISSUE)
        problems += self._issued_already(issued)
        due = self._due(level, problems)
        number = self._number(issued, problems)
        if problems:
            raise ProblemsFound(problems)
        entry = self._entry(f"W{len(issued) + 1}", level, number, due)
        notice = step(None, Event(0, entry, (), (), START, ""))
        assert notice is not None
        route = desk.parties.route(case, desk.life.issuing.send, level, subject, self.on)
        messages = messages_of(route, desk.life, notice, self.on, {"due_on": due.isoformat()})
        return Recorded(self.writer.add(entry, messages, [desk.policy_text]))

    def _facts(self) -> Facts:
        text = self.desk.log.document(self.inspection.text("facts"))
        if text is None:
            hash = self.inspection.text("facts")[:12]
            raise ProblemsFound([codes.NO_POLICY_KEPT.at(PLACE, hash=hash)])
        return read_facts_text(text)

    def _wrong_department(self, right: bool, wanted: Text) -> list[Problem]:
        if right:
            return []
        name = self.desk.parties.department(self.desk.actor.department).name
        event = NAMES[ISSUE]
        return [codes.WRONG_DEPARTMENT.at(PLACE, event=event, wanted=wanted, department=name)]

    def _ready(self, facts: Facts, subject: Key, level: str) -> list[Problem]:
        """There is a level to issue, everything was settled, and the days are in order."""
        desk, found = self.desk, list[Problem]()
        determined = self.inspection.day("determined_on") or self.inspection.on
        if self.on < determined:
            reason = Text(
                f"发布 {self.on} 早于确定级别 {determined}",
                f"issue {self.on} before determination {determined}",
            )
            found.append(codes.BAD_DATES.at(PLACE, reason=reason))
        if level == desk.policy.level_scale.ids[0]:
            reason = Text("确定级别是未触发预警", "the determined level is no warning")
            found.append(codes.CANNOT_ISSUE.at(PLACE, reason=reason))
        answered = evaluated(desk.policy, facts, subject, self.inspection.on)
        settled = self.inspection.body.get("settled")
        words = {**(settled if isinstance(settled, dict) else {})}
        also = self.body.get("settled")
        words |= also if isinstance(also, dict) else {}
        left = unsettled(answered, desk.life, {k: str(v) for k, v in words.items()})
        if left:
            found.append(codes.SETTLE_FIRST.at(PLACE, rules=", ".join(left)))
        return found

    def _issued_already(self, issued: Sequence[Event]) -> list[Problem]:
        for event in issued:
            if event.text("inspection") != self.inspection.stream:
                continue
            events = self.desk.log.events(stream=event.stream)
            if fold(events) is not None and not any(e.kind == "void" for e in events):
                number = event.text("number")
                return [
                    codes.ISSUED_ALREADY.at(
                        PLACE, inspection=self.inspection.stream, warning=number
                    )
                ]
        return []

    def _due(self, level: str, problems: list[Problem]) -> date:
        desk, given = self.desk, self.body.get("due_on")
        if isinstance(given, str) and given:
            due = date.fromisoformat(given)
            if due < self.on:
                reason = Text(f"早于发布日 {self.on}", f"it is before the issue on {self.on}")
                problems.append(codes.NO_GOOD_DUE.at(PLACE, due=due, reason=reason))
            return due
        counting = desk.counting(desk.actor.department)
        found = suggested_due(self.on, desk.life, counting, level)
        if found is None:
            problems += needed(ISSUE, ["due_on"])
        return found.on if found else self.on

    def _number(self, issued: Sequence[Event], problems: list[Problem]) -> str:
        desk, given = self.desk, str(self.body.get("number") or "").strip()
        acting = desk.parties.department(desk.actor.department)
        practice = desk.log.practice
        if not given:
            numbering, year = desk.life.numbering, self.on.year
            return next_number(numbering, acting.short_name, acting.id, year, issued, practice)
        if practice and not given.startswith(desk.life.numbering.practice):
            given = f"{desk.life.numbering.practice}{given}"
        if any(event.text("number") == given for event in issued):
            problems.append(codes.NUMBER_TAKEN.at(PLACE, number=given))
        return given

    def _entry(self, id: str, level: str, number: str, due: date) -> Entry:
        desk, inspection = self.desk, self.inspection
        copied = ("subject", "name", "inspecting", "participants", "facts", "outcome", "baseline")
        body: dict[str, Json] = {
            **{name: value for name, value in self.body.items() if value not in (None, "", [])},
            **{name: inspection.body.get(name) for name in copied},
            "inspection": inspection.stream,
            "hazards": inspection.body.get("findings"),
            "level": level,
            "number": number,
            "due_on": due.isoformat(),
            "issuer": desk.actor.department,
            "to_state": desk.life.start,
        }
        return Entry(
            id, ISSUE, self.on, desk.as_of, desk.now, desk.actor, desk.policy.sha256,
            "moves/issue", self.key, body,
        )  # fmt: skip
