"""What a schema lets stand at a path: keys and values, each with its title and words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from engine.policy.document import Path

Schema = Mapping[str, Any]
_DEEPEST = 24


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One key or value that may stand there."""

    word: str
    title: str = ""
    description: str = ""

    @property
    def words(self) -> str:
        """Title and description, said once."""
        return "\n\n".join(dict.fromkeys(w for w in (self.title, self.description) if w))


def schemas_at(whole: Schema, path: Path, siblings: Sequence[Mapping[str, str]]) -> list[Schema]:
    """Return the schemas of the value at `path`; `siblings` are told apart by conditions."""
    found: list[Schema] = [whole]
    for step, said in zip(path, siblings, strict=False):
        found = [inner for one in found for inner in _step(whole, one, step, said)]
    return found


def keys(whole: Schema, found: Sequence[Schema], said: Mapping[str, str]) -> list[Suggestion]:
    """Return the keys that a map of these schemas may have."""
    names: dict[str, Suggestion] = {}
    for schema in found:
        for one in _spread(whole, schema, said):
            for name, about in one.get("properties", {}).items():
                known = names.get(name)
                made = _suggestion(whole, name, about)
                if known is None or len(made.words) > len(known.words):
                    names[name] = made
    return list(names.values())


def values(whole: Schema, found: Sequence[Schema]) -> list[Suggestion]:
    """Return the values that these schemas name."""
    words: dict[str, Suggestion] = {}
    for schema in found:
        for one in _spread(whole, schema, {}):
            if "const" in one:
                words.setdefault(_written(one["const"]), _suggestion(whole, one["const"], one))
            for word in one.get("enum", ()):
                words.setdefault(_written(word), Suggestion(_written(word)))
    return list(words.values())


def _written(word: object) -> str:
    return {True: "true", False: "false", None: "null"}.get(word, str(word)) if (
        word is None or isinstance(word, bool)
    ) else str(word)  # fmt: skip


def _suggestion(whole: Schema, word: object, about: Any) -> Suggestion:
    if not isinstance(about, Mapping):
        return Suggestion(str(word))
    if "title" not in about and "$ref" in about:
        about = {**_resolved(whole, about["$ref"]), **about}
    return Suggestion(str(word), str(about.get("title", "")), str(about.get("description", "")))


def _step(
    whole: Schema, schema: Schema, step: str | int, said: Mapping[str, str]
) -> Iterator[Schema]:
    for one in _spread(whole, schema, said):
        if isinstance(step, int):
            inner = one.get("items")
        elif step in one.get("properties", {}):
            inner = one["properties"][step]
        else:
            patterns = one.get("patternProperties", {}).items()
            inner = next((s for p, s in patterns if s and re.search(p, step)), None)
            inner = inner if inner is not None else one.get("additionalProperties")
        if isinstance(inner, Mapping):
            yield inner


def _spread(
    whole: Schema, schema: Schema, said: Mapping[str, str], depth: int = 0
) -> Iterator[Schema]:
    """Yield the schema and all that it refers to, chooses between or adds."""
    if depth > _DEEPEST or not isinstance(schema, Mapping):
        return
    yield schema
    inner: list[Any] = [
        *schema.get("anyOf", ()),
        *schema.get("oneOf", ()),
        *schema.get("allOf", ()),
    ]
    if "$ref" in schema:
        inner.append(_resolved(whole, schema["$ref"]))
    if "if" in schema:
        inner.append(schema.get("then" if _holds(schema["if"], said) else "else", {}))
    for one in inner:
        yield from _spread(whole, one, said, depth + 1)


def _resolved(whole: Schema, reference: str) -> Schema:
    if reference == "#":
        return whole
    found: Any = whole
    for part in reference.removeprefix("#/").split("/"):
        found = found.get(unquote(part).replace("~1", "/").replace("~0", "~"), {})
    return found if isinstance(found, Mapping) else {}


def _holds(condition: Schema, said: Mapping[str, str]) -> bool:
    """Whether what is said in a map so far meets a condition on its keys."""
    if any(name not in said for name in condition.get("required", ())):
        return False
    if "anyOf" in condition and not any(_holds(one, said) for one in condition["anyOf"]):
        return False
    for name, wanted in condition.get("properties", {}).items():
        if name in said and not _fits(wanted, said[name]):
            return False
    return True


def _fits(wanted: Schema, word: str) -> bool:
    if "not" in wanted:
        return not _fits(wanted["not"], word)
    if "const" in wanted:
        return str(wanted["const"]) == word
    return word in map(str, wanted["enum"]) if "enum" in wanted else True
