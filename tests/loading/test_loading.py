"""Reading whole files: places, encodings, limits, and never an exception."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.policy import loading
from engine.policy.encoding import MAX_BYTES
from engine.policy.loading import Document, load_document

ROOT = Path(__file__).parents[2]
POLICY_FILES = sorted(
    [*(ROOT / "policies").rglob("*.yaml"), *(ROOT / "tests" / "policies").rglob("*.yaml")]
)


def loaded(text: str) -> Document:
    document, problems = load_document("f", text.encode())
    assert problems == []
    assert document is not None
    return document


def at(document: Document, path: tuple[str | int, ...]) -> str:
    place = document.place(path)
    assert place.line == place.end_line
    return place.excerpt[place.column - 1 : place.end_column - 1]


@pytest.fixture(params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test with each of the two parsers of PyYAML."""
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    return str(request.param)


@pytest.mark.parametrize("path", POLICY_FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_value_and_key_of_a_policy_has_its_place(path: Path) -> None:
    text = path.read_text("utf-8")
    document, problems = load_document(path.name, path.read_bytes())
    assert problems == []
    assert document is not None
    for where, (start, end) in document.spans.items():
        value = document._value(where)
        if isinstance(value, str):
            first = document.inside(where, 0, 1)
            last = document.inside(where, len(value) - 1, len(value))
            assert (first.line, first.column) >= (document.place(where).line, 0)
            assert value[:1] in (first.excerpt[first.column - 1], "")
            assert value[-1:] in (last.excerpt[last.column - 1 : last.column], "\n", "")
        elif isinstance(value, dict | list) and value:
            assert text[end - 1] not in " \n#"
        assert start <= end
    for where, (start, end) in document.keys.items():
        assert text[start:end].strip("\"'") == where[-1]


def test_places_count_characters_and_survive_windows_line_ends(parser: str) -> None:
    document = loaded("标题: 红\r\n规则:\r\n  - {级别: 一级, 数: 12}\r\n")
    assert at(document, ("规则", 0, "级别")) == "一级"
    assert (document.place(("规则", 0, "数")).line, document.place(("规则", 0, "数")).column) == (
        3,
        17,
    )
    assert document.key_place(("规则", 0, "数")).column == 14
    assert document.place(("规则", 0)).excerpt == "  - {级别: 一级, 数: 12}"


def test_a_byte_order_mark_shifts_nothing(parser: str) -> None:
    document, problems = load_document("f", b"\xef\xbb\xbflevel: red\n")
    assert problems == []
    assert document is not None
    assert (document.data, document.place(("level",)).column) == ({"level": "red"}, 8)


def test_a_block_ends_with_its_last_value_not_where_the_next_begins() -> None:
    document = loaded("a:\n  b: 1\n\n  # a remark\nc: 2\n")
    assert document.place(("a",)).end_line == 2


def test_a_path_that_leads_nowhere_gives_the_nearest_place() -> None:
    document = loaded("a:\n  b: 1\n")
    assert document.place(("a", "z", 3)).line == 2
    assert document.place(("q",)).line == 1


#    way of writing, text, what is looked for, line and column
INSIDE: list[tuple[str, str, str, tuple[int, int]]] = [
    ("plain", "x: deaths > 0\n", ">", (1, 11)),
    ("plain over lines", "x: deaths\n   > 0\n", ">", (2, 4)),
    ("single quotes", "x: 'deaths > 0'\n", ">", (1, 12)),
    ("doubled quotes", "x: 'a == ''b'' && c'\n", "&&", (1, 16)),
    ("double quotes", 'x: "deaths > 0"\n', ">", (1, 12)),
    ("escapes", 'x: "a == \\"b\\" \\u0026& c"\n', "c", (1, 24)),
    ("joined lines", 'x: "deaths \\\n  > 0"\n', ">", (2, 3)),
    ("literal block", "x: |\n  deaths\n  > 0\n", ">", (3, 3)),
    ("literal block with a remark", "x: |-  # why\n    deaths\n    > 0\n", ">", (3, 5)),
    ("folded block", "x: >-\n  deaths\n  > 0\n", ">", (3, 3)),
    ("folded block with a gap", "x: >\n  a\n\n  b > 0\n", ">", (4, 5)),
    ("Chinese", 'x: "死亡人数 > 0 且 红"\n', "红", (1, 16)),
]


@pytest.mark.parametrize(
    ("text", "find", "place"), [i[1:] for i in INSIDE], ids=[i[0] for i in INSIDE]
)
def test_a_place_inside_a_text_is_exact(
    text: str, find: str, place: tuple[int, int], parser: str
) -> None:
    document = loaded(text)
    offset = document.data["x"].index(find)
    inside = document.inside(("x",), offset, offset + len(find))
    assert (inside.line, inside.column) == place
    assert inside.end_column - inside.column == len(find)


def test_past_the_end_of_a_text_is_just_behind_it() -> None:
    document = loaded('x: "deaths >"\n')
    assert document.inside(("x",), 8, 9).column == 13


def test_where_a_text_cannot_be_followed_its_whole_place_is_given() -> None:
    document = loaded("x: >\n  a\n    deeper\n  b\ny: 1\n")
    assert document.inside(("x",), 2, 3) == document.place(("x",))
    assert document.inside(("y",), 0, 1) == document.place(("y",))


def test_a_file_of_more_than_sixteen_megabytes_is_refused_unread() -> None:
    document, (problem,) = load_document("big.yaml", b"#" * (MAX_BYTES + 1))
    assert document is None
    assert (problem.code, problem.place.file) == ("Y101", "big.yaml")
    assert "16 MB" in problem.message.en
    assert problem.hint is not None


def test_aliases_of_aliases_are_refused_without_being_unfolded(parser: str) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    document, problems = load_document("f", "\n".join(lines).encode())
    assert {p.code for p in problems} == {"Y111"}
    assert document is not None
    assert document.data["a29"] == [None] * 9


def test_one_run_reports_every_word_that_misleads_and_then_what_cannot_be_parsed() -> None:
    text = "a: 0530\nb: 12:30\nc: &x 1\nc: 2\nd: >= 1\n"
    document, problems = load_document("f", text.encode())
    assert document is None
    assert [(p.code, p.place.line) for p in problems] == [
        ("Y114", 1), ("Y115", 2), ("Y111", 3), ("Y109", 4), ("Y122", 5)
    ]  # fmt: skip


def test_a_refused_word_is_named_doubtful_so_that_its_type_is_not_judged_again() -> None:
    document, _ = load_document("f", b"code: 0530\nlist: [1, 12:30]\nred: 1\n")
    assert document is not None
    assert document.doubtful == {("code",), ("list", 1)}


def test_the_parser_in_use_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    loading.parser_name.cache_clear()
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert loading.parser_name() == "python"
    loading.parser_name.cache_clear()


PIECES = [
    ":", ": ", "- ", "\n", "\n  ", "{", "}", "[", "]", ",", '"', "'", "#", "&a ", "*a", "!t ",
    "|", ">", "%", "@", "\t", "：", "，", "“", "\u3000", "?", "? ", "---\n", "...\n", "<<: ", "\\",
    "红", "0530", "1_0", "\r", "\ufeff", "\x00", "~", "=",
]  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 1, 1, 2, 8]))
        text = text[:start] + chance.choice(PIECES) + text[end:]
    return text


def test_no_mutation_of_a_policy_file_raises_or_goes_unplaced(parser: str) -> None:
    seeds = [p.read_text("utf-8") for p in POLICY_FILES if p.stat().st_size < 6000]
    chance, codes = random.Random(20200301), set[str]()
    for _ in range(1500 if parser == "libyaml" else 150):
        text = mutated(chance.choice(seeds), chance)
        document, problems = load_document("f", text.encode("utf-8", "surrogatepass"))
        assert document is not None or problems
        for problem in problems:
            codes.add(problem.code)
            assert problem.place.line >= 1
            assert problem.hint is not None
        check_data(document.data if document else None)
    assert {"Y121", "Y125", "Y128"} <= codes


def check_data(value: Any) -> None:
    if isinstance(value, dict):
        assert all(isinstance(key, str) for key in value)
        for item in value.values():
            check_data(item)
    elif isinstance(value, list):
        for item in value:
            check_data(item)


def test_random_bytes_are_refused_in_words() -> None:
    chance = random.Random(7)
    for _ in range(300):
        data = chance.randbytes(chance.randint(0, 40))
        document, problems = load_document("f", data)
        assert document is not None or problems
