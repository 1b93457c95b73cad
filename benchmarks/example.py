"""The example of Yunnan as a whole, from ledgers to files: seconds and peak memory of each job.

    python benchmarks/example.py [POLICY [FACTS]]

Every job runs in a process of its own, as from the command line.  The ratio is that to
the first job; the peak of memory is that of the process (at most 600 MB is wanted).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
WANTED = 600  # MB


def jobs(policy: str, facts: str, out: Path) -> dict[str, list[str]]:
    given = ["-p", policy, "-f", facts]
    answered = ["evaluate", *given, "--format", "jsonl", "--engine"]
    ledgers = sorted(str(path) for path in Path(facts).glob("ledgers/*.xlsx"))
    files = [word for ending in ("xlsx", "csv", "jsonl") for word in ("-o", f"{out}/o.{ending}")]
    return {
        "check": ["check", policy],
        "evaluate, records": [*answered, "reference"],
        "evaluate, all files": ["evaluate", *given, *files, "--rejects", f"{out}/r.xlsx"],
        "evaluate, forward": [*answered, "forward"],
        "explain one": ["explain", "91532501MA00R4TA15", *given],
        "route one": ["route", "91532501MA00R4TA15", *given],
        f"import {len(ledgers)} ledgers": ["import", *ledgers, "-p", policy, "-o", f"{out}/clean"],
    }


def run(arguments: list[str]) -> tuple[float, float, int]:
    """Return seconds, peak memory in MB and exit code of one job."""
    start = perf_counter()
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(child.pid, 0)
    return perf_counter() - start, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main() -> None:
    usual = ["yunnan", str(ROOT / "examples/yunnan/facts")]
    policy, facts = [*sys.argv[1:], *usual[len(sys.argv) - 1 :]]
    print(f"{'job':<24}{'seconds':>9}{'x check':>9}{'peak MB':>9}")
    first, highest = 0.0, 0.0
    with tempfile.TemporaryDirectory() as out:
        for name, arguments in jobs(policy, facts, Path(out)).items():
            seconds, peak, code = run(arguments)
            first, highest = first or seconds, max(highest, peak)
            note = "" if code in (0, 1) else f"  exit {code}"
            print(f"{name:<24}{seconds:>9.2f}{seconds / first:>9.1f}{peak:>9.0f}{note}", flush=True)
    print(f"highest peak {highest:.0f} MB, wanted at most {WANTED}")
    sys.exit(highest > WANTED)


if __name__ == "__main__":
    main()
