"""A log in one SQLite file: one writer at a time, synced to disk, never changed."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.catalogue import register as codes
from engine.problems import Place, ProblemsFound
from engine.register.drives import network_drive

BUSY_SECONDS = 60.0
PAUSE = (0.0002, 0.002)  # seconds between two tries to take the lock
_NEVER = "\n".join(
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;"
    for table in ("event", "message", "document")
    for verb in ("UPDATE", "DELETE")
)
# One script for each version of the file, in order; a file of an older version is brought
# forward by those it lacks.  Never change a script that was released.
MIGRATIONS: tuple[str, ...] = (
    f"""
CREATE TABLE event(
  seq INTEGER PRIMARY KEY, stream TEXT NOT NULL, kind TEXT NOT NULL,
  happened_on TEXT NOT NULL, entered_on TEXT NOT NULL, recorded_at TEXT NOT NULL,
  actor TEXT NOT NULL, department TEXT NOT NULL, key TEXT UNIQUE,
  policy TEXT NOT NULL, rule TEXT NOT NULL,
  body TEXT NOT NULL CHECK(json_valid(body)), messages TEXT NOT NULL, documents TEXT NOT NULL,
  prev TEXT NOT NULL, hash TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE message(
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL REFERENCES event(seq),
  body TEXT NOT NULL CHECK(json_valid(body))) STRICT;
CREATE TABLE document(sha256 TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
{_NEVER}
""",
    """
CREATE INDEX event_stream ON event(stream, seq);
CREATE INDEX event_kind ON event(kind, seq);
CREATE INDEX message_event ON message(seq);
""",
)
_WORDS = (
    ("readonly", codes.READ_ONLY),
    ("unable to open", codes.CANNOT_OPEN),
    ("disk is full", codes.DISK_FULL),
    ("locked", codes.BUSY),
    ("not a database", codes.NOT_A_REGISTER),
    ("malformed", codes.NOT_A_REGISTER),
    ("disk i/o error", codes.DISK_FULL),
)


class Sqlite:
    """One connection to the file at `path`, which is made where it does not exist."""

    def __init__(self, path: str | Path) -> None:
        self.name = str(path)
        drive = network_drive(Path(path))
        if drive:
            raise ProblemsFound([codes.NETWORK_DRIVE.at(Place(self.name), drive=drive)])
        with self._worded():
            self._connection = sqlite3.connect(
                self.name, timeout=BUSY_SECONDS, isolation_level=None
            )
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._bring_forward()
            self._connection.execute("PRAGMA synchronous = FULL")

    def _bring_forward(self) -> None:
        version = self._version()
        if version > len(MIGRATIONS):
            raise ProblemsFound([codes.NEWER.at(Place(self.name), version=version)])
        if version == len(MIGRATIONS):
            return
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            for number in range(self._version(), len(MIGRATIONS)):
                for statement in _statements(MIGRATIONS[number]):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {number + 1}")
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self._worded():
            return self._connection.execute(sql, list(values)).fetchall()

    def begin(self) -> None:
        """Take the write lock before anything is read.

        SQLite itself sleeps up to 100 ms between two tries, which starves many writers; here
        the wait is short, and differs from one writer to the next.
        """
        until = time.monotonic() + BUSY_SECONDS
        self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._began():
                if time.monotonic() > until:
                    raise ProblemsFound([codes.BUSY.at(Place(self.name), file=self.name)])
                time.sleep(random.uniform(*PAUSE))
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")

    def _began(self) -> bool:
        with self._worded():
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as fault:
                if "locked" not in str(fault):
                    raise
                return False
        return True

    def commit(self) -> None:
        """Sync the transaction to disk."""
        self.rows("COMMIT")

    def rollback(self) -> None:
        """Forget the transaction, where SQLite has not done so itself."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def back_up(self, path: str | Path) -> None:
        """Copy the register, while others write, into a new file."""
        with self._worded():
            if os.path.exists(path):
                raise ProblemsFound([codes.EXISTS.at(Place(str(path)), file=path)])
            copy = sqlite3.connect(str(path))
            try:
                self._connection.backup(copy)
            finally:
                copy.close()

    @contextmanager
    def _worded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as fault:
            text = str(fault).lower()
            code = next((code for word, code in _WORDS if word in text), None)
            if code is None:
                raise
            raise ProblemsFound([code.at(Place(self.name), file=self.name)]) from fault


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; a trigger is one statement."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
