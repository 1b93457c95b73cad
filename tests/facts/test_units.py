"""Numbers in cells with the units that the vocabulary declares: 3台 is 3."""

from __future__ import annotations

import pytest

from engine.facts.cells import Refusal
from engine.facts.normalising import reader
from engine.language.types import INT, Kind, Type
from engine.policy.model import Field, PolicySet
from engine.problems import Place, Text
from tests.facts.works import works

DECIMAL = Type(Kind.DECIMAL, digits=1)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> PolicySet:
    return works(tmp_path_factory.mktemp("works"))


def field(type: Type, units: tuple[str, ...]) -> Field:
    return Field("quantity", Text("数量", "Quantity"), type, Place("v"), units=units)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("3台", 3), ("３　台", 3), ("12 套", 12), ("7", 7), (7.0, 7), ("5台套", 5)],
)
def test_a_declared_unit_is_taken_off(policy: PolicySet, cell: object, number: int) -> None:
    read = reader(policy, field(INT, ("台", "套", "台套")))
    assert read(cell) == number


@pytest.mark.parametrize("cell", ["3米", "1-2台", "若干台", "台", "3台5套"])
def test_what_is_not_one_number_and_a_unit_is_returned(policy: PolicySet, cell: str) -> None:
    read = reader(policy, field(INT, ("台", "套")))
    assert isinstance(read(cell), Refusal)


def test_without_declared_units_none_is_taken_off(policy: PolicySet) -> None:
    assert isinstance(reader(policy, field(INT, ()))("3台"), Refusal)


def test_decimals_may_have_units_too(policy: PolicySet) -> None:
    assert str(reader(policy, field(DECIMAL, ("吨",)))("2.5吨")) == "2.5"
