"""Typed nodes: their range, their overflow, their folding, and numbers of equal digits."""

from __future__ import annotations

from dataclasses import replace

from engine.catalogue import condition_meaning as codes
from engine.language.expression import Expr
from engine.language.operators import LEAVES, OPERATORS, lowered
from engine.language.pairs import Pair
from engine.language.scope import Context
from engine.language.types import INT, INT64_MAX, INT64_MIN, Kind, Scalar, Type

NUMBERS = frozenset({Kind.INT, Kind.DECIMAL})
DAYS = frozenset({Kind.INT, Kind.DURATION})  # an integer counts days where days are meant


def literal(value: Scalar | None, type: Type, start: int, end: int) -> Expr:
    """Return the node of a fixed value; where ordered, its range is the value."""
    bound = value if type.ordered and isinstance(value, int) else None
    return Expr("lit", type, (), value, start, end, bound, bound)


def is_fixed(expr: Expr) -> bool:
    """Return whether the node is a literal that no `values:` block owns."""
    return expr.op == "lit" and not expr.origin


def make(
    context: Context,
    op: str,
    type: Type,
    args: tuple[Expr, ...],
    span: tuple[int, int],
    *,
    value: Scalar | tuple[Scalar, ...] | None = None,
) -> Expr | None:
    """Return the node `op` over `args`: folded if all are fixed, None if it overflows."""
    node = Expr(op, type, args, value, *span)
    if type.ordered:
        low, high = _range(context, op, args)
        if low < INT64_MIN or high > INT64_MAX:
            context.say(codes.OVERFLOW, *span)
            return None
        node = replace(node, low=low, high=high)
    return _fold(node) if args and all(is_fixed(arg) for arg in args) else node


def _range(context: Context, op: str, args: tuple[Expr, ...]) -> Pair:
    if op == "size":
        domain = context.domain(args[0].type)
        return 0, len(domain.members) if domain else INT64_MAX
    meaning = OPERATORS[op].meaning
    assert meaning is not None
    ends = [ends_of(arg) for arg in args if arg.type.ordered]
    found = meaning(None, *ends) if op == "if" else meaning(*ends)
    assert isinstance(found, tuple)
    return found


def ends_of(expr: Expr) -> Pair:
    """Return the proved range of an ordered node."""
    return (
        INT64_MIN if expr.low is None else expr.low,
        INT64_MAX if expr.high is None else expr.high,
    )


def _fold(node: Expr) -> Expr:
    row = OPERATORS[node.op]
    if row.meaning is None or node.op in LEAVES:
        return node
    args = [lowered(arg) for arg in node.args]
    found = row.meaning(node.value, *args) if row.fixed else row.meaning(*args)
    value = found[0] if isinstance(found, tuple) else found
    return literal(value, node.type, node.start, node.end)


def number(digits: int) -> Type:
    """Return the number type with so many decimal places."""
    return Type(Kind.DECIMAL, digits=digits) if digits else INT


def rescale(context: Context, expr: Expr, digits: int) -> Expr | None:
    """Return the number with `digits` decimal places; None if it overflows."""
    more = digits - expr.type.digits
    if more <= 0:
        return expr
    factor = literal(10**more, INT, expr.start, expr.end)
    if not INT64_MIN <= 10**more <= INT64_MAX:
        context.say(codes.OVERFLOW, expr.start, expr.end)
        return None
    origin = expr.origin
    plain = replace(expr, origin="") if expr.op == "lit" else expr
    found = make(context, "mul", number(digits), (plain, factor), (expr.start, expr.end))
    return replace(found, origin=origin) if found and origin else found


def trim(expr: Expr, digits: int) -> Expr:
    """Return a literal without the closing zeros that `digits` places do not need."""
    value, places = expr.value, expr.type.digits
    if expr.op != "lit" or not isinstance(value, int):
        return expr
    while places > digits and value % 10 == 0:
        value, places = value // 10, places - 1
    if places == expr.type.digits:
        return expr
    return replace(expr, value=value, type=number(places), low=value, high=value)


def same_digits(context: Context, a: Expr, b: Expr) -> tuple[Expr, Expr] | None:
    """Return two numbers with the same decimal places; None if one overflows."""
    a, b = trim(a, b.type.digits), trim(b, a.type.digits)
    digits = max(a.type.digits, b.type.digits)
    left, right = rescale(context, a, digits), rescale(context, b, digits)
    return None if left is None or right is None else (left, right)


def unify(context: Context, a: Expr, b: Expr) -> tuple[Expr, Expr] | None:
    """Return both as one type where that needs no guess, else None without a word."""
    kinds = {a.type.kind, b.type.kind}
    if kinds <= NUMBERS:
        return same_digits(context, a, b)
    return (a, b) if a.type == b.type or kinds <= DAYS else None


def unifiable(a: Type, b: Type) -> bool:
    """Return whether values of the two types can be compared."""
    kinds = {a.kind, b.kind}
    return a == b or kinds <= NUMBERS or kinds <= DAYS
