"""Comparisons: which types go together, and which comparisons say nothing."""

from __future__ import annotations

from dataclasses import replace

from engine.catalogue import condition_meaning as codes
from engine.language.expression import Expr
from engine.language.literals import YES_NO, describe, read_date, read_number, show
from engine.language.nodes import (
    NUMBERS,
    ends_of,
    is_fixed,
    literal,
    make,
    rescale,
    same_digits,
    trim,
    unifiable,
)
from engine.language.scope import Context, normal
from engine.language.types import BOOL, Kind, Scalar
from engine.problems import Text

Span = tuple[int, int]
SYMBOLS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


def compare(context: Context, op: str, a: Expr, b: Expr, span: Span) -> Expr | None:
    """Return the comparison of two checked nodes; None after reporting what is wrong."""
    if Kind.NULL in {a.type.kind, b.type.kind}:
        return null_test(context, op, a, b, span)
    if not _comparable(context, a, b, span):
        return None
    if op not in {"eq", "ne"} and not a.type.ordered:
        context.say(codes.NO_ORDER, *span, found=describe(a.type, context.scope.domains))
        return None
    return _compare_values(context, op, a, b, span)


def _compare_values(context: Context, op: str, a: Expr, b: Expr, span: Span) -> Expr | None:
    if {a.type.kind, b.type.kind} <= NUMBERS:
        numbers = same_digits(context, a, b)
        if numbers is None:
            return None
        a, b = numbers
    a, b = as_fact(a, b), as_fact(b, a)
    if a.type == BOOL and is_fixed(a) != is_fixed(b):
        return _yes_no(op, a, b, span)
    if not _says_something(context, op, a, b, span):
        return None
    return make(context, op, BOOL, (a, b), span)


def null_test(context: Context, op: str, a: Expr, b: Expr, span: Span) -> Expr | None:
    """Return the question whether a fact is absent; null stands on one of the sides."""
    asked = a if b.type.kind is Kind.NULL else b
    if op not in {"eq", "ne"} or (asked.op != "ref" and asked.type.kind is not Kind.NULL):
        context.say(codes.NULL_MISUSED, *span)
        return None
    if asked.type.kind is Kind.NULL:
        return literal(op == "eq", BOOL, *span)
    if not _can_be_absent(context, asked):
        context.say(codes.NEVER_NULL, *span, word=asked.value)
        return None
    test = Expr("is_null", BOOL, (asked,), None, *span)
    return test if op == "eq" else Expr("not", BOOL, (test,), None, *span)


def _can_be_absent(context: Context, asked: Expr) -> bool:
    symbol = context.scope.find(str(asked.value))
    return symbol is None or symbol.nullable


def as_fact(expr: Expr, other: Expr) -> Expr:
    """Return a text literal spelt as facts are, where it meets a fact."""
    if expr.op == "lit" and isinstance(expr.value, str) and other.op != "lit":
        return replace(expr, value=normal(expr.value))
    return expr


def _yes_no(op: str, a: Expr, b: Expr, span: Span) -> Expr:
    """Return the condition itself for `== yes`, its opposite for `== no`."""
    fact, fixed = (a, b) if is_fixed(b) else (b, a)
    if fixed.value is (op == "eq"):
        return replace(fact, start=span[0], end=span[1])
    return Expr("not", BOOL, (fact,), None, *span)


def _comparable(context: Context, a: Expr, b: Expr, span: Span) -> bool:
    if unifiable(a.type, b.type) and a.type.kind is not Kind.SET:
        return True
    domains = context.scope.domains
    kinds = {a.type.kind, b.type.kind}
    if Kind.SCALE in kinds and kinds & NUMBERS:
        scale = a if a.type.kind is Kind.SCALE else b
        domain = domains.get(scale.type.domain)
        title = Text((domain and domain.title.zh) or scale.type.domain, f"`{scale.type.domain}`")
        plain = f"'{domain.ids[-1]}'" if domain and domain.members else "'…'"
        context.say(codes.SCALE_WITH_NUMBER, *span, domain=title, plain=plain)
        return False
    left, right = describe(a.type, domains), describe(b.type, domains)
    text = next((e for e in (a, b) if e.op == "lit" and isinstance(e.value, str)), None)
    if Kind.BOOL in kinds and text is not None and text.value in YES_NO:
        context.say(codes.YES_NO, text.start, text.end)
        return False
    context.say(codes.CANNOT_COMPARE, *span, hint=_remedy(a, b, text), left=left, right=right)
    return False


def _remedy(a: Expr, b: Expr, text: Expr | None) -> Text | None:
    if Kind.SET in {a.type.kind, b.type.kind}:
        return Text("改写为 '代码' in 集合", "write 'code' in set")
    if text is None or not isinstance(text.value, str):
        return None
    if read_number(text.value):
        return Text("去掉数的引号", "leave out the quotes of the number")
    if read_date(text.value) is not None:
        plain = f"date('{text.value}')"
        return Text(f"改写为 {plain}", f"write {plain}")
    return None


def _says_something(context: Context, op: str, a: Expr, b: Expr, span: Span) -> bool:
    """Report a comparison that never or always holds; the latter may stay."""
    if not a.type.ordered or (a.op == "lit" and b.op == "lit"):
        return True
    verdict = _verdict(op, ends_of(a), ends_of(b))
    if verdict is None:
        return True
    why = _why(context, a if a.op != "lit" else b)
    if not verdict:
        context.say(codes.IMPOSSIBLE, *span, why=why)
    elif not (a.origin or b.origin):  # people change values; today's may be at the end
        context.say(codes.ALWAYS, *span, why=why)
    return verdict


def _verdict(op: str, a: Span, b: Span) -> bool | None:
    """Return what the comparison gives whatever the values in the two ranges are."""
    if op in {"eq", "ne"}:
        apart = a[1] < b[0] or b[1] < a[0]
        return (op == "ne") if apart else None
    if op in {"gt", "ge"}:
        a, b, op = b, a, {"gt": "lt", "ge": "le"}[op]
    if op == "lt":
        return True if a[1] < b[0] else False if a[0] >= b[1] else None
    return True if a[1] <= b[0] else False if a[0] > b[1] else None


def _why(context: Context, expr: Expr) -> Text:
    low, high = (show(end, expr.type, context.scope.domains) for end in ends_of(expr))
    name = str(expr.value) if expr.op == "ref" else context.text[expr.start : expr.end]
    return Text(f"“{name}”的取值是 {low} 到 {high}", f"`{name}` lies between {low} and {high}")


def one_of(
    context: Context, subject: Expr, members: list[Expr], span: Span, spans: list[Span]
) -> Expr | None:
    """Return the test whether `subject` is one of the fixed `members`."""
    fitting = [_member(context, subject, m, at) for m, at in zip(members, spans, strict=True)]
    if None in fitting:
        return None
    kept = [m for m in fitting if m is not None]
    digits = max((m.type.digits for m in kept), default=0)
    if subject.type.kind in NUMBERS:
        wider = rescale(context, subject, digits)
        kept = [m for k in kept if (m := rescale(context, k, max(digits, subject.type.digits)))]
        if wider is None or len(kept) < len(members):
            return None
        subject = wider
    if any(m.origin for m in kept):  # a number people change keeps its name
        tests = tuple(Expr("eq", BOOL, (subject, m), None, *span) for m in kept)
        return tests[0] if len(tests) == 1 else Expr("or", BOOL, tests, None, *span)
    report_twins(context, kept, spans)
    values: list[Scalar] = [m.value for m in kept if isinstance(m.value, bool | int | str)]
    if len(set(values)) == 1:
        return compare(context, "eq", subject, kept[0], span)
    return make(context, "in", BOOL, (subject,), span, value=tuple(sorted(set(values))))


def _member(context: Context, subject: Expr, member: Expr, span: Span) -> Expr | None:
    domains = context.scope.domains
    if member.type.kind is Kind.NULL:
        context.say(codes.NULL_MISUSED, *span)
        return None
    if not unifiable(subject.type, member.type):
        wanted, found = describe(subject.type, domains), describe(member.type, domains)
        context.say(codes.MIXED_LIST, *span, wanted=wanted, found=found)
        return None
    if member.op != "lit":
        context.say(codes.NOT_FIXED, *span)
        return None
    member = as_fact(trim(member, subject.type.digits), subject)
    if subject.type.digits == member.type.digits and subject.op != "lit":
        return member if _says_something(context, "eq", subject, member, span) else None
    return member


def report_twins(context: Context, members: list[Expr], spans: list[Span]) -> None:
    """Report members that stand in a list twice."""
    seen: set[object] = set()
    for member, span in zip(members, spans, strict=True):
        if member.value in seen:
            context.say(codes.DUPLICATE, *span, word=context.text[slice(*span)] or member.value)
        seen.add(member.value)
