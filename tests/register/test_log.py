"""The log holds: killed writers, many writers, tampering, full and read-only disks, old files."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from desks import NOW, day, desk, happens, issued, opened

from engine.problems import ProblemsFound
from engine.register import sqlite as sqlite_log
from engine.register.drives import network_drive
from engine.register.events import Actor, Entry
from engine.register.folding import fold
from engine.register.log import Log, open_register
from engine.register.sqlite import MIGRATIONS, Sqlite
from engine.service import register as jobs

ROOT = Path(__file__).parents[2]
WRITER = Path(__file__).parent / "writer.py"


def writer(address: str, name: str, count: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(WRITER), address, name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def test_no_acknowledged_event_is_lost_when_a_writer_is_killed(tmp_path: Path, large: bool) -> None:
    log, chance = opened(tmp_path / "a.db"), random.Random(20260312)
    acknowledged: list[str] = []
    for turn in range(500 if large else 8):
        with writer(str(tmp_path / "a.db"), f"n{turn}", 10_000) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(chance.random() * 0.05)
            process.send_signal(signal.SIGKILL)
            rest = process.stdout.read()
        acknowledged += [w for w in (first + rest).split("\n")[:-1] if w]
        assert log.verify() == []
    kept = {event.entry.key for event in log.events()}
    assert [key for key in acknowledged if key not in kept] == []
    assert acknowledged
    # An event and its messages are one: each has its two, and none is left over.
    sent = [seq for seq, _, _ in log.messages()]
    assert sent == [e.seq for e in log.events(kind="object") for _ in range(2)]


def six_writers(address: str, log: Log, count: int) -> None:
    processes = [writer(address, f"p{n}", count) for n in range(6)]
    said = [process.communicate(timeout=500)[0].split() for process in processes]
    assert [p.returncode for p in processes] == [0] * 6
    events = log.events(kind="object")
    assert [e.seq for e in events] == list(range(2, 6 * count + 2))
    assert {e.entry.key for e in events} == {key for keys in said for key in keys}
    assert log.verify() == []


def test_six_processes_write_one_chain(tmp_path: Path, large: bool) -> None:
    log = opened(tmp_path / "a.db")
    six_writers(str(tmp_path / "a.db"), log, 500 if large else 40)


def small(path: Path) -> Log:
    log = opened(path)
    issued(log)
    happens(log, "deliver", "2026-03-13")
    happens(log, "respond", "2026-03-14")
    return log


def by_hand(path: Path, *statements: str) -> None:
    """Change the file behind the register's back, its triggers taken off."""
    connection = sqlite3.connect(path)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


TAMPERED: list[tuple[str, str, int, str]] = [
    ("a changed actor", "UPDATE event SET actor = 'x' WHERE seq = 3", 3, "changed"),
    ("a changed day", "UPDATE event SET happened_on = '2026-03-11' WHERE seq = 4", 4, "changed"),
    ("a changed word", "UPDATE event SET body = '{}' WHERE seq = 5", 5, "changed"),
    ("a deleted event", "DELETE FROM event WHERE seq = 4", 4, "missing"),
    ("a deleted message", "DELETE FROM message WHERE id = 'M3-2'", 3, "message"),
    ("a changed message", "UPDATE message SET body = '{}' WHERE id = 'M3-1'", 3, "message"),
    ("a message of no event", "INSERT INTO message VALUES('M4-9', 4, '{}')", 4, "message"),
    ("a changed policy", "UPDATE document SET body = body || ' '", 2, "document"),
    ("a deleted policy", "DELETE FROM document", 2, "document"),
]


@pytest.mark.parametrize(
    ("statement", "seq", "kind"), [t[1:] for t in TAMPERED], ids=[t[0] for t in TAMPERED]
)
def test_what_was_changed_behind_its_back_is_found_and_named(
    tmp_path: Path, statement: str, seq: int, kind: str
) -> None:
    small(tmp_path / "a.db").close()
    by_hand(tmp_path / "a.db", statement)
    faults = jobs.verify(str(tmp_path / "a.db"), None)
    assert (kind, seq) in {(fault.kind, fault.seq) for fault in faults}


def test_a_cut_tail_shows_against_an_anchor_and_only_there(tmp_path: Path) -> None:
    log = small(tmp_path / "a.db")
    anchor = log.anchor()
    assert log.verify(anchor) == []
    happens(log, "apply_release", "2026-03-20")
    assert log.verify(anchor) == []
    log.close()
    by_hand(tmp_path / "a.db", "DELETE FROM event WHERE seq >= 5")
    assert jobs.verify(str(tmp_path / "a.db"), None) == []
    (fault,) = jobs.verify(str(tmp_path / "a.db"), anchor)
    assert (fault.kind, fault.seq) == ("cut", 5)
    assert "4" in fault.text.zh


def test_a_history_written_anew_is_not_the_one_that_was_anchored(tmp_path: Path) -> None:
    log = small(tmp_path / "a.db")
    anchor = log.anchor()
    other = opened(tmp_path / "b.db")
    issued(other)
    happens(other, "deliver", "2026-03-13")
    happens(other, "respond", "2026-03-15")
    (fault,) = other.verify(anchor)
    assert (fault.kind, fault.seq) == ("anchor", anchor.seq)
    with_other_id = Log(Sqlite(tmp_path / "c.db"))
    open_register(with_other_id, "another", False, date(2026, 1, 1), NOW)
    assert [f.kind for f in with_other_id.verify(anchor)] == ["anchor"]


CHANGES = [
    "UPDATE event SET actor = 'x'",
    "DELETE FROM event",
    "UPDATE message SET body = '{}'",
    "DELETE FROM message",
    "UPDATE document SET body = ''",
    "DELETE FROM document",
]


@pytest.mark.parametrize("verb", CHANGES)
def test_the_file_itself_refuses_changes(tmp_path: Path, verb: str) -> None:
    small(tmp_path / "a.db").close()
    connection = sqlite3.connect(tmp_path / "a.db")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(verb)
    connection.close()


def code_of(do: Callable[[], object]) -> str:
    with pytest.raises(ProblemsFound) as met:
        do()
    return met.value.problems[0].code


def test_a_full_disk_is_said_and_keeps_what_was_confirmed(tmp_path: Path) -> None:
    log = small(tmp_path / "a.db")
    pages = log.database.rows("PRAGMA page_count")[0][0]
    log.database.rows(f"PRAGMA max_page_count = {pages + 2}")
    before, met = log.head(), ""
    for _ in range(200):
        try:
            happens(log, "object", "2026-03-20", content="异议" * 500)
        except ProblemsFound as fault:
            met = fault.problems[0].code
            break
        before = log.head()
    assert met == "G104"
    assert log.head() == before
    assert log.verify() == []
    log.database.rows("PRAGMA max_page_count = 1000000")
    happens(log, "object", "2026-03-20")


def test_a_read_only_register_can_be_read_and_says_so(tmp_path: Path) -> None:
    log = small(tmp_path / "a.db")
    log.database.rows("PRAGMA query_only = ON")  # root may write whatever the mode of the file
    assert code_of(lambda: happens(log, "object", "2026-03-20")) == "G102"
    assert fold(log.events(stream="W1")) is not None


def test_what_is_no_register_is_said(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"PK not a database" * 100)
    assert code_of(lambda: Sqlite(tmp_path / "letter.docx")) == "G106"
    assert code_of(lambda: jobs.connect(str(tmp_path / "none.db"))) == "G103"
    assert code_of(lambda: Sqlite(tmp_path / "no/such/folder.db")) == "G103"


def test_a_busy_register_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_log, "BUSY_SECONDS", 0.1)
    log, other = opened(tmp_path / "a.db"), Log(Sqlite(tmp_path / "a.db"))
    with log.writing():
        assert code_of(lambda: other.writing().__enter__()) == "G105"


MOUNTS = (
    "disk / ext4 rw 0 0\nsrv:/x /mnt/share nfs4 rw 0 0\n//srv/y /mnt/win\\040dows cifs rw 0 0\n"
)


@pytest.mark.parametrize(
    ("path", "drive"),
    [
        ("/mnt/share/a.db", "nfs4"),
        ("/mnt/share/deep/er/a.db", "nfs4"),
        ("/mnt/win dows/a.db", "cifs"),
        ("/mnt/shared/a.db", ""),
        ("/home/a.db", ""),
        ("\\\\server\\share\\a.db", "\\\\server"),
    ],
)
def test_a_network_drive_is_known(path: str, drive: str) -> None:
    assert network_drive(Path(path), MOUNTS) == drive


def test_a_register_on_a_network_drive_is_refused() -> None:
    assert code_of(lambda: Sqlite("\\\\server\\share\\a.db")) == "G101"


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_file_of_an_older_version_is_brought_forward(tmp_path: Path, version: int) -> None:
    script = (Path(__file__).parent / f"fixtures/version-{version}.sql").read_text("utf-8")
    connection = sqlite3.connect(tmp_path / "old.db")
    connection.executescript(script)
    connection.close()
    log = Log(Sqlite(tmp_path / "old.db"))
    assert log.verify() == []
    assert log.database.rows("PRAGMA user_version") == [(len(MIGRATIONS),)]
    assert [e.kind for e in log.events()] == ["opened", "object"]
    with log.writing() as at:
        at.add(Entry("W1", "object", day("2026-03-13"), day("2026-03-13"), NOW, Actor("a", "d")))
    assert log.verify() == []


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    opened(tmp_path / "a.db").close()
    by_hand(tmp_path / "a.db", "PRAGMA user_version = 99")
    assert code_of(lambda: Sqlite(tmp_path / "a.db")) == "G107"


def test_the_same_entry_sent_twice_counts_once_and_another_under_its_key_is_refused(
    tmp_path: Path,
) -> None:
    log = opened(tmp_path / "a.db")
    issued(log)
    first = happens(log, "deliver", "2026-03-13", key="k1")
    again = happens(log, "deliver", "2026-03-13", key="k1")
    assert (again.repeated, again.event.seq) == (True, first.event.seq)
    assert code_of(lambda: happens(log, "deliver", "2026-03-14", key="k1")) == "G116"
    assert code_of(lambda: happens(log, "respond", "2026-03-13", key="k1")) == "G116"
    assert len(log.events(stream="W1")) == 2


def test_a_backup_is_whole_and_never_covers_a_file(tmp_path: Path) -> None:
    log = small(tmp_path / "a.db")
    anchor = jobs.back_up(str(tmp_path / "a.db"), str(tmp_path / "b.db"))
    assert anchor == log.anchor()
    assert jobs.verify(str(tmp_path / "b.db"), anchor) == []
    again = (str(tmp_path / "a.db"), str(tmp_path / "b.db"))
    assert code_of(lambda: jobs.back_up(*again)) == "G108"


def test_the_export_holds_every_event_message_and_document(tmp_path: Path) -> None:
    log = small(tmp_path / "a.db")
    jobs.export(str(tmp_path / "a.db"), str(tmp_path / "a.jsonl"))
    text = (tmp_path / "a.jsonl").read_text("utf-8")
    lines = text.splitlines()
    assert sum('"record":"event"' in line for line in lines) == log.head()[0]
    assert [id for _, id, _ in log.messages() if f'"id":"{id}"' not in text] == []
    assert sum('"record":"document"' in line for line in lines) == 3  # policy, facts, outcome


def test_a_decision_is_replayed_from_what_the_register_keeps(tmp_path: Path) -> None:
    small(tmp_path / "a.db")
    (replayed,) = jobs.replay(str(tmp_path / "a.db"))
    assert replayed.same
    assert replayed.policy == replayed.event.entry.policy
    assert '"verdict":"decided"' in replayed.then


def test_a_practice_register_has_its_own_numbers(tmp_path: Path) -> None:
    real, practice = opened(tmp_path / "a.db"), opened(tmp_path / "b.db", practice=True)
    assert issued(real).event.text("number") == "（红塔）应急预〔2026〕1号"
    assert issued(practice).event.text("number") == "练习（红塔）应急预〔2026〕1号"
    assert issued(practice, number="X2", **{}).event.text("number").endswith("2号")


def test_state_is_known_as_it_was_known(tmp_path: Path) -> None:
    """`as_of` asks what was so on a day; `known` asks what the register knew on a day."""
    log = opened(tmp_path / "a.db")
    issued(log)
    happens(log, "deliver", "2026-03-13", entered="2026-03-15")
    assert desk(log, "2026-03-13").notice("W1").state == "delivered"
    then = desk(log, "2026-03-13", known=day("2026-03-14")).notice("W1")
    assert (then.state, then.delivered_on) == ("issued", None)
    assert desk(log, "2026-03-12").notice("W1").state == "issued"
