"""The cases of both sets, on both executors, routes included; no rule is left untried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from engine.analysis.cases import CaseResult, read_cases, run_cases
from engine.execution import forward, reference
from engine.execution.answer import Answer
from engine.execution.exact import Json
from engine.execution.outcome import Outcome
from engine.execution.subjects import Item
from engine.facts.model import Facts
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from engine.service.cases import routes_of

ROOT = Path(__file__).parents[2]
SETS = {"yunnan": ROOT / "policies/yunnan", "saltmere": ROOT / "tests/policies/saltmere"}
Route = Callable[[Facts, Outcome, str, date], Mapping[str, Json] | None]


def results(folder: Path, executor: ModuleType) -> tuple[PolicySet, list[CaseResult]]:
    """Run all cases of a day in one run of the executor, as starting one for each is slow."""
    policy = load_policy(folder)
    cases, problems = read_cases(policy)
    assert problems == []
    asked: dict[int, list[Item]] = defaultdict(list)

    def ask(policy: PolicySet, items: Iterable[Item], day: int) -> Iterator[Answer]:
        (item,) = items
        asked[day].append(item)
        return reference.answers(policy, [item], day)

    found = list(run_cases(policy, cases, ask, routes_of(policy)))
    if executor is reference:
        return policy, found
    given = {day: executor.answers(policy, items, day) for day, items in asked.items()}

    def tell(policy: PolicySet, items: Iterable[Item], day: int) -> Iterator[Answer]:
        yield next(given[day])

    return policy, list(run_cases(policy, cases, tell, routes_of(policy)))


@pytest.mark.parametrize("executor", [reference, forward], ids=["reference", "forward"])
@pytest.mark.parametrize("name", SETS)
def test_every_case_comes_out_as_written(name: str, executor: ModuleType) -> None:
    _, found = results(SETS[name], executor)
    assert found
    wrong = {
        result.case.name.en: [c for c in result.compared if not c.agrees] or result.problems
        for result in found
        if not result.passed
    }
    assert wrong == {}


@pytest.mark.parametrize("name", SETS)
def test_every_rule_surely_holds_in_some_case(name: str) -> None:
    policy, found = results(SETS[name], reference)
    held = {rule for result in found if result.outcome for rule in result.outcome.fired}
    # Those about a warning are held by its stories: tests/register/.
    life = policy.escalation
    tables = [d for d in policy.decisions.values() if not life or d.entity != life.entity]
    rules = {f"{d.id}/{r.id}" for d in tables for r in d.rules}
    assert rules - held == set()


def test_every_message_and_every_verdict_is_tried() -> None:
    policy, found = results(SETS["yunnan"], reference)
    assert policy.routing is not None
    tried = {c.name.split(".")[1] for result in found for c in result.compared if "." in c.name}
    assert tried == set(policy.routing.messages)
    verdicts = {result.outcome.verdict for result in found if result.outcome}
    assert verdicts == {"decided", "undetermined", "not_applicable"}


def test_names_of_cases_are_in_both_languages_and_tell_them_apart() -> None:
    _, found = results(SETS["yunnan"], reference)
    for language in ("zh", "en"):
        names = [getattr(result.case.name, language) for result in found]
        assert all(names)
        assert len(names) == len(set(names))
