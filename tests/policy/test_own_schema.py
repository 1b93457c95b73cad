"""The schema with a policy set's own words: accepts the set's files, refuses other words."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.policy.assembling import load_policy, read_policy
from engine.policy.folder import kind_of
from engine.policy.loading import load_document
from engine.policy.own_schema import own_schema
from engine.service import policies

ROOT = Path(__file__).parents[2]
SETS = [ROOT / "policies/yunnan", ROOT / "policies/starter", ROOT / "tests/policies/saltmere"]
STARTER = ROOT / "policies/starter"


@cache
def validator(folder: Path, kind: str) -> Any:
    whole = own_schema(load_policy(folder), kind)
    jsonschema.Draft202012Validator.check_schema(whole)
    return jsonschema.Draft202012Validator(whole)


def files() -> list[tuple[Path, Path]]:
    found = [(f, path) for f in SETS for path in sorted(f.glob("*.yaml"))]
    found += [(f, path) for f in SETS for path in sorted(f.glob("cases/*.yaml"))]
    found += [(STARTER, STARTER / "example-facts/facts.yaml")]
    return [*found, (SETS[0], ROOT / "examples/yunnan/facts/facts.yaml")]


def data_of(path: Path) -> tuple[Any, str]:
    document, problems = load_document(path.name, path.read_bytes())
    assert document is not None
    assert problems == []
    if path.name in ("policy.yaml", "facts.yaml"):
        return document.data, path.stem
    return document.data, "cases" if path.parent.name == "cases" else kind_of(document)


@pytest.mark.parametrize(
    ("folder", "path"), files(), ids=[f"{f.name}-{p.name}" for f, p in files()]
)
def test_a_policy_set_fits_its_own_schema(folder: Path, path: Path) -> None:
    data, kind = data_of(path)
    found = [f"{e.json_path}: {e.message[:200]}" for e in validator(folder, kind).iter_errors(data)]
    assert found == []


def decisions(**rule: Any) -> dict[str, Any]:
    """A file with one table about machines of the starter set."""
    whole = {"id": "a", "when": {"result": "failed"}, "then": "stop", "cite": "K3", **rule}
    return {
        "decisions": {
            "mine": {
                "title": {"zh": "表"},
                "for": "machine",
                "gives": "attention",
                "hit": "unique",
                "rules": [whole],
            }
        }
    }


ACCEPTED = {
    "a value": {"when": {"result": "failed"}},
    "a label for the field": {"when": {"点检结果": "failed"}},
    "a label for the value": {"when": {"result": "不合格"}},
    "a list": {"when": {"result": ["failed", "有整改项"]}},
    "a test": {"when": {"result": "not(passed)"}},
    "a test for absence": {"when": {"checked_on": "null"}},
    "a date": {"when": {"checked_on": "2026-01-01"}},
    "a date compared": {"when": {"checked_on": "< 2026-01-01"}},
    "yes": {"when": {"overdue": "yes"}},
    "a field of the parent": {"when": {"workshop.running": "yes"}},
    "a path by labels": {"when": {"车间.正在生产": "yes"}},
    "a path in two languages": {"when": {"workshop.正在生产": "yes"}},
    "a number compared": {"when": {"workshop.to_watch": ">= 3"}},
    "a condition in words": {"when": "result == 'failed'"},
    "always": {"when": {}},
    "a label for the answer": {"then": "停用"},
    "a range": {"then": {"from": "fine", "to": "stop"}},
    "several clauses": {"cite": ["K3", "K4"]},
}
REFUSED = {
    "a field of nobody": {"when": {"resul": "failed"}},
    "a field of another entity": {"when": {"running": "yes"}},
    "a path to nowhere": {"when": {"workshop.kind": "press"}},
    "a value of another list": {"when": {"result": "stop"}},
    "a value in a list": {"when": {"result": ["failed", "stop"]}},
    "a word for yes": {"when": {"overdue": "maybe"}},
    "a number as a date": {"when": {"checked_on": 3}},
    "an answer of another scale": {"then": "failed"},
    "a range of other words": {"then": {"from": "fine", "to": "failed"}},
    "an unknown clause": {"cite": "K9"},
    "an unknown clause among others": {"cite": ["K3", "K9"]},
}  # fmt: skip


@pytest.mark.parametrize("rule", ACCEPTED.values(), ids=list(ACCEPTED))
def test_what_check_accepts_is_accepted(rule: dict[str, Any]) -> None:
    found = [
        e.message[:200] for e in validator(STARTER, "decisions").iter_errors(decisions(**rule))
    ]
    assert found == []


def errors_of(rule: dict[str, Any], folder: Path) -> list[str]:
    """What `check` says of the starter set with this table added, gaps left aside."""
    shutil.copytree(STARTER, folder)
    table = json.dumps(decisions(**rule), ensure_ascii=False)
    (folder / "mine.yaml").write_text(table, "utf-8")
    cover = (folder / "policy.yaml").read_text("utf-8")
    (folder / "policy.yaml").write_text(cover.replace("levels.yaml]", "levels.yaml, mine.yaml]"))
    _, problems = read_policy(folder)
    return [f"{p.code} {p.message.en}" for p in problems if p.code[0] in "YSCP"]


@pytest.mark.parametrize("rule", ACCEPTED.values(), ids=list(ACCEPTED))
def test_check_accepts_it_too(rule: dict[str, Any], tmp_path: Path) -> None:
    assert errors_of(rule, tmp_path / "set") == []


@pytest.mark.parametrize("rule", REFUSED.values(), ids=list(REFUSED))
def test_check_refuses_it_too(rule: dict[str, Any], tmp_path: Path) -> None:
    assert errors_of(rule, tmp_path / "set") != []


@pytest.mark.parametrize("rule", REFUSED.values(), ids=list(REFUSED))
def test_a_word_that_the_set_does_not_have_is_refused(rule: dict[str, Any]) -> None:
    assert not validator(STARTER, "decisions").is_valid(decisions(**rule))


@pytest.mark.parametrize(
    ("key", "word"), [("for", "machin"), ("gives", "atention"), ("hit", "uniqe")]
)
def test_a_table_of_something_unknown_is_refused(key: str, word: str) -> None:
    whole = decisions()
    whole["decisions"]["mine"][key] = word
    assert not validator(STARTER, "decisions").is_valid(whole)


def test_a_routing_rule_names_roles_levels_and_clauses_of_the_set() -> None:
    data, kind = data_of(SETS[2] / "routing.yaml")
    assert validator(SETS[2], kind).is_valid(data)
    for key, wrong in [
        ("role", "queen"),
        ("when", {"level": "purple"}),
        ("when", {"depth": 3}),
        ("cite", "W9"),
    ]:
        changed = json.loads(json.dumps(data, default=str))
        changed["messages"]["alert_given"]["push"][0][key] = wrong
        assert not validator(SETS[2], kind).is_valid(changed), (key, wrong)


def test_a_case_names_fields_values_rules_and_answers_of_the_set() -> None:
    good: dict[str, Any] = {
        "name": {"zh": "样例"},
        "as_of": "2026-06-30",
        "given": {"workshop": {"code": "W1", "running": True}},
        "expect": {"attention": "fine", "rules": ["machine_attention/fine"]},
    }
    check = validator(STARTER, "cases")
    assert check.is_valid({"cases": [good]})
    wrong: list[dict[str, Any]] = [
        {"given": {"workshp": {"code": "W1"}}},
        {"given": {"workshop": {"colour": "W1"}}},
        {"given": {"machine": [{"result": "stop"}]}},
        {"given": {"workshop": {"to_watch": 3}}},  # computed and never given
        {"expect": {"attention": "failed"}},
        {"expect": {"atention": "fine"}},
        {"expect": {"rules": ["machine_attention/nobody"]}},
        {"cite": "K9"},
    ]
    for part in wrong:
        assert not check.is_valid({"cases": [{**good, **part}]}), part


def test_fields_values_and_clauses_carry_what_an_editor_shows() -> None:
    whole = own_schema(load_policy(STARTER), "decisions")
    clause = next(c for c in whole["$defs"]["clauses"]["anyOf"] if c.get("const") == "K3")
    assert clause["title"] == "第三条 · Article 3"
    assert clause["description"] == (
        "点检不合格的设备立即停用\n\nA machine that fails its check is stopped at once"
    )
    result = whole["$defs"]["when machine"]["properties"]["result"]
    assert result["title"] == "点检结果 · Result"
    assert result["description"].startswith("check_result: 合格 · Passed, 有整改项 · Passed")
    above = whole["$defs"]["when machine"]["properties"]["workshop.running"]
    assert above["title"] == "车间的正在生产 · Running of Workshop"
    word = whole["$defs"]["cell check_result"]["anyOf"][2]
    assert word == {"const": "failed", "title": "不合格 · Failed", "description": "不合格 · Failed"}


def test_every_reference_leads_somewhere() -> None:
    for folder in SETS:
        for kind in ("decisions", "routing", "cases"):
            whole = own_schema(load_policy(folder), kind)
            text = json.dumps(whole, ensure_ascii=False)
            refs = {part.split('"')[0] for part in text.split('"$ref": "')[1:]}
            for ref in refs:
                assert ref.removeprefix("#/$defs/").replace("%20", " ") in whole["$defs"], ref


def test_the_list_of_kinds_is_worded_in_both_languages() -> None:
    zh, en = (policies.schema(None, None, language) for language in ("zh", "en"))
    assert "decisions   判定" in zh
    assert "decisions   Decisions" in en
    assert "parts" not in en


@pytest.mark.parametrize("kind", policies.kinds())
def test_every_kind_is_shown_as_json_with_and_without_a_policy(kind: str) -> None:
    plain = json.loads(policies.schema(kind, None, "en"))
    own = json.loads(policies.schema(kind, str(STARTER), "en"))
    assert plain["title"] == own["title"]
