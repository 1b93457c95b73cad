"""Set up the project's own environment and run all tests: `python3 tests/run.py [options]`."""

from __future__ import annotations

import subprocess
import sys

from environment import ROOT, prepare

if __name__ == "__main__":
    python = prepare("test,spark" if "--spark" in sys.argv else "test")
    command = [str(python), "-m", "pytest", *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)
