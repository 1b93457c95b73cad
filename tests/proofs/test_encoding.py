"""What the solver believes of an enterprise is what the reference answers for it.

A model of open rows is written down as facts and put to the reference; every field,
decision and rule must be what the terms say, on random policies with every hit policy,
quantifier and type.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.analysis.proofs.cones import cone
from engine.analysis.proofs.examples import Teller, key_of, run
from engine.analysis.proofs.reading import Reading
from engine.analysis.proofs.rows import Row, Space, World, below
from engine.analysis.proofs.solver import Undecidable, is_so, number, solve
from engine.analysis.proofs.tables import Decided
from engine.analysis.proofs.values import Coded, Members, Range, Truth, Value
from engine.execution.answer import Computed, Settled
from engine.language.types import Type
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from tests.random.policies import random_policy

SEEDS = range(24)
MODELS = 3  # of each policy


def as_lowered(space: Space, model: Any, value: Value, type: Type) -> object:
    """Return a value in a model in the form that executors compute with."""
    if isinstance(value, Range):
        return number(model, value.low), number(model, value.high)
    if isinstance(value, Truth):
        if is_so(model, value.sure):
            return True
        return None if is_so(model, value.may) else False
    if isinstance(value, Members):
        bits = [(is_so(model, c.sure), is_so(model, c.may)) for c in value.codes]
        return tuple(sum(1 << n for n, pair in enumerate(bits) if pair[end]) for end in (0, 1))
    assert isinstance(value, Coded)
    if not is_so(model, value.known):
        return None
    found = number(model, value.value)
    return found if type.domain else space.texts.text(found)


def compare_decision(
    space: Space, model: Any, decided: Decided, found: Computed, type: Type
) -> None:
    assert isinstance(found, Settled)
    if decided.rules:
        fired = tuple(n for n, r in enumerate(decided.rules) if is_so(model, r.sure))
        may = tuple(n for n, r in enumerate(decided.rules) if is_so(model, r.may))
        assert found.fired == fired
        assert found.unknown == tuple(n for n in may if n not in fired)
    assert is_so(model, decided.conflict) == (found.trouble == "conflict")
    assert is_so(model, decided.nothing) == (found.trouble == "no rule")
    if decided.value is None:
        return
    told = as_lowered(space, model, decided.value, type)
    assert told == ((found.low, found.high) if type.ordered else found.low)


def pinned(rng: Random, space: Space, rows: list[Row]) -> list[Any]:
    """Return what narrows the solver's choice, so that models differ."""
    pins: list[Any] = []
    for row in rows:
        pins.append(row.present if rng.random() < 0.8 else space.today == space.today)
        for name, value in row.free.items():
            if rng.random() < 0.7:
                pins.append(row.given[name])
            if isinstance(value, Range | Coded):
                low = value.low if isinstance(value, Range) else value.value
                pins.append(low % 3 == rng.randrange(3))
    return [pin for pin in pins if rng.random() < 0.5]


def hold(policy: PolicySet, rng: Random, seen: Counter[str]) -> None:
    names = list(policy.decisions)
    whole = cone(policy, names)
    space = Space(policy, World(missing=True))
    root = space.tree(policy.subject.name, dict.fromkeys(policy.entities, 2), policy.entities)
    reading, rows = Reading(policy, space), below(root)
    todo = []
    for node in policy.order:
        for row in (r for r in rows if r.entity == node.entity):
            fields = policy.entities[node.entity].fields
            todo.append(
                (row, node.name, reading.derived(row, fields[node.name]))
                if node.kind == "field"
                else (row, node.name, reading.decision(row, node.name))
            )
    model = None
    pins = pinned(rng, space, rows)
    while model is None:  # pins may contradict each other
        model = solve([*space.constraints, *pins], 20.0)
        pins = pins[: len(pins) // 2]
    told = Teller(space, model, whole).tell(root)
    answer = run(policy, told, policy.subject.name)
    for row, name, term in todo:
        if not is_so(model, row.present):
            continue
        found = answer[row.entity, key_of(row)][name]
        if isinstance(term, Decided):
            seen[policy.decisions[name].take or policy.decisions[name].hit] += 1
            compare_decision(space, model, term, found, policy.decisions[name].gives)
        else:
            derive = policy.entities[row.entity].fields[name].derive
            seen[derive.how if derive else ""] += 1
            type = policy.entities[row.entity].fields[name].type
            assert as_lowered(space, model, term, type) == found, (row.name, name)


def test_the_terms_mean_what_the_reference_answers(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    beyond: Counter[str] = Counter()
    for seed in SEEDS:
        policy = random_policy(seed, tmp_path / str(seed))
        if policy is None:
            continue
        for turn in range(MODELS):
            try:
                hold(policy, Random(seed * 100 + turn), seen)
            except Undecidable as fault:
                beyond[fault.reason] += 1
    hits = {"unique", "any", "first", "priority", "highest", "lowest", "sum", "count", "collect"}
    assert hits | {"expression", "count", "any", "all", "max", "min"} <= set(seen), seen
    assert sum(beyond.values()) < len(SEEDS) * MODELS / 3, beyond


@pytest.mark.parametrize("name", ["yunnan", "starter"])
def test_the_terms_of_a_shipped_set_mean_what_the_reference_answers(name: str) -> None:
    policy, seen = load_policy(f"policies/{name}"), Counter[str]()
    inside = {d: x for d, x in policy.decisions.items() if x.entity != "warning"}
    order = tuple(n for n in policy.order if n.entity != "warning")
    from dataclasses import replace

    policy = replace(policy, decisions=inside, order=order)
    for turn in range(3):
        hold(policy, Random(turn), seen)
    assert seen["count"] or seen["first"]
