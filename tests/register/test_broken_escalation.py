"""Mistakes in the life of a warning: each named by its code, on its line, before anything runs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.catalogue import escalation as codes
from engine.policy.assembling import read_policy
from engine.problems import Problem

ROOT = Path(__file__).parents[2]
TOLD = yaml.safe_load((Path(__file__).parent / "broken.yaml").read_text("utf-8"))
MISTAKES = [(m, "escalation.yaml") for m in TOLD["mistakes"]]
MISTAKES += [(m, "vocabulary.yaml") for m in TOLD["vocabulary"]]


def broken(tmp_path: Path, mistake: dict[str, Any], file: str) -> tuple[list[Problem], int]:
    folder = tmp_path / "set"
    shutil.copytree(ROOT / "policies/yunnan", folder)
    text = (folder / file).read_text("utf-8")
    for old, new in [(mistake["old"], mistake["new"]), *mistake.get("also", ())]:
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / file).write_text(text, "utf-8")
    marked = mistake.get("at") or mistake["new"]
    lines = [n for n, line in enumerate(text.splitlines(), 1) if marked.split("\n")[0] in line]
    return read_policy(folder)[1], lines[0]


@pytest.mark.parametrize(("mistake", "file"), MISTAKES, ids=[m["name"] for m, _ in MISTAKES])
def test_the_mistake_is_named_on_its_line(
    tmp_path: Path, mistake: dict[str, Any], file: str
) -> None:
    problems, line = broken(tmp_path, mistake, file)
    found = [(p.code, Path(p.place.file).name, p.place.line) for p in problems]
    assert (mistake["code"], file, line) in found


def test_a_life_needs_routing(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    shutil.copytree(ROOT / "policies/yunnan", folder)
    (folder / "routing.yaml").unlink()
    policy = (folder / "policy.yaml").read_text("utf-8")
    (folder / "policy.yaml").write_text(policy.replace("routing.yaml, ", ""), "utf-8")
    assert "E122" in {p.code for p in read_policy(folder)[1]}


def test_a_near_word_is_offered(tmp_path: Path) -> None:
    problems, _ = broken(tmp_path, TOLD["mistakes"][0], "escalation.yaml")
    (problem,) = [p for p in problems if p.code == "E101"]
    assert problem.hint is not None
    assert "respond" in problem.hint.en


def test_every_code_of_escalation_is_reached() -> None:
    reached = {m["code"] for m, _ in MISTAKES} | {"E122"}
    assert {code.id for code in codes.CODES} - reached == set()
