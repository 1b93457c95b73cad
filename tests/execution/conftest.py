"""Random policy sets for tests that hold executors against each other."""

from __future__ import annotations

from tests.random.conftest import policies

__all__ = ["policies"]
