"""Fixed values inside conditions: numbers, texts in quotes, true, false and null."""

from __future__ import annotations

from engine.catalogue import condition_meaning as codes
from engine.catalogue import conditions as writing
from engine.language.expression import Expr
from engine.language.literals import (
    BadEscape,
    member,
    read_days,
    read_number,
    read_text,
    unknown_member,
)
from engine.language.nodes import literal
from engine.language.parsing import Raw
from engine.language.scope import Context
from engine.language.types import BOOL, DURATION, INT64_MAX, INT64_MIN, NULL, TEXT, Kind, Type
from engine.problems import Text


def fixed_number(context: Context, raw: Raw, want: Type | None, sign: str = "") -> Expr | None:
    """Return the node of a number as it is written after `sign`."""
    found = read_number(sign + raw.text)
    start = raw.start
    if found is None:
        days = raw.text[:-1].isdecimal() and raw.text[-1] == "d"
        hint = Text(f"改写为 '{raw.text}'", f"write '{raw.text}'") if days else None
        context.say(writing.BAD_NUMBER, start, raw.end, hint, word=raw.text)
        return None
    value, digits = found
    if not INT64_MIN <= value <= INT64_MAX:
        context.say(codes.NUMBER_TOO_LARGE, start, raw.end, word=raw.text)
        return None
    type = Type(Kind.DECIMAL, digits=digits) if digits else Type(Kind.INT)
    return literal(value, type, start, raw.end)


def fixed_text(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    """Return the node of a text in quotes: a member, a period or a plain text."""
    if raw.text[0] in "bB":
        context.say(writing.BYTES, raw.start, raw.start + 1)
        return None
    try:
        text = read_text(raw.text)
    except BadEscape as bad:
        start, end = raw.start + bad.start, raw.start + bad.end
        context.say(writing.BAD_ESCAPE, start, end, word=bad.word)
        return None
    if want is not None and want.kind in {Kind.SCALE, Kind.CODE}:
        return _label(context, raw, text, want)
    if want == DURATION:
        days = read_days(text)
        if days is None:
            context.say(codes.BAD_DURATION, raw.start, raw.end, word=text)
            return None
        return literal(days, DURATION, raw.start, raw.end)
    return literal(text, TEXT, raw.start, raw.end)


def _label(context: Context, raw: Raw, text: str, type: Type) -> Expr | None:
    domain = context.scope.domains[type.domain]
    ordinal = member(domain, text)
    if ordinal is None:
        title = Text(domain.title.zh or domain.name, f"`{domain.name}`")
        hint = unknown_member(domain, text)
        context.say(codes.UNKNOWN_VALUE, raw.start, raw.end, hint, word=text, domain=title)
        return None
    return literal(ordinal, type, raw.start, raw.end)


def fixed_word(context: Context, raw: Raw, want: Type | None) -> Expr | None:
    """Return the node of true, false or null."""
    if raw.kind == "NULL":
        return literal(None, NULL, raw.start, raw.end)
    return literal(raw.kind == "TRUE", BOOL, raw.start, raw.end)
