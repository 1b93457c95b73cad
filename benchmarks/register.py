"""Six processes that append events, against bare one-row commits of SQLite with full sync.

    python benchmarks/register.py [COUNT]

Each event of ours is sealed, takes the lock before it reads the head, and brings two
messages with it.  The ratio is wanted at 0.3 or more; the chain is verified.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from engine.register.log import Log, open_register  # noqa: E402
from engine.register.sqlite import Sqlite  # noqa: E402

WRITER = ROOT / "tests/register/writer.py"
PROCESSES = 6


def bare(path: Path, count: int) -> float:
    """Return commits a second of one process that does nothing else."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE event(seq INTEGER PRIMARY KEY, body TEXT)")
    start = time.perf_counter()
    for number in range(count):
        connection.execute("INSERT INTO event VALUES(?, ?)", (number, "x" * 600))
    return count / (time.perf_counter() - start)


def ours(path: Path, count: int) -> tuple[float, float]:
    """Return events a second of six processes, and seconds to verify them all."""
    log = Log(Sqlite(path))
    open_register(log, "benchmark", False, date(2026, 1, 1), "now")
    command = [sys.executable, str(WRITER), str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    processes = [
        subprocess.Popen([*command, f"p{n}", str(count)], env=environment, stdout=subprocess.PIPE)
        for n in range(PROCESSES)
    ]
    for process in processes:  # they are ready once each has written its first
        assert process.stdout is not None
        process.stdout.readline()
    first, start = log.head()[0], time.perf_counter()
    for process in processes:
        process.communicate()
    rate = (log.head()[0] - first) / (time.perf_counter() - start)
    start = time.perf_counter()
    assert log.verify() == []
    return rate, time.perf_counter() - start


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        least = bare(Path(folder) / "bare.db", count * PROCESSES)
        rate, seconds = ours(Path(folder) / "a.db", count)
    print(f"bare one-row commits, one process: {least:.0f}/s")
    print(f"events with messages, {PROCESSES} processes: {rate:.0f}/s, ratio {rate / least:.2f}")
    print(f"verify {count * PROCESSES} events: {seconds:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
