"""20,000 subjects through one worker of the forward executor: is its memory flat?

Prints the worker's resident memory along the way, the sessions opened, facts a second,
and the same for a run whose workers are recycled.  Needs /proc.

    python benchmarks/forward_soak.py [SUBJECTS] [POLICY]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from engine.execution import forward
from engine.execution.forward import Limits
from engine.execution.subjects import Item
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from tests.execution.forward_trees import trees

AS_OF = 20_000


def subjects(policy: PolicySet, count: int) -> Iterator[Item]:
    """Yield fresh trees, a hundred at a time, so that this side stays small as well."""
    for start in range(0, count, 100):
        yield from trees(policy, min(100, count - start), seed=start, missing=0.1)


def resident(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096 / 1e6


def soak(policy: PolicySet, count: int, limits: Limits) -> None:
    run = forward.run(policy, subjects(policy, count), AS_OF, limits)
    start, sizes, done = time.perf_counter(), [], 0
    for _, answer in run:
        done += answer is not None
        if done % (count // 10) == 0 and run.worker_id is not None:
            sizes.append(resident(run.worker_id))
            print(f"  {done:6} answers, worker {sizes[-1]:.1f} MB", flush=True)
    report = run.report
    print(
        f"  {done} of {count} answered in {time.perf_counter() - start:.1f} s by {report.engine}; "
        f"{report.sessions} sessions, {report.recycled} recycled, {report.killed} killed, "
        f"{len(report.differences)} differences, {len(report.fallbacks)} fallbacks"
    )
    if sizes:
        print(f"  growth after the first tenth: {max(sizes) - sizes[0]:+.1f} MB")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    policy = load_policy(sys.argv[2] if len(sys.argv) > 2 else "policies/yunnan")
    print("one worker throughout")
    soak(policy, count, Limits(sessions=10**9))
    print("recycled as usual")
    soak(policy, count, Limits())


if __name__ == "__main__":
    main()
