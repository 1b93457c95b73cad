"""The schemas: strict, complete, explained in both languages, in step with what reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.organisation.roles import FINDERS
from engine.policy.draft import BASES
from engine.policy.folder import kind_of
from engine.policy.loading import load_document
from engine.policy.misshapen import KEYWORDS
from engine.policy.model import HIT_POLICIES, TAKES
from engine.policy.shape import check_shape, schema

ROOT = Path(__file__).parents[1]
SCHEMAS = sorted((ROOT / "schemas").glob("*.schema.json"))
KINDS = (
    "policy", "notice", "vocabulary", "decisions", "routing", "escalation", "inspection", "cases",
    "facts", "overlay",
)  # fmt: skip
SETS = sorted(
    path.parent
    for folder in ("policies", "tests/policies")
    for path in (ROOT / folder).glob("*/policy.yaml")
)

# Keywords whose values are maps of names to schemas, lists of schemas, and schemas.
NAMED = {"properties", "$defs", "patternProperties"}
LISTED = {"anyOf", "oneOf", "allOf", "prefixItems"}
SINGLE = {"items", "additionalProperties", "propertyNames", "if", "then", "else", "not"}
ABOUT = {"$schema", "$id", "$ref", "$comment", "title", "description", "examples", "default"}
# They only lead to a keyword that can fail.
LEADING = NAMED | {"items", "propertyNames", "if", "then", "else", "anyOf"}


def nodes(node: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema within a schema, with its place; names of properties are not schemas."""
    if not isinstance(node, dict):
        return
    yield where, node
    for key, value in node.items():
        if key in NAMED:
            for name, inner in value.items():
                yield from nodes(inner, f"{where}/{key}/{name}")
        elif key in LISTED:
            for number, inner in enumerate(value):
                yield from nodes(inner, f"{where}/{key}/{number}")
        elif key in SINGLE:
            yield from nodes(value, f"{where}/{key}")


def read(path: Path) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return whole


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda p: p.name)
def test_a_schema_is_one_and_uses_no_keyword_that_json_schema_would_ignore(path: Path) -> None:
    whole = read(path)
    assert whole["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(whole)
    known = set(jsonschema.Draft202012Validator.VALIDATORS) | ABOUT | NAMED | SINGLE | LISTED
    for where, node in nodes(whole):
        assert set(node) <= known, f"{where}: {set(node) - known}"


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda p: p.name)
def test_every_map_says_what_else_may_stand_in_it(path: Path) -> None:
    closing = {"additionalProperties", "unevaluatedProperties"}
    for where, node in nodes(read(path)):
        asks = "/if" in where  # a question about a value, not what it should be
        opens = not asks and (node.get("type") == "object" or "properties" in node)
        branches = "then" in node and "else" in node
        assert not opens or closing & set(node) or branches or "$ref" in node, where


@pytest.mark.parametrize("kind", [*KINDS, "calendar"])
def test_every_keyword_that_can_fail_has_its_wording(kind: str) -> None:
    for where, node in nodes(schema(kind)):
        unworded = set(node) - set(KEYWORDS) - ABOUT - LEADING
        assert not unworded, f"{where}: {unworded}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_explained_in_chinese_and_english(kind: str) -> None:
    whole = schema(kind)
    for where, node in [("", whole), *nodes(whole)]:
        for name, inner in node.get("properties", {}).items():
            if "/if" not in where:
                assert " · " in inner.get("title", ""), f"{where}: {name}"
                zh, gap, en = inner["description"].partition("\n\n")
                assert gap, f"{where}: {name}"
                assert re.search("[一-鿿]", zh), f"{where}: {name}"
                assert en, f"{where}: {name}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_is_right(kind: str) -> None:
    seen = 0
    for where, node in nodes(schema(kind)):
        for example in node.get("examples", ()):
            seen += 1
            validator = jsonschema.Draft202012Validator(
                {k: v for k, v in node.items() if k != "examples"}
            )
            assert validator.is_valid(example), f"{where}: {example}"
    assert seen


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shown_stands_on_its_own(kind: str) -> None:
    assert "$ref" not in json.dumps(schema(kind))


def test_every_part_is_used() -> None:
    parts = set(read(ROOT / "schemas" / "parts.schema.json")["$defs"])
    used = re.findall(
        r'"(?:parts\.schema\.json)?#/\$defs/(\w+)"', "".join(p.read_text("utf-8") for p in SCHEMAS)
    )
    assert parts <= set(used)


def test_editors_and_the_engine_know_the_same_words() -> None:
    decision = schema("decisions")["properties"]["decisions"]["additionalProperties"]
    table, roll_up = decision["else"]["properties"], decision["then"]["properties"]
    assert set(table["hit"]["enum"]) == set(HIT_POLICIES)
    assert set(roll_up["take"]["enum"]) == set(TAKES)
    assert set(table["basis"]["enum"]) == set(BASES)
    at = schema("routing")["properties"]["roles"]["additionalProperties"]["properties"]["at"]
    assert {*at["then"]["enum"], *at["properties"]} == set(FINDERS)


def documents(folder: Path) -> list[tuple[Path, str]]:
    """The files of a policy set with their kind."""
    heading = folder / "policy.yaml"
    overlay = "\nextends:" in heading.read_text("utf-8")
    found = [(heading, "overlay" if overlay else "policy")]
    found += [(path, "cases") for path in sorted((folder / "cases").glob("*.yaml"))]
    for path in sorted(folder.glob("*.yaml")):
        document, _ = load_document(path.name, path.read_bytes())
        if document is not None and path.name != "policy.yaml":
            found.append((path, kind_of(document)))
    return found


@pytest.mark.parametrize("folder", SETS, ids=lambda p: p.name)
def test_every_policy_set_has_the_shape_of_its_schemas(folder: Path) -> None:
    for path, kind in documents(folder):
        document, problems = load_document(str(path), path.read_bytes())
        assert document is not None
        found = [f"{p.place} {p.message.en}" for p in problems + check_shape(document, kind)]
        assert found == []


MODELINE = re.compile(r"yaml-language-server: \$schema=(\S+)")


@pytest.mark.parametrize("path", sorted((ROOT / "policies").glob("*/*.yaml")), ids=lambda p: p.name)
def test_editors_are_led_to_the_schema_of_a_file(path: Path) -> None:
    match = MODELINE.search(path.read_text("utf-8"))
    assert match, "the first line names no schema"
    assert (path.parent / match[1]).resolve().is_file()
