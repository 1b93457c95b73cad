"""The executors that a shared test runs on; one that cannot run here says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from engine.execution import reference
from engine.execution.answer import Answer
from engine.execution.subjects import Item
from engine.policy.model import PolicySet

Answers = Callable[[PolicySet, Iterable[Item], int], Iterator[Answer]]
NAMES = ("reference", "forward", "columnar")


def executor(name: str) -> Answers:
    """Return the `answers` of an executor; skips where its library cannot be imported."""
    if name == "reference":
        return reference.answers
    if name == "columnar":
        pytest.importorskip("sqlglot", reason=COLUMNAR_MISSING)
        from engine.execution import columnar

        return columnar.answers
    if name == "forward":
        pytest.importorskip("durable", reason="durable-rules cannot be imported here")
        from engine.execution import forward

        return forward.answers
    from engine.execution import columnar

    if columnar.missing() is not None:
        pytest.skip("duckdb or sqlglot is not installed")
    return columnar.answers


COLUMNAR_MISSING = "sqlglot is not installed here"
