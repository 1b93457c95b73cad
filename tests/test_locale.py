"""The Chinese wording of click's own messages: compiled, complete, and really shown."""

from __future__ import annotations

import re
import string

import click
import pytest

from tests.command_line import FACTS, STARTER, run_once
from tests.locale_file import FOLDER, compiled, entries
from tests.test_cli import WRONG

PO = (FOLDER / "messages.po").read_text("utf-8")


def test_the_compiled_file_is_in_step_with_the_one_that_people_edit() -> None:
    assert (FOLDER / "messages.mo").read_bytes() == compiled(PO)


def test_each_message_is_in_chinese_and_keeps_what_is_filled_in() -> None:
    def names(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    for english, chinese in entries(PO).items():
        if english:
            assert re.search("[一-鿿]", chinese), english
            assert names(chinese) in [names(form) for form in english.split("\0")], english


def test_the_messages_are_those_that_click_asks_for() -> None:
    from pathlib import Path

    source = "".join(p.read_text("utf-8") for p in Path(click.__file__).parent.glob("*.py"))
    plain = re.sub(r'"\s*\n?\s*"', "", source)
    written = plain.replace("\\n", "\n").replace("\\t", "\t")
    assert [e for e in entries(PO) if e.split("\0")[0] not in written] == []


ENGLISH = re.compile(r"\b(Usage|Error|Options|Commands|Missing|Invalid|No such|Try|Did you mean)\b")


@pytest.mark.parametrize("words", [w for w, _ in WRONG], ids=[" ".join(w[-2:]) for w, _ in WRONG])
def test_wrong_usage_is_told_in_chinese_throughout(words: tuple[str, ...]) -> None:
    found = run_once(*words, lang="zh")
    assert re.search("[一-鿿]", found.words)
    assert not ENGLISH.search(found.words), found.words


@pytest.mark.parametrize(
    "words",
    [("--help",), ("evaluate", "--help"), ("check", STARTER), ("rule", "Y101"), ("doctor",),
     ("evaluate", "-p", STARTER, "-f", FACTS)],
)  # fmt: skip
def test_help_and_answers_have_no_english_of_click(words: tuple[str, ...]) -> None:
    assert not ENGLISH.search(run_once(*words, lang="zh").text)
