"""Any sequence of events, in time or entered late: what must hold whatever happens."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from desks import (
    BODIES,
    COUNTY,
    LEVELS,
    PREFECTURE,
    PROVINCE,
    desk,
    happens,
    issued,
    opened,
    yunnan,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policy.escalation_model import MOVING
from engine.problems import ProblemsFound
from engine.register.folding import Notice, fold
from engine.register.log import Log
from engine.register.ticking import tick

START = date(2026, 3, 12)
MEASURES = tuple(yunnan().escalation.measures)  # type: ignore[union-attr]
LETTERS = {"reminder_soon", "reminder_overdue"}
LIFE = yunnan().escalation


@st.composite
def steps(draw: st.DrawFn) -> tuple[int, str, int, dict[str, Any]]:
    """Days passed, what happens, how many days late it is entered, other words."""
    event = draw(
        st.sampled_from((*MOVING, "deliver", "respond", "apply_release", "recheck", "tick"))
    )
    passed = draw(st.sampled_from((0, 1, 3, 10, 30)))
    late = draw(st.sampled_from((0, 0, 0, 2, 9)))
    words: dict[str, Any] = {}
    if event == "measure":
        measure = draw(st.sampled_from(MEASURES))
        words = {"measure": measure, "number": "函1", "legal_basis": "安全生产法"}
    if event in ("apply_extension", "decide_extension"):
        words = {"until": (START + timedelta(days=draw(st.integers(10, 200)))).isoformat()}
    if event == "recheck":
        words = {"closed": draw(st.sampled_from((["X1-1"], [])))}
    return passed, event, late, words


def play(log: Log, told: list[tuple[int, str, int, dict[str, Any]]]) -> Iterator[date]:
    """Do what is allowed of it; yield the day after each step."""
    today = START
    for passed, event, late, words in told:
        today += timedelta(days=passed)
        on = max(START, today - timedelta(days=late))
        department = PREFECTURE if words.get("measure") in LETTERS else COUNTY
        before = log.head()
        try:
            if event == "tick":
                tick(desk(log, today))
            else:
                happens(log, event, on.isoformat(), entered=today.isoformat(),
                        department=department, **{"reason": "补录", **words})  # fmt: skip
        except ProblemsFound:
            assert log.head() == before, "a refusal has left something behind"
        yield today


def invariants(log: Log, today: date, level: str) -> None:
    events = log.events(stream="W1")
    notice = fold(events)
    assert notice is not None
    assert not (notice.state == "released" and notice.open_hazards)
    assert len({due.on for due in notice.dues[-1:]}) == 1
    assert all(a.on < b.on for a, b in zip(notice.dues, notice.dues[1:], strict=False))
    letters = [m for _, _, m in log.messages() if m["message"] == "reminder_letter"]
    assert level in ("red", "orange") or letters == []
    proposed = {e.text("measure") for e in events if e.kind == "propose"}
    assert level in ("red", "orange") or not proposed & LETTERS
    # Once for each due date and kind, but for those that have lost their ground.
    standing = [(t.measure, t.due) for t in notice.proposed if t.seq not in notice.unjustified]
    assert len(standing) == len(set(standing))
    assert notice.state in LIFE.states  # type: ignore[union-attr]
    can_end(notice)


def can_end(notice: Notice) -> None:
    assert LIFE is not None
    if notice.ended_on is None:
        ways = [m for m in LIFE.moves if m.to in LIFE.ends and notice.state in m.sources]
        assert any(m.when is None for m in ways)


@contextmanager
def a_register() -> Iterator[Log]:
    with tempfile.TemporaryDirectory() as folder:
        log = opened(Path(folder) / "a.db")
        try:
            yield log
        finally:
            log.close()


def check(level: str, told: list[tuple[int, str, int, dict[str, Any]]]) -> None:
    with a_register() as log:
        issued(log, level)
        today = START
        for today in play(log, told):
            invariants(log, today, level)
        tick(desk(log, today))
        head = log.head()
        assert tick(desk(log, today)) == []
        assert log.head() == head
        assert log.verify() == []
        replay_is_state(log)


def replay_is_state(log: Log) -> None:
    """The state of any day is the fold of the events up to it, however often it is asked."""
    events = log.events(stream="W1")
    for day in sorted({event.on for event in events}):
        until = fold(events, day)
        again = fold([e for e in reversed(events) if e.on <= day])
        assert until == again


def test_any_sequence_keeps_the_invariants(large: bool) -> None:
    most = 25 if large else 12

    @settings(max_examples=600 if large else 25, deadline=None)
    @given(st.sampled_from(sorted(LEVELS)), st.lists(steps(), max_size=most))
    def any_sequence(level: str, told: list[tuple[int, str, int, dict[str, Any]]]) -> None:
        check(level, told)

    any_sequence()


def test_the_words_of_the_steps_are_enough_to_get_through() -> None:
    """The sequences must be able to reach an end, or they would prove little."""
    way = ["deliver", "respond", "apply_release", "recheck", "release"]
    with a_register() as log:
        issued(log, "red")
        told: list[tuple[int, str, int, dict[str, Any]]] = [(1, e, 0, {}) for e in way]
        for today in play(log, told):
            invariants(log, today, "red")
        notice = fold(log.events(stream="W1"))
        assert notice is not None
        assert notice.state == "released"
    assert set(BODIES) == set(MOVING)
    assert PROVINCE
