"""Several versions of one policy set side by side, and which of them is in force on a day.

A folder of versions holds one folder a version, whatever it is called; `policy.yaml` of
each says which version it is and from when until when it is in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from engine.catalogue import versions as codes
from engine.policy.folder import POLICY_FILE
from engine.policy.heading import day_of
from engine.policy.loading import load_document
from engine.problems import Place, Problem, ProblemsFound


@dataclass(frozen=True)
class Version:
    """One version: its folder, what its policy.yaml says, and where it says so."""

    folder: Path
    policy: str
    version: str
    start: date
    until: date | None
    place: Place

    def in_force(self, day: date) -> bool:
        """Return whether the version is in force on a day."""
        return self.start <= day and (self.until is None or day < self.until)

    def overlaps(self, start: date, until: date | None) -> bool:
        """Return whether the version is in force on some day of a span."""
        return (until is None or self.start < until) and (self.until is None or start < self.until)


def holds_versions(folder: Path) -> bool:
    """Return whether a folder holds versions instead of being a policy set itself."""
    if (folder / POLICY_FILE).is_file() or not folder.is_dir():
        return False
    return any((inside / POLICY_FILE).is_file() for inside in folder.iterdir())


def versions_in(folder: Path) -> tuple[Version, ...]:
    """Return the versions in a folder, oldest first; a policy set is its own only version."""
    folders = sorted(folder.iterdir()) if holds_versions(folder) else [folder]
    found = (_version(inside) for inside in folders if (inside / POLICY_FILE).is_file())
    return tuple(sorted((v for v in found if v), key=lambda v: (v.start, v.version)))


def _version(folder: Path) -> Version | None:
    file = folder / POLICY_FILE
    document, _ = load_document(str(file), file.read_bytes())
    if document is None or not isinstance(document.data, dict):
        return None
    data = document.data
    span = data.get("effective")
    ends = span if isinstance(span, dict) else {}
    start, until = (day_of(str(ends.get(word, ""))) for word in ("from", "until"))
    place = document.place(("effective",) if "effective" in data else ())
    names = str(data.get("policy", "")), str(data.get("version", ""))
    return Version(folder, *names, start or date.min, until, place)


def check_versions(versions: Sequence[Version]) -> list[Problem]:
    """Return what is wrong with versions side by side: holes, overlaps, other sets."""
    return list(_problems(versions))


def _problems(versions: Sequence[Version]) -> Iterator[Problem]:
    seen: dict[str, Version] = {}
    for version in versions:
        if version.policy != versions[0].policy:
            first = versions[0].policy
            yield codes.TWO_IDS.at(version.place, one=first, other=version.policy)
        if version.version in seen:
            yield codes.SAME_VERSION.at(version.place, version=version.version)
        seen[version.version] = version
    for one, other in pairwise(versions):
        first, second = one.version, other.version
        if one.until is None or one.until > other.start:
            yield codes.OVERLAP.at(other.place, start=other.start, one=first, other=second)
        elif one.until < other.start:
            last = one.until - timedelta(days=1)
            begins = other.start
            yield codes.HOLE.at(other.place, until=last, start=begins, one=first, other=second)


def in_force(folder: Path, day: date) -> Version:
    """Return the version in force on a day; raises ProblemsFound where there is not just one."""
    versions = versions_in(folder)
    problems = check_versions(versions)
    if problems:
        raise ProblemsFound(problems)
    for version in versions:
        if version.in_force(day):
            return version
    spans = "; ".join(span(v) for v in versions)
    raise ProblemsFound([codes.NONE_IN_FORCE.at(Place(str(folder)), day=day, spans=spans)])


def span(version: Version) -> str:
    """Return a version and when it is in force, in signs that need no language."""
    return f"{version.version}: {version.start} – {version.until or ''}".rstrip()
