"""Every kind of condition, matched by durable-rules, gives what the operator table says."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from engine.execution.forward_chain import Chain
from engine.execution.forward_host import MAX_PATTERNS
from engine.execution.forward_plan import atom_share, lay_out
from engine.execution.forward_rules import Translation
from engine.execution.reference import Program
from engine.execution.subjects import Item
from engine.language.expression import TRUE, Expr, walk
from engine.language.operators import OPERATORS
from engine.language.types import BOOL, DATE, DURATION, INT, INT64_MAX, INT64_MIN, TEXT
from engine.policy.model import Decision, Field
from tests.execution.forward_runs import needs_library
from tests.execution.forward_set import (
    AGREED,
    AS_OF,
    CODE,
    DAY,
    GRADE,
    NAME,
    NUMBER,
    SCALE,
    TEXTS,
    TRADE,
    TRADES,
    YES,
    derived,
    firms,
    lit,
    op,
    policy_set,
    ref,
    roll_up,
    table,
    usual_set,
)

pytestmark = needs_library
TODAY = op("as_of", type=DATE)
#    behaviour                            condition                                      inside
ATOMS: list[tuple[str, Expr, bool]] = [
    ("a yes/no fact", YES, True),
    ("a yes/no fact that is not so", op("not", YES), True),
    ("a yes/no fact named yes", op("eq", YES, lit(True, BOOL)), True),
    ("a yes/no fact that is not named yes", op("ne", YES, lit(True, BOOL)), True),
    ("two yes/no facts that agree", op("eq", YES, AGREED), True),
    ("two yes/no facts that differ", op("ne", YES, AGREED), True),
    ("a number below", op("lt", NUMBER, lit(3, INT)), True),
    ("a number at most", op("le", NUMBER, lit(3, INT)), True),
    ("a number above", op("gt", NUMBER, lit(3, INT)), True),
    ("a number at least", op("ge", NUMBER, lit(3, INT)), True),
    ("a number equal", op("eq", NUMBER, lit(3, INT)), True),
    ("a number unequal", op("ne", NUMBER, lit(3, INT)), True),
    ("a literal on the left", op("lt", lit(3, INT), NUMBER), True),
    ("a number that is not below", op("not", op("lt", NUMBER, lit(3, INT))), True),
    ("a number among neighbours and others", op("in", NUMBER, value=(-3, 1, 2, 5)), True),
    ("a number not among them", op("not", op("in", NUMBER, value=(-3, 1, 2, 5))), True),
    (
        "a number moved by a constant",
        op("ge", op("add", NUMBER, lit(2, INT), type=INT), lit(4, INT)),
        True,
    ),
    (
        "a constant less a number",
        op("ge", op("sub", lit(2, INT), NUMBER, type=INT), lit(1, INT)),
        True,
    ),
    ("a number turned", op("lt", op("neg", NUMBER, type=INT), lit(1, INT)), True),
    ("the least of all numbers", op("ge", NUMBER, lit(INT64_MIN, INT)), True),
    ("above the greatest of all numbers", op("gt", NUMBER, lit(INT64_MAX, INT)), True),
    ("a date by today", op("le", DAY, TODAY), True),
    ("a date within days", op("lt", op("sub", TODAY, DAY, type=DURATION), lit(2, INT)), True),
    ("today against a constant", op("lt", TODAY, lit(AS_OF + 1, DATE)), True),
    ("a level at least", op("ge", GRADE, lit(2, SCALE)), True),
    ("a level among some", op("in", GRADE, value=(0, 1, 3)), True),
    ("a code", op("eq", TRADE, lit(1, CODE)), True),
    ("a code that is not", op("ne", TRADE, lit(1, CODE)), True),
    ("a code among all", op("in", TRADE, value=(0, 1, 2)), True),
    ("a code not among some", op("not", op("in", TRADE, value=(0, 2))), True),
    ("a text", op("eq", NAME, lit("甲", TEXT)), True),
    ("a text with marks", op("eq", NAME, lit(TEXTS[2], TEXT)), True),
    ("a text with control characters", op("eq", NAME, lit(TEXTS[3], TEXT)), True),
    ("an empty text", op("eq", lit("", TEXT), NAME), True),
    ("a text that is not", op("ne", NAME, lit("甲", TEXT)), True),
    ("a text among some", op("in", NAME, value=("", "甲")), True),
    ("a text not among some", op("not", op("in", NAME, value=("", "甲"))), True),
    ("a set that has a code", op("has", TRADES, value=1), True),
    ("a set that has not", op("not", op("has", TRADES, value=1)), True),
    ("the size of a set", op("ge", op("size", TRADES, type=INT), lit(2, INT)), True),
    ("nothing there", op("is_null", NAME), True),
    ("something there", op("not", op("is_null", NAME)), True),
    ("nothing there over a link", op("is_null", ref("name", TEXT, "twin")), True),
    ("a fact over a link", op("eq", ref("grade", SCALE, "twin"), lit(3, SCALE)), True),
    ("a fact of the parent", op("gt", ref("number", INT, "firm"), lit(0, INT)), True),
    ("a choice", op("if", YES, op("is_null", NAME), AGREED), True),
    ("no choice", op("not", op("if", YES, AGREED, op("lt", NUMBER, lit(3, INT)))), True),
    ("always", TRUE, True),
    ("never", op("not", TRUE), True),
    ("a field against a field", op("lt", NUMBER, ref("number", INT, "firm")), False),
    ("a field against itself", op("eq", NUMBER, NUMBER), False),
    ("a product", op("gt", op("mul", NUMBER, NUMBER, type=INT), lit(9, INT)), False),
    ("a chosen number", op("gt", op("if", YES, NUMBER, lit(1, INT), type=INT), lit(2, INT)), False),
    ("a year", op("eq", op("year", DAY, type=INT), op("year", TODAY, type=INT)), False),
    ("two codes", op("eq", TRADE, ref("trade", CODE, "twin")), False),
    ("two texts", op("ne", NAME, ref("name", TEXT, "twin")), False),
]


def answers_of(chain: Chain, item: Item) -> dict[tuple[str, tuple[str, ...]], object]:
    return {(row.entity, row.key): done for row, done in chain.answer(item).items() if done}


def assert_equal(
    decisions: list[Decision], subjects: list[Item], fields: dict[str, list[Field]] | None = None
) -> None:
    policy = policy_set(decisions, fields)
    reference, chain = Program(policy, AS_OF), Chain(policy, AS_OF)
    try:
        for item in subjects:
            assert answers_of(chain, item) == reference.answer(item)
    finally:
        chain.close()


@pytest.mark.parametrize(("condition", "inside"), [a[1:] for a in ATOMS], ids=[a[0] for a in ATOMS])
def test_atom_means_what_the_operator_table_says(condition: Expr, inside: bool) -> None:
    decisions = [table("asked", "part", "collect", [(condition, 1), (op("not", condition), 2)])]
    assert_equal(decisions, firms(60, seed=7, share=0.4))
    matched, total = atom_share(policy_set(decisions))
    assert (matched == total) is inside


def test_every_operator_stands_among_the_atoms() -> None:
    met = {node.op for _, condition, _ in ATOMS for node in walk(condition)}
    assert set(OPERATORS) - met == {"and", "or"}  # held by the random conditions below


HITS = (
    "unique", "any", "first", "priority", "collect", "rule-order", "output-order",
    "sum", "min", "max", "count", "highest", "lowest",
)  # fmt: skip


@pytest.mark.parametrize("hit", HITS)
def test_hit_policy_settles_as_the_reference_does(hit: str) -> None:
    rules = [
        (op("ge", NUMBER, lit(4, INT)), 2),
        (op("eq", TRADE, lit(1, CODE)), 1),
        (YES, 3),
        (op("has", TRADES, value=0), 1),
    ]
    gives = INT if hit in ("sum", "count") else SCALE
    assert_equal([table("settled", "part", hit, rules, gives)], firms(80, seed=3))


@pytest.mark.parametrize("how", ["count", "any", "all", "sum", "min", "max"])
def test_quantifier_reads_what_fired_on_the_children(how: str) -> None:
    taken = {"any": AGREED, "all": AGREED, "sum": NUMBER, "min": NUMBER, "max": NUMBER}
    type_ = BOOL if how in ("any", "all") else INT
    where = op("and", YES, op("lt", NUMBER, lit(6, INT)))
    field = derived("rolled", type_, how, child="part", where=where, expr=taken.get(how))
    asked = ref("rolled", type_) if type_ == BOOL else op("ge", ref("rolled", INT), lit(2, INT))
    decision = table("asked", "firm", "unique", [(asked, 1), (op("not", asked), 0)])
    assert_equal([decision], firms(80, seed=5), {"firm": [field]})


@pytest.mark.parametrize("take", ["highest", "lowest"])
def test_roll_up_reads_the_levels_of_its_members(take: str) -> None:
    rules = [(op("ge", NUMBER, lit(4, INT)), 2), (op("eq", TRADE, lit(1, CODE)), 1), (YES, 3)]
    below = table("below", "part", "unique", rules)  # it can end in a conflict, or without a rule
    beside = table("beside", "firm", "highest", [(TRUE, 0), (YES, 2)])
    decisions = [below, beside, roll_up("level", "firm", take, "below", "beside")]
    assert_equal(decisions, firms(120, seed=9))


def test_decision_is_read_by_the_tables_above_it() -> None:
    chain = Chain(policy := usual_set(), AS_OF)
    reference = Program(policy, AS_OF)
    assert all(answers_of(chain, f) == reference.answer(f) for f in firms(150, seed=11))
    chain.close()


def random_condition(chance: Random, depth: int) -> Expr:
    if depth == 0 or chance.random() < 0.15:
        return chance.choice(ATOMS)[1]
    kind = chance.choice(("and", "or", "not", "if"))
    count = {"not": 1, "if": 3}.get(kind) or chance.randint(2, 4)
    return op(kind, *(random_condition(chance, depth - 1) for _ in range(count)))


def distinct(seed: int, count: int, depth: int) -> Iterator[Expr]:
    chance = Random(seed)
    return (random_condition(chance, depth) for _ in range(count))


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_nested_conditions_mean_what_the_operator_table_says(depth: int) -> None:
    conditions = list(distinct(seed=depth, count=24, depth=depth))
    for start in range(0, len(conditions), 8):
        rules = [(condition, 1) for condition in conditions[start : start + 8]]
        assert_equal([table("asked", "part", "collect", rules)], firms(30, seed=depth, share=0.5))


def test_what_has_too_many_alternatives_is_computed_before() -> None:
    wide = [op("or", YES, op("eq", NUMBER, lit(n, INT))) for n in range(8)]  # 2 ** 8 arms
    condition = op("and", *wide)
    assert_equal([table("asked", "part", "collect", [(condition, 1)])], firms(40))
    inside, total = atom_share(policy_set([table("asked", "part", "collect", [(condition, 1)])]))
    assert 0 < inside < total


def test_long_lists_stay_inside_as_stretches_or_are_computed_before() -> None:
    numbers = op("in", NUMBER, value=tuple(range(-1000, 1000)))
    texts = op("in", NAME, value=tuple(sorted(f"名{n}" for n in range(500))))
    rules = [(numbers, 1), (texts, 2), (op("not", texts), 3)]
    decision = table("asked", "part", "collect", rules)
    assert_equal([decision], firms(40))
    assert atom_share(policy_set([table("n", "part", "collect", rules[:1])])) == (1, 1)
    assert atom_share(policy_set([table("t", "part", "collect", rules[1:2])])) == (0, 1)


def test_large_tables_are_spread_over_rulesets_of_at_most_sixty_patterns() -> None:
    rules = [(op("ge", NUMBER, lit(n % 9, INT)), n % 4) for n in range(200)]
    policy = policy_set([table("asked", "part", "highest", rules)])
    layout = lay_out(policy, AS_OF)
    sizes = [len(patterns) for patterns in layout.rulesets.values()]
    assert sum(sizes) == 400  # surely and possibly
    assert max(sizes) <= MAX_PATTERNS
    assert len(layout.groups["part/asked"].shards) == len(sizes)
    assert_equal([table("asked", "part", "highest", rules)], firms(20))


def test_text_fields_may_bear_the_names_that_the_library_keeps_for_itself() -> None:
    translation = Translation(AS_OF)
    for name in ("id", "sid", "table", "doubt", "exception"):
        asked = translation.condition(op("eq", ref(name, TEXT), lit("x", TEXT)))
        assert asked.sure == (((f"{name}__text__unknown", "==", 0), (f"{name}__text", "==", "x")),)
