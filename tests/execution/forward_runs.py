"""Runs of the forward executor, broken on purpose, and compared with the reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.execution import forward, reference
from engine.execution.answer import Answer
from engine.execution.forward import ForwardReport, Limits
from engine.execution.forward_host import library_state
from engine.execution.subjects import Item
from engine.policy.model import PolicySet
from tests.execution.forward_set import AS_OF

needs_library = pytest.mark.skipif(
    library_state() != "", reason="durable-rules cannot be imported here"
)
DEAF = 8.0  # seconds of silence that a loaded machine may need to start a worker


def planted(folder: Path, text: str) -> str:
    """Return a file that breaks the worker in the way `text` says."""
    path = folder / "planted.py"
    path.write_text("from engine.execution.forward_chain import Chain\n" + text, encoding="utf-8")
    return str(path)


def complete(
    policy: PolicySet, items: list[Item], limits: Limits
) -> tuple[list[tuple[Item, Answer | None]], ForwardReport]:
    """Return the answers and the report of a run, having compared the answers."""
    run = forward.run(policy, items, AS_OF, limits)
    answers = list(run)
    assert [item for item, _ in answers] == items
    for (_, answer), expected in zip(answers, reference.answers(policy, items, AS_OF), strict=True):
        assert answer is None or answer == expected
    return answers, run.report


def codes(report: ForwardReport) -> list[str]:
    return sorted({problem.code for problem in report.problems})
