"""Rows of all entities inside the database: keys joined, references resolved, bad rows apart.

What is returned, and which relation is thereby incomplete, is what `engine.facts.linking`
says row by row.  A row is known by its place in its table; keys are looked up once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.catalogue import returned_rows as codes
from engine.execution.columnar_columns import WHOLE, Normalising, Refused, Seen, Typed
from engine.execution.columnar_sources import Scan
from engine.execution.columnar_stage import (
    ID,
    PARENT,
    complete_column,
    link_column,
    word_names,
)
from engine.execution.columnar_values import WORD
from engine.facts.columns import key_path, lineage, link_path
from engine.facts.keys import usual_part
from engine.language.types import Kind
from engine.policy.model import Entity, Field, PolicySet
from engine.problems import Code, Text
from engine.tables import Database, quoted, text

GONE = ".gone"  # NULL for a row that stands, else the code of why it was returned


@dataclass
class Loading:
    """Loads scans into relations that a query reads; `wanted`: the columns it will read."""

    database: Database
    policy: PolicySet
    scans: Sequence[Scan]
    wanted: Mapping[str, Sequence[str]]
    refused: list[Refused] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.columns = Normalising(self.database, self.policy, self.refused, self.seen)
        slots = [slot for scan in self.scans for slot in scan.slots.values()]
        self.named = {slot.entity for slot in slots if slot.kind == "link_name"}
        self.present = {scan.entity.name for scan in self.scans}
        self.order = sorted(
            self.policy.entities.values(), key=lambda e: (len(lineage(self.policy, e)), e.name)
        )

    def run(self) -> None:
        """Load every entity, from the top down; then references, then what they pull along."""
        for entity in self.order:
            self._mark_table(entity)
            self._stage(entity)
            self._settle(entity)
        for entity in self.order:
            for link in entity.refers:
                self._refer(entity, link)
        for entity in self.order:
            self._follow(entity)
            self._bound(entity)
        for entity in self.order:
            self._count_gone(entity)
            self._show(entity)

    # -- rows of one entity as written ------------------------------------------------

    def _stage(self, entity: Entity) -> None:
        queries = [self._scanned(scan) for scan in self.scans if scan.entity.name == entity.name]
        if not queries:
            queries = [f"SELECT {', '.join(self._nothing(entity))} WHERE FALSE"]
        union = " UNION ALL ".join(queries)
        self.database.run(f"CREATE TABLE {_written(entity)} AS {union}")

    def _nothing(self, entity: Entity) -> list[str]:
        parts = [f"NULL::{self._key_type(of)} AS {quoted(n)}" for n, of in self._path(entity)]
        for link in entity.refers:
            parts += [
                f"NULL::{self._key_type(of)} AS {quoted(n)}"
                for n, of in self._link_path(entity, link)
            ]
            parts.append(f"FALSE AS {quoted(_given(link))}")
        parts += [f"NULL AS {quoted(c)}" for c in self._field_columns(entity)]
        return [*parts, "FALSE AS bad"]

    def _path(self, entity: Entity) -> list[tuple[str, Field]]:
        """Return the key of a row: the name of each column that holds a part, and its field."""
        return [(f".key{n}", of) for n, (_, of) in enumerate(key_path(self.policy, entity))]

    def _link_path(self, entity: Entity, link: str) -> list[tuple[str, Field]]:
        path = link_path(self.policy, entity, link)
        return [(f".to.{link}.{n}", of) for n, (_, of) in enumerate(path)]

    def _key_type(self, of: Field) -> str:
        return "BIGINT" if of.type.kind is Kind.INT else "VARCHAR"

    def _field_columns(self, entity: Entity) -> list[str]:
        known = {e.known_if for e in self.policy.children_of(entity.name)}
        if entity.name in self.named:
            known.add(entity.named_by)
        wanted = {*self.wanted.get(entity.name, ()), *(k for k in known if k)}
        found = []
        for of in entity.stored:
            names = [of.name]
            if of.type.kind is Kind.SET:
                names = word_names(of.name, len(self.policy.domains[of.type.domain].members))
            found += [n for n in names if n in wanted]
        return found

    def _scanned(self, scan: Scan) -> str:
        """Return the query that reads one file: keys, references, fields, what is refused."""
        entity, joins, bad = scan.entity, [], []
        by_slot = {(s.kind, s.link, s.field): title for title, s in scan.slots.items()}
        keys = {of.name for _, of in self._path(entity)}
        typed: dict[tuple[str, str, str], Typed] = {}
        for at, title in by_slot.items():
            if at[0] in ("field", "parent", "link", "link_name"):
                owner = self.policy.entities[scan.slots[title].entity]
                of = owner.fields[at[2]]
                key = at[0] != "field" or of.name in keys
                typed[at] = self.columns.typed(scan, title, of, key=key, values=at[0] == "field")
                joins.append(typed[at].join)
                bad.append(typed[at].bad)
        above = len(self._path(entity)) - len(entity.key)
        parts = []
        for n, (name, of) in enumerate(self._path(entity)):
            found = typed.get(("parent", "", of.name)) if n < above else None
            found = found or typed.get(("field", "", of.name))
            parts.append(f"{self._part(of, found)} AS {quoted(name)}")
        for link in entity.refers:
            parts += self._link_parts(entity, link, typed)
        columns = {c: v for t in typed.values() for c, v in t.values.items()}
        for name in self._field_columns(entity):
            parts.append(f"{columns.get(name, 'NULL')} AS {quoted(name)}")
        bad = [b for b in bad if b != "FALSE"]
        parts.append(f"{' OR '.join(bad) or 'FALSE'} AS bad")
        blank = " AND ".join(f"raw.{quoted(t)} IS NULL" for t in scan.slots)
        return (
            f"SELECT {', '.join(parts)} FROM {scan.relation} raw {' '.join(filter(None, joins))} "
            f"WHERE NOT ({blank})"
        )

    def _part(self, of: Field, typed: Typed | None) -> str:
        usual = usual_part(self.policy, of)
        instead = "NULL" if usual is None else text(usual)
        if self._key_type(of) == "BIGINT":
            written = f"TRY_CAST({typed.key} AS BIGINT)" if typed else "NULL"
            return f"COALESCE({written}, {usual or 'NULL'})::BIGINT"
        return f"COALESCE({typed.key if typed else 'NULL'}, {instead})::VARCHAR"

    def _link_parts(
        self, entity: Entity, link: str, typed: Mapping[tuple[str, str, str], Typed]
    ) -> list[str]:
        parts, given = [], []
        path = self._link_path(entity, link)
        by_name = next((t for at, t in typed.items() if at[:2] == ("link_name", link)), None)
        for name, of in path:
            found = typed.get(("link", link, of.name)) or (by_name if of is path[-1][1] else None)
            parts.append(f"{self._part(of, found)} AS {quoted(name)}")
            if found is not None:
                given.append(f"{found.key} IS NOT NULL")
        return [*parts, f"({' OR '.join(given) or 'FALSE'}) AS {quoted(_given(link))}"]

    # -- keys ------------------------------------------------------------------------

    def _settle(self, entity: Entity) -> None:
        """Give every row its parent; return those without a key, and those that share one."""
        keys = [quoted(name) for name, _ in self._path(entity)]
        own, above = keys[-len(entity.key) :], keys[: -len(entity.key)]
        checks = [("w.bad", "bad"), (_any_null(own), codes.KEY_MISSING.id)]
        parent, join = "NULL::BIGINT", ""
        if entity.parent:
            on = " AND ".join(f"p.{k} = w.{k}" for k in above)
            join = f"LEFT JOIN {_rows(self.policy.entities[entity.parent])} p ON {on}"
            gone = f"p.{quoted(GONE)}"
            checks = [
                (_any_null(above), codes.KEY_MISSING.id),
                (f"p.{quoted(ID)} IS NULL", codes.PARENT_NOT_FOUND.id),
                (f"{gone} IS NOT NULL", codes.PARENT_RETURNED.id),
                *checks,
            ]
            parent = f"CASE WHEN {gone} IS NULL THEN p.{quoted(ID)} END"
        ways = " ".join(f"WHEN {test} THEN {text(code)}" for test, code in checks)
        kept = ", ".join(f"w.{quoted(c)}" for c in self._kept(entity))
        self.database.run(
            f"CREATE TABLE {_rows(entity)} AS SELECT {kept}, {parent} AS {quoted(PARENT)}, "
            f"CASE {ways} END AS {quoted(GONE)}, w.rowid AS {quoted(ID)} "
            f"FROM {_written(entity)} w {join}"
        )
        alone = self._ascending(entity, keys)
        self.database.run(f"DROP TABLE {_written(entity)}")
        if entity.parent:
            self._mark(entity, f"{quoted(GONE)} IS NOT NULL")
        if not alone:
            self._share(entity, keys)

    def _kept(self, entity: Entity) -> list[str]:
        names = [name for name, _ in self._path(entity)]
        for link in entity.refers:
            names += [n for n, _ in self._link_path(entity, link)] + [_given(link)]
        return [*names, *self._field_columns(entity)]

    def _share(self, entity: Entity, keys: Sequence[str]) -> None:
        """Keep one of the rows that say the same; return all rows of a key that differ."""
        rows, by = _rows(entity), ", ".join(keys)
        self.database.run(
            f"CREATE OR REPLACE TEMP TABLE twice AS SELECT {by} FROM {rows} r "
            f"WHERE NOT ({_any_null(keys, 'r')}) GROUP BY {by} HAVING COUNT(*) > 1"
        )
        if not self.database.rows("SELECT COUNT(*) FROM twice")[0][0]:
            return
        on = " AND ".join(f"r.{k} = t.{k}" for k in keys)
        said = ", ".join(quoted(c) for c in self._kept(entity))
        self.database.run(
            f"CREATE OR REPLACE TEMP TABLE shared AS SELECT {by}, MIN({quoted(ID)}) AS first, "
            f"COUNT(DISTINCT ROW({said})) > 1 OR BOOL_OR({quoted(GONE)} IS NOT NULL) AS differ "
            f"FROM {rows} r SEMI JOIN twice t ON {on} GROUP BY {by}"
        )
        for test, code in (
            ("t.differ", codes.KEY_TWICE.id),
            (f"NOT t.differ AND r.{quoted(ID)} <> t.first", codes.ROW_TWICE.id),
        ):
            if entity.parent:
                self.database.run(
                    f"INSERT INTO {_marked(entity)} SELECT r.{quoted(PARENT)} FROM {rows} r, "
                    f"shared t WHERE {on} AND {test} AND r.{quoted(PARENT)} IS NOT NULL"
                )
            self.database.run(
                f"UPDATE {rows} r SET {quoted(GONE)} = {text(code)} FROM shared t "
                f"WHERE {on} AND {test} AND r.{quoted(GONE)} IS NULL"
            )

    def _ascending(self, entity: Entity, keys: Sequence[str]) -> bool:
        """Tell whether each key is greater than the one before: then none is there twice."""
        relation, keys = self._in_order(entity) or (_written(entity), keys)
        before = [f"LAG({k}) OVER () AS before{n}" for n, k in enumerate(keys)]
        named = [f"{k} AS key{n}" for n, k in enumerate(keys)]
        greater = "FALSE"
        for n in reversed(range(len(keys))):
            greater = f"(key{n} > before{n} OR (key{n} = before{n} AND {greater}))"
        found = self.database.rows(
            f"SELECT BOOL_AND(COALESCE({greater}, before0 IS NULL)) FROM "
            f"(SELECT {', '.join([*named, *before])} FROM {relation})"
        )
        missing = self.database.rows(f"SELECT 1 FROM {relation} w WHERE {_any_null(keys)} LIMIT 1")
        return found[0][0] is True and not missing

    def _in_order(self, entity: Entity) -> tuple[str, list[str]] | None:
        """Return the file itself and its key columns, where these are numbers as they are.

        What is joined on the way into the database may come out in another order.
        """
        scans = [scan for scan in self.scans if scan.entity.name == entity.name]
        if len(scans) != 1:
            return None
        (scan,) = scans
        titles = {slot.field: title for title, slot in scan.slots.items() if not slot.link}
        names = [of.name for _, of in self._path(entity)]
        if any(scan.types.get(titles.get(name, "")) not in WHOLE for name in names):
            return None
        return scan.relation, [quoted(titles[name]) for name in names]

    # -- references and consequences ----------------------------------------------------

    def _refer(self, entity: Entity, link: str) -> None:
        target = self.policy.entities[entity.refers[link]]
        to = [name for name, _ in self._link_path(entity, link)]
        path = [quoted(name) for name, _ in self._path(target)]
        near = path[: len(path) - len(to)]
        given = f"r.{quoted(_given(link))}"
        on = " AND ".join(
            [given, *(f"t.{n} = r.{n}" for n in near)]
            + [f"t.{p} = r.{quoted(n)}" for p, n in zip(path[len(near) :], to, strict=True)]
        )
        there = target.name in self.present
        self._rewritten(
            entity,
            f"CASE WHEN t.{quoted(GONE)} IS NULL THEN t.{quoted(ID)} END AS "
            f"{quoted(link_column(link))}, {given} AND t.{quoted(ID)} IS NULL AND {there} AS lost",
            f"LEFT JOIN {_rows(target)} t ON {on}",
        )
        if target.name in self.named and target.named_by:
            self._refer_by_name(entity, target, link, near, to[-1])
        self._drop(entity, f"r.{quoted(GONE)} IS NULL AND r.lost", codes.LINK_NOT_FOUND)
        self.database.run(f"ALTER TABLE {_rows(entity)} DROP COLUMN lost")

    def _rewritten(self, entity: Entity, columns: str, join: str) -> None:
        """Add columns to the rows of an entity; making the table anew is the fast way."""
        rows, old = _rows(entity), quoted(f"old {entity.name}")
        self.database.run(f"ALTER TABLE {rows} RENAME TO {old}")
        self.database.run(f"CREATE TABLE {rows} AS SELECT r.*, {columns} FROM {old} r {join}")
        self.database.run(f"DROP TABLE {old}")

    def _refer_by_name(
        self, entity: Entity, target: Entity, link: str, near: Sequence[str], to: str
    ) -> None:
        """Follow what is no key to the one row near by that bears it as its name."""
        name = quoted(target.named_by or "")
        by = ", ".join([*near, name])
        on = " AND ".join([*(f"r.{n} = t.{n}" for n in near), f"r.{quoted(to)} = t.{name}"])
        self.database.run(
            f"UPDATE {_rows(entity)} r SET {quoted(link_column(link))} = t.id, lost = FALSE FROM "
            f"(SELECT {by}, MIN({quoted(ID)}) AS id FROM {_rows(target)} WHERE "
            f"{quoted(GONE)} IS NULL GROUP BY {by} HAVING COUNT(*) = 1) t WHERE {on} AND r.lost"
        )

    def _follow(self, entity: Entity) -> None:
        if entity.parent:
            upper = _rows(self.policy.entities[entity.parent])
            above = f"SELECT {quoted(ID)} FROM {upper} WHERE {quoted(GONE)} IS NOT NULL"
            gone = f"{quoted(PARENT)} IN ({above})"
            self._drop(entity, f"{quoted(GONE)} IS NULL AND {gone}", codes.PARENT_RETURNED)
        for link, target in entity.refers.items():
            lower = _rows(self.policy.entities[target])
            column = quoted(link_column(link))
            self.database.run(
                f"UPDATE {_rows(entity)} SET {column} = NULL WHERE {column} IN "
                f"(SELECT {quoted(ID)} FROM {lower} WHERE {quoted(GONE)} IS NOT NULL)"
            )

    def _bound(self, entity: Entity) -> None:
        """Return the rows past what the parent may have at most, in the order of their keys."""
        above = self.policy.entities.get(entity.parent or "")
        most = above.max_children.get(entity.name) if above else None
        if most is None:
            return
        stands = f"{quoted(GONE)} IS NULL"
        by = ", ".join(f"CAST({quoted(n)} AS VARCHAR)" for n, _ in self._path(entity))
        full = self.database.rows(
            f"SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM {_rows(entity)} WHERE {stands} "
            f"GROUP BY {quoted(PARENT)})"
        )
        if (full[0][0] or 0) > most:
            past = (
                f"{quoted(ID)} IN (SELECT id FROM (SELECT {quoted(ID)} AS id, ROW_NUMBER() OVER "
                f"(PARTITION BY {quoted(PARENT)} ORDER BY {by}) AS n FROM {_rows(entity)} "
                f"WHERE {stands}) WHERE n > {most})"
            )
            self._drop(entity, past, codes.TOO_MANY)

    def _drop(self, entity: Entity, test: str, code: Code) -> None:
        rows = _rows(entity)
        if not self.database.rows(f"SELECT COUNT(*) FROM {rows} r WHERE {test}")[0][0]:
            return
        if entity.parent:
            self._mark(entity, test)
        self.database.run(f"UPDATE {rows} r SET {quoted(GONE)} = {text(code.id)} WHERE {test}")

    # -- which relations are incomplete --------------------------------------------------

    def _mark_table(self, entity: Entity) -> None:
        self.database.run(f"CREATE TABLE {_marked(entity)} (parent BIGINT)")

    def _mark(self, entity: Entity, test: str) -> None:
        self.database.run(
            f"INSERT INTO {_marked(entity)} SELECT {quoted(PARENT)} FROM {_rows(entity)} r "
            f"WHERE ({test}) AND {quoted(PARENT)} IS NOT NULL"
        )

    def _complete(self, entity: Entity, child: Entity) -> str:
        """Return SQL for whether the rows of `child` under a row are all there are."""
        if child.name not in self.present:
            return "FALSE"
        entries = [s.entry for s in self.scans if s.entity.name == child.name]
        stated = "TRUE" if all(e.complete for e in entries) else "FALSE"
        known = quoted(child.known_if) if child.known_if else "NULL"
        complete = f"COALESCE({known}, {stated})"
        named = sorted({key for e in entries for key in e.incomplete_for})
        ways = []
        if self.database.rows(f"SELECT COUNT(*) FROM {_marked(child)}")[0][0]:
            ways.append(f"{quoted(ID)} IN (SELECT parent FROM {_marked(child)})")
        for key in named:
            parts = zip(self._path(entity), key, strict=False)
            same = (f"CAST({quoted(n)} AS VARCHAR) = {text(part)}" for (n, _), part in parts)
            ways.append(" AND ".join(same))
        return f"NOT ({' OR '.join(ways)}) AND {complete}" if ways else complete

    def _count_gone(self, entity: Entity) -> None:
        counted = self.database.rows(
            f"SELECT {quoted(GONE)}, COUNT(*) FROM {_rows(entity)} "
            f"WHERE {quoted(GONE)} NOT IN ('bad') GROUP BY 1 ORDER BY 1"
        )
        files = sorted({s.file for s in self.scans if s.entity.name == entity.name})
        for code, rows in counted:
            self.refused.append(Refused("+".join(files), "", "", rows, Text(code, code), code))

    # -- the relations that the query reads ---------------------------------------------

    def _show(self, entity: Entity) -> None:
        parts = [quoted(ID), quoted(PARENT)]
        parts += [quoted(link_column(link)) for link in entity.refers]
        parts += [quoted(name) for name, _ in self._path(entity)]
        for of in entity.stored:
            parts += self._replaced(entity, of)
        for child in self.policy.children_of(entity.name):
            complete = self._complete(entity, child)
            parts.append(f"{complete} AS {quoted(complete_column(child.name))}")
        self.database.run(
            f"CREATE VIEW {quoted(entity.name)} AS SELECT {', '.join(parts)} "
            f"FROM {_rows(entity)} WHERE {quoted(GONE)} IS NULL"
        )

    def _replaced(self, entity: Entity, of: Field) -> list[str]:
        """Return the columns of a field, with what `missing: V` puts in place of nothing."""
        names = [of.name]
        if of.type.kind is Kind.SET:
            names = word_names(of.name, len(self.policy.domains[of.type.domain].members))
        kept = self._field_columns(entity)
        found = []
        for n, name in enumerate(x for x in names if x in kept):
            value = of.missing.value if of.missing.kind == "value" else None
            if isinstance(value, tuple):
                value = sum(1 << code for code in value) >> n * WORD & (1 << WORD) - 1
            instead = text(value) if isinstance(value, str) else str(value).upper()
            column = quoted(name)
            found.append(column if value is None else f"COALESCE({column}, {instead}) AS {column}")
        return found


def _any_null(columns: Sequence[str], alias: str = "w") -> str:
    return " OR ".join(f"{alias}.{c} IS NULL" for c in columns)


def _given(link: str) -> str:
    return f".given.{link}"


def stored_columns(policy: PolicySet, entity: Entity, of: Field | None = None) -> list[str]:
    """Return the columns that hold a stored field, or all of them: a set takes several."""
    found: list[str] = []
    for stored in [of] if of else entity.stored:
        kind, domain = stored.type.kind, stored.type.domain
        sets = kind is Kind.SET
        found += (
            word_names(stored.name, len(policy.domains[domain].members)) if sets else [stored.name]
        )
    return found


def rows_of(entity: Entity) -> str:
    """Return the table of all rows as written, before `missing: V` has been applied."""
    return _rows(entity)


def _rows(entity: Entity) -> str:
    return quoted(f"rows of {entity.name}")


def _written(entity: Entity) -> str:
    return quoted(f"written {entity.name}")


def _marked(entity: Entity) -> str:
    return quoted(f"incomplete {entity.name}")
