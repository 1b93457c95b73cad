"""What a schema's complaint means, in the words of this project: one function per keyword."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from engine.catalogue import shape as codes
from engine.policy.document import Document, Path
from engine.problems import Place, Problem, Text, did_you_mean

_MOST_LISTED = 12  # names in a hint; more would bury the one that is meant
_TYPES = {
    "object": Text("“名称: 值”", "names with values"),
    "array": Text("列表", "a list"),
    "string": Text("文字", "text"),
    "integer": Text("整数", "a whole number"),
    "number": Text("数字", "a number"),
    "boolean": Text("是或否", "yes or no"),
    "null": Text("空", "null"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem; the map it is about, names missing there, the name a wrong one stood for."""

    problem: Problem
    path: Path
    missing: tuple[str, ...] = ()
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Error:
    """A complaint of the validator: keyword, its value, the schema around it, the instance."""

    document: Document
    keyword: str
    value: Any
    schema: Mapping[str, Any]
    instance: Any
    path: Path
    of_key: bool  # about the name of a key, not its value

    @property
    def what(self) -> Text:
        """How to call the value that is wrong."""
        if not self.path:
            return Text("文件内容", "the file")
        last = self.path[-1]
        if isinstance(last, str):
            return Text(f"“{last}”", f"`{last}`")
        name = next((step for step in reversed(self.path) if isinstance(step, str)), "")
        return Text(f"“{name}”的第 {last + 1} 项", f"item {last + 1} of `{name}`")

    @property
    def place(self) -> Place:
        """Where the value stands, or the key if the complaint is about its name."""
        if self.of_key:
            return self.document.key_place((*self.path, self.instance))
        return self.document.place(self.path)

    @property
    def written(self) -> str:
        """The value as the person wrote it: `1.10`, not `1.1`."""
        span = self.document.spans.get(self.path)
        if span is None or self.of_key or isinstance(self.instance, str):
            return str(self.instance)
        return self.document.source.text[span[0] : span[1]]


def _additional_properties(error: Error) -> Iterator[Finding]:
    known = list(error.schema.get("properties", {}))
    for key in error.instance:
        path = (*error.path, key)
        if key in known or path in error.document.doubtful:
            continue
        hint, place = did_you_mean(key, known), error.document.key_place(path)
        problem = codes.UNKNOWN_KEY.at(place, hint, key=key, known=_listed(known))
        meant = get_close_matches(key, known, 1)
        yield Finding(problem, error.path, meant=meant[0] if meant else "")


def _required(error: Error) -> Iterator[Finding]:
    # Text that misread a colon has left a name with a doubtful value in this map.
    if any(path[:-1] == error.path for path in error.document.doubtful if path):
        return
    place = _name_place(error)
    for key in error.value:
        if key not in error.instance:
            yield Finding(codes.MISSING_KEY.at(place, key=key), error.path, missing=(key,))


def _name_place(error: Error) -> Place:
    """Return where the name of this map stands; of a map in a list, where it begins."""
    if error.path in error.document.keys:
        return error.document.key_place(error.path)
    start = error.document.spans.get(error.path, (0, 0))[0]
    return error.document.source.place(start)


def _type(error: Error) -> Iterator[Finding]:
    expected = error.value if isinstance(error.value, list) else [error.value]
    yield Finding(_wrong_type(error, expected), error.path)


def _wrong_type(error: Error, expected: list[str]) -> Problem:
    value, what = error.instance, error.what
    if value is None:
        return codes.NOTHING.at(error.document.key_place(error.path), what=what)
    of_maps = isinstance(value, list) and any(isinstance(item, dict) for item in value)
    if isinstance(value, list) and "object" in expected and (of_maps or len(expected) == 1):
        return codes.LIST_FOR_MAP.at(error.place, what=what)
    if isinstance(value, (int, Decimal)) and "string" in expected:
        kind = _kind(value)
        return codes.QUOTE.at(error.place, what=what, value=error.written, written=kind)
    if isinstance(value, Decimal) and expected == ["integer"]:
        return codes.NOT_WHOLE.at(error.place, what=what, value=error.written)
    either = _either([_TYPES[t] for t in expected if t != "null"])
    return codes.WRONG_TYPE.at(
        error.place, _type_hint(value, expected), what=what, expected=either, written=_kind(value)
    )


def _either(words: list[Text]) -> Text:
    """Return “a, b or c”."""
    zh, en = [w.zh for w in words], [w.en for w in words]
    if len(words) == 1:
        return words[0]
    return Text("、".join(zh[:-1]) + "或" + zh[-1], ", ".join(en[:-1]) + " or " + en[-1])


def _type_hint(value: object, expected: list[str]) -> Text | None:
    if isinstance(value, str) and "：" in value and "object" in expected:
        return Text(
            "冒号用了全角“：”，请改为半角“: ”", "use a half-width colon `: ` instead of `：`"
        )
    if isinstance(value, str) and value.strip("-").isdecimal() and "integer" in expected:
        return Text("数字不加引号", "write the number without quotes")
    return None


def _kind(value: object) -> Text:
    if isinstance(value, bool):
        return _TYPES["boolean"]
    if isinstance(value, int):
        return _TYPES["integer"]
    names = {Decimal: "number", str: "string", list: "array", dict: "object"}
    return _TYPES[names[type(value)]]


def _enum(error: Error) -> Iterator[Finding]:
    if error.instance is None:
        yield Finding(_wrong_type(error, ["string"]), error.path)
        return
    known = [v for v in error.value if isinstance(v, str)]
    near = did_you_mean(error.instance, known) if isinstance(error.instance, str) else None
    problem = codes.NOT_ONE_OF.at(
        error.place, near, what=error.what, value=error.written, known=_listed(known)
    )
    yield Finding(problem, error.path)


def _pattern(error: Error) -> Iterator[Finding]:
    what = Text("名称", "a name") if error.of_key else error.what
    form = _bilingual(error.schema.get("description", ""))
    yield Finding(
        codes.BAD_NAME.at(error.place, what=what, value=error.instance, form=form),
        (*error.path, error.instance) if error.of_key else error.path,
    )


def _bilingual(description: str) -> Text:
    """Descriptions in the schemas are Chinese, an empty line, English."""
    zh, _, en = description.partition("\n\n")
    return Text(zh.rstrip("。"), en.rstrip("."))


def _format(error: Error) -> Iterator[Finding]:
    yield Finding(codes.NOT_A_DATE.at(error.place, value=error.instance), error.path)


def _too_few(error: Error) -> Iterator[Finding]:
    place = error.place if error.of_key else _value_or_key(error)
    least = int(error.value)
    items = Text(f"{least} 项", f"{least} item" + "s" * (least > 1))
    characters = Text(f"{least} 个字", f"{least} character" + "s" * (least > 1))
    unit = characters if error.keyword == "minLength" else items
    yield Finding(codes.TOO_FEW.at(place, what=error.what, least=unit), error.path)


def _value_or_key(error: Error) -> Place:
    start, end = error.document.spans.get(error.path, (0, 0))
    return error.place if end > start else error.document.key_place(error.path)


def _limit(error: Error) -> Iterator[Finding]:
    n = error.value
    up, down = Text(f"{n} 或更大", f"{n} or more"), Text(f"{n} 或更小", f"{n} or less")
    limit = up if error.keyword == "minimum" else down
    problem = codes.OUT_OF_RANGE.at(error.place, what=error.what, limit=limit, value=error.written)
    yield Finding(problem, error.path)


def _unique_items(error: Error) -> Iterator[Finding]:
    for n, item in enumerate(error.instance):
        if item in error.instance[:n]:
            place = error.document.place((*error.path, n))
            yield Finding(codes.TWICE.at(place, what=error.what, value=item), error.path)


def _one_of(error: Error) -> Iterator[Finding]:
    if not isinstance(error.instance, dict):
        return  # its type is wrong already
    names = tuple(name for branch in error.value for name in branch["required"])
    problem = codes.EXACTLY_ONE.at(_name_place(error), what=error.what, known=_listed(names))
    yield Finding(problem, error.path, missing=names)


def _listed(names: Iterable[str]) -> Text:
    listed = list(names)
    shown, more = listed[:_MOST_LISTED], "…" * (len(listed) > _MOST_LISTED)
    return Text("、".join(shown) + more, ", ".join(shown) + more)


# Every keyword of the schemas that can fail; the others only lead to one of these.
KEYWORDS: Mapping[str, Callable[[Error], Iterator[Finding]]] = {
    "additionalProperties": _additional_properties,
    "required": _required,
    "type": _type,
    "enum": _enum,
    "pattern": _pattern,
    "format": _format,
    "minItems": _too_few,
    "minProperties": _too_few,
    "minLength": _too_few,
    "minimum": _limit,
    "maximum": _limit,
    "uniqueItems": _unique_items,
    "oneOf": _one_of,
}
