"""The tests of the CEL specification, as far as the condition language goes.

They lie beside the repository and are not part of it.  A test runs if the language
accepts its expression and gives the specified value, or refuses it where an error is
specified.  Every other test is named in `cel_left_out.yaml` with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.language.checking import Symbol, compile_condition
from engine.language.expression import Expr, Ref
from engine.language.operators import Lowered, evaluate
from engine.language.types import BOOL, INT, NULL, TEXT, Domain, Kind, Type
from engine.problems import Place, Problem

ROOT = Path(__file__).resolve().parent.parent.parent
SUITE = ROOT.parent / "shared/conformance/cel-spec/tests.jsonl"
LEFT_OUT = Path(__file__).with_name("cel_left_out.yaml")
DOUBLE = Type(Kind.DECIMAL, digits=6)
TYPES = {"int": INT, "bool": BOOL, "string": TEXT, "double": DOUBLE}

needs_suite = pytest.mark.skipif(
    not SUITE.exists(), reason="the CEL conformance data is not beside this repository"
)


def read_suite() -> dict[str, dict[str, Any]]:
    if not SUITE.exists():
        return {}
    tests = [json.loads(line) for line in SUITE.read_text("utf-8").splitlines()]
    return {f"{t['file']}/{t['section']}/{t['name']}": t for t in tests}


def read_listing() -> dict[str, str]:
    groups = yaml.load(LEFT_OUT.read_text("utf-8"), Loader=yaml.BaseLoader)
    return {name: group["reason"] for group in groups for name in group["tests"]}


TESTS, LISTED = read_suite(), read_listing()


@dataclass(frozen=True)
class Environment:
    """The variables that one test declares, found from inside its container."""

    symbols: Mapping[str, Symbol]
    container: str
    domains: Mapping[str, Domain]

    def find(self, path: str) -> Symbol | None:
        parts = self.container.split(".") if self.container else []
        around = [".".join([*parts[:n], path]) for n in range(len(parts), -1, -1)]
        return next((self.symbols[p] for p in around if p in self.symbols), None)

    def known(self) -> Iterable[str]:
        return self.symbols


def environment(test: Mapping[str, Any]) -> Environment:
    symbols = {}
    for name, type in test.get("types", {}).items():
        if type in TYPES:
            symbols[name] = Symbol(TYPES[type], Ref(name))
        elif type == "null":
            symbols[name] = Symbol(NULL)
    return Environment(symbols, test.get("container", ""), {})


def compiled(test: Mapping[str, Any]) -> Expr | None:
    problems: list[Problem] = []
    found = compile_condition(
        test["expr"], environment(test), lambda *_: Place("test"), problems.append, None
    )
    errors = [p for p in problems if p.severity == "error"]
    assert (found is None) == bool(errors), "refused exactly when an error was reported"
    return found


def lowered_binding(value: Mapping[str, Any]) -> Lowered:
    ((kind, given),) = value.items()
    if kind == "int":
        return given, given
    if kind == "double":
        scaled = round(given * 10**DOUBLE.digits)
        return scaled, scaled
    assert kind in {"bool", "string"}, kind
    return given  # type: ignore[no-any-return]


def result(expr: Expr, test: Mapping[str, Any]) -> dict[str, object]:
    """What the expression gives, in the form in which the suite states values."""
    if expr.type == NULL:
        return {"null": True}
    bindings = test.get("bindings", {})

    def read(ref: Ref) -> Lowered:
        return lowered_binding(bindings[ref.name])

    found = evaluate(expr, read, lambda ref: False, 0)
    if not isinstance(found, tuple):
        return {"bool" if expr.type == BOOL else "string": found}
    assert found[0] == found[1], "nothing is unknown in the suite"
    if expr.type.kind is Kind.DECIMAL:
        return {"double": float(Fraction(found[0], 10**expr.type.digits))}
    return {str(expr.type): found[0]}


def agrees(test: Mapping[str, Any]) -> bool:
    expr = compiled(test)
    if expr is None:
        return "error" in test
    return "error" not in test and result(expr, test) == test["value"]


@needs_suite
@pytest.mark.parametrize("name", [n for n in TESTS if n not in LISTED])
def test_gives_what_the_specification_says(name: str) -> None:
    assert agrees(TESTS[name]), TESTS[name]["expr"]


@needs_suite
@pytest.mark.parametrize("name", [n for n in TESTS if n in LISTED])
def test_what_is_left_out_is_refused(name: str) -> None:
    assert compiled(TESTS[name]) is None, f"works or differs: {TESTS[name]['expr']}"
    assert "error" not in TESTS[name], "a refused error is a test that runs"


@needs_suite
def test_the_listing_names_tests_of_the_suite_and_at_least_280_run() -> None:
    assert set(LISTED) <= set(TESTS)
    assert len(set(TESTS) - set(LISTED)) >= 280


def test_every_reason_of_the_listing_is_given_once_and_no_test_twice() -> None:
    groups = yaml.load(LEFT_OUT.read_text("utf-8"), Loader=yaml.BaseLoader)
    reasons = [group["reason"] for group in groups]
    names = [name for group in groups for name in group["tests"]]
    assert sorted(set(reasons)) == sorted(reasons)
    assert sorted(set(names)) == sorted(names)
