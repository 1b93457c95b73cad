"""Policy sets and facts made in a test: written as files, read as an administrator's are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.execution.subjects import Item
from engine.facts.model import Fact, Facts, Key, Row, Table
from engine.language.types import Kind
from engine.policy.assembling import read_policy
from engine.policy.model import Entity, Field, PolicySet

LEVELS = {"none": {"zh": "无"}, "low": {"zh": "低"}, "mid": {"zh": "中"}, "top": {"zh": "高"}}


def labelled(name: str, **more: Any) -> dict[str, Any]:
    return {**more, "title": {"zh": f"{name}名", "en": f"{name} title"}}


def field(type: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a field of the vocabulary with labels; `missing: ask` unless told."""
    return {"type": type, "zh": f"{name}栏", "en": f"{name} label", **more}


def write_set(
    folder: Path,
    vocabulary: Mapping[str, Any],
    decisions: Mapping[str, Any],
    *,
    decide: str,
    clauses: Sequence[str] = ("K1",),
    **heading: Any,
) -> Path:
    """Write a policy set into `folder`; JSON is YAML, and cannot be quoted wrongly."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "policy.yaml": {
            "language": 1,
            "policy": "made",
            "version": "1",
            "title": {"zh": "试验", "en": "Made"},
            "authority": {"code": "1", "zh": "试验局", "en": "Office"},
            "effective": {"from": "2020-01-01"},
            "timezone": "Asia/Shanghai",
            "decide": decide,
            "files": ["notice.yaml", "vocabulary.yaml", "decisions.yaml"],
            **heading,
        },
        "notice.yaml": {
            "title": {"zh": "试验通知", "en": "Made notice"},
            "clauses": {
                c: {"where": {"zh": "第一条", "en": "1"}, "phrase": "说法", "gist": "It says so"}
                for c in clauses
            },
        },
        "vocabulary.yaml": vocabulary,
        "decisions.yaml": decisions,
    }
    for name, content in files.items():
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / name).write_text(text + "\n", encoding="utf-8")
    return folder


def load(folder: Path) -> PolicySet:
    """Return the policy set in `folder`; its errors fail the test in full."""
    policy, problems = read_policy(folder)
    wrong = [f"{p.place} {p.code} {p.message.en}" for p in problems if p.severity == "error"]
    assert policy is not None, "\n".join(wrong)
    assert not wrong, "\n".join(wrong)
    return policy


def facts_of(
    policy: PolicySet,
    tables: Mapping[str, Iterable[Mapping[str, Any]]],
    complete: Iterable[str] = (),
    incomplete_for: Mapping[str, Iterable[Key]] | None = None,
) -> Facts:
    """Return facts; a row carries `_parent` (the parent's whole key) where it has one.

    A link is given as the whole key of the row referred to.  Absent tables are missing.
    """
    made: dict[str, Table] = {}
    spoilt = incomplete_for or {}
    for name, entity in policy.entities.items():
        if name not in tables:
            made[name] = Table(name, {}, present=False)
            continue
        rows = [_row(entity, row) for row in tables[name]]
        made[name] = Table(
            name,
            {row.key: row for row in sorted(rows, key=lambda row: row.key)},
            complete=name in set(complete),
            incomplete_for=frozenset(spoilt.get(name, ())),
        )
    return Facts(made)


def _row(entity: Entity, given: Mapping[str, Any]) -> Row:
    parent = given.get("_parent")
    values = {f.name: fact(f, given.get(f.name)) for f in entity.stored}
    key = (*(parent or ()), *(str(given[name]) for name in entity.key))
    links = {name: given.get(name) for name in entity.refers}
    return Row(key, values, parent, links)


def fact(field: Field, value: Any) -> Fact:
    """Return a plain value as a fact of `field`."""
    if value is None:
        return None
    if field.type.kind is Kind.DATE:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    if field.type.kind is Kind.DECIMAL:
        return Decimal(str(value))
    if field.type.kind is Kind.SET:
        return tuple(value)
    assert isinstance(value, (bool, int, str))
    return value


def below(item: Item) -> Iterable[Item]:
    """Yield the item and all rows below it."""
    yield item
    for children in item.children.values():
        for child in children:
            yield from below(child)
