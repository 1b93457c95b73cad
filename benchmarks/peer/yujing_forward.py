"""yujing, forward executor: facts chained through durable-rules, each answer cross-checked."""

from __future__ import annotations

from benchmarks.peer.job import Answers
from benchmarks.peer.yujing_reference import Loaded, load, read_back
from engine.execution.forward import run as forward

TITLE, PACKAGE, OBJECTS = "yujing forward (checked by the reference)", "durable_rules", True
LARGEST = 1_000
__all__ = ["load", "run"]


def run(loaded: Loaded) -> Answers:
    going = forward(loaded.policy, loaded.items, 0)
    found = read_back(loaded, (answer for _, answer in going))
    assert going.report.engine == "forward" and not going.report.fallbacks, going.report.problems
    return found
