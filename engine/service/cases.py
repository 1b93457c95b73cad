"""Jobs about the cases of a policy set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.analysis import cases as own_cases
from engine.analysis.cases import CaseResult, Route
from engine.execution.exact import Json
from engine.execution.outcome import Outcome
from engine.facts.model import Facts
from engine.organisation.route import Addressed
from engine.organisation.routing import Router
from engine.policy.model import PolicySet
from engine.problems import ProblemsFound, errors
from engine.service.policies import load


@dataclass(frozen=True)
class CaseRun:
    """The results of all cases of one policy set, and the rules that none of them fired."""

    policy: PolicySet
    results: tuple[CaseResult, ...]

    @property
    def passed(self) -> bool:
        """True where there are cases and all of them pass."""
        return bool(self.results) and all(result.passed for result in self.results)

    @property
    def untried(self) -> tuple[str, ...]:
        """Rules that fired in no case, by id; those about a warning are tried by its story."""
        life = self.policy.escalation
        tables = [d for d in self.policy.decisions.values() if not life or d.entity != life.entity]
        fired = {rule for r in self.results if r.outcome for rule in r.outcome.fired}
        every = (f"{d.id}/{r.id}" for d in tables for r in d.rules)
        return tuple(rule for rule in every if rule not in fired)


def run_cases(name: str, engine: str) -> CaseRun:
    """Run the cases of a policy set; raises ProblemsFound where set or cases have errors."""
    policy = load(name)
    cases, problems = own_cases.read_cases(policy)
    if errors(problems):
        raise ProblemsFound(problems)
    if engine == "forward":
        from engine.execution.forward import answers
    elif engine == "columnar":
        from engine.execution.columnar import answers
    else:
        from engine.execution.reference import answers
    route = routes_of(policy) if policy.routing else None
    return CaseRun(policy, tuple(own_cases.run_cases(policy, cases, answers, route)))


def routes_of(policy: PolicySet) -> Route:
    """Return how a case asks about a message: who sends it, who gets it, by part."""

    def route(facts: Facts, outcome: Outcome, message: str, day: date) -> Mapping[str, Json] | None:
        found = Router(policy, facts).route(outcome.key, message, outcome.level, day)
        if found.sender is None:
            return None
        return {
            "from": found.sender.name,
            "to": _departments(found.to),
            "with": _departments(found.participants),
            "copy": _departments(found.copies),
            "push": _departments(found.pushes),
        }

    return route


def _departments(addressed: tuple[Addressed, ...]) -> list[Json]:
    return [a.name for a in addressed if a.department]
