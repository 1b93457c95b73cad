"""Jobs about overlays: whether one is stricter than every version of the set it extends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from engine.policy.assembling import read_policy
from engine.policy.draft import Part
from engine.policy.folder import POLICY_FILE
from engine.policy.in_force import Version
from engine.policy.loading import load_document
from engine.policy.model import PolicySet
from engine.policy.overlays import extended_versions
from engine.problems import Problem, errors


def milder(policy: PolicySet) -> list[Problem]:
    """Return why an overlay is not shown to be stricter than what it extends.

    It is held against each version of the set extended that is in force while it is.
    """
    if not policy.extends:
        return []
    from engine.analysis.stricter import stricter

    problems: set[Problem] = set()
    for version in _extended(policy):
        base, own = read_policy(version.folder)
        merged = policy
        if Path(policy.extends).resolve() != version.folder.resolve():
            found, own = read_policy(policy.folder, on=_day_within(policy, version))
            merged = found or policy
        if base is None:
            problems.update(errors(own))
        else:
            problems.update(stricter(base, merged))
    return sorted(problems, key=Problem.sort_key)


def _extended(policy: PolicySet) -> list[Version]:
    file = Path(policy.folder) / POLICY_FILE
    document, _ = load_document(str(file), file.read_bytes())
    assert document is not None
    return extended_versions(Path(policy.folder), Part(document, (), document.data))


def _day_within(policy: PolicySet, version: Version) -> date:
    return max(policy.effective[0], version.start)
