"""No inspection, no warning: records read strictly, levels determined, warnings issued."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desks import (
    CONTACTS,
    COUNTY,
    ELSEWHERE,
    PREFECTURE,
    PROVINCE,
    ROOT,
    SIGNED,
    SUBJECT,
    day,
    desk,
    facts,
    happens,
    inspected,
    issued,
    opened,
    written,
    yunnan,
)

from engine.catalogue import register as codes
from engine.organisation.hierarchy import hierarchy_of
from engine.policy.assembling import load_policy
from engine.problems import ProblemsFound
from engine.register.folding import fold
from engine.register.inspections import read_record
from engine.register.issuing import inspect, issue
from engine.register.keeping import (
    facts_of,
    facts_text,
    policy_text,
    read_facts_text,
    unpack_policy,
)
from engine.register.log import Log
from engine.register.numbering import numbers

SAID = {"contacts": CONTACTS, "signed": SIGNED}


def refused(do: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(ProblemsFound) as met:
        do()
    return {p.code: p.message.zh for p in met.value.problems}


def record(log: Log, on: str = "2026-03-12", department: str = COUNTY, listed: str = "county",
           **changes: Any) -> object:  # fmt: skip
    data = {**written(), **changes}
    read = read_record(data, "record.yaml")
    return inspect(desk(log, on, department), facts(listed), SUBJECT, read, data, None)


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("findings", {"findings": []}),
    ("findings", {"findings": [{"family": "control"}]}),
    ("number", {"number": None}),
    ("ended_on", {"ended_on": "12.3.2026"}),
    ("ended_on", {"began_on": "2026-03-13"}),
    ("level", {"determination": {"decider": "王某某"}}),
    ("decider", {"determination": {"level": "red"}}),
    ("colour", {"colour": "red"}),
    ("determination.levle", {"determination": {"levle": "red", "level": "red", "decider": "a"}}),
]


@pytest.mark.parametrize(("name", "changes"), WRONG)
def test_a_record_says_what_is_wrong_with_it(name: str, changes: dict[str, Any]) -> None:
    found = refused(lambda: read_record({**written(), **changes}, "record.yaml"))
    assert set(found) == {"G132"}
    assert any(name in message for message in found.values())


def test_a_record_that_is_a_list_is_none() -> None:
    assert "G132" in refused(lambda: read_record([], "record.yaml"))


def test_the_baseline_comes_from_the_findings_of_the_record(tmp_path: Path) -> None:
    """The facts know of no hazard: the finding of the record makes it red."""
    log = opened(tmp_path / "a.db")
    done = inspected(log, "red")
    assert done.event.body["baseline"] == ["red", "red"]
    assert log.document(done.event.text("outcome")) is not None


def test_below_the_baseline_is_refused_and_above_it_needs_a_reason(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    lower = {"level": "yellow", "decider": "王某某", "reason": "轻微"}
    assert "橙" not in refused(lambda: record(log, determination=lower))["G120"]
    data = written("yellow")
    higher = {"level": "red", "decider": "王某某"}
    read = read_record({**data, "determination": higher}, "r")
    at = desk(log, "2026-03-12")
    assert "G132" in refused(lambda: inspect(at, facts(), SUBJECT, read, data, None))
    reasoned = {**data, "determination": {**higher, "reason": "隐患多"}}
    done = inspect(at, facts(), SUBJECT, read_record(reasoned, "r"), reasoned, None)
    assert (done.event.text("level"), done.event.body["baseline"]) == ("red", ["yellow"] * 2)


def test_the_advice_of_an_inspection_is_the_policys(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    data = {k: v for k, v in written().items() if k not in ("experts", "documents")}
    done = inspect(desk(log, "2026-03-12"), facts(), SUBJECT, read_record(data, "r"), data, None)
    assert set(done.advice) >= {"reviews/no-expert", "reviews/no-enforcement-document"}


def test_who_inspects_is_who_lists_and_others_do_not_enter_it(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    assert "G113" in refused(lambda: record(log, department=ELSEWHERE))
    done = inspected(log, listed="province")
    assert done.event.text("inspecting") == PROVINCE
    assert set(done.event.texts("participants")) == {PREFECTURE, COUNTY}


def test_no_inspection_no_warning(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    at = desk(log, "2026-03-12")
    assert "G110" in refused(lambda: issue(at, "X9", at.as_of, SAID))


def test_the_county_issues_whoever_inspected(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    found = inspected(log, listed="province")
    for department in (PROVINCE, PREFECTURE, ELSEWHERE):
        at = desk(log, "2026-03-12", department)
        assert "G113" in refused(lambda at=at: issue(at, found.event.stream, at.as_of, SAID))
    at = desk(log, "2026-03-12", COUNTY)
    assert issue(at, found.event.stream, at.as_of, SAID).event.text("issuer") == COUNTY


def test_what_must_be_settled_is_settled_before_issue(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    finding = [
        {"id": "X1-1", "family": "control", "grade": "general", "description": "未写风险源点"}
    ]
    decided = {"level": "red", "decider": "王某某", "reason": "从高"}
    data = {**written(), "findings": finding, "determination": decided}
    at = desk(log, "2026-03-12")
    found = inspect(at, facts(), SUBJECT, read_record(data, "r"), data, None)
    problems = refused(lambda: issue(at, found.event.stream, at.as_of, SAID))
    assert "reviews/unlinked-hazard" in problems["G121"]
    settled = {**SAID, "settled": {"reviews/unlinked-hazard": "已核对"}}
    assert issue(at, found.event.stream, at.as_of, settled).event.kind == "issue"


def test_no_warning_is_none_to_issue(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    finding = [{"id": "X1-1", "family": "control", "grade": "general", "point": "P1",
                "description": "已消除", "found_on": "2026-03-12"}]  # fmt: skip
    data = {**written(), "findings": finding, "determination": {"level": "none", "decider": "a"}}
    at = desk(log, "2026-03-12")
    read = read_record(data, "r")
    assert "G120" in refused(lambda: inspect(at, facts(), SUBJECT, read, data, None))


def test_out_of_scope_there_is_nothing_to_determine(tmp_path: Path) -> None:
    log, given = opened(tmp_path / "a.db"), facts()
    row = given.tables["enterprise"].rows[SUBJECT]
    row.values["industry"] = "other"  # type: ignore[index]
    data = written()
    at = desk(log, "2026-03-12")
    found = refused(lambda: inspect(at, given, SUBJECT, read_record(data, "r"), data, None))
    assert "适用范围" in found["G119"]


def test_days_come_in_order_and_the_due_date_is_not_before_the_issue(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    found = inspected(log, on="2026-03-12")
    at = desk(log, "2026-03-12")
    early = refused(lambda: issue(at, found.event.stream, day("2026-03-11"), SAID))
    assert "G122" in early
    due = {**SAID, "due_on": "2026-03-11"}
    assert "G124" in refused(lambda: issue(at, found.event.stream, at.as_of, due))
    kept = {**SAID, "due_on": "2026-03-12"}
    assert issue(at, found.event.stream, at.as_of, kept).event.text("due_on") == "2026-03-12"


def test_one_inspection_gives_one_warning_and_a_void_one_may_be_issued_anew(
    tmp_path: Path,
) -> None:
    log = opened(tmp_path / "a.db")
    first = issued(log)
    at = desk(log, "2026-03-12")
    again = refused(lambda: issue(at, "X1", at.as_of, SAID))
    assert first.event.text("number") in again["G128"]
    happens(log, "void", "2026-03-12")
    second = issue(at, "X1", at.as_of, SAID)
    assert second.event.text("number").endswith("2号")


def test_numbers_are_given_or_the_next_and_never_used_twice(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    issued(log, number="X1")
    found = inspected(log, number="X2")
    at = desk(log, "2026-03-12")
    taken = {**SAID, "number": "（红塔）应急预〔2026〕1号"}
    assert "G123" in refused(lambda: issue(at, found.event.stream, at.as_of, taken))
    given = {**SAID, "number": "（红塔）应急预〔2026〕7号"}
    issue(at, found.event.stream, at.as_of, given)
    issued(log, number="X3")
    happens(log, "void", "2026-03-12", "W2")
    own = inspected(log, number="X4")
    issue(at, own.event.stream, at.as_of, {**SAID, "number": "安监〔2026〕特1号"})
    life = yunnan().escalation
    assert life is not None
    (told,) = numbers(life.numbering, log.events(kind="issue"), ["W2"])
    assert (told.used, told.gaps, told.void) == ((1, 7, 8), (2, 3, 4, 5, 6), (7,))
    assert told.other == ("安监〔2026〕特1号",)


def test_a_new_determination_supersedes_and_only_for_the_same_subject(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    issued(log, "yellow", number="X1")
    issued(log, "red", number="X2", on="2026-03-20")
    assert "G112" in refused(lambda: happens(log, "supersede", "2026-03-20", new_warning="W1"))
    assert "G109" in refused(lambda: happens(log, "supersede", "2026-03-20", new_warning="W9"))
    happens(log, "supersede", "2026-03-20")
    notice = fold(log.events(stream="W1"))
    assert notice is not None
    assert (notice.state, notice.superseded_by) == ("superseded", "W2")


def test_several_warnings_may_be_open_at_once(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    issued(log, "yellow", number="X1")
    issued(log, "red", number="X2")
    open_ones = [n for n in desk(log, "2026-03-12").notices() if n.ended_on is None]
    assert [n.level for n in open_ones] == ["yellow", "red"]


def test_a_late_end_that_later_events_contradict_is_refused(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    issued(log)
    happens(log, "deliver", "2026-03-13")
    happens(log, "respond", "2026-03-20")
    found = refused(lambda: happens(log, "end", "2026-03-15", entered="2026-03-21"))
    assert "响应" in found["G117"]
    assert len(log.events(stream="W1")) == 3


def test_a_measure_that_nothing_proposes_needs_a_reason(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    issued(log)
    happens(log, "deliver", "2026-03-13")
    assert "G127" in refused(lambda: happens(log, "measure", "2026-03-14", reason=""))
    assert happens(log, "measure", "2026-03-14").event.body["proposed"] is False


def test_a_letter_goes_to_the_inspecting_department_and_never_to_the_subject(
    tmp_path: Path,
) -> None:
    log = opened(tmp_path / "a.db")
    issued(log)
    happens(log, "deliver", "2026-03-13")
    said = {"measure": "reminder_overdue", "number": "函〔2026〕1号", "reason": ""}
    happens(log, "measure", "2026-03-28", department=PREFECTURE, **said)
    letters = [m for _, _, m in log.messages() if m["message"] == "reminder_letter"]
    assert [(m["from"], m["to"], m["wording"]) for m in letters] == [
        (PREFECTURE, COUNTY, "overdue")
    ]
    again = refused(lambda: happens(log, "measure", "2026-03-29", department=PREFECTURE, **said))
    assert "G127" in again  # once for each due date


def test_facts_kept_are_read_back_as_they_were() -> None:
    given = facts()
    kept = facts_of(yunnan(), given, SUBJECT)
    assert read_facts_text(facts_text(kept)).tables == kept.tables


@pytest.mark.parametrize("name", ["yunnan", "kunming"])
def test_a_policy_set_is_kept_whole_and_loads_as_itself(tmp_path: Path, name: str) -> None:
    """Kunming lays its own changes over Yunnan: both are kept."""
    policy = load_policy(ROOT / "policies" / name)
    again = load_policy(unpack_policy(policy_text(policy), tmp_path))
    assert (again.id, again.version, again.sha256) == (policy.id, policy.version, policy.sha256)


def test_a_policy_without_a_life_says_so(tmp_path: Path) -> None:
    from dataclasses import replace

    log = opened(tmp_path / "a.db")
    at = desk(log, "2026-03-12")
    at.policy = replace(yunnan(), escalation=None)
    assert "G130" in refused(lambda: at.life)
    assert hierarchy_of(at.policy).regular("530402").id == COUNTY


def test_working_days_beyond_the_calendar_are_provisional_or_refused(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    issued(log, on="2026-12-28")
    happens(log, "deliver", "2026-12-29")
    happens(log, "apply_release", "2026-12-30")
    at = desk(log, "2026-12-31")
    assert at.standing(at.notice("W1"), date(2026, 12, 31)).provisional
    strict = desk(log, "2026-12-31", strict=True)
    found = refused(lambda: strict.standing(strict.notice("W1"), date(2026, 12, 31)))
    assert set(found) == {"H206"}


def test_every_code_of_the_register_is_reached() -> None:
    texts = [p.read_text("utf-8") for p in Path(__file__).parent.glob("*.*") if p.is_file()]
    missing = [code.id for code in codes.CODES if not any(f"{code.id}" in t for t in texts)]
    assert missing == []
