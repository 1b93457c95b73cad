"""The functions of the language, and hints for those it does not have."""

from __future__ import annotations

from collections.abc import Callable

from engine.catalogue import condition_meaning as codes
from engine.catalogue import conditions as writing
from engine.language.comparing import null_test
from engine.language.expression import Expr
from engine.language.literals import BadEscape, read_date, read_days, read_text
from engine.language.names import find, path_of
from engine.language.nodes import ends_of, literal, make
from engine.language.parsing import Raw
from engine.language.scope import Context
from engine.language.types import DATE, DURATION, INT, NULL, Kind
from engine.problems import Text, did_you_mean

Check = Callable[[Context, Raw], Expr | None]
NEEDS = {
    "size": Text("一个代码集合", "a set of codes"),
    "has": Text("一个名称", "a name"),
    "date": Text("引号里的日期", "a date in quotes"),
    "year": Text("1年到9999年之间的一个日期", "a date of the years 1 to 9999"),
    "duration": Text("引号里的天数，如 '15d'", "days in quotes, such as '15d'"),
}
QUANTIFIERS = frozenset({
    "all", "any", "exists", "exists_one", "map", "filter", "count", "sum", "min", "max",
    "every", "some",
})  # fmt: skip
CLOCKS = frozenset({"now", "today", "current_date", "timestamp", "getDate"})


def call(context: Context, raw: Raw, check: Check) -> Expr | None:
    """Return the node of a function call; None after reporting what is wrong."""
    name = raw.args[0].text
    arguments = raw.args[1].args if len(raw.args) > 1 else ()
    if name not in NEEDS:
        _unknown(context, raw.args[0])
        return None
    if len(arguments) == 1:
        found = FUNCTIONS[name](context, arguments[0], (raw.start, raw.end), check)
        if not isinstance(found, str):
            return found
    context.say(writing.WRONG_ARGUMENT, raw.start, raw.end, word=name, needs=NEEDS[name])
    return None


def method(context: Context, raw: Raw) -> None:
    """Report a call on a value: the language has none."""
    name = raw.args[1]
    code = writing.TEXT_METHOD
    if name.text in QUANTIFIERS:
        code = writing.QUANTIFIER
    elif name.text == "matches":
        code = writing.REGEX
    context.say(code, name.start, name.end, word=name.text)


def _unknown(context: Context, name: Raw) -> None:
    span = (name.start, name.end)
    if name.text.lower() == "not":
        context.say(writing.WORD_OPERATOR, *span, word=name.text, plain="!")
    elif name.text in {"matches", "regex"}:
        context.say(writing.REGEX, *span)
    elif name.text in QUANTIFIERS:
        context.say(writing.QUANTIFIER, *span, word=name.text)
    else:
        hint = did_you_mean(name.text, NEEDS)
        if name.text in CLOCKS:
            hint = Text("“今天”写作 as_of", "today is written as_of")
        context.say(writing.UNKNOWN_FUNCTION, *span, hint, word=name.text)


WRONG = "wrong argument"
FIRST_DAY, LAST_DAY = -719162, 2932896  # of the years 1 and 9999, which every executor knows
Span = tuple[int, int]


def _size(context: Context, raw: Raw, span: Span, check: Check) -> Expr | str | None:
    codes_in = check(context, raw)
    if codes_in is None:
        return None
    if codes_in.type.kind is not Kind.SET:
        return WRONG
    return make(context, "size", INT, (codes_in,), span)


def _year(context: Context, raw: Raw, span: Span, check: Check) -> Expr | str | None:
    day = check(context, raw)
    if day is None:
        return None
    first, last = ends_of(day)
    if day.type != DATE or first < FIRST_DAY or last > LAST_DAY:
        return WRONG
    return make(context, "year", INT, (day,), span)


def _has(context: Context, raw: Raw, span: Span, check: Check) -> Expr | str | None:
    path = path_of(raw)
    if path is None:
        return WRONG
    found = find(context, path, (raw.start, raw.end))
    return found and null_test(context, "ne", found, literal(None, NULL, *span), span)


def _date(context: Context, raw: Raw, span: Span, check: Check) -> Expr | str | None:
    text = _fixed_text(raw)
    if text is None:
        return WRONG
    day = read_date(text)
    if day is None:
        context.say(codes.BAD_DATE, raw.start, raw.end, word=text)
        return None
    return literal(day, DATE, *span)


def _duration(context: Context, raw: Raw, span: Span, check: Check) -> Expr | str | None:
    text = _fixed_text(raw)
    if text is None:
        return WRONG
    days = read_days(text)
    if days is None:
        context.say(codes.BAD_DURATION, raw.start, raw.end, word=text)
        return None
    return literal(days, DURATION, *span)


def _fixed_text(raw: Raw) -> str | None:
    if raw.kind != "STRING" or raw.text[0] in "bB":
        return None
    try:
        return read_text(raw.text)
    except BadEscape:
        return None


FUNCTIONS: dict[str, Callable[[Context, Raw, Span, Check], Expr | str | None]] = {
    "size": _size, "year": _year, "has": _has, "date": _date, "duration": _duration,
}  # fmt: skip
