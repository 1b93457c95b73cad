"""Answering again what was answered then: the same set, facts and day, with today's program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.catalogue import versions as codes
from engine.execution import outcome as outcomes
from engine.execution.exact import Json
from engine.execution.outcome import Recorder, dumps
from engine.execution.reference import answers
from engine.execution.subjects import day_number, subjects
from engine.policy.assembling import read_policy
from engine.policy.in_force import versions_in
from engine.policy.model import PolicySet
from engine.policy.revisions import folder_part, version_at
from engine.problems import Place, ProblemsFound, errors
from engine.service.facts import read
from engine.service.policies import find_policy
from engine.service.promoting import verify

Record = Mapping[str, Json]


@dataclass(frozen=True)
class Differing:
    """One subject whose record is not the same: which parts, before and now.

    `before` is None where it was not answered then, `now` where it is not answered today.
    """

    key: tuple[str, ...]
    parts: tuple[str, ...]
    before: Record | None
    now: Record | None


@dataclass(frozen=True)
class Replay:
    """How many records were answered again, and those that are not the same."""

    policy: PolicySet
    as_of: date
    subjects: int
    differing: tuple[Differing, ...]


def replay(records: str, name: str, facts: str) -> Replay:
    """Answer again the subjects of stored records, and compare byte by byte.

    `name` may be a folder of versions: the one that the records rest on is taken.  Raises
    ProblemsFound where records, set or facts are not those of that time.
    """
    header, stored = _read(records)
    wanted = _text(header, "policy", "sha256")
    with version_at(name, find_policy(folder_part(name))) as found:
        policy = _policy(found.folder, wanted, name)
        known = read(facts, policy)
        told = _text(header, "facts", "sha256")
        if known.sha256 != told:
            place = Place(facts)
            raise ProblemsFound([codes.OTHER_FACTS.at(place, wanted=told, found=known.sha256)])
        day = date.fromisoformat(str(header["as_of"]))
        number = day_number(day)
        items = list(subjects(policy, known))
        recorder = Recorder(policy, number)
        now = {
            item.key: outcomes.record(policy, recorder.outcome(item, answer))
            for item, answer in zip(items, answers(policy, items, number), strict=True)
        }
    return Replay(policy, day, len(stored), _compared(stored, now))


def _read(file: str) -> tuple[Record, dict[tuple[str, ...], Record]]:
    try:
        lines = Path(file).read_text("utf-8").splitlines()
        found = [json.loads(line) for line in lines if line.strip()]
    except OSError as fault:
        raise _unreadable(file, fault.strerror or str(fault)) from None
    except ValueError:
        raise _unreadable(file, "JSON") from None
    if not found or not isinstance(found[0], dict) or found[0].get("record") != "header":
        raise _unreadable(file, "header")
    stored = {tuple(r["subject"]["key"]): r for r in found[1:] if r.get("record") == "outcome"}
    return found[0], stored


def _unreadable(file: str, reason: str) -> ProblemsFound:
    return ProblemsFound([codes.NO_HEADER.at(Place(file), file=file, reason=reason)])


def _text(header: Record, *path: str) -> str:
    value: Json = dict(header)
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return str(value)


def _policy(folder: Path, wanted: str, name: str) -> PolicySet:
    """Return the version with that hash, or whose hash it was before its span was changed."""
    accepted = _since(folder, wanted)
    seen = []
    for version in versions_in(folder):
        policy, problems = read_policy(version.folder)
        if policy is None:
            raise ProblemsFound(errors(problems))
        if policy.sha256 in accepted:
            return policy
        seen.append(policy.sha256)
    found = ", ".join(seen)
    raise ProblemsFound([codes.OTHER_SET.at(Place(name), wanted=wanted, found=found)])


def _since(folder: Path, wanted: str) -> set[str]:
    """Return a hash and those that it became when only the span of the version changed."""
    accepted = {wanted}
    for place in (folder, folder.parent):
        for record in verify(place):
            respanned = record.get("respanned")
            for change in respanned if isinstance(respanned, list) else []:
                if isinstance(change, dict) and change.get("before") in accepted:
                    accepted.add(str(change.get("after")))
    return accepted


def _compared(
    stored: Mapping[tuple[str, ...], Record], now: Mapping[tuple[str, ...], Record]
) -> tuple[Differing, ...]:
    found = []
    for key in sorted({*stored, *now}):
        before, after = stored.get(key), now.get(key)
        if before is None or after is None or dumps(before) != dumps(after):
            one, other = before or {}, after or {}
            parts = tuple(sorted(p for p in {*one, *other} if one.get(p) != other.get(p)))
            found.append(Differing(key, parts, before, after))
    return tuple(found)
