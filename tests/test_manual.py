"""The manual: every code explained in both languages, and every message can be filled in."""

from __future__ import annotations

import ast
import importlib
import re
import string
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from engine.catalogue.index import every_code
from engine.problems import Code, Text
from engine.reporting.manual import contents, page

ROOT = Path(__file__).parents[1]
CODES = tuple(every_code().values())
LANGUAGES = ("zh", "en")
SAYERS = {"at", "say"}  # what fills a code in: `code.at(place, …)`, `say(code, …)`


def names_in(text: Text | None, language: str) -> set[str]:
    template = getattr(text, language) if text else ""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("code", CODES, ids=[c.id for c in CODES])
def test_a_code_is_worded_and_explained_in_both_languages(code: Code) -> None:
    assert re.fullmatch(r"[A-Z]\d{3}", code.id)
    for text in (code.message, code.page, *([code.hint] if code.hint else [])):
        assert text.zh == text.en or re.search("[一-鿿]", text.zh), text
        assert text.en
        assert not text.en.isspace()
    assert not code.message.en.endswith("."), "a message is no sentence"
    assert not code.message.zh.endswith("。")
    assert names_in(code.message, "zh") == names_in(code.message, "en")
    assert names_in(code.hint, "zh") == names_in(code.hint, "en")


@pytest.mark.parametrize("code", CODES, ids=[c.id for c in CODES])
def test_a_page_shows_what_is_refused_and_what_to_write(code: Code) -> None:
    # a note on a run says when it is said, where a mistake says what is refused
    pairs = {"en": [("Rejected", "Accepted"), ("Said", "Not said")],
             "zh": [("不接受", "接受"), ("错误", "正确"), ("会提示", "不提示")]}  # fmt: skip
    for language, words in pairs.items():
        text = getattr(code.page, language)
        assert any(re.search(rf"{a}[:：].*{b}[:：]", text, re.DOTALL) for a, b in words), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_prints_every_page(language: str) -> None:
    listed = contents(language)  # type: ignore[arg-type]
    for code in CODES:
        shown = page(code, language)  # type: ignore[arg-type]
        assert shown.startswith(f"{code.id} (")
        assert f"\n{code.id}  " in f"\n{listed}"


def modules() -> Iterator[tuple[ModuleType, ast.Module]]:
    for path in sorted((ROOT / "engine").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if not name.startswith("engine.catalogue"):
            yield importlib.import_module(name), ast.parse(path.read_text("utf-8"))


def code_meant(module: ModuleType, node: ast.expr) -> Code | None:
    """The code that a name such as `codes.GAP` stands for in a module."""
    if not isinstance(node, (ast.Name, ast.Attribute)):
        return None
    found: object = module
    for part in ast.unparse(node).split("."):
        found = getattr(found, part, None)
    return found if isinstance(found, Code) else None


def uses() -> Iterator[tuple[str, Code, set[str], bool]]:
    """Every place where a code is filled in: its names, and whether it has a hint of its own."""
    for module, tree in modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(
                node.func, (ast.Attribute, ast.Name)
            ):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            first = [node.func.value] if isinstance(node.func, ast.Attribute) else []
            meant = [code_meant(module, part) for part in (*first, *node.args)]
            code = next((c for c in meant if c is not None), None)
            passed = {word.arg for word in node.keywords}
            if called in SAYERS and code is not None and None not in passed:
                names = {str(name) for name in passed if name}
                own = "hint" in names or len(node.args) > {"at": 1, "say": 3}[called]
                yield f"{module.__name__}:{node.lineno}", code, names, own


def test_every_message_gets_all_that_it_names() -> None:
    seen = set()
    for place, code, given, own_hint in uses():
        seen.add(code.id)
        needed = names_in(code.message, "en")
        if not own_hint:
            needed |= names_in(code.hint, "en")
        assert needed <= given, f"{place}: {code.id} needs {needed - given}"
    assert len(seen) > 100


def test_every_code_is_said_somewhere() -> None:
    catalogue = ROOT / "engine/catalogue"
    text = "".join(
        path.read_text("utf-8")
        for path in (ROOT / "engine").rglob("*.py")
        if catalogue not in path.parents
    )
    said = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", text))
    for path in sorted(catalogue.glob("*.py")):
        module = importlib.import_module(f"engine.catalogue.{path.stem}")
        unsaid = [
            f"{value.id} {name}"
            for name, value in vars(module).items()
            if isinstance(value, Code) and name not in said
        ]
        assert unsaid == [], path.name
