"""What differs between two policy versions: as text, as JSON, and as a 新旧对照表 in Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from engine.analysis.difference import Aspect, Difference, Kind, Part, Witness
from engine.analysis.simulation import Version
from engine.problems import Language, Text
from engine.reporting.simulation_json import plain
from engine.reporting.simulation_words import NEW, OLD

SCHEMA_VERSION = 1
TITLE = Text("新旧对照表", "What differs between two versions")
PARTS: dict[Part, Text] = {
    "heading": Text("规则库", "Policy set"),
    "value": Text("数值", "Numbers"),
    "table": Text("判定表", "Tables"),
    "rule": Text("规则", "Rules"),
    "scale": Text("等级和代码", "Scales and codes"),
    "entity": Text("数据表", "Kinds of rows"),
    "field": Text("字段", "Fields"),
    "clause": Text("条款", "Clauses"),
    "role": Text("分发角色", "Roles"),
    "message": Text("文书和分发", "Messages"),
    "department": Text("部门", "Departments"),
    "division": Text("区划", "Divisions"),
}
KINDS: dict[Kind, Text] = {
    "added": Text("新增", "added"),
    "removed": Text("删去", "removed"),
    "changed": Text("修改", "changed"),
}
VERSION = Text("{side}：{title} {version}（{folder}）", "{side}: {title} {version} ({folder})")
SAME = Text("两个版本没有区别。", "The two versions say the same.")
EXAMPLE = Text("例：{name}（{where}）", "for example {name} ({where})")
NOBODY = Text(
    "这批基础数据中没有企业因此结论不同", "nobody in these facts is answered otherwise by it"
)
ITEM, ASPECT = Text("项目", "item"), Text("内容", "what")
NOTHING = Text("（无）", "(none)")


def as_text(
    old: Version,
    new: Version,
    found: Iterable[Difference],
    language: Language,
    *,
    searched: bool,
) -> str:
    """Return the differences part by part, each with its place; `searched`: with witnesses."""
    lines = [TITLE.to(language), *_versions(old, new, language)]
    every = list(found)
    if not every:
        lines += ["", SAME.to(language)]
    for part, title in PARTS.items():
        own = [one for one in every if one.part == part]
        if own:
            lines += ["", _counted(title, own, language)]
            lines += [line for one in own for line in _lines(one, language, searched)]
    return "\n".join(lines)


def _versions(old: Version, new: Version, language: Language) -> Iterator[str]:
    for side, version in ((OLD, old), (NEW, new)):
        yield VERSION.format(
            side=side, title=version.title, version=version.version, folder=version.folder
        ).to(language)


def _counted(title: Text, found: list[Difference], language: Language) -> str:
    counts = [
        f"{words.to(language)} {sum(one.kind == kind for one in found)}"
        for kind, words in KINDS.items()
        if any(one.kind == kind for one in found)
    ]
    comma = "，" if language == "zh" else ", "
    return f"{title.to(language)} ({comma.join(counts)})"


def _lines(one: Difference, language: Language, searched: bool) -> Iterator[str]:
    title = one.title.to(language)
    named = one.id if title in ("", one.id) else f"{one.id} {title}"
    places = " → ".join(dict.fromkeys(p for p in (one.old_place, one.new_place) if p))
    yield f"  {KINDS[one.kind].to(language)} {named}" + (f"  [{places}]" if places else "")
    for aspect in one.aspects:
        yield f"      {aspect.name.to(language)}: {_aspect(one, aspect, language)}"
    if one.witness is not None:
        yield f"      {_witness(one.witness, language)}"
    elif searched and one.part == "rule":
        yield f"      {NOBODY.to(language)}"


def _aspect(one: Difference, aspect: Aspect, language: Language) -> str:
    old, new = aspect.old.to(language), aspect.new.to(language)
    if one.kind == "added":
        return new
    nothing = NOTHING.to(language)
    return old if one.kind == "removed" else f"{old or nothing} → {new or nothing}"


def _witness(witness: Witness, language: Language) -> str:
    key = "/".join(witness.key)
    where = " ".join(word for word in (witness.county, key, witness.row) if word)
    example = EXAMPLE.format(name=witness.name, where=where).to(language)
    return f"{example}: {witness.old.to(language)} → {witness.new.to(language)}"


def as_json(old: Version, new: Version, found: Iterable[Difference]) -> str:
    """Return the differences as JSON, both wordings of everything."""
    whole: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "old": plain(old),
        "new": plain(new),
        "differences": [plain(one) for one in found],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def as_markdown(
    old: Version,
    new: Version,
    found: Iterable[Difference],
    language: Language,
    *,
    searched: bool,
) -> str:
    """Return a table for each part: the item, what of it, old and new."""
    lines = [f"# {TITLE.to(language)}", ""]
    lines += [f"* {line}" for line in _versions(old, new, language)]
    every = list(found)
    if not every:
        lines += ["", SAME.to(language)]
    for part, title in PARTS.items():
        own = [one for one in every if one.part == part]
        if own:
            lines += ["", f"## {_counted(title, own, language)}", ""]
            lines += _table(own, language, searched)
    return "\n".join(lines)


def _table(found: list[Difference], language: Language, searched: bool) -> Iterator[str]:
    headings = [text.to(language) for text in (ITEM, ASPECT, OLD, NEW)]
    yield _row(headings)
    yield _row(["---"] * len(headings))
    for one in found:
        title = one.title.to(language)
        named = f"**{KINDS[one.kind].to(language)}** `{one.id}` {title}"
        for aspect in one.aspects:
            old, new = aspect.old.to(language), aspect.new.to(language)
            yield _row([named, aspect.name.to(language), old, new])
            named = ""
        if not one.aspects:
            yield _row([named, "", "", ""])
        told = _told(one, language, searched)
        if told:
            yield _row(["", told, "", ""])


def _told(one: Difference, language: Language, searched: bool) -> str:
    if one.witness is not None:
        return _witness(one.witness, language)
    return NOBODY.to(language) if searched and one.part == "rule" else ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |"
