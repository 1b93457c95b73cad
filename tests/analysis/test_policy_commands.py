"""The options of check, test and explain for those who change a policy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import cli

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "policies/starter"
MANY = "many:        {at_least: 3, basis: draft, cite: K6}"


@dataclass(frozen=True)
class Ran:
    code: object
    text: str
    words: str  # stderr


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("YUJING_LANG", "en")
    monkeypatch.setenv("LANGUAGE", "en")

    def once(*words: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main(words)
        out, said = capsys.readouterr()
        return Ran(stop.value.code, out, said)

    return once


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """A set with a draft value without ground (L110) and a full-width label (L119)."""
    folder = tmp_path / "set"
    shutil.copytree(STARTER, folder)
    for file, old, new in (
        ("levels.yaml", MANY, MANY.replace(", cite: K6", "")),
        ("vocabulary.yaml", "zh: 设备名称", "zh: Ａ类设备"),
    ):
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), "utf-8")
    return folder


def codes(run: Run, *words: str) -> list[str]:
    return [
        p["code"] for p in json.loads(run("check", *words, "--format", "json").text)["problems"]
    ]


def test_codes_are_chosen_and_left_out(run: Run, doubtful: Path) -> None:
    assert codes(run, str(doubtful)) == ["L110", "L119"]
    assert codes(run, str(doubtful), "--select", "l110,L199") == ["L110"]
    assert codes(run, str(doubtful), "--ignore", "L11") == []
    assert "L190" in codes(run, str(doubtful), "--select", "L190")


def test_warnings_fail_only_where_that_is_asked(run: Run, doubtful: Path) -> None:
    assert run("check", str(doubtful)).code == 0
    assert run("check", str(doubtful), "--fail-level", "warning").code == 1
    assert run("check", str(STARTER), "--fail-level", "warning").code == 0


def test_what_is_safe_is_mended(run: Run, doubtful: Path) -> None:
    found = run("check", str(doubtful), "--fix")
    assert "mended" in found.words
    assert "zh: A类设备" in (doubtful / "vocabulary.yaml").read_text("utf-8")
    assert codes(run, str(doubtful)) == ["L110"]


def test_coverage_below_the_threshold_fails(run: Run, doubtful: Path) -> None:
    file = doubtful / "cases/levels.yaml"
    text = file.read_text("utf-8")
    file.write_text(text[: text.index("  - name: {zh: 没有填是否生产")], "utf-8")
    found = run("test", str(doubtful), "--threshold", "90", "--suggest")
    assert found.code == 1
    assert "coverage is below 90 %" in found.words
    assert "in_scope/running: “Running” unknown" in found.text
    assert "cases:\n" in found.text
    assert run("test", str(doubtful), "--threshold", "80").code == 0
    assert run("test", str(STARTER), "--threshold", "100").code == 0


def test_json_tells_what_is_covered(run: Run) -> None:
    (whole,) = json.loads(run("test", str(STARTER), "--format", "json").text)["sets"]
    assert whole["coverage"]["shares"] == {"rules": 100, "conditions": 100, "clauses": 100}


def test_expectations_are_rewritten_when_asked(run: Run, doubtful: Path) -> None:
    file = doubtful / "cases/levels.yaml"
    right = file.read_text("utf-8")
    file.write_text(right.replace("attention: stop", "attention: watch"), "utf-8")
    assert run("test", str(doubtful)).code == 1
    found = run("test", str(doubtful), "--update")
    assert found.code == 0
    assert file.read_text("utf-8") == right


def test_explain_says_why_not_in_text_and_json_and_draws(run: Run) -> None:
    facts = str(STARTER / "example-facts")
    on = ("-p", str(STARTER), "-f", facts)
    found = run("explain", "W1", *on, "--why-not", "stop", "--lang", "en")
    assert "why not Stop" in found.text or "it is Stop" in found.text
    whole = json.loads(run("explain", "W1", *on, "--why-not", "stop", "--format", "json").text)
    assert [rule["rule"] for rule in whole["why_not"]["rules"]] == ["machine_attention/failed"]
    assert run("explain", "W1", *on, "--format", "mermaid").text.startswith("flowchart BT\n")
    assert run("explain", "W1", *on, "--why-not", "purple").code == 2
