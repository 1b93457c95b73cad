"""Conditions read aloud: the same tree as a sentence in Chinese or English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from engine.language.expression import Expr, Ref
from engine.language.literals import read_date, show
from engine.language.operators import OPERATORS, Operator
from engine.language.types import BOOL, Kind, Scalar, Type
from engine.problems import Language, Text

NARROW = 9  # binds of what never needs brackets
LEFT_ONLY = frozenset({"sub"})  # a - (b - c) keeps its brackets
ALWAYS = Text("总是成立", "always")
NEVER = Text("从不成立", "never")
YES, NO = Text("是", "yes"), Text("否", "no")


class Names(Protocol):
    """What facts and values are called."""

    def title(self, ref: Ref) -> Text:
        """Return the title of a field or decision, with the way to it."""
        ...

    def label(self, type: Type, ordinal: int) -> Text:
        """Return the label of a member of a scale or code list."""
        ...


def sentence(expr: Expr, names: Names, language: Language) -> str:
    """Return the condition as a sentence: titles of fields, labels of values.

    Brackets stand where the tree needs them, so that two different conditions never
    read the same.
    """
    if expr.op == "lit" and expr.type == BOOL:
        return (ALWAYS if expr.value else NEVER).to(language)
    return _Speaker(names, language).say(expr)


@dataclass(frozen=True, slots=True)
class _Speaker:
    names: Names
    language: Language

    def say(self, expr: Expr, parent: int = 0, *, strict: bool = False) -> str:
        """Return the words for `expr`, in brackets if `parent` binds tighter.

        `strict`: in brackets too if it binds alike.
        """
        expr = _unscaled(expr)
        text, binds = self._plain(expr)
        if binds > parent or (binds == parent and not strict):
            return text
        return f"（{text}）" if self.language == "zh" else f"({text})"

    def _plain(self, expr: Expr) -> tuple[str, int]:
        row = OPERATORS[expr.op]
        if expr.op == "lit":
            return self.value(expr.value, expr), NARROW
        if expr.op == "ref":
            assert isinstance(expr.value, Ref)
            return self.names.title(expr.value).to(self.language), NARROW
        if expr.op in {"and", "or"}:
            parts = [self.say(arg, row.binds) for arg in expr.args]
            return row.words.to(self.language).join(parts), row.binds
        if expr.op == "not":
            return self._denied(expr.args[0])
        return self._filled(self._words(row, expr), row, expr), row.binds

    def _denied(self, inner: Expr) -> tuple[str, int]:
        row = OPERATORS[inner.op]
        denied = row.denied.to(self.language)
        if not denied:
            row = OPERATORS["not"]
            inside = self.say(inner, row.binds)
            return row.words.to(self.language).format(inside), row.binds
        if inner.op == "ref":
            return denied.format(self.say(inner)), OPERATORS["eq"].binds
        return self._filled(denied, row, inner), row.binds

    def _words(self, row: Operator, expr: Expr) -> str:
        kind = expr.args[0].type.kind if expr.args else expr.type.kind
        return row.spoken.get(kind, row.words).to(self.language)

    def _filled(self, words: str, row: Operator, expr: Expr) -> str:
        condition_inside = expr.op != "if" and row.binds == OPERATORS["eq"].binds
        parts = [
            self.say(
                arg,
                NARROW if expr.op == "if" else row.binds,
                strict=condition_inside or expr.op == "neg" or (expr.op in LEFT_ONLY and n > 0),
            )
            for n, arg in enumerate(expr.args)
        ]
        if row.fixed:
            parts.append(self._fixed(expr))
        return words.format(*parts)

    def _fixed(self, expr: Expr) -> str:
        values = expr.value if isinstance(expr.value, tuple) else (expr.value,)
        words = [self.value(value, expr.args[0]) for value in values]
        if len(words) == 1:
            return words[0]
        comma, last = ("、", "或") if self.language == "zh" else (", ", " or ")
        return comma.join(words[:-1]) + last + words[-1]

    def value(self, value: object, like: Expr) -> str:
        """Return a lowered value of the type of `like` in words."""
        assert value is None or isinstance(value, bool | int | str)
        words = self._value(value, like.type)
        if like.op != "lit" or not like.origin:
            return words
        return f"{words}（{like.origin}）" if self.language == "zh" else f"{words} ({like.origin})"

    def _value(self, value: Scalar | None, type: Type) -> str:
        if isinstance(value, bool):
            return (YES if value else NO).to(self.language)
        if isinstance(value, str):
            return f"“{value}”" if self.language == "zh" else f'"{value}"'
        if value is not None and type.domain:
            return self.names.label(type, value).to(self.language)
        return self._measure(value, type)

    def _measure(self, value: int | None, type: Type) -> str:
        """Return a number, date or number of days in words."""
        shown = show(value, type, {})
        if type.kind is Kind.DECIMAL:
            return shown.rstrip("0").rstrip(".") if "." in shown else shown
        if type.kind is Kind.DURATION:
            days = " day" if value in {1, -1} else " days"
            return f"{value}天" if self.language == "zh" else f"{value}{days}"
        if self.language == "zh" and type.kind is Kind.DATE and read_date(shown) is not None:
            year, month, day = (int(part) for part in shown.split("-"))
            return f"{year}年{month}月{day}日"
        return shown


def _unscaled(expr: Expr) -> Expr:
    """Return a number as it was written, without the factor that evens out digits."""
    if expr.op == "mul" and expr.type.digits > sum(arg.type.digits for arg in expr.args):
        return expr.args[0]
    return expr
