"""Operands inside a quoted cell: `>= orange`, `<= as_of`, `> values.window.days * 2`."""

from __future__ import annotations

import re
from dataclasses import replace

from engine.catalogue import condition_meaning as codes
from engine.language.checking import check
from engine.language.expression import Expr
from engine.language.literals import (
    YES_NO,
    member,
    read_date,
    read_days,
    read_number,
    unknown_member,
)
from engine.language.mistakes import Mistake
from engine.language.names import AS_OF, find
from engine.language.nodes import literal, number
from engine.language.parsing import parse
from engine.language.scope import Context, normal
from engine.language.types import BOOL, INT64_MAX, INT64_MIN, NULL, TEXT, Kind, Scalar, Type
from engine.problems import Text

_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_QUOTED = re.compile(r"'([^'\\\n]*)'|\"([^\"\\\n]*)\"")
Span = tuple[int, int]


def operand(context: Context, type: Type, span: Span) -> Expr | None:
    """Return what stands at `span` of a cell that tests a value of `type`.

    A bare word is first a value of the type, then a name of the scope.  Returns None
    after reporting what is wrong.
    """
    word = context.text[slice(*span)]
    if word == "null":
        return literal(None, NULL, *span)
    quoted = _QUOTED.fullmatch(word)
    plain = word if quoted is None else (quoted[1] or quoted[2] or "")
    value = _value(plain, type, is_quoted=quoted is not None)
    domain = context.domain(type)
    if domain is not None:
        value = member(domain, plain)
    if value is not None:
        return literal(value, type, *span)
    if quoted is None and (found := read_number(word)):
        return _number(context, found, span)
    if domain is not None and _is_word(context, plain, quoted is not None):
        title = Text(domain.title.zh or domain.name, f"`{domain.name}`")
        hint = unknown_member(domain, plain)
        context.say(codes.UNKNOWN_VALUE, *span, hint, word=plain, domain=title)
        return None
    return _name_or_sum(context, type, span)


def _is_word(context: Context, word: str, quoted: bool) -> bool:
    """Return whether the word can only be meant as a value: quoted, or no known name."""
    bare = _NAME.fullmatch(word) is not None and word != AS_OF
    return quoted or (bare and context.scope.find(normal(word)) is None)


def _value(word: str, type: Type, *, is_quoted: bool) -> Scalar | None:
    if type == TEXT:
        return normal(word) if is_quoted else None
    if type == BOOL:
        return None if is_quoted else YES_NO.get(word)
    if type.kind is Kind.DATE:
        return read_date(word)
    return read_days(word) if type.kind is Kind.DURATION else None


def _number(context: Context, found: tuple[int, int], span: Span) -> Expr | None:
    value, digits = found
    if not INT64_MIN <= value <= INT64_MAX:
        context.say(codes.NUMBER_TOO_LARGE, *span, word=context.text[slice(*span)])
        return None
    return literal(value, number(digits), *span)


def _name_or_sum(context: Context, type: Type, span: Span) -> Expr | None:
    start, end = span
    word = context.text[start:end]
    if _NAME.fullmatch(word):
        return find(context, normal(word), span, type)
    text = " " * start + word  # so that offsets stay those of the cell
    tree = parse(text)
    if isinstance(tree, Mistake):
        context.say(tree.code, tree.start, tree.end, tree.hint, **tree.args)
        return None
    return check(replace(context, text=text), tree, type)
