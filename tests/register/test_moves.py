"""Every event in every state: what the policy allows happens, what it refuses is refused with
its reason and changes nothing, and nobody but the office it names may do it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from desks import (
    BODIES,
    COUNTY,
    ELSEWHERE,
    PREFECTURE,
    SUBJECT,
    desk,
    happens,
    inspected,
    issued,
    opened,
    yunnan,
)

from engine.policy.escalation_model import MOVING
from engine.problems import ProblemsFound
from engine.register.folding import fold
from engine.register.issuing import issue
from engine.register.log import Log

LIFE = yunnan().escalation
assert LIFE is not None
# How each state is reached, and the day after.
WAYS: dict[str, list[str]] = {
    "issued": [],
    "delivered": ["deliver"],
    "responding": ["deliver", "respond"],
    "awaiting_recheck": ["deliver", "respond", "apply_release"],
    "released": ["deliver", "respond", "apply_release", "recheck", "release"],
    "ended": ["deliver", "end"],
    "superseded": ["deliver", "supersede"],
    "void": ["void"],
}
DAY = "2026-03-13"


def reach(log: Log, state: str) -> None:
    issued(log)
    if "supersede" in WAYS[state]:
        issued(log, number="X2")
    for event in WAYS[state]:
        happens(log, event, DAY)


def test_every_state_has_a_way_here() -> None:
    assert set(WAYS) == set(LIFE.states)


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("event", MOVING)
def test_an_event_in_a_state_is_allowed_or_refused_as_the_policy_says(
    tmp_path: Path, event: str, state: str
) -> None:
    log = opened(tmp_path / "a.db")
    reach(log, state)
    if event == "supersede" and state != "superseded":
        issued(log, number="X2")
    before, refusal = log.head(), LIFE.refusal(event, state)
    moves = LIFE.moves_on(event, state)
    guarded = moves and moves[0].when is not None
    if refusal is not None:
        with pytest.raises(ProblemsFound) as met:
            happens(log, event, DAY)
        (problem,) = met.value.problems
        assert (problem.code, refusal.because.zh in problem.message.zh) == ("G112", True)
        assert log.head() == before
    elif guarded and event in ("decide_extension", "release"):
        with pytest.raises(ProblemsFound) as met:
            happens(log, event, DAY)
        assert moves[0].unless.zh in met.value.problems[0].message.zh
        assert log.head() == before
    else:
        if event == "measure":
            happens(log, event, DAY, reason="领导批示")
        else:
            happens(log, event, DAY)
        notice = fold(log.events(stream="W1"))
        assert notice is not None
        assert notice.state == (moves[0].to or state)


def test_a_release_with_an_open_finding_is_refused_and_goes_through_once_it_is_closed(
    tmp_path: Path,
) -> None:
    log = opened(tmp_path / "a.db")
    reach(log, "awaiting_recheck")
    with pytest.raises(ProblemsFound) as met:
        happens(log, "release", DAY)
    assert "没有验收销号" in met.value.problems[0].message.zh
    happens(log, "recheck", DAY)
    assert happens(log, "release", DAY).event.text("to_state") == "released"


def test_a_decision_needs_an_application_that_waits(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    reach(log, "delivered")
    happens(log, "apply_extension", DAY)
    with pytest.raises(ProblemsFound) as met:
        happens(log, "apply_extension", DAY)
    assert "还没有审核" in met.value.problems[0].message.zh
    happens(log, "decide_extension", DAY)
    notice = fold(log.events(stream="W1"))
    assert notice is not None
    assert notice.due_on == date(2026, 6, 30)
    assert [due.on.isoformat() for due in notice.dues] == ["2026-03-27", "2026-06-30"]


NEEDED = [
    (move.on, name)
    for move in LIFE.moves
    if move.on in ("deliver", "respond", "end", "refuse_receipt", "object", "accident", "hand_over")
    for name in move.needs
]


@pytest.mark.parametrize(("event", "name"), NEEDED)
def test_what_the_policy_asks_to_be_said_must_be_said(
    tmp_path: Path, event: str, name: str
) -> None:
    log = opened(tmp_path / "a.db")
    reach(log, "delivered" if event == "respond" else "issued")
    before = log.head()
    with pytest.raises(ProblemsFound) as met:
        happens(log, event, DAY, **{name: ""})
    assert any(p.code == "G114" and name in p.message.zh for p in met.value.problems)
    assert log.head() == before


WRONG = [
    ("deliver", "issued", PREFECTURE, "G113"),
    ("respond", "delivered", ELSEWHERE, "G113"),
    ("release", "awaiting_recheck", PREFECTURE, "G113"),
    ("end", "delivered", ELSEWHERE, "G113"),
    ("measure", "delivered", ELSEWHERE, "G113"),
]


@pytest.mark.parametrize(("event", "state", "department", "code"), WRONG)
def test_the_wrong_department_is_refused(
    tmp_path: Path, event: str, state: str, department: str, code: str
) -> None:
    log = opened(tmp_path / "a.db")
    reach(log, state)
    if event == "release":
        happens(log, "recheck", DAY)
    before = log.head()
    with pytest.raises(ProblemsFound) as met:
        happens(log, event, DAY, department=department)
    assert code in {p.code for p in met.value.problems}
    assert log.head() == before


def test_a_department_nobody_knows_is_named(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    reach(log, "issued")
    with pytest.raises(ProblemsFound) as met:
        happens(log, "deliver", DAY, department="d-53040")
    assert "d-53040" in met.value.problems[0].message.zh


def test_the_inspecting_department_enters_what_the_subject_did(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    issued(log, listed="prefecture")
    happens(log, "deliver", DAY)
    done = happens(log, "respond", DAY, department=PREFECTURE)
    assert done.event.entry.actor.department == PREFECTURE


WORDS = [
    ("deliver", {"method": "pigeon"}, "issued"),
    ("apply_extension", {"ground": "no_budget"}, "delivered"),
    ("measure", {"measure": "scolding"}, "delivered"),
    ("recheck", {"closed": ["X1-9"]}, "delivered"),
]


@pytest.mark.parametrize(("event", "said", "state"), WORDS)
def test_a_word_that_the_policy_does_not_know_is_refused(
    tmp_path: Path, event: str, said: dict[str, object], state: str
) -> None:
    log = opened(tmp_path / "a.db")
    reach(log, state)
    with pytest.raises(ProblemsFound) as met:
        happens(log, event, DAY, **said)
    assert "G125" in {p.code for p in met.value.problems}


def test_ways_of_delivery_have_needs_of_their_own(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    reach(log, "issued")
    with pytest.raises(ProblemsFound) as met:
        happens(log, "deliver", DAY, method="electronic")
    assert "consent" in met.value.problems[0].message.en
    happens(log, "deliver", DAY, method="electronic", consent="同意书")


@pytest.mark.parametrize("word", ["level", "due_on", "number"])
def test_level_due_date_and_number_are_not_corrected(tmp_path: Path, word: str) -> None:
    log = opened(tmp_path / "a.db")
    reach(log, "issued")
    with pytest.raises(ProblemsFound) as met:
        happens(log, "correct", DAY, what=word, was="a", now="b")
    assert "作废重发" in met.value.problems[0].message.zh


def test_signing_follows_the_level(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.db")
    found = inspected(log, "red")
    signed = {"handled": "张某某", "signed": "王某某"}
    with pytest.raises(ProblemsFound) as met:
        issue(desk(log, "2026-03-12"), found.event.stream, date(2026, 3, 12),
              {"contacts": ["张某某"], "signed": signed})  # fmt: skip
    assert [p.code for p in met.value.problems] == ["G129"]
    assert "审核" in met.value.problems[0].message.zh
    found = inspected(log, "blue", number="X2")
    done = issue(desk(log, "2026-03-12"), found.event.stream, date(2026, 3, 12),
                 {"contacts": ["张某某"], "signed": signed})  # fmt: skip
    assert done.event.text("level") == "blue"


def test_every_event_has_usual_words_here() -> None:
    assert set(BODIES) == set(MOVING)
    assert SUBJECT[0] and COUNTY
