"""The formats that the command line writes: data to stdout, words to stderr."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import openpyxl
import pytest

from tests.command_line import (
    ON,
    STARTER,
    Run,
    broken,
    copy_of,
)


def test_every_json_says_its_schema_version(run: Run, river: tuple[str, ...]) -> None:
    for words in (
        ("check", STARTER),
        ("test", STARTER),
        ("explain", "W2", *ON),
        ("route", "G2", *river),
        ("route", "--matrix", *river),
        ("route", "--tree", *river),
    ):
        found = json.loads(run(*words, "--format", "json").text)
        assert found["schema_version"] == 1, words
    records = json.loads(run("evaluate", *ON, "--format", "json").text)
    head = records["header"] if isinstance(records, dict) else records[0]
    assert head["schema_version"] == 1
    header = run("evaluate", *ON, "--format", "jsonl").text.splitlines()[0]
    assert json.loads(header)["schema_version"] == 1


def test_json_lists_each_problem_with_place_and_hint(run: Run, tmp_path: Path) -> None:
    folder = broken(tmp_path / "set")
    found = run("check", str(folder), "--format", "json")
    assert found.code == 1
    problems = json.loads(found.text)["problems"]
    assert {p["code"] for p in problems} == {"P121"}
    assert all(p["line"] > 0 and p["column"] > 0 for p in problems)
    assert {p["file"] for p in problems} == {str(folder / "levels.yaml")}


SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"items": {
            "required": ["tool", "results"],
            "properties": {"results": {"items": {
                "required": ["ruleId", "level", "message", "locations"],
                "properties": {
                    "level": {"enum": ["error", "warning"]},
                    "message": {"required": ["text"]},
                    "locations": {"minItems": 1, "items": {"properties": {"physicalLocation": {
                        "required": ["artifactLocation", "region"],
                        "properties": {
                            "artifactLocation": {"properties": {"uri": {"pattern": "^[!-~]+$"}}},
                            "region": {"properties": {
                                "startLine": {"minimum": 1}, "startColumn": {"minimum": 1},
                                "endLine": {"minimum": 1}, "endColumn": {"minimum": 1},
                            }},
                        },
                    }}}},
                },
            }}},
        }},
    },
}  # fmt: skip


def test_reports_for_build_servers_are_valid_whatever_the_folder_is_called(
    run: Run, tmp_path: Path
) -> None:
    folder = broken(tmp_path / "规则 库, 第一:版")
    log = json.loads(run("check", str(folder), "--format", "sarif").text)
    jsonschema.Draft202012Validator(SARIF).validate(log)
    results = log["runs"][0]["results"]
    assert {r["ruleId"] for r in results} == {r["id"] for r in log["runs"][0]["tool"]["driver"]["rules"]}  # fmt: skip # noqa: E501
    suite = ElementTree.fromstring(run("check", str(folder), "--format", "junit").out)
    assert suite.get("failures") == str(len(list(suite.iter("failure")))) == str(len(results))
    lines = run("check", str(folder), "--format", "github").text.splitlines()
    assert len(lines) == len(results)
    for line in lines:
        assert re.fullmatch(r"::error file=[^,:]+,line=\d+,col=\d+,title=[A-Z]\d+::.+", line), line


def test_reports_of_a_clean_set_are_valid_and_empty(run: Run) -> None:
    assert json.loads(run("check", STARTER, "--format", "sarif").text)["runs"][0]["results"] == []
    suite = ElementTree.fromstring(run("check", STARTER, "--format", "junit").out)
    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")
    assert run("check", STARTER, "--format", "github").text.strip() == ""
    assert json.loads(run("check", STARTER, "--format", "json").text)["problems"] == []


def test_a_warning_is_no_failure(run: Run, tmp_path: Path) -> None:
    folder = copy_of(STARTER, tmp_path / "set")
    (folder / "spare.yaml").write_text("note: aside\n", "utf-8")
    found = run("check", str(folder), "--format", "junit")
    suite = ElementTree.fromstring(found.out)
    assert (found.code, suite.get("tests"), suite.get("failures")) == (0, "1", "0")


@pytest.mark.parametrize("ending", ["json", "jsonl", "csv", "xlsx", "parquet", "CSV", "XLSX"])
def test_the_ending_of_a_file_tells_its_format(run: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / "new folder" / f"级别.{ending}"
    found = run("evaluate", *ON, "-o", str(path), "--rejects", str(tmp_path / "returned.xlsx"))
    assert found.code == 0, found.words
    assert f"wrote {path}" in found.words
    data = path.read_bytes()
    if ending == "jsonl":
        assert data == run("evaluate", *ON, "--format", "jsonl").out
        assert [json.loads(line)["record"] for line in data.splitlines()][:2] == ["header", "outcome"]  # fmt: skip # noqa: E501
    elif ending == "json":
        json.loads(data)
    elif ending.lower() == "csv":
        assert data.startswith(b"\xef\xbb\xbf")
        assert len(data.decode("utf-8-sig").splitlines()) == 6
    elif ending.lower() == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert any(cell.value == "二号车间" for row in book.worksheets[-2] for cell in row)
    else:
        assert (data[:4], data[-4:]) == (b"PAR1", b"PAR1")
    assert openpyxl.load_workbook(tmp_path / "returned.xlsx").worksheets
    assert not list(tmp_path.rglob("*.part"))


def test_several_files_come_of_one_run(run: Run, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.jsonl")]
    found = run("evaluate", *ON, "-o", str(paths[0]), "-o", str(paths[1]))
    assert found.code == 0
    assert all(path.stat().st_size for path in paths)


def test_data_goes_to_stdout_and_words_to_stderr(run: Run) -> None:
    found = run("evaluate", *ON, "--format", "jsonl")
    assert all(json.loads(line) for line in found.text.splitlines())
    assert found.words.splitlines() == [
        "machines.csv: read 9, returned 0",
        "workshops.csv: read 5, returned 0",
    ]


def test_records_do_not_depend_on_the_language(run: Run) -> None:
    for words in (("evaluate", *ON, "--format", "jsonl"), ("evaluate", *ON, "--format", "json")):
        assert run(*words, lang="zh").out == run(*words, lang="en").out


@pytest.mark.parametrize("engine", ["auto", "reference", "forward", "columnar"])
def test_every_executor_gives_the_same_records(run: Run, engine: str) -> None:
    found = run("evaluate", *ON, "--format", "jsonl", "--engine", engine)
    plain = run("evaluate", *ON, "--format", "jsonl", "--engine", "reference")
    assert found.text.splitlines()[1:] == plain.text.splitlines()[1:]
