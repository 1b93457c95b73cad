"""Mistakes that other rule engines, YAML tools and graph libraries were reported for.

Each report is a sample of a kind; here the kind has its right answer.  The tests of this
file go the way of a user: files in, problems or outcomes out.  `HELD_ELSEWHERE` names, for
every item of our list, the tests and broken files that look at it more closely.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.policy.assembling import read_policy
from engine.problems import Problem, ProblemsFound
from engine.service import runs
from tests.command_line import run_once

ROOT = Path(__file__).parents[1]
STARTER = ROOT / "policies/starter"
DAY = date(2026, 6, 30)
HEAD = "车间编号,车间名称,正在生产\nW1,一号车间,是\n"
MACHINES = "车间编号,设备编号,点检日期,点检结果\n"

LIST: dict[int, dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests/known_bugs.yaml").read_text("utf-8")
)
ITEMS = [*range(1, 21), 22, 23, *range(26, 39)]  # those that the main job reaches


def test_no_item_of_the_list_is_left_out() -> None:
    assert list(LIST) == ITEMS


@pytest.mark.parametrize("item", LIST.values(), ids=[f"{n}" for n in LIST])
def test_every_item_is_held_by_tests_that_exist(item: dict[str, Any]) -> None:
    assert item["held_by"]
    for name in item["held_by"]:
        file, _, test = name.partition("::")
        path = ROOT / file
        assert path.exists(), name
        assert not test or f"def {test}(" in path.read_text("utf-8"), name


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    """The starter set with one text replaced."""
    shutil.copytree(STARTER, folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    return folder


def problems_of(folder: Path) -> list[Problem]:
    _, problems = read_policy(folder)
    return problems


def facts(folder: Path, machines: str, head: str = HEAD) -> Path:
    folder.mkdir()
    (folder / "workshop.csv").write_text(head, "utf-8")
    (folder / "machine.csv").write_text(MACHINES + machines, "utf-8")
    (folder / "facts.yaml").write_text(
        'snapshot: "2026-06-30"\ntables:\n'
        "  workshop: {files: workshop.csv}\n  machine: {files: machine.csv, rows: complete}\n",
        "utf-8",
    )
    return folder


@pytest.fixture(params=["reference", "forward"])
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    yield request.param


def outcome(folder: Path, engine: str, policy: Path = STARTER) -> tuple[object, object]:
    """Level and verdict of the one workshop, by one executor."""
    found = runs.evaluate(
        str(policy), str(folder), as_of=None, today=DAY, engine=engine  # type: ignore[arg-type]
    )  # fmt: skip
    (one,) = found.outcomes
    return one.level, one.verdict


# Item 1: words that YAML 1.1 turns into yes and no, as values and as keys.
@pytest.mark.parametrize("word", ["on", "off", "y", "n"])
def test_a_word_like_on_is_no_silent_yes(tmp_path: Path, word: str) -> None:
    folder = changed(tmp_path / "set", "levels.yaml", "{overdue: yes}", f"{{overdue: {word}}}")
    assert [p.severity for p in problems_of(folder)] == ["error"]


def test_a_member_called_off_stays_the_word_it_is(tmp_path: Path) -> None:
    folder = changed(tmp_path / "set", "vocabulary.yaml", "passed:  {", "off: {zh: 停, en: Off}\n    passed:  {")  # fmt: skip # noqa: E501
    text = (folder / "levels.yaml").read_text("utf-8")
    (folder / "levels.yaml").write_text(text.replace("{result: remarks}", "{result: off}"), "utf-8")
    policy, problems = read_policy(folder)
    assert policy is not None
    assert [p.code for p in problems if p.severity == "error"] == []
    assert "off" in policy.domains["check_result"].ids


# Item 2 and 3: what is written twice, of which the last would win in silence.
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("levels.yaml", "{result: failed}", "{result: failed, result: remarks}"),
        ("levels.yaml", "decisions:\n", "decisions: {}\ndecisions:\n"),
        ("vocabulary.yaml", "    stop:  {", "    watch: {zh: 另}\n    stop:  {"),
        ("levels.yaml", "id: remarks", "id: failed"),
    ],
)
def test_nothing_may_be_said_twice(tmp_path: Path, file: str, old: str, new: str) -> None:
    found = problems_of(changed(tmp_path / "set", file, old, new))
    assert any(p.severity == "error" and p.place.line for p in found)


# Items 4 and 6: numbers and days that are not what was written.
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("policy.yaml", '"000000"', "0530"),
        ("policy.yaml", '"2026-01-01"', '"2026-02-30"'),
        ("policy.yaml", '"2026-01-01"', "2026-02-30"),
        ("policy.yaml", "language: 1", "language: 1.0"),
        ("levels.yaml", "days: 30", "days: 12:30"),
    ],
)
def test_a_number_or_day_that_means_something_else_is_refused_at_its_line(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    found = problems_of(changed(tmp_path / "set", file, old, new))
    assert any(p.severity == "error" and p.place.line for p in found), found


# Item 5: decimals compared by dividing floats.
@pytest.mark.parametrize("limit", ["0.07", "19.99", "0.1", "1.15"])
def test_a_limit_with_decimals_is_exact(tmp_path: Path, limit: str) -> None:
    folder = changed(tmp_path / "set", "vocabulary.yaml", "      kind: ", f"      load: {{type: decimal(2), min: 0, max: 100, zh: 载荷, missing: {limit}}}\n      kind: ")  # fmt: skip # noqa: E501
    text = (folder / "levels.yaml").read_text("utf-8")
    (folder / "levels.yaml").write_text(
        text.replace("when: {result: failed}", f'when: {{load: ">= {limit}"}}'), "utf-8"
    )
    assert [p.code for p in problems_of(folder) if p.severity == "error"] == []
    found = facts(tmp_path / "facts", "W1,M1,2026-06-20,合格\n")
    for engine in ("reference", "forward"):
        assert outcome(found, engine, folder)[0] == ("stop", "stop")


# Items 7, 8 and 9: a condition that is empty, of the wrong shape or misspelt would hit everybody.
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("when: {result: failed}", "when: {result: null}"),
        ("when: {result: failed}", "when: "),
        ("when: {result: failed}", "when: [result: failed]"),
        ("when: {result: failed}", "whem: {result: failed}"),
        ("when: {result: failed}", "when: {resutl: failed}"),
        ("when: {result: failed}", "when: {result.label: failed}"),
    ],
)
def test_a_condition_that_says_nothing_certain_is_refused(
    tmp_path: Path, old: str, new: str
) -> None:
    found = problems_of(changed(tmp_path / "set", "levels.yaml", old, new))
    line = next(n for n, t in enumerate((tmp_path / "set/levels.yaml").read_text("utf-8").splitlines(), 1) if "id: failed" in t)  # fmt: skip # noqa: E501
    assert line in {p.place.line for p in found if p.severity == "error"}


# Item 10: an empty file answered with hundreds of lines.
@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "---\n"])
def test_an_empty_file_is_one_problem_in_a_few_words(tmp_path: Path, text: str) -> None:
    folder = changed(tmp_path / "set", "levels.yaml", "values", "values")
    (folder / "levels.yaml").write_text(text, "utf-8")
    found = run_once("check", str(folder))
    assert found.code == 1
    assert sum("levels.yaml" in line for line in found.words.splitlines()) == 1
    assert len(found.words.splitlines()) < 20


# Items 11 to 13: an empty or textual cell that meets rules about values.
@pytest.mark.parametrize("cell", ["", "-", "　", "/"])
def test_an_empty_cell_is_unknown_and_neither_grave_nor_harmless(
    tmp_path: Path, engine: str, cell: str
) -> None:
    found = facts(tmp_path / "facts", f"W1,M1,2026-06-20,{cell}\n")
    assert outcome(found, engine) == (("fine", "stop"), "undetermined")


@pytest.mark.parametrize(
    ("words", "right"),
    [("10", True), ("9", False), ("１０", True), ("0", False), ("9.0", False), (" 10 ", True)],
)
def test_numbers_of_ledgers_are_numbers(tmp_path: Path, words: str, right: bool) -> None:
    """By the order of letters "9" would be more than "10"."""
    folder = changed(tmp_path / "set", "vocabulary.yaml", "      kind: ", "      load: {type: int, min: 0, max: 1000, zh: 载荷, missing: ask}\n      kind: ")  # fmt: skip # noqa: E501
    text = (folder / "levels.yaml").read_text("utf-8")
    (folder / "levels.yaml").write_text(
        text.replace("when: {result: failed}", 'when: {load: ">= 10"}'), "utf-8"
    )
    found = facts(tmp_path / "facts", "")
    rows = f"车间编号,设备编号,载荷,点检日期,点检结果\nW1,M1,{words},2026-06-20,合格\n"
    (found / "machine.csv").write_text(rows, "utf-8")
    level = ("stop", "stop") if right else ("fine", "fine")
    for engine in ("reference", "forward"):
        assert outcome(found, engine, folder) == (level, "decided")


# Items 14 to 16: what is not there compared with what is not there, or with today.
def test_a_missing_day_is_neither_late_nor_in_time(tmp_path: Path, engine: str) -> None:
    found = facts(tmp_path / "facts", "W1,M1,,合格\n")
    assert outcome(found, engine) == (("fine", "watch"), "undetermined")


# Item 17: nought taken for nothing.
def test_a_workshop_with_no_machine_is_decided_and_one_without_a_list_is_not(
    tmp_path: Path, engine: str
) -> None:
    assert outcome(facts(tmp_path / "none", ""), engine) == (("fine", "fine"), "decided")
    unlisted = facts(tmp_path / "unlisted", "")
    (unlisted / "machine.csv").unlink()
    (unlisted / "facts.yaml").write_text('snapshot: "2026-06-30"\n', "utf-8")
    assert outcome(unlisted, engine) == (("fine", "stop"), "undetermined")


# Items 18 and 19: a rule that cannot be read is passed over, and a milder one decides.
def test_a_set_with_one_broken_rule_answers_nothing_at_all(tmp_path: Path) -> None:
    folder = changed(tmp_path / "set", "levels.yaml", "{result: failed}", "{result: faild}")
    found = facts(tmp_path / "facts", "W1,M1,2026-06-20,不合格\n")
    with pytest.raises(ProblemsFound) as refused:
        outcome(found, "reference", folder)
    (problem,) = [p for p in refused.value.problems if p.severity == "error"]
    assert problem.hint is not None
    assert "failed" in problem.hint.en


def test_a_value_that_cannot_be_read_is_returned_and_leaves_its_subject_open(
    tmp_path: Path, engine: str
) -> None:
    found = facts(tmp_path / "facts", "W1,M1,2026-06-20,合格\nW1,M2,2026-06-20,好像不合格\n")
    level, verdict = outcome(found, engine)
    assert (level, verdict) == (("fine", "stop"), "undetermined")
    ran = run_once("evaluate", "-p", str(STARTER), "-f", str(found), "--format", "jsonl")
    assert "machine.csv: read 1, returned 1" in ran.words


# Item 20: a day where another form was awaited vanishes without a word.
def test_every_row_is_read_or_returned_whatever_its_day_looks_like(tmp_path: Path) -> None:
    days = ["2026-06-20", "2026/6/20", "2026.6.20", "2026年6月20日", "20260620", "46193", "去年", "2026-06", "6/20"]  # fmt: skip # noqa: E501
    rows = "".join(f"W1,M{n},{day},合格\n" for n, day in enumerate(days))
    found = runs.evaluate(str(STARTER), str(facts(tmp_path / "f", rows)), as_of=DAY, today=DAY)
    kept = {key[-1] for key in found.facts.tables["machine"].rows}
    back = {r.origin for r in found.facts.rejects}
    assert {"M0", "M1", "M2", "M3"} <= kept
    assert len(back) >= len(days) - len(kept)
    summary = next(s for s in found.facts.summaries if "machine" in s.file)
    assert summary.read + summary.returned == len(days)


# Item 22: not applicable counted as passed by one command and as failed by another.
def test_not_applicable_is_the_same_for_every_command(tmp_path: Path, engine: str) -> None:
    idle = facts(tmp_path / "facts", "W1,M1,2026-06-20,不合格\n", HEAD.replace("是", "否"))
    assert outcome(idle, engine)[1] == "not_applicable"
    assert run_once("test", str(STARTER), "--engine", engine).code == 0
    for words in (("--fail-level", "fine"), ()):
        ran = run_once("evaluate", "-p", str(STARTER), "-f", str(idle), "--engine", engine, *words)
        assert ran.code == 0
        assert "not applicable" in ran.text
    told = run_once("explain", "W1", "-p", str(STARTER), "-f", str(idle), "--engine", engine)
    assert "not applicable" in told.text.lower() or "do not apply" in told.text.lower()


# Item 23: a wrong path looks like "no warnings".
def test_a_wrong_path_is_no_success_and_prints_no_table(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        ran = run_once("evaluate", "-p", str(STARTER), "-f", str(path))
        assert (ran.code, ran.text) == (2, "")


# Items 26 and 28: the day of another time zone, and a clock that is read while answering.
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/Los_Angeles"])
def test_the_day_is_the_one_given_wherever_the_machine_stands(tmp_path: Path, zone: str) -> None:
    found = facts(tmp_path / "facts", "W1,M1,2026-05-31,合格\n")
    command = [sys.executable, str(ROOT / "cli.py"), "evaluate", "-p", str(STARTER)]
    command += ["-f", str(found), "--format", "jsonl"]
    levels = []
    for day in ("2026-06-30", "2026-07-01"):
        ran = subprocess.run(
            [*command, "--as-of", day], capture_output=True, check=True,
            env={**os.environ, "TZ": zone, "PYTHONUTF8": "1"},
        )  # fmt: skip
        levels.append(json.loads(ran.stdout.splitlines()[1])["level"]["low"])
    assert levels == ["fine", "watch"]


# Item 29: what the program wrote itself it cannot read again.
def test_facts_that_were_imported_answer_as_the_ledgers_did(tmp_path: Path) -> None:
    given = facts(tmp_path / "given", "W1,M1,2026/5/3,合格\nW1,M2,46193,有整改项\n")
    ledgers = [str(given / f"{n}.csv") for n in ("workshop", "machine")]
    kept = tmp_path / "kept"
    assert run_once("import", *ledgers, "-p", str(STARTER), "-o", str(kept)).code == 0
    both = [
        run_once("evaluate", "-p", str(STARTER), "-f", str(f), "--as-of", "2026-06-30",
                 "--format", "jsonl").text.splitlines()[1:]
        for f in (given, kept)
    ]  # fmt: skip
    assert json.loads(both[0][0])["level"]["low"] == "watch"
    assert json.loads(both[1][0])["level"]["low"] == "watch"


# Items 30 and 32: rows that overlap, of which the first or the last wins.
def test_rows_that_overlap_are_refused_with_the_facts_that_meet_both(tmp_path: Path) -> None:
    folder = changed(tmp_path / "set", "levels.yaml", "gives: attention\n    hit: first", "gives: attention\n    hit: unique")  # fmt: skip # noqa: E501
    found = [p for p in problems_of(folder) if p.code.startswith("T")]
    assert found
    assert any("`failed`" in p.message.en for p in found)


# Item 31: the highest of levels by their number, of which 4 is the mildest.
def test_the_highest_is_the_last_of_the_scale_whatever_its_members_are_called(
    tmp_path: Path, engine: str
) -> None:
    folder = tmp_path / "set"
    shutil.copytree(STARTER, folder)
    for path in folder.rglob("*.yaml"):
        text = path.read_text("utf-8")
        for old, new in (("fine", "level_4"), ("watch", "level_3"), ("stop", "level_1")):
            text = re.sub(rf"\b{old}:", f"{new}:", text).replace(f"then: {old}", f"then: {new}")
            text = text.replace(f"'{old}'", f"'{new}'")
        path.write_text(text, "utf-8")
    shutil.rmtree(folder / "cases")
    found = facts(tmp_path / "facts", "W1,M1,2026-06-20,合格\nW1,M2,2026-06-20,不合格\n")
    assert outcome(found, engine, folder) == (("level_1", "level_1"), "decided")


# Item 33: equal facts taken for one, or one fact used up by the first rule it meets.
def test_machines_that_are_alike_all_count(tmp_path: Path, engine: str) -> None:
    found = facts(tmp_path / "f", "".join(f"W1,M{n},2026-06-20,有整改项\n" for n in range(40)))
    run = runs.evaluate(str(STARTER), str(found), as_of=None, today=DAY, engine=engine)  # type: ignore[arg-type]
    (one,) = run.outcomes
    assert one.fired["machine_attention/remarks"] == 40
    assert [s.rule for s in one.reviews] == ["reviews/many-machines"]


# Item 35: long numbers that become equal as floats.
def test_workshops_with_long_numbers_are_told_apart(tmp_path: Path) -> None:
    numbers = ["915301000000000001", "915301000000000002"]
    head = "车间编号,车间名称,正在生产\n" + "".join(f"{n},甲,是\n" for n in numbers)
    rows = f"{numbers[1]},M1,2026-06-20,不合格\n"
    found = facts(tmp_path / "facts", rows, head)
    run = runs.evaluate(str(STARTER), str(found), as_of=None, today=DAY)
    assert [(o.key[0], o.level) for o in run.outcomes] == [
        (numbers[0], ("fine", "fine")),
        (numbers[1], ("stop", "stop")),
    ]


# Item 37: a blank at the end, a full-width digit, an accent in two pieces.
@pytest.mark.parametrize("cell", ["不合格 ", "　不合格", "不合格\u200b", "Failed", "ｆａｉｌｅｄ"])
def test_what_looks_the_same_is_the_same_value(tmp_path: Path, engine: str, cell: str) -> None:
    found = facts(tmp_path / "facts", f"W1,M1,2026-06-20,{cell}\n")
    assert outcome(found, engine) == (("stop", "stop"), "decided")


# Item 38: ids that are no English.
def test_ids_in_chinese_work_throughout(tmp_path: Path, engine: str) -> None:
    folder = tmp_path / "规则"
    shutil.copytree(STARTER, folder)
    for path in folder.rglob("*.yaml"):
        text = path.read_text("utf-8").replace("machine_attention", "设备判定")
        path.write_text(
            text.replace("check_result", "结论").replace("id: failed", "id: 不行"), "utf-8"
        )
    found = facts(tmp_path / "数据", "W1,M1,2026-06-20,不合格\n")
    run = runs.evaluate(str(folder), str(found), as_of=None, today=DAY, engine=engine)  # type: ignore[arg-type]
    assert run.outcomes[0].fired["设备判定/不行"] == 1
