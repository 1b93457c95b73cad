"""Conditions of the IR turned into flat patterns of `field operator literal`.

Each condition becomes two lists of alternatives ("arms"): those under which it is
surely true and those under which it may be true.  An arm is a tuple of tests that all
must hold; no arm means never, an empty arm always.  Everything ordered is a pair of
fields (lo, hi), so `surely x < 3` is `x__hi <= 2` and `possibly x < 3` is `x__lo <= 2`;
yes/no is such a pair of 0 and 1, a code a pair that spans its whole list when unknown.

What is no comparison of one field with a constant (arithmetic, field against field), and
what would take too many arms, is left outside: it is computed first, as a yes/no pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal as OneOf

from engine.execution.forward_arms import (
    ALWAYS,
    MAX_ARMS,
    NEVER,
    Arms,
    Run,
    all_of,
    any_of,
    complement,
    contained,
    flag,
    holds,
    is_yes,
    met,
    moved,
    runs_of,
)
from engine.execution.forward_host import MAX_TESTS, MAX_TEXT, Test
from engine.language.expression import Expr, Ref, walk
from engine.language.pairs import year
from engine.language.types import Kind

Line = tuple[str, int, int]  # a field, its sign, an offset
What = OneOf["pair", "yes", "code", "text", "absent", "has", "size", "outside"]

_RUNS: dict[str, Callable[[int], list[Run]]] = {
    "lt": lambda c: [(None, c - 1)],
    "le": lambda c: [(None, c)],
    "gt": lambda c: [(c + 1, None)],
    "ge": lambda c: [(c, None)],
    "eq": lambda c: [(c, c)],
    "ne": lambda c: [(None, c - 1), (c + 1, None)],
}
_MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a pair of fields of a fact comes from: a value that is read, or an expression.

    `what` says how the value is laid out; `ordinal` is the code asked of a set.
    """

    what: What
    ref: Ref | None = None
    expr: Expr | None = None
    ordinal: int = 0


class TooMany(Exception):
    """Raised where a node would need too many arms; names the node to take outside."""

    def __init__(self, culprit: Expr) -> None:
        super().__init__("too many alternatives")
        self.culprit = culprit


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition, translated: arms that make it sure, arms that make it possible."""

    sure: Arms
    possible: Arms


@dataclass
class Translation:
    """What the patterns of one table read, collected while they are made.

    `sources` names the pairs of fields; `outside` holds the nodes computed first.
    """

    as_of: int
    sources: dict[str, Source] = field(default_factory=dict)
    outside: set[Expr] = field(default_factory=set)

    def condition(self, expr: Expr) -> Asked:
        """Return the patterns of `expr`, taking outside as little as it needs."""
        while True:
            try:
                return Asked(self._arms(expr, True, True), self._arms(expr, True, False))
            except TooMany as error:
                self.outside.add(error.culprit)

    def _arms(self, expr: Expr, wanted: bool, sure: bool) -> Arms:
        if expr in self.outside:
            return is_yes(self._named(Source("outside", expr=expr)), wanted, sure)
        match expr.op:
            case "lit":
                return ALWAYS if expr.value is wanted else NEVER
            case "not":
                return self._arms(expr.args[0], not wanted, sure)
            case "and" | "or":
                parts = [self._arms(a, wanted, sure) for a in expr.args]
                join = all_of if (expr.op == "and") is wanted else any_of
                return _fitted(join(parts), expr, zip(expr.args, parts, strict=True))
            case "if":
                return self._branches(expr, wanted, sure)
            case _:
                return self._atom(expr, wanted, sure)

    def _branches(self, expr: Expr, wanted: bool, sure: bool) -> Arms:
        test, yes, no = expr.args
        then, otherwise = self._arms(yes, wanted, sure), self._arms(no, wanted, sure)
        parts = [
            all_of([self._arms(test, True, sure), then]),
            all_of([self._arms(test, False, sure), otherwise]),
        ]
        if sure:  # the condition does not matter where both branches agree
            parts.append(all_of([then, otherwise]))
        sides = [(test, self._arms(test, True, sure)), (yes, then), (no, otherwise)]
        return _fitted(any_of(parts), expr, iter(sides))

    def _atom(self, expr: Expr, wanted: bool, sure: bool) -> Arms:
        found = self._plain(expr, wanted, sure)
        if found is None:
            self.outside.add(expr)
            return self._arms(expr, wanted, sure)
        return _fitted(found, expr, iter(()))

    def _plain(self, expr: Expr, wanted: bool, sure: bool) -> Arms | None:
        """Return the arms of an atom, or None if it is no `field operator literal`."""
        match expr.op:
            case "ref":
                return is_yes(self._read("yes", expr), wanted, sure)
            case "is_null":
                return ((flag(self._read("absent", expr.args[0]), wanted),),)
            case "has" if isinstance(expr.value, int) and expr.args[0].op == "ref":
                ref = _ref(expr.args[0])
                name = self._named(Source("has", ref=ref, ordinal=expr.value))
                return is_yes(name, wanted, sure)
            case op if op in _RUNS or op == "in":
                return self._comparison(expr, wanted, sure)
        return None

    def _agreement(self, expr: Expr, equal: bool, sure: bool) -> Arms | None:
        """Return when two yes/no values are (`equal`) or are not the same."""
        if expr.op not in ("eq", "ne"):
            return None
        left, right = expr.args
        sides = [
            all_of([self._arms(left, side, sure), self._arms(right, side is equal, sure)])
            for side in (True, False)
        ]
        return any_of(sides)

    def _comparison(self, expr: Expr, wanted: bool, sure: bool) -> Arms | None:
        kind = expr.args[0].type.kind
        if kind is Kind.BOOL:
            return self._agreement(expr, wanted is (expr.op == "eq"), sure)
        if expr.op == "in":
            return self._member(expr, wanted, sure)
        if kind is Kind.TEXT:
            return self._wording(expr, wanted is (expr.op == "eq"), sure)
        (left, right), op = expr.args, expr.op
        constant = self._constant(right)
        if constant is None:
            left, constant, op = right, self._constant(left), _MIRRORED[op]
        return None if constant is None else self._within(left, _RUNS[op](constant), wanted, sure)

    def _within(self, left: Expr, runs: list[Run], wanted: bool, sure: bool) -> Arms | None:
        """Return when the number `left` lies in one of `runs` (not `wanted`: in none)."""
        known = self._constant(left)
        if known is not None:
            return ALWAYS if any(holds(known, r) for r in runs) is wanted else NEVER
        line = self._line(left)
        if line is None:
            return None
        base, sign, offset = line
        runs = [moved(run, sign, offset) for run in runs]
        runs.sort(key=lambda run: -(2**70) if run[0] is None else run[0])
        runs = runs if wanted else complement(runs)
        return contained(base, runs) if sure else met(base, runs)

    def _member(self, expr: Expr, wanted: bool, sure: bool) -> Arms | None:
        left, values = expr.args[0], expr.value if isinstance(expr.value, tuple) else ()
        if left.type.kind is Kind.TEXT:
            return self._text(left, [str(v) for v in values], wanted, sure)
        numbers = sorted(v for v in values if isinstance(v, int))
        return self._within(left, runs_of(numbers), wanted, sure)

    def _wording(self, expr: Expr, wanted: bool, sure: bool) -> Arms | None:
        left, right = expr.args
        if left.op == "lit":
            left, right = right, left
        literal = right.op == "lit" and expr.op in ("eq", "ne")
        return self._text(left, [str(right.value)], wanted, sure) if literal else None

    def _text(self, left: Expr, values: list[str], wanted: bool, sure: bool) -> Arms | None:
        if left.op == "lit":
            return ALWAYS if (left.value in values) is wanted else NEVER
        if left.op != "ref" or any(len(value) * 4 > MAX_TEXT for value in values):
            return None
        name = self._read("text", left)
        known: Test = (f"{name}__unknown", "==", 0)
        if wanted:
            arms: Arms = tuple((known, (name, "==", v)) for v in dict.fromkeys(values))
        else:
            arms = ((known, *((name, "!=", v) for v in dict.fromkeys(values))),)
        return arms if sure else (*arms, ((f"{name}__unknown", "==", 1),))

    def _constant(self, expr: Expr) -> int | None:
        """Return the number that `expr` is in this run, whatever the facts."""
        if expr.op == "lit":
            return expr.value if isinstance(expr.value, int) else None
        if expr.op == "as_of":
            return self.as_of
        if expr.op not in ("add", "sub", "mul", "neg", "year"):
            return None
        parts = [self._constant(a) for a in expr.args]
        numbers = [p for p in parts if p is not None]
        return _calculated(expr.op, numbers) if len(numbers) == len(parts) else None

    def _line(self, expr: Expr) -> Line | None:
        """Return (field, sign, offset) where `expr` is sign * field + offset."""
        if expr.op == "ref" and (expr.type.ordered or expr.type.kind is Kind.CODE):
            what: What = "code" if expr.type.kind is Kind.CODE else "pair"
            return self._read(what, expr), 1, 0
        if expr.op == "size" and expr.args[0].op == "ref":
            return self._read("size", expr.args[0]), 1, 0
        if expr.op == "neg":
            return self._turned(expr.args[0], -1, 0)
        return self._shifted(expr) if expr.op in ("add", "sub") else None

    def _shifted(self, expr: Expr) -> Line | None:
        (left, right), turn = expr.args, 1 if expr.op == "add" else -1
        if (constant := self._constant(right)) is not None:
            return self._turned(left, 1, turn * constant)
        if (constant := self._constant(left)) is not None:
            return self._turned(right, turn, constant)
        return None

    def _turned(self, expr: Expr, sign: int, offset: int) -> Line | None:
        line = self._line(expr)
        return None if line is None else (line[0], sign * line[1], sign * line[2] + offset)

    def _read(self, what: What, expr: Expr) -> str:
        return self._named(Source(what, ref=_ref(expr)))

    def _named(self, source: Source) -> str:
        """Return the name under which `source` stands in facts, entering it."""
        for name, known in self.sources.items():
            if known == source:
                return name
        name = _short(source)
        while name in self.sources or len(name.encode()) > 200:
            name = f"f{len(self.sources)}__{name[:40]}"
        self.sources[name] = source
        return name


def _short(source: Source) -> str:
    if source.ref is None:
        return "computed"
    words = [*source.ref.hops, source.ref.name]
    if source.what == "has":
        words.append(str(source.ordinal))
    elif source.what in ("absent", "size", "text"):
        words.append(source.what)
    return "__".join(words).replace(".", "__").replace("$", "_")


def _ref(expr: Expr) -> Ref:
    found = next((e.value for e in walk(expr) if isinstance(e.value, Ref)), None)
    assert found is not None, expr
    return found


def _calculated(op: str, numbers: list[int]) -> int:
    match op:
        case "add":
            return numbers[0] + numbers[1]
        case "sub":
            return numbers[0] - numbers[1]
        case "mul":
            return numbers[0] * numbers[1]
        case "year":
            return year((numbers[0], numbers[0]))[0]
        case _:
            return -numbers[0]


def _fitted(arms: Arms, expr: Expr, sides: Iterator[tuple[Expr, Arms]]) -> Arms:
    """Return `arms`, or raise with the part of `expr` that is best taken outside."""
    if len(arms) <= MAX_ARMS and all(len(arm) < MAX_TESTS - 1 for arm in arms):
        return arms
    costs = [(len(a), max(map(len, a), default=0), n, e) for n, (e, a) in enumerate(sides)]
    worst = max((c for c in costs if c[0] > 1), default=None, key=lambda c: c[:3])
    raise TooMany(worst[3] if worst else expr)
