"""SQL as a tree: the constructors the columnar executor builds its query from, and printing.

This module is the one that knows SQLGlot.  A node may be used in several places: whoever
puts it into a second one gets a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from sqlglot import exp

from engine.language.types import INT64_MIN, Scalar

Sql = exp.Expr
Column = tuple[str, Sql]  # what it is called in the result, and what it is
Join = tuple[str, str, Sql, str]  # relation, alias, condition; LEFT keeps all rows, or INNER
Select = exp.Select
NOTHING: Sql = exp.null()


def _part(node: Sql) -> Sql:
    return node.copy() if node.parent is not None else node


def _closed(node: Sql) -> Sql:
    """Return `node` as an operand: in brackets where another operator could tear it apart."""
    node = _part(node)
    loose = isinstance(node, exp.Binary | exp.Unary | exp.In) and not isinstance(node, exp.Paren)
    return exp.Paren(this=node) if loose else node


def column(name: str, relation: str = "") -> Sql:
    """Return a reference to a column; names are always quoted, they may be any word."""
    of = exp.to_identifier(relation, quoted=True) if relation else None
    return exp.Column(this=exp.to_identifier(name, quoted=True), table=of)


def literal(value: Scalar | None) -> Sql:
    """Return a constant; None is NULL."""
    if value is None:
        return exp.null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, str):
        return exp.Literal.string(value)
    if value == INT64_MIN:  # its digits without the sign are no int64
        return bigint(exp.Literal.string(str(value)))
    number = exp.Literal.number(abs(value))
    return exp.Neg(this=number) if value < 0 else number


def _binary(kind: type[exp.Binary]) -> Callable[[Sql, Sql], Sql]:
    return lambda a, b: kind(this=_closed(a), expression=_closed(b))


eq, ne = _binary(exp.EQ), _binary(exp.NEQ)
lt, le, gt, ge = _binary(exp.LT), _binary(exp.LTE), _binary(exp.GT), _binary(exp.GTE)
add, sub, mul = _binary(exp.Add), _binary(exp.Sub), _binary(exp.Mul)
bits_and, bits_or = _binary(exp.BitwiseAnd), _binary(exp.BitwiseOr)
bits_xor = _binary(exp.BitwiseXor)


def neg(value: Sql) -> Sql:
    """Return minus `value`."""
    return exp.Neg(this=_closed(value))


def negated(condition: Sql) -> Sql:
    """Return NOT: unknown stays unknown."""
    return exp.Not(this=_closed(condition))


def is_null(value: Sql) -> Sql:
    """Return whether `value` is NULL; never NULL itself."""
    return exp.Is(this=_closed(value), expression=exp.null())


def given(value: Sql) -> Sql:
    """Return whether `value` is there; never NULL itself."""
    return exp.Is(this=_closed(value), expression=exp.Not(this=exp.null()))


def is_true(condition: Sql) -> Sql:
    """Return whether a condition surely holds; never NULL itself."""
    return exp.Is(this=_closed(condition), expression=exp.true())


def possible(condition: Sql) -> Sql:
    """Return whether a condition holds or may hold; never NULL itself."""
    return exp.Not(this=exp.Paren(this=exp.Is(this=_closed(condition), expression=exp.false())))


def all_of(conditions: Sequence[Sql]) -> Sql:
    """Return Kleene's and."""
    return _chain(exp.And, conditions, empty=True)


def any_of(conditions: Sequence[Sql]) -> Sql:
    """Return Kleene's or."""
    return _chain(exp.Or, conditions, empty=False)


def _chain(kind: type[exp.Binary], parts: Sequence[Sql], *, empty: bool) -> Sql:
    """Join `parts` as a balanced tree, so that a thousand of them are no thousand levels deep."""
    if not parts:
        return literal(empty)
    if len(parts) == 1:
        return _part(parts[0])
    half = len(parts) // 2
    sides = [_chain(kind, side, empty=empty) for side in (parts[:half], parts[half:])]
    connector = exp.And | exp.Or
    left, right = (
        exp.Paren(this=s) if isinstance(s, connector) and not isinstance(s, kind) else s
        for s in sides
    )
    return kind(this=left, expression=right)


def total_of(numbers: Sequence[Sql]) -> Sql:
    """Return the sum of one or more numbers."""
    if len(numbers) == 1:
        return _part(numbers[0])
    half = len(numbers) // 2
    return exp.Add(this=total_of(numbers[:half]), expression=total_of(numbers[half:]))


def joined_bits(words: Sequence[Sql]) -> Sql:
    """Return the union of one or more bit masks."""
    found = words[0]
    for word in words[1:]:
        found = bits_or(found, word)
    return _part(found)


def one_of(value: Sql, members: Iterable[Scalar]) -> Sql:
    """Return `value IN (…)`."""
    return exp.In(this=_closed(value), expressions=[literal(m) for m in members])


def case(ways: Sequence[tuple[Sql, Sql]], otherwise: Sql | None = None) -> Sql:
    """Return the first value whose condition surely holds; NULL without one."""
    if not ways:
        return NOTHING if otherwise is None else _part(otherwise)
    ifs = [exp.If(this=_part(when), true=_part(then)) for when, then in ways]
    return exp.Case(ifs=ifs, default=None if otherwise is None else _part(otherwise))


def coalesce(value: Sql, *others: Sql) -> Sql:
    """Return the first that is not NULL."""
    return exp.Coalesce(this=_part(value), expressions=[_part(o) for o in others])


def least(values: Sequence[Sql]) -> Sql:
    """Return the least of one or more values, none of which may be NULL."""
    return _extreme(exp.Least, values)


def greatest(values: Sequence[Sql]) -> Sql:
    """Return the greatest of one or more values, none of which may be NULL."""
    return _extreme(exp.Greatest, values)


def _extreme(kind: type[exp.Func], values: Sequence[Sql]) -> Sql:
    if len(values) == 1:
        return _part(values[0])
    others = [_part(v) for v in values[1:]]
    # Whether NULL is skipped differs between engines; here no value is ever NULL.
    return kind(this=_part(values[0]), expressions=others, ignore_nulls=True)


def bigint(value: Sql) -> Sql:
    """Return `value` as int64."""
    return cast(value, "BIGINT")


def narrow(value: Sql, low: int, high: int) -> Sql:
    """Return a number of a known range in the narrowest type that holds it.

    Nothing is computed in such a type: sums and products widen their operands first.
    """
    for type, bits in (("TINYINT", 7), ("INTEGER", 31)):
        if -(1 << bits) <= low and high < 1 << bits:
            return cast(value, type)
    return bigint(value)


def cast(value: Sql, type: str) -> Sql:
    """Return `value` cast to an SQL type."""
    return exp.Cast(this=_part(value), to=exp.DataType.build(type))


def year(day: Sql) -> Sql:
    """Return the calendar year of a day number as int64."""
    first = cast(exp.Literal.string("1970-01-01"), "DATE")
    whole = exp.Paren(this=exp.Add(this=first, expression=cast(day, "INT")))
    return bigint(exp.Extract(this=exp.var("year"), expression=whole))


def bit_count(mask: Sql) -> Sql:
    """Return how many bits of a mask are set."""
    return bigint(exp.BitwiseCount(this=_part(mask)))


def sum_of(value: Sql) -> Sql:
    """Return the sum over rows, as int64."""
    return bigint(exp.Sum(this=_part(value)))


def max_of(value: Sql) -> Sql:
    """Return the greatest over rows."""
    return exp.Max(this=_part(value))


def min_of(value: Sql) -> Sql:
    """Return the least over rows."""
    return exp.Min(this=_part(value))


def bits_of(value: Sql) -> Sql:
    """Return the union of bit masks over rows."""
    return exp.BitwiseOrAgg(this=_part(value))


def count_rows() -> Sql:
    """Return the number of rows."""
    return exp.Count(this=exp.Star())


def only_where(aggregate: Sql, condition: Sql | None) -> Sql:
    """Return an aggregate over the rows where a condition surely holds; None: over all."""
    if condition is None:
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=_part(condition)))


def noted(node: Sql, comment: str) -> Sql:
    """Return `node` with a comment that is printed beside it."""
    node = _part(node)
    node.add_comments([f" {comment} "])
    return node


_SIDE = {"LEFT": "side", "INNER": "kind"}


def select(
    columns: Sequence[Column],
    relation: str,
    alias: str = "",
    joins: Sequence[Join] = (),
    group: Sequence[Sql] = (),
    order: Sequence[Sql] = (),
) -> exp.Select:
    """Return a query."""
    query = exp.Select(expressions=[_aliased(name, node) for name, node in columns])
    query.set("from_", exp.From(this=_relation(relation, alias)))
    query.set(
        "joins",
        [
            exp.Join(this=_relation(other, name), **{_SIDE[how]: how}, on=_part(on))
            for other, name, on, how in joins
        ],
    )
    if group:
        query.set("group", exp.Group(expressions=[_part(g) for g in group]))
    if order:
        ordered = [exp.Ordered(this=_part(o), nulls_first=False) for o in order]
        query.set("order", exp.Order(expressions=ordered))
    return query


def _aliased(name: str, node: Sql) -> Sql:
    comments, node = node.comments, _part(node)
    if isinstance(node, exp.Column) and node.name == name and not comments:
        return node
    node.comments = None
    made = exp.Alias(this=node, alias=exp.to_identifier(name, quoted=True))
    made.comments = comments
    return made


def _relation(name: str, alias: str) -> exp.Table:
    as_name = exp.TableAlias(this=exp.to_identifier(alias, quoted=True)) if alias else None
    return exp.Table(this=exp.to_identifier(name, quoted=True), alias=as_name)


def where(query: exp.Select, condition: Sql) -> exp.Select:
    """Return `query` keeping only the rows for which `condition` holds."""
    query.set("where", exp.Where(this=_part(condition)))
    return query


def with_relations(
    query: Select, relations: Sequence[tuple[str, Select]], whole: Collection[str] = ()
) -> Select:
    """Return `query` with the named relations in front of it.

    Those of `whole` are computed once, as they stand, where the dialect has a word for it.
    """
    named = [
        exp.CTE(
            this=made,
            alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True)),
            materialized=True if name in whole else None,
        )
        for name, made in relations
    ]
    if named:
        query.set("with_", exp.With(expressions=named))
    return query


def respelled(query: Select, spell: Callable[[str], str]) -> Select:
    """Return `query` with every name spelled anew."""
    for name in query.find_all(exp.Identifier):
        name.set("this", spell(name.name))
    return query


def printed(query: Sql, dialect: str = "duckdb", *, pretty: bool = False) -> str:
    """Return `query` as text in a dialect of SQL."""
    if dialect != "duckdb":
        query = query.copy()
        for relation in query.find_all(exp.CTE):
            relation.set("materialized", None)
    made: Any = query.sql(dialect=dialect, pretty=pretty, comments=pretty)
    return str(made)
