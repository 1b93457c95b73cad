"""The same policy set and the same facts, written in another order."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from engine.facts.model import Facts
from engine.policy.model import Decision, PolicySet

ORDERED = ("first", "rule-order", "output-order")  # where the order of rules says something


def shuffled_policy(policy: PolicySet, seed: int) -> PolicySet:
    """Return the set with rules of order-free tables, fields and decisions in another order."""
    rng = Random(seed)
    decisions = {
        id: _shuffled(rng, policy.decisions[id])
        for id in rng.sample(list(policy.decisions), len(policy.decisions))
    }
    entities = {
        name: replace(entity, fields=dict(rng.sample([*entity.fields.items()], len(entity.fields))))
        for name, entity in rng.sample([*policy.entities.items()], len(policy.entities))
    }
    return replace(policy, decisions=decisions, entities=entities)


def _shuffled(rng: Random, decision: Decision) -> Decision:
    if decision.hit in ORDERED or decision.take:
        of = tuple(rng.sample(decision.of, len(decision.of)))
        return replace(decision, of=of)
    return replace(decision, rules=tuple(rng.sample(decision.rules, len(decision.rules))))


def shuffled_facts(facts: Facts, seed: int) -> Facts:
    """Return the facts with tables, rows and values in another order."""
    rng = Random(seed)
    tables = {}
    for name, table in rng.sample([*facts.tables.items()], len(facts.tables)):
        rows = {
            key: replace(row, values=dict(rng.sample([*row.values.items()], len(row.values))))
            for key, row in rng.sample([*table.rows.items()], len(table.rows))
        }
        tables[name] = replace(table, rows=rows)
    return replace(facts, tables=tables)
