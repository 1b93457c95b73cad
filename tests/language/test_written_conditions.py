"""Each condition and cell of the data files beside this module: refused, warned of, or read.

The files are the meaning; here is only how they are held against the language.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.catalogue import conditions
from engine.language.wording import sentence
from engine.problems import Problem
from tests.language.vocabulary import SCOPE, cell, condition

HERE = Path(__file__).parent


class Reader(yaml.SafeLoader):
    """The data files: plain YAML, and `!decimal` as the policy loader gives decimals."""


Reader.add_constructor(
    "!decimal",
    lambda loader, node: Decimal(str(loader.construct_scalar(node))),  # type: ignore[arg-type]
)


def rows(name: str) -> list[Any]:
    text = (HERE / f"{name}.yaml").read_text("utf-8")
    loaded = yaml.load(text, Loader=Reader)
    ids = [str(row.get("text", f"{row.get('field')}: {row.get('cell')}"))[:50] for row in loaded]
    return [pytest.param(row, id=id) for row, id in zip(loaded, ids, strict=True)]


def underlined(problem: Problem, text: str) -> dict[str, object]:
    start, end = problem.place.column - 1, problem.place.end_column - 1
    hint = {"hint": problem.hint.en} if problem.hint else {}
    return {"code": problem.code, "at": start, "marks": text[start:end], **hint}


def placed(problem: Problem) -> dict[str, object]:
    place = problem.place
    hint = {"hint": problem.hint.en} if problem.hint else {}
    at = {"line": place.line, "column": place.column, "end": place.end_column}
    return {"code": problem.code, **at, **hint}


@pytest.mark.parametrize("row", rows("rejected"))
def test_a_wrong_condition_is_refused_where_it_is_wrong(row: dict[str, Any]) -> None:
    expr, problems = condition(row["text"])
    assert expr is None
    found = sorted(problems, key=Problem.sort_key)
    assert [underlined(p, row["text"]) for p in found] == row["problems"]


@pytest.mark.parametrize("row", rows("warned"))
def test_a_condition_that_says_nothing_is_warned_of(row: dict[str, Any]) -> None:
    expr, problems = condition(row["text"])
    assert expr is not None
    assert [p.severity for p in problems] == ["warning"] * len(row["problems"])
    assert [underlined(p, row["text"]) for p in problems] == row["problems"]


@pytest.mark.parametrize("row", rows("accepted"))
def test_an_accepted_condition_reads_as_a_sentence(row: dict[str, Any]) -> None:
    expr, problems = condition(row["text"])
    assert problems == []
    assert expr is not None
    read = {"zh": sentence(expr, SCOPE, "zh"), "en": sentence(expr, SCOPE, "en")}
    assert read == {"zh": row["zh"], "en": row["en"]}


@pytest.mark.parametrize("row", rows("cells_rejected"))
def test_a_wrong_cell_is_refused_where_it_is_wrong(row: dict[str, Any]) -> None:
    expr, problems = cell(row["field"], row["cell"])
    assert expr is None
    assert [placed(p) for p in sorted(problems, key=Problem.sort_key)] == row["problems"]


@pytest.mark.parametrize("row", rows("cells_warned"))
def test_a_cell_that_says_nothing_is_warned_of(row: dict[str, Any]) -> None:
    expr, problems = cell(row["field"], row["cell"])
    assert expr is not None
    assert [p.severity for p in problems] == ["warning"] * len(row["problems"])
    assert [placed(p) for p in problems] == row["problems"]


@pytest.mark.parametrize("row", rows("cells_accepted"))
def test_an_accepted_cell_reads_as_a_sentence(row: dict[str, Any]) -> None:
    expr, problems = cell(row["field"], row["cell"])
    assert problems == []
    assert expr is not None
    read = {"zh": sentence(expr, SCOPE, "zh"), "en": sentence(expr, SCOPE, "en")}
    assert read == {"zh": row["zh"], "en": row["en"]}


def test_a_condition_longer_than_the_bound_is_refused() -> None:
    expr, problems = condition("open || " * 600 + "open")
    assert expr is None
    assert [p.code for p in problems] == [conditions.TOO_LONG.id]


@pytest.mark.parametrize("text", ["> " + "9" * 5000, "> 1." + "0" * 5000, "not(" * 900 + "1"])
def test_a_monstrous_cell_is_a_problem_like_any_other(text: str) -> None:
    expr, problems = cell("deaths", text)
    assert expr is None
    assert {p.code for p in problems} <= {"C147", "C161"}
    assert problems


SNIPPET = re.compile(r"^(Rejected|Accepted): (.*)$", re.MULTILINE)
OWN_WORDS = {conditions.TOO_LONG.id, conditions.TOO_DEEP.id}  # their snippets are abridged


def tried(snippet: str) -> list[str]:
    """The codes that a snippet of a manual page gets; one with a field is a cell."""
    field = re.match(r"(\w+): ", snippet)
    if field:
        value = yaml.load(snippet[field.end() :], Loader=yaml.BaseLoader)
        quoted = snippet[field.end()] in "\"'"
        plain = value if quoted or not re.fullmatch(r"[\d.]+", value) else Decimal(value)
        whole = int(plain) if isinstance(plain, Decimal) and plain == int(plain) else plain
        return [p.code for p in cell(field[1], whole)[1]]
    text = "" if snippet == "''" else snippet
    return [p.code for p in condition(text)[1]]


@pytest.mark.parametrize(
    "code", [pytest.param(c, id=c.id) for c in conditions.CODES if c.id not in OWN_WORDS]
)
def test_the_snippets_of_a_manual_page_do_what_it_says(code: Any) -> None:
    snippets = dict(SNIPPET.findall(code.page.en))
    assert tried(snippets["Rejected"]) == [code.id]
    assert tried(snippets["Accepted"]) == []


@pytest.mark.parametrize("code", [pytest.param(c, id=c.id) for c in conditions.CODES])
def test_a_code_is_worded_and_explained_in_both_languages(code: Any) -> None:
    for text in (code.message, code.page, *([code.hint] if code.hint else [])):
        assert text.zh and text.en and text.zh != text.en
        assert set(re.findall(r"{(\w+)}", text.zh)) == set(re.findall(r"{(\w+)}", text.en))
    assert not code.message.en.endswith(".") and not code.message.zh.endswith("。")


def test_every_code_is_reached_by_a_condition_or_cell_of_the_data_files() -> None:
    names = ("rejected", "warned", "cells_rejected", "cells_warned")
    reached = {p["code"] for n in names for row in rows(n) for p in row.values[0]["problems"]}
    assert {c.id for c in conditions.CODES} - reached == {conditions.TOO_LONG.id}
