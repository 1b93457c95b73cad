"""Where YAML cannot be parsed: what the person most likely did, and where.

A parser says what it expected next, often a line too late.  The usual slips of people
who write policies (a tab, a full-width colon, a test without quotes, an open bracket)
are looked for around that place, the most telling first.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.catalogue import yaml as codes
from engine.catalogue import yaml_words as words
from engine.problems import Problem
from engine.source import Source

Span = tuple[int, int]

_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|(?:^|\s)#.*")
_FULL_COLON = re.compile(r"(?:^[\s\-]*|[{,，]\s*)[\w.\-]+\s*(：)")
_FULL_COMMA = re.compile(r"(，)\s*[\w.\-]+\s*:")
_FULL_OTHER = re.compile(r"[:\-\[,]\s+([｛［“])|([｝］”])\s*$")
_FULL_SPACE = re.compile(r"^[ ]*([\u3000\u00a0])")
_RANGE = re.compile(r"[\[(]\s*[-\w.]+\s*\.\.\s*[-\w.]+\s*[\])]")
_UNTYPED = re.compile(r"[\w.\-]+\s*$")


class _Slip:
    """The text around a parser's complaint, as the finders below look at it."""

    def __init__(self, source: Source, said: str, context: int | None, at: int) -> None:
        self.source, self.text, self.said = source, source.text, said
        self.context, self.at = context, min(at, len(source.text))
        self.line_start = self.text.rfind("\n", 0, self.at) + 1

    @property
    def before(self) -> str:
        """The line up to the complaint."""
        return self.text[self.line_start : self.at]

    @property
    def char(self) -> str:
        return self.text[self.at : self.at + 1]

    def previous_line(self, start: int) -> int:
        """Return the start of the last line with text before the line at `start`."""
        while start > 0:
            start = self.text.rfind("\n", 0, start - 1) + 1
            if self.line(start).strip():
                return start
        return start

    def line(self, start: int) -> str:
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end]


def explain(
    source: Source, said: str, context: int | None, at: int, last_quoted: Span | None
) -> Problem:
    """Return the problem behind what the parser `said` of offset `at`.

    `context` is where the parser began the thing it could not finish; `last_quoted` the
    last quoted text it read.
    """
    slip = _Slip(source, said, context, at)
    for find in _FINDERS:
        problem = find(slip)
        if problem is not None:
            return problem
    problem = _after_quote(slip, last_quoted) or _indentation(slip)
    return problem or codes.UNREADABLE.at(source.place(slip.at))


def _tab(slip: _Slip) -> Problem | None:
    margin = re.match(r"\s*", slip.line(slip.line_start))
    tab = margin.group().find("\t") if margin else -1
    if tab < 0:
        return None
    return codes.TAB.at(slip.source.place(slip.line_start + tab))


def _open_quote(slip: _Slip) -> Problem | None:
    if "quoted scalar" in slip.said and "unexpected" in slip.said and slip.context is not None:
        return codes.OPEN_QUOTE.at(slip.source.place(slip.context))
    return None


def _full_width(slip: _Slip) -> Problem | None:
    """Look at the line of the complaint, the line before it and where the thing began."""
    starts = [slip.line_start, slip.previous_line(slip.line_start)]
    if slip.context is not None:
        starts.append(slip.text.rfind("\n", 0, slip.context) + 1)
    for start in dict.fromkeys(starts):
        line = _QUOTED.sub(lambda m: " " * len(m.group()), slip.line(start))
        for pattern in (_FULL_SPACE, _FULL_COLON, _FULL_COMMA, _FULL_OTHER):
            match = pattern.search(line)
            if match:
                group = 1 if match.group(1) else 2
                place = slip.source.place(start + match.start(group))
                return words.FULL_WIDTH.at(place, text=match.group(group))
    return None


def _bare_test(slip: _Slip) -> Problem | None:
    """`>= 1` is a block of text to YAML, `&& x` an anchor, `[1..3)` an open list."""
    start = slip.context if slip.context is not None else slip.at
    line = slip.line(start)
    if re.search(r"scanning (a block scalar|an anchor|an alias)", slip.said):
        ahead = slip.text[slip.text.rfind("\n", 0, start) + 1 : start].rstrip()
        code = words.AFTER_QUOTE if ahead[-1:] in ("'", '"', "}", "]") else words.OPERATOR
        return code.at(slip.source.place(start, start + len(line)), text=line.strip())
    if "cannot start any token" in slip.said and slip.char == ">":
        text = slip.line(slip.at)
        return words.OPERATOR.at(slip.source.place(slip.at, slip.at + 1), text=text.strip())
    bare = _RANGE.match(line)
    if bare and "flow sequence" in slip.said:
        place = slip.source.place(start, start + bare.end())
        return words.OPERATOR.at(place, text=bare.group())
    return None


def _lone_dash(slip: _Slip) -> Problem | None:
    if "sequence entries are not allowed" in slip.said:
        return words.LONE_DASH.at(slip.source.place(slip.at), text="-")
    return None


def _bad_start(slip: _Slip) -> Problem | None:
    if "cannot start any token" in slip.said or "node content" in slip.said:
        if slip.char in ("]", "}"):
            return codes.OPEN_BRACKET.at(slip.source.place(slip.at), bracket=slip.char)
        if slip.char == ":":
            return codes.NOT_A_KEY.at(slip.source.place(slip.at))
        return words.BAD_START.at(slip.source.place(slip.at), character=slip.char)
    return None


def _colon(slip: _Slip) -> Problem | None:
    """A second `: ` in one line is a colon inside text; the first, a line in too deep."""
    if "mapping values are not allowed" not in slip.said:
        return None
    if ": " in _QUOTED.sub("", slip.before):
        return words.COLON.at(slip.source.place(slip.at))
    return _indentation(slip)


def _no_colon(slip: _Slip) -> Problem | None:
    if "could not find expected ':'" in slip.said and slip.context is not None:
        text = slip.line(slip.context).rstrip()
        place = slip.source.place(slip.context, slip.context + len(text))
        return codes.NO_COLON.at(place, text=text)
    return None


def _second_document(slip: _Slip) -> Problem | None:
    """After `...` a second document; after a bare text, a line that lacks its colon."""
    if "document start" not in slip.said:
        return None
    start = slip.previous_line(slip.line_start)
    text = _QUOTED.sub("", slip.line(start)).rstrip()
    if text.startswith("..."):
        return codes.SECOND_DOCUMENT.at(slip.source.place(slip.at))
    return codes.NO_COLON.at(slip.source.place(start, start + len(text)), text=text)


def _escape(slip: _Slip) -> Problem | None:
    if "escape" not in slip.said:
        return None
    at = slip.at if slip.char == "\\" else slip.text.rfind("\\", 0, slip.at)
    return words.ESCAPE.at(slip.source.place(at, at + 2), text=slip.text[at : at + 2])


def _flow(slip: _Slip) -> Problem | None:
    """In `{` or `[`: a bracket without its partner, or a comma left out between two things."""
    if slip.context is None or not re.search(r"parsing a flow (mapping|sequence)", slip.said):
        return None
    bracket = slip.text[slip.context : slip.context + 1]
    if not _is_closed(slip.text, slip.context):
        return codes.OPEN_BRACKET.at(slip.source.place(slip.context), bracket=bracket)
    word = _UNTYPED.search(slip.before) if slip.char == ":" else None
    at = slip.line_start + word.start() if word else slip.at
    return codes.NO_COMMA.at(slip.source.place(at))


def _is_closed(text: str, start: int) -> bool:
    partners, open_ = {"[": "]", "{": "}"}, []
    for match in re.finditer(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|\s#.*|[\[\]{}]", text[start:]):
        sign = match.group()
        if sign in partners:
            open_.append(partners[sign])
        elif sign in ("]", "}"):
            if open_.pop() != sign:
                return False
            if not open_:
                return True
    return False


def _extra_bracket(slip: _Slip) -> Problem | None:
    if slip.char in ("]", "}"):
        return codes.OPEN_BRACKET.at(slip.source.place(slip.at), bracket=slip.char)
    return None


def _empty_key(slip: _Slip) -> Problem | None:
    if slip.char == ":" and not slip.before.strip(" -"):
        return codes.NOT_A_KEY.at(slip.source.place(slip.at))
    return None


def _after_quote(slip: _Slip, last_quoted: Span | None) -> Problem | None:
    if slip.before.rstrip()[-1:] not in ("'", '"', "}", "]"):
        return None
    if last_quoted and "\n" in slip.text[slice(*last_quoted)]:
        # The quote that closed it was meant to open the next text.
        return codes.OPEN_QUOTE.at(slip.source.place(last_quoted[0]))
    rest = slip.line(slip.at)
    return words.AFTER_QUOTE.at(slip.source.place(slip.at, slip.at + len(rest)), text=rest.strip())


def _indentation(slip: _Slip) -> Problem | None:
    line = slip.line(slip.line_start)
    margin = len(line) - len(line.lstrip(" "))
    if not re.search(r"expected (key|'-' indicator|<block end>)|not allowed", slip.said):
        return None
    return codes.INDENTATION.at(slip.source.place(slip.line_start + margin))


# The most telling first: a tab or a full-width sign explains whatever else the parser says.
_FINDERS: tuple[Callable[[_Slip], Problem | None], ...] = (
    _tab, _open_quote, _full_width, _bare_test, _lone_dash, _bad_start, _escape, _colon,
    _no_colon, _flow, _extra_bracket, _empty_key, _second_document,
)  # fmt: skip
