"""Jobs about the cases of a policy set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from engine.analysis import cases as own_cases
from engine.analysis.case_coverage import Coverage, case_coverage
from engine.analysis.cases import CaseResult, Route
from engine.execution.exact import Json
from engine.execution.outcome import Outcome
from engine.facts.model import Facts
from engine.organisation.route import Addressed
from engine.organisation.routing import Router
from engine.policy.model import PolicySet
from engine.policy.splicing import spliced
from engine.problems import ProblemsFound, errors
from engine.service.files import write
from engine.service.policies import load

if TYPE_CHECKING:
    from engine.analysis.case_suggestions import Suggested


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

    @cached_property
    def coverage(self) -> Coverage:
        """How much of the set the cases touch."""
        return case_coverage(self.policy, self.results)

    def suggestions(self) -> tuple[Suggested, ...]:
        """Cases that would cover what is not covered, where some were found."""
        from engine.analysis.case_suggestions import suggest

        targets = (*self.coverage.rules_left, *self.coverage.conditions_left)
        return suggest(self.policy, self.results, targets)

    def covers(self, percent: float) -> bool:
        """Return whether each kind of coverage reaches `percent`."""
        return all(share >= percent for share in self.coverage.shares.values())

    def update(self) -> list[str]:
        """Write what came out over what was expected and failed; return the files changed."""
        from engine.analysis.case_updating import updates

        changed = updates(self.results)
        documents = {r.case.document.source.file: r.case.document for r in self.results}
        for file, splices in changed.items():
            write(file, spliced(documents[file].source.text, splices).encode("utf-8"))
        return sorted(changed)


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
