"""`fmt` settles how files look: the same meaning, the same comments, and never twice."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from engine.policy.assembling import read_policy
from engine.policy.layout import formatting
from engine.policy.layout.flow import WIDTH
from engine.policy.loading import load_document
from engine.problems import errors
from engine.source import display_width
from tests.layout.command import run
from tests.layout.compiled import meaning
from tests.layout.scrawling import scrawl
from tests.random.policies import random_policy

ROOT = Path(__file__).parents[2]
WHERE = (ROOT / "policies", ROOT / "tests/policies")
SETS = sorted(cover.parent for folder in WHERE for cover in folder.glob("*/policy.yaml"))
FILES = sorted(p for f in SETS for p in f.rglob("*.yaml"))


def laid_out(text: str) -> str:
    found, problems = formatting.format_text("a.yaml", text.encode())
    assert found is not None, problems
    return found


def comments_of(text: str) -> list[str]:
    document, problems = load_document("a.yaml", text.encode())
    assert document is not None, problems
    return [comment for _, comment in formatting.comments(document)]


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_shipped_file_keeps_its_data_and_comments_and_settles_at_once(file: Path) -> None:
    text = file.read_text("utf-8")
    found = laid_out(text)
    before, after = (load_document("a", t.encode())[0] for t in (text, found))
    assert before is not None
    assert after is not None
    assert formatting.same(before.data, after.data)
    assert comments_of(found) == comments_of(text)
    assert laid_out(found) == found


@pytest.mark.parametrize("folder", SETS, ids=lambda p: p.name)
def test_a_shipped_set_means_the_same_laid_out(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / folder.parent.name
    shutil.copytree(folder.parent, copy)  # with what it may extend
    for file in (copy / folder.name).rglob("*.yaml"):
        file.write_bytes(formatting.format_file(str(file), file.read_bytes())[0])
    before, _ = read_policy(folder)
    after, problems = read_policy(copy / folder.name)
    assert before is not None
    assert after is not None, problems
    assert meaning(after) == meaning(before)


def test_careless_writing_of_generated_sets_keeps_its_meaning(tmp_path: Path, large: bool) -> None:
    tried = 0
    for seed in range(1600 if large else 12):
        folder = tmp_path / str(seed % 8)
        shutil.rmtree(folder, ignore_errors=True)
        if random_policy(seed, folder) is None:
            continue
        policy, _ = read_policy(folder)
        assert policy is not None
        tried += 1
        rng = Random(seed)
        for file in folder.rglob("*.yaml"):
            document, _ = load_document(str(file), file.read_bytes())
            assert document is not None
            text = scrawl(document.data, rng)
            found = laid_out(text)
            assert laid_out(found) == found, f"seed {seed}: not settled\n{text}"
            assert comments_of(found) == comments_of(text)
            file.write_text(found, "utf-8")
        again, problems = read_policy(folder)
        assert again is not None, (seed, errors(problems))
        assert meaning(again) == meaning(policy), f"seed {seed}"
    assert tried >= (1000 if large else 6)


def test_rows_stand_in_columns_by_how_wide_they_look() -> None:
    found = laid_out(
        "rules:\n- {id: 一二, then:  a, cite: X}\n- {id: abcdefg,   then: bb, cite: X}\n"
    )
    assert found == (
        "rules:\n"
        "  - {id: 一二,    then: a,  cite: X}\n"
        "  - {id: abcdefg, then: bb, cite: X}\n"
    )  # fmt: skip


def test_keys_of_a_table_of_maps_stand_in_columns_and_those_of_other_maps_do_not() -> None:
    text = "codes:\n  a: {zh: 甲}\n  long: {zh: 乙}\nother:\n  title: {zh: 丙}\n  for: x\n"
    assert "  a:    {zh: 甲}\n  long: {zh: 乙}\n" in laid_out(text)
    assert "  title: {zh: 丙}\n  for: x\n" in laid_out(text)


def test_a_row_too_wide_is_broken_between_entries_and_its_like_with_it() -> None:
    word = "长" * 20
    rows = [f"{{id: r{n}, when: {{x: {n}}}, then: yes, say: {{zh: {word}, en: {'w' * w}}}}}"
            for n, w in ((1, 35), (2, 4))]  # fmt: skip
    found = laid_out("rules:\n" + "".join(f"  - {row}\n" for row in rows))
    assert all(display_width(line) <= WIDTH for line in found.split("\n"))
    assert [line.split(":")[0].strip() for line in found.splitlines()] == [
        "rules", "- {id", "say", "- {id", "say",
    ]  # fmt: skip


def test_a_line_that_the_author_began_inside_a_row_stays() -> None:
    text = "rules:\n  - {id: a, then: x,\n     say: {zh: 甲}}\n"
    assert laid_out(text) == text


def test_missing_quotes_are_added_where_a_word_would_be_refused() -> None:
    found = laid_out("a: 0530\nb: {x: >= 3, y: 12:30, z: [1_000, < 2]}\nc: > 3  # why\n")
    assert found == (
        'a: "0530"\nb: {x: ">= 3", y: "12:30", z: ["1_000", "< 2"]}\nc: "> 3"  # why\n'
    )


def test_depth_is_two_blanks_and_comments_move_with_what_they_stand_before() -> None:
    text = "a:\n- b: 1   \n  c:\n      # on d\n      d: 2 # end\n-   e: |\n      x\n\n      y\n"
    assert laid_out(text) == (
        "a:\n  - b: 1\n    c:\n      # on d\n      d: 2 # end\n  - e: |\n        x\n\n        y\n"
    )


def test_a_row_with_a_comment_inside_is_left_as_it_is() -> None:
    text = "rules:\n  - {a: 1,   # first\n     b:   2}\n"
    assert laid_out(text) == text


def test_ends_of_lines_and_the_mark_of_the_file_stay_those_of_its_system() -> None:
    found, problems = formatting.format_file("a", b"\xef\xbb\xbfa:  {b:   1}  \r\n")
    assert found == b"\xef\xbb\xbfa: {b: 1}\r\n"
    assert problems == []


def test_check_says_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: {b:   1}\n", "utf-8")
    done = run("fmt", str(tmp_path), "--check", "--lang", "en")
    assert done.code == 1
    assert done.out == f"would change {file}\n"
    assert file.read_text("utf-8") == "a: {b:   1}\n"
    assert "-a: {b:   1}\n+a: {b: 1}\n" in run("fmt", str(file), "--diff").out
    assert run("fmt", str(file)).code == 0
    assert file.read_text("utf-8") == "a: {b: 1}\n"
    assert run("fmt", str(file), "--check").code == 0


def test_a_file_that_cannot_be_read_is_said_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: [b\n", "utf-8")
    done = run("fmt", str(file), "--lang", "en")
    assert done.code == 1
    assert "Y125" in done.err
    assert file.read_text("utf-8") == "a: [b\n"


def test_a_path_without_policy_files_is_refused(tmp_path: Path) -> None:
    done = run("fmt", str(tmp_path / "polices"), "--lang", "en")
    assert done.code == 2
    assert "W101" in done.err
