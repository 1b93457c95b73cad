"""Broken policy files, one mistake each: the right code on the guilty line, with its hint.

A single file says what it is with `# kind: <kind>` (without it, it is only read as
YAML); a folder with a policy.yaml is read as a policy set.  The guilty line carries
`# expect: CODE`, after it, if given, `column=N` and `hint=words` up to the end of the
line.  Where a comment cannot stand, `<name>.expect.yaml` beside the file or folder lists
the same as {code, line, column, hint, file}.

Every error of the file must be expected, and every expected problem must be found.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from engine.catalogue import shape as shape_codes
from engine.catalogue import yaml as yaml_codes
from engine.policy.assembling import read_policy
from engine.policy.loading import load_document
from engine.policy.shape import check_shape
from engine.problems import Problem

BROKEN = Path(__file__).parent / "broken"
EXPECT = re.compile(r"# expect: ([A-Z]\d+)(?: column=(\d+))?(?: hint=(.*?))?\s*$")
KIND = re.compile(r"^# kind: (\w+)", re.MULTILINE)
FILES = sorted(path for path in BROKEN.glob("*/*.yaml") if not path.name.endswith(".expect.yaml"))
FOLDERS = sorted(path.parent for path in BROKEN.glob("*/*/policy.yaml"))


@dataclass(frozen=True)
class Expected:
    file: str
    code: str
    line: int
    column: int | None = None
    hint: str = ""

    def found_in(self, problems: list[Problem]) -> bool:
        return any(self.is_met_by(problem) for problem in problems)

    def is_met_by(self, problem: Problem) -> bool:
        hint = f"{problem.hint.en}\n{problem.hint.zh}" if problem.hint else ""
        return (
            self.same_place(problem)
            and self.column in (None, problem.place.column)
            and self.hint in hint
        )

    def same_place(self, problem: Problem) -> bool:
        place = problem.place
        return (Path(place.file).name, problem.code, place.line) == (
            self.file,
            self.code,
            self.line,
        )


def expectations(path: Path) -> list[Expected]:
    """What the comments of a file, or of the files of a folder, and the list beside it expect."""
    found = []
    for file in [path] if path.is_file() else sorted(path.rglob("*.yaml")):
        text = file.read_bytes().decode("utf-8", "replace")
        for number, line in enumerate(text.split("\n"), 1):
            if match := EXPECT.search(line):
                code, column, hint = match.groups()
                found.append(
                    Expected(file.name, code, number, int(column) if column else None, hint or "")
                )
    beside = path.with_name(f"{path.stem if path.is_file() else path.name}.expect.yaml")
    if beside.is_file():
        for entry in yaml.safe_load(beside.read_text("utf-8")):
            found.append(Expected(**{"file": path.name, **entry}))
    return found


def problems_of(path: Path) -> list[Problem]:
    if path.is_dir():
        return read_policy(path)[1]
    data = path.read_bytes()
    document, problems = load_document(path.name, data)
    kind = KIND.search(data.decode("utf-8", "replace"))
    if document is not None and kind is not None:
        problems = problems + check_shape(document, kind[1])
    return problems


def shown(problems: list[Problem]) -> str:
    return "\n".join(f"{p.place} {p.code} {p.message.en} ({p.hint})" for p in problems)


@pytest.mark.parametrize(
    "path", FILES + FOLDERS, ids=lambda path: path.relative_to(BROKEN).as_posix()
)
def test_the_mistake_is_found_where_it_was_made(path: Path) -> None:
    expected, problems = expectations(path), problems_of(path)
    assert expected, "the file does not say what is wrong with it"
    missed = [e for e in expected if not e.found_in(problems)]
    assert not missed, f"{missed}\nfound instead:\n{shown(problems)}"
    surplus = [
        problem
        for problem in problems
        if problem.severity == "error" and not any(e.same_place(problem) for e in expected)
    ]
    assert not surplus, f"one mistake, but also:\n{shown(surplus)}"


@pytest.mark.parametrize(
    "path", sorted((BROKEN / "yaml").glob("*.yaml")), ids=lambda path: path.stem
)
def test_both_parsers_of_yaml_find_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_c = problems_of(path)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    pure = problems_of(path)
    assert [(p.place, p.code) for p in pure] == [(p.place, p.code) for p in with_c]


def test_ten_broken_files_in_one_folder_are_reported_in_one_run(tmp_path: Path) -> None:
    names = [
        "yaml/level-written-twice", "yaml/full-width-colon", "yaml/quote-not-closed",
        "yaml/region-code-reads-as-octal", "yaml/gb18030", "yaml/two-documents",
        "shape/misspelt-key", "shape/list-for-condition", "shape/clause-as-number",
        "shape/unknown-hit-policy",
    ]  # fmt: skip
    for name in names:
        shutil.copy(BROKEN / f"{name}.yaml", tmp_path)
    listed = ", ".join(f"{name.split('/')[1]}.yaml" for name in names)
    (tmp_path / "policy.yaml").write_text(
        "language: 1\npolicy: ten\nversion: '1'\ntitle: {zh: 十个错误}\n"
        "authority: {code: '1', zh: 试验}\neffective: {from: '2021-01-01'}\n"
        f"timezone: Asia/Shanghai\ndecide: baseline\nfiles: [{listed}]\n",
        encoding="utf-8",
    )
    _, problems = read_policy(tmp_path)
    for name in names:
        for expected in expectations(BROKEN / f"{name}.yaml"):
            assert expected.found_in(problems), f"{expected}\n{shown(problems)}"


def test_every_code_of_reading_and_shape_is_reached() -> None:
    elsewhere = {
        "Y101": "a file of 16 MB is made in tests/loading/test_loading.py",
    }
    reached = {e.code for path in FILES + FOLDERS for e in expectations(path)} | set(elsewhere)
    codes = {code.id for code in (*yaml_codes.CODES, *shape_codes.CODES)}
    assert codes <= reached


def snippets() -> Iterator[tuple[str, str, str]]:
    """Code, refused and accepted snippet of each page about YAML."""
    for code in yaml_codes.CODES:
        _, _, rest = code.page.en.partition("\n\nRejected:\n\n")
        rejected, _, accepted = rest.partition("\n\nAccepted:\n\n")
        yield (
            code.id,
            *(
                "\n".join(line.removeprefix("    ") for line in text.rstrip("\n").split("\n"))
                for text in (rejected, accepted)
            ),
        )


NOT_TYPED = {"Y101", "Y102", "Y103", "Y104", "Y105", "Y108"}  # about bytes, sizes, and depth


@pytest.mark.parametrize(("code", "rejected", "accepted"), list(snippets()))
def test_the_manual_page_shows_what_it_says(code: str, rejected: str, accepted: str) -> None:
    _, right = load_document("page", accepted.encode())
    assert right == []
    if code not in NOT_TYPED:
        _, wrong = load_document("page", rejected.encode())
        assert code in {problem.code for problem in wrong}
