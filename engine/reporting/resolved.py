"""A merged policy set line by line with the origin of each, and the list of versions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from engine.execution.exact import Json
from engine.policy.draft import Part
from engine.policy.in_force import Version
from engine.problems import Language, Text

FLAT = 100  # a map or list that is no longer stands on one line
PROMOTED = Text(
    "    启用：{on} 由 {by}，自 {start} 起；{gates}",
    "    promoted on {on} by {by} from {start}: {gates}",
)
SPAN = Text(
    "{version}  {start} – {until}  sha256 {sha256}", "{version}  {start} – {until}  sha256 {sha256}"
)
OPEN = Text("（未定）", "(open)")
BROKEN = Text("（有错误）", "(has errors)")
SIGNED = Text("已签名", "signed")
LEFT_OUT = Text("{gate} 未做", "{gate} left out")
PASSED = Text("{gate} 通过", "{gate} passed")


def as_yaml(heading: Part, files: Sequence[Part]) -> str:
    """Return the merged set as YAML; a comment at the end of each line says where it is from."""
    lines: list[tuple[str, str]] = []
    for part in (heading, *files):
        lines.append((f"# --- {part.document.source.file}", ""))
        lines += _lines(part, 0)
    width = max((min(len(text), FLAT) for text, _ in lines), default=0)
    return "\n".join(f"{t.ljust(width)}  # {o}" if o else t for t, o in lines)


def _lines(part: Part, indent: int) -> Iterator[tuple[str, str]]:
    for key, inner in part.entries():
        yield from _entry(f"{' ' * indent}{_plain(key)}:", inner, indent)


def _entry(head: str, part: Part, indent: int) -> Iterator[tuple[str, str]]:
    flat = _flat(part.value)
    if not isinstance(part.value, dict | list) or (len(head) + len(flat) < FLAT and _alike(part)):
        yield f"{head} {flat}", _origin(part)
    elif isinstance(part.value, dict):
        yield head, _origin(part)
        yield from _lines(part, indent + 2)
    else:
        yield head, _origin(part)
        for item in part.items():
            yield from _item(item, indent + 2)


def _item(part: Part, indent: int) -> Iterator[tuple[str, str]]:
    if not isinstance(part.value, dict) or _alike(part):
        yield f"{' ' * indent}- {_flat(part.value)}", _origin(part)
        return
    first = True
    for text, origin in _lines(part, indent + 2):
        yield (f"{' ' * indent}- {text.lstrip()}" if first else text), origin
        first = False


def _alike(part: Part) -> bool:
    """Return whether a part and all within it were written in one file."""
    here = part.place.file
    inside = list(part.items()) if isinstance(part.value, list) else [p for _, p in part.entries()]
    nested = (p for p in inside if isinstance(p.value, dict | list))
    return all(p.place.file == here for p in inside) and all(map(_alike, nested))


def _origin(part: Part) -> str:
    place = part.place
    return f"{place.file}:{place.line}"


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_plain(k)}: {_flat(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if value is None:
        return "null"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _plain(key: object) -> str:
    text = str(key)
    quoted = text.replace("_", "").replace("-", "").replace(".", "")
    return (
        text if quoted.isalnum() and not text[0].isdigit() else json.dumps(text, ensure_ascii=False)
    )


def versions_as_text(
    versions: Sequence[tuple[Version, str, Sequence[dict[str, Json]]]], language: Language
) -> str:
    """Return the versions, when each is in force, and how it was promoted."""
    lines = []
    for version, sha256, promotions in versions:
        told = SPAN.format(
            version=version.version,
            start=version.start,
            until=version.until or OPEN,
            sha256=sha256 or BROKEN,
        )
        lines.append(told.to(language))
        lines += [_promotion(record, language) for record in promotions]
    return "\n".join(lines)


def _promotion(record: dict[str, Json], language: Language) -> str:
    gates = record.get("gates")
    told = []
    for gate in gates if isinstance(gates, list) else []:
        if isinstance(gate, dict):
            words = LEFT_OUT if gate.get("passed") is None else PASSED
            told.append(words.format(gate=gate.get("gate")).to(language))
    told += [SIGNED.to(language)] if record.get("signature") else []
    joined = ("，" if language == "zh" else ", ").join(told)
    names = {"on": record.get("on"), "by": record.get("by"), "start": record.get("from")}
    return PROMOTED.format(gates=joined, **names).to(language)


def versions_as_json(versions: Sequence[tuple[Version, str, Sequence[dict[str, Json]]]]) -> str:
    """Return the versions as JSON."""
    listed: list[Json] = [
        {
            "version": v.version,
            "folder": v.folder.name,
            "from": v.start.isoformat(),
            "until": v.until.isoformat() if v.until else None,
            "sha256": sha256 or None,
            "promotions": list(promotions),
        }
        for v, sha256, promotions in versions
    ]
    return json.dumps({"schema_version": 1, "versions": listed}, ensure_ascii=False, indent=1)
