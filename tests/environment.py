"""Set up the project's own virtual environment; needs nothing but Python 3.11 or newer.

Used by `python3 examples/yunnan/run.py` and `python3 tests/run.py`.  Exact versions
come from .ci/requirements.txt.  durable-rules needs a C compiler and Python below 3.13;
where it cannot be built the rest is set up all the same, and that is said.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def prepare(extras: str) -> Path:
    """Make .venv with yujing and `extras` in it and return its Python."""
    if sys.version_info < (3, 11):
        sys.exit("yujing needs Python 3.11 or newer; this is " + sys.version.split()[0])
    if not PYTHON.exists():
        print("setting up .venv (about a minute, once) …", file=sys.stderr, flush=True)
        venv.create(HOME, with_pip=True)
    stamp = HOME / f".ready-{extras.replace(',', '-')}"
    wanted = _fingerprint()
    if not stamp.exists() or stamp.read_text() != wanted:
        _install(f"{ROOT}[{extras}]", required=True)
        if sys.version_info < (3, 13):
            _install(f"{ROOT}[forward]", required=False)
        stamp.write_text(wanted)
    return PYTHON


def _fingerprint() -> str:
    return "".join((ROOT / name).read_text() for name in ("pyproject.toml", ".ci/requirements.txt"))


def _install(what: str, *, required: bool) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--constraint", str(ROOT / ".ci/requirements.txt"), "--editable", what]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    if required:
        said = [line for line in done.stderr.splitlines() if not line.startswith("WARNING")]
        sys.exit("\n".join(said[-30:]) or "pip failed")
    print(
        "note: durable-rules could not be built (no C compiler?); "
        "the reference executor answers instead, with the same outcomes",
        file=sys.stderr,
    )
