"""What it takes to start: `yujing --help` against click alone; `check` of the shipped set.

    python benchmarks/startup.py [ROUNDS]

Each command runs in a process of its own, in turn with the others, and the best of all
rounds counts.  The ratio is what counts (at most 2); seconds depend on the machine.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
CLI = str(ROOT / "cli.py")
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import click": ["-c", "import click"],
    "yujing --help": [CLI, "--help"],
    "yujing evaluate --help": [CLI, "evaluate", "--help"],
    "yujing check starter": [CLI, "check", "starter"],
    "yujing check yunnan": [CLI, "check", "yunnan"],
}


def once(arguments: list[str]) -> float:
    start = perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - start


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    best = dict.fromkeys(COMMANDS, float("inf"))
    for _ in range(rounds):
        for name, arguments in COMMANDS.items():
            best[name] = min(best[name], once(arguments))
    bare = best["import click"]
    print(f"{'best of ' + str(rounds):<26}{'seconds':>9}{'x click':>9}")
    for name, seconds in best.items():
        print(f"{name:<26}{seconds:>9.3f}{seconds / bare:>9.2f}")


if __name__ == "__main__":
    main()
