"""The spellings of a scale or code list, as people write them in ledgers.

All words come from the vocabulary: ids, labels, `also`.  The rules added here are
generic: digits, Roman and Chinese numerals with or without 级 are one; the endings of
colours and of risks may be left off; a bracket or a slash repeats the same value.
Nothing is guessed: what fits no member, or two, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from engine.catalogue import returned_rows as codes
from engine.facts.cells import Refusal
from engine.language.types import Domain
from engine.problems import Text

_SPACE = re.compile(r"\s+")
_SEPARATOR = re.compile(r"[()\[\]{}【】〔〕《》/、,;|+]+")
_NUMERAL = re.compile(r"(?:([1-9]\d?|0)(?:\.0+)?|([ivx]+)|([一二三四五六七八九十]+))级?")
_ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
}  # fmt: skip
_HAN = {character: n for n, character in enumerate("一二三四五六七八九十", 1)}
_ELL = re.compile(r"l+级?")
ELL_HINT = Text(
    "写的是小写字母l，不是数字1，也不是罗马数字Ⅰ",
    "this is the small letter l, neither the digit 1 nor the Roman numeral",
)


def plain(word: str) -> str:
    """Return a word as it is compared: NFKC, without any blank, small letters.

    >>> plain("　Ⅱ 级 ")
    'ii级'
    """
    return _SPACE.sub("", normalize("NFKC", word)).casefold()


def numeral(word: str) -> int | None:
    """Return the number that a plain word is, written in any of three ways.

    >>> [numeral(plain(w)) for w in ("1.0", "１级", "Ⅳ", "三级", "红")]
    [1, 1, 4, 3, None]
    """
    found = _NUMERAL.fullmatch(word)
    if found is None:
        return None
    digits, roman, han = found.groups()
    if digits:
        return int(digits)
    return _ROMAN.get(roman) if roman else _HAN.get(han)


def stem(word: str) -> str:
    """Return the form that all spellings of one value share.

    >>> stem("红色级"), stem("重大安全风险"), stem("重大风险"), stem("低风险"), stem("低")
    ('红', '重大', '重大', '低风险', '低')
    """
    number = numeral(word)
    if number is not None:
        return f"#{number}"
    for ending in ("色级", "色"):
        if word.endswith(ending) and len(word) > len(ending):
            return word.removesuffix(ending)
    if word.endswith("安全风险"):
        word = word.removesuffix("安全风险") + "风险"
    # A lone 高, 中 or 低 says too little to stand for 低风险; 重大 and 较大 say enough.
    if word.endswith("风险") and len(word) >= 4:
        return stem(word.removesuffix("风险"))
    return word


@dataclass(frozen=True)
class Spellings:
    """The words of one domain, ready to be looked up.

    `given`: the file's own mapping of values.  `ascending`: the file counts upwards, so
    its numerals do not mean what the vocabulary's do.  `foreign`: a value that the
    column's own header lists and the domain does not have; then no numeral is trusted.
    """

    domain: Domain
    given: Mapping[str, int] = field(default_factory=dict)
    ascending: bool = False
    foreign: str = ""
    exact: Mapping[str, int | None] = field(default_factory=dict)
    loose: Mapping[str, int | None] = field(default_factory=dict)

    def find(self, text: str) -> int | Refusal:
        """Return the ordinal of the member that a cleaned text names, or why it names none."""
        word = plain(text)
        if word in self.given:
            return self.given[word]
        known = self.exact.get(word)
        pieces = [plain(piece) for piece in _SEPARATOR.split(text.replace("\n", "/"))]
        pieces = [piece for piece in pieces if piece]
        if (self.ascending or self.foreign) and any(numeral(p) is not None for p in pieces):
            return self._untrusted()
        if known is not None:
            return known
        found = {self._single(piece) for piece in pieces}
        if not found or None in found:
            return self._unknown(pieces)
        if len(found) > 1:
            return Refusal(codes.TWO_VALUES, {"expected": self.expected()})
        (only,) = found
        return only if only is not None else self._unknown(pieces)

    def _single(self, word: str) -> int | None:
        if word in self.given:
            return self.given[word]
        known = self.exact.get(word)
        return known if known is not None else self.loose.get(stem(word))

    def _unknown(self, pieces: list[str]) -> Refusal:
        hint = ELL_HINT if any(_ELL.fullmatch(piece) for piece in pieces) else None
        return Refusal(codes.VALUE_UNKNOWN, {"expected": self.expected()}, hint)

    def _untrusted(self) -> Refusal:
        if self.foreign:
            return Refusal(codes.HEADER_DISAGREES, {"foreign": self.foreign})
        return Refusal(codes.NUMERAL_ASCENDING, {})

    def expected(self) -> Text:
        """Return what should stand in the cell, in the order people read: gravest first."""
        labels = [_short(m.title, m.id) for m in self.domain.members]
        if self.domain.ordered:
            labels.reverse()
            if len(labels) > 2:
                first, last = labels[0], labels[-1]
                return Text(f"{first.zh}至{last.zh}", f"{first.en} to {last.en}")
        shown = labels[:8]
        more = Text("等", " and others") if len(labels) > 8 else Text("", "")
        return Text(
            "、".join(t.zh for t in shown) + more.zh + "之一",
            "one of " + ", ".join(t.en for t in shown) + more.en,
        )


def spellings(
    domain: Domain,
    given: Mapping[str, int] | None = None,
    ascending: bool = False,
    foreign: str = "",
) -> Spellings:
    """Return the lookup of `domain`; `given` maps the file's own words to ordinals."""
    exact: dict[str, int | None] = {}
    loose: dict[str, int | None] = {}
    for position, member in enumerate(domain.members):
        for word in _words(member.id, member.title, member.also):
            _note(exact, plain(word), position)
            for piece in _pieces(word):
                _note(loose, stem(piece), position)
    for position, member in enumerate(domain.members):  # an id always means its own member
        exact[plain(member.id)] = position
    own = {plain(word): position for word, position in (given or {}).items()}
    return Spellings(domain, own, ascending, foreign, exact, loose)


def _words(identifier: str, title: Text, also: tuple[str, ...]) -> Iterator[str]:
    yield identifier
    yield from (word for word in (title.zh, title.en, *also) if word)


def _pieces(word: str) -> set[str]:
    """Return the word and, for 四级（低风险）, the spellings that its bracket gives."""
    parts = {plain(part) for part in _SEPARATOR.split(normalize("NFKC", word))}
    return {plain(word), *parts} - {""}


def _note(table: dict[str, int | None], word: str, position: int) -> None:
    """Enter a word; one that two members share means neither."""
    if table.setdefault(word, position) != position:
        table[word] = None


def _short(title: Text, identifier: str) -> Text:
    zh = re.split(r"[（(]", title.zh or title.en or identifier)[0].strip()
    return Text(zh, title.en or title.zh or identifier)
