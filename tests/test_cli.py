"""The command line as a person meets it: every command, both languages, exit codes, formats.

Nothing that a user does ends in a stack trace; data goes to stdout and words to stderr.
"""

from __future__ import annotations

import dataclasses
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import cli
from engine.service import policies, runs
from tests.command_line import (
    FACTS,
    LANGUAGES,
    ON,
    ROOT,
    STARTER,
    Run,
    broken,
    copy_of,
)

# ---- every command, in both languages ----


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [spec.name for spec in cli.COMMANDS])
def test_every_command_explains_itself_in_the_language_asked_for(
    run: Run, name: str, lang: str
) -> None:
    found = run("--lang", lang, *name.split(), "--help")
    assert found.code == 0
    chinese = re.search("[一-鿿]", found.text.replace("预警", ""))
    assert bool(chinese) == (lang == "zh"), found.text
    assert ("用法" in found.text) == (lang == "zh")


#   command line                                    what stands on stdout, in each language
WORKING = [
    (("check", STARTER), "完备，无重叠", "complete, nothing overlaps"),
    (("test", STARTER), "通过 10", "10 passed, 0 failed"),
    (("evaluate", *ON), "停用", "Stop"),
    (("explain", "W3", *ON), "逾期未点检", "It was not checked in time"),
    (("schema",), "判定", "Decisions"),
    (("schema", "decisions", "-p", STARTER), "逾期未点检", "Checked too late"),
    (("rule", "C131"), "提示", "hint"),
    (("rule",), "C131", "C131"),
    (("doctor",), "执行器", "executor"),
    (("completion", "bash"), "complete", "complete"),
    (("--version",), "yujing", "yujing"),
]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("words", "zh", "en"), WORKING, ids=[" ".join(w[0][:2]) for w in WORKING])
def test_commands_answer_in_both_languages(
    run: Run, words: tuple[str, ...], zh: str, en: str, lang: str
) -> None:
    found = run("--lang", lang, *words) if words[0] != "--version" else run(*words, lang=lang)
    assert found.code == 0, found.words
    assert (zh if lang == "zh" else en) in found.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_routes_are_told_and_drawn_in_both_languages(
    run: Run, river: tuple[str, ...], lang: str
) -> None:
    told = run("route", "G2", *river, lang=lang)
    assert told.code == 0
    assert ("水位警戒" if lang == "zh" else "Alert") in told.text
    assert "Water Office of Fenshire" in told.text
    assert "W4" in told.text
    tree = run("route", "--tree", *river, lang=lang)
    assert "├─ Water Office of Reedshire  9001" in tree.text
    matrix = run("route", "--matrix", *river, lang=lang)
    assert ("紫色" if lang == "zh" else "Violet") in matrix.text
    assert run("route", "G2", *river, "--format", "mermaid").text.startswith("flowchart")
    for words in (("G2",), ("--tree",)):
        svg = run("route", *words, *river, "--format", "svg")
        assert ElementTree.fromstring(svg.text).tag == "{http://www.w3.org/2000/svg}svg"


def test_import_writes_clean_facts_that_evaluate_reads(run: Run, tmp_path: Path) -> None:
    ledger = f"{FACTS}/workshops.csv"
    kept = tmp_path / "clean"
    found = run("import", ledger, "-p", STARTER, "-o", str(kept), "--snapshot", "2026-06-30")
    assert (found.code, found.text.strip()) == (0, f"{ledger}: read 5, returned 0")
    again = run("evaluate", "-p", STARTER, "-f", str(kept), "--format", "jsonl")
    header, *records = [json.loads(line) for line in again.text.splitlines()]
    assert header["as_of"] == "2026-06-30"
    assert [r["subject"]["key"] for r in records] == [[f"W{n}"] for n in range(1, 6)]


def test_import_returns_what_nobody_can_place_and_says_so(run: Run, tmp_path: Path) -> None:
    ledger = tmp_path / "machines.csv"
    ledger.write_text("车间编号,设备编号,点检日期,点检结果\nW1,M1,2026-02-30,好\n", "utf-8")
    rejects, mapping = tmp_path / "returned.csv", tmp_path / "headers.yaml"
    options = ("-o", str(tmp_path / "clean"), "--rejects", str(rejects), "--map", str(mapping))
    found = run("import", str(ledger), "-p", STARTER, *options, lang="zh")
    assert found.code == 1
    assert "2026-02-30" in rejects.read_text("utf-8-sig")
    assert "好" in rejects.read_text("utf-8-sig")
    assert "点检日期" in mapping.read_text("utf-8")
    again = run("import", str(ledger), "-p", STARTER, *options, lang="zh")
    assert (again.code, again.text) == (1, found.text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_init_makes_a_set_that_checks_tests_and_evaluates(
    run: Run, tmp_path: Path, lang: str
) -> None:
    mine = tmp_path / "mine"
    made = run("init", str(mine), lang=lang)
    assert made.code == 0
    assert sorted(made.text.split()) == sorted(str(p) for p in mine.rglob("*") if p.is_file())
    checked = run("check", str(mine), lang=lang)
    assert (checked.code, checked.words) == (0, "")
    assert run("test", str(mine), lang=lang).code == 0
    answered = run("evaluate", "-p", str(mine), "-f", str(mine / "example-facts"), lang=lang)
    assert answered.code == 0
    assert "二号车间" in answered.text
    for path in mine.rglob("*.yaml"):
        schema = re.search(r"\$schema=(\S+)", path.read_text("utf-8"))
        assert schema
        assert (path.parent / schema[1]).is_file(), path


def test_init_never_writes_over_what_is_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    found = run("init", str(tmp_path))
    assert (found.code, "R106" in found.words) == (2, True)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
    assert run("init", str(tmp_path / "mine.txt")).code == 2
    assert run("init", str(tmp_path / "mine.txt" / "inside")).code == 2
    assert run("init", str(tmp_path / "new")).code == 0


# ---- wrong usage, wrong paths: exit 2, in words ----

#   command line                                              what is said
WRONG = [
    ((), "Usage"),
    (("chek",), "check"),
    (("--nope",), "--nope"),
    (("check",), "PATHS"),
    (("check", STARTER, "--formt", "json"), "--format"),
    (("check", STARTER, "--format", "yaml"), "sarif"),
    (("check", STARTER, "--max-problems", "0"), "--max-problems"),
    (("check", "nowhere"), "P101"),
    (("test", "nowhere"), "P101"),
    (("evaluate", "-p", STARTER), "--facts"),
    (("evaluate", "-p", "nowhere", "-f", FACTS), "P101"),
    (("evaluate", "-p", STARTER, "-f", "nowhere"), "F101"),
    (("evaluate", "-p", STARTER, "-f", str(ROOT / "cli.py")), "F102"),
    (("evaluate", *ON, "--as-of", "2026-02-30"), "2026-02-30"),
    (("evaluate", *ON, "--fail-level", "purple"), "R110"),
    (("evaluate", *ON, "-o", "levels.doc"), ".xlsx"),
    (("evaluate", *ON, "-o", "levels"), ".xlsx"),
    (("evaluate", *ON, "--rejects", "returned.doc"), ".csv, .xlsx"),
    (("evaluate", *ON, "--engine", "fast"), "reference"),
    (("explain", "W9", *ON), "R102"),
    (("explain", "", *ON), "R102"),
    (("explain", *ON), "ENTERPRISE"),
    (("route", *ON), "--matrix"),
    (("route", "W1", *ON), "H161"),
    (("route", "--tree", *ON), "H161"),
    (("route", "--matrix", "--format", "svg", *ON), "json"),
    (("import", "nowhere.csv", "-p", STARTER, "-o", "clean"), "F101"),
    (("import", f"{FACTS}/workshops.csv", "-p", STARTER, "-o", str(ROOT / "cli.py")), "R107"),
    (("import", f"{FACTS}/workshops.csv", "-p", STARTER), "--output"),
    (("rule", "X9"), "R108"),
    (("schema", "decision"), "did you mean `decisions`?"),
    (("schema", "decisions", "-p", "nowhere"), "P101"),
    (("completion", "tcsh"), "fish"),
    (("--lang", "fr", "check", STARTER), "zh"),
]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(w[-2:]) for w, _ in WRONG])
def test_what_cannot_be_done_is_said_and_nothing_is_answered(
    run: Run, words: tuple[str, ...], said: str, lang: str
) -> None:
    found = run(*words, lang=lang)
    assert found.code == 2
    assert said in found.words or lang == "zh"
    assert found.words.strip()
    assert not found.text or words[0] == "check"


def test_unknown_messages_and_levels_are_named_with_what_was_meant(
    run: Run, river: tuple[str, ...]
) -> None:
    for words in (("G2",), ("--matrix",)):
        found = run("route", *words, *river, "--message", "alert_givn")
        assert (found.code, "did you mean `alert_given`?" in found.words) == (2, True)
    found = run("route", "G2", *river, "--level", "vioelt")
    assert (found.code, "did you mean `violet`?" in found.words) == (2, True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_enterprise_is_answered_with_the_nearest_name(run: Run, lang: str) -> None:
    found = run("explain", "五号车", *ON, lang=lang)
    assert found.code == 2
    assert ("是否要写“五号车间”？" if lang == "zh" else "did you mean `五号车间`?") in found.words


def test_a_day_outside_the_span_of_the_set_is_refused(run: Run) -> None:
    found = run("evaluate", *ON, "--as-of", "2019-01-01")
    assert (found.code, "R101" in found.words, found.text) == (1, True, "")


def test_a_wrong_ending_is_refused_before_the_work_and_nothing_is_written(
    run: Run, tmp_path: Path
) -> None:
    good = tmp_path / "levels.csv"
    found = run("evaluate", *ON, "-o", str(good), "-o", str(tmp_path / "levels.doc"))
    assert (found.code, found.text) == (2, "")
    assert list(tmp_path.iterdir()) == []


# ---- exit codes 1 and 3 ----


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mistake_is_shown_where_it_stands_and_gives_one(
    run: Run, tmp_path: Path, lang: str
) -> None:
    folder = broken(tmp_path / "set")
    found = run("check", str(folder), lang=lang)
    assert found.code == 1
    place = re.search(rf"{re.escape(str(folder))}/levels\.yaml:(\d+):(\d+): ", found.words)
    assert place
    line = (folder / "levels.yaml").read_text("utf-8").splitlines()[int(place[1]) - 1]
    assert line[int(place[2]) - 1 :].startswith("K9")
    assert "^^" in found.words
    for words in (("evaluate", "-p", str(folder), "-f", FACTS), ("test", str(folder))):
        refused = run(*words, lang=lang)
        assert (refused.code, refused.text) == (1, "")


def test_max_problems_cuts_the_list_and_says_how_many_are_left(run: Run, tmp_path: Path) -> None:
    folder = str(broken(tmp_path / "set"))
    whole = run("check", folder).words
    shown = whole.count(" error ")
    cut = run("check", folder, "--max-problems", "2")
    assert shown > 5
    assert (cut.code, cut.words.count(" error ")) == (1, 2)
    assert f"({shown - 2} more not shown; see --max-problems)" in cut.words
    assert f"{shown} errors, 0 warnings" in cut.words


def test_a_case_that_fails_gives_one_and_says_what_came_out(run: Run, tmp_path: Path) -> None:
    folder = copy_of(STARTER, tmp_path / "set")
    levels = folder / "levels.yaml"
    text = levels.read_text("utf-8").replace("when: {result: failed},  then: stop", "when: {result: failed},  then: watch")  # fmt: skip # noqa: E501
    levels.write_text(text, "utf-8")
    found = run("test", str(folder))
    assert found.code == 1
    assert "8 passed, 2 failed" in found.text
    assert "stop" in found.text
    assert "watch" in found.text
    junit = ElementTree.fromstring(run("test", str(folder), "--format", "junit").text)
    suites = list(junit.iter("testsuite"))
    assert [(s.get("tests"), s.get("failures")) for s in suites] == [("10", "2")]


def test_a_set_without_cases_does_not_pass_its_test(run: Run, tmp_path: Path) -> None:
    folder = copy_of(STARTER, tmp_path / "set")
    shutil.rmtree(folder / "cases")
    assert run("test", str(folder)).code == 1


@pytest.mark.parametrize(
    ("level", "code"), [("stop", 1), ("停用", 1), ("Stop", 1), ("watch", 1), ("fine", 1)]
)
def test_fail_level_gives_one_where_somebody_may_reach_it(run: Run, level: str, code: int) -> None:
    assert run("evaluate", *ON, "--fail-level", level).code == code


def test_fail_level_gives_nought_where_nobody_can_reach_it(run: Run, tmp_path: Path) -> None:
    facts = copy_of(FACTS, tmp_path / "facts")
    machines = "车间编号,设备编号,点检日期,点检结果\nW1,M1,2026-06-20,合格\nW2,M1,2026-01-01,合格\n"
    (facts / "machines.csv").write_text(machines, "utf-8")
    assert run("evaluate", "-p", STARTER, "-f", str(facts), "--fail-level", "stop").code == 0
    assert run("evaluate", "-p", STARTER, "-f", str(facts), "--fail-level", "watch").code == 1
    unknown = machines + "W3,M1,2026-06-20,\n"  # no result: it may have failed
    (facts / "machines.csv").write_text(unknown, "utf-8")
    assert run("evaluate", "-p", STARTER, "-f", str(facts), "--fail-level", "stop").code == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_fault_of_the_program_gives_three_and_asks_for_a_report(
    run: Run, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def planted(*asked: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(policies, "check", planted)
    found = run("check", STARTER, lang=lang)
    assert (found.code, found.text) == (3, "")
    assert "ZeroDivisionError" in found.words
    assert "test_cli.py:" in found.words
    assert ("请报告此信息" if lang == "zh" else "Please report it") in found.words


def test_executors_that_disagree_give_three_and_the_other_answers(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = runs.evaluate

    def withheld(*args: object, **options: object) -> runs.Evaluation:
        found = original(*args, **options)  # type: ignore[arg-type]
        kept = found.outcomes[1:]
        return dataclasses.replace(found, outcomes=kept, lost=(found.outcomes[0].key,))

    monkeypatch.setattr(runs, "evaluate", withheld)
    found = run("evaluate", *ON, "--format", "jsonl")
    assert found.code == 3
    assert len(found.text.splitlines()) == 5  # the header and the other four


# ---- consoles ----


def spawn(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LANG", "LC_", "YUJING"))}
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *words],
        env={**clean, **environment},
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_output_survives_a_gbk_console(tmp_path: Path) -> None:
    facts = copy_of(FACTS, tmp_path / "facts")
    names = (facts / "workshops.csv").read_text("utf-8").replace("二号车间", "二号车间😀")
    (facts / "workshops.csv").write_text(names, "utf-8")
    words = ("evaluate", "-p", STARTER, "-f", str(facts))
    found = spawn(*words, PYTHONIOENCODING="gbk", YUJING_LANG="zh")
    assert found.returncode == 0, found.stderr
    shown = found.stdout.decode("gbk")
    assert "停用" in shown
    assert "二号车间?" in shown
    refused = spawn("check", "没有😀", PYTHONIOENCODING="gbk", YUJING_LANG="zh")
    assert refused.returncode == 2
    assert "错误 P101" in refused.stderr.decode("gbk")


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [({}, True), ({"LANG": "C"}, True), ({"LANG": "zh_CN.GB18030"}, True),
     ({"LANG": "en_GB.UTF-8"}, False), ({"LANG": "en_GB.UTF-8", "YUJING_LANG": "zh"}, True)],
)  # fmt: skip
def test_the_locale_chooses_the_language(environment: dict[str, str], chinese: bool) -> None:
    found = spawn("--help", PYTHONUTF8="1", **environment)
    assert (("命令" in found.stdout.decode()), found.returncode) == (chinese, 0)


def on_a_terminal(*words: str, **environment: str) -> bytes:
    """What a run shows on a terminal."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *words],
        env={**os.environ, "TERM": "xterm-256color", "PYTHONUTF8": "1", **environment},
        stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # how Linux says that nobody writes any more
        pass
    os.close(ours)
    assert child.wait(120) == 0
    return shown


def test_colours_are_for_terminals_and_never_under_no_color() -> None:
    colour = b"\x1b["
    assert colour in on_a_terminal("evaluate", *ON)
    plain = on_a_terminal("evaluate", *ON, NO_COLOR="1").replace(b"\r\x1b[K", b"")
    assert colour not in plain
    assert colour not in spawn("evaluate", *ON, PYTHONUTF8="1").stdout


def test_a_reader_that_goes_away_ends_the_run_quietly() -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "schema", "decisions", "-p", "yunnan"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.readline()
    child.stdout.close()
    said = child.stderr.read()
    child.stderr.close()
    assert (child.wait(120), said) == (0, b"")


def test_details_of_a_fault_are_shown_to_who_asks(tmp_path: Path) -> None:
    script = tmp_path / "planted.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import cli, engine.service.policies as policies\n"
        "def planted(folders): raise ZeroDivisionError('planted')\n"
        "policies.check = planted\ncli.main(['check', 'x'])\n",
        "utf-8",
    )
    for traced, shown in (("", False), ("1", True)):
        found = subprocess.run(
            [sys.executable, str(script)], capture_output=True, check=False, timeout=60,
            env={**os.environ, "YUJING_TRACE": traced, "PYTHONUTF8": "1"},
        )  # fmt: skip
        assert (found.returncode, b"Traceback" in found.stderr) == (3, shown)


def test_help_loads_nothing_that_is_slow() -> None:
    code = (
        "import sys\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "import cli\n"
        "try:\n    cli.main(['--help'])\nexcept SystemExit:\n    pass\n"
        "slow = {'jsonschema', 'networkx', 'durable', 'lark', 'duckdb', 'sqlglot', 'rich',\n"
        "        'yaml', 'openpyxl', 'python_calamine', 'z3', 'docxtpl'}\n"
        "print(*(slow & set(sys.modules)), file=sys.stderr, end='')"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert (found.returncode, found.stderr) == (0, "")


def test_facts_may_come_over_standard_input() -> None:
    table = "code,name,shire,level\nG1,Bridge,,12.5\nG2,Mouth,,\n"
    asked = ["evaluate", "-p", "tests/policies/saltmere", "-f", "-", "--lang", "en"]
    done = subprocess.run(
        [sys.executable, "cli.py", *asked, "--format", "jsonl", "--engine", "reference"],
        cwd=ROOT, input=table, capture_output=True, text=True, check=True,
    )  # fmt: skip
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["subject"]["key"] for r in records[1:]] == [["G1"], ["G2"]]
    assert "stdin" in done.stderr


def test_an_empty_standard_input_is_no_facts() -> None:
    asked = ["evaluate", "-p", "tests/policies/saltmere", "-f", "-", "--lang", "en"]
    done = subprocess.run(
        [sys.executable, "cli.py", *asked],
        cwd=ROOT, input="", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
