"""Sentences: brackets where the tree needs them, so that no two meanings read alike."""

from __future__ import annotations

import pytest

from engine.language.wording import sentence
from tests.language.vocabulary import SCOPE, condition

DIFFERENT = [
    ("open && (urgent || deaths > 1)", "open && urgent || deaths > 1"),
    ("!(open && urgent)", "!open && urgent"),
    ("!(open || urgent)", "!open || urgent"),
    ("!(open == urgent)", "(!open) == urgent"),
    ("(deaths > 1) == open", "deaths > 1 && open"),
    ("(open == urgent) == open", "open == (urgent == open)"),
    ("deaths - (quantity - 3) > 2", "deaths - quantity - 3 > 2"),
    ("deaths - (quantity + 3) > 2", "deaths - quantity + 3 > 2"),
    ("(deaths + quantity) * 3 > 5", "deaths + quantity * 3 > 5"),
    ("-(deaths + quantity) < -2", "-deaths + quantity < -2"),
    ("-(deaths * 2) < -5 - quantity", "-deaths * 2 < -5 - quantity + 1"),
    ("(open ? urgent : open) && deaths > 1", "open ? urgent : open && deaths > 1"),
    ("(open ? 1 : 2) + deaths > 2", "(open ? 1 : 2 + deaths) > 2"),
    ("note == '为'", "note == '“为”'"),
    ("note == '3'", "deaths == 3"),
    ("deaths > values.window.days", "deaths > 15"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_conditions_that_differ_do_not_read_alike(one: str, other: str, language: str) -> None:
    read = []
    for text in (one, other):
        expr, problems = condition(text)
        assert expr is not None and not problems, problems
        read.append(sentence(expr, SCOPE, language))  # type: ignore[arg-type]
    assert read[0] != read[1]


ALIKE = [
    ("(open && urgent) && deaths > 1", "open && (urgent && deaths > 1)"),
    ("((open))", "open"),
    ("!!open", "open"),
    ("deaths > 1.50", "deaths > 1.5"),
    ("死亡人数 > 1 且 未消除", "deaths > 1 && open"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_two_spellings_of_one_condition_read_alike(one: str, other: str) -> None:
    first, second = condition(one)[0], condition(other)[0]
    assert first is not None and second is not None
    assert sentence(first, SCOPE, "zh") == sentence(second, SCOPE, "zh")
