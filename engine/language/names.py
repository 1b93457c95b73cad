"""Names in conditions: paths as written, what they stand for, what else was meant."""

from __future__ import annotations

import re

from engine.catalogue import condition_meaning as codes
from engine.catalogue import conditions as writing
from engine.language.expression import Expr
from engine.language.literals import YES_NO, member
from engine.language.parsing import Raw
from engine.language.scope import Context, normal, symbol_node
from engine.language.types import DATE, DATE_MAX, DATE_MIN, TEXT, Type
from engine.problems import Text, did_you_mean

AS_OF = "as_of"
Span = tuple[int, int]


def path_of(raw: Raw) -> str | None:
    """Return the dotted path that a name with members spells, or None if it is none."""
    if raw.kind in {"NAME", "QUOTED"}:
        return normal(raw.text)
    if raw.kind != "member":
        return None
    before = path_of(raw.args[0])
    return before and f"{before}.{normal(raw.args[1].text)}"


def find(context: Context, path: str, span: Span, want: Type | None = None) -> Expr | None:
    """Return the node that reads `path`; None after reporting that nothing can be read.

    `want` is the type of the other side: a bare word that is one of its values gets
    the hint to put it in quotes.
    """
    if path == AS_OF:
        return Expr("as_of", DATE, (), None, *span, DATE_MIN, DATE_MAX)
    symbol = context.scope.find(path)
    if symbol is None:
        _unknown(context, path, span, want)
        return None
    if symbol.refused is not None:
        context.say(codes.NOT_READABLE, *span, word=path, why=symbol.refused)
        return None
    return symbol_node(symbol, context, *span)


def _unknown(context: Context, path: str, span: Span, want: Type | None) -> None:
    domain = context.domain(want) if want else None
    if domain is not None and member(domain, path) is not None:
        context.say(codes.UNQUOTED, *span, word=path)
        return
    run_together = _operator_inside(context, path)
    if run_together:
        context.say(writing.CHINESE_OPERATOR, *span, word=run_together)
        return
    hint = did_you_mean(path, [*context.scope.known(), AS_OF])
    if path in YES_NO:
        hint = Text(
            "是、否 只能与是/否字段比较", "yes and no can only be compared with a yes/no fact"
        )
    elif hint is None and want == TEXT:
        hint = Text(f"文本写在引号里：'{path}'", f"a text stands in quotes: '{path}'")
    context.say(codes.UNKNOWN_NAME, *span, hint=hint, word=path)


def _operator_inside(context: Context, path: str) -> str | None:
    """Return the 且, 或 or 非 that runs into a name which is known without it."""
    for match in re.finditer("[且或非]", path):
        parts = (path[: match.start()], path[match.end() :])
        if any(part and context.scope.find(part) is not None for part in parts):
            return match[0]
    return None
