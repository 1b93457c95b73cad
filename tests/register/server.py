"""A PostgreSQL server of our own, in a temporary folder on a loopback port, for as long as needed.

It is Debian's; it refuses to run as root, so that as root it runs as its own user.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")


def programs() -> Path | None:
    """Where initdb and pg_ctl are; None where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    if found and shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    folders = sorted(DEBIAN.glob("*/bin/initdb")) if DEBIAN.is_dir() else []
    return folders[-1].parent if folders else None


def _run(*command: str) -> None:
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    whole = ["runuser", "-u", "postgres", "--", *command] if as_root else [*command]
    done = subprocess.run(whole, capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, done.stderr or done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(bin: Path) -> Iterator[str]:
    """Start a server, yield its address, stop it and remove all of it."""
    folder = Path(tempfile.mkdtemp(prefix="yujing-postgres-"))
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", _free_port()
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -k {folder}"
    try:
        _run(str(bin / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8")
        start = (str(bin / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"))
        _run(*start, "-o", options, "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}"
        finally:
            _run(str(bin / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
