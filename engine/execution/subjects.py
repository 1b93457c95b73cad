"""Facts lowered to one policy set: trees of rows, one tree per subject, values as pairs.

Lowered values, by the type of the field:

- bool: True, False or None (unknown)
- int, decimal, date, duration, scale: a pair (lo, hi); equal when known
- code: ordinal or None; text: str or None
- set of codes: a pair of bit masks (surely in, possibly in)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from engine.catalogue.execution import FOREIGN_VALUE
from engine.facts.model import Fact, Facts, Key, Row, Table
from engine.language.types import (
    DATE_MAX,
    DATE_MIN,
    INT64_MAX,
    INT64_MIN,
    Domain,
    Kind,
    Scalar,
)
from engine.policy.model import Entity, Field, PolicySet
from engine.problems import Place, ProblemsFound

Pair = tuple[int, int]
Lowered = bool | int | str | Pair | None


@dataclass(slots=True, eq=False)
class Item:
    """One row, lowered, with its way up (`parent`), across (`links`) and down (`children`).

    `absent` names the fields whose value is not there (after `missing: V` has been
    applied): the only thing `== null` looks at.  A link that is not given leads to an
    item of which every field is unknown (`known` is false).  `complete` tells for each
    child entity whether `children` are all there are.
    """

    entity: str
    key: Key
    values: Mapping[str, Lowered]
    absent: frozenset[str] = frozenset()
    parent: Item | None = None
    links: dict[str, Item] = field(default_factory=dict)
    children: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    complete: dict[str, bool] = field(default_factory=dict)
    known: bool = True

    @property
    def root(self) -> Item:
        """The row at the top of this row's tree."""
        top = self
        while top.parent is not None:
            top = top.parent
        return top


def subjects(policy: PolicySet, facts: Facts) -> Iterator[Item]:
    """Yield the tree of each row of the policy's subject entity, in the order of keys.

    Rows of other trees are reached by links alone; they are built when a link first
    leads to them.
    """
    forest = _Forest(policy, facts)
    entity = policy.subject
    line = [entity]
    while line[0].parent:
        line.insert(0, policy.entities[line[0].parent])
    for key in sorted(forest.rows(line[0].name)):
        items = [forest.tree(line[0].name, key)]
        for level in line[1:]:
            items = [child for item in items for child in item.children[level.name]]
        yield from items


def day_number(day: date) -> int:
    """Return `day` as days since 1970-01-01.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """Return the date of a day number."""
    return date.fromordinal(number + _EPOCH)


_EPOCH = date(1970, 1, 1).toordinal()


def unknown_value(field: Field, domains: Mapping[str, Domain]) -> Lowered:
    """Return what is known of `field` where its value is not there: its declared range."""
    kind = field.type.kind
    if kind is Kind.SET:
        return 0, (1 << len(domains[field.type.domain].members)) - 1
    return field_range(field, domains) if field.type.ordered else None


def field_range(field: Field, domains: Mapping[str, Domain]) -> Pair:
    """Return the least and the greatest value `field` may have; unbounded where undeclared."""
    least, most = INT64_MIN, INT64_MAX
    if field.type.kind is Kind.SCALE:
        least, most = 0, domains[field.type.domain].top
    elif field.type.kind is Kind.DATE:
        least, most = DATE_MIN, DATE_MAX
    return (
        least if field.low is None else field.low,
        most if field.high is None else field.high,
    )


def lower(field: Field, domains: Mapping[str, Domain], value: Fact) -> Lowered:
    """Return `value`, as read, in the form executors compute with; it must not be None."""
    kind = field.type.kind
    if kind in (Kind.CODE, Kind.SCALE, Kind.SET):
        ids = domains[field.type.domain].ids
        try:
            if isinstance(value, tuple):
                mask = sum(1 << ids.index(code) for code in dict.fromkeys(value))
                return mask, mask
            position = ids.index(str(value))
        except ValueError:
            place = field.place if isinstance(field.place, Place) else Place("")
            raise ProblemsFound([FOREIGN_VALUE.at(place, value=value, field=field.name)]) from None
        return position if kind is Kind.CODE else (position, position)
    if isinstance(value, Decimal):
        number = int(value.scaleb(field.type.digits))
        return number, number
    if isinstance(value, date):
        number = day_number(value)
        return number, number
    if field.type.ordered and isinstance(value, int):
        number = value * 10**field.type.digits
        return number, number
    return value if isinstance(value, (bool, str)) else None


def _replacement(field: Field) -> Lowered:
    """Return the value that `missing: V` puts in place of an absent one."""
    value: Scalar | tuple[int, ...] | None = field.missing.value
    if field.type.kind is Kind.SET:
        mask = sum(1 << n for n in value) if isinstance(value, tuple) else 0
        return mask, mask
    if field.type.ordered and isinstance(value, int):
        return value, value
    return None if isinstance(value, tuple) else value


_Read = Callable[[Mapping[str, Fact]], tuple[dict[str, Lowered], frozenset[str]]]


def _reader(entity: Entity, domains: Mapping[str, Domain]) -> _Read:
    """Return the function that lowers one row of `entity`: its values, what is absent."""
    columns = [
        (
            f.name,
            f,
            _replacement(f) if f.missing.kind == "value" else unknown_value(f, domains),
            f.missing.kind != "value",
        )
        for f in entity.stored
    ]
    known: dict[tuple[str, Fact], Lowered] = {}

    def read(values: Mapping[str, Fact]) -> tuple[dict[str, Lowered], frozenset[str]]:
        lowered: dict[str, Lowered] = {}
        absent = []
        for name, column, instead, leaves_gap in columns:
            value = values.get(name)
            if value is None:
                lowered[name] = instead
                if leaves_gap:
                    absent.append(name)
            elif column.type.kind is Kind.TEXT or column.type.kind is Kind.BOOL:
                lowered[name] = value if isinstance(value, (bool, str)) else None
            else:
                lowered[name] = remembered(column, value)
        return lowered, frozenset(absent)

    def remembered(column: Field, value: Fact) -> Lowered:
        found = known.get((column.name, value))
        if found is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            found = known[column.name, value] = lower(column, domains, value)
        return found

    return read


_REMEMBERED = 20_000  # equal facts share one lowered value


class _Forest:
    """All trees of rows, built one root at a time; trees that links lead to are kept."""

    def __init__(self, policy: PolicySet, facts: Facts) -> None:
        self.policy = policy
        self.facts = facts
        self.readers = {n: _reader(e, policy.domains) for n, e in policy.entities.items()}
        self.nobody = {n: _unknown_row(e, policy.domains) for n, e in policy.entities.items()}
        self.below = {e.name: self._by_parent(e) for e in policy.entities.values() if e.parent}
        self.kept: dict[tuple[str, Key], Item] = {}

    def rows(self, entity: str) -> Mapping[Key, Row]:
        table = self.facts.tables.get(entity)
        return table.rows if table is not None and table.present else {}

    def tree(self, entity: str, key: Key) -> Item:
        """Return the row `key` of a root entity with all rows below it, links resolved."""
        built: dict[tuple[str, Key], Item] = {}
        root = self._grow(self.policy.entities[entity], self.rows(entity)[key], None, built)
        self._link(built, built)
        return root

    def _by_parent(self, entity: Entity) -> dict[Key, list[Row]]:
        groups: dict[Key, list[Row]] = {}
        rows = self.rows(entity.name)
        for key in sorted(rows):
            parent = rows[key].parent
            if parent is not None:
                groups.setdefault(parent, []).append(rows[key])
        return groups

    def _grow(
        self, entity: Entity, row: Row, parent: Item | None, built: dict[tuple[str, Key], Item]
    ) -> Item:
        values, absent = self.readers[entity.name](row.values)
        item = Item(entity.name, row.key, values, absent, parent)
        built[entity.name, row.key] = item
        for child in self.policy.children_of(entity.name):
            rows = self.below[child.name].get(row.key, ())
            item.children[child.name] = tuple(self._grow(child, r, item, built) for r in rows)
            item.complete[child.name] = self._is_complete(child, item)
        return item

    def _is_complete(self, child: Entity, parent: Item) -> bool:
        """Tell whether the rows of `child` under `parent` are all there are."""
        table: Table | None = self.facts.tables.get(child.name)
        if table is None or not table.present or parent.key in table.incomplete_for:
            return False
        known = parent.values.get(child.known_if) if child.known_if else None
        return known if isinstance(known, bool) else table.complete

    def _link(self, items: dict[tuple[str, Key], Item], near: dict[tuple[str, Key], Item]) -> None:
        for item in items.values():
            refers = self.policy.entities[item.entity].refers
            if not refers:
                continue
            links = self.rows(item.entity)[item.key].links
            for name, target in refers.items():
                key = links.get(name)
                item.links[name] = self._found(target, key, near)

    def _found(self, entity: str, key: Key | None, near: dict[tuple[str, Key], Item]) -> Item:
        if key is None:
            return self.nobody[entity]
        item = near.get((entity, key)) or self.kept.get((entity, key))
        return item or self._fetch(entity, key)

    def _fetch(self, entity: str, key: Key) -> Item:
        """Return a row of another tree, keeping that tree for later links."""
        root, top = self.policy.entities[entity], self.rows(entity).get(key)
        while top is not None and root.parent and top.parent is not None:
            root = self.policy.entities[root.parent]
            top = self.rows(root.name).get(top.parent)
        if top is None:
            return self.nobody[entity]
        built: dict[tuple[str, Key], Item] = {}
        self._grow(root, top, None, built)
        self.kept.update(built)  # before links are followed: trees may refer to each other
        self._link(built, built)
        return self.kept.get((entity, key), self.nobody[entity])


def _unknown_row(entity: Entity, domains: Mapping[str, Domain]) -> Item:
    """Return the row a link leads to when it is not given: every field is unknown."""
    values = {f.name: unknown_value(f, domains) for f in entity.fields.values()}
    return Item(entity.name, (), values, frozenset(values), known=False)
