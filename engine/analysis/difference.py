"""Two policy versions side by side: what was added, removed and changed, in sentences.

Things are matched by their ids: a rule by table and row, a field by entity and name.
Wording comes from the versions themselves, so each side speaks as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.analysis.difference_sentences import Sentences
from engine.analysis.words import Words
from engine.facts.model import Key
from engine.problems import NO_TEXT, Text

Kind = Literal["added", "removed", "changed"]
Part = Literal[
    "heading", "scale", "entity", "field", "value", "table", "rule", "clause", "role", "message",
    "division", "department",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One thing as one version has it: what it is called, what it says, where it stands.

    `says` pairs an aspect (condition, type, recipients …) with its wording; two versions
    differ where the pairs do.
    """

    title: Text
    says: tuple[tuple[Text, Text], ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect that differs: its name, its old and its new wording ("" where there is none)."""

    name: Text
    old: Text
    new: Text


@dataclass(frozen=True, slots=True)
class Witness:
    """A subject for which a changed rule matters: the row, and what its table answers on it.

    `old`, `new`: the answer of the table under each version, with the rules that hold.
    """

    key: Key
    name: str
    county: str
    row: str
    old: Text
    new: Text


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was added, removed or changed.

    `id`: `table/row`, `entity.field`, or the id; `old_place`, `new_place`: `file:line`, ""
    where it is not there.  `witness` is None where none was looked for or none exists.
    """

    kind: Kind
    part: Part
    id: str
    title: Text
    aspects: tuple[Aspect, ...]
    old_place: str
    new_place: str
    witness: Witness | None = None


def differences(old: Words, new: Words) -> tuple[Difference, ...]:
    """Return everything in which two versions differ, part by part, in the order of files."""
    sides = Sentences(old), Sentences(new)
    found: list[Difference] = []
    for part, tell in PARTS.items():
        found += _compared(part, tell(sides[0]), tell(sides[1]))
    return tuple(found)


def _compared(part: Part, old: Mapping[str, Told], new: Mapping[str, Told]) -> Iterator[Difference]:
    for id in dict.fromkeys((*new, *old)):
        before, after = old.get(id), new.get(id)
        aspects = tuple(_aspects(before, after))
        if before is not None and after is not None and not aspects:
            continue
        kind: Kind = "changed" if before and after else "added" if after else "removed"
        named = after or before
        assert named is not None
        yield Difference(
            kind,
            part,
            id,
            named.title,
            aspects,
            before.place if before else "",
            after.place if after else "",
        )


def _aspects(before: Told | None, after: Told | None) -> Iterator[Aspect]:
    old = dict(before.says) if before else {}
    new = dict(after.says) if after else {}
    for name in dict.fromkeys((*new, *old)):
        one, other = old.get(name, NO_TEXT), new.get(name, NO_TEXT)
        if one != other:
            yield Aspect(name, one, other)


def _told(name: str) -> Callable[[Sentences], Mapping[str, Told]]:
    def tell(side: Sentences) -> Mapping[str, Told]:
        rows = getattr(side, name)()
        return {id: Told(title, tuple(says), place) for id, title, says, place in rows}

    return tell


PARTS: dict[Part, Callable[[Sentences], Mapping[str, Told]]] = {
    "heading": _told("headings"),
    "value": _told("values"),
    "table": _told("tables"),
    "rule": _told("rules"),
    "scale": _told("scales"),
    "entity": _told("entities"),
    "field": _told("fields"),
    "clause": _told("clauses"),
    "role": _told("roles"),
    "message": _told("messages"),
    "department": _told("departments"),
    "division": _told("divisions"),
}
