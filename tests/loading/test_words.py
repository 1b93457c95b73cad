"""What unquoted words in policy files become."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.policy.loading import load_document

#    behaviour                             as written          value
KEPT = [
    ("no stays text", "no", "no"),
    ("yes stays text", "yes", "yes"),
    ("off stays text", "off", "off"),
    ("on stays text", "on", "on"),
    ("NO, a country, stays text", "NO", "NO"),
    ("true is a yes", "true", True),
    ("FALSE is a no", "FALSE", False),
    ("nothing is null", "", None),
    ("a tilde is null", "~", None),
    ("zero is a number", "0", 0),
    ("a sign is allowed", "-3", -3),
    ("a decimal is exact", "1.10", Decimal("1.10")),
    ("seven hundredths are exact", "0.07", Decimal("0.07")),
    ("a decimal keeps its zeros", "19.990", Decimal("19.990")),
    ("a decimal is no whole number", "1.0", Decimal("1.0")),
    ("a day stays text", "2020-03-01", "2020-03-01"),
    ("a day that does not exist stays text", "2020-02-30", "2020-02-30"),
    ("a time stays text", "2020-03-01 08:30", "2020-03-01 08:30"),
    ("eighteen digits fit", "915300000000000001", 915300000000000001),
    ("Chinese stays text", "红色", "红色"),
    ("a name with digits stays text", "level_1", "level_1"),
    ("a leading dash in a word stays text", "-x", "-x"),
    ("Roman numerals stay text", "Ⅳ级", "Ⅳ级"),
    ("quotes within a phrase stay text", "“红”色级", "“红”色级"),
    ("a phrase that begins and ends with quotes stays text", "“红”和“橙”", "“红”和“橙”"),
    ("a full-width comma within words stays text", "未辨识，从高", "未辨识，从高"),
    ("a comment is cut off", "red # 红", "red"),
    ("a hash within a word stays", "red#1", "red#1"),
    ("quoted numbers are text", '"0530"', "0530"),
    ("quoted nothing is an empty text", '""', ""),
    ("single quotes double inside", "'it''s'", "it's"),
]


@pytest.mark.parametrize(("written", "value"), [k[1:] for k in KEPT], ids=[k[0] for k in KEPT])
def test_a_word_is_read_as_everybody_reads_it(written: str, value: object) -> None:
    document, problems = load_document("f", f"x: {written}\n".encode())
    assert problems == []
    assert document is not None
    assert document.data == {"x": value}
    assert type(document.data["x"]) is type(value)


@pytest.mark.parametrize(
    "key",
    ["on", "no", "yes", "true", "null", "~", "1", "0530", "12:30", "1_000", "2020-02-30", "1.10"],
)
def test_a_key_is_always_text(key: str) -> None:
    document, problems = load_document("f", f"{key}: x\n".encode())
    assert problems == []
    assert document is not None
    assert document.data == {key: "x"}


def test_the_first_of_two_equal_keys_is_kept_and_the_other_leaves_no_trace() -> None:
    document, problems = load_document("f", b"a: {b: 1}\na: {c: 2}\nd: 3\n")
    assert [p.code for p in problems] == ["Y109"]
    assert document is not None
    assert document.data == {"a": {"b": 1}, "d": 3}
    assert set(document.spans) == {(), ("a",), ("a", "b"), ("d",)}


def test_the_message_names_both_places_of_a_key_written_twice() -> None:
    _, (problem,) = load_document("f", b"level:\n  red: 1\n  red: 2\n")
    assert (problem.place.line, problem.place.column) == (3, 3)
    assert "line 2, column 3" in problem.message.en
    assert "第 2 行第 3 列" in problem.message.zh
