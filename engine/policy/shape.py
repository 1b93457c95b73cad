"""Whether a file has the shape of its kind: JSON Schema, told in the words of this project.

`schemas/<kind>.schema.json` says what may stand where; `engine.policy.misshapen` words
each finding, at the line and column of the key or value that is wrong.  The schemas
branch by `if` and by type, never by `anyOf` over shapes, so that a mistake is
measured against the branch that was meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from engine.policy.document import Document
from engine.policy.misshapen import KEYWORDS, Error, Finding
from engine.problems import Problem
from engine.shipped import shipped


def check_shape(document: Document, kind: str) -> list[Problem]:
    """Return what in `document` does not fit a file of this `kind`, sorted by place.

    Values that were refused on loading are not judged a second time.
    """
    findings = [
        finding
        for error in _validator(kind).iter_errors(document.data)
        for finding in _findings(document, error)
    ]
    meant = {(f.path, f.meant) for f in findings if f.meant}
    problems = {
        f.problem
        for f in findings
        if not any((f.path, name) in meant for name in f.missing)
        and f.path not in document.doubtful
    }
    return sorted(problems, key=Problem.sort_key)


@cache
def schema(kind: str) -> dict[str, Any]:
    """Return the schema of one kind of file, complete in itself."""
    name = f"{kind}.schema.json"
    whole: dict[str, Any] = _inline(_read(name), name)
    whole.pop("$defs", None)
    return whole


def _findings(document: Document, error: Any) -> Iterator[Finding]:
    of_key = "propertyNames" in list(error.absolute_schema_path)[-2:]
    found = Error(
        document,
        error.validator,
        error.validator_value,
        error.schema,
        error.instance,
        tuple(error.absolute_path),
        of_key,
    )
    yield from KEYWORDS[found.keyword](found)


@cache
def _validator(kind: str) -> Any:
    from jsonschema import Draft202012Validator, FormatChecker

    formats = FormatChecker(formats=())
    formats.checks("date", raises=ValueError)(_is_date)
    return Draft202012Validator(schema(kind), format_checker=formats)


def _is_date(value: object) -> bool:
    """A day that exists, written in full: 2020-02-30 and 20200301 are none."""
    if not isinstance(value, str):
        return True  # the type is another keyword's matter
    return date.fromisoformat(value).isoformat() == value


@cache
def _read(name: str) -> dict[str, Any]:
    text = (shipped("schemas") / name).read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


def _inline(node: Any, file: str) -> Any:
    """Return `node` with its references written out: quicker to check, and one file to show."""
    if isinstance(node, list):
        return [_inline(item, file) for item in node]
    if not isinstance(node, dict):
        return node
    own = {k: _inline(v, file) for k, v in node.items() if k not in ("$ref", "$defs")}
    if "$ref" not in node:
        return own
    where, _, pointer = node["$ref"].partition("#/$defs/")
    target = where or file
    return {**_inline(_read(target)["$defs"][pointer], target), **own}
