"""Whatever the missing facts turn out to be, the answer lies within the reported bounds.

Every subject is completed in every way there is (or, where there are too many, in many
random ways), each complete world is evaluated without unknowns, and all that was reported
about the incomplete facts is held against it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from engine.execution.answer import Answer, Computed, Settled
from engine.execution.outcome import Recorder
from engine.execution.reference import answers
from engine.execution.subjects import Item, subjects
from engine.facts.model import Facts
from engine.language.expression import Ref, walk
from engine.policy.model import PolicySet
from tests.random.conftest import Policies
from tests.random.plain import Being, World, worlds
from tests.random.policies import AS_OF_DAY, random_facts, random_value

POLICIES, SITES, WORLDS = 60, 4, 120


def test_every_completion_lies_within_the_bounds(
    policies: Policies, large: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: Counter[str] = Counter()
    for seed, policy in policies(1000 if large else POLICIES):
        for missing in (0.3, 0.1):
            facts = random_facts(policy, seed, SITES, missing)
            items = list(subjects(policy, facts))
            for item, answer in zip(items, answers(policy, items, AS_OF_DAY), strict=True):
                hold(policy, item, answer, Random(seed), seen)
    share = seen["loose"] / max(1, seen["loose"] + seen["tight"])
    with capsys.disabled():
        print(
            f"\nsoundness: {seen['worlds']} worlds of {seen['subjects']} subjects; of "
            f"{seen['loose'] + seen['tight']} bounds that all worlds were tried against, "
            f"{share:.1%} are not tight"
        )
    assert seen["every"] > POLICIES / 4, "too few subjects were completed in every way"
    assert share < 0.5


def hold(policy: PolicySet, item: Item, answer: Answer, rng: Random, seen: Counter[str]) -> None:
    outcome = Recorder(policy, AS_OF_DAY).outcome(item, answer)
    ids = policy.level_scale.ids
    reached: set[int] = set()
    drew, every = False, False
    seen["subjects"] += 1
    for world, root, all_of_them in worlds(policy, item, AS_OF_DAY, rng, WORLDS):
        every = all_of_them
        seen["worlds"] += 1
        _compare(policy, world, root, answer)
        scope = world.read(root, policy.scope) if policy.scope else True
        assert outcome.applicable in (scope, None), outcome
        level = world.read(root, policy.decide)
        assert isinstance(level, int)
        reached.add(level)
        again = World(policy, AS_OF_DAY, rng)  # one that draws only what the answer needs
        again.read(root, policy.decide)
        drew = drew or again.drew
        if scope and outcome.level:
            low, high = (ids.index(end) for end in outcome.level)
            assert low <= level <= high, (outcome.level, ids[level], outcome.why)
            if outcome.verdict == "decided":
                assert low == high == level
    if every and not drew:
        seen["every"] += 1
        settled = answer[item.entity, item.key][policy.decide]
        assert isinstance(settled, Settled)
        for end, found in ((settled.low, min(reached)), (settled.high, max(reached))):
            seen["tight" if end == found else "loose"] += 1


def _compare(policy: PolicySet, world: World, being: Being, answer: Answer) -> None:
    """Hold all that was computed on a row, and on those below it, against a world."""
    item = being.item
    if item is not None:
        for name, computed in answer.get((item.entity, item.key), {}).items():
            _allows(policy, world, being, name, computed)
    for rows in being.children.values():
        for row in rows:
            _compare(policy, world, row, answer)


def _allows(policy: PolicySet, world: World, being: Being, name: str, computed: Computed) -> None:
    assert being.item is not None
    told = f"{being.item.entity} {being.item.key} {name}: {computed}"
    if not isinstance(computed, Settled):
        value = world.read(being, name)
        if isinstance(computed, tuple):
            assert isinstance(value, int), told
            assert computed[0] <= value <= computed[1], (told, value)
        else:
            assert computed in (None, value), (told, value)
        return
    decision = policy.decisions[name]
    if not decision.take:
        held = set(world.holding(being, decision))
        assert set(computed.fired) <= held, (told, held)
        assert held <= set(computed.fired) | set(computed.unknown), (told, held)
    if decision.is_list:
        return
    value = world.read(being, name)
    if decision.gives.ordered:
        assert isinstance(value, int), told
        assert isinstance(computed.low, int), told
        assert isinstance(computed.high, int), told
        assert computed.low <= value <= computed.high, (told, value)
    else:
        assert computed.low in (None, value), (told, value)


def test_learning_a_fact_never_widens_a_bound(policies: Policies, large: bool) -> None:
    learned = 0
    for seed, policy in policies(1000 if large else POLICIES):
        facts = random_facts(policy, seed, 6)
        better, count = _learn(policy, facts, Random(seed))
        learned += count
        before, after = (
            list(answers(policy, subjects(policy, f), AS_OF_DAY)) for f in (facts, better)
        )
        for old, new in zip(before, after, strict=True):
            for row, computed in old.items():
                for name, value in computed.items():
                    assert _within(new[row][name], value), (seed, row, name, value, new[row][name])
    assert learned > POLICIES


def _learn(policy: PolicySet, facts: Facts, rng: Random) -> tuple[Facts, int]:
    """Supply one missing fact of each table's rows that nobody asks `== null` about."""
    asked = _asked_for_null(policy)
    tables, count = dict(facts.tables), 0
    for name, table in facts.tables.items():
        rows = dict(table.rows)
        for key, row in table.rows.items():
            gaps = [
                f
                for f in policy.entities[name].stored
                if row.values.get(f.name) is None
                and f.name not in asked
                and f.missing.kind != "value"
                and f.name not in {e.known_if for e in policy.children_of(name)}
            ]
            if gaps and rng.random() < 0.5:
                gap = rng.choice(gaps)
                value = random_value(rng, policy, gap)
                rows[key] = replace(row, values={**row.values, gap.name: value})
                count += 1
        tables[name] = replace(table, rows=rows)
    return replace(facts, tables=tables), count


def _asked_for_null(policy: PolicySet) -> set[str]:
    exprs = [r.when for d in policy.decisions.values() for r in d.rules]
    for entity in policy.entities.values():
        for f in entity.derived:
            if f.derive is not None:
                exprs += [e for e in (f.derive.expr, f.derive.where) if e is not None]
    nodes = (n.args[0].value for e in exprs for n in walk(e) if n.op == "is_null")
    return {n.name for n in nodes if isinstance(n, Ref)}


def _within(new: Computed, old: Computed) -> bool:  # noqa: PLR0911
    if isinstance(new, Settled) and isinstance(old, Settled):
        if not set(old.fired) <= set(new.fired):
            return False
        if not set(new.fired) | set(new.unknown) <= set(old.fired) | set(old.unknown):
            return False
        if isinstance(old.low, int) and isinstance(old.high, int) and not isinstance(old.low, bool):
            if not isinstance(new.low, int) or not isinstance(new.high, int):
                return False
            return old.low <= new.low <= new.high <= old.high
        return old.low is None or old.low == new.low
    if isinstance(old, tuple) and isinstance(new, tuple):
        return old[0] <= new[0] <= new[1] <= old[1]
    return old is None or old == new
