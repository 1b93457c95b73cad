"""The columnar executor: a policy set as one SQL query over whole columns.

It answers what the reference answers, row by row the same; explanations are then made from
the answers of the rows that are shown, as for every executor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from engine.catalogue import columnar as codes
from engine.execution.answer import Answer, Computed
from engine.execution.reference import reachable
from engine.execution.subjects import Item
from engine.policy.model import PolicySet
from engine.problems import Place, Problem, ProblemsFound
from engine.tables import Database, ParquetUnavailable, QueryFailed

if TYPE_CHECKING:
    from engine.execution.columnar_rows import Computing
    from engine.execution.columnar_tree import Program, Query

ROWS = 50_000  # rows loaded at a time
LOOKUPS_ABOVE = 50  # tables of more rules are looked up by value, not computed rule by rule


def missing() -> Problem | None:
    """Return why this executor cannot run here, or None."""
    try:
        import sqlglot  # noqa: F401
    except ImportError as fault:
        return codes.LIBRARY_MISSING.at(Place(""), reason=str(fault))
    try:
        Database().connection.close()
    except ParquetUnavailable:
        return codes.LIBRARY_MISSING.at(Place(""), reason="duckdb")
    return None


class Backend(Protocol):
    """Where queries run: tables are loaded by columns, rows come back as tuples."""

    dialect: str

    def load(
        self, name: str, types: Mapping[str, str], columns: Mapping[str, Sequence[Any]]
    ) -> None:
        """Make the table `name` anew."""
        ...

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return all rows of a query; raises QueryFailed."""
        ...

    def __enter__(self) -> Backend:
        """Begin; what was loaded is dropped at the end."""
        ...

    def __exit__(self, *_: object) -> None: ...


def answers(
    policy: PolicySet,
    items: Iterable[Item],
    as_of: int,
    backend: Callable[[], Backend] = Database,
) -> Iterator[Answer]:
    """Yield the answer of each item: what every field and decision is on every row.

    Raises ProblemsFound where the libraries are missing or the database gives up.
    """
    yield from run(policy, items, as_of, backend)[1]


def run(
    policy: PolicySet,
    items: Iterable[Item],
    as_of: int,
    backend: Callable[[], Backend] = Database,
    dialect: str = "duckdb",
) -> tuple[str, Iterator[Answer]]:
    """Return the hash of the queries in `dialect`, and the answers as `answers` yields them."""
    reason = missing()
    if reason is not None:
        raise ProblemsFound([reason])
    runner = _Runner(policy, as_of, LOOKUPS_ABOVE)
    found = (answer for batch in _batches(items) for answer in runner.answers(batch, backend))
    return sha256(_joined(runner.queries.values(), dialect)), found


def _joined(queries: Iterable[Query], dialect: str, *, pretty: bool = False) -> str:
    return ";\n".join(query.text(dialect, pretty=pretty) for query in queries)


Trees = list[tuple[Item, list[Item]]]  # an item, and all rows that its answer is about


def _batches(items: Iterable[Item]) -> Iterator[Trees]:
    batch: Trees = []
    size = 0
    for item in items:
        if batch and batch[-1][0].root is item.root:
            batch.append((item, batch[-1][1]))
            continue
        if size >= ROWS:
            yield batch
            batch, size = [], 0
        rows = [row for rows in reachable(item.root).values() for row in rows]
        batch.append((item, rows))
        size += len(rows)
    if batch:
        yield batch


class _Runner:
    """The queries of one policy set and as-of date, one for each entity that has answers."""

    def __init__(self, policy: PolicySet, as_of: int, lookups_above: int) -> None:
        from engine.execution.columnar_rows import Computing

        self.policy = policy
        self.computing = {name: Computing(policy, name) for name in policy.entities}
        self.program = program = program_of(policy, as_of, lookups_above)
        self.queries = {
            name: _whole(program, computing)
            for name, computing in self.computing.items()
            if computing.columns
        }

    def answers(self, batch: Trees, backend: Callable[[], Backend]) -> Iterator[Answer]:
        """Yield the answers of a batch, from one run of each query over all its rows."""
        numbers: dict[int, int] = {}
        rows: dict[str, list[Item]] = {name: [] for name in self.policy.entities}
        for _, reached in batch:
            for item in reached:
                if id(item) not in numbers:
                    numbers[id(item)] = len(rows[item.entity])
                    rows[item.entity].append(item)
        done = self._computed(rows, numbers, backend)
        for _, reached in batch:
            yield {
                (item.entity, item.key): done[item.entity][numbers[id(item)]]
                for item in reached
                if item.entity in done
            }

    def _computed(
        self,
        rows: Mapping[str, list[Item]],
        numbers: Mapping[int, int],
        backend: Callable[[], Backend],
    ) -> Mapping[str, list[Mapping[str, Computed]]]:
        found: dict[str, list[Mapping[str, Computed]]] = {
            name: [{} for _ in rows[name]] for name in self.queries
        }
        with backend() as database:
            try:
                self._load(database, rows, numbers)
                for query in self.queries.values():
                    load_lookups(database, self.program, query)
                for name, query in self.queries.items():
                    computing = self.computing[name]
                    for row in database.rows(query.text(database.dialect)):
                        found[name][row[0]] = computing.computed(row[1:])
            except QueryFailed as fault:
                raise ProblemsFound([codes.QUERY_FAILED.at(Place(""), reason=fault)]) from None
        return found

    def _load(
        self, database: Backend, rows: Mapping[str, list[Item]], numbers: Mapping[int, int]
    ) -> None:
        from engine.execution.columnar_rows import cells, column_type

        wanted: dict[str, dict[str, None]] = {}
        for query in self.queries.values():
            for name, columns in query.loaded.items():
                wanted.setdefault(name, {}).update(dict.fromkeys(columns))
        for name, names in wanted.items():
            entity = self.policy.entities[name]
            read = cells(self.policy, entity)
            spell = self.program.spell
            values = {spell(c): [read[c](item, numbers) for item in rows[name]] for c in names}
            types = {spell(c): column_type(entity, c) for c in names}
            database.load(spell(name), types, values)


def load_lookups(database: Backend, program: Program, query: Query) -> None:
    """Make the small relations that large tables are looked up in."""
    for name, (columns, rows) in query.lookups.items():
        types = dict.fromkeys(columns, "BIGINT")
        by_column = zip(columns, map(list, zip(*rows, strict=True)), strict=True)
        database.load(program.spell(name), types, dict(by_column))


def program_of(policy: PolicySet, as_of: int, lookups_above: int = LOOKUPS_ABOVE) -> Program:
    """Return a policy set as steps of a query; SQLGlot is imported here."""
    from engine.execution.columnar_tree import Program

    return Program(policy, as_of, lookups_above)


def _whole(program: Program, computing: Computing) -> Query:
    from engine.execution.columnar_stage import ID

    return program.query(computing.entity, [ID, *computing.columns])


def shown_sql(policy: PolicySet, as_of: int, dialect: str = "duckdb") -> str:
    """Return the query that answers all subjects, to be read: with lines, rules as comments.

    `dialect` is a name that SQLGlot knows: duckdb, spark, postgres and others.
    """
    from engine.execution.columnar_bulk import bulk_query

    return _shown(policy, as_of, [bulk_query(program_of(policy, as_of))], dialect)


def shown_queries(policy: PolicySet, as_of: int, dialect: str = "duckdb") -> str:
    """Return the queries that `run` asks, one for each entity that has answers, to be read."""
    reason = missing()
    if reason is not None:
        raise ProblemsFound([reason])
    queries = _Runner(policy, as_of, LOOKUPS_ABOVE).queries.values()
    return _shown(policy, as_of, list(queries), dialect)


def _shown(policy: PolicySet, as_of: int, queries: Sequence[Query], dialect: str) -> str:
    loaded: dict[str, dict[str, None]] = {}
    lookups: dict[str, int] = {}
    for query in queries:
        lookups.update({name: len(rows) for name, (_, rows) in query.lookups.items()})
        for name, columns in query.loaded.items():
            loaded.setdefault(name, {}).update(dict.fromkeys(columns))
    made = (f"--   {name}: {rows} rows" for name, rows in sorted(lookups.items()))
    head = [
        f"-- {policy.id} {policy.version}, day {as_of} since 1970-01-01",
        f"-- sha256 without lines and comments: {sha256(_joined(queries, dialect))}",
        "-- relations it reads:",
        *(f"--   {name}: {', '.join(columns)}" for name, columns in sorted(loaded.items())),
        *(["-- lookups it joins:", *made] if lookups else []),
    ]
    return "\n".join([*head, _joined(queries, dialect, pretty=True), ""])


def sha256(text: str) -> str:
    """Return the hash by which the header of a run names its query."""
    return hashlib.sha256(text.encode()).hexdigest()
