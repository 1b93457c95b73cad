"""Ids carry no meaning: the shipped set with every id renamed gives the same answers.

Words of the policy language itself (keys of files, hit policies, types, `review`) stay; an id
that is spelt like one of them keeps its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import run_once
from tests.example import FACTS, POLICY, ROOT, read_yaml, rows_of, subset, write_rows, write_yaml

# What people read, and what names things outside the set.
WORDS = {"zh", "en", "also", "headers", "note", "phrase", "gist", "units", "colour"}
OUTSIDE = {"files", "hierarchy", "calendar", "timezone", "authority", "version", "effective",
           "language", "documents", "as_of"}  # fmt: skip
LANGUAGE = {
    "proposal", "review", "values", "null", "true", "false", "yes", "no", "and", "or", "not", "in",
    "text", "bool", "int", "date", "decimal", "duration", "division", "set", "of", "size",
    "inspecting_level", "check", "unknown", "nobody", "subject", "calendar", "working", "ask",
}  # fmt: skip
TOKEN = re.compile(r"[A-Za-z_][\w]*")


def schema_words() -> set[str]:
    """Every key and every fixed word of the shipped schemas."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for item in node:
                walk(item)
        elif isinstance(node, dict):
            found.update(node.get("properties", {}))
            found.update(word for word in node.get("enum", ()) if isinstance(word, str))
            found.update(word for word in [node.get("const")] if isinstance(word, str))
            for inner in node.values():
                walk(inner)

    for path in (ROOT / "schemas").glob("*.schema.json"):
        if path.name != "outcome.schema.json":
            walk(json.loads(path.read_text("utf-8")))
    return found


def ids_of(data: Any) -> Iterator[str]:
    """The ids that a file of the set declares."""
    for kind in ("scales", "codes"):
        for name, members in data.get(kind, {}).items():
            yield name
            yield from members
    for name, entity in data.get("entities", {}).items():
        yield name
        yield from entity["fields"]
        yield from entity.get("refers", {})
    for name, decision in data.get("decisions", {}).items():
        yield name
        yield from (rule["id"] for rule in decision.get("rules", ()))
    for name, value in data.get("values", {}).items():
        yield name
        yield from value
    for kind in ("clauses", "roles", "messages", "marks", "levels"):
        yield from data.get(kind, {})
    for kind in ("open", "ends"):
        yield from data.get("states", {}).get(kind, {})


def fixed_words() -> set[str]:
    """Words that the later parts of a set are written with: fields that a register tells, …"""
    parts = [*ROOT.glob("engine/policy/escalation*.py"), *ROOT.glob("engine/policy/inspection*.py")]
    text = "".join(path.read_text("utf-8") for path in parts)
    return set(re.findall(r'"([a-z_]+)"', text))


class Renaming:
    """Old ids to new ones that say nothing, and back."""

    def __init__(self, ids: Iterable[str]) -> None:
        kept = schema_words() | fixed_words() | LANGUAGE | OUTSIDE | WORDS
        self.all = sorted(set(ids))
        self.new = {old: f"zz{n}" for n, old in enumerate(self.all) if old not in kept}
        self.old = {new: old for old, new in self.new.items()}

    def data(self, node: Any, key: str = "") -> Any:
        """Rename in what a file says, leaving alone what people read."""
        if key in WORDS or key in OUTSIDE:
            return node
        if isinstance(node, dict):
            return {self.text(k): self.data(v, k) for k, v in node.items()}
        if isinstance(node, list):
            return [self.data(item, key) for item in node]
        return self.text(node) if isinstance(node, str) else node

    def text(self, text: str) -> str:
        """Rename a word, a path such as table/rule, or the names in a condition."""
        if text in self.new:
            return self.new[text]
        if "/" in text:
            return "/".join(self.new.get(part, part) for part in text.split("/"))
        return TOKEN.sub(lambda m: self.new.get(m[0], m[0]), text)

    def back(self, node: Any) -> Any:
        """Return a record under the old names; what was sorted by name is sorted anew."""
        if isinstance(node, dict):
            return {self.back_text(k): self.back(v) for k, v in node.items()}
        if isinstance(node, list):
            return sorted(
                (self.back(item) for item in node), key=lambda v: json.dumps(v, sort_keys=True)
            )
        return self.back_text(node) if isinstance(node, str) else node

    def back_text(self, text: str) -> str:
        return re.sub(r"zz\d+", lambda m: self.old[m[0]], text)


@pytest.fixture(scope="module")
def renaming() -> Renaming:
    files = ["notice.yaml", *read_yaml(POLICY / "policy.yaml")["files"]]
    return Renaming(id for name in dict.fromkeys(files) for id in ids_of(read_yaml(POLICY / name)))


@pytest.fixture(scope="module")
def renamed(renaming: Renaming, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped set, renamed throughout."""
    folder = tmp_path_factory.mktemp("renamed") / "set"
    for path in [*POLICY.glob("*.yaml"), *POLICY.glob("cases/*.yaml")]:
        write_yaml(folder / path.relative_to(POLICY), renaming.data(read_yaml(path)))
    for path in POLICY.glob("hierarchy/*.csv"):
        rows = [[renaming.new.get(cell, cell) for cell in row] for row in rows_of(path)]
        write_rows(folder / path.relative_to(POLICY), rows)
    for path in [*POLICY.glob("hierarchy/*.geojson"), *POLICY.glob("calendar/*.yaml")]:
        goal = folder / path.relative_to(POLICY)
        goal.parent.mkdir(exist_ok=True)
        goal.write_bytes(path.read_bytes())
    return folder


def rename_facts(renaming: Renaming, facts: Path) -> None:
    """Rename what facts say in ids: the manifest, and codes such as S1 in cells."""
    write_yaml(facts / "facts.yaml", renaming.data(read_yaml(FACTS / "facts.yaml")))
    for path in facts.glob("*.csv"):
        write_rows(path, [[renamed_cell(renaming, cell) for cell in row] for row in rows_of(path)])


def renamed_cell(renaming: Renaming, cell: str) -> str:
    return "、".join(renaming.new.get(part, part) for part in cell.split("、"))


def test_nearly_every_id_has_another_name(renaming: Renaming) -> None:
    kept = [id for id in renaming.all if id not in renaming.new]
    assert len(renaming.new) >= 0.75 * len(renaming.all), kept


def test_the_renamed_set_is_as_sound_as_the_shipped_one(renamed: Path) -> None:
    # Remarks of lints are allowed by comments, which renaming drops with the words in them.
    ran = run_once("check", str(renamed), "--ignore", "L")
    assert (ran.code, ran.words) == (0, "")


def test_the_renamed_set_passes_its_renamed_cases(renamed: Path) -> None:
    ran = run_once("test", str(renamed))
    assert ran.code == 0, ran.text
    plain = run_once("test", str(POLICY))
    count = re.compile(r"(\d+) passed, 0 failed")
    found = [count.search(text) for text in (ran.text, plain.text)]
    assert found[0] and found[1]
    assert found[0][1] == found[1][1]


def test_the_renamed_set_gives_the_same_answers_on_the_example(
    renaming: Renaming, renamed: Path, tmp_path: Path
) -> None:
    facts = subset(tmp_path / "facts")
    answers = []
    for policy in (POLICY, renamed):
        if policy is renamed:
            rename_facts(renaming, facts)
        words = ("evaluate", "-p", str(policy), "-f", str(facts), "--engine", "reference")
        ran = run_once(*words, "--format", "jsonl")
        assert ran.code == 0, ran.words
        answers.append([renaming.back(json.loads(line)) for line in ran.text.splitlines()[1:]])
    plain, found = answers
    assert len(plain) > 120
    assert found == plain


def test_the_renamed_set_sends_the_same_messages(
    renaming: Renaming, renamed: Path, tmp_path: Path
) -> None:
    facts = subset(tmp_path / "facts", ["533400"])
    code = rows_of(facts / "enterprises/533400.csv")[1][0]
    told = []
    for policy in (POLICY, renamed):
        if policy is renamed:
            rename_facts(renaming, facts)
        level = renaming.text("red") if policy is renamed else "red"
        words = ("route", code, "-p", str(policy), "-f", str(facts), "--level", level)
        ran = run_once(*words, "--format", "json")
        assert ran.code == 0, ran.words
        told.append(renaming.back(_without_places(json.loads(ran.text))))
    assert told[0] == told[1]


def _without_places(node: Any) -> Any:
    if isinstance(node, dict):
        return {k: _without_places(v) for k, v in node.items() if k not in ("place", "rule")}
    return [_without_places(item) for item in node] if isinstance(node, list) else node
