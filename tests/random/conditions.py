"""Random conditions over the names of a made vocabulary, as an administrator would write them.

Only conditions that can be true and can be false are written: others the checker refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any


@dataclass(frozen=True)
class Name:
    """Something a condition can read: its path, kind, range, and whether it can be absent."""

    path: str
    kind: str  # bool int decimal date duration text or the name of a domain, "set of …"
    low: int = 0
    high: int = 0
    nullable: bool = False


@dataclass(frozen=True)
class Words:
    """The members of the domains that conditions compare with."""

    scales: dict[str, list[str]]
    codes: dict[str, list[str]]


class Writer:
    """Writes conditions about `names`; `rng` decides everything."""

    def __init__(self, rng: Random, names: list[Name], words: Words) -> None:
        self.rng, self.names, self.words = rng, names, words

    def condition(self, depth: int = 2) -> str:
        """Return a condition with at most `depth` levels of and, or, not, choice."""
        kind = self.rng.random()
        if depth == 0 or kind < 0.35:
            return self.atom()
        parts = [self.condition(depth - 1) for _ in range(self.rng.choice((2, 2, 3)))]
        if kind < 0.6:
            return " && ".join(f"({part})" for part in parts)
        if kind < 0.85:
            return " || ".join(f"({part})" for part in parts)
        if kind < 0.93:
            return f"!({parts[0]})"
        return f"({parts[0]}) ? ({parts[1]}) : ({self.atom()})"

    def atom(self) -> str:
        """Return one test of one or two names."""
        name = self.rng.choice(self.names)
        if name.nullable and self.rng.random() < 0.12:
            return f"{name.path} {self.rng.choice(('==', '!='))} null"
        if name.kind.startswith("set of"):
            return self._set(name)
        if name.kind in self.words.scales:
            return self._member(name, self.words.scales[name.kind], ordered=True)
        if name.kind in self.words.codes:
            return self._member(name, self.words.codes[name.kind], ordered=False)
        writers: dict[str, Callable[[Name], str]] = {
            "bool": self._bool,
            "int": self._int,
            "decimal": self._decimal,
            "date": self._date,
            "duration": self._duration,
            "text": self._text,
        }
        return writers[name.kind](name)

    def _bool(self, name: Name) -> str:
        return self.rng.choice((name.path, f"!{name.path}", f"{name.path} == true"))

    def _int(self, name: Name) -> str:
        other = self._like(name)
        forms: list[tuple[str, int, int]] = [(name.path, name.low, name.high)] * 4
        if other is not None:
            products = [a * b for a in (name.low, name.high) for b in (other.low, other.high)]
            chooser = next((n.path for n in self.names if n.kind == "bool"), "true")
            forms += [
                (f"{name.path} + {other.path}", name.low + other.low, name.high + other.high),
                (f"{name.path} - {other.path}", name.low - other.high, name.high - other.low),
                (f"{name.path} * {other.path}", min(products), max(products)),
                (f"-{name.path} + {other.path}", other.low - name.high, other.high - name.low),
                (
                    f"({chooser} ? {name.path} : {other.path})",
                    min(name.low, other.low),
                    max(name.high, other.high),
                ),
            ]
            if name.low < other.high and other.low < name.high and self.rng.random() < 0.2:
                return f"{name.path} {self.rng.choice(('<', '>=', '==', '!='))} {other.path}"
        text, low, high = self.rng.choice(forms)
        return self._against(text, low, high, str)

    def _against(self, text: str, low: int, high: int, show: Callable[[int], str]) -> str:
        """Return a comparison of `text` with a constant that both can and cannot hold."""
        if low == high:
            return f"{text} == {show(low)} || {self.rng.choice(('true', 'false'))}"
        op = self.rng.choice(("<", "<=", ">", ">=", "==", "!=", "in"))
        if op == "in":
            size = self.rng.randint(1, max(1, min(3, high - low)))
            chosen = self.rng.sample(range(low, high + 1), size)
            return f"{text} in [{', '.join(show(n) for n in sorted(chosen))}]"
        least = low + 1 if op in ("<", ">=") else low
        most = high - 1 if op in ("<=", ">") else high
        return f"{text} {op} {show(self.rng.randint(least, most))}"

    def _decimal(self, name: Name) -> str:
        return self._against(name.path, name.low, name.high, lambda n: f"{n / 10:.1f}")

    def _date(self, name: Name) -> str:
        day = 18262 + self.rng.randint(name.low + 1, name.high - 1)  # 2020-01-01 is 18262
        other = self._like(name)
        forms = [
            f"{name.path} {self.rng.choice(('<', '<=', '>', '>='))} as_of",
            f"{name.path} + duration('{self.rng.randint(1, 2)}d') > as_of",
            f"{name.path} {self.rng.choice(('<', '>'))} date('{_iso(day)}')",
            # The days of June that facts have, moved to either side of the turn of the year.
            f"year({name.path} + {self.rng.randint(197, 201)})"
            f" {self.rng.choice(('>', '=='))} year(as_of)",
        ]
        if other is not None:
            forms.append(f"{name.path} - {other.path} >= duration('{self.rng.randint(1, 3)}d')")
            forms.append(f"{name.path} <= {other.path}")
        return self.rng.choice(forms)

    def _duration(self, name: Name) -> str:
        return self._against(name.path, name.low, name.high, lambda n: f"duration('{n}d')")

    def _text(self, name: Name) -> str:
        return self.rng.choice((
            f"{name.path} == 'u'", f"{name.path} != 'v'", f"{name.path} in ['u', 'w']",
        ))  # fmt: skip

    def _set(self, name: Name) -> str:
        members = self.words.codes[name.kind.removeprefix("set of ")]
        if self.rng.random() < 0.5:
            return f"'{self.rng.choice(members)}' in {name.path}"
        return self._against(f"size({name.path})", 0, len(members), str)

    def _member(self, name: Name, members: list[str], *, ordered: bool) -> str:
        if self.rng.random() < 0.4:
            chosen = self.rng.sample(members, self.rng.randint(1, len(members) - 1))
            return f"{name.path} in [{', '.join(repr(m) for m in chosen)}]"
        if not ordered or self.rng.random() < 0.3:
            return f"{name.path} {self.rng.choice(('==', '!='))} '{self.rng.choice(members)}'"
        op = self.rng.choice(("<", ">="))
        if self.rng.random() < 0.5:
            return f"{name.path} {op} '{self.rng.choice(members[1:])}'"
        return f"{name.path} {'<=' if op == '<' else '>'} '{self.rng.choice(members[:-1])}'"

    def _like(self, name: Name) -> Name | None:
        others = [n for n in self.names if n.kind == name.kind and n.path != name.path]
        return self.rng.choice(others) if others else None

    def cells(self) -> dict[str, Any]:
        """Return a condition in the other spelling: names and unary tests."""
        chosen = self.rng.sample(self.names, min(len(self.names), self.rng.choice((1, 1, 2))))
        return {name.path: self._cell(name) for name in chosen if self._cell(name) is not None}

    def _cell(self, name: Name) -> Any:
        if name.kind == "bool":
            return self.rng.choice((True, False))
        if name.kind in self.words.scales:
            members = self.words.scales[name.kind]
            return self.rng.choice((
                self.rng.choice(members), f">= {self.rng.choice(members[1:])}",
                self.rng.sample(members, len(members) - 1),
            ))  # fmt: skip
        if name.kind in self.words.codes:
            members = self.words.codes[name.kind]
            return self.rng.choice((self.rng.choice(members), f"not({self.rng.choice(members)})"))
        if name.kind == "int" and name.low < name.high:
            return f">= {self.rng.randint(name.low + 1, name.high)}"
        return None


def _iso(day: int) -> str:
    from datetime import date

    return date.fromordinal(day + date(1970, 1, 1).toordinal()).isoformat()
