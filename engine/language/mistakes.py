"""What was probably meant where a condition cannot be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.catalogue import conditions as codes
from engine.problems import Code, Text

# Full-width and typographic characters, and what to type instead.
PLAIN = {
    **{chr(0xFF01 + n): chr(0x21 + n) for n in range(94)},
    **dict(zip("“”„‟″", '"' * 5, strict=True)),
    **dict(zip("‘’‚‛′", "'" * 5, strict=True)),
    **{"、": ",", "。": ".", "【": "[", "】": "]", "〔": "[", "〕": "]", "《": "<", "》": ">"},
    **{"≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "−": "-", "–": "-", "—": "-"},
    **{"∧": "&&", "∨": "||", "¬": "!", "∈": "in", "≧": ">=", "≦": "<="},
}
BLANKS = "\u3000\xa0\u2002\u2003\u2009\u200b\ufeff"
WORDS = {"and": "&&", "or": "||", "not": "!"}
# What people write for == and its kin, in the order in which they must be looked for.
EQUALS = {"=>": ">=", "=<": "<=", "=": "=="}


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a text is not a condition: a code at offsets, not yet at a place in a file."""

    code: Code
    start: int
    end: int
    args: Mapping[str, object] = field(default_factory=dict)
    hint: Text | None = None


def unexpected_character(text: str, at: int) -> Mistake:
    """Return what is wrong where no token can begin."""
    character = text[at]
    if character in PLAIN or character in BLANKS:
        plain = PLAIN.get(character, "")
        words = Text(plain, plain) if plain else Text("空格", "a blank")
        args = {"character": character, "plain": words}
        return Mistake(codes.FULL_WIDTH, at, at + 1, args)
    if character == "=":
        word = next(w for w in EQUALS if text.startswith(w, at))
        args = {"word": word, "plain": EQUALS[word]}
        return Mistake(codes.SINGLE_EQUALS, at, at + len(word), args)
    if character in "&|":
        args = {"character": character, "plain": character * 2}
        return Mistake(codes.SINGLE_SIGN, at, at + 1, args)
    if character in "'\"`":
        return Mistake(codes.NOT_CLOSED, at, len(text), {"plain": character})
    return Mistake(codes.UNEXPECTED_CHARACTER, at, at + 1, {"character": character})


def unexpected_word(text: str, at: int, word: str) -> Mistake:
    """Return what is wrong where a token stands that does not fit the grammar."""
    end = at + len(word)
    if word.lower() in WORDS:
        plain = WORDS[word.lower()]
        return Mistake(codes.WORD_OPERATOR, at, end, {"word": word, "plain": plain})
    before = re.search(r"(?<!\w)(not)\s*$", text[:at], re.IGNORECASE)
    if before:
        args = {"word": before[1], "plain": "!"}
        return Mistake(codes.WORD_OPERATOR, before.start(1), before.end(1), args)
    if word == ">" and text[:at].endswith("<"):
        args = {"word": "<>", "plain": "!="}
        return Mistake(codes.SINGLE_EQUALS, at - 1, end, args)
    return Mistake(codes.UNEXPECTED_WORD, at, end, {"word": word})
