"""The text of a condition as a tree of raw nodes with offsets; the only user of lark.

The grammar takes in more than the language has (division, floats, lists anywhere,
methods), so that the checker can refuse each with its own problem at its own place.
"""

from __future__ import annotations

from functools import lru_cache, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from engine.catalogue import conditions as codes
from engine.language.mistakes import Mistake, unexpected_character, unexpected_word

if TYPE_CHECKING:
    from lark import Lark, Token

MAX_LENGTH = 4000
MAX_DEPTH = 50  # well below what Python's own stack bears, in every walk over the tree

GRAMMAR = r"""
?start: expr
?expr: disj | disj "?" disj ":" expr -> choice
?disj: conj | conj ((_OR | _OR_ZH) conj)+ -> or
?conj: rel | rel ((_AND | _AND_ZH) rel)+ -> and
?rel: add | rel REL add -> relation | rel IN add -> in
?add: mul | add (PLUS | MINUS) mul -> arithmetic
?mul: unary | mul (TIMES | DIVIDE) unary -> arithmetic
?unary: postfix | (NOT | NOT_ZH) unary -> not | MINUS unary -> minus
?postfix: primary
    | postfix "." name -> member
    | postfix "." name LPAR args? RPAR -> method
    | postfix LSQB expr RSQB -> index
    | name LPAR args? RPAR -> call
?primary: name | literal | LPAR expr RPAR -> group
    | LSQB RSQB -> list | LSQB expr ("," expr)* ","? RSQB -> list
    | LBRACE RBRACE -> braces | LBRACE entry ("," entry)* ","? RBRACE -> braces
name: NAME | QUOTED
literal: NUMBER | STRING | TRUE | FALSE | NULL
args: expr ("," expr)*
entry: expr ":" expr

IN: /in(?!\w)/
NOT: "!"
NOT_ZH: "非"
_AND: "&&"
_AND_ZH: "且"
_OR: "||"
_OR_ZH: "或"
REL: "==" | "!=" | "<=" | ">=" | "<" | ">"
PLUS: "+"
MINUS: "-"
TIMES: "*"
DIVIDE: "/" | "%"
LPAR: "("
RPAR: ")"
LSQB: "["
RSQB: "]"
LBRACE: "{"
RBRACE: "}"
TRUE: "true"
FALSE: "false"
NULL: "null"
NUMBER: /0[xX][0-9A-Za-z_]*|(\.[0-9]+|[0-9]+(\.[0-9]+)?)([eE][+-]?[0-9]+)?[A-Za-z_]*/
STRING.2: /[bB]?[rR]("{3}.*?"{3}|'{3}.*?'{3}|"[^"\n]*"|'[^'\n]*')/s
        | /[bB]?("{3}(\\.|[^\\])*?"{3}|'{3}(\\.|[^\\])*?'{3}|"(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])*')/s
QUOTED: /`[^`\n]+`/
NAME: /[^\W\d][\w\u0300-\u036f]*/
%ignore /[ \t\f\r\n]+/
%ignore /\/\/[^\n]*/
"""

RULES = (
    "choice", "or", "and", "relation", "in", "arithmetic", "not", "minus", "member", "method",
    "index", "call", "list", "braces", "args", "entry",
)  # fmt: skip
BRACKETS = frozenset({"LPAR", "RPAR", "LSQB", "RSQB", "LBRACE", "RBRACE"})


class Raw(NamedTuple):
    """One node as it was written; `text` is the word, operator or literal it stands for."""

    kind: str
    start: int
    end: int
    text: str = ""
    args: tuple[Raw, ...] = ()
    depth: int = 1


@lru_cache(maxsize=8192)
def parse(text: str) -> Raw | Mistake:
    """Return the raw tree of `text`, or why there is none; no text raises.

    >>> parse("a >= 3").kind
    'relation'
    >>> parse("a = 3").code.id
    'C105'
    """
    if not text.strip():
        return Mistake(codes.EMPTY, 0, len(text))
    if len(text) > MAX_LENGTH:
        args = {"count": len(text), "limit": MAX_LENGTH}
        return Mistake(codes.TOO_LONG, 0, len(text), args)
    tree = _read(text)
    if isinstance(tree, Raw) and tree.depth > MAX_DEPTH:
        return Mistake(codes.TOO_DEEP, 0, len(text), {"limit": MAX_DEPTH})
    return tree


def _read(text: str) -> Raw | Mistake:
    from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

    try:
        tree = _parser().parse(text)
    except UnexpectedCharacters as error:
        return unexpected_character(text, error.pos_in_stream or 0)
    except UnexpectedToken as error:
        return _misplaced(text, error.token)
    except UnexpectedInput:
        return Mistake(codes.ENDS_EARLY, len(text) - 1, len(text))
    assert isinstance(tree, Raw)
    return tree


def _misplaced(text: str, token: Token) -> Mistake:
    if token.type == "$END":
        end = len(text.rstrip())
        return Mistake(codes.ENDS_EARLY, end - 1, end)
    assert token.start_pos is not None
    return unexpected_word(text, token.start_pos, str(token))


@lru_cache(maxsize=1)
def _parser() -> Lark:
    from lark import Lark

    # lark calls, for each rule it reduces, the attribute that is named like the rule
    builders = {rule: partial(_node, rule) for rule in RULES}
    transformer = SimpleNamespace(name=_leaf, literal=_leaf, group=_group, **builders)
    return Lark(GRAMMAR, parser="lalr", transformer=transformer, maybe_placeholders=False)


def _leaf(children: list[Token]) -> Raw:
    (token,) = children
    text = token[1:-1] if token.type == "QUOTED" else str(token)
    return Raw(token.type, _start(token), _end(token), text)


def _group(children: list[Raw | Token]) -> Raw:
    """Return what stands in brackets, with the brackets in its span."""
    opening, inner, closing = children
    assert isinstance(inner, Raw)
    assert not isinstance(opening, Raw) and not isinstance(closing, Raw)
    if not inner.args:
        return inner
    start, end = _start(opening), _end(closing)
    # `(a < b) == c` is meant; only without brackets is `a < b < c` a mistake.
    if inner.kind in {"relation", "in"}:
        return Raw("group", start, end, args=(inner,), depth=inner.depth)
    return inner._replace(start=start, end=end)


def _node(kind: str, children: list[Raw | Token]) -> Raw:
    """Return the node over `children`; the operator among them becomes its text."""
    first, last = children[0], children[-1]
    start = first.start if isinstance(first, Raw) else _start(first)
    end = last.end if isinstance(last, Raw) else _end(last)
    args = tuple(c for c in children if isinstance(c, Raw))
    words = [str(c) for c in children if not isinstance(c, Raw) and c.type not in BRACKETS]
    depth = 1 + max((a.depth for a in args), default=0)
    return Raw(kind, start, end, words[0] if words else "", args, depth)


def _start(token: Token) -> int:
    return token.start_pos or 0


def _end(token: Token) -> int:
    return token.end_pos or 0
