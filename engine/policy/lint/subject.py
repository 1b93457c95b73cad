"""What a lint looks at: the compiled set, its files as written, and its cases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as Folder
from typing import Any

from engine.language.expression import Expr, Ref, refs
from engine.language.types import BOOL
from engine.policy.analysing import reading_of
from engine.policy.boxes import Question, examine
from engine.policy.columns import Reading
from engine.policy.draft import Draft, Part
from engine.policy.folder import read_documents
from engine.policy.loading import load_document
from engine.policy.model import Decision, PolicySet, Rule
from engine.policy.ordering import bases_of
from engine.policy.splicing import Splice
from engine.problems import Problem

WORD = re.compile(r"[A-Za-z_一-鿿][A-Za-z0-9_一-鿿-]*")


@dataclass(frozen=True)
class Finding:
    """What a lint found, and, where it is safe, how the file is to be changed."""

    problem: Problem
    fix: Splice | None = None


Bare = tuple[object, ...]


def bare(expr: Expr) -> Bare:
    """Return a condition without its places, so that what is written twice is asked once."""
    return (expr.op, expr.type, expr.value, *(bare(arg) for arg in expr.args))


@dataclass(frozen=True)
class Linted:
    """A policy set that loads, seen as its author wrote it.

    `documents`: the files that its policy.yaml lists, by kind.  `cases`: its case files.
    """

    policy: PolicySet
    documents: Mapping[str, tuple[Part, ...]]
    cases: tuple[Part, ...]

    @property
    def parts(self) -> Iterator[Part]:
        """All files of the set except its cases."""
        for parts in self.documents.values():
            yield from parts

    @property
    def sources(self) -> dict[str, str]:
        """The text of each file by its name."""
        every = (*self.parts, *self.cases)
        return {p.document.source.file: p.document.source.text for p in every}

    @cached_property
    def _draft(self) -> Draft:
        draft = Draft(Folder(self.policy.folder))
        draft.domains, draft.entities = dict(self.policy.domains), dict(self.policy.entities)
        draft.decisions = dict(self.policy.decisions)
        draft.order = self.policy.order
        return draft

    @cached_property
    def _readings(self) -> dict[str, Callable[[Ref], Reading]]:
        bases = bases_of(self._draft)
        return {name: reading_of(self._draft, name, bases) for name in self.policy.entities}

    @cached_property
    def _known(self) -> dict[tuple[str, Bare], bool]:
        return {}

    def never(self, entity: str, condition: Expr) -> bool:
        """Return whether it is proved that `condition` holds for no facts."""
        asked = (entity, bare(condition))
        if asked not in self._known:
            found = examine(Question([condition], gaps=False), self._readings[entity])
            self._known[asked] = found.finished and found.dead == (0,)
        return self._known[asked]

    def implies(self, entity: str, one: Expr, other: Expr) -> bool:
        """Return whether it is proved that where `one` holds `other` does."""
        apart = Expr("and", BOOL, (one, Expr("not", BOOL, (other,))))
        return self.never(entity, apart)

    @cached_property
    def expressions(self) -> tuple[Expr, ...]:
        """Every condition and formula of the set, of routing and of moves too."""
        return tuple(_expressions(self.policy))

    @cached_property
    def read(self) -> frozenset[str]:
        """The names of fields and decisions that some condition or formula reads."""
        found = {ref.name for expr in self.expressions for ref in refs(expr)}
        hops = {hop for expr in self.expressions for ref in refs(expr) for hop in ref.hops}
        return frozenset(found | hops)

    @cached_property
    def mentions(self) -> Counter[str]:
        """How often each word stands in the keys and texts of the files; notice excepted."""
        found: Counter[str] = Counter()
        for kind, parts in self.documents.items():
            if kind != "notice":
                for part in parts:
                    found.update(_words(part.value))
        return found

    def rules(self) -> Iterator[tuple[Decision, Rule]]:
        """Yield every rule with its table."""
        for decision in self.policy.decisions.values():
            for rule in decision.rules:
                yield decision, rule

    def case_parts(self) -> Iterator[Part]:
        """Yield every case as written."""
        for part in self.cases:
            yield from part.items("cases")


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from WORD.findall(str(key))
            if key not in ("zh", "en", "note", "title", "say", "headers", "also"):
                yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        yield from WORD.findall(value)


def _expressions(policy: PolicySet) -> Iterator[Expr]:
    for decision in policy.decisions.values():
        yield from (rule.when for rule in decision.rules)
    for entity in policy.entities.values():
        for field in entity.derived:
            derive = field.derive
            if derive is not None:
                yield from (e for e in (derive.expr, derive.where) if e is not None)
    if policy.routing:
        for message in policy.routing.messages.values():
            yield from [message.when] if message.when else []
            groups = (message.to, message.copy, message.push, message.together)
            yield from (a.when for group in groups for a in group if a.when)
    if policy.escalation:
        yield from _conditions(policy.escalation)


def _conditions(thing: Any) -> Iterator[Expr]:
    """Yield the expressions that stand in frozen dataclasses, maps and tuples."""
    if isinstance(thing, Expr):
        yield thing
    elif isinstance(thing, Mapping):
        for inner in thing.values():
            yield from _conditions(inner)
    elif isinstance(thing, tuple | list):
        for inner in thing:
            yield from _conditions(inner)
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from _conditions(getattr(thing, name))


def linted(policy: PolicySet) -> Linted:
    """Return what lints look at, for a set that loads; its files are read once more."""
    folder = Folder(policy.folder)
    draft = Draft(folder)
    read_documents(draft)
    documents = {kind: tuple(parts) for kind, parts in draft.documents.items()}
    if draft.policy is not None:
        documents["policy"] = (draft.policy,)
    cases = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        document, _ = load_document(str(path), path.read_bytes())
        if document is not None:
            cases.append(Part(document, (), document.data))
    return Linted(policy, documents, tuple(cases))


def maps_in(part: Part) -> Iterator[Part]:
    """Yield `part` and all maps below it."""
    if isinstance(part.value, dict):
        yield part
        for _, inner in part.entries():
            yield from maps_in(inner)
    elif isinstance(part.value, list):
        for inner in part.items():
            yield from maps_in(inner)


def first_twice(
    items: Iterable[tuple[str, Part]], same: Callable[[str], str] = str.strip
) -> Iterator[tuple[str, Part, Part]]:
    """Yield each text that stood before: the text, where it stands again, and where first."""
    seen: dict[str, Part] = {}
    for word, part in items:
        first = seen.setdefault(same(word), part)
        if first is not part and same(word):
            yield word, part, first
