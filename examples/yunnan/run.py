"""Set up yujing's own environment and do the main job on the example of Yunnan.

    python3 examples/yunnan/run.py [--lang en]

Checks the policy set, reads the ledgers, answers every enterprise, explains one, routes
one, and writes the outcomes into `out/yunnan/`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from environment import prepare  # noqa: E402  (beside the tests, which need it too)

POLICY, FACTS, OUT = "policies/yunnan", "examples/yunnan/facts", "out/yunnan"
SMELTER = "91532501MA00R4TA15"
STEPS = (
    ("check", POLICY),
    (
        *("evaluate", "-p", POLICY, "-f", FACTS),
        *("-o", f"{OUT}/outcomes.jsonl", "-o", f"{OUT}/outcomes.csv", "-o", f"{OUT}/outcomes.xlsx"),
        *("--rejects", f"{OUT}/returned.xlsx"),
    ),
    ("explain", SMELTER, "-p", POLICY, "-f", FACTS),
    ("route", SMELTER, "-p", POLICY, "-f", FACTS, "--message", "warning_issued"),
)


def main(options: list[str]) -> int:
    """Run the steps one after the other; stop at the first that fails."""
    python = prepare("columnar,parquet")
    for step in STEPS:
        print(f"\n$ yujing {' '.join(step)}\n", flush=True)
        command = [str(python), "cli.py", *step, *options]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
