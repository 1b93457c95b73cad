"""What is claimed as proved is held against many random enterprises; nothing may contradict it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from engine.analysis.proofs import relations
from engine.analysis.proofs.cones import cone
from engine.execution.answer import Settled
from engine.execution.reference import answers
from engine.execution.subjects import Item, subjects
from engine.language.types import Kind
from engine.policy.model import Decision, Output, PolicySet
from tests.random.policies import AS_OF_DAY, random_facts, random_policy

SEEDS = range(24)
SECONDS = 10.0


def mutants(policy: PolicySet, rng: Random) -> Iterator[PolicySet]:
    """Yield versions with one rule of a level table answering otherwise, or gone."""
    inside = {name for _, name in cone(policy, [policy.decide]).names}
    tables = [
        d for d in policy.decisions.values()
        if d.id in inside and len(d.rules) > 1 and d.gives.kind is Kind.SCALE and not d.is_list
    ]  # fmt: skip
    for table in tables:
        number = rng.randrange(len(table.rules))
        rule = table.rules[number]
        if table.hit == "priority":
            continue
        top = len(policy.domains[table.gives.domain].members) - 1
        end = rng.choice([0, top, min(top, int(rule.then.high) + 1)])
        rules = list(table.rules)
        rules[number] = replace(rule, then=Output(end, end))
        yield with_table(policy, replace(table, rules=tuple(rules)))


def with_table(policy: PolicySet, table: Decision) -> PolicySet:
    return replace(policy, decisions={**policy.decisions, table.id: table})


def levels(policy: PolicySet, items: list[Item]) -> list[Settled]:
    found = []
    for item, answer in zip(items, answers(policy, items, AS_OF_DAY), strict=True):
        settled = answer[item.entity, item.key][policy.decide]
        assert isinstance(settled, Settled)
        found.append(settled)
    return found


def test_no_random_enterprise_drops_where_never_lower_was_proved(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        policy = random_policy(seed, tmp_path / str(seed))
        if policy is None or policy.decisions[policy.decide].gives.kind is not Kind.SCALE:
            continue
        items = list(subjects(policy, random_facts(policy, seed, count=40)))
        for mutant in mutants(policy, Random(seed)):
            findings = list(relations.never_lower(policy, mutant, SECONDS))
            finding = next(f for f in findings if f.name == policy.decide)
            seen[finding.status] += 1
            pairs = zip(levels(policy, items), levels(mutant, items), strict=True)
            drops = [(o, n) for o, n in pairs if n.low < o.low or n.high < o.high]  # type: ignore[operator]
            if finding.status == "proved":
                assert not drops, (seed, drops[0])
            if finding.status == "refuted":
                assert finding.example is not None
    assert seen["proved"] >= 3, seen
    assert seen["refuted"] >= 3, seen


def test_no_random_enterprise_is_answered_otherwise_where_equivalence_was_proved(
    tmp_path: Path,
) -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS[:12]:
        policy = random_policy(seed, tmp_path / str(seed))
        if policy is None:
            continue
        items = list(subjects(policy, random_facts(policy, seed, count=40)))
        for mutant in mutants(policy, Random(seed)):
            found = {f.name: f.status for f in relations.equivalent(policy, mutant, SECONDS)}
            seen[found[policy.decide]] += 1
            pairs = list(zip(levels(policy, items), levels(mutant, items), strict=True))
            if found[policy.decide] == "proved":
                assert all((o.low, o.high) == (n.low, n.high) for o, n in pairs), seed
    assert seen["refuted"], seen
