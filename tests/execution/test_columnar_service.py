"""The columnar executor as the command line and its service give it."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema
import pytest

from engine.execution import columnar
from engine.execution.columnar import shown_queries
from engine.policy.assembling import load_policy
from tests.command_line import run_once

pytest.importorskip("sqlglot", reason="duckdb or sqlglot is not installed")
pytest.importorskip("duckdb", reason="duckdb or sqlglot is not installed")

ROOT = Path(__file__).parents[2]
SALTMERE = str(ROOT / "tests/policies/saltmere")
SCHEMA = json.loads((ROOT / "schemas/outcome.schema.json").read_text("utf-8"))
HEADER = jsonschema.Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": "#/$defs/header"})


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, ...]:
    rows = "code,name,shire,level\nG1,Mill,9001,7.9\nG2,Weir,9002,12.0\nG3,Ford,9002,\n"
    (tmp_path / "gauge.csv").write_text(rows, "utf-8")
    return "-p", SALTMERE, "-f", str(tmp_path), "--as-of", "2026-03-31"


def records(*words: str) -> list[str]:
    ran = run_once("evaluate", *words, "--format", "jsonl")
    assert ran.code == 0, ran.words
    return ran.text.splitlines()


def test_the_header_names_the_queries_that_are_shown(words: tuple[str, ...]) -> None:
    header = json.loads(records(*words, "--engine", "columnar")[0])
    assert (header["engine"], header["fallbacks"]) == ("columnar", [])
    assert list(HEADER.iter_errors(header)) == []
    shown = run_once("evaluate", *words, "--show-sql").text
    assert f"-- sha256 without lines and comments: {header['sql_sha256']}\n" in shown


def test_no_other_executor_has_queries_in_its_header(words: tuple[str, ...]) -> None:
    for engine in ("auto", "reference", "forward"):
        header = json.loads(records(*words, "--engine", engine)[0])
        assert "sql_sha256" not in header
        assert list(HEADER.iter_errors(header)) == []


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_queries_are_shown_with_every_rule(words: tuple[str, ...], dialect: str) -> None:
    policy = load_policy(SALTMERE)
    shown = run_once("evaluate", *words, "--show-sql", "--dialect", dialect)
    day = (date(2026, 3, 31) - date(1970, 1, 1)).days
    assert (shown.code, shown.text) == (0, shown_queries(policy, day, dialect))
    rules = [f"{d.id}/{r.id}" for d in policy.decisions.values() for r in d.rules]
    assert rules
    assert [rule for rule in rules if rule not in shown.text] == []
    assert ("`" in shown.text) == (dialect == "spark")


def test_the_queries_of_another_day_or_dialect_have_another_hash() -> None:
    policy = load_policy(SALTMERE)
    seen = {
        hashlib.sha256(shown_queries(policy, day, dialect).encode()).hexdigest()
        for day in (20_000, 20_001)
        for dialect in ("duckdb", "spark")
    }
    assert len(seen) == 4


@pytest.mark.parametrize("library", ["sqlglot", "duckdb"])
def test_where_it_cannot_run_the_reference_answers_and_that_is_said(
    words: tuple[str, ...], library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = records(*words, "--engine", "reference")
    monkeypatch.setitem(sys.modules, library, None)
    ran = run_once("evaluate", *words, "--format", "jsonl", "--engine", "columnar")
    lines = ran.text.splitlines()
    header = json.loads(lines[0])
    assert (ran.code, header["engine"], header["fallbacks"]) == (0, "reference", ["X173"])
    assert lines[1:] == plain[1:]
    assert "X173" in ran.words
    assert library in ran.words


def test_where_the_database_gives_up_the_reference_answers_and_that_is_said(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columnar, "_whole", _broken)
    ran = run_once("evaluate", *words, "--format", "jsonl", "--engine", "columnar")
    assert ran.text.splitlines()[1:] == records(*words, "--engine", "reference")[1:]
    assert "no_such_table" in ran.words
    told = run_once("explain", "G2", *words, "--engine", "columnar")
    assert told.code == 0
    assert told.text == run_once("explain", "G2", *words, "--engine", "reference").text
    assert "X173" in told.words


class _Query:
    loaded: Mapping[str, Any] = MappingProxyType({})
    lookups: Mapping[str, Any] = MappingProxyType({})

    def text(self, dialect: str = "", pretty: bool = False) -> str:
        return "SELECT * FROM no_such_table"


def _broken(*_: Any) -> _Query:
    return _Query()


def test_explain_and_test_take_it_too(words: tuple[str, ...]) -> None:
    for command in (("explain", "G2", *words), ("test", SALTMERE)):
        found = run_once(*command, "--engine", "columnar")
        plain = run_once(*command, "--engine", "reference")
        assert (found.code, found.text) == (plain.code, plain.text)


def test_without_pyspark_a_cluster_that_is_asked_for_is_no_answer(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    ran = run_once("evaluate", *words, "--engine", "columnar", "--backend", "spark")
    assert (ran.code, ran.text) == (2, "")
    assert "X174" in ran.words
    assert "yujing[spark]" in ran.words


def test_a_cluster_goes_with_the_columnar_executor_only(words: tuple[str, ...]) -> None:
    ran = run_once("evaluate", *words, "--backend", "spark")
    assert (ran.code, ran.text) == (2, "")
    assert "--engine columnar" in ran.words


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cluster_gives_the_same_records_over_parquet(tmp_path: Path) -> None:
    from engine.tables import parquet_bytes

    rows = [(f"G{n}", "Mill", "9001", None if n % 7 == 0 else f"{n % 90}.5") for n in range(200)]
    data = parquet_bytes(["code", "name", "shire", "level"], rows)
    (tmp_path / "gauge.parquet").write_bytes(data)
    words = ("-p", SALTMERE, "-f", str(tmp_path), "--as-of", "2026-03-31")
    spark = ("--engine", "columnar", "--backend", "spark", "--master", "local[2]")
    found, plain = records(*words, *spark), records(*words, "--engine", "reference")
    assert found[1:] == plain[1:]
    shown = run_once("evaluate", *words, "--show-sql", "--dialect", "spark").text
    assert json.loads(found[0])["sql_sha256"] in shown


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cluster_that_is_not_there_is_said(words: tuple[str, ...]) -> None:
    from pyspark.sql import SparkSession

    begun = SparkSession.getActiveSession()
    if begun is not None:
        begun.stop()  # else it is taken, whatever master is named
    where = ("--backend", "spark", "--master", "nowhere")
    ran = run_once("evaluate", *words, "--engine", "columnar", *where)
    assert ran.code == 2, ran.words
    assert "X174" in ran.words
