"""What the facts hold: rows, returned rows, and how much of each field was supplied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.analysis.simulation import EntityCoverage, FieldCoverage
from engine.analysis.vocabularies import fields_read
from engine.facts.model import Facts, Table
from engine.policy.model import Entity, PolicySet
from engine.problems import Text

OF = Text("{owner}的{title}", "{title} of {owner}")
NO_TABLE = Text("没有“{title}”表", "no table “{title}”")


Counts = Mapping[str, tuple[int, Mapping[str, int]]]  # by entity: rows, and missing by field


def coverage(
    old: PolicySet,
    new: PolicySet,
    old_facts: Facts,
    new_facts: Facts,
    counts: tuple[Counts | None, Counts | None] = (None, None),
) -> tuple[EntityCoverage, ...]:
    """Return what was supplied of each entity: the new version's, then what only the old has.

    `counts`, old and new: rows and missing values where they were not counted from the facts.
    """
    read = {"old": fields_read(old), "new": fields_read(new)}
    found = [
        _entity(entity, new_facts, read, old.entities.get(entity.name), counts[1], in_new=True)
        for entity in new.entities.values()
    ]
    found += [
        _entity(entity, old_facts, read, None, counts[0], in_new=False)
        for entity in old.entities.values()
        if entity.name not in new.entities
    ]
    return tuple(found)


def _entity(
    entity: Entity,
    facts: Facts,
    read: Mapping[str, frozenset[tuple[str, str]]],
    other: Entity | None,
    counts: Counts | None,
    *,
    in_new: bool,
) -> EntityCoverage:
    table = facts.tables.get(entity.name)
    total, missing = counts[entity.name] if counts else _counted(entity, table)
    present = table is not None and table.present
    fields = tuple(
        FieldCoverage(
            field.name,
            field.title,
            total,
            missing[field.name],
            tuple(side for side in ("old", "new") if (entity.name, field.name) in read[side]),
            in_old=not in_new or (other is not None and field.name in other.fields),
            in_new=in_new,
        )
        for field in entity.stored
    )
    complete = present and table is not None and table.complete
    return EntityCoverage(entity.name, entity.title, total, present, complete, fields)


def _counted(entity: Entity, table: Table | None) -> tuple[int, Mapping[str, int]]:
    rows = list(table.rows.values()) if table is not None else []
    return len(rows), {
        field.name: sum(1 for row in rows if row.values.get(field.name) is None)
        for field in entity.stored
    }


def lacking(entities: tuple[EntityCoverage, ...]) -> Iterator[Text]:
    """Yield what rules read and the facts lack altogether: tables, and columns of tables."""
    for entity in entities:
        read = [field for field in entity.fields if field.read_by]
        if read and not entity.present:
            yield NO_TABLE.format(title=entity.title)
            continue
        for field in read:
            if field.lacking:
                yield OF.format(owner=entity.title, title=field.title)
