"""Rows as columns: lowered items loaded for a query, and what comes back as answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from engine.execution.answer import Computed, Settled, Trouble
from engine.execution.columnar_hits import CONFLICT, MAY_BE_EMPTY, NO_RULE, RULES
from engine.execution.columnar_stage import (
    ID,
    PARENT,
    columns_of,
    complete_column,
    is_settled_column,
    link_column,
    word_names,
)
from engine.execution.columnar_steps import mask_columns
from engine.execution.columnar_values import WORD
from engine.execution.subjects import Item, Lowered
from engine.language.types import Kind, Type
from engine.policy.model import Entity, PolicySet

Numbers = Mapping[int, int]  # the identity of an item -> its row number in the relation
Cell = Callable[[Item, Numbers], Any]
TROUBLES: Mapping[int, Trouble] = {NO_RULE: "no rule", CONFLICT: "conflict"}


def sql_type(type: Type) -> str:
    """Return the SQL type of a stored column."""
    return {Kind.BOOL: "BOOLEAN", Kind.TEXT: "VARCHAR"}.get(type.kind, "BIGINT")


def column_type(entity: Entity, column: str) -> str:
    """Return the SQL type of a column of a loaded relation."""
    if column in entity.fields:
        return sql_type(entity.fields[column].type)
    return "BOOLEAN" if column.startswith(".complete.") else "BIGINT"


def cells(policy: PolicySet, entity: Entity) -> Mapping[str, Cell]:
    """Return how each column of a loaded relation is read from an item."""
    found: dict[str, Cell] = {
        ID: lambda item, numbers: numbers[id(item)],
        PARENT: lambda item, numbers: numbers.get(id(item.parent)),
    }
    for field in entity.stored:
        if field.type.kind is Kind.SET:
            size = len(policy.domains[field.type.domain].members)
            for n, name in enumerate(word_names(field.name, size)):
                found[name] = partial(_word, field.name, n)
        else:
            found[field.name] = partial(_known, field.name)
    for link in entity.refers:
        found[link_column(link)] = partial(_linked, link)
    for child in policy.children_of(entity.name):
        found[complete_column(child.name)] = partial(_complete, child.name)
    return found


def _known(name: str, item: Item, numbers: Numbers) -> Lowered:
    """Return a value; None where it is not there."""
    if name in item.absent:
        return None
    value = item.values[name]
    return value[0] if isinstance(value, tuple) else value


def _word(name: str, word: int, item: Item, numbers: Numbers) -> int | None:
    value = item.values[name]
    if name in item.absent or not isinstance(value, tuple):
        return None
    return value[0] >> word * WORD & (1 << WORD) - 1


def _linked(name: str, item: Item, numbers: Numbers) -> int | None:
    target = item.links.get(name)
    return numbers[id(target)] if target is not None and target.known else None


def _complete(child: str, item: Item, numbers: Numbers) -> bool:
    return item.complete[child]


Reading = Callable[[Sequence[Any]], Computed]


class Computing:
    """Turns rows of a query into what was computed, by name; equal cells share one value."""

    def __init__(self, policy: PolicySet, entity: str) -> None:
        self.entity = entity
        self.columns: list[str] = []
        self.readings: list[tuple[str, Reading]] = []
        starts = [0]
        for node in policy.order:
            if node.entity == entity:
                names, reading = _reading(policy, entity, node.name, node.kind)
                self.columns += names
                self.readings.append((node.name, reading))
                starts.append(len(self.columns))
        self.slices = [slice(a, b) for a, b in pairwise(starts)]

    def computed(self, row: Sequence[Any]) -> dict[str, Computed]:
        """Return the derived fields and decisions of one row, in the order of the policy."""
        return {
            name: reading(row[part])
            for (name, reading), part in zip(self.readings, self.slices, strict=True)
        }


def _reading(policy: PolicySet, entity: str, name: str, kind: str) -> tuple[Iterable[str], Reading]:
    if kind == "field":
        type = policy.entities[entity].fields[name].type
        columns: Iterable[str] = columns_of(policy, name, type)
        if type.kind is Kind.SET:
            whole = (1 << len(policy.domains[type.domain].members)) - 1
            return columns, partial(_codes, whole)
        return columns, (lambda row: (row[0], row[1])) if type.ordered else (lambda row: row[0])
    decision = policy.decisions[name]
    settled = is_settled_column(decision)
    fired, unknown = ([], []) if decision.take else mask_columns(decision)
    ends = [settled[end] for end in ("low", "high") if end in settled]
    columns = [*fired, *unknown, *ends, settled["trouble"]]
    return columns, lru_cache(maxsize=20_000)(partial(_settled, len(fired), decision.is_list))


def _codes(whole: int, row: Sequence[Any]) -> Lowered:
    if row[0] is None:
        return 0, whole
    mask = sum(word << n * WORD for n, word in enumerate(row))
    return mask, mask


def _settled(words: int, is_list: bool, row: Sequence[Any]) -> Settled:
    fired, unknown = positions(row[:words]), positions(row[words : 2 * words])
    if is_list:
        return Settled(fired, unknown)
    low, high, trouble = row[2 * words], row[-2], row[-1]
    empty = trouble in (NO_RULE, MAY_BE_EMPTY)
    return Settled(fired, unknown, low, high, TROUBLES.get(trouble, ""), empty)


def positions(words: Sequence[int]) -> tuple[int, ...]:
    """Return the positions of the rules whose bits are set, ascending.

    >>> positions([0b101, 1])
    (0, 2, 63)
    """
    return tuple(
        RULES * w + n for w, word in enumerate(words) for n in range(RULES) if word >> n & 1
    )
