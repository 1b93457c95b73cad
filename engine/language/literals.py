"""Literals: their spelling in conditions, cells and outputs, and their lowered value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Context, Decimal

from engine.catalogue import condition_meaning as codes
from engine.language.scope import normal
from engine.language.types import (
    DATE_MAX,
    DATE_MIN,
    INT64_MAX,
    INT64_MIN,
    Domain,
    Kind,
    Scalar,
    Type,
)
from engine.problems import Code, Text, did_you_mean

EXACT = Context(prec=10_000)  # the usual 28 digits would round in silence
EPOCH = date(1970, 1, 1)
YES_NO = {"yes": True, "no": False, "是": True, "否": False, "true": True, "false": False}
SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "?": "?", '"': '"', "'": "'", "`": "`",
}  # fmt: skip
_ESCAPE = re.compile(
    r"\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.?))", re.S
)
_DAYS = re.compile(r"([+-]?)((?:[0-9]+[dhms])+)")
Say = Callable[..., None]


class BadEscape(ValueError):
    """An escape that CEL does not know, with its offsets in the literal."""

    def __init__(self, word: str, start: int, end: int) -> None:
        super().__init__(word)
        self.word, self.start, self.end = word, start, end


def read_text(token: str) -> str:
    r"""Return the text that a quoted literal stands for; raises BadEscape.

    >>> read_text(r"'a\u4e00'"), read_text(r"r'a\n'")
    ('a一', 'a\\n')
    """
    prefix = re.match(r"[rR]?", token)
    assert prefix is not None
    opening = prefix.end()
    quotes = 3 if token[opening : opening + 3] in {'"""', "'''"} and len(token) >= 6 else 1
    body = token[opening + quotes : -quotes]
    if prefix[0] or "\\" not in body:
        return body
    return _ESCAPE.sub(lambda m: _escape(m, opening + quotes), body)


def _escape(match: re.Match[str], offset: int) -> str:
    hexadecimal = match[1] or match[2] or match[3]
    number = int(hexadecimal, 16) if hexadecimal else int(match[4], 8) if match[4] else -1
    if number >= 0 and number < 0x110000 and not 0xD800 <= number < 0xE000:
        return chr(number)
    if match[5] and match[5] in ESCAPES:
        return ESCAPES[match[5]]
    raise BadEscape(match[0], offset + match.start(), offset + match.end())


def read_number(token: str) -> tuple[int, int] | None:
    """Return (scaled value, digits) of a number as written, or None if it is none.

    >>> read_number("1.50"), read_number("0x1F"), read_number("1e3")
    ((150, 2), (31, 0), None)
    """
    if re.fullmatch(r"-?0[xX][0-9a-fA-F]+", token):
        return int(token, 16), 0
    match = re.fullmatch(r"(-?[0-9]+)(?:\.([0-9]+))?", token)
    if match is None:
        return None
    if len(token) > 100:  # past any use, and Python refuses to read thousands of digits
        return INT64_MAX + 1, 0
    places = match[2] or ""
    return int(match[1] + places), len(places)


def read_date(text: str) -> int | None:
    """Return the day number of a date written year-month-day, or None.

    >>> read_date("1970-01-02"), read_date("2026-02-30")
    (1, None)
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = (date.fromisoformat(text) - EPOCH).days
    except ValueError:
        return None
    return day if DATE_MIN <= day <= DATE_MAX else None


def read_days(text: str) -> int | None:
    """Return the whole days of a duration, or None.

    >>> read_days("15d"), read_days("48h"), read_days("36h"), read_days("15")
    (15, 2, None, None)
    """
    match = _DAYS.fullmatch(text)
    if match is None or len(text) > 30:
        return None
    parts = re.findall(r"([0-9]+)([dhms])", match[2])
    days, rest = divmod(sum(int(n) * SECONDS[unit] for n, unit in parts), 86400)
    return None if rest else -days if match[1] == "-" else days


def member(domain: Domain, word: str) -> int | None:
    """Return the ordinal of an id or label, whatever the width of its characters."""
    found = domain.words.get(word)
    if found is None and not word.isascii():
        wanted = normal(word)
        found = next((n for w, n in domain.words.items() if normal(w) == wanted), None)
    return found


def show(value: Scalar | None, type: Type, domains: Mapping[str, Domain]) -> str:
    """Return a lowered value as it would be written in a policy.

    >>> show(150, Type(Kind.DECIMAL, digits=2), {})
    '1.50'
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int):
        return str(value)
    domain = domains.get(type.domain)
    if domain is not None and 0 <= value <= domain.top:
        return domain.ids[value]
    if type.kind is Kind.DECIMAL:
        return str(Decimal(value).scaleb(-type.digits))
    if type.kind is Kind.DATE and DATE_MIN <= value <= DATE_MAX:
        return (EPOCH + timedelta(value)).isoformat()
    return f"{value}d" if type.kind is Kind.DURATION else str(value)


NAMES = {
    Kind.BOOL: Text("是/否", "a yes or no"),
    Kind.INT: Text("整数", "an integer"),
    Kind.DECIMAL: Text("小数", "a decimal"),
    Kind.DATE: Text("日期", "a date"),
    Kind.DURATION: Text("天数", "a number of days"),
    Kind.TEXT: Text("文本", "a text"),
    Kind.CODE: Text("代码“{zh}”", "a code of `{name}`"),
    Kind.SCALE: Text("等级“{zh}”", "a member of the scale `{name}`"),
    Kind.SET: Text("代码“{zh}”的集合", "a set of `{name}`"),
    Kind.NULL: Text("null", "null"),
}


def describe(type: Type, domains: Mapping[str, Domain]) -> Text:
    """Return the type in the words of a message."""
    domain = domains.get(type.domain)
    title = (domain.title.zh if domain else "") or type.domain
    return NAMES[type.kind].format(zh=title, name=type.domain)


def unknown_member(domain: Domain, word: str) -> Text:
    """Return the hint for a word that is no member: the nearest one, or all of them."""
    guess = did_you_mean(word, domain.words)
    if guess:
        return guess
    labels = [m.title.to("zh") or m.id for m in domain.members[:8]]
    return Text("可用的值：" + "、".join(labels), "values: " + ", ".join(domain.ids[:8]))


def lower(value: object, type: Type, domains: Mapping[str, Domain], say: Say) -> Scalar | None:
    """Return the lowered value of a YAML scalar for a field of `type`.

    What does not fit is reported by `say(code, hint=…, **args)` and gives None.
    """
    if isinstance(value, str) and type.domain in domains:
        return _lower_member(value, domains[type.domain], say)
    if isinstance(value, str):
        found = _lower_words(value, type, say)
    else:
        found = _lower_plain(value, type, say)
    if found is _REPORTED:
        return None
    if found is None:
        _refuse(value, type, domains, say)
    assert found is None or isinstance(found, bool | int | str)
    return found


_REPORTED = object()


def _lower_member(word: str, domain: Domain, say: Say) -> int | None:
    ordinal = member(domain, word)
    if ordinal is None:
        title = Text(domain.title.zh or domain.name, f"`{domain.name}`")
        say(codes.UNKNOWN_VALUE, hint=unknown_member(domain, word), word=word, domain=title)
    return ordinal


def _lower_words(text: str, type: Type, say: Say) -> object:
    if type.kind is Kind.TEXT:
        return normal(text)
    if type.kind is Kind.BOOL:
        return YES_NO.get(text)
    readers: dict[Kind, tuple[Callable[[str], int | None], Code]] = {
        Kind.DATE: (read_date, codes.BAD_DATE),
        Kind.DURATION: (read_days, codes.BAD_DURATION),
    }
    if type.kind not in readers:
        return None
    reader, code = readers[type.kind]
    found = reader(text)
    if found is None:
        plain = {Kind.DATE: "2026-03-31", Kind.DURATION: "15d"}[type.kind]
        say(code, hint=Text(f"写作 {plain}", f"write {plain}"), word=text)
        return _REPORTED
    return found


def _lower_plain(value: object, type: Type, say: Say) -> object:
    if isinstance(value, bool):
        return value if type.kind is Kind.BOOL else None
    if not isinstance(value, int | Decimal) or type.kind not in {Kind.INT, Kind.DECIMAL}:
        return None
    if type.kind is Kind.INT and isinstance(value, Decimal):
        return None
    return _scale(Decimal(value), type.digits, say)


def _scale(value: Decimal, digits: int, say: Say) -> object:
    if not value.is_finite() or value.adjusted() > 20:
        say(codes.NUMBER_TOO_LARGE, word=str(value)[:40])
        return _REPORTED
    places = value.normalize(EXACT).as_tuple().exponent
    if isinstance(places, int) and -places > digits:
        say(codes.TOO_MANY_DIGITS, word=str(value)[:40], limit=digits)
        return _REPORTED
    scaled = int(value.scaleb(digits, EXACT))
    if not INT64_MIN <= scaled <= INT64_MAX:
        say(codes.NUMBER_TOO_LARGE, word=str(value))
        return _REPORTED
    return scaled


def _refuse(value: object, type: Type, domains: Mapping[str, Domain], say: Say) -> None:
    say(
        codes.WRONG_LITERAL, hint=_spelling(value, type), wanted=describe(type, domains), word=value
    )


def _spelling(value: object, type: Type) -> Text | None:
    """Return how the value would have to be written, where that can be guessed."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        number = type.kind in {Kind.INT, Kind.DECIMAL} and read_number(value)
        return Text("去掉引号", "leave out the quotes") if number else None
    plain = {Kind.DATE: "2026-03-31", Kind.DURATION: f"{value}d"}.get(type.kind, str(value))
    if type.kind in {Kind.BOOL, Kind.INT, Kind.DECIMAL}:
        return None
    return Text(f'写在引号里："{plain}"', f'put it in quotes: "{plain}"')
