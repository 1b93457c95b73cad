"""Ranges in cells: `[1..3)`, with a square bracket where the end belongs to it."""

from __future__ import annotations

from dataclasses import replace

from engine.catalogue import condition_meaning as codes
from engine.language.comparing import compare
from engine.language.expression import Expr
from engine.language.literals import show
from engine.language.operands import operand
from engine.language.scope import Context, Report
from engine.language.types import BOOL, Type
from engine.problems import Problem, Text

Span = tuple[int, int]


def stripped(text: str, span: Span) -> Span:
    """Return the part of `span` that is left without the blanks at its ends."""
    word = text[slice(*span)]
    start = span[0] + len(word) - len(word.lstrip())
    return start, max(start, span[0] + len(word.rstrip()))


def in_range(context: Context, subject: Expr, type: Type, span: Span) -> Expr | None:
    """Return the test that `subject` lies in the range written at `span` of a cell.

    `type` is that of the two ends.  None after reporting what is wrong.
    """
    word = context.text[slice(*span)]
    ends = word[1:-1].split("..")
    if len(ends) != 2 or word[-1] not in ")]" or not all(end.strip() for end in ends):
        is_list = len(ends) == 1 and "," in word
        hint = Text("列表不加引号", "a list stands without quotes") if is_list else None
        context.say(codes.BAD_RANGE, *span, hint)
        return None
    middle = span[0] + 1 + len(ends[0])
    low = operand(context, type, stripped(context.text, (span[0] + 1, middle)))
    high = operand(context, type, stripped(context.text, (middle + 2, span[1] - 1)))
    if low is None or high is None or not _in_order(context, subject, (low, high), span):
        return None
    return _between(context, subject, (low, high), span)


def _between(context: Context, subject: Expr, ends: tuple[Expr, Expr], span: Span) -> Expr | None:
    # An end of the range may well be the end of what the field can be, but not both.
    always: list[Problem] = []
    quiet = replace(context, report=_without_always(context.report, always))
    first, last = context.text[span[0]], context.text[span[1] - 1]
    at_least = compare(quiet, "ge" if first == "[" else "gt", subject, ends[0], span)
    at_most = at_least and compare(quiet, "le" if last == "]" else "lt", subject, ends[1], span)
    if at_least is None or at_most is None:
        return None
    if len(always) == 2:
        context.report(always[0])
    return Expr("and", BOOL, (at_least, at_most), None, *span)


def _without_always(report: Report, always: list[Problem]) -> Report:
    def quiet(problem: Problem) -> None:
        (always.append if problem.code == codes.ALWAYS.id else report)(problem)

    return quiet


def _in_order(context: Context, subject: Expr, ends: tuple[Expr, Expr], span: Span) -> bool:
    """Report a range between two literals in which no value lies."""
    low, high = ends
    if not isinstance(low.value, int) or not isinstance(high.value, int):
        return True
    digits = max(low.type.digits, high.type.digits, subject.type.digits)
    first = low.value * 10 ** (digits - low.type.digits) + (context.text[span[0]] == "(")
    last = high.value * 10 ** (digits - high.type.digits) - (context.text[span[1] - 1] == ")")
    if first <= last:
        return True
    below, above = (show(end.low, end.type, context.scope.domains) for end in ends)
    context.say(codes.EMPTY_RANGE, *span, low=below, high=above)
    return False
