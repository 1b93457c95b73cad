"""What an editor asks about an open policy file: problems, what may stand here, what it means.

While the text is broken the answers come from the last set that was good, and from where
the cursor stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.policy.folder import FACTS_FILE, POLICY_FILE, TELLING
from engine.policy.layout.cursor import Cursor, cursor_at
from engine.policy.layout.suggesting import Suggestion, keys, schemas_at, values
from engine.policy.model import PolicySet
from engine.policy.own_schema import FILLERS, own_schema
from engine.policy.trying import as_if, at_home, home
from engine.problems import Language, Place, Problem

_WORD = r"[^\s,:{}\[\]\"'#()=<>!&|]"
CONDITIONS = ("when", "where", "derive", "condition")


def folder_of(file: Path) -> Path | None:
    """Return the folder of the policy set that a file belongs to, or None."""
    return next((p for p in file.resolve().parents if (p / POLICY_FILE).is_file()), None)


def kind_of_file(file: Path, text: str) -> str:
    """Return the kind of a file, as far as its name and its first words tell."""
    if file.name == POLICY_FILE:
        return "overlay" if re.search(r"^extends:", text, re.M) else "policy"
    if file.name == FACTS_FILE:
        return "facts"
    if file.parent.name == "cases":
        return "cases"
    found = (kind for key, kind in TELLING if re.search(rf"^{key}:", text, re.M))
    return next(found, "decisions")


@dataclass(frozen=True)
class Good:
    """A set that was good: where it was read, where its files stand."""

    policy: PolicySet
    copy: Path
    folder: Path


@dataclass
class Editor:
    """All that is open in one editor: for each policy set, the last that was good."""

    good: dict[Path, Good] = field(default_factory=dict)
    schemas: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)

    def check(self, folder: Path, texts: Mapping[Path, str]) -> list[Problem]:
        """Return the problems of the set as if `texts` stood in its files."""
        from engine.service.policies import check

        inside = {f: t for f, t in texts.items() if f.resolve().is_relative_to(folder)}
        data = {f.resolve().relative_to(folder).as_posix(): t.encode() for f, t in inside.items()}
        with as_if(folder, data) as copy:
            problems: list[Problem] = []
            for checked in check([str(copy)]):
                problems += [at_home(p, copy, folder) for p in checked.problems]
                if checked.policy is not None:
                    self.good[folder] = Good(checked.policy, copy, folder)
        if folder not in self.good and data:
            self.check(folder, {})  # as it lies on the disk
        return problems

    def complete(self, file: Path, text: str, offset: int) -> list[Suggestion]:
        """Return what may stand at the cursor, by its beginning or not."""
        cursor = cursor_at(text, offset)
        whole = self._schema(file, text)
        if cursor.quoted and cursor.path and cursor.path[-1] in CONDITIONS:
            found = schemas_at(whole, cursor.path, cursor.siblings)
            return keys(whole, found, {})
        found = schemas_at(whole, cursor.path, self._said(file, cursor))
        if not cursor.in_key:
            return values(whole, found)
        said = cursor.siblings[-1]
        return [one for one in keys(whole, found, said) if one.word not in said]

    def hover(self, file: Path, text: str, offset: int, language: Language) -> str | None:
        """Return the words about the key, value or clause at the cursor."""
        start, end = word_at(text, offset)
        word = text[start:end]
        if not word:
            return None
        about = self._by_schema(file, text, start, end, word)
        policy = self._policy(file)
        if about is None and policy is not None:
            about = _by_name(policy, word, self._entity(file, text, start), language)
        return about

    def _by_schema(self, file: Path, text: str, start: int, end: int, word: str) -> str | None:
        cursor = cursor_at(text, start)
        key = re.match(r"[\"']?\s*:(?=\s|$)", text[end:]) is not None
        path, said = cursor.path, self._said(file, cursor)
        if key and not cursor.in_key:
            path = path[:-1]
        whole = self._schema(file, text)
        found = schemas_at(whole, path, said)
        known = keys(whole, found, said[len(path)]) if key else values(whole, found)
        found_word = next((one for one in known if one.word == word), None)
        return f"`{word}` {found_word.words}" if found_word and found_word.words else None

    def define(self, file: Path, text: str, offset: int) -> Place | None:
        """Return where the field, decision, value or clause at the cursor is declared."""
        start, end = word_at(text, offset)
        good = self.good.get(folder_of(file) or Path())
        if good is None or start == end:
            return None
        place = _place(good.policy, text[start:end], self._entity(file, text, start))
        return home(place, good.copy, good.folder) if place else None

    def _policy(self, file: Path) -> PolicySet | None:
        good = self.good.get(folder_of(file) or Path())
        return good.policy if good else None

    def _schema(self, file: Path, text: str) -> Mapping[str, Any]:
        from engine.policy.shape import schema

        kind, policy = kind_of_file(file, text), self._policy(file)
        if policy is None or kind not in (*FILLERS, "escalation", "inspection", "vocabulary"):
            return schema(kind)
        made = self.schemas.get((policy.sha256, kind))
        if made is None:
            made = self.schemas[(policy.sha256, kind)] = own_schema(policy, kind)
        return made

    def _said(self, file: Path, cursor: Cursor) -> tuple[dict[str, str], ...]:
        """Return what is said beside each step; what stands below the cursor, by the good set."""
        policy, path, said = self._policy(file), cursor.path, list(cursor.siblings)
        if policy is not None and len(path) > 1 and path[0] == "decisions" and len(said) > 2:
            decision = policy.decisions.get(str(path[1]))
            if decision is not None:
                gives = decision.gives.domain or str(decision.gives.kind)
                role = decision.role if decision.role != "value" else gives
                kept = {"for": decision.entity, "gives": role, **said[2]}
                said[2] = kept if not decision.take else {"take": decision.take, **kept}
        return tuple(said)

    def _entity(self, file: Path, text: str, offset: int) -> str:
        """Return the entity whose rows are spoken of at the cursor, or ""."""
        cursor = cursor_at(text, offset)
        said = self._said(file, cursor)
        if cursor.path[:1] == ("entities",) and len(cursor.path) > 1:
            return str(cursor.path[1])
        return next((level["for"] for level in said if "for" in level), "")


def word_at(text: str, offset: int) -> tuple[int, int]:
    """Return from where to where the word at `offset` reaches.

    >>> word_at("when: {point.level: x}", 9)
    (7, 18)
    """
    start = end = offset
    while start > 0 and re.match(_WORD, text[start - 1]):
        start -= 1
    while end < len(text) and re.match(_WORD, text[end]):
        end += 1
    return start, end


def _by_name(policy: PolicySet, word: str, entity: str, language: Language) -> str | None:
    """Return the words about a name inside a condition or a list."""
    clause = policy.clauses.get(word)
    if clause is not None:
        return f"`{word}` {clause.where.to(language)}\n\n{clause.phrase}\n\n{clause.gist}"
    owner, name = _owner(policy, word, entity)
    field = policy.entities[owner].fields.get(name) if owner in policy.entities else None
    decision = policy.decisions.get(name)
    title = field.title if field else decision.title if decision else None
    if title is None:
        members = (m for d in policy.domains.values() for m in d.members if m.id == word)
        member = next(members, None)
        title = member.title if member else None
    note = field.note if field else decision.note if decision else ""
    words = f"`{word}` {title.to(language)}" if title else None
    return f"{words}\n\n{note}" if words and note else words


def _owner(policy: PolicySet, word: str, entity: str) -> tuple[str, str]:
    """Return the entity and the last name of a path such as `point.level`."""
    *steps, name = word.split(".")
    for step in steps:
        here = policy.entities.get(entity)
        entity = here.refers.get(step, step) if here else step
    if entity not in policy.entities or name not in policy.entities[entity].fields:
        owners = (e.name for e in policy.entities.values() if name in e.fields)
        entity = entity if steps or name in policy.decisions else next(owners, entity)
    return entity, name


def _place(policy: PolicySet, word: str, entity: str) -> Place | None:
    if word in policy.clauses:
        return policy.clauses[word].place
    value = policy.values.get(word.removeprefix("values."))
    if value is not None:
        return value.place
    owner, name = _owner(policy, word, entity)
    if owner in policy.entities and name in policy.entities[owner].fields:
        return policy.entities[owner].fields[name].place
    if name in policy.decisions:
        return policy.decisions[name].place
    return policy.entities[word].place if word in policy.entities else None
