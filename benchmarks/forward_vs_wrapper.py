"""Forward executor against the bare safe wrapper doing the same assertions: a ratio >= 0.7.

Both match the same facts in the same rulesets, in this process and one after the other,
in turns.  The wrapper gets its facts ready made: it neither chains nor settles, and only
opens sessions, checks facts, asserts them, reads what fired and deletes the session.  The
forward executor builds each fact from rows and results, settles tables and roll-ups.  The
time of the worker's pipe and of the cross-check with the reference is shown apart.

    python benchmarks/forward_vs_wrapper.py [SUBJECTS] [POLICY]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from engine.execution import forward_wire as wire
from engine.execution.forward_chain import Chain
from engine.execution.forward_host import Fact, Host
from engine.execution.reference import Program
from engine.execution.subjects import Item
from engine.policy.assembling import load_policy
from tests.execution.forward_trees import trees

AS_OF = 20_000
ROUNDS = 7
Assertions = list[list[tuple[str, Fact]]]


def recorded(chain: Chain, items: list[Item]) -> Assertions:
    """Return what the chain asserts for each subject, as the wrapper's ready-made work."""
    work: Assertions = []
    match = chain.host.match

    def keep(ruleset: str, fact: Fact) -> list[str]:
        work[-1].append((ruleset, dict(fact)))
        return match(ruleset, fact)

    chain.host.match = keep  # type: ignore[method-assign]
    for item in items:
        work.append([])
        chain.answer(item)
    del chain.host.match  # type: ignore[attr-defined]
    return work


def bare(host: Host, work: Assertions) -> None:
    for facts in work:
        for ruleset, fact in facts:
            host.match(ruleset, fact)
        host.end()


def chained(chain: Chain, items: list[Item]) -> None:
    for item in items:
        chain.answer(item)


def piped(items: list[Item], answers: list[wire.Answered]) -> None:
    """Do what the pipe adds at both of its ends: rows laid flat and back, answers back."""
    for start in range(0, len(items), 64):
        batch, _ = wire.flatten(items[start : start + 64])
        through(batch)
        wire.unflatten(batch)
        for answer in answers[start : start + 64]:
            through(answer)


def through(message: object) -> None:
    stream = BytesIO()
    wire.send(stream, message)
    stream.seek(0)
    wire.receive(stream)


def seconds(job: Callable[[], object]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    folder = sys.argv[2] if len(sys.argv) > 2 else "policies/yunnan"
    policy = load_policy(folder)
    items = trees(policy, count, seed=1, missing=0.1)
    chain = Chain(policy, AS_OF)
    wrapper = Host(chain.plan.rulesets)
    work = recorded(chain, items)
    program = Program(policy, AS_OF)
    answers = [wire.Answered(n, list(chain.answer(item).values())) for n, item in enumerate(items)]
    jobs: dict[str, Callable[[], object]] = {
        "bare": lambda: bare(wrapper, work),
        "forward": lambda: chained(chain, items),
        "pipe": lambda: piped(items, answers),
        "reference": lambda: [program.answer(item) for item in items],
    }
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            times[name].append(seconds(job))
    middle = {name: statistics.median(taken) for name, taken in times.items()}
    facts = sum(map(len, work))
    pairs = list(zip(times["bare"], times["forward"], times["pipe"], strict=True))
    ratio = statistics.median(bare / forward for bare, forward, _ in pairs)
    whole = statistics.median(bare / (forward + pipe) for bare, forward, pipe in pairs)
    print(f"{count} subjects, {facts} facts, {len(chain.plan.rulesets)} rulesets")
    print(f"bare wrapper  {middle['bare']:.3f} s  {facts / middle['bare']:.0f} facts/s")
    print(f"forward       {middle['forward']:.3f} s  {facts / middle['forward']:.0f} facts/s")
    print(f"pipe          {middle['pipe']:.3f} s  (apart)")
    print(f"cross-check   {middle['reference']:.3f} s  (apart; runs beside the worker)")
    print(f"ratio to the bare wrapper: {ratio:.2f}, with the pipe {whole:.2f} (budget >= 0.70)")
    chain.close()
    wrapper.close()


if __name__ == "__main__":
    main()
