"""The commands about versions and overlays, as a person meets them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli import main

FACTS = "policies/starter/example-facts"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stop:
        main([*words, "--lang", "en"])
    said = capsys.readouterr()
    return int(stop.value.code or 0), said.out, said.err


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("example-facts")
    shutil.copytree("policies/starter", tmp_path / "rules" / "first", ignore=ignored)
    return tmp_path / "rules"


def test_show_resolved_names_the_origin_of_each_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "show", "policies/kunming", "--resolved")
    assert code == 0
    lines = [line for line in out.splitlines() if not line.startswith("# ---")]
    assert all("  # policies/" in line for line in lines)
    changed = [line for line in lines if line.lstrip().startswith("red: 10")]
    assert len(changed) == 1
    assert "# policies/kunming/policy.yaml:" in changed[0]
    kept = [line for line in lines if '"confined-space-open"' not in line and "level-1" in line]
    assert kept
    assert all("# policies/yunnan/" in line for line in kept)


def test_show_without_resolved_is_what_check_says_of_a_set(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "show", "starter")
    assert code == 0
    assert "machine_attention" in out


def test_history_promote_and_replay_from_the_command_line(
    rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(rules / "first", rules / "second")
    heading = rules / "second" / "policy.yaml"
    text = heading.read_text("utf-8").replace('version: "1"', 'version: "2"')
    heading.write_text(text.replace('{from: "2026-01-01"}', '{from: "2040-01-01"}'), "utf-8")
    code, _, err = run(capsys, "history", str(rules))
    assert code == 1
    assert "V122" in err
    first = rules / "first" / "policy.yaml"
    until = '{from: "2026-01-01", until: "2040-01-01"}'
    first.write_text(first.read_text("utf-8").replace('{from: "2026-01-01"}', until), "utf-8")
    stored = tmp_path / "stored.jsonl"
    words = ("evaluate", "-p", str(rules), "-f", FACTS, "--engine", "reference")
    code, out, _ = run(capsys, *words, "--format", "jsonl")
    assert code == 0
    stored.write_text(out, "utf-8")

    code, out, _ = run(
        capsys, "promote", str(rules), "2", "--from", "2026-09-01", "--actor", "张某某"
    )
    assert code == 0
    assert "- simulation: left out" in out
    code, out, _ = run(capsys, "history", str(rules), "--format", "json")
    assert code == 0
    versions = json.loads(out)["versions"]
    assert [v["until"] for v in versions] == ["2026-09-01", None]
    assert versions[1]["promotions"][0]["by"] == "张某某"
    code, out, _ = run(capsys, "replay", str(stored), "-p", str(rules), "-f", FACTS)
    assert (code, "all the same" in out) == (0, True)
    stored.write_text(stored.read_text("utf-8").replace('"verdict":"decided"', '"verdict":"x"'))
    code, out, err = run(capsys, "replay", str(stored), "-p", str(rules), "-f", FACTS)
    assert code == 1
    assert "verdict" in out
    assert "differ" in err


def test_a_milder_overlay_is_refused_by_every_command_that_would_use_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tried"
    folder.mkdir()
    (folder / "policy.yaml").write_text(
        "language: 1\npolicy: tried\nversion: '1'\ntitle: {zh: 试验}\n"
        "effective: {from: '2026-06-01'}\nextends: starter\nonly: stricter\n"
        "reason: {zh: 试验}\nchanges:\n"
        "  - replace_rule: machine_attention/failed\n"
        "    rule: {id: failed, when: {result: failed}, then: watch, cite: K3}\n",
        encoding="utf-8",
    )
    for words in (["check", str(folder)], ["evaluate", "-p", str(folder), "-f", FACTS]):
        code, out, err = run(capsys, *words)
        assert code == 1
        assert "O109" in err
        assert "Stop" in err
        assert "decided" not in out
