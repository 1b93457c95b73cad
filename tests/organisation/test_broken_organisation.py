"""One mistake in a hierarchy, routing or calendar file: the right code on the guilty line.

`broken.yaml` lists edits of the set in `small/`; each case says which code is expected
in which file, and on the line that holds which words.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.catalogue import calendars, organisation, routing
from engine.policy.assembling import read_policy
from engine.problems import Problem

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "broken.yaml").read_text("utf-8"))
# Reached where a route is asked for or days are counted, in other tests of this folder.
ELSEWHERE = {"H161", "H162", "H163", "H164", "H165", "H166", "H206"}


@dataclass(frozen=True)
class Found:
    file: str
    code: str
    line: str


def spoilt(case: dict[str, Any], folder: Path) -> Path:
    shutil.copytree(HERE / "small", folder)
    for edit in case["edits"]:
        path = folder / edit["file"]
        if "write" in edit:
            path.write_bytes(edit["write"].encode(edit.get("encoding", "utf-8")))
        elif edit.get("remove"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        else:
            text = path.read_text("utf-8")
            assert text.count(edit["find"]) == 1, edit
            path.write_text(text.replace(edit["find"], edit["put"]), "utf-8")
    return folder


def line_of(problem: Problem, folder: Path) -> Found:
    path = Path(problem.place.file)
    shown = path.relative_to(folder).as_posix() if path != folder else "."
    if not problem.place.line:
        return Found(shown, problem.code, "")
    lines = path.read_bytes().decode("utf-8-sig").splitlines()
    return Found(shown, problem.code, lines[problem.place.line - 1])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_mistake_is_found_where_it_was_made(case: dict[str, Any], tmp_path: Path) -> None:
    folder = spoilt(case, tmp_path / "set")
    _, problems = read_policy(folder)
    wrong = [p for p in problems if p.severity == "error"]
    expected = case["expect"]
    found = [line_of(p, folder) for p in wrong]
    assert [f.code for f in found] == [e["code"] for e in expected], found
    for problem, place, wanted in zip(wrong, found, expected, strict=True):
        assert place.file == wanted["file"]
        assert wanted.get("line", "") in place.line
        if "at" in wanted:
            start, end = problem.place.column - 1, problem.place.end_column - 1
            assert place.line[start:end] == wanted["at"]
        hint = f"{problem.hint.zh}\n{problem.hint.en}" if problem.hint else ""
        assert wanted.get("hint", "") in hint


def test_every_code_of_hierarchy_routing_and_calendar_is_reached() -> None:
    codes = {code.id for code in (*organisation.CODES, *routing.CODES, *calendars.CODES)}
    reached = {expected["code"] for case in CASES for expected in case["expect"]}
    assert codes - reached == ELSEWHERE


def test_no_two_kinds_of_problem_share_a_code() -> None:
    ids = [code.id for code in (*organisation.CODES, *routing.CODES, *calendars.CODES)]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize(
    "code", (*organisation.CODES, *routing.CODES, *calendars.CODES), ids=lambda c: c.id
)
def test_each_code_has_a_page_in_both_languages(code: organisation.Code) -> None:
    assert "不接受：" in code.page.zh
    assert "接受：" in code.page.zh
    assert "Rejected:" in code.page.en
    assert "Accepted:" in code.page.en
    assert not code.message.en.endswith(".")
