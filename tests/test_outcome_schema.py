"""The records of `evaluate --format jsonl` over the example: one form, whoever answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.execution.outcome import Recorder, dumps, record
from engine.execution.subjects import Item, subjects
from engine.facts.reading import read_facts
from engine.policy.assembling import load_policy
from engine.policy.model import PolicySet
from engine.service.runs import EPOCH
from tests.command_line import run_once
from tests.example import FACTS, POLICY, ROOT, subset
from tests.execution.executors import NAMES, executor

SCHEMA = json.loads((ROOT / "schemas/outcome.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    """The whole example, as the command prints it."""
    words = ("-p", str(POLICY), "-f", str(FACTS), "--engine", "reference", "--format", "jsonl")
    ran = run_once("evaluate", *words)
    assert ran.code == 0, ran.words
    return [json.loads(line) for line in ran.text.splitlines()]


def test_header_and_every_record_have_the_form_of_the_schema(lines: list[dict[str, Any]]) -> None:
    assert len(lines) > 2500
    assert [line["record"] for line in lines] == ["header"] + ["outcome"] * (len(lines) - 1)
    for kind in ("header", "outcome"):
        check = jsonschema.Draft202012Validator(
            {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{kind}"}
        )
        for line in lines:
            if line["record"] == kind:
                found = [f"{e.json_path}: {e.message[:200]}" for e in check.iter_errors(line)]
                assert found == [], line["subject"]


def test_the_schema_takes_nothing_else(lines: list[dict[str, Any]]) -> None:
    check = jsonschema.Draft202012Validator(SCHEMA)
    header, outcome = lines[0], lines[1]
    assert check.is_valid(header)
    assert check.is_valid(outcome)
    for changed in (
        {**header, "note": "x"},
        {**outcome, "colour": "red"},
        {**outcome, "verdict": "safe"},
        {**outcome, "level": "red"},
        {k: v for k, v in outcome.items() if k != "clauses"},
        {k: v for k, v in header.items() if k != "policy"},
    ):
        assert not check.is_valid(changed)


def test_every_verdict_level_and_kind_of_reason_occurs(lines: list[dict[str, Any]]) -> None:
    outcomes = lines[1:]
    assert {o["verdict"] for o in outcomes} == {"decided", "undetermined", "not_applicable"}
    decided = {o["level"]["low"] for o in outcomes if o["verdict"] == "decided"}
    assert decided == {"none", "blue", "yellow", "orange", "red"}
    for outcome in outcomes:
        if outcome["verdict"] == "undetermined":
            assert outcome["why"], outcome["subject"]
        if outcome["verdict"] == "decided":
            assert outcome["level"]["low"] == outcome["level"]["high"]
            assert outcome["clauses"]
    assert {o["basis"] for o in outcomes} >= {"notice", "draft"}


def records(policy: PolicySet, items: list[Item], day: int, name: str) -> list[str]:
    recorder = Recorder(policy, day)
    answers = executor(name)(policy, items, day)
    return [
        dumps(record(policy, recorder.outcome(i, a))) for i, a in zip(items, answers, strict=True)
    ]


@pytest.mark.parametrize("name", NAMES[1:])
def test_every_executor_gives_the_same_bytes_on_the_example(
    name: str, large: bool, tmp_path: Path
) -> None:
    policy = load_policy(POLICY)
    facts = read_facts(FACTS if large else subset(tmp_path / "facts"), policy)
    items = list(subjects(policy, facts))
    assert facts.snapshot is not None
    day = (facts.snapshot - EPOCH).days
    assert len(items) > (2500 if large else 120)
    assert records(policy, items, day, name) == records(policy, items, day, "reference")
