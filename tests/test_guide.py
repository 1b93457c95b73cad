"""The guide is run: every command of it in order, every YAML block loaded, its errors made."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import openpyxl
import pytest

from engine.policy.loading import load_document
from engine.policy.shape import check_shape
from engine.service.policies import check
from tests.codes_page import PAGE, page
from tests.command_line import run_once

ROOT = Path(__file__).parents[1]
GUIDES = {"zh": ROOT / "docs/guide.zh.md", "en": ROOT / "docs/guide.md"}
FIRST_HOUR = {"zh": "第一小时", "en": "The first hour"}
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PLACE = "532500"  # the one prefecture of the example that the guide's commands are run on

# What kind of file a block belongs to, by its first key.  A record of an inspection has no
# schema: the register reads it, in the chapter that shows it.
KINDS = {"values": "decisions", "decisions": "decisions", "local": "inspection", "number": None}
# Blocks that are a part of a file, with what stands around them there.
AROUND = {"local": "lists:\n"}


def chapters(text: str) -> dict[str, str]:
    """The text under each heading of the second level."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def blocks(text: str, kind: str) -> list[str]:
    return [block for found, block in FENCED.findall(text) if found == kind]


def commands(text: str) -> Iterator[list[str]]:
    """The words of every command that stands in a block of its own, remarks dropped."""
    for block in blocks(text, ""):
        for line in block.splitlines():
            if line.startswith(("yujing ", "export ")):
                yield shlex.split(line, comments=True)


def small_example(folder: Path) -> None:
    """Copy the facts of one prefecture and the ledgers, so that a command takes a second."""
    source = ROOT / "examples/yunnan/facts"
    target = folder / "examples/yunnan/facts"
    shutil.copytree(source, target, ignore=lambda _, names: [
        name for name in names if re.fullmatch(r"\d{6}\.csv", name) and name != f"{PLACE}.csv"
    ])  # fmt: skip
    (folder / "policies").symlink_to(ROOT / "policies")


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    small_example(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(words: list[str], language: str) -> tuple[object, str]:
    """Run a command in this process; its exit code, and all it printed."""
    ran = run_once(*words[1:], lang=language)
    return ran.code, ran.text + ran.words


@pytest.mark.parametrize("language", GUIDES)
def test_the_first_hour_can_be_lived(language: str, work: Path) -> None:
    text = chapters(GUIDES[language].read_text("utf-8"))[FIRST_HOUR[language]]
    told = []
    done = list(commands(text))
    assert len(done) >= 12
    for words in done:
        code, shown = run(words, language)
        assert code in (0, None), f"{words}\n{shown}"
        told.append(shown)
    everything = squeezed("\n".join(told))
    for block in blocks(text, "text"):
        for line in block.splitlines():
            assert squeezed(line) in everything, line


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


# ---- the other chapters: their commands in order, on the same facts ----

# They answer "no" here, and say why; whatever else ends with another code than 0 is a fault.
SAYS_NO = {
    "plan": "逾期到达",  # a county of the example was late
    "collect": "rejects",  # the lists of the other prefectures name enterprises left out here
    "register compare": "平台没有",  # the export of the platform is empty
    "register measure": "G112",  # the story that the chapter tells has ended by then
}
DAY = "2026-03-13"  # the day on which the chapter about the register is set
UNDATED = {"open", "backup", "verify", "anchor", "numbers", "compare"}


@pytest.mark.parametrize("language", GUIDES)
def test_the_other_chapters_can_be_followed(
    language: str, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = GUIDES[language].read_text("utf-8")
    prepare(work, text, language)
    monkeypatch.setenv("YUJING_CLOCK", f"{DAY}T09:00:00+08:00")
    followed = 0
    for heading, chapter in chapters(text).items():
        if heading == FIRST_HOUR[language]:
            continue
        for words in commands(chapter):
            if words[0] == "export":
                for name, _, value in (word.partition("=") for word in words[1:]):
                    monkeypatch.setenv(name, value)
                continue
            if words[1] == "collect":  # the counties have filled in and sent back
                shutil.copytree("下发", "回收")
                shutil.copytree("下发", "上次回收")
            code, shown = run(dated(words), language)
            no = SAYS_NO.get(" ".join(words[1 : 3 if words[1] == "register" else 2]))
            assert code == (1 if no else 0), f"{words}\n{shown}"
            assert no is None or no in shown
            followed += 1
    assert followed >= 10


def dated(words: list[str]) -> list[str]:
    """A command of the register as if given on the day on which its chapter is set."""
    of_register = words[1] in {"register", "inspect", "today", "due", "tick"}
    undated = set(words[2:3]) & UNDATED
    return [*words, "--as-of", DAY] if of_register and not undated else words


# What a chapter takes for granted, under the names that each guide gives it.
FACTS = {"zh": "基础数据", "en": "facts"}
RECORD = {"zh": "巡查.yaml", "en": "inspection.yaml"}
RECEIPT = {"zh": "回证.pdf", "en": "receipt.pdf"}
PRACTICE = {"zh": "练习.db", "en": "practice.db"}


def prepare(work: Path, text: str, language: str) -> None:
    """Put facts, papers, a record and a register for practice into the folder."""
    (work / FACTS[language]).symlink_to(work / "examples/yunnan/facts")
    (record,) = (block for block in blocks(text, "yaml") if block.startswith("number:"))
    (work / RECORD[language]).write_text(record, "utf-8")
    (work / RECEIPT[language]).write_bytes(b"%PDF-1.4")
    book = openpyxl.Workbook()
    book.active.append(["文号", "预警级别", "发布日期"])
    book.save(work / "平台导出.xlsx")
    opened = ["yujing", "register", "open", PRACTICE[language], "--practice"]
    assert run(opened, language)[0] == 0


# ---- blocks, errors, what is named ----


@pytest.mark.parametrize("language", GUIDES)
def test_every_yaml_block_has_the_shape_of_the_file_it_belongs_to(language: str) -> None:
    kinds = set()
    for block in blocks(GUIDES[language].read_text("utf-8"), "yaml"):
        first = block.split(":")[0]
        kind = KINDS[first]
        kinds.add(first)
        if kind is None:
            continue
        whole = AROUND[first] + indent(block, "  ") if first in AROUND else block
        document, problems = load_document("guide.yaml", whole.encode())
        assert document is not None
        # what the wrapper itself leaves out, it is told on its first line
        found = [p for p in check_shape(document, kind) if first not in AROUND or p.place.line > 1]
        assert [*problems, *found] == [], block
    assert {"values", "decisions"} <= kinds


# The ten commonest errors, each made in the set that `yujing init` writes.
MISTAKES = {
    "Y121": ("levels.yaml", "{days: 30", "{days：30"),
    "Y122": ("levels.yaml", 'when: "to_watch >= values.many.at_least"', "when: {to_watch: >= 3}"),
    "Y120": ("levels.yaml", "    hit: first\n", "\thit: first\n"),
    "C130": ("levels.yaml", "when: {result: failed}", "when: {results: failed}"),
    "C132": ("levels.yaml", "then: stop,", "then: stp,"),
    "P121": ("levels.yaml", "cite: K3, say", "cite: K33, say"),
    "P120": ("levels.yaml", "id: late, ", "id: fine, "),
    "S110": ("policy.yaml", '"2026-01-01"', '"2026-02-30"'),
    "T101": (
        "levels.yaml",
        "{id: fine,    when: {},  ",
        "{id: fine, when: {overdue: no, result: remarks},  ",
    ),
    "T102": ("levels.yaml", "when: {running: no},  then: no", "when: {running: yes}, then: no"),
}


@pytest.mark.parametrize("code", MISTAKES)
def test_an_error_of_the_guide_is_told_under_its_code(code: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "policies/starter", tmp_path / "mine")
    name, right, wrong = MISTAKES[code]
    path = tmp_path / "mine" / name
    text = path.read_text("utf-8")
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong), "utf-8")
    (found,) = check([str(tmp_path / "mine")])
    assert code in {p.code for p in found.problems}


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_tells_of_exactly_these_ten_errors(language: str) -> None:
    rows = re.findall(r"^\| `([A-Z]\d{3})` \|", GUIDES[language].read_text("utf-8"), re.MULTILINE)
    assert rows == list(MISTAKES)


def test_the_pages_of_the_codes_are_in_step() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python tests/codes_page.py"
