"""Whole policy sets, shipped and random, answered alike by forward chaining and reference."""

from __future__ import annotations

import gc
from collections import Counter
from pathlib import Path

import pytest

from engine.execution import forward, reference
from engine.execution.forward import Limits
from engine.execution.forward_chain import Chain
from engine.execution.forward_plan import atom_share
from engine.execution.subjects import subjects
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from tests.execution.forward_runs import needs_library
from tests.execution.forward_set import AS_OF, firms, usual_set
from tests.execution.forward_trees import trees
from tests.random.policies import AS_OF_DAY, hits_of, operators_of, random_facts, random_policy

pytestmark = needs_library
SHIPPED = Path(__file__).parents[2] / "policies" / "yunnan"
FOREIGN = Path(__file__).parents[1] / "policies" / "saltmere"
STATM = Path("/proc/self/statm")


@pytest.fixture(scope="module")
def shipped() -> PolicySet:
    return load_policy(SHIPPED)


def test_at_least_nine_in_ten_atoms_of_the_shipped_set_are_matched_inside(
    shipped: PolicySet,
) -> None:
    inside, total = atom_share(shipped)
    assert total > 50
    assert inside / total >= 0.9, f"{inside} of {total}"


@pytest.mark.parametrize("folder", [SHIPPED, FOREIGN], ids=["shipped", "foreign"])
def test_written_set_is_answered_as_by_the_reference(folder: Path) -> None:
    policy = load_policy(folder)
    items = trees(policy, 60, seed=1)
    run = forward.run(policy, items, AS_OF, Limits(trees=25))
    expected = reference.answers(policy, items, AS_OF)
    for (_, answer), wanted in zip(run, expected, strict=True):
        assert answer == wanted
    assert (run.report.engine, run.report.problems) == ("forward", [])


def test_random_policies_are_answered_as_by_the_reference(tmp_path: Path) -> None:
    """60 distinct sets of 20 sites, 30 % of the facts missing."""
    met: Counter[str] = Counter()
    inside = total = answered = seed = 0
    while answered < 60:
        seed += 1
        policy = random_policy(seed, tmp_path / str(seed))
        if policy is None:
            continue
        answered += 1
        met += operators_of(policy) + hits_of(policy)
        share = atom_share(policy)
        inside, total = inside + share[0], total + share[1]
        items = list(subjects(policy, random_facts(policy, seed)))
        chain = Chain(policy, AS_OF_DAY)
        for item, wanted in zip(items, reference.answers(policy, items, AS_OF_DAY), strict=True):
            answer = chain.answer(item).items()
            done = {(row.entity, row.key): said for row, said in answer if said}
            assert done == wanted, f"seed {seed}, {item.key}"
        chain.close()
    assert {"and", "or", "not", "in", "has", "is_null", "unique", "first", "take highest"} <= set(
        met
    )
    assert inside / total > 0.5


@pytest.mark.skipif(not STATM.exists(), reason="needs /proc to read the memory of the process")
def test_memory_is_flat_over_two_thousand_subjects() -> None:
    """20,000 are run by benchmarks/forward_soak.py."""
    chain = Chain(usual_set(), AS_OF)
    sizes = []
    for start in range(5):
        for item in firms(400, seed=start):
            chain.answer(item)
        gc.collect()
        sizes.append(int(STATM.read_text(encoding="ascii").split()[1]) * 4096)
    chain.close()
    assert chain.host.sessions == 2000
    assert max(sizes[1:]) - sizes[0] < 4_000_000, sizes
