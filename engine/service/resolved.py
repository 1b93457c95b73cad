"""What a policy set is when everything it extends is in it, and the versions there are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.execution.exact import Json
from engine.policy.assembling import read_policy
from engine.policy.draft import Draft, Part
from engine.policy.folder import problems_of, read_documents
from engine.policy.in_force import Version, check_versions, versions_in
from engine.policy.overlays import read_extended
from engine.problems import Problem, ProblemsFound, errors
from engine.service.policies import find_policy, load
from engine.service.promoting import verify


@dataclass(frozen=True)
class Resolved:
    """The files of a policy set, heading first, with everything that was put into them."""

    folder: str
    heading: Part
    files: tuple[Part, ...]


def resolved(name: str) -> Resolved:
    """Return the merged files of a policy set; raises ProblemsFound where it has errors."""
    load(name)
    folder = find_policy(name)
    draft = Draft(Path(folder))
    for step in (read_documents, read_extended):
        step(draft)
    if draft.policy is None:
        raise ProblemsFound(problems_of(draft))
    files = tuple(part for parts in draft.documents.values() for part in parts)
    return Resolved(str(folder), draft.policy, files)


@dataclass(frozen=True)
class Listed:
    """One version: when it is in force, its hash ("" with errors), its promotions."""

    version: Version
    sha256: str
    promotions: tuple[dict[str, Json], ...]


@dataclass(frozen=True)
class History:
    """The versions of a policy set, oldest first, and what is wrong with their spans."""

    folder: str
    versions: tuple[Listed, ...]
    problems: tuple[Problem, ...]


def history(name: str) -> History:
    """Return the versions of a policy set; raises ProblemsFound where records were altered."""
    folder = find_policy(name)
    records = verify(folder)
    versions = versions_in(folder)
    listed = []
    for version in versions:
        policy, problems = read_policy(version.folder)
        own = tuple(r for r in records if r.get("folder") == version.folder.name)
        broken = policy is None or errors(problems)
        listed.append(Listed(version, "" if broken or policy is None else policy.sha256, own))
    return History(str(folder), tuple(listed), tuple(check_versions(versions)))
