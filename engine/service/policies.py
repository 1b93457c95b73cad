"""Jobs about policy sets: finding, checking, starting one, the manual of codes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from engine.catalogue.policy import NO_POLICY_FILE
from engine.catalogue.run import (
    FOLDER_EXISTS,
    NOT_IN_FORCE,
    UNKNOWN_CODE,
    UNKNOWN_KIND,
    UNKNOWN_LEVEL,
)
from engine.policy.assembling import read_policy
from engine.policy.in_force import check_versions, holds_versions, in_force, versions_in
from engine.policy.map_model import check_map
from engine.policy.model import PolicySet
from engine.problems import (
    Code,
    Language,
    Place,
    Problem,
    ProblemsFound,
    Text,
    did_you_mean,
    errors,
)
from engine.service.files import write
from engine.service.overlays import milder
from engine.shipped import shipped

NO_POLICY = NO_POLICY_FILE.id
UTF8_MARK = b"\xef\xbb\xbf"


def load(name: str, on: date | None = None) -> PolicySet:
    """Return the policy set of that folder or name; raises ProblemsFound where it has errors.

    Of several versions in one folder it is the one in force `on` that day, else the last.
    """
    policy, problems = read_policy(_version(find_policy(name), on), on)
    problems = problems if policy is None else milder(policy)
    if policy is None:
        raise ProblemsFound(problems)
    if errors(problems):
        raise ProblemsFound(problems)
    return policy


def _version(folder: Path, on: date | None) -> Path:
    """Return the folder of the version that is asked for, in a folder of versions."""
    if not holds_versions(folder):
        return folder
    if on is not None:
        return in_force(folder, on).folder
    problems = check_versions(versions_in(folder))
    if problems:
        raise ProblemsFound(problems)
    return versions_in(folder)[-1].folder


def find_policy(name: str) -> Path:
    """Return the folder of a policy set: a path, or the name of one that is shipped."""
    path = Path(name)
    return path if path.exists() or "/" in name else _shipped_policy(name, path)


def _shipped_policy(name: str, path: Path) -> Path:
    inside = shipped("policies") / name
    return inside if inside.is_dir() else path


@dataclass(frozen=True)
class Checked:
    """What `check` found in one folder: the policy set, or None where it has errors."""

    folder: str
    policy: PolicySet | None
    problems: tuple[Problem, ...]

    @cached_property
    def cited(self) -> frozenset[str]:
        """The clauses that rules, tables, routes and messages cite."""
        from engine.analysis.clause_report import clause_rows

        rows = clause_rows(self.policy) if self.policy else ()
        return frozenset(row.clause.id for row in rows if row.owners)


def check(
    folders: list[str], select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> list[Checked]:
    """Load each policy folder, lint it, and report everything that is wrong in any of them.

    `select` and `ignore` choose among warnings and lints by code or beginning of a code.
    """
    from engine.policy.linting import lint

    found = []
    for name in folders:
        if holds_versions(find_policy(name)):
            found += _check_versions(name, select, ignore)
            continue
        policy, problems = read_policy(find_policy(name))
        if policy is not None and policy.map is not None:
            problems = [*problems, *check_map(policy.map, policy.divisions)]
        if policy is not None and policy.extends:
            problems = [*problems, *milder(policy)]
            policy = None if errors(problems) else policy
        if policy is not None:
            problems = list(lint(policy, problems, select, ignore).problems)
        found.append(Checked(name, policy, tuple(problems)))
    return found


def _check_versions(name: str, select: Sequence[str], ignore: Sequence[str]) -> list[Checked]:
    """Check each version in a folder, and that their spans follow each other."""
    versions = versions_in(find_policy(name))
    found = check([str(version.folder) for version in versions], select, ignore)
    for problem in check_versions(versions):
        found.append(Checked(name, None, (problem,)))
    return found


def fix(folders: list[str], select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[str]:
    """Mend in place what lints can mend safely; return the files that were changed."""
    from engine.policy.linting import lint
    from engine.policy.splicing import spliced

    changed = []
    for name in folders:
        policy, problems = read_policy(find_policy(name))
        report = lint(policy, problems, select, ignore) if policy is not None else None
        for file, splices in sorted(report.fixes.items()) if report else ():
            data = Path(file).read_bytes()
            start = UTF8_MARK if data.startswith(UTF8_MARK) else b""
            try:
                text = data.removeprefix(start).decode("utf-8")
            except UnicodeDecodeError:
                continue  # GB18030: the places count in what was read, not in this
            write(file, start + spliced(text, splices).encode("utf-8"))
            changed.append(file)
    return changed


def ensure_in_force(policy: PolicySet, day: date) -> None:
    """Raise ProblemsFound where `policy` is not in force on `day`."""
    start, until = policy.effective
    if day < start or (until is not None and day >= until):
        place = Place(f"{policy.folder}/policy.yaml")
        span = f"{start} – {until or ''}"
        raise ProblemsFound([NOT_IN_FORCE.at(place, policy=policy.id, day=day, span=span)])


def level_named(policy: PolicySet, word: str) -> int:
    """Return the position on the level scale of an id or label; raises ProblemsFound."""
    words = policy.level_scale.words
    if word not in words:
        place, hint = Place(policy.folder), did_you_mean(word, words)
        raise ProblemsFound([UNKNOWN_LEVEL.at(place, hint, asked=word)])
    return words[word]


def code(asked: str) -> Code:
    """Return the code of that id, whatever the case of its letters; raises ProblemsFound."""
    from engine.catalogue.index import every_code

    known = every_code()
    if asked.upper() not in known:
        hint = did_you_mean(asked.upper(), known)
        raise ProblemsFound([UNKNOWN_CODE.at(Place("yujing"), hint, asked=asked)])
    return known[asked.upper()]


SHARED = "parts"  # a schema of pieces, which is no kind of file


def kinds() -> list[str]:
    """Return the kinds of file that have a schema."""
    names = (path.name.partition(".")[0] for path in shipped("schemas").glob("*.schema.json"))
    return sorted(name for name in names if name != SHARED)


def schema(kind: str | None, policy: str | None, language: Language) -> str:
    """Return the JSON Schema of a kind of file, with the words of `policy` where one is given.

    Without a kind, the list of kinds.  Raises ProblemsFound.
    """
    from engine.policy.own_schema import own_schema
    from engine.policy.shape import schema as of_kind

    known = kinds()
    if kind is None:
        return "\n".join(f"{name:<12}{_title(name, language)}" for name in known)
    if kind not in known:
        hint = did_you_mean(kind, known)
        raise ProblemsFound([UNKNOWN_KIND.at(Place("yujing"), hint, asked=kind)])
    found = own_schema(load(policy), kind) if policy else of_kind(kind)
    return json.dumps(found, ensure_ascii=False, indent=1)


def _title(kind: str, language: Language) -> str:
    """Return the title of a schema, which is written in both languages."""
    from engine.policy.shape import schema as of_kind

    zh, _, en = str(of_kind(kind)["title"]).partition(" · ")
    return Text(zh, en).to(language)


def init(folder: str) -> list[str]:
    """Copy the starter set and the schemas into a new folder; return the files written."""
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ProblemsFound([FOLDER_EXISTS.at(Place(folder), folder=folder)])
    starter, written = shipped("policies") / "starter", []
    for source, base in ((starter, target), (shipped("schemas"), target / "schemas")):
        for path in sorted(p for p in source.rglob("*") if p.is_file()):
            goal = base / path.relative_to(source)
            data = path.read_bytes().replace(b"=../../schemas/", b"=schemas/")
            data = data.replace(b"=../../../schemas/", b"=../schemas/")
            write(str(goal), data)
            written.append(str(goal))
    return written
