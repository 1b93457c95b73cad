"""Jobs that prove: properties of one policy set, or of two versions of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from engine.analysis.proofs import relations, tables_asked
from engine.analysis.proofs.findings import Finding, Status, worst
from engine.analysis.proofs.solver import z3
from engine.catalogue.proofs import NEEDS_AGAINST, UNKNOWN_PROPERTY
from engine.policy.model import PolicySet
from engine.problems import Place, ProblemsFound, did_you_mean
from engine.service.policies import load
from engine.service.versions import both

ALONE: Mapping[str, Callable[[PolicySet, float], Iterator[Finding]]] = {
    "complete": tables_asked.complete,
    "disjoint": tables_asked.disjoint,
    "reachable": tables_asked.reachable,
    "monotone": relations.monotone,
}
COMPARED: Mapping[str, Callable[[PolicySet, PolicySet, float], Iterator[Finding]]] = {
    "never-lower": relations.never_lower,
    "equivalent": relations.equivalent,
}
PROPERTIES = (*ALONE, *COMPARED)
SECONDS = 30.0  # for one question to the solver


@dataclass(frozen=True)
class Proofs:
    """What was proved of a policy set, in the order of the properties."""

    policy: PolicySet
    against: PolicySet | None
    seconds: float
    findings: tuple[Finding, ...]

    @property
    def status(self) -> Status:
        """The gravest status of all findings."""
        return worst(self.findings)


def prove(
    name: str, properties: Sequence[str], against: str | None = None, seconds: float = SECONDS
) -> Proofs:
    """Return what can be proved of a policy set; `seconds` bound each question.

    Without properties: all that are about one version and, with `against`, never-lower.
    Raises ProblemsFound where a set has errors, a property is not known, or the solver is
    not installed.
    """
    asked = tuple(properties) or (*ALONE, *(("never-lower",) if against else ()))
    _check(asked, against)
    z3()
    with ExitStack() as stack:
        old: PolicySet | None = None
        if against is None:
            policy = load(name)
        else:
            one, other = stack.enter_context(both(against, name))
            old, policy = one.policy, other.policy
        return Proofs(policy, old, seconds, findings(policy, old, asked, seconds))


def findings(
    policy: PolicySet, old: PolicySet | None, properties: Sequence[str], seconds: float
) -> tuple[Finding, ...]:
    """Return the findings of each property; those that compare need `old`."""
    found: list[Finding] = []
    for property in properties:
        if property in ALONE:
            found += ALONE[property](policy, seconds)
        elif old is not None:
            found += COMPARED[property](old, policy, seconds)
    return tuple(found)


def _check(asked: Sequence[str], against: str | None) -> None:
    place, known = Place("yujing"), ", ".join(PROPERTIES)
    problems = [
        UNKNOWN_PROPERTY.at(place, did_you_mean(p, PROPERTIES), asked=p, known=known)
        for p in asked
        if p not in PROPERTIES
    ]
    needing = [p for p in asked if p in COMPARED and against is None]
    problems += [NEEDS_AGAINST.at(place, asked=p) for p in needing]
    if problems:
        raise ProblemsFound(problems)
