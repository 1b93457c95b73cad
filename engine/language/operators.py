"""The operators of the language: one row each, in one table.

A row says how the operator is written, what it takes and gives, what it means over
lowered values (`engine.language.pairs`), which operator is its negation, and how it is
read aloud.  Every executor has a form for each row; its own tests hold it to that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from engine.language import pairs
from engine.language.expression import Expr, Ref
from engine.language.pairs import Lowered
from engine.language.types import BOOL, Kind
from engine.problems import NO_TEXT, Text

Read = Callable[[Ref], Lowered]
NUMERIC = (Kind.INT, Kind.DECIMAL, Kind.DURATION)


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator.

    `takes`: kinds of its arguments, "..." for two or more, "any" for one type
    throughout.  `fixed`: the node's `value` is the first argument of `meaning`.
    `words`: how it is read, with {0}, {1} for the arguments; for `and` and `or` what
    stands between them.  `spoken`: other words where the first argument is of a certain
    kind.  `denied`: how its negation is read, where it has no `partner`.  `binds`: the
    higher, the tighter, for brackets.  `partner`: the operator that is true exactly
    where this one is false.
    """

    op: str
    symbols: tuple[str, ...]
    takes: tuple[str, ...]
    gives: str
    meaning: Callable[..., Lowered] | None
    words: Text
    binds: int
    partner: str = ""
    fixed: bool = False
    denied: Text = NO_TEXT
    spoken: Mapping[Kind, Text] = field(default_factory=dict)


def _row(
    op: str,
    symbols: str,
    types: str,
    meaning: Callable[..., Lowered] | None,
    words: tuple[str, str],
    *,
    binds: int,
    partner: str = "",
    fixed: bool = False,
    denied: tuple[str, str] = ("", ""),
    numbers: tuple[str, str] | None = None,
    dates: tuple[str, str] | None = None,
) -> Operator:
    takes, _, gives = types.partition("->")
    arguments = tuple(takes.split())
    spoken = {kind: Text(*numbers) for kind in NUMERIC} if numbers else {}
    if dates:
        spoken[Kind.DATE] = Text(*dates)
    return Operator(
        op, tuple(symbols.split()), arguments, gives.strip(), meaning, Text(*words), binds,
        partner, fixed, Text(*denied), spoken,
    )  # fmt: skip


_ROWS = (
    # what stands for itself
    _row("lit", "", "-> any", None, ("{0}", "{0}"), binds=9),
    _row("ref", "", "-> any", None, ("{0}", "{0}"), binds=9,
         denied=("{0} 为否", "not {0}")),
    _row("as_of", "as_of", "-> date", None, ("基准日", "the as-of date"), binds=9),
    # logic
    _row("or", "|| 或", "bool ... -> bool", pairs.disjunction, ("，或 ", ", or "), binds=1),
    _row("and", "&& 且", "bool ... -> bool", pairs.conjunction, ("，且 ", ", and "), binds=2),
    _row("not", "! 非", "bool -> bool", pairs.negation, ("并非{0}", "not {0}"), binds=4),
    _row("if", "?:", "bool any any -> any", pairs.choice,
         ("如果{0}则取{1}，否则取{2}", "{1} if {0}, else {2}"), binds=0),
    # comparison
    _row("eq", "==", "any any -> bool", pairs.equal, ("{0} 为 {1}", "{0} is {1}"),
         binds=3, partner="ne"),
    _row("ne", "!=", "any any -> bool", pairs.unequal, ("{0} 不为 {1}", "{0} is not {1}"),
         binds=3, partner="eq"),
    _row("lt", "<", "ordered ordered -> bool", pairs.less,
         ("{0} 低于 {1}", "{0} is below {1}"), binds=3, partner="ge",
         numbers=("{0} 小于 {1}", "{0} is less than {1}"),
         dates=("{0} 早于 {1}", "{0} is before {1}")),
    _row("le", "<=", "ordered ordered -> bool", pairs.at_most,
         ("{0} 不高于 {1}", "{0} is at most {1}"), binds=3, partner="gt",
         numbers=("{0} 不大于 {1}", "{0} is at most {1}"),
         dates=("{0} 不晚于 {1}", "{0} is not after {1}")),
    _row("gt", ">", "ordered ordered -> bool", pairs.greater,
         ("{0} 高于 {1}", "{0} is above {1}"), binds=3, partner="le",
         numbers=("{0} 大于 {1}", "{0} is more than {1}"),
         dates=("{0} 晚于 {1}", "{0} is after {1}")),
    _row("ge", ">=", "ordered ordered -> bool", pairs.at_least,
         ("{0} 不低于 {1}", "{0} is at least {1}"), binds=3, partner="lt",
         numbers=("{0} 不小于 {1}", "{0} is at least {1}"),
         dates=("{0} 不早于 {1}", "{0} is not before {1}")),
    _row("in", "in", "any -> bool", pairs.one_of, ("{0} 为 {1}", "{0} is {1}"),
         binds=3, fixed=True, denied=("{0} 不为 {1}", "{0} is not {1}")),
    _row("has", "in", "set -> bool", pairs.holds,
         ("{0} 包括 {1}", "{0} includes {1}"), binds=3, fixed=True,
         denied=("{0} 不包括 {1}", "{0} does not include {1}")),
    _row("is_null", "==null", "any -> bool", pairs.absent,
         ("{0} 没有填写", "{0} is not given"), binds=3,
         denied=("{0} 已填写", "{0} is given")),
    # arithmetic
    _row("size", "size()", "set -> int", pairs.size,
         ("{0} 的项数", "the number of {0}"), binds=8),
    _row("year", "year()", "date -> int", pairs.year, ("{0} 的年份", "the year of {0}"), binds=8),
    _row("add", "+", "ordered ordered -> ordered", pairs.add,
         ("{0} 加 {1}", "{0} plus {1}"), binds=5),
    _row("sub", "-", "ordered ordered -> ordered", pairs.subtract,
         ("{0} 减 {1}", "{0} minus {1}"), binds=5),
    _row("mul", "*", "ordered ordered -> ordered", pairs.multiply,
         ("{0} 乘以 {1}", "{0} times {1}"), binds=6),
    _row("neg", "-", "ordered -> ordered", pairs.minus, ("负 {0}", "minus {0}"), binds=7),
)  # fmt: skip
OPERATORS: Mapping[str, Operator] = {row.op: row for row in _ROWS}
LEAVES = frozenset({"lit", "ref", "as_of"})


def lowered(expr: Expr) -> Lowered:
    """Return the value of a literal as operators take it: a pair where it is ordered."""
    value = expr.value
    if expr.type.ordered and isinstance(value, int):
        return value, value
    assert not isinstance(value, Ref | tuple)
    return value


def evaluate(expr: Expr, read: Read, absent: Callable[[Ref], bool], as_of: int) -> Lowered:
    """Return what `expr` gives, node by node and straight from the table.

    This is the plain reading that faster executors are held against.
    """
    if expr.op == "lit":
        return lowered(expr)
    if expr.op == "as_of":
        return as_of, as_of
    if expr.op == "ref":
        assert isinstance(expr.value, Ref)
        return read(expr.value)
    meaning = OPERATORS[expr.op].meaning
    assert meaning is not None
    if expr.op == "is_null":
        ref = expr.args[0].value
        assert isinstance(ref, Ref)
        return meaning(absent(ref))
    args = [evaluate(arg, read, absent, as_of) for arg in expr.args]
    return meaning(expr.value, *args) if OPERATORS[expr.op].fixed else meaning(*args)


def nnf(expr: Expr) -> Expr:
    """Return an equal condition in which `not` stands only before an atom that has no
    partner, and in which no `if` chooses between conditions.

    Such a condition is true in three-valued logic exactly when it is true after every
    unknown atom has been read as false.
    """
    return _push(expr, negative=False)


def negate(expr: Expr) -> Expr:
    """Return the opposite of a condition, in the form that `nnf` gives."""
    return _push(expr, negative=True)


def _push(expr: Expr, *, negative: bool) -> Expr:
    if expr.op == "not":
        return _push(expr.args[0], negative=not negative)
    if expr.op in {"and", "or"}:
        op = {"and": "or", "or": "and"}[expr.op] if negative else expr.op
        return replace(expr, op=op, args=tuple(_push(a, negative=negative) for a in expr.args))
    if expr.op == "if":
        return _without_choice(expr, negative)
    return _opposite(expr) if negative else expr


def _opposite(atom: Expr) -> Expr:
    if atom.op == "lit":
        return replace(atom, value=not atom.value)
    partner = OPERATORS[atom.op].partner
    if partner:
        return replace(atom, op=partner)
    return Expr("not", BOOL, (atom,), None, atom.start, atom.end)


def _without_choice(expr: Expr, negative: bool) -> Expr:
    """Return c ? a : b as (c and a) or (not c and b) or (a and b).

    The last part is what `choice` gives while c is unknown and both sides agree.
    """
    condition, then, otherwise = expr.args
    a, b = _push(then, negative=negative), _push(otherwise, negative=negative)

    def both(x: Expr, y: Expr) -> Expr:
        return Expr("and", BOOL, (x, y), None, expr.start, expr.end)

    ways = (both(nnf(condition), a), both(negate(condition), b), both(a, b))
    return Expr("or", BOOL, ways, None, expr.start, expr.end)
