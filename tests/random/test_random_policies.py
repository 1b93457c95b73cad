"""Many policy sets that nobody thought of: none raises, each record keeps its form.

The distribution of operators, hit policies and verdicts is printed, and must not be thin.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import jsonschema
import pytest

from engine.execution.answer import Answer
from engine.execution.outcome import Outcome, Recorder, dumps, record
from engine.execution.reference import answers
from engine.execution.subjects import Item, subjects
from engine.language.operators import OPERATORS
from engine.policy.model import HIT_POLICIES, PolicySet
from tests.random.conftest import Policies
from tests.random.policies import AS_OF_DAY, hits_of, operators_of, random_facts

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "schemas/outcome.schema.json").read_text(encoding="utf-8"))
VALID = jsonschema.Draft202012Validator(SCHEMA)
SMALL, LARGE = 200, 5000
QUANTIFIERS = ("count", "any", "all", "sum", "min", "max")


def outcomes(policy: PolicySet, seed: int) -> Iterator[tuple[Item, Answer, Outcome]]:
    items = list(subjects(policy, random_facts(policy, seed)))
    recorder = Recorder(policy, AS_OF_DAY)
    for item, answer in zip(items, answers(policy, items, AS_OF_DAY), strict=True):
        yield item, answer, recorder.outcome(item, answer)


def test_no_accepted_policy_raises_and_every_answer_explains_itself(
    policies: Policies, large: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = LARGE if large else SMALL
    verdicts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    used: Counter[str] = Counter()
    sets = 0
    for seed, policy in policies(wanted):
        sets += 1
        used.update({*operators_of(policy), *hits_of(policy)})
        for number, (_, _, found) in enumerate(outcomes(policy, seed)):
            verdicts[found.verdict] += 1
            reasons.update({reason.kind for reason in found.why})
            assert (found.verdict == "undetermined") == bool(found.why), (seed, found)
            assert found.level is not None or found.verdict == "not_applicable"
            if number % 5 == 0:
                VALID.validate(record(policy, found))
    total = sum(verdicts.values())
    with capsys.disabled():
        print(f"\n{sets} policy sets of {wanted} made up, {total} subjects")
        print("  verdicts: " + _shares(verdicts, total))
        print("  reasons:  " + _shares(reasons, total))
        print("  in sets:  " + _shares(used, sets))
    assert sets > 0.9 * wanted
    assert min(verdicts[v] for v in ("decided", "undetermined", "not_applicable")) >= total / 20
    everything = {*OPERATORS, *HIT_POLICIES, *(f"derive {q}" for q in QUANTIFIERS)}
    everything |= {"derive expression", "take highest", "take lowest"}
    assert {name for name in everything if used[name] < sets / 100} == set()
    assert set(reasons) == {"missing", "incomplete", "no_rule", "conflict", "by_law"}


def _shares(counts: Counter[str], total: int) -> str:
    return ", ".join(f"{name} {n / total:.0%}" for name, n in counts.most_common())


def test_order_of_rules_and_rows_changes_nothing(policies: Policies) -> None:
    from tests.random.permuting import shuffled_facts, shuffled_policy

    for seed, policy in islice(policies(SMALL), 60):
        facts, other = random_facts(policy, seed), shuffled_policy(policy, seed)
        turned = shuffled_facts(facts, seed)
        lines = [
            [
                dumps(record(p, Recorder(p, AS_OF_DAY).outcome(item, answer)))
                for item, answer in zip(items, answers(p, items, AS_OF_DAY), strict=True)
            ]
            for p, items in (
                (policy, list(subjects(policy, facts))),
                (other, list(subjects(other, turned))),
            )
        ]
        assert lines[0] == lines[1], seed
