"""Conditions as typed nodes: names found, types held, ranges proved, mistakes reported."""

from __future__ import annotations

from collections.abc import Callable

from engine.catalogue import condition_meaning as codes
from engine.catalogue import conditions as writing
from engine.language.arithmetic import compute, turn_sign
from engine.language.comparing import SYMBOLS, compare, one_of
from engine.language.expression import Expr
from engine.language.fixed import fixed_number, fixed_text, fixed_word
from engine.language.functions import call, method
from engine.language.literals import (
    YES_NO,
    describe,
)
from engine.language.mistakes import Mistake
from engine.language.names import find, path_of
from engine.language.nodes import is_fixed, literal, make, rescale, trim, unify
from engine.language.parsing import Raw, parse
from engine.language.scope import Context, PlaceOf, Report, Scope, Symbol
from engine.language.types import (
    BOOL,
    DURATION,
    Kind,
    Type,
)
from engine.problems import Text

__all__ = ["Scope", "Symbol", "check", "compile_condition", "fit"]

MAX_CHOICES = 5  # `?:` inside `?:`; taking them apart doubles the condition each time
Handler = Callable[[Context, Raw, Type | None], Expr | None]


def compile_condition(
    text: str, scope: Scope, place: PlaceOf, report: Report, expect: Type | None = BOOL
) -> Expr | None:
    """Return the typed tree of a condition, or None after reporting every problem met.

    `place` turns offsets in `text` into a place.  `expect` is the type it must have:
    yes/no for a condition, another for a computed field, None for any.
    """
    context = Context(text, scope, place, report)
    tree = parse(text)
    if isinstance(tree, Mistake):
        context.say(tree.code, tree.start, tree.end, tree.hint, **tree.args)
        return None
    wanted = None if expect == BOOL else expect
    found = check(context, tree, wanted)
    if found is None or expect is None:
        return found
    return fit(context, found, expect)


def fit(context: Context, found: Expr, expect: Type) -> Expr | None:
    """Return `found` as a value of type `expect`; None after reporting that it is none."""
    if found.type == expect or {found.type.kind, expect.kind} == {Kind.INT, Kind.DURATION}:
        return found
    if {found.type.kind, expect.kind} <= {Kind.INT, Kind.DECIMAL}:
        found = trim(found, expect.digits)
        if found.type.digits <= expect.digits:
            return rescale(context, found, expect.digits)
    wanted, is_now = (describe(t, context.scope.domains) for t in (expect, found.type))
    hint = None if expect == BOOL else Text("改写为所需的类型", "write a value of that type")
    context.say(codes.NOT_A_CONDITION, found.start, found.end, hint, wanted=wanted, found=is_now)
    return None


def check(context: Context, raw: Raw, want: Type | None = None) -> Expr | None:
    """Return the typed node of `raw`; `want` is the type that a literal should take."""
    return HANDLERS[raw.kind](context, raw, want)


def _name(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    yes_no = want == BOOL and raw.kind == "NAME" and raw.text in YES_NO
    if yes_no and context.scope.find(raw.text) is None:
        return literal(YES_NO[raw.text], BOOL, raw.start, raw.end)
    return find(context, path_of(raw) or raw.text, (raw.start, raw.end), want)


def _member_of(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    path = path_of(raw)
    if path is None:
        last = raw.args[-1]
        context.say(writing.UNEXPECTED_WORD, last.start, last.end, word=last.text)
        return None
    return find(context, path, (raw.start, raw.end), want)


def _group(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    return check(context, raw.args[0], want)


def _condition(context: Context, raw: Raw) -> Expr | None:
    found = check(context, raw)
    return found and fit(context, found, BOOL)


def _logic(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    args = [_condition(context, arg) for arg in raw.args]
    if None in args:
        return None
    kept = tuple(arg for arg in args if arg is not None)
    if raw.kind == "not" and kept[0].op == "not":
        return kept[0].args[0]
    return make(context, raw.kind, BOOL, kept, (raw.start, raw.end))


def flexible(raw: Raw) -> bool:
    """Return whether a literal waits for the other side to say what it means."""
    if raw.kind == "choice":
        return flexible(raw.args[1]) and flexible(raw.args[2])
    return raw.kind == "STRING" or (raw.kind == "NAME" and raw.text in YES_NO)


def _sides(context: Context, a: Raw, b: Raw, want: Type | None = None) -> tuple[Expr, Expr] | None:
    """Return both sides checked, the one that knows its type first."""
    if flexible(a) and not flexible(b):
        right = check(context, b, want)
        left = check(context, a, right.type if right else want)
    else:
        left = check(context, a, want)
        right = check(context, b, left.type if left else want)
    return None if left is None or right is None else (left, right)


def _relation(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    a, b = raw.args
    if "relation" in {a.kind, b.kind} or "in" in {a.kind, b.kind}:
        context.say(writing.CHAINED, raw.start, raw.end)
        return None
    sides = _sides(context, a, b)
    return sides and compare(context, SYMBOLS[raw.text], *sides, (raw.start, raw.end))


def _in(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    left, right = raw.args
    span = (raw.start, raw.end)
    if right.kind != "list":
        return _in_set(context, left, right, span)
    if not right.args:
        context.say(writing.EMPTY_LIST, right.start, right.end)
        return None
    subject = check(context, left)
    members = [check(context, m, subject.type if subject else None) for m in right.args]
    if subject is None or None in members:
        return None
    if subject.type.kind in {Kind.SET, Kind.NULL}:
        context.say(codes.NOT_FIXED, left.start, left.end)
        return None
    spans = [(m.start, m.end) for m in right.args]
    return one_of(context, subject, [m for m in members if m is not None], span, spans)


def _in_set(context: Context, left: Raw, right: Raw, span: tuple[int, int]) -> Expr | None:
    codes_in = check(context, right)
    if codes_in is None:
        return None
    if codes_in.type.kind is not Kind.SET:
        found = describe(codes_in.type, context.scope.domains)
        context.say(codes.NEEDS_SET, right.start, right.end, found=found)
        return None
    code = check(context, left, Type(Kind.CODE, codes_in.type.domain))
    if code is None:
        return None
    if not is_fixed(code) or code.type.domain != codes_in.type.domain:
        context.say(codes.NOT_FIXED, left.start, left.end)
        return None
    assert isinstance(code.value, int)
    return Expr("has", BOOL, (codes_in,), code.value, *span)


def _arithmetic(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    a, b = raw.args
    days = DURATION if raw.text in {"+", "-"} else None
    if flexible(a) and not flexible(b):
        right = check(context, b)
        left = check(context, a, days if _dated(right) else None)
    else:
        left = check(context, a)
        right = check(context, b, days if _dated(left) else None)
    if left is None or right is None:
        return None
    return compute(context, raw.text, left, right, (raw.start, raw.end))


def _dated(expr: Expr | None) -> bool:
    return expr is not None and expr.type.kind in {Kind.DATE, Kind.DURATION}


def _minus(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    (inner,) = raw.args
    if inner.kind == "NUMBER":  # so that the smallest integer can be written
        found = fixed_number(context, inner._replace(start=raw.start), want, sign="-")
    else:
        checked = check(context, inner)
        found = checked and turn_sign(context, checked, (raw.start, raw.end))
    return found


def _choice(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    condition = _condition(context, raw.args[0])
    sides = _sides(context, raw.args[1], raw.args[2], want)
    if condition is None or sides is None:
        return None
    span = (raw.start, raw.end)
    left, right = (describe(s.type, context.scope.domains) for s in sides)
    same = unify(context, *sides)
    if same is None:
        context.say(codes.BRANCHES_DIFFER, *span, left=left, right=right)
        return None
    if same[0].type.kind in {Kind.SET, Kind.NULL}:
        context.say(codes.CANNOT_COMPUTE, *span, word="?:", left=left, right=right)
        return None
    type = same[0].type if same[0].type.kind is not Kind.INT else same[1].type
    made = make(context, "if", type, (condition, *same), span)
    if made and _choices(made) > MAX_CHOICES:
        context.say(writing.TOO_DEEP, *span, limit=MAX_CHOICES)
        return None
    return made


def _choices(expr: Expr) -> int:
    return (expr.op == "if") + max((_choices(arg) for arg in expr.args), default=0)


def _list(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    code = writing.LIST_ELSEWHERE if raw.args else writing.EMPTY_LIST
    context.say(code, raw.start, raw.end)
    return None


def _braces(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    context.say(writing.BRACES, raw.start, raw.end)
    return None


def _call(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    return call(context, raw, check)


def _method(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    method(context, raw)
    return None


HANDLERS: dict[str, Handler] = {
    "NAME": _name, "QUOTED": _name, "member": _member_of, "NUMBER": fixed_number,
    "STRING": fixed_text, "TRUE": fixed_word, "FALSE": fixed_word, "NULL": fixed_word,
    "group": _group, "or": _logic, "and": _logic, "not": _logic, "relation": _relation,
    "in": _in, "minus": _minus, "arithmetic": _arithmetic, "choice": _choice, "list": _list,
    "index": _list, "braces": _braces, "call": _call, "method": _method,
}  # fmt: skip
