"""A raw cell becomes the exact value of its field, once, at the border, or is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.catalogue import returned_rows as codes
from engine.facts.cells import Cell, Refusal, clean, is_absent, is_garbled, show
from engine.facts.dates import has_no_end, read_date
from engine.facts.identity import is_credit_code, is_damaged_number
from engine.facts.model import Fact
from engine.facts.spelling import Spellings, plain, spellings
from engine.language.types import DATE_MAX, DATE_MIN, INT64_MAX, INT64_MIN, Kind
from engine.policy.model import Field, PolicySet
from engine.problems import Text, did_you_mean

Reader = Callable[[Cell], Fact | Refusal]
Taker = Callable[[Cell, str], Fact | Refusal]  # the cell, and its cleaned text

EPOCH = date(1970, 1, 1)
_INT = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)
_DAYS = re.compile(r"([+-]?\d+)(?:\.0+)?(?:天|日|个自然日|days?)?", re.ASCII)
_LIST = re.compile(r"[,、;\n]+")
_YES = frozenset({"是", "yes", "y", "true", "1", "√", "✓", "✔", "对"})
_NO = frozenset({"否", "no", "n", "false", "0", "×", "✗", "✘", "✕", "错"})
NOTHING = frozenset({"不涉及", "均不涉及", "none", "[]"})  # a set that is known to be empty


@dataclass(frozen=True)
class Habits:
    """What a file says about its own way of writing, from the manifest or its header."""

    values: Mapping[str, int] = field(default_factory=dict)
    ascending: bool = False
    foreign: str = ""
    base_1904: bool = False


USUAL = Habits()


def reader(policy: PolicySet, of: Field, habits: Habits = USUAL) -> Reader:
    """Return the function that reads cells of the field `of` in one column."""
    read = _typed(policy, of, habits)

    # Typed, since 1, 1.0 and True are one dictionary key and three different cells.
    remembered = lru_cache(maxsize=4096, typed=True)(read)

    def either(cell: Cell) -> Fact | Refusal:
        return read(cell) if isinstance(cell, list) else remembered(cell)

    return either


def _typed(policy: PolicySet, of: Field, habits: Habits) -> Reader:
    if of.type.kind is Kind.SET:
        return _set_reader(policy, of, habits)
    return _guarded(_plain_reader(policy, of, habits), of)


def _plain_reader(policy: PolicySet, of: Field, habits: Habits) -> Taker:
    kind = of.type.kind
    if kind in (Kind.CODE, Kind.SCALE):
        return _member_reader(policy, of, habits)
    if kind is Kind.DATE:
        zone = ZoneInfo(policy.timezone)
        return lambda cell, text: _date(cell, text, of, zone, habits.base_1904)
    if of.format == "division":
        return lambda cell, text: _division(cell, text, policy)
    if kind is Kind.TEXT:
        return lambda cell, text: _text(cell, text, of)
    number = _decimal_of(of.type.digits) if kind is Kind.DECIMAL else _SIMPLE[kind]
    return _with_units(number, of.units) if of.units else number


def _with_units(number: Taker, units: tuple[str, ...]) -> Taker:
    """Take a number that one of the declared units follows: 3台 is 3, 3-4台 is not a number."""
    words = tuple(sorted((plain(unit) for unit in units), key=len, reverse=True))

    def read(cell: Cell, text: str) -> Fact | Refusal:
        unit = next((w for w in words if plain(text).endswith(w)), "")
        return number(cell, plain(text).removesuffix(unit).strip()) if unit else number(cell, text)

    return read


def _guarded(inner: Taker, of: Field) -> Reader:
    """Return `inner` behind what holds for every type: blanks, garbage, declared range."""
    words_first = of.type.kind in (Kind.CODE, Kind.SCALE)

    def read(cell: Cell) -> Fact | Refusal:
        text = clean(cell)
        if is_absent(text):
            # A list may have a member called 无; then the vocabulary wins over the blank.
            found = inner(cell, text) if words_first and text else None
            return None if isinstance(found, Refusal) else found
        if is_garbled(text):
            return Refusal(codes.GARBLED)
        return _in_range(inner(cell, text), of)

    return read


def _in_range(value: Fact | Refusal, of: Field) -> Fact | Refusal:
    if isinstance(value, Refusal) or (of.low is None and of.high is None):
        return value
    lowered = _lowered(value, of)
    if lowered is None:
        return value
    low = INT64_MIN if of.low is None else of.low
    high = INT64_MAX if of.high is None else of.high
    if low <= lowered <= high:
        return value
    return Refusal(codes.OUT_OF_RANGE, {"low": _raised(of.low, of), "high": _raised(of.high, of)})


def _lowered(value: Fact, of: Field) -> int | None:
    if isinstance(value, Decimal):
        return int(value.scaleb(of.type.digits))
    if isinstance(value, date):
        return (value - EPOCH).days
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _raised(bound: int | None, of: Field) -> str:
    if bound is None:
        return "…"
    if of.type.kind is Kind.DATE:
        return (EPOCH + timedelta(days=bound)).isoformat()
    if of.type.kind is Kind.DECIMAL:
        return str(Decimal(bound).scaleb(-of.type.digits))
    return str(bound)


def member_spellings(policy: PolicySet, of: Field, habits: Habits = USUAL) -> Spellings:
    """Return the lookup of the words that a column of `of` may hold."""
    domain = policy.domains[of.type.domain]
    return spellings(domain, habits.values, habits.ascending, habits.foreign)


def _member_reader(policy: PolicySet, of: Field, habits: Habits) -> Taker:
    known = member_spellings(policy, of, habits)

    def read(cell: Cell, text: str) -> Fact | Refusal:
        found = known.find(text)
        return found if isinstance(found, Refusal) else known.domain.ids[found]

    return read


def _set_reader(policy: PolicySet, of: Field, habits: Habits) -> Reader:
    known = member_spellings(policy, of, habits)
    whole = {**known.given, **{w: n for w, n in known.exact.items() if n is not None}}

    def read(cell: Cell) -> Fact | Refusal:
        text = clean(cell)
        if plain(text) in whole:
            return (known.domain.ids[whole[plain(text)]],)
        if isinstance(cell, list) and not cell:
            return ()
        if is_absent(text):
            return None
        if is_garbled(text):
            return Refusal(codes.GARBLED)
        if text.casefold() in NOTHING:
            return ()
        return _members(known, [part.strip() for part in _LIST.split(text)])

    return read


def _members(known: Spellings, parts: list[str]) -> Fact | Refusal:
    ordinals: set[int] = set()
    for part in filter(None, parts):
        found = known.find(part)
        if isinstance(found, Refusal):
            return found
        ordinals.add(found)
    return tuple(known.domain.ids[n] for n in sorted(ordinals))


def _int(cell: Cell, text: str) -> Fact | Refusal:
    if isinstance(cell, bool) or not _INT.fullmatch(text):
        return Refusal(codes.NOT_AN_INT)
    if len(text) > 40:
        return Refusal(codes.NOT_AN_INT)
    number = int(text.partition(".")[0].replace(",", ""))
    if is_damaged_number(cell, text) or not INT64_MIN <= number <= INT64_MAX:
        return Refusal(codes.NOT_AN_INT)
    return number


def _decimal_of(digits: int) -> Taker:
    def read(cell: Cell, text: str) -> Fact | Refusal:
        if isinstance(cell, bool) or not _DECIMAL.fullmatch(text):
            return Refusal(codes.NOT_A_NUMBER, {"digits": digits})
        try:
            number = Decimal(text.replace(",", ""))
            exact = number.quantize(Decimal(1).scaleb(-digits))
        except InvalidOperation:
            return Refusal(codes.NOT_A_NUMBER, {"digits": digits})
        fits = exact == number and abs(exact.scaleb(digits)) <= INT64_MAX
        return exact if fits else Refusal(codes.NOT_A_NUMBER, {"digits": digits})

    return read


def _days(cell: Cell, text: str) -> Fact | Refusal:
    if isinstance(cell, timedelta):
        return cell.days
    found = None if isinstance(cell, bool) else _DAYS.fullmatch(text.casefold())
    if found is None or len(found[1]) > 18:
        return Refusal(codes.NOT_AN_INT)
    return int(found[1])


def _bool(cell: Cell, text: str) -> Fact | Refusal:
    word = plain(text)
    if word in _YES:
        return True
    return False if word in _NO else Refusal(codes.NOT_YES_OR_NO)


def _date(cell: Cell, text: str, of: Field, zone: tzinfo, base_1904: bool) -> Fact | Refusal:
    if of.missing.kind == "null" and has_no_end(text):
        return None
    found = read_date(cell, zone, base_1904)
    if found is None or not DATE_MIN <= (found - EPOCH).days <= DATE_MAX:
        return Refusal(codes.NOT_A_DATE)
    return found


def _text(cell: Cell, text: str, of: Field) -> Fact | Refusal:
    if is_damaged_number(cell, text):
        return Refusal(codes.NUMBER_DAMAGED)
    if of.format == "uscc" and not is_credit_code(text.upper()):
        return Refusal(codes.CREDIT_CODE)
    if isinstance(cell, datetime | date):
        return show(cell).removesuffix(" 00:00:00")
    return text.upper() if of.format == "uscc" else text


def _division(cell: Cell, text: str, policy: PolicySet) -> Fact | Refusal:
    """Return today's code; codes of other years go through the policy set's change table."""
    code, seen = text, {text}
    while (newer := policy.division_changes.get(code)) and newer not in seen:
        code = newer
        seen.add(code)
    if policy.divisions and code not in policy.divisions:
        named = sorted(d.code for d in policy.divisions.values() if plain(d.name) == plain(text))
        hint = Text("填代码：" + "、".join(named), "write the code: " + ", ".join(named))
        near = did_you_mean(text, policy.divisions)
        return Refusal(codes.DIVISION_UNKNOWN, {}, hint if named else near)
    return code


_SIMPLE: dict[Kind, Taker] = {
    Kind.INT: _int,
    Kind.BOOL: _bool,
    Kind.DURATION: _days,
}
