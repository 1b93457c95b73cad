"""The typed IR of conditions: one frozen node type, lowered to bool, int64 and text.

A node's `op` names a row of `engine.language.operators`.  Arguments are nodes; what
is fixed stands in `value`:

- `lit`      value: the lowered literal (bool, int, str); `type` tells what it means
- `ref`      value: a `Ref`
- `as_of`    the run's as-of date
- `in`       args: (x,), value: tuple of lowered literals, sorted, without duplicates
- `has`      args: (set,), value: ordinal of the code
- `size`     args: (set,)
- `is_null`  args: (ref,)
- `not` `and` `or` `if` `eq` `ne` `lt` `le` `gt` `ge` `add` `sub` `mul` `neg`
  (`and`, `or`: two or more arguments; `if`: condition, then, otherwise)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.language.types import BOOL, Scalar, Type


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """What a condition reads: a field or decision, reached over named hops.

    `hops` is empty for the row itself; ("point",) follows the row's reference of that
    name, ("enterprise",) goes to the parent entity of that name.
    """

    name: str
    hops: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ".".join((*self.hops, self.name))


@dataclass(frozen=True, slots=True)
class Expr:
    """One node of a condition.

    `start`, `end`: offsets in the text it was written in.  `low`, `high`: the range
    the checker proved for an int, decimal, date or duration.  `origin`: for a literal
    that came from a `values:` block, its dotted name, else "".
    """

    op: str
    type: Type
    args: tuple[Expr, ...] = ()
    value: Scalar | Ref | tuple[Scalar, ...] | None = None
    start: int = 0
    end: int = 0
    low: int | None = None
    high: int | None = None
    origin: str = ""


TRUE = Expr("lit", BOOL, value=True)


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield `expr` and all nodes below it, parents first, in written order."""
    yield expr
    for arg in expr.args:
        yield from walk(arg)


def refs(expr: Expr) -> tuple[Ref, ...]:
    """Return what `expr` reads, each once, in the order of first mention."""
    found = (e.value for e in walk(expr) if e.op == "ref")
    return tuple(dict.fromkeys(r for r in found if isinstance(r, Ref)))
