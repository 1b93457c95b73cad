"""A year over the example: 200 inspections and what became of their warnings, told day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pytest
from desks import BODIES, CONTACTS, NOW, ROOT, SIGNED, opened, yunnan

from engine.facts.model import Facts, Key, Row
from engine.facts.reading import read_facts
from engine.register.desk import Desk
from engine.register.events import Actor
from engine.register.folding import Notice, fold
from engine.register.inspections import evaluated, read_record, with_record
from engine.register.issuing import inspect, issue
from engine.register.keeping import facts_of
from engine.register.log import Log
from engine.register.recording import record
from engine.register.replaying import replay
from engine.register.ticking import tick

INSPECTIONS = 200
FIRST, LAST = date(2026, 2, 2), date(2026, 12, 28)
MONTH_ENDS = [date(2026, month, 28) for month in range(2, 13)]
FATES = ("plain", "extended", "overdue", "refused", "accident", "closed_down", "void",
         "superseded", "office_late", "late_paper")  # fmt: skip


@dataclass
class Warned:
    """One enterprise of the year: its facts, its office, what becomes of its warning."""

    number: int
    subject: Key
    facts: Facts
    fate: str
    office: str = ""
    inspecting: str = ""
    warning: str = ""
    finding: str = ""


@dataclass
class Year:
    log: Log
    agenda: dict[date, list[tuple[Warned, str, date, dict[str, Any]]]] = field(default_factory=dict)
    seen: dict[date, dict[str, tuple[str, date]]] = field(default_factory=dict)
    unjustified: int = 0

    @cached_property
    def first(self) -> Desk:
        return Desk(yunnan(), self.log, Actor("张某某", "d-530000"), FIRST, NOW)

    def desk(self, on: date, office: str) -> Desk:
        found = Desk(yunnan(), self.log, Actor("张某某", office), on, NOW, kept=self.first.kept)
        # What does not depend on the day is made once.
        found.parties, found.supervisor = self.first.parties, self.first.supervisor
        found.policy_text = self.first.policy_text
        return found

    def plan(
        self, w: Warned, kind: str, on: date, entered: date | None = None, **said: Any
    ) -> None:
        self.agenda.setdefault(entered or on, []).append((w, kind, on, said))


def enterprises() -> Iterator[Warned]:
    """The first 200 sites of the example whose point and place are known, put on a list."""
    policy, facts = yunnan(), read_facts(ROOT / "examples/yunnan/facts", yunnan())
    points = {row.parent: key for key, row in facts.tables["risk_point"].rows.items()
              if row.values.get("own_level") is not None}  # fmt: skip
    rows = facts.tables["enterprise"].rows
    good = [
        key for key in sorted(points)
        if key in rows and rows[key].values.get("industry") not in (None, "other")
        and rows[key].values.get("division") in policy.divisions
    ]  # fmt: skip
    for number, key in enumerate(good[:INSPECTIONS]):
        own = facts_of(policy, facts, key)
        level = ("county", "prefecture", "province")[number % 3]
        entry = (*key, "2026", level, "9")
        listed = dict(own.tables["key_list"].rows)
        values = {"year": 2026, "level": level, "version": 9, "status": "filed"}
        listed[entry] = Row(entry, values, key)
        table = replace(own.tables["key_list"], rows=listed, present=True)
        own = replace(own, tables={**own.tables, "key_list": table})
        yield Warned(number, key, own, FATES[number % len(FATES)], finding=points[key][-1])


def start(year: Year, w: Warned, on: date, again: str = "") -> None:
    """Inspect and issue on one day, at the level that the rules give or the higher end of it."""
    policy = yunnan()
    name = f"XC-{w.number}{again}"
    data: dict[str, Any] = {
        "number": name, "enterprise": "/".join(w.subject), "ended_on": on.isoformat(),
        "experts": "某机构", "documents": ["执法"],
        "findings": [{"id": f"{name}-1", "family": "control", "grade": "general",
                      "point": w.finding, "description": "问题"}],
        "determination": {"level": "red", "decider": "王某某", "reason": "综合判定"},
    }  # fmt: skip
    life = policy.escalation
    assert life is not None
    probe = with_record(policy, life, w.facts, w.subject, read_record(data, "r"))
    level = evaluated(policy, probe, w.subject, on).level
    assert level is not None
    data["determination"]["level"] = level[1] if again or level[0] == "none" else level[0]
    any_office = year.desk(on, "d-530000")
    case = any_office.parties.router(w.facts).case(w.subject, on)
    (office,) = any_office.parties.players(case.situation, ("county",)).departments
    assert case.situation.inspecting is not None
    w.office, w.inspecting = office.id, case.situation.inspecting.id
    at = year.desk(on, w.office)
    found = inspect(at, w.facts, w.subject, read_record(data, "r"), data, None)
    settled = {r.rule: "已核对" for r in evaluated(policy, probe, w.subject, on).reviews}
    said = {"contacts": CONTACTS, "signed": SIGNED, "settled": settled}
    w.warning = issue(at, found.event.stream, on, said).event.stream


def fate(year: Year, w: Warned, on: date) -> None:
    """Plan what becomes of a warning issued on that day."""
    notice = fold(year.log.events(stream=w.warning))
    assert notice is not None
    due, after = notice.due_on, timedelta(days=1)
    closed = {"closed": list(notice.hazards)}
    year.plan(w, "deliver", on + after)
    last = due - after
    if w.fate == "closed_down":
        year.plan(w, "end", on + 5 * after)
        return
    if w.fate == "void":
        year.plan(w, "void", on + 3 * after)
        year.plan(w, "again", on + 4 * after)
        return
    if w.fate == "superseded":
        year.plan(w, "redetermined", on + 5 * after)
        return
    if w.fate == "refused":
        year.plan(w, "refuse_receipt", on)
        year.plan(w, "refuse_response", on + 4 * after)
        measure = {"measure": "upper_limit", "legal_basis": "安全生产法", "reason": ""}
        year.plan(w, "measure", on + 5 * after, **measure)
    else:
        year.plan(w, "respond", on + after)
    if w.fate == "accident":
        year.plan(w, "accident", on + 3 * after, accident=f"SG-{w.number}")
    if w.fate == "extended":
        until = (due + 20 * after).isoformat()
        year.plan(w, "apply_extension", due - 2 * after, until=until)
        year.plan(w, "decide_extension", due, until=until)
        last = due + 15 * after
    if w.fate == "overdue":
        year.plan(w, "measure", due + 3 * after, measure="talk", reason="")
        last = due + 6 * after
    entered = last + 9 * after if w.fate == "late_paper" else None
    reason = {"reason": "材料迟到"} if entered else {}
    year.plan(w, "apply_release", last, entered, **reason)
    until_release = 30 if w.fate == "office_late" else 10
    year.plan(w, "recheck", last + until_release * after, **closed)
    year.plan(w, "release", last + until_release * after)


def happen(year: Year, w: Warned, kind: str, on: date, entered: date, said: dict[str, Any]) -> None:
    if kind == "again":
        start(year, w, on, "a")
        year.plan(w, "end", on + timedelta(days=9))
        return
    if kind == "redetermined":
        old = w.warning
        start(year, w, on, "b")
        new, w.warning = w.warning, old
        happen(year, w, "supersede", on, entered, {"new_warning": new})
        w.warning = new
        year.plan(w, "end", on + timedelta(days=9))
        return
    office = w.inspecting if said.get("measure") == "talk" else w.office
    done = record(year.desk(entered, office), kind, w.warning, on, {**BODIES[kind], **said})
    year.unjustified += len(done.unjustified)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    year = Year(opened(tmp_path_factory.mktemp("year") / "a.db"))
    waiting = list(enterprises())
    assert len(waiting) == INSPECTIONS
    day = FIRST
    while day <= LAST:
        if waiting:
            w = waiting.pop(0)
            start(year, w, day)
            fate(year, w, day)
        for w, kind, on, said in year.agenda.pop(day, ()):
            happen(year, w, kind, on, day, said)
        if day.weekday() == 0:
            tick(year.desk(day, "d-530000"))
        if day in MONTH_ENDS:
            at = year.desk(day, "d-530000")
            year.seen[day] = {n.id: (n.state, n.due_on) for n in at.notices()}
        day += timedelta(days=1)
    yield year
    year.log.close()


def notices(year: Year) -> list[Notice]:
    return year.desk(LAST, "d-530000").notices()


def test_every_warning_of_the_year_came_to_its_end(year: Year) -> None:
    states = Counter(n.state for n in notices(year))
    each = INSPECTIONS // len(FATES)
    assert states == {"released": each * 7, "ended": each * 3, "superseded": each, "void": each}


def test_the_register_of_the_year_is_whole_and_every_decision_comes_out_again(year: Year) -> None:
    assert year.log.verify() == []
    replayed = replay(year.log)
    assert len(replayed) > INSPECTIONS
    assert [one.event.stream for one in replayed if not one.same] == []


def test_every_month_balances(year: Year) -> None:
    """Open at the end = open before + issued - ended, as told today and as told then."""
    before: set[str] = set()
    for day in MONTH_ENDS:
        told = year.desk(day, "d-530000").notices()
        open_now = {n.id for n in told if n.ended_on is None}
        since = {n.id for n in told} - {id for d in MONTH_ENDS if d < day for id in year.seen[d]}
        over = {n.id for n in told if n.ended_on is not None}
        assert open_now == (before | since) - over
        before = open_now


def test_every_past_state_and_due_date_is_told_as_it_was_known_then(year: Year) -> None:
    for day, seen in year.seen.items():
        at = year.desk(day, "d-530000")
        at.known = day
        assert {n.id: (n.state, n.due_on) for n in at.notices()} == seen


def test_letters_measures_and_urging_follow_the_clauses(year: Year) -> None:
    by_id = {n.id: n for n in notices(year)}
    proposed = Counter(e.text("measure") for e in year.log.events(kind="propose"))
    assert {"reminder_soon", "reminder_overdue", "internal_task", "talk", "urge_recheck",
            "upper_limit"} <= set(proposed)  # fmt: skip
    desk = year.desk(LAST, "d-530000")
    for event in year.log.events(kind="propose"):
        notice, measure = by_id[event.stream], event.text("measure")
        level = desk.inspecting_level(notice)
        if measure in ("reminder_soon", "reminder_overdue"):
            assert (notice.level in ("red", "orange"), level != "province") == (True, True)
        if measure == "internal_task":
            assert (notice.level in ("red", "orange"), level) == (True, "province")
    lost = {seq for n in by_id.values() for seq in n.unjustified}
    kept = [e for e in year.log.events(kind="propose") if e.seq not in lost]
    once = Counter((e.stream, e.text("measure"), e.text("due")) for e in kept)
    assert [key for key, times in once.items() if times > 1] == []


def test_late_paper_took_the_ground_from_what_was_written_meanwhile(year: Year) -> None:
    assert year.unjustified > 0


def test_messages_went_to_whom_the_clauses_name(year: Year) -> None:
    by_id = {n.id: n for n in notices(year)}
    pushed: dict[tuple[str, str], set[str | None]] = {}
    for _, _, said in year.log.messages():
        if said["part"] == "push":
            to = said["to"] if isinstance(said["to"], str) else None
            pushed.setdefault((str(said["warning"]), str(said["message"])), set()).add(to)
    assert {m for _, m in pushed} == {"warning_issued", "warning_released"}
    for (warning, _), to in pushed.items():
        notice = by_id[warning]
        assert {None, notice.inspecting} <= to
        whole = {"d-530000", notice.issuer} <= to
        assert whole or notice.level not in ("red", "orange")
