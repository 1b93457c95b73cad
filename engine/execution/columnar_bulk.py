"""Millions of subjects straight from Parquet and CSV, within a memory limit.

Nothing is built row by row in Python: facts are loaded inside the database, one query
answers all subjects, and what comes out is a file, a summary, or the few rows asked for.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from engine.catalogue import columnar as codes
from engine.execution.columnar import LOOKUPS_ABOVE, load_lookups, missing
from engine.execution.columnar_columns import Refused
from engine.execution.columnar_hits import RULES
from engine.execution.columnar_loading import Loading, rows_of, stored_columns
from engine.execution.columnar_rows import positions
from engine.execution.columnar_sources import scans
from engine.execution.columnar_stage import ID, is_settled_column
from engine.execution.columnar_steps import gathered_columns, mask_columns
from engine.execution.columnar_tree import Program, Query
from engine.execution.outcome import Standing
from engine.facts.columns import key_path
from engine.facts.model import Key
from engine.policy.model import Decision, PolicySet
from engine.problems import Place, ProblemsFound
from engine.tables import Database, QueryFailed, quoted, text

VERDICTS = ("not_applicable", "decided", "undetermined")


@dataclass(frozen=True, slots=True)
class Shown:
    """One subject as shown: its verdict, both ends, and the rules that hold and may hold."""

    key: Key
    verdict: str
    level: tuple[str, str] | None
    fired: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass
class Bulk:
    """A run over files; a context manager that removes what it put on disk.

    `keep`: stored fields of the subject that summaries group by, read beside what rules need.
    `whole`: read every stored field of every entity, so that what is missing can be counted.
    `refused`: values and rows that were returned, counted.  `sql`: the query as it ran,
    `sha256` its hash, for the header of the run.
    """

    policy: PolicySet
    as_of: int
    path: Path
    memory_limit: str = "2GB"
    spill: str = ""
    threads: int = 0
    keep: tuple[str, ...] = ()
    whole: bool = False
    refused: list[Refused] = field(default_factory=list)
    snapshot: date | None = None

    def __enter__(self) -> Bulk:
        """Load the facts and answer all subjects; raises ProblemsFound where that fails."""
        reason = missing()
        if reason is not None:
            raise ProblemsFound([reason])
        self.folder = Path(tempfile.mkdtemp(prefix="yujing-", dir=self.spill or None))
        try:
            self._run()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.database.__exit__()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self) -> None:
        self.database = Database(self.memory_limit, str(self.folder), self.threads)
        program = Program(self.policy, self.as_of, LOOKUPS_ABOVE)
        self.query = bulk_query(program)
        self.sql = self.query.text()
        self.sha256 = hashlib.sha256(self.sql.encode()).hexdigest()
        self.scans, self.snapshot = scans(self.database, self.policy, self.path, self.folder)
        try:
            subject = self.policy.subject.name
            wanted = dict(self.query.loaded)
            wanted[subject] = (*wanted.get(subject, ()), *self.keep)
            for entity in self.policy.entities.values() if self.whole else ():
                stored = stored_columns(self.policy, entity)
                wanted[entity.name] = (*wanted.get(entity.name, ()), *stored)
            Loading(self.database, self.policy, self.scans, wanted, self.refused).run()
            load_lookups(self.database, program, self.query)
            self.database.run(f"CREATE TABLE answers AS {self.sql}")
        except QueryFailed as fault:
            raise ProblemsFound(
                [codes.QUERY_FAILED.at(Place(str(self.path)), reason=fault)]
            ) from None

    @property
    def subjects(self) -> int:
        """How many subjects were answered."""
        return int(self.database.rows("SELECT COUNT(*) FROM answers")[0][0])

    def summary(self, by: str = "", digits: int = 0) -> list[tuple[Any, ...]]:
        """Return rows (verdict, low, high, subjects), or with `by`, a stored field of the
        subject that was kept, rows that begin with its value (its first `digits` characters).
        """
        first = ""
        if by:
            value = f"CAST(s.{quoted(by)} AS VARCHAR)"
            first = f"{f'left({value}, {digits})' if digits else value}, "
        join = f"JOIN {quoted(self.policy.subject.name)} s USING ({quoted(ID)})" if by else ""
        found = self.database.rows(
            f"SELECT {first}{self._verdict()}, {self._level('lo')}, {self._level('hi')}, COUNT(*) "
            f"FROM answers {join} GROUP BY ALL ORDER BY ALL"
        )
        domain = self.policy.domains.get(self.policy.subject.fields[by].type.domain) if by else None
        if domain is None:
            return found
        return [(row[0] and domain.ids[int(row[0])], *row[1:]) for row in found]

    def write(self, target: Path) -> None:
        """Write one row a subject, as Parquet or (by the name) CSV; masks stay numbers."""
        options = "FORMAT csv, HEADER" if target.suffix.lower() == ".csv" else "FORMAT parquet"
        keys = [f"CAST(s.{quoted(n)} AS VARCHAR) AS {quoted(of.name)}" for n, of in self._keys()]
        masks = [quoted(c) for _, both in self._masks() for part in both for c in part]
        columns = [
            *keys,
            f"{self._verdict()} AS verdict",
            f"{self._level('lo')} AS level_low",
            f"{self._level('hi')} AS level_high",
            *masks,
        ]
        self.database.run(
            f"COPY (SELECT {', '.join(columns)} FROM answers JOIN "
            f"{quoted(self.policy.subject.name)} s USING ({quoted(ID)})) "
            f"TO {text(str(target))} ({options})"
        )

    def export(self, folder: Path) -> None:
        """Write the relations that the query reads as Parquet, for another place to run it."""
        for name, columns in self.query.loaded.items():
            kept = ", ".join(quoted(c) for c in dict.fromkeys([*columns, ID]))
            target = text(str(folder / f"{name}.parquet"))
            self.database.run(f"COPY (SELECT {kept} FROM {quoted(name)}) TO {target}")

    def missing(self) -> dict[str, tuple[int, dict[str, int]]]:
        """Return for each entity its rows, and how many lack each stored field; with `whole`."""
        found = {}
        for entity in self.policy.entities.values():
            first = {of.name: stored_columns(self.policy, entity, of)[0] for of in entity.stored}
            counts = ", ".join(f"COUNT({quoted(c)})" for c in first.values())
            query = f"SELECT COUNT(*){', ' * bool(counts)}{counts} FROM {rows_of(entity)}"
            rows, *known = self.database.rows(query)[0]
            lacking = (rows - n for n in known)
            found[entity.name] = rows, dict(zip(first, lacking, strict=True))
        return found

    def standings(self) -> Iterator[tuple[Key, Standing]]:
        """Yield where each subject stands, as `Recorder.standing` says it."""
        keys = [f"CAST(s.{quoted(n)} AS VARCHAR)" for n, _ in self._keys()]
        scope = quoted(self.policy.scope) if self.policy.scope else "TRUE"
        inspected = quoted(self.policy.inspected) if self.policy.inspected else "NULL"
        columns = [self._verdict(), scope, inspected, self._level("lo"), self._level("hi")]
        query = (
            f"SELECT {', '.join([*keys, *columns])} FROM answers JOIN "
            f"{quoted(self.policy.subject.name)} s USING ({quoted(ID)})"
        )
        for rows in self.database.chunks(query):
            for row in rows:
                verdict, applicable, seen, low, high = row[len(keys) :]
                level = None if verdict == VERDICTS[0] else (low, high)
                yield tuple(row[: len(keys)]), Standing(verdict, applicable, seen, level)

    def rules(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return on how many subjects each rule holds, and may hold; rules of none are left out."""
        names, parts = [], []
        for decision, both in self._masks():
            for side, columns in enumerate(both):
                for n, rule in enumerate(decision.rules):
                    column = quoted(columns[n // RULES])
                    names.append((side, f"{decision.id}/{rule.id}"))
                    parts.append(f"SUM(({column} >> {n % RULES}) & 1)")
        found: tuple[dict[str, int], dict[str, int]] = {}, {}
        counts = self.database.rows(f"SELECT {', '.join(parts)} FROM answers")[0] if parts else ()
        for (side, name), count in zip(names, counts, strict=True):
            if count:
                found[side][name] = int(count)
        return found

    def shown(self, where: str = "TRUE", limit: int = 0) -> Iterator[Shown]:
        """Yield subjects in the order of their keys with the ids of their rules.

        `where` is SQL over the columns of `write`.
        """
        keys = [f"CAST(s.{quoted(n)} AS VARCHAR)" for n, _ in self._keys()]
        masks = self._masks()
        columns = [quoted(c) for _, both in masks for part in both for c in part]
        ends = [f"{self._level(end)}" for end in ("lo", "hi")]
        query = (
            f"SELECT {', '.join([*keys, self._verdict(), *ends, *columns])} FROM answers JOIN "
            f"{quoted(self.policy.subject.name)} s USING ({quoted(ID)}) WHERE {where} "
            f"ORDER BY {', '.join(keys)} {f'LIMIT {limit}' if limit else ''}"
        )
        for rows in self.database.chunks(query):
            for row in rows:
                yield self._one(row, len(keys), masks)

    def _one(self, row: Sequence[Any], keys: int, masks: Sequence[tuple[Decision, Any]]) -> Shown:
        verdict, low, high = row[keys : keys + 3]
        at = keys + 3
        fired: list[str] = []
        unknown: list[str] = []
        for decision, both in masks:
            for part, into in zip(both, (fired, unknown), strict=True):
                words = row[at : at + len(part)]
                at += len(part)
                into += [f"{decision.id}/{decision.rules[n].id}" for n in positions(words)]
        level = None if verdict == "not_applicable" else (low, high)
        return Shown(
            tuple(row[:keys]), verdict, level, tuple(sorted(fired)), tuple(sorted(unknown))
        )

    def _keys(self) -> list[tuple[str, Any]]:
        path = key_path(self.policy, self.policy.subject)
        return [(f".key{n}", of) for n, (_, of) in enumerate(path)]

    def _masks(self) -> list[tuple[Decision, tuple[list[str], list[str]]]]:
        return list(masks_of(self.policy))

    def _verdict(self) -> str:
        decided = self.policy.decisions[self.policy.decide]
        names = {what: quoted(name) for what, name in is_settled_column(decided).items()}
        sure = f"{names['low']} = {names['high']} AND {names['trouble']} = 0"
        scope = quoted(self.policy.scope) if self.policy.scope else "TRUE"
        return (
            f"CASE WHEN NOT {scope} THEN '{VERDICTS[0]}' WHEN {scope} AND {sure} "
            f"THEN '{VERDICTS[1]}' ELSE '{VERDICTS[2]}' END"
        )

    def _level(self, end: str) -> str:
        column = quoted(f"{self.policy.decide}.{end}")
        ids = ", ".join(text(i) for i in self.policy.level_scale.ids)
        scope = f"NOT {quoted(self.policy.scope)}" if self.policy.scope else "FALSE"
        return f"CASE WHEN {scope} THEN NULL ELSE [{ids}][{column} + 1] END"


def masks_of(policy: PolicySet) -> Iterator[tuple[Decision, tuple[list[str], list[str]]]]:
    """Yield each table of the subject or of rows below it, with the columns of its masks."""
    for decision in policy.decisions.values():
        if decision.take:
            continue
        entity = policy.entities[decision.entity]
        names = mask_columns(decision)
        while entity.name != policy.subject.name and entity.parent:
            entity, names = policy.entities[entity.parent], gathered_columns(decision)
        if entity.name == policy.subject.name:
            yield decision, names


def bulk_query(program: Program) -> Query:
    """Return the query that answers all subjects: level, scope, and masks of every table."""
    policy = program.policy
    columns = [ID, *is_settled_column(policy.decisions[policy.decide]).values()]
    columns += [name for name in (policy.scope, policy.inspected) if name]
    for _, (fired, unknown) in masks_of(policy):
        columns += [*fired, *unknown]
    return program.query(policy.subject.name, columns)
