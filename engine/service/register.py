"""Jobs of the register: open, enter, look up, hand over, verify.  Nothing here reads the clock."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.catalogue import register as codes
from engine.execution.exact import Json
from engine.policy.loading import load_document
from engine.problems import Place, ProblemsFound, did_you_mean, errors
from engine.register import agenda, distribution, inspections, issuing, numbering, ticking
from engine.register.desk import Desk
from engine.register.events import DISPATCH, ISSUE, Actor, Entry, Event
from engine.register.folding import Notice
from engine.register.log import Log, open_register
from engine.register.postgres import SCHEMES, Postgres
from engine.register.recording import Recorded, record
from engine.register.replaying import Replayed
from engine.register.replaying import replay as replay_log
from engine.register.sealing import Anchor, Fault, sha256
from engine.register.sqlite import Sqlite
from engine.service.facts import find_subject, read
from engine.service.files import write
from engine.service.policies import load

PLACE = Place("register")


@dataclass(frozen=True)
class Asked:
    """Which register and policy set, who asks, and on which day.

    `now` is the machine's clock, recorded beside the day of entry.
    """

    register: str
    policy: str
    actor: str
    as_of: date
    now: str
    strict: bool = False
    known: date | None = None


def connect(address: str, make: bool = False) -> Log:
    """Return the log at a path or a postgresql:// address; a missing file is made on wish only."""
    if address.startswith(SCHEMES):
        return Log(Postgres(address))
    if not make and not Path(address).is_file():
        raise ProblemsFound([codes.CANNOT_OPEN.at(Place(address), file=address)])
    return Log(Sqlite(address))


def actor_of(words: str) -> Actor:
    """Return the actor that name@department says."""
    name, at, department = words.rpartition("@")
    if not (name and at and department):
        raise ProblemsFound([codes.ACTOR.at(PLACE, actor=words)])
    return Actor(name, department)


def desk(asked: Asked, entering: bool = False) -> Desk:
    """Return the desk at which a job is done; who enters something must say who they are."""
    policy, log = load(asked.policy, asked.as_of), connect(asked.register)
    actor = actor_of(asked.actor) if asked.actor or entering else Actor("", "")
    found = Desk(policy, log, actor, asked.as_of, asked.now, asked.strict, asked.known)
    if actor.department:
        found.parties.department(actor.department)
    return found


def start(address: str, practice: bool, day: date, now: str) -> Event:
    """Make a register, or return the first event of one that exists."""
    return open_register(connect(address, make=True), uuid.uuid4().hex, practice, day, now)


def inspect(asked: Asked, file: str, facts_path: str, key: str | None) -> Recorded:
    """Enter the inspection that a file records."""
    at = desk(asked, entering=True)
    data = _read_yaml(file)
    written = inspections.read_record(data, file)
    facts = read(facts_path, at.policy)
    subject = find_subject(at.policy, facts, written.enterprise)
    return issuing.inspect(at, facts, subject, written, _plain(data), key)


def _read_yaml(file: str) -> object:
    path = Path(file)
    if not path.is_file():
        raise ProblemsFound([codes.NO_FILE.at(Place(file), file=file)])
    document, problems = load_document(file, path.read_bytes())
    if document is None or errors(problems):
        raise ProblemsFound(problems)
    return document.data


def _plain(data: object) -> dict[str, Json]:
    read_back: dict[str, Json] = json.loads(json.dumps(data, ensure_ascii=False, default=str))
    return read_back


def attachments(files: Iterable[str], papers: Iterable[str]) -> list[Json]:
    """Return what is attached: files by path and hash, papers by what they are called."""
    found: list[Json] = []
    for file in files:
        path = Path(file)
        if not path.is_file():
            raise ProblemsFound([codes.NO_FILE.at(Place(file), file=file)])
        found.append({"path": file, "sha256": sha256(path.read_bytes())})
    found += [{"paper": paper} for paper in papers]
    return found


def issue(
    asked: Asked, inspection: str, on: date, body: Mapping[str, Json], key: str | None
) -> Recorded:
    """Issue the warning of an inspection."""
    return issuing.issue(desk(asked, entering=True), inspection, on, body, key)


def happen(
    asked: Asked, kind: str, warning: str, on: date, body: Mapping[str, Json], key: str | None
) -> Recorded:
    """Enter what happened to a warning."""
    return record(desk(asked, entering=True), kind, warning, on, body, key)


def release(
    asked: Asked,
    warning: str,
    on: date,
    body: Mapping[str, Json],
    verified: Sequence[str],
    key: str | None,
) -> Recorded:
    """Release a warning; findings named as verified are entered as re-checked first."""
    at = desk(asked, entering=True)
    if verified:
        every = at.notice(warning).open_hazards if list(verified) == ["all"] else verified
        said: dict[str, Json] = {"closed": [*every], "opinion": body.get("opinion")}
        said["evidence"] = body.get("evidence")
        record(at, "recheck", warning, on, {k: v for k, v in said.items() if v}, None)
    return record(at, "release", warning, on, body, key)


def tick(asked: Asked, dry_run: bool) -> list[ticking.Fallen]:
    """Write what has fallen due, once."""
    return ticking.tick(desk(asked, entering=not dry_run), dry_run)


def today(asked: Asked) -> tuple[Desk, list[agenda.Task]]:
    """Return what is to be done today."""
    at = desk(asked)
    return at, agenda.today(at)


def due(asked: Asked, within: int) -> tuple[Desk, list[agenda.Due]]:
    """Return what falls due."""
    at = desk(asked)
    return at, agenda.due(at, within)


def show(asked: Asked, warning: str) -> tuple[Desk, Notice, list[Event]]:
    """Return one warning and its events up to the as-of date."""
    at = desk(asked)
    notice = at.notice(warning)
    events = [e for e in at.log.events(stream=notice.id) if e.on <= at.as_of]
    return at, notice, events


def listed(asked: Asked, open_only: bool) -> tuple[Desk, list[Notice]]:
    """Return the warnings as they stand on the as-of date."""
    at = desk(asked)
    return at, [n for n in at.notices() if n.ended_on is None or not open_only]


def inspection(asked: Asked, named: str) -> tuple[Desk, Event]:
    """Return one inspection."""
    at = desk(asked)
    return at, issuing.find_inspection(at, named)


def numbers(asked: Asked) -> list[numbering.Numbers]:
    """Return which numbers are used, missing or void."""
    at = desk(asked)
    events = at.log.events()
    void = [e.stream for e in events if e.kind == "void"]
    issued = [e for e in events if e.kind == ISSUE]
    return numbering.numbers(at.life.numbering, issued, void)


def outbox(asked: Asked, waiting: bool) -> list[distribution.Sent]:
    """Return the messages, or those that wait to be handed over."""
    at = desk(asked)
    found = distribution.outbox(at.log.messages(), at.log.events())
    return [sent for sent in found if not waiting or sent.handed_on is None]


def hand_over(
    asked: Asked, ids: Sequence[str], on: date, reference: str, folder: str | None = None
) -> list[str]:
    """Tick messages off; with a folder, write each of those that wait into it first.

    A message whose tick was lost is written again under the same name.
    """
    at = desk(asked, entering=True)
    with at.log.writing() as writer:
        known = {s.id: s for s in distribution.outbox(at.log.messages(), at.log.events())}
        for id in ids:
            if id not in known:
                hint = did_you_mean(id, known)
                raise ProblemsFound([codes.UNKNOWN_SENT.at(PLACE, hint, id=id)])
        waiting = [s for s in known.values() if s.handed_on is None and (not ids or s.id in ids)]
        by_warning: dict[str, list[distribution.Sent]] = {}
        for sent in waiting:
            if folder:
                Path(folder).mkdir(parents=True, exist_ok=True)
                distribution.write_message(Path(folder), sent)
            by_warning.setdefault(str(sent.said["warning"]), []).append(sent)
        for warning, group in by_warning.items():
            body: dict[str, Json] = {"messages": [s.id for s in group], "reference": reference}
            entry = Entry(
                warning, DISPATCH, on, at.as_of, at.now, at.actor, at.policy.sha256,
                "outbox", None, body,
            )  # fmt: skip
            writer.add(entry)
    return [sent.id for sent in waiting]


def verify(address: str, anchor: Anchor | None) -> list[Fault]:
    """Return everything in a register that is not as it was sealed."""
    return connect(address).verify(anchor)


def anchor(address: str) -> Anchor:
    """Return the head of a register, for the paper file."""
    return connect(address).anchor()


def read_anchor(path: str) -> Anchor:
    """Return an anchor that was written to a file."""
    try:
        data = json.loads(Path(path).read_text("utf-8"))
        return Anchor(str(data["register"]), int(data["seq"]), str(data["hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise ProblemsFound([codes.NO_FILE.at(Place(path), file=path)]) from None


def export(address: str, path: str) -> int:
    """Write the whole register as lines of JSON; return how many there are."""
    lines = [*connect(address).export()]
    write(path, "".join(f"{line}\n" for line in lines).encode())
    return len(lines)


def back_up(address: str, path: str) -> Anchor:
    """Copy a register into a new file, verify the copy, and return its head."""
    log = connect(address)
    if isinstance(log.database, Sqlite):
        log.database.back_up(path)
        copy = connect(path)
        faults = copy.verify(log.anchor())
        if faults:
            raise ProblemsFound([codes.NOT_A_REGISTER.at(Place(path), file=path)])
        return copy.anchor()
    export(address, path)
    return log.anchor()


def replay(address: str) -> list[Replayed]:
    """Answer every inspection again with the policy set and the facts of the time."""
    return replay_log(connect(address))
