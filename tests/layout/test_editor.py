"""An editor's session: open, type a wrong field, see the hint, complete, hover, go there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layout.command import run
from tests.layout.editor_client import Client

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "policies/starter", tmp_path / "starter")
    return tmp_path / "starter/levels.yaml"


@pytest.fixture
def client(file: Path) -> Iterator[Client]:
    client = Client()
    client.open(file)
    yield client
    assert client.end() == 0


def test_a_session_of_an_administrator(client: Client, file: Path) -> None:
    text = file.read_text("utf-8")
    assert client.problems(file) == []

    wrong = text.replace("{result: failed}", "{resul: failed}")
    client.write(file, wrong)
    problems = client.problems(file)
    hints = [p for p in problems if "did you mean `result`?" in p["message"]]
    assert [(p["severity"], p["source"]) for p in hints] == [(1, "yujing")]
    line = hints[0]["range"]["start"]["line"]
    shown = wrong.splitlines()[line]
    span = hints[0]["range"]
    assert shown[span["start"]["character"] : span["end"]["character"]] == "resul"

    broken = text.replace("{result: failed},  then: stop,", "{result: fai")
    client.write(file, broken)
    assert client.problems(file), "the text is broken now"
    found = client.ask("textDocument/completion", client.at(file, broken, "result: fai", 11))
    labels = {item["label"]: item for item in found["items"]}
    assert {"passed", "remarks", "failed"} <= set(labels)
    assert labels["failed"]["detail"] == "不合格 · Failed"
    assert labels["failed"]["textEdit"]["newText"] == "failed"
    edit = labels["failed"]["textEdit"]["range"]
    assert edit["end"]["character"] - edit["start"]["character"] == len("fai")

    client.write(file, text)
    assert client.problems(file) == [], "mended"
    hover = client.ask("textDocument/hover", client.at(file, text, "cite: K3", 7))
    assert "点检不合格的设备立即停用" in hover["contents"]["value"]
    assert "A machine that fails its check is stopped at once" in hover["contents"]["value"]

    hover = client.ask("textDocument/hover", client.at(file, text, "{result: failed}", 3))
    assert "点检结果 · Result" in hover["contents"]["value"]


def test_names_inside_a_condition_are_completed_and_explained(client: Client, file: Path) -> None:
    client.problems(file)
    text = file.read_text("utf-8")
    hover = client.ask("textDocument/hover", client.at(file, text, "to_watch >=", 2))
    assert "Machines that need attention" in hover["contents"]["value"]
    found = client.ask("textDocument/completion", client.at(file, text, "to_watch >=", 3))
    assert "to_watch" in [item["label"] for item in found["items"]]


@pytest.mark.parametrize(
    ("words", "target", "line"),
    [
        ("cite: K3", "notice.yaml", "  K3:"),
        ("result: failed", "vocabulary.yaml", "      result:"),
        ("to_watch >=", "vocabulary.yaml", "      to_watch:"),
        ("machine_attention\n    cite", "levels.yaml", "  machine_attention:"),
    ],
)
def test_a_name_leads_to_where_it_is_declared(
    client: Client, file: Path, words: str, target: str, line: str
) -> None:
    client.problems(file)
    text = file.read_text("utf-8")
    after = 7 if words.startswith("cite") else 2
    found = client.ask("textDocument/definition", client.at(file, text, words, after))
    assert found["uri"] == (file.parent / target).as_uri()
    lines = (file.parent / target).read_text("utf-8").splitlines()
    start = found["range"]["start"]["line"]
    assert any(text.startswith(line) for text in lines[max(0, start - 1) : start + 1])


def test_keys_are_completed_by_the_table_they_stand_in(client: Client, file: Path) -> None:
    client.problems(file)
    text = file.read_text("utf-8").replace("when: {overdue: yes}", "when: {")
    client.write(file, text)
    client.problems(file)
    found = client.ask("textDocument/completion", client.at(file, text, "when: {,", 7))
    labels = [item["label"] for item in found["items"]]
    assert {"result", "overdue", "workshop.running"} <= set(labels)
    assert "to_watch" not in labels, "that is of the workshop, and this table is for machines"


def test_a_set_broken_when_opened_is_answered_from_the_disk_or_the_schema(file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("hit: first", "hit: fir"), "utf-8")
    client = Client("zh")
    client.open(file)
    problems = client.problems(file)
    assert problems
    text = file.read_text("utf-8")
    found = client.ask("textDocument/completion", client.at(file, text, "hit: fir", 8))
    assert "first" in [item["label"] for item in found["items"]]
    assert client.end() == 0


def test_without_the_library_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.commands.language_server.available", lambda: False)
    done = run("lsp", "--lang", "en")
    assert done.code == 2
    assert "W104" in done.err
    assert "pip install 'yujing[lsp]'" in done.err


def test_the_problems_of_another_file_of_the_set_are_shown_there(file: Path) -> None:
    client = Client()
    client.open(file)
    client.problems(file)
    other = file.parent / "vocabulary.yaml"
    client.open(other)
    assert client.problems(other) == client.problems(file) == []
    text = other.read_text("utf-8")
    client.write(other, text.replace("      result: ", "      outcome:"))
    shown = client.problems(file)
    assert any("result" in p["message"] for p in shown), "levels.yaml names a field that is gone"
    assert client.end() == 0
