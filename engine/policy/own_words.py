"""Fragments of JSON Schema for the words of one policy set: its clauses, values and fields.

Every word carries its title and what it means, so that an editor completes and explains.
Titles and descriptions are in Chinese and in English, as those of the shipped schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.language.literals import YES_NO
from engine.language.types import Domain, Kind, Type
from engine.policy.model import Decision, Entity, Field, PolicySet
from engine.problems import Text

Schema = dict[str, Any]
HOPS = 2  # steps to other rows that are listed; further ones are let pass unseen
# A cell in quotes that is a test: `>= 3`, `[1..3)`, `not(…)`, `null`, `'a literal'`.
TEST: Schema = {
    "type": "string",
    "pattern": r"^\s*(>=|<=|!=|==|<|>|[\[(]|(not|非)\s*\(|null\s*$|['\"])",
    "title": "测试 · Test",
    "description": "加引号的测试，如 \">= 3\"、\"[1..3)\"、\"not(…)\"。\n\nA test in quotes.",
}  # fmt: skip
DEEP = r"^[^\s.()]+(\.[^\s.()]+){" + str(HOPS + 1) + r",}$"
COMPUTED = r"[()\s+*-]|^as_of$|^values\."  # keys that compute, such as size(key_sectors)
TYPES: Mapping[Kind, Schema] = {
    Kind.BOOL: {"enum": [True, False, *YES_NO]},
    Kind.INT: {"type": "integer"},
    Kind.DECIMAL: {"type": "number"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.DURATION: {"type": ["string", "integer"]},
    Kind.TEXT: {"type": "string", "minLength": 1},
}


def both(text: Text, id: str = "") -> str:
    """Return a label in both languages, as titles of the schemas are written.

    >>> both(Text("红色", "Red")), both(Text("红色", ""), "red")
    ('红色 · Red', '红色 · red')
    """
    zh, en = text.zh or text.en or id, text.en or id or text.zh
    return zh if zh == en else f"{zh} · {en}"


def choice(id: str, title: str, description: str = "") -> Schema:
    """Return the schema of one word that may be chosen, explained."""
    return {"const": id, "title": title, "description": description or title}


def clauses(policy: PolicySet) -> Schema:
    """Return what `cite` may be: clauses of this policy, each with its words."""
    known = [
        choice(c.id, both(c.where, c.id), f"{c.phrase}\n\n{c.gist}")
        for c in policy.clauses.values()
    ]
    one = {"anyOf": known}
    many = {"type": "array", "minItems": 1, "uniqueItems": True, "items": one}
    return {"anyOf": [*known, many]}


def values(type: Type, domains: Mapping[str, Domain], *, also: bool = False) -> list[Schema]:
    """Return the ways to write one value of `type`; `also` the spellings of ledgers."""
    domain = domains.get(type.domain)
    if domain is None:
        return [TYPES[type.kind]]
    ids = [choice(m.id, both(m.title, m.id)) for m in domain.members]
    labels = [w for m in domain.members for w in (m.title.zh, m.title.en)]
    if also:
        labels += [word for m in domain.members for word in m.also]
    words = [w for w in dict.fromkeys(labels) if w and w not in domain.ids]
    return [*ids, {"enum": words}] if words else ids


def cell(type: Type, domains: Mapping[str, Domain]) -> Schema:
    """Return what may stand in a cell of a rule: a value, a list of values, or a test."""
    ways = [*values(type, domains), TEST]
    listed = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"anyOf": ways}}
    return {"anyOf": [*ways, listed]}


def span(ways: list[Schema]) -> Schema:
    """Return the schema of {from, to}, each end written in one of `ways`."""
    end = {"anyOf": ways}
    return {
        "type": "object",
        "properties": {"from": end, "to": end},
        "required": ["from", "to"],
        "additionalProperties": False,
    }


@dataclass(frozen=True, slots=True)
class Path:
    """A field or decision as seen from a row: each part with all its spellings."""

    parts: tuple[tuple[str, ...], ...]
    type: Type
    title: Text
    description: str

    @property
    def ids(self) -> str:
        """The path by ids."""
        return ".".join(words[0] for words in self.parts)

    @property
    def pattern(self) -> str:
        """A pattern for every spelling of the path."""
        return r"^" + r"\.".join(f"({'|'.join(map(re.escape, w))})" for w in self.parts) + "$"


def paths(policy: PolicySet, entity: str, hops: int = HOPS) -> Iterator[Path]:
    """Yield what a condition about a row of `entity` may name."""
    here = policy.entities[entity]
    for field in here.fields.values():
        words = _words(field.name, field.title)
        yield Path((words,), field.type, field.title, _about_field(policy, field))
    for decision in policy.decisions.values():
        if decision.entity == entity and not decision.is_list:
            words = _words(decision.id, decision.title)
            yield Path((words,), decision.gives, decision.title, _about_decision(policy, decision))
    for hop, target in _ways(here):
        there = policy.entities[target]
        step = tuple(dict.fromkeys((*_words(hop, there.title), target)))
        if hop in here.refers:
            key = there.fields[there.key[-1]]
            yield Path((step,), key.type, there.title, both(there.title, hop))
        for path in paths(policy, target, hops - 1) if hops else ():
            title = Text(f"{there.title.zh}的{path.title.zh}", _of(path.title, there))
            yield Path((step, *path.parts), path.type, title, path.description)


def _ways(entity: Entity) -> Iterator[tuple[str, str]]:
    yield from entity.refers.items()
    if entity.parent:
        yield entity.parent, entity.parent


def _of(title: Text, owner: Entity) -> str:
    return f"{title.to('en')} of {owner.title.to('en')}"


def _words(id: str, title: Text) -> tuple[str, ...]:
    return tuple(w for w in dict.fromkeys((id, title.zh, title.en)) if w)


def _about_field(policy: PolicySet, field: Field) -> str:
    derived = ["由别的数据算出。/ Computed from other facts."] if field.derive else []
    lines = [type_words(policy, field.type), *derived, field.note]
    return "\n\n".join(line for line in lines if line)


def _about_decision(policy: PolicySet, decision: Decision) -> str:
    lines = ["判定 · Decision", type_words(policy, decision.gives), decision.note]
    return "\n\n".join(line for line in lines if line)


def type_words(policy: PolicySet, type: Type) -> str:
    """Return the type with the words it has, from low to high where they have an order."""
    domain = policy.domains.get(type.domain)
    if domain is None:
        return str(type)
    between = " < " if domain.ordered else ", "
    return f"{type}: " + between.join(both(m.title, m.id) for m in domain.members)


def when(name: str, found: Iterable[Path], domains: Mapping[str, Domain]) -> tuple[Schema, Schema]:
    """Return the schema of a `when` that may name `found`, and the definitions it refers to."""
    cells: Schema = {}
    named: Schema = {}
    spelt: Schema = {COMPUTED: {}, DEEP: {}}
    for path in found:
        refers = f"cell {path.type}"
        cells[refers] = cell(path.type, domains)
        about = {"title": both(path.title, path.ids), "description": path.description}
        named[path.ids] = {"$ref": _ref(refers), **about}
        if len(path.parts) > 1 or len(path.parts[0]) > 1:
            spelt[path.pattern] = {"$ref": _ref(refers)}
    whole = {
        "type": ["object", "string"],
        "properties": named,
        "patternProperties": spelt,
        "additionalProperties": False,
    }
    return whole, {f"when {name}": whole, **cells}


def rows(policy: PolicySet, entity: Entity) -> tuple[Schema, Schema]:
    """Return the schema of what a case gives for `entity`, and the definitions it needs."""
    columns: Schema = {}
    needed: Schema = {}
    for field in entity.stored:
        refers = f"fact {field.type}"
        needed[refers] = {"anyOf": _fact(field, policy.domains)}
        about = {"title": both(field.title, field.name), "description": _about_field(policy, field)}
        for word in (field.name, *_words("", field.title), *field.headers):
            columns.setdefault(word, {"$ref": _ref(refers), **about})
    for hop, target in _ways(entity):
        there = policy.entities[target]
        for word in (*_words(hop, there.title), *(there.key if hop == entity.parent else ())):
            columns.setdefault(word, {"type": ["string", "null"], "title": both(there.title, hop)})
    needed[f"row {entity.name}"] = {
        "type": "object",
        "properties": columns,
        "patternProperties": {r"[.]": {}},
        "additionalProperties": False,
    }
    one = {"$ref": _ref(f"row {entity.name}")}
    return {"anyOf": [one, {"type": "array", "items": one}]}, needed


def _fact(field: Field, domains: Mapping[str, Domain]) -> list[Schema]:
    """A value as a ledger may hold it: readers know more spellings of yes and of sets."""
    ways = [*values(field.type, domains, also=True), {"type": "null"}]
    if field.type.kind in (Kind.SET, Kind.BOOL):
        return [*ways, {"type": "string"}, {"type": "array", "items": {"anyOf": ways}}]
    return ways


def _ref(name: str) -> str:
    return "#/$defs/" + name.replace(" ", "%20")
