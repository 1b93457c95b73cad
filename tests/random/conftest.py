"""Random policy sets, read once for all tests that want them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from engine.policy.model import PolicySet
from tests.random.policies import random_policy

KEPT = 300  # the large profile would not fit into memory
Policies = Callable[[int], Iterator[tuple[int, PolicySet]]]


@pytest.fixture(scope="session")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Policies:
    """Yield the first sets that `check` accepts, each with its seed."""
    folder = tmp_path_factory.mktemp("policies")
    known: dict[int, PolicySet | None] = {}

    def first(count: int) -> Iterator[tuple[int, PolicySet]]:
        for seed in range(count):
            policy = known.get(seed)
            if seed not in known:
                policy = random_policy(seed, folder / str(seed % KEPT))
            if seed < KEPT:
                known[seed] = policy
            if policy is not None:
                yield seed, policy

    return first
