"""What a condition may read: symbols, the scope that finds them, and where problems go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from unicodedata import normalize

from engine.language.expression import Expr, Ref
from engine.language.types import (
    DATE_MAX,
    DATE_MIN,
    INT64_MAX,
    INT64_MIN,
    Domain,
    Kind,
    Scalar,
    Type,
)
from engine.problems import Code, Place, Problem, Text

PlaceOf = Callable[[int, int], Place]
Report = Callable[[Problem], None]


def normal(name: str) -> str:
    """Return the spelling under which names and labels are compared.

    Full-width letters and composed or decomposed accents are one spelling.

    >>> normal("Ａ级") == normal("A级")
    True
    """
    return name if name.isascii() else normalize("NFKC", name)


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name stands for: a fact or decision (`ref`), or a constant (`value`).

    `low`, `high`: the declared range, lowered; None where nothing is declared.
    `nullable`: it can be absent, so that `== null` has a meaning.  `origin`: the
    dotted name of a constant from a `values:` block.  `refused`: why a condition may
    not read it although the name is known (a decision that gives a list), else None.
    """

    type: Type
    ref: Ref | None = None
    value: Scalar | None = None
    low: int | None = None
    high: int | None = None
    nullable: bool = False
    origin: str = ""
    refused: Text | None = None


class Scope(Protocol):
    """The names that one condition sees.

    `find` gets a dotted path as it was written (`point.level`, `风险源点.安全风险等级`),
    each part put through `normal`, and answers for ids and labels alike.
    """

    @property
    def domains(self) -> Mapping[str, Domain]:
        """All scales and code lists of the policy set."""
        ...

    def find(self, path: str) -> Symbol | None:
        """Return what `path` stands for, or None."""
        ...

    def known(self) -> Iterable[str]:
        """Return the paths that could have been meant, for "did you mean"."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """One condition being checked: its text, its scope, how to report at an offset of it."""

    text: str
    scope: Scope
    place: PlaceOf
    report: Report

    def say(
        self, code: Code, start: int, end: int, hint: Text | None = None, **args: object
    ) -> None:
        """Report `code` at the characters from `start` up to `end`."""
        self.report(code.at(self.place(start, end), hint, **args))

    def domain(self, type: Type) -> Domain | None:
        """Return the domain of a scale, code or set; None for other types."""
        return self.scope.domains.get(type.domain) if type.domain else None


def symbol_node(symbol: Symbol, context: Context, start: int, end: int) -> Expr:
    """Return the node that reads `symbol`, with its range filled in.

    >>> from engine.language.types import INT
    >>> symbol_node(Symbol(INT, Ref("n"), low=0, high=9), None, 0, 1).high
    9
    """
    if symbol.ref is None:
        bound = symbol.value if symbol.type.ordered and isinstance(symbol.value, int) else None
        return Expr("lit", symbol.type, (), symbol.value, start, end, bound, bound, symbol.origin)
    low, high = _ends(symbol, context)
    return Expr("ref", symbol.type, (), symbol.ref, start, end, low, high)


def _ends(symbol: Symbol, context: Context) -> tuple[int | None, int | None]:
    if not symbol.type.ordered:
        return None, None
    low, high = INT64_MIN, INT64_MAX
    if symbol.type.kind is Kind.DATE:
        low, high = DATE_MIN, DATE_MAX
    elif symbol.type.kind is Kind.SCALE:
        domain = context.domain(symbol.type)
        low, high = 0, domain.top if domain else INT64_MAX
    return (
        low if symbol.low is None else symbol.low,
        high if symbol.high is None else symbol.high,
    )
