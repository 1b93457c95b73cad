"""A fault planted in one executor is noticed: the cross-checks are not decoration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.execution import hits, quantifiers
from engine.execution.reference import answers
from engine.execution.subjects import subjects
from engine.language import operators
from tests.execution.executors import executor
from tests.random.conftest import Policies
from tests.random.policies import AS_OF_DAY, random_facts
from tests.random.test_soundness import hold


def _never_unknown(*args: Any) -> Any:
    return operators.pairs.at_least(*args) or False


def _without_the_possible(table: Any, fired: Any, unknown: Any) -> Any:
    return hits.settle_unique(table, fired, () if fired else unknown)


def _all_are_here(members: Any, complete: bool, bounds: Any) -> Any:
    return quantifiers.count(members, True, bounds)


def _comparison(patch: pytest.MonkeyPatch) -> None:
    row = replace(operators.OPERATORS["ge"], meaning=_never_unknown)
    patch.setitem(operators.OPERATORS, "ge", row)  # type: ignore[arg-type]


def _hit_policy(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(hits.HITS, "unique", _without_the_possible)  # type: ignore[arg-type]


def _quantifier(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(quantifiers.QUANTIFIERS, "count", _all_are_here)  # type: ignore[arg-type]


@pytest.mark.parametrize("plant", [_comparison, _hit_policy, _quantifier])
def test_a_fault_of_the_reference_breaks_soundness(
    plant: Callable[[pytest.MonkeyPatch], None],
    policies: Policies,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = list(policies(60))
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        for seed, policy in made:
            items = list(subjects(policy, random_facts(policy, seed, 6)))
            for item, answer in zip(items, answers(policy, items, AS_OF_DAY), strict=True):
                hold(policy, item, answer, Random(seed), Counter())


def test_a_fault_of_the_reference_is_noticed_by_forward_chaining(
    policies: Policies, monkeypatch: pytest.MonkeyPatch
) -> None:
    executor("forward")  # or skip
    from engine.execution.forward import run

    made = list(islice(policies(60), 12))
    _comparison(monkeypatch)
    different = 0
    for seed, policy in made:
        chained = run(policy, subjects(policy, random_facts(policy, seed, 6)), AS_OF_DAY)
        different += sum(answer is None for _, answer in chained)
    assert different > 0


def test_a_fault_of_the_forward_translation_is_noticed(policies: Policies, tmp_path: Path) -> None:
    executor("forward")  # or skip
    from engine.execution.forward import Limits, run

    plant = tmp_path / "plant.py"
    plant.write_text(
        "from engine.execution import forward_host\nforward_host.OPERATORS['>='] = '$gt'\n",
        encoding="utf-8",
    )
    different = 0
    for seed, policy in islice(policies(60), 12):
        items = subjects(policy, random_facts(policy, seed, 6))
        chained = run(policy, items, AS_OF_DAY, Limits(prepare=str(plant)))
        different += sum(answer is None for _, answer in chained)
    assert different > 0
