"""A log in a PostgreSQL database: the row of the head is locked by whoever writes.

The only module that imports psycopg.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from engine.catalogue import register as codes
from engine.problems import Place, ProblemsFound

SCHEMES = ("postgresql://", "postgres://")
LATEST = 1
_TABLES = """
CREATE TABLE event(
  seq BIGINT PRIMARY KEY, stream TEXT NOT NULL, kind TEXT NOT NULL,
  happened_on TEXT NOT NULL, entered_on TEXT NOT NULL, recorded_at TEXT NOT NULL,
  actor TEXT NOT NULL, department TEXT NOT NULL, key TEXT UNIQUE,
  policy TEXT NOT NULL, rule TEXT NOT NULL,
  body TEXT NOT NULL, messages TEXT NOT NULL, documents TEXT NOT NULL,
  prev TEXT NOT NULL, hash TEXT NOT NULL UNIQUE);
CREATE TABLE message(
  id TEXT PRIMARY KEY, seq BIGINT NOT NULL REFERENCES event(seq), body TEXT NOT NULL);
CREATE TABLE document(sha256 TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE INDEX event_stream ON event(stream, seq);
CREATE INDEX event_kind ON event(kind, seq);
CREATE INDEX message_event ON message(seq);
CREATE TABLE head(one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL);
INSERT INTO head VALUES (1, 1);
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'the register is append-only'; END $$;
"""
_NEVER = (
    "CREATE TRIGGER {0}_never BEFORE UPDATE OR DELETE ON {0} "
    "FOR EACH ROW EXECUTE FUNCTION append_only();"
    "CREATE TRIGGER {0}_never_whole BEFORE TRUNCATE ON {0} "
    "FOR EACH STATEMENT EXECUTE FUNCTION append_only();"
)
_SETTING_UP = 7_130_001  # an advisory lock, so that two who come first make one set of tables


class Postgres:
    """One connection to the database at `address`; its tables are made where there are none."""

    def __init__(self, address: str) -> None:
        try:
            import psycopg
        except ImportError:
            raise ProblemsFound([codes.NO_POSTGRES.at(Place("register"))]) from None
        self._fault: type[Exception] = psycopg.Error
        self.name = address.rpartition("@")[2] if "@" in address else address
        with self._worded(connecting=True):
            self._connection: Any = psycopg.connect(address, autocommit=True, connect_timeout=10)
            self._bring_forward()

    def _bring_forward(self) -> None:
        run = self._connection.execute
        run("SET synchronous_commit = on")
        if run("SELECT to_regclass('head')").fetchone()[0] is None:
            with self._connection.transaction():
                run(f"SELECT pg_advisory_xact_lock({_SETTING_UP})")
                if run("SELECT to_regclass('head')").fetchone()[0] is None:
                    run(_TABLES)
                    for table in ("event", "message", "document"):
                        run(_NEVER.format(table))
        version = run("SELECT version FROM head").fetchone()[0]
        if version > LATEST:
            raise ProblemsFound([codes.NEWER.at(Place(self.name), version=version)])

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self._worded():
            cursor = self._connection.execute(sql.replace("?", "%s"), list(values) or None)
            return list(cursor.fetchall()) if cursor.description else []

    def begin(self) -> None:
        """Begin, and lock the row of the head until the end of the transaction."""
        self.rows("BEGIN")
        self.rows("SELECT version FROM head FOR UPDATE")

    def commit(self) -> None:
        """Make the transaction last."""
        self.rows("COMMIT")

    def rollback(self) -> None:
        """Forget the transaction."""
        if not self._connection.closed:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def _worded(self, connecting: bool = False) -> Iterator[None]:
        try:
            yield
        except self._fault as fault:
            state = getattr(fault, "sqlstate", None) or ""
            if state.startswith("53"):  # the server lacks room
                found = codes.DISK_FULL.at(Place(self.name), file=self.name)
            elif state == "25006":
                found = codes.READ_ONLY.at(Place(self.name), file=self.name)
            elif connecting or state[:2] in ("08", "57") or not state:
                reason = str(fault).strip().splitlines()[0]
                found = codes.NO_CONNECTION.at(Place(self.name), reason=reason)
            else:
                raise
            raise ProblemsFound([found]) from fault
