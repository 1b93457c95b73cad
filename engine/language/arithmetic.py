"""Sums, differences and products: of numbers, of days, and of dates and days."""

from __future__ import annotations

from engine.catalogue import condition_meaning as codes
from engine.catalogue import conditions as writing
from engine.language.expression import Expr
from engine.language.literals import describe
from engine.language.nodes import NUMBERS, make, number, same_digits
from engine.language.scope import Context
from engine.language.types import DATE, DURATION, Kind, Type
from engine.problems import Text

D, N, T = Kind.DURATION, Kind.INT, Kind.DATE
# A whole number stands for days wherever days are meant.
RESULTS: dict[tuple[str, Kind, Kind], Type] = {
    **{("+", *kinds): DURATION for kinds in ((D, D), (D, N), (N, D))},
    **{("-", *kinds): DURATION for kinds in ((D, D), (D, N), (N, D), (T, T))},
    **{("+", *kinds): DATE for kinds in ((T, D), (T, N), (D, T), (N, T))},
    **{("-", *kinds): DATE for kinds in ((T, D), (T, N))},
    **{("*", *kinds): DURATION for kinds in ((D, N), (N, D))},
}
OPS = {"+": "add", "-": "sub", "*": "mul"}


def compute(context: Context, symbol: str, a: Expr, b: Expr, span: tuple[int, int]) -> Expr | None:
    """Return the node of `a symbol b`; None after reporting what is wrong."""
    if symbol in {"/", "%"}:
        context.say(writing.DIVISION, *span, word=symbol)
        return None
    kinds = (a.type.kind, b.type.kind)
    if set(kinds) <= NUMBERS:
        return _numbers(context, symbol, a, b, span)
    result = RESULTS.get((symbol, *kinds))
    if result is None:
        left, right = (describe(e.type, context.scope.domains) for e in (a, b))
        context.say(codes.CANNOT_COMPUTE, *span, word=symbol, left=left, right=right)
        return None
    return make(context, OPS[symbol], result, (a, b), span)


def _numbers(context: Context, symbol: str, a: Expr, b: Expr, span: tuple[int, int]) -> Expr | None:
    if symbol == "*":
        return make(context, "mul", number(a.type.digits + b.type.digits), (a, b), span)
    same = same_digits(context, a, b)
    return same and make(context, OPS[symbol], same[0].type, same, span)


def turn_sign(context: Context, a: Expr, span: tuple[int, int]) -> Expr | None:
    """Return the node of `-a`; None after reporting what is wrong."""
    if a.type.kind not in {*NUMBERS, Kind.DURATION}:
        wanted = describe(number(0), context.scope.domains)
        found = describe(a.type, context.scope.domains)
        hint = Text("负号只用于数和天数", "only numbers and days take a minus sign")
        context.say(codes.NOT_A_CONDITION, *span, hint, wanted=wanted, found=found)
        return None
    return make(context, "neg", a.type, (a,), span)
