"""What the columns of a table may hold: own fields, keys of the rows above, references.

`slots_of` lists them for one entity with every name they may bear; `Names` finds the
slot of a header as people write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

from engine.facts.cells import Cell, show
from engine.policy.model import Entity, Field, PolicySet

_BRACKETS = re.compile(r"[(\[{【〔][^()\[\]{}【】〔〕]*[)\]}】〕]")
_BLANK = re.compile(r"\s+")
_RELATIONS = ("对应", "所属", "关联", "所在")


@dataclass(frozen=True, slots=True)
class Slot:
    """What one column fills.

    `field`: a stored field of the entity itself.  `parent`: a key field of the row above
    (or of one further up).  `parent_name`: the name of the row above.  `link`: a part of
    the key that the reference `link` points with; `link_name`: the name of the row it
    points to.
    """

    kind: Literal["field", "parent", "parent_name", "link", "link_name"]
    entity: str
    field: str
    link: str = ""

    @property
    def id(self) -> str:
        """How a manifest names the slot."""
        if self.link:
            return f"{self.link}.{self.field}"
        return self.field


def header_text(cell: Cell) -> str:
    """Return a header as it is compared: NFKC, no blanks or line breaks, no marks at its ends.

    >>> header_text("*风险\\n等级 ：")
    '风险等级'
    """
    text = _BLANK.sub("", normalize("NFKC", show(cell))).casefold()
    return text.strip("*★:'\"\ufeff\u200b")


def without_brackets(header: str) -> str:
    """Return a compared header without its bracketed remarks, such as (必填)."""
    shorter = _BRACKETS.sub("", header).strip("*★:")
    return shorter or header


def lineage(policy: PolicySet, entity: Entity) -> tuple[Entity, ...]:
    """Return the entities above `entity`, topmost first."""
    above: list[Entity] = []
    while entity.parent is not None:
        entity = policy.entities[entity.parent]
        above.append(entity)
    return tuple(reversed(above))


def key_path(policy: PolicySet, entity: Entity) -> tuple[tuple[str, Field], ...]:
    """Return the fields whose values make up the key of a row, topmost entity first."""
    return tuple(
        (owner.name, owner.fields[name])
        for owner in (*lineage(policy, entity), entity)
        for name in owner.key
    )


def link_path(policy: PolicySet, entity: Entity, link: str) -> tuple[tuple[str, Field], ...]:
    """Return the key fields that a reference must spell out.

    Those it shares with the row itself (both belong to one enterprise) are left out.
    """
    target = policy.entities[entity.refers[link]]
    above = {owner.name for owner in lineage(policy, entity)}
    shared = 0
    for owner in (*lineage(policy, target), target):
        if owner.name not in above:
            break
        shared += len(owner.key)
    return key_path(policy, target)[shared:]


def slots_of(policy: PolicySet, entity: Entity) -> Iterator[tuple[Slot, tuple[str, ...]]]:
    """Yield each slot with its names, strongest claim first."""
    for own in entity.stored:
        yield Slot("field", entity.name, own.name), field_names(own)
    for owner in reversed(lineage(policy, entity)):
        for name in owner.key:
            yield Slot("parent", owner.name, name), field_names(owner.fields[name])
    for link in entity.refers:
        yield from _link_slots(policy, entity, link)
    above = lineage(policy, entity)
    if above and above[-1].named_by:
        named = above[-1].fields[above[-1].named_by]
        titles = (above[-1].title.zh, above[-1].title.en)
        yield Slot("parent_name", above[-1].name, named.name), (*field_names(named), *titles)


def _link_slots(
    policy: PolicySet, entity: Entity, link: str
) -> Iterator[tuple[Slot, tuple[str, ...]]]:
    target = policy.entities[entity.refers[link]]
    path = link_path(policy, entity, link)
    for position, (owner, key) in enumerate(path):
        names = [f"{link}.{key.name}", *field_names(key)]
        if position == len(path) - 1:
            names += [link, f"{target.title.zh}{key.title.zh}"]
            if target.named_by is None:
                names += [target.title.zh, target.title.en]
        yield Slot("link", owner, key.name, link), _related(names)
    if target.named_by:
        named = target.fields[target.named_by]
        names = [f"{link}.{named.name}", target.title.zh, target.title.en, *field_names(named)]
        yield Slot("link_name", target.name, named.name, link), _related(names)


def _related(names: list[str]) -> tuple[str, ...]:
    """Return names, also with 对应 and the like before them."""
    return (*names, *(relation + name for name in names for relation in _RELATIONS))


def field_names(field: Field) -> tuple[str, ...]:
    """Return the names that a column of `field` may bear."""
    return (field.name, field.title.zh, field.title.en, *field.headers)


@dataclass(frozen=True)
class Names:
    """The slots of one entity by header; `given` is the file's own mapping (None: ignore)."""

    full: Mapping[str, Slot]
    short: Mapping[str, Slot | None]
    given: Mapping[str, Slot | None]

    def find(self, header: str) -> Slot | None:
        """Return the slot of a compared header, or None where it is not known."""
        if header in self.given:
            return self.given[header]
        shorter = without_brackets(header)
        for name in (header, shorter):
            if name in self.full:
                return self.full[name]
        return self.short.get(shorter)

    def is_given(self, header: str) -> bool:
        """Say whether the file's own mapping names this header."""
        return header in self.given

    def pair(self, header: str) -> tuple[Slot, ...]:
        """Return the slots of a header that names several fields, such as 部门/责任人."""
        parts = without_brackets(header).split("/")
        if len(parts) < 2 or self.find(header) is not None:
            return ()
        found = [self.find(part) for part in parts]
        slots = tuple(slot for slot in found if slot is not None)
        return slots if len(slots) == len(parts) == len(set(slots)) else ()


def names_of(
    policy: PolicySet, entity: Entity, given: Mapping[str, Slot | None] | None = None
) -> Names:
    """Return the names of the columns of `entity`; a name two slots share is the stronger's."""
    full: dict[str, Slot] = {}
    short: dict[str, Slot | None] = {}
    for slot, names in slots_of(policy, entity):
        for name in map(header_text, names):
            if not name:
                continue
            full.setdefault(name, slot)
            shorter = without_brackets(name)
            if shorter != name and short.setdefault(shorter, slot) != slot:
                short[shorter] = None
    own = {header_text(name): slot for name, slot in (given or {}).items()}
    return Names(full, short, own)
