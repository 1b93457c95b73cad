"""Putting a version in force, and the chained record of who did so and on what grounds."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.analysis.gates import Limits
from engine.analysis.proofs import solver
from engine.analysis.proofs.findings import passed
from engine.catalogue import versions as codes
from engine.execution.exact import Json
from engine.execution.outcome import dumps
from engine.policy.assembling import read_policy
from engine.policy.document import Document
from engine.policy.folder import POLICY_FILE
from engine.policy.in_force import Version, check_versions, versions_in
from engine.policy.loading import load_document
from engine.policy.versions import with_span, with_text
from engine.problems import Place, ProblemsFound, did_you_mean, errors
from engine.service.cases import run_cases
from engine.service.files import write
from engine.service.policies import check, find_policy
from engine.service.proofs import findings

RECORDS = "promotions.jsonl"
NAMESPACE = "yujing-promotion"
FIRST = "0" * 64
PROVED = ("complete", "disjoint")


@dataclass(frozen=True)
class Gate:
    """One condition of putting a version in force: whether it holds, and what was found.

    `passed` is None where it was left out; `found` then says why.
    """

    name: str
    passed: bool | None
    found: str


@dataclass(frozen=True)
class Request:
    """Which version from when, by whom and on which day; what is to be simulated.

    `facts` and `limits`: the facts of a simulation against the version in force before.
    `key`: a private key for `ssh-keygen -Y sign`.
    """

    name: str
    version: str
    start: date
    by: str
    on: date
    until: date | None = None
    facts: str | None = None
    limits: Limits = field(default_factory=Limits)
    key: str | None = None
    prove: bool = True


@dataclass(frozen=True)
class Promotion:
    """What was done: the record, and the gates."""

    record: dict[str, Json]
    gates: tuple[Gate, ...]


def promote(asked: Request) -> Promotion:
    """Put a version in force from a day on, and the one before it out of force.

    A version that was in force before, and is wanted again, is copied: its first span stays
    true.  Raises ProblemsFound where a gate does not hold: then nothing is changed.
    """
    folder = find_policy(asked.name)
    verify(folder)
    versions = versions_in(folder)
    wanted = _named(folder, versions, asked.version)
    before = _before(versions, wanted, asked.start)
    again = before is not None and wanted.start < before.start
    spans = _spans(versions, wanted, before, asked, again)
    problems = check_versions(sorted(spans, key=lambda v: v.start))
    gates = [
        Gate("spans", not problems, "; ".join(p.message.en for p in problems) or "ok"),
        *_gates(asked, wanted, before),
    ]
    failed = next((gate for gate in gates if gate.passed is False), None)
    if failed is not None:
        place, names = Place(str(wanted.folder)), (wanted.version, failed.name)
        told = codes.NOT_PROMOTED.at(place, version=names[0], gate=names[1], found=failed.found)
        raise ProblemsFound([told, *problems])
    return _done(asked, folder, wanted, before, again, tuple(gates))


def _named(folder: Path, versions: Sequence[Version], asked: str) -> Version:
    found = next((v for v in versions if v.version == asked), None)
    if found is None:
        known = [v.version for v in versions]
        hint, place = did_you_mean(asked, known), Place(str(folder))
        listed = ", ".join(known)
        raise ProblemsFound([codes.UNKNOWN_VERSION.at(place, hint, asked=asked, known=listed)])
    return found


def _before(versions: Sequence[Version], wanted: Version, start: date) -> Version | None:
    """Return the version that is in force up to `start`, but for the wanted one."""
    eve = start - timedelta(days=1)
    return next((v for v in versions if v is not wanted and v.in_force(eve)), None)


def _spans(
    versions: Sequence[Version],
    wanted: Version,
    before: Version | None,
    asked: Request,
    again: bool,
) -> list[Version]:
    """Return all versions as they would be in force."""
    found = []
    for version in versions:
        if version is before:
            found.append(replace(version, until=asked.start))
        elif version is not wanted or again:
            found.append(version)
    name = _again(wanted, asked) if again else wanted.version
    found.append(replace(wanted, version=name, start=asked.start, until=asked.until))
    return found


def _again(wanted: Version, asked: Request) -> str:
    return f"{wanted.version}+{asked.start.isoformat()}"


# Gates


def _gates(asked: Request, wanted: Version, before: Version | None) -> Iterator[Gate]:
    (checked,) = check([str(wanted.folder)])  # lints too
    policy, wrong = checked.policy, errors(checked.problems)
    yield Gate("check", not wrong, _first([f"{p.place} {p.code}" for p in wrong]))
    if policy is None or wrong:
        return
    run = run_cases(str(wanted.folder), "reference")
    failing = [r.case.name.to("en") for r in run.results if not r.passed]
    yield Gate("cases", run.passed, _first(failing) if run.results else "no cases")
    if not asked.prove:
        yield Gate("proofs", None, "left out")
    elif not solver.available():
        yield Gate("proofs", False, "z3 is not installed")
    else:
        found = findings(policy, None, PROVED, 30.0)
        unproved = [f"{f.property} {f.name}: {f.status}" for f in found if not passed(f)]
        yield Gate("proofs", not unproved, _first(unproved))
    yield from _simulated(asked, wanted, before)


def _first(found: Sequence[str]) -> str:
    return "; ".join(found[:3]) + (" …" if len(found) > 3 else "") if found else "ok"


def _simulated(asked: Request, wanted: Version, before: Version | None) -> Iterator[Gate]:
    if asked.facts is None or before is None:
        reason = "no facts were given" if asked.facts is None else "no version before it"
        yield Gate("simulation", None, f"left out: {reason}")
        return
    from engine.service import simulations

    request = simulations.Request(
        str(before.folder),
        str(wanted.folder),
        asked.facts,
        asked.start,
        asked.on,
        limits=asked.limits,
        edges=False,
    )
    found = simulations.simulate(request)
    told = [f"{g.option} {g.limit}: {g.found}" for g in found.gates]
    told.append(f"changed {len(found.changed)}")
    yield Gate("simulation", found.passed, "; ".join(told))


# Writing


def _done(
    asked: Request,
    folder: Path,
    wanted: Version,
    before: Version | None,
    again: bool,
    gates: tuple[Gate, ...],
) -> Promotion:
    texts = {}
    if before is not None:
        texts[before.folder] = with_span(_document(before.folder), before.start, asked.start)
    target = wanted.folder
    text = with_span(_document(target), asked.start, asked.until)
    if again:
        target = wanted.folder.with_name(f"{wanted.folder.name}+{asked.start.isoformat()}")
    texts[target] = text
    hashes = {f: _hash(f) for f in texts if f.is_dir()}
    with TemporaryDirectory(prefix="yujing-") as kept:
        try:
            if again:
                shutil.copytree(wanted.folder, target)
            for place, content in texts.items():
                _keep(place, Path(kept))
                write(str(place / POLICY_FILE), content.encode())
            if again:
                named = with_text(_document(target), "version", _again(wanted, asked))
                write(str(target / POLICY_FILE), named.encode())
            record = _record(asked, folder, target, hashes, gates)
            _append(folder, record)
        except BaseException:
            _restore(Path(kept), texts, target if again else None)
            raise
    return Promotion(record, gates)


def _keep(place: Path, kept: Path) -> None:
    """Keep the policy.yaml of a folder, so that it can be put back."""
    name = hashlib.sha256(str(place).encode()).hexdigest()
    shutil.copyfile(place / POLICY_FILE, kept / name)


def _restore(kept: Path, texts: dict[Path, str], copied: Path | None) -> None:
    for place in texts:
        saved = kept / hashlib.sha256(str(place).encode()).hexdigest()
        if saved.exists():
            shutil.copyfile(saved, place / POLICY_FILE)
    if copied is not None:
        shutil.rmtree(copied, ignore_errors=True)


def _document(folder: Path) -> Document:
    file = folder / POLICY_FILE
    document, problems = load_document(str(file), file.read_bytes())
    if document is None:
        raise ProblemsFound(problems)
    return document


def _hash(folder: Path) -> str:
    policy, problems = read_policy(folder)
    if policy is None:
        raise ProblemsFound(errors(problems))
    return policy.sha256


def _record(
    asked: Request,
    folder: Path,
    target: Path,
    hashes: dict[Path, str],
    gates: tuple[Gate, ...],
) -> dict[str, Json]:
    policy, problems = read_policy(target)
    if policy is None:
        raise ProblemsFound(errors(problems))
    respanned: list[Json] = [
        {"folder": place.name, "before": old, "after": _hash(place)}
        for place, old in hashes.items()
    ]
    told: list[Json] = [{"gate": g.name, "passed": g.passed, "found": g.found} for g in gates]
    record: dict[str, Json] = {
        "record": "promotion",
        "policy": policy.id,
        "version": policy.version,
        "folder": target.name,
        "sha256": policy.sha256,
        "from": asked.start.isoformat(),
        "until": asked.until.isoformat() if asked.until else None,
        "by": asked.by,
        "on": asked.on.isoformat(),
        "gates": told,
        "respanned": respanned,
        "previous": _last_hash(folder),
    }
    if asked.key is not None:
        record["signature"] = _signed(dumps(record).encode(), asked.key)
    return record


def _signed(data: bytes, key: str) -> str:
    """Return the signature that ssh-keygen makes of `data`."""
    with TemporaryDirectory(prefix="yujing-") as folder:
        file = Path(folder, "record")
        file.write_bytes(data)
        command = ["ssh-keygen", "-Y", "sign", "-f", key, "-n", NAMESPACE, str(file)]
        try:
            done = subprocess.run(command, capture_output=True, check=False, text=True)
        except OSError as fault:
            reason = fault.strerror or str(fault)
            raise ProblemsFound([codes.CANNOT_SIGN.at(Place(key), reason=reason)]) from None
        if done.returncode:
            reason = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "ssh-keygen"
            raise ProblemsFound([codes.CANNOT_SIGN.at(Place(key), reason=reason)])
        return Path(f"{file}.sig").read_text("ascii")


# The chain of records


def _file(folder: Path) -> Path:
    return folder / RECORDS


def _lines(folder: Path) -> list[str]:
    file = _file(folder)
    return file.read_text("utf-8").splitlines() if file.is_file() else []


def _last_hash(folder: Path) -> str:
    lines = _lines(folder)
    return hashlib.sha256(lines[-1].encode()).hexdigest() if lines else FIRST


def _append(folder: Path, record: dict[str, Json]) -> None:
    lines = [*_lines(folder), dumps(record)]
    write(str(_file(folder)), ("\n".join(lines) + "\n").encode())


def verify(folder: Path) -> tuple[dict[str, Json], ...]:
    """Return the promotions of a folder; raises ProblemsFound where their chain is broken."""
    previous, records = FIRST, []
    for number, line in enumerate(_lines(folder), 1):
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict) or record.get("previous") != previous:
            place = Place(str(_file(folder)), number)
            raise ProblemsFound([codes.CHAIN_BROKEN.at(place, line=number)])
        previous = hashlib.sha256(line.encode()).hexdigest()
        records.append(record)
    return tuple(records)
