"""Where the cursor stands, in whole and in broken text (`|` marks it)."""

from __future__ import annotations

import pytest

from engine.policy.layout.cursor import cursor_at

HEAD = "decisions:\n  a:\n    for: machine\n    rules:\n"
HEAD_PATH = ("decisions", "a", "rules")


@pytest.mark.parametrize(
    ("text", "path", "in_key"),
    [
        ("dec|", (), True),
        (HEAD + "      - {id: x, when: {lev|", ("decisions", "a", "rules", 0, "when"), True),
        (HEAD + "      - {id: x, when: {b: c|", ("decisions", "a", "rules", 0, "when", "b"), False),
        (HEAD + "      - {id: x, when: {b: [c, d|", (*HEAD_PATH, 0, "when", "b", 1), False),
        (HEAD + "      - {id: x}\n      - {id: y, then: |", (*HEAD_PATH, 1, "then"), False),
        (HEAD + "      - {id: x, when: {b: c\n      - {id: y, th|", (*HEAD_PATH, 1), True),
        (HEAD + "      - {id: x,\n         th|", (*HEAD_PATH, 0), True),
        (HEAD + "    - id: x\n      th|", (*HEAD_PATH, 0), True),
        (HEAD + "    - id: x\n\n    # a: {\n    ti|", ("decisions", "a"), True),
        (HEAD + "      - id: x\n        note: |\n          {[\n        th¦", (*HEAD_PATH, 0), True),
        (HEAD + "      - {id: \"{[,\", then: '}', x|", (*HEAD_PATH, 0), True),
        ("a: b # c: {\nd: e|", ("d",), False),
    ],
)
def test_place_of_the_cursor(text: str, path: tuple[str | int, ...], in_key: bool) -> None:
    mark = "¦" if "¦" in text else "|"
    at = text.rindex(mark)
    found = cursor_at(text[:at] + text[at + 1 :], at)
    assert (found.path, found.in_key) == (path, in_key)


def test_what_is_said_beside_the_cursor_is_known() -> None:
    found = cursor_at(HEAD + "      - {id: x, th", len(HEAD) + 18)
    assert found.siblings[2] == {"for": "machine"}
    assert found.siblings[-1] == {"id": "x"}


def test_a_cursor_inside_quotes_is_told() -> None:
    assert cursor_at('a: "b >= ', 9).quoted
    assert not cursor_at('a: "b"', 6).quoted
