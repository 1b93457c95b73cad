"""Types of the condition language, and the domains that scales and code lists give it.

Whatever the type, a value in the IR is a bool, an int64 or a text: decimals are
scaled ints, dates are day numbers (1970-01-01 is 0), durations are whole days, and a
member of a scale or code list is its ordinal in declared order, from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from engine.problems import NO_TEXT, Text

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
DATE_MIN, DATE_MAX = -25567, 84006  # 1900-01-01 and 2199-12-31 as day numbers

Scalar = bool | int | str


class Kind(StrEnum):
    """The kinds of type; the value is the word used in messages."""

    BOOL = "bool"
    INT = "int"
    DECIMAL = "decimal"
    DATE = "date"
    DURATION = "duration"
    TEXT = "text"
    CODE = "code"
    SCALE = "scale"
    SET = "set"
    NULL = "null"


ORDERED = frozenset({Kind.INT, Kind.DECIMAL, Kind.DATE, Kind.DURATION, Kind.SCALE})


@dataclass(frozen=True, slots=True)
class Type:
    """A type: its kind, the domain of a scale, code or set, the digits of a decimal."""

    kind: Kind
    domain: str = ""
    digits: int = 0

    @property
    def ordered(self) -> bool:
        """True where `<` has a meaning and an unknown value is a pair (lo, hi)."""
        return self.kind in ORDERED

    def __str__(self) -> str:
        if self.kind is Kind.DECIMAL:
            return f"decimal({self.digits})"
        if self.kind is Kind.SET:
            return f"set of {self.domain}"
        return self.domain or str(self.kind)


BOOL, INT, DATE, TEXT = Type(Kind.BOOL), Type(Kind.INT), Type(Kind.DATE), Type(Kind.TEXT)
DURATION, NULL = Type(Kind.DURATION), Type(Kind.NULL)


@dataclass(frozen=True, slots=True)
class Member:
    """One value of a domain: canonical id, label, and other spellings accepted in facts.

    `colour` is the fill (RRGGBB) with which reports mark it, always beside its words.
    """

    id: str
    title: Text
    also: tuple[str, ...] = ()
    colour: str = ""


@dataclass(frozen=True)
class Domain:
    """A scale (ordered, from low to high) or a code list (only `==` and `in`)."""

    name: str
    ordered: bool
    members: tuple[Member, ...]
    title: Text = NO_TEXT

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The canonical ids in declared order; the position is the ordinal in the IR."""
        return tuple(m.id for m in self.members)

    @cached_property
    def words(self) -> Mapping[str, int]:
        """Ordinals by canonical id and by label in either language (ids win)."""
        words: dict[str, int] = {}
        for position, member in enumerate(self.members):
            for word in (member.title.zh, member.title.en):
                if word:
                    words.setdefault(word, position)
        words.update({m.id: n for n, m in enumerate(self.members)})
        return words

    @property
    def top(self) -> int:
        """The ordinal of the highest (last declared) member."""
        return len(self.members) - 1
