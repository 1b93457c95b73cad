"""Two policy versions for one job: found by folder, version or git revision, both loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date

from engine.analysis.simulation import Version
from engine.analysis.words import Words
from engine.catalogue.simulation import OTHER_SUBJECT
from engine.policy.assembling import read_policy
from engine.policy.model import PolicySet
from engine.policy.revisions import Found, folder_part, version_at
from engine.problems import Place, Problem, ProblemsFound, errors
from engine.service.policies import find_policy


@dataclass(frozen=True)
class Loaded:
    """One version: where it was found, the policy set, and its words."""

    found: Found
    policy: PolicySet
    words: Words


@contextmanager
def both(old: str, new: str) -> Iterator[tuple[Loaded, Loaded]]:
    """Give both versions; a git revision is on disk only within this block.

    Raises ProblemsFound with the problems of both where either cannot be used, or where
    they answer for different things.
    """
    with ExitStack() as stack:
        found = [
            stack.enter_context(version_at(asked, find_policy(folder_part(asked))))
            for asked in (old, new)
        ]
        one, other = _loaded(found)
        subjects = one.policy.subject.name, other.policy.subject.name
        if subjects[0] != subjects[1]:
            problem = OTHER_SUBJECT.at(Place(new), old=subjects[0], new=subjects[1])
            raise ProblemsFound([problem])
        yield one, other


def version_of(version: Loaded, day: date, engine: str) -> Version:
    """Return what reports say of a version on a day; `engine` is what answered, or ""."""
    policy, found = version.policy, version.found
    start, until = policy.effective
    return Version(
        asked=found.asked,
        id=policy.id,
        version=policy.version,
        title=policy.title,
        sha256=policy.sha256,
        folder=found.shown,
        files=policy.files,
        effective=policy.effective,
        in_force=start <= day and (until is None or day < until),
        engine=engine,
        revision=found.revision,
    )


def _loaded(found: list[Found]) -> list[Loaded]:
    problems: list[Problem] = []
    loaded = []
    for version in found:
        policy, own = read_policy(version.folder)
        problems += [_renamed(problem, version) for problem in errors(own)]
        if policy is not None:
            words = Words(policy, str(version.folder), version.shown)
            loaded.append(Loaded(version, policy, words))
    if problems:
        raise ProblemsFound(problems)
    return loaded


def _renamed(problem: Problem, version: Found) -> Problem:
    """Return a problem whose place is in the version as it was asked for."""
    file = problem.place.file
    if not file.startswith(str(version.folder)):
        return problem
    file = version.shown + file[len(str(version.folder)) :]
    return replace(problem, place=replace(problem.place, file=file))
