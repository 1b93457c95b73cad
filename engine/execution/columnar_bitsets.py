"""Large tables by lookup: for each value of a column, the rules it does not contradict.

A rule is taken as a conjunction of tests, each of one column.  For each column there is a
small relation: a row for each value that the tests can tell apart, one for NULL, and in it
two masks of rules, those whose tests surely hold there and those whose tests may.  What
holds on a row is then the intersection over the columns: the cost is columns times words,
not rules times tests.  A part of a rule that reads several columns becomes a column first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from engine.execution import columnar_sql as sql
from engine.execution.columnar_hits import RULES
from engine.execution.columnar_sql import Column, Sql
from engine.execution.columnar_stage import Stage
from engine.execution.columnar_values import Const, Plain, Single, Value, ends
from engine.language.expression import Expr, Ref, refs, walk
from engine.language.operators import evaluate
from engine.language.pairs import Lowered
from engine.language.types import BOOL, Kind
from engine.policy.model import Decision

COMPARING = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
DIRECT = 4096  # values of a number that are looked up as they are
CELLS = 20_000  # rows of one lookup; a table that needs more is computed rule by rule
NULL_KEY = -1


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a lookup: its key, and what the column is there."""

    key: int
    value: Lowered
    absent: bool


@dataclass
class Tested:
    """One column and the tests of it: by rule, the conditions that must hold there."""

    ref: Ref
    tests: dict[int, list[Expr]] = field(default_factory=dict)


def conjuncts(expr: Expr) -> Iterator[Expr]:
    """Yield the conditions that must all hold for `expr` to hold."""
    if expr.op == "and":
        for arg in expr.args:
            yield from conjuncts(arg)
    elif not (expr.op == "lit" and expr.value is True):
        yield expr


def is_test_of_one(expr: Expr) -> bool:
    """Tell whether a condition compares one name with constants, and nothing else."""
    kinds = [node.type.kind for node in walk(expr) if node.op == "ref"]
    return len(refs(expr)) == 1 and Kind.SET not in kinds and _simple(expr)


def _simple(expr: Expr) -> bool:
    if expr.op in ("and", "or", "not"):
        return all(_simple(arg) for arg in expr.args)
    if expr.op in COMPARING:
        sides = sorted(arg.op in ("lit", "as_of") for arg in expr.args)
        return sides == [False, True] and any(arg.op == "ref" for arg in expr.args)
    if expr.op == "in":
        return expr.args[0].op == "ref"
    return expr.op in ("is_null", "ref", "lit")


def composed(decision: Decision) -> dict[Expr, str]:
    """Return the parts of rules that read several columns, each with a name of its own."""
    found: dict[Expr, str] = {}
    for rule in decision.rules:
        for part in conjuncts(rule.when):
            if not is_test_of_one(part):
                found.setdefault(_plainly(part), f"{decision.id}?{len(found)}")
    return found


def _plainly(expr: Expr) -> Expr:
    """Return a condition without the places it was written at, so that equals are equal."""
    return replace(expr, args=tuple(map(_plainly, expr.args)), start=0, end=0, origin="")


def masks(
    stage: Stage, decision: Decision, fired: Sequence[str], unknown: Sequence[str]
) -> list[Column]:
    """Return the columns of the masks of a table, from lookups that are joined to its rows."""
    words = range(len(fired))
    ones = [(1 << len(decision.rules[w * RULES : (w + 1) * RULES])) - 1 for w in words]
    surely: list[list[Sql]] = [[] for _ in words]
    maybe: list[list[Sql]] = [[] for _ in words]
    for number, tested in enumerate(_tested(decision)):
        alias = f"{decision.id} by {tested.ref}"
        key, cells = _cells(stage, tested)
        used = sorted({n // RULES for n in tested.tests})
        rows = [
            [cell.key, *_words(tested, cell, used, ones, stage.relations.as_of)] for cell in cells
        ]
        columns = ["key", *(f"{side}{w}" for w in used for side in "sm")]
        name = f"lookup {decision.id} {number}"
        stage.lookups[name] = (columns, rows)
        # Every key has its row, so that no row of the left side is lost.
        stage.joins[alias] = (name, alias, sql.eq(sql.column("key", alias), key), "INNER")
        for w in used:
            surely[w].append(sql.column(f"s{w}", alias))
            maybe[w].append(sql.column(f"m{w}", alias))
    found = []
    for w in words:
        every = sql.literal(ones[w])
        holds, may = (_all_bits(side[w] or [every]) for side in (surely, maybe))
        found.append((fired[w], sql.bigint(holds)))
        found.append((unknown[w], sql.bigint(sql.bits_xor(may, holds))))
    return found


def _all_bits(words: Sequence[Sql]) -> Sql:
    found = words[0]
    for word in words[1:]:
        found = sql.bits_and(found, word)
    return found


def _tested(decision: Decision) -> list[Tested]:
    """Return the columns that the rules test, in the order of first mention."""
    hidden = composed(decision)
    found: dict[Ref, Tested] = {}
    for n, rule in enumerate(decision.rules):
        for part in conjuncts(rule.when):
            test = part
            if not is_test_of_one(part):
                test = Expr("ref", BOOL, value=Ref(hidden[_plainly(part)]))
            (ref,) = refs(test)
            found.setdefault(ref, Tested(ref)).tests.setdefault(n, []).append(_plainly(test))
    return list(found.values())


def _words(
    tested: Tested, cell: Cell, used: Sequence[int], ones: Sequence[int], as_of: int
) -> list[int]:
    """Return, for each word of `used`, the rules whose tests surely and possibly hold."""
    known: dict[Expr, object] = {}

    def truth(test: Expr) -> object:
        if test not in known:
            known[test] = evaluate(test, lambda _: cell.value, lambda _: cell.absent, as_of)
        return known[test]

    surely, maybe = {w: ones[w] for w in used}, {w: ones[w] for w in used}
    for n, tests in tested.tests.items():
        w, bit = n // RULES, 1 << n % RULES
        answers = [truth(test) for test in tests]
        if False in answers:
            surely[w] &= ~bit
            maybe[w] &= ~bit
        elif None in answers:
            surely[w] &= ~bit
    return [mask for w in used for mask in (surely[w], maybe[w])]


def _cells(stage: Stage, tested: Tested) -> tuple[Sql, list[Cell]]:
    """Return the key of a column and a cell for each value that the tests tell apart."""
    tests = [test for tests in tested.tests.values() for test in tests]
    if "?" in tested.ref.name:  # made by `composed`; no name of a policy has such a mark
        return _plain_cells(stage.hidden(tested.ref.name, BOOL), tests)
    value = stage.read(tested.ref)
    if isinstance(value, Plain):
        types = [node.type for t in tests for node in walk(t) if node.op == "ref"]
        domain = stage.relations.policy.domains.get(types[0].domain)
        key, cells = _plain_cells(value, tests, len(domain.members) if domain else 0)
    elif isinstance(value, Single):
        key, cells = _single_cells(value, tests, stage.relations.as_of)
    else:
        return _pair_cells(value, _cuts(tests, stage.relations.as_of))
    if isinstance(stage.absent(tested.ref), Const):  # computed, never absent
        cells = [replace(cell, absent=False) for cell in cells]
    return key, cells


def _plain_cells(value: Value, tests: Sequence[Expr], members: int = 0) -> tuple[Sql, list[Cell]]:
    """Return cells for NULL, for each word that a test names, and for all other words."""
    assert isinstance(value, Plain)
    kinds = {node.type.kind for t in tests for node in walk(t) if node.op == "ref"}
    cells = [Cell(NULL_KEY, None, True)]
    if kinds == {Kind.BOOL}:
        key = sql.case(
            [(value.at, sql.literal(1)), (sql.is_null(value.at), sql.literal(NULL_KEY))],
            sql.literal(0),
        )
        return key, [*cells, Cell(0, False, False), Cell(1, True, False)]
    if kinds == {Kind.CODE} and members:
        cells += [Cell(n, n, False) for n in range(members)]
        return sql.coalesce(sql.bigint(value.at), sql.literal(NULL_KEY)), cells
    words = sorted({w for t in tests for w in _constants(t)}, key=str)
    ways = [(sql.is_null(value.at), sql.literal(NULL_KEY))]
    for n, word in enumerate(words):
        ways.append((sql.eq(value.at, sql.literal(word)), sql.literal(n)))
        cells.append(Cell(n, word, False))
    cells.append(Cell(len(words), _other(words), False))
    return sql.case(ways, sql.literal(len(words))), cells


def _constants(test: Expr) -> Iterator[int | str]:
    for node in walk(test):
        if node.op == "lit" and isinstance(node.value, int | str):
            yield node.value
        if node.op == "in" and isinstance(node.value, tuple):
            yield from (v for v in node.value if isinstance(v, int | str))


def _other(words: Sequence[int | str]) -> int | str:
    """Return a value that is none of `words`."""
    numbers = [w for w in words if isinstance(w, int)]
    if numbers or not words:
        return max(numbers, default=0) + 1
    return "".join(str(w) for w in words) + "…"


def _cuts(tests: Sequence[Expr], as_of: int) -> list[int]:
    """Return the numbers below which, and from which on, some test may answer otherwise."""
    numbers = {int(c) for t in tests for c in _constants(t) if isinstance(c, int)}
    if any(node.op == "as_of" for t in tests for node in walk(t)):
        numbers.add(as_of)
    return sorted({cut for n in numbers for cut in (n, n + 1)})


def _single_cells(value: Single, tests: Sequence[Expr], as_of: int) -> tuple[Sql, list[Cell]]:
    missing = Cell(NULL_KEY, (value.low, value.high), True)
    if value.high - value.low < DIRECT:
        numbers = range(value.low, value.high + 1)
        key = sql.coalesce(sql.bigint(value.at), sql.literal(value.low - 1))
        missing = replace(missing, key=value.low - 1)
        return key, [missing, *(Cell(n, (n, n), False) for n in numbers)]
    cuts = _cuts(tests, as_of)
    step = _interval(value.at, cuts)
    ways = [(sql.is_null(value.at), sql.literal(NULL_KEY))]
    inside = [cuts[0] - 1 if cuts else 0, *cuts]
    return sql.case(ways, step), [missing, *(Cell(n, (v, v), False) for n, v in enumerate(inside))]


def _interval(at: Sql, cuts: Sequence[int], first: int = 0) -> Sql:
    """Return how many of the cuts a number has reached, by halving."""
    if not cuts:
        return sql.literal(first)
    half = len(cuts) // 2
    below = _interval(at, cuts[:half], first)
    above = _interval(at, cuts[half + 1 :], first + half + 1)
    return sql.case([(sql.lt(at, sql.literal(cuts[half])), below)], above)


def _pair_cells(value: Value, cuts: Sequence[int]) -> tuple[Sql, list[Cell]]:
    """Return a cell for each way in which both ends lie among the cuts."""
    pair, width = ends(value), len(cuts) + 1
    low, high = _interval(pair.lo, cuts), _interval(pair.hi, cuts)
    key = sql.add(sql.mul(low, sql.literal(width)), high)
    # Ends in one interval may still differ; the tests cannot tell unless a cut lies between.
    least = [cuts[0] - 1 if cuts else 0, *cuts]
    cells = [
        Cell(a * width + b, (least[a], least[b]), False)
        for a in range(width)
        for b in range(a, width)
    ]
    return key, cells


def fits(decision: Decision, is_pair: Callable[[Ref], bool]) -> bool:
    """Tell whether the lookups of a table stay small; `is_pair`: a column has two ends."""
    for tested in _tested(decision):
        if is_pair(tested.ref):
            cuts = _cuts([t for tests in tested.tests.values() for t in tests], 0)
            if (len(cuts) + 3) ** 2 > CELLS:
                return False
    return True
