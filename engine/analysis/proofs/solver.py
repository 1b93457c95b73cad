"""z3, imported here and nowhere else, and only when something is to be proved."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from typing import Any, Literal

from engine.catalogue.proofs import NO_SOLVER
from engine.problems import Place, ProblemsFound

Term = Any  # a z3 expression
Model = Any
Verdict = Literal["holds", "open"]


class Undecidable(Exception):
    """Raised where a condition cannot be put to the solver; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def available() -> bool:
    """Return whether z3 is installed."""
    return find_spec("z3") is not None


@cache
def z3() -> Any:
    """Return the z3 module; raises ProblemsFound where it is not installed."""
    if not available():
        raise ProblemsFound([NO_SOLVER.at(Place("yujing"))])
    import z3 as module

    return module


def solve(constraints: Iterable[Term], seconds: float) -> Model | None:
    """Return a model of all `constraints`, or None where there is none.

    Raises Undecidable where the solver gave up or the time ran out.
    """
    solver = z3().Solver()
    solver.set("timeout", max(1, int(seconds * 1000)))
    for constraint in constraints:
        solver.add(constraint)
    found = solver.check()
    if found == z3().unsat:
        return None
    if found == z3().sat:
        return solver.model()
    raise Undecidable("timeout" if "timeout" in solver.reason_unknown() else "gave up")


def conj(*terms: Term) -> Term:
    """Return whether all of the terms hold."""
    return z3().And(*terms) if terms else z3().BoolVal(True)


def disj(*terms: Term) -> Term:
    """Return whether one of the terms holds."""
    return z3().Or(*terms) if terms else z3().BoolVal(False)


def neg(term: Term) -> Term:
    """Return whether the term does not hold."""
    return z3().Not(term)


def pick(condition: Term, then: Term, otherwise: Term) -> Term:
    """Return one of two terms."""
    return z3().If(condition, then, otherwise)


def integer(value: int) -> Term:
    """Return a number as a term."""
    return z3().IntVal(value)


def truth(value: bool) -> Term:
    """Return a yes/no as a term."""
    return z3().BoolVal(value)


def some_integer(name: str) -> Term:
    """Return a number that is not known."""
    return z3().Int(name)


def some_truth(name: str) -> Term:
    """Return a yes/no that is not known."""
    return z3().Bool(name)


def fixed(term: Term) -> int | None:
    """Return what number a term is, whatever the facts, or None."""
    plain = z3().simplify(term)
    return int(plain.as_long()) if z3().is_int_value(plain) else None


def greatest(terms: Iterable[Term]) -> Term:
    """Return the greatest of at least one number."""
    first, *rest = terms
    for term in rest:
        first = pick(term > first, term, first)
    return first


def least(terms: Iterable[Term]) -> Term:
    """Return the least of at least one number."""
    first, *rest = terms
    for term in rest:
        first = pick(term < first, term, first)
    return first


def number(model: Model, term: Term) -> int:
    """Return what a number is in a model."""
    return int(model.eval(term, True).as_long())


def is_so(model: Model, term: Term) -> bool:
    """Return whether a term holds in a model."""
    return bool(z3().is_true(model.eval(term, True)))
