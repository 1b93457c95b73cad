"""A simulation over files too many to read row by row: both versions answered as queries.

Where each subject stands and which rules hold come from the database.  Rows become objects
only where something is told of them: the subjects themselves, and everything of those whose
answer changes.  These are answered again by the reference, which must agree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.analysis.comparing import Answered, Comparison
from engine.analysis.vocabularies import lowered_alike, read_alike
from engine.execution.columnar_bulk import Bulk
from engine.execution.columnar_extract import extract_subjects, extract_top
from engine.execution.outcome import Outcome, Recorder, Standing
from engine.execution.reference import answers
from engine.execution.subjects import Item, day_number, subjects
from engine.facts.model import Facts, Key
from engine.facts.reading import files_at, read_facts
from engine.policy.model import PolicySet
from engine.problems import Text
from engine.service.versions import Loaded

FROM_BYTES = 2_000_000  # of all files; below, rows are read as quickly as queries are made
CHUNK = 1 << 20
RETURNED = Text("有退回的行", "rows are returned")
NO_FOLDER = Text("不是文件夹", "it is no folder")
DIFFERENT = Text("两种方式的结果不一致", "the two ways do not agree")


class NotInBulk(Exception):
    """Raised where a simulation has to go row by row; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


def large(path: str, policy: PolicySet) -> bool:
    """Return whether the files at `path` are large enough for queries to pay."""
    folder = Path(path)
    if not folder.is_dir():
        return False
    return sum(file.stat().st_size for _, file in files_at(folder, policy).files) >= FROM_BYTES


def compared(
    path: str, old: Loaded, new: Loaded, day: Callable[[date | None], date], stack: ExitStack
) -> Comparison:
    """Return both versions over the facts at `path`; what it needs lives as long as `stack`.

    `day` gives the as-of date, told the snapshot date.  Raises NotInBulk, or ProblemsFound
    where a file cannot be read in bulk or the database gives up.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise NotInBulk(NO_FOLDER)
    found = files_at(folder, new.policy)
    as_of = day(found.manifest.snapshot)
    digest = _digest(sorted(found.files))
    sides = []
    alike = read_alike(old.policy, new.policy)  # what is missing is counted once then
    for version in (old, new):
        whole = version is new or not alike
        bulk = Bulk(version.policy, day_number(as_of), folder, whole=whole)
        stack.enter_context(bulk)
        if bulk.refused:
            raise NotInBulk(RETURNED)
        sides.append(bulk)
    shared = lowered_alike(old.policy, new.policy)
    facts = [_top(bulk, digest) for bulk in sides[-1 if alike else 0 :]]
    picking = [_Picked(bulk) for bulk in (sides[-1:] if shared else sides)]
    one, other = (
        _answered(version, bulk, facts[n % len(facts)], as_of, picking[n % len(picking)])
        for n, (version, bulk) in enumerate(zip((old, new), sides, strict=True))
    )
    return Comparison(one, other)


def _answered(version: Loaded, bulk: Bulk, facts: Facts, as_of: date, picked: _Picked) -> Answered:
    policy = version.policy
    standings = dict(bulk.standings())
    if standings.keys() != facts.tables[policy.subject.name].rows.keys():
        raise NotInBulk(DIFFERENT)
    fired, unknown = bulk.rules()

    def explain(keys: Iterable[Key]) -> Mapping[Key, Outcome]:
        wanted = frozenset(keys)
        return _explained(policy, picked.items(wanted), standings, wanted, bulk.as_of)

    return Answered(
        policy,
        facts,
        as_of,
        standings,
        fired,
        unknown,
        explain,
        version.words,
        "columnar",
        bulk.missing() if bulk.whole else None,
    )


def _explained(
    policy: PolicySet,
    items: list[Item],
    standings: Mapping[Key, Standing],
    wanted: frozenset[Key],
    day: int,
) -> Mapping[Key, Outcome]:
    """Return the outcomes of some subjects by the reference, which must agree about each."""
    recorder = Recorder(policy, day)
    found: dict[Key, Outcome] = {}
    for item, answer in zip(items, answers(policy, items, day), strict=True):
        if item.key not in wanted:
            continue
        if recorder.standing(item, answer) != standings[item.key]:
            raise NotInBulk(DIFFERENT)
        found[item.key] = recorder.outcome(item, answer)
    if found.keys() != wanted:
        raise NotInBulk(DIFFERENT)
    return found


@dataclass
class _Picked:
    """The rows of some subjects, read from the files of a run; the last ones are kept."""

    bulk: Bulk
    last: frozenset[Key] = frozenset()
    read: list[Item] = field(default_factory=list)

    def items(self, keys: frozenset[Key]) -> list[Item]:
        """Return these subjects with their rows, in the order of keys."""
        if keys and keys != self.last:
            with TemporaryDirectory(dir=self.bulk.folder) as folder:
                extract_subjects(self.bulk, Path(folder), keys)
                facts = read_facts(folder, self.bulk.policy)
            if facts.rejects:
                raise NotInBulk(RETURNED)
            self.last, self.read = keys, list(subjects(self.bulk.policy, facts))
        return self.read if keys else []


def _top(bulk: Bulk, digest: str) -> Facts:
    """Return the facts without the rows below the subjects, named by the hash of the files."""
    routing = bulk.policy.routing
    terms = (routing.jurisdiction, routing.listing) if routing else ()
    whole = {named.get("rows", "") for named in terms}
    whole.add(_accidents(bulk.policy))
    with TemporaryDirectory(dir=bulk.folder) as folder:
        extract_top(bulk, Path(folder), whole)
        facts = read_facts(folder, bulk.policy)
    if facts.rejects:
        raise NotInBulk(RETURNED)
    return replace(facts, sha256=digest, folder=str(bulk.path))


def _accidents(policy: PolicySet) -> str:
    return str(policy.simulation.accidents or "")


def _digest(files: list[tuple[str, Path]]) -> str:
    """Return the hash over the names and bytes of all files."""
    found = hashlib.sha256()
    for name, path in files:
        found.update(f"{name}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as opened:
            while part := opened.read(CHUNK):
                found.update(part)
    return found.hexdigest()
