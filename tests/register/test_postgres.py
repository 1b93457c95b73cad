"""The same log on PostgreSQL, against a real server: the same states, the same chain."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from desks import NOW, desk, happens, issued, opened
from server import programs, running
from test_log import six_writers, writer
from test_stories import tell

from engine.problems import ProblemsFound
from engine.register.folding import fold
from engine.register.log import Log, open_register
from engine.register.ticking import tick

BIN = programs()
pytestmark = pytest.mark.skipif(BIN is None, reason="postgresql is not installed")
STORIES = yaml.safe_load((Path(__file__).parent / "stories.yaml").read_text("utf-8"))["stories"]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    assert BIN is not None
    with running(BIN) as address:
        yield address


@pytest.fixture
def address(server: str, request: pytest.FixtureRequest) -> str:
    """A database of its own."""
    import psycopg

    name = f"t{abs(hash(request.node.nodeid)) % 10**9}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@pytest.fixture
def log(address: str) -> Iterator[Log]:
    from engine.register.postgres import Postgres

    log = Log(Postgres(address))
    open_register(log, "test", False, date(2026, 1, 1), NOW)
    yield log
    log.close()


def test_the_same_events_give_the_same_states_and_the_same_hashes(log: Log, tmp_path: Path) -> None:
    """One story after the other, each with its warning, in both; every event in its place."""
    from engine.register.sqlite import Sqlite

    told = [s for s in STORIES if "findings" not in s and "issued" not in s][:12]
    both = (log, opened(tmp_path / "a.db"))
    for at in both:
        for number, story in enumerate(told, 1):
            issued(at, story["level"], number=f"X{number}", listed=story.get("listed", "county"))
            for when, event, *words in story["events"]:
                said = {k: v for k, v in (words[0] if words else {}).items() if k != "closed"}
                closing = {"closed": [f"X{number}-1"]} if event == "recheck" else {}
                happens(at, event, str(when), f"W{number}", **said, **closing)
        tick(desk(at, "2026-07-01"))
    assert isinstance(both[1].database, Sqlite)
    here, there = (at.events() for at in both)
    assert [e.hash for e in here] == [e.hash for e in there]
    assert both[0].messages() == both[1].messages()
    for number in range(1, len(told) + 1):
        states = [fold(at.events(stream=f"W{number}")) for at in both]
        assert states[0] == states[1]
        assert states[0] is not None
    assert both[0].verify() == both[1].verify() == []


def test_a_story_is_told_as_on_sqlite(log: Log) -> None:
    story = next(s for s in STORIES if s["name"].startswith("extension asked before"))
    tell(log, story)
    notice = fold(log.events(stream="W1"))
    assert notice is not None
    assert notice.due_on == date(2026, 4, 20)


def test_six_processes_write_one_chain(log: Log, address: str, large: bool) -> None:
    six_writers(address, log, 500 if large else 40)


def test_no_acknowledged_event_is_lost_when_a_writer_is_killed(
    log: Log, address: str, large: bool
) -> None:
    chance, acknowledged = random.Random(20260312), list[str]()
    for turn in range(50 if large else 5):
        with writer(address, f"n{turn}", 10_000) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(chance.random() * 0.1)
            process.send_signal(signal.SIGKILL)
            rest = process.stdout.read()
        acknowledged += [w for w in (first + rest).split("\n")[:-1] if w]
    assert log.verify() == []
    kept = {event.entry.key for event in log.events()}
    assert acknowledged
    assert [key for key in acknowledged if key not in kept] == []
    sent = [seq for seq, _, _ in log.messages()]
    assert sent == [e.seq for e in log.events(kind="object") for _ in range(2)]


@pytest.mark.parametrize(
    "verb", ["UPDATE event SET actor = 'x'", "DELETE FROM event", "TRUNCATE document",
             "DELETE FROM message"],
)  # fmt: skip
def test_the_database_itself_refuses_changes(log: Log, address: str, verb: str) -> None:
    import psycopg

    issued(log)
    with (
        psycopg.connect(address, autocommit=True) as connection,
        pytest.raises(psycopg.Error, match="append-only"),
    ):
        connection.execute(verb)
    assert log.verify() == []


def test_a_refusal_leaves_nothing_behind(log: Log) -> None:
    issued(log)
    before = log.head()
    with pytest.raises(ProblemsFound):
        happens(log, "respond", "2026-03-13")
    assert log.head() == before
    happens(log, "deliver", "2026-03-13")


def test_what_was_changed_is_found(log: Log, address: str) -> None:
    import psycopg

    issued(log)
    happens(log, "deliver", "2026-03-13")
    anchor = log.anchor()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER TABLE event DISABLE TRIGGER ALL")
        connection.execute("UPDATE event SET actor = 'x' WHERE seq = 3")
    assert ("changed", 3) in {(f.kind, f.seq) for f in log.verify(anchor)}
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER TABLE message DISABLE TRIGGER ALL")
        connection.execute("DELETE FROM message WHERE seq = 4")
        connection.execute("DELETE FROM event WHERE seq = 4")
    assert ("cut", 4) in {(f.kind, f.seq) for f in log.verify(anchor)}


def test_a_server_that_is_not_there_is_said() -> None:
    from engine.register.postgres import Postgres

    with pytest.raises(ProblemsFound) as met:
        Postgres("postgresql://postgres@127.0.0.1:1/none")
    assert met.value.problems[0].code == "G136"
