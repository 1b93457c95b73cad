"""Cells of a rule: what one field must be, as a value, a list or a test in quotes.

Literals and simple tests are read here without the grammar, so that thousands of rules
load in seconds; only an operand that computes goes through it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.catalogue import condition_meaning as codes
from engine.catalogue import conditions as writing
from engine.language.comparing import SYMBOLS, compare, null_test, one_of, report_twins
from engine.language.expression import Expr
from engine.language.literals import lower, read_number
from engine.language.mistakes import PLAIN, unexpected_character
from engine.language.names import AS_OF, find
from engine.language.nodes import is_fixed, literal
from engine.language.operands import operand
from engine.language.operators import negate
from engine.language.ranges import in_range, stripped
from engine.language.scope import Context, PlaceOf, Report, Scope, normal
from engine.language.types import BOOL, NULL, TEXT, Domain, Kind, Scalar, Type
from engine.problems import Code, Place, Text

_TEST = re.compile(r"(>=|<=|!=|==|<|>)\s*")
_NOT = re.compile(r"(?:not|非)\s*\((.*)\)", re.S)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Found:
    """What a cell, or one member of a list, says: one of the values, or a whole test."""

    value: Expr | None = None
    test: Expr | None = None
    span: Span = (0, 0)


def _tested(test: Expr | None) -> _Found | None:
    return _Found(test=test) if test else None


@dataclass(frozen=True, slots=True)
class _Reader:
    context: Context
    subject: Expr

    @property
    def value_type(self) -> Type:
        """The type of a literal: for a set of codes, one of its codes."""
        type = self.subject.type
        return Type(Kind.CODE, type.domain) if type.kind is Kind.SET else type


def compile_subject(path: str, scope: Scope, place: PlaceOf, report: Report) -> Expr | None:
    """Return the node of the field that a cell tests, named by the key of the cell."""
    return find(Context(path, scope, place, report), normal(path), (0, len(path)))


def compile_cell(
    cell: object,
    subject: Expr,
    scope: Scope,
    place: PlaceOf,
    report: Report,
    *,
    member_place: Callable[[int], PlaceOf] | None = None,
) -> Expr | None:
    """Return the condition that one cell puts on `subject`, or None after reporting.

    A cell is a literal, a list (one of them), or a text with a test: `>= 3`, `[1..3)`,
    `not(…)`, `null`.  For a set of codes a literal or list means that the set has one
    of them.  `place` turns offsets in the cell's text into a place; for the members of
    a list, `member_place(n)` does, and without it the list as a whole is the place.
    """
    if isinstance(cell, list):
        return _list(cell, subject, Context("", scope, place, report), member_place)
    text = cell if isinstance(cell, str) else str(cell)
    reader = _Reader(Context(text, scope, place, report), subject)
    found = _member(reader, cell, (0, len(text)))
    return _join(reader, [found], (0, len(text))) if found else None


def compile_literal(
    value: object, type: Type, domains: Mapping[str, Domain], place: Place, report: Report
) -> Scalar | None:
    """Return the lowered value of an output or replacement, or None after reporting."""

    def say(code: Code, hint: Text | None = None, **args: object) -> None:
        report(code.at(place, hint, **args))

    return lower(value, type, domains, say)


def _list(
    cells: Sequence[object],
    subject: Expr,
    context: Context,
    member_place: Callable[[int], PlaceOf] | None,
) -> Expr | None:
    """Read the members as one text, so that an offset tells the member it stands in."""
    if not cells:
        context.say(writing.EMPTY_LIST, 0, 0)
        return None
    words = [c if isinstance(c, str) else str(c) for c in cells]
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)

    def place(start: int, end: int) -> Place:
        n = min(bisect_right(starts, start) - 1, len(words) - 1)
        if member_place is None or end > starts[n] + max(1, len(words[n])):
            return context.place(0, 0)
        return member_place(n)(start - starts[n], end - starts[n])

    text = "\n".join(words)
    reader = _Reader(replace(context, text=text, place=place), subject)
    spans = [(at, at + len(word)) for at, word in zip(starts, words, strict=False)]
    found = [_member(reader, c, span) for c, span in zip(cells, spans, strict=True)]
    if None in found:
        return None
    return _join(reader, [f for f in found if f is not None], (0, len(text)))


def _member(reader: _Reader, cell: object, span: Span) -> _Found | None:
    if isinstance(cell, str):
        return _text(reader, span)
    if cell is None:
        return _null(reader, span)
    return _literal(reader, cell, span)


def _join(reader: _Reader, found: list[_Found], span: Span) -> Expr | None:
    """Return the condition that one of `found` holds."""
    values = [f for f in found if f.value is not None]
    tests = [f.test for f in found if f.test is not None]
    parts: list[Expr | None] = list(tests)
    if values:
        parts = [*_one_of(reader, values, span), *tests]
    if None in parts:
        return None
    kept = tuple(p for p in parts if p is not None)
    return kept[0] if len(kept) == 1 else Expr("or", BOOL, kept, None, *span)


def _one_of(reader: _Reader, found: list[_Found], span: Span) -> list[Expr | None]:
    context, subject = reader.context, reader.subject
    values = [f.value for f in found if f.value is not None]
    spans = [f.span for f in found]
    if subject.type.kind is Kind.SET:
        report_twins(context, values, spans)
        ordinals = dict.fromkeys(v.value for v in values if isinstance(v.value, int))
        return [Expr("has", BOOL, (subject,), n, *span) for n in ordinals]
    if len(values) == 1:
        return [compare(context, "eq", subject, values[0], span)]
    return [one_of(context, subject, values, span, spans)]


def _null(reader: _Reader, span: Span) -> _Found | None:
    null = literal(None, NULL, *span)
    test = null_test(reader.context, "eq", reader.subject, null, span)
    return _tested(test)


def _literal(reader: _Reader, cell: object, span: Span) -> _Found | None:
    context = reader.context

    def say(code: Code, hint: Text | None = None, **args: object) -> None:
        context.say(code, span[0], span[1], hint, **args)

    value = lower(cell, reader.value_type, context.scope.domains, say)
    if value is None:
        return None
    return _Found(value=literal(value, reader.value_type, *span), span=span)


def _text(reader: _Reader, span: Span, *, inside: bool = False) -> _Found | None:
    """Read a cell in quotes; `inside` not(…), where numbers too are written in text."""
    context = reader.context
    span = stripped(context.text, span)
    word = context.text[slice(*span)]
    if word in SIMPLE:
        return SIMPLE[word](reader, span)
    test = _TEST.match(word)
    if test:
        return _comparison(reader, SYMBOLS[test[1]], (span[0] + test.end(), span[1]), span)
    inner = _NOT.fullmatch(word)
    if inner and inside:
        context.say(codes.BAD_CELL, *span, word=word)
        return None
    if inner:
        return _negation(reader, (span[0] + inner.start(1), span[0] + inner.end(1)), span)
    if word[0] in "[(" and reader.subject.type != TEXT:
        return _bracketed(reader, span, inside)
    return _word(reader, word, span, inside)


def _empty(reader: _Reader, span: Span) -> None:
    hint = Text("不检查的字段不要写", "leave out a field that is not tested")
    reader.context.say(writing.EMPTY, *span, hint)


def _dash(reader: _Reader, span: Span) -> None:
    reader.context.say(codes.LONE_DASH, *span)


SIMPLE: Mapping[str, Callable[[_Reader, Span], _Found | None]] = {
    "": _empty, "-": _dash, "null": _null,
}  # fmt: skip


def _word(reader: _Reader, word: str, span: Span, inside: bool) -> _Found | None:
    """Read a bare or quoted value."""
    context, type = reader.context, reader.value_type
    if inside or word[0] in "'\"":
        value = operand(context, type, span)
        return _from_operand(reader, value, span) if value else None
    if type == TEXT or context.domain(type) is not None or not _misread(reader, word, span):
        return _literal(reader, word, span)
    return None


def _from_operand(reader: _Reader, value: Expr, span: Span) -> _Found | None:
    if value.type.kind is Kind.NULL:
        return _null(reader, span)
    if is_fixed(value):
        return _Found(value=value, span=span)
    test = compare(reader.context, "eq", reader.subject, value, span)
    return _tested(test)


def _misread(reader: _Reader, word: str, span: Span) -> bool:
    """Report a cell that is no value of its type but looks like a test."""
    context, start = reader.context, span[0]
    if word[0] in PLAIN or word[0] == "=":
        wrong = unexpected_character(context.text, start)
        context.say(wrong.code, wrong.start, wrong.end, wrong.hint, **wrong.args)
        return True
    if word == AS_OF or context.scope.find(normal(word)) is not None:
        hint = Text(f'改写为 "== {word}"', f'write "== {word}"')
        context.say(codes.BAD_CELL, *span, hint, word=word)
        return True
    if reader.value_type.kind in {Kind.INT, Kind.DECIMAL} and not read_number(word):
        context.say(codes.BAD_CELL, *span, word=word)
        return True
    return False


def _comparison(reader: _Reader, op: str, at: Span, span: Span) -> _Found | None:
    context, subject = reader.context, reader.subject
    if at[0] >= at[1]:
        context.say(writing.ENDS_EARLY, *span)
        return None
    value = operand(context, reader.value_type, at)
    if value is None:
        return None
    if subject.type.kind is Kind.SET and value.type == reader.value_type and op in {"eq", "ne"}:
        has = Expr("has", BOOL, (subject,), value.value, *span)
        return _Found(test=has if op == "eq" else negate(has))
    test = compare(context, op, subject, value, span)
    return _tested(test)


def _negation(reader: _Reader, inner: Span, span: Span) -> _Found | None:
    found = _text(reader, inner, inside=True)
    joined = _join(reader, [found], span) if found else None
    return _tested(negate(joined) if joined else None)


def _bracketed(reader: _Reader, span: Span, inside: bool) -> _Found | None:
    """Read a range, or inside not(…) a list."""
    word = reader.context.text[slice(*span)]
    if inside and ".." not in word and word[0] == "[" and word[-1] == "]":
        return _inner_list(reader, (span[0] + 1, span[1] - 1), span)
    return _tested(in_range(reader.context, reader.subject, reader.value_type, span))


def _inner_list(reader: _Reader, inner: Span, span: Span) -> _Found | None:
    text = reader.context.text[slice(*inner)]
    start, found = inner[0], []
    for part in text.split(","):
        found.append(_text(reader, (start, start + len(part)), inside=True))
        start += len(part) + 1
    if None in found:
        return None
    return _tested(_join(reader, [f for f in found if f is not None], span))
