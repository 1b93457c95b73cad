"""Gap, overlap and dead-rule analysis on hand-made conditions."""

from itertools import product
from random import Random

import pytest

from engine.language.expression import TRUE, Expr, Ref
from engine.language.types import BOOL, INT, TEXT, Kind, Type
from engine.policy.boxes import Findings, Question, examine
from engine.policy.columns import Columns, Reading
from engine.policy.masks import conjuncts

LEVEL = Type(Kind.SCALE, "level")
SECTORS = Type(Kind.SET, "sector")
READINGS = {
    "open": Reading(BOOL),
    "done": Reading(BOOL),
    "level": Reading(LEVEL, 0, 3),
    "count": Reading(INT, 0, 100_000),
    "other": Reading(INT, 0, 100_000),
    "few": Reading(INT, 0, 3),
    "name": Reading(TEXT),
    "closed_on": Reading(INT, 0, 100_000, lasting=True),
    "sectors": Reading(SECTORS, codes=3),
    "any_open": Reading(BOOL, bases=frozenset({"open"})),
}
TYPES = {name: reading.type for name, reading in READINGS.items()}


def read(ref):
    return READINGS[ref.name]


def ref(name):
    return Expr("ref", TYPES[name], value=Ref(name))


def lit(value, type_):
    return Expr("lit", type_, value=value)


def cmp(name, op, value):
    return Expr(op, BOOL, (ref(name), lit(value, TYPES[name])))


def both(*parts):
    return Expr("and", BOOL, parts)


def either(*parts):
    return Expr("or", BOOL, parts)


def no(part):
    return Expr("not", BOOL, (part,))


def look(*conditions, **asked):
    return examine(Question(conditions, **asked), read)


def test_a_table_that_covers_every_level_is_complete_and_disjoint():
    found = look(*(both(ref("open"), cmp("level", "eq", n)) for n in range(4)), no(ref("open")),
                 overlaps=True)  # fmt: skip
    assert found == Findings()
    assert found.complete


def test_a_gap_is_described_by_the_facts_that_make_it():
    found = look(both(ref("open"), cmp("level", "ge", 1)), no(ref("open")))
    assert found.gap is not None
    assert found.gap.proved
    assert set(found.gap.expr.args) == {ref("open"), cmp("level", "eq", 0)}


def test_a_gap_between_two_numbers_is_one_interval():
    found = look(cmp("count", "le", 3), cmp("count", "ge", 10))
    assert found.gap is not None
    assert [(p.op, p.args[1].value) for p in found.gap.expr.args] == [("ge", 4), ("le", 9)]


def test_overlapping_rules_are_named_with_a_witness():
    found = look(cmp("level", "ge", 2), cmp("level", "le", 2), overlaps=True)
    assert {pair: e.expr for pair, e in found.overlaps.items()} == {(0, 1): cmp("level", "eq", 2)}


def test_rules_with_the_same_output_may_overlap_under_any():
    rules = (cmp("level", "ge", 2), cmp("level", "le", 2))
    assert look(*rules, overlaps=True, outputs=("red", "red")).overlaps == {}
    assert set(look(*rules, overlaps=True, outputs=("red", "blue")).overlaps) == {(0, 1)}


def test_rules_over_different_columns_overlap():
    found = look(ref("open"), ref("done"), overlaps=True, gaps=False)
    assert set(found.overlaps) == {(0, 1)}


def test_a_rule_that_no_facts_meet_is_dead():
    found = look(both(cmp("count", "gt", 5), cmp("count", "lt", 5)), TRUE)
    assert found.dead == (0,)


def test_a_rule_shadowed_by_earlier_ones_is_dead_under_first_only():
    rules = (cmp("level", "ge", 2), cmp("level", "lt", 2), cmp("level", "eq", 1))
    assert look(*rules, first=True).dead == (2,)
    assert look(*rules).dead == ()


def test_a_last_rule_without_condition_is_not_dead_under_first():
    assert look(cmp("level", "ge", 2), TRUE, first=True) == Findings()


def test_lasting_absence_is_a_box_of_its_own():
    rules = (cmp("closed_on", "gt", 5), cmp("closed_on", "le", 5))
    found = look(*rules)
    assert found.gap is not None
    assert found.gap.expr.op == "is_null"
    assert look(*rules, Expr("is_null", BOOL, (ref("closed_on"),))).complete


def test_absence_that_is_asked_about_is_a_box_of_its_own():
    absent = Expr("is_null", BOOL, (ref("name"),))
    assert look(absent, no(absent), overlaps=True) == Findings()
    assert not look(no(absent)).complete


def test_a_text_that_no_rule_names_is_a_gap():
    found = look(cmp("name", "eq", "a"), cmp("name", "eq", "b"))
    assert found.gap is not None
    assert found.gap.expr.op == "not"


def test_sets_are_one_yes_or_no_for_each_code():
    has = [Expr("has", BOOL, (ref("sectors"),), n) for n in range(2)]
    assert look(either(*has), both(no(has[0]), no(has[1])), overlaps=True) == Findings()
    assert set(look(*has, overlaps=True).overlaps) == {(0, 1)}


def test_the_size_of_a_set_agrees_with_its_codes():
    size = Expr("size", INT, (ref("sectors"),))
    some = Expr("ge", BOOL, (size, lit(1, INT)))
    has = Expr("has", BOOL, (ref("sectors"),), 0)
    assert look(some, no(some)).complete
    assert look(both(has, no(some)), TRUE).dead == (0,)


def test_two_fields_compared_are_below_equal_or_above():
    lt = Expr("lt", BOOL, (ref("count"), ref("other")))
    ge = Expr("ge", BOOL, (ref("count"), ref("other")))
    gt = Expr("gt", BOOL, (ref("other"), ref("count")))  # the same as lt, written the other way
    assert look(lt, ge, overlaps=True) == Findings()
    assert set(look(lt, gt, overlaps=True).overlaps) == {(0, 1)}
    assert not look(lt, gt).complete


def test_a_finding_over_columns_that_hang_together_is_not_called_proved():
    found = look(ref("open"), no(ref("any_open")))
    assert found.gap is not None
    assert not found.gap.proved


def test_computed_terms_are_cut_like_columns():
    total = Expr("add", INT, (ref("count"), ref("other")), low=0, high=200_000)
    over = Expr("gt", BOOL, (total, lit(10, INT)))
    under = Expr("le", BOOL, (total, lit(10, INT)))
    assert look(over, under, overlaps=True) == Findings()


def test_a_choice_between_conditions_is_followed():
    choice = Expr("if", BOOL, (ref("open"), cmp("level", "ge", 2), ref("done")))
    assert look(choice, no(choice), overlaps=True) == Findings()


def test_small_ranges_are_compared_value_by_value():
    equal = Expr("eq", BOOL, (ref("few"), ref("level")))
    assert look(both(cmp("few", "eq", 1), cmp("level", "eq", 2), equal), TRUE).dead == (0,)


def test_more_boxes_than_can_be_looked_at_are_not_called_complete():
    class Many(dict):
        def __missing__(self, name):
            return Reading(INT, 0, 10**9)

    many = Many()
    columns = [Expr("ref", INT, value=Ref(f"n{i}")) for i in range(60)]
    rules = [
        either(*(Expr("eq", BOOL, (columns[(r * 7 + k * 11) % 60], lit(r + k, INT)))
                 for k in range(6)))
        for r in range(40)
    ]  # fmt: skip
    found = examine(Question(rules, overlaps=True), lambda ref: many[ref.name])
    assert not found.finished
    assert not found.complete


def test_conjuncts_are_found_below_negations():
    a, b = ref("open"), ref("done")
    assert conjuncts(no(either(a, no(b)))) == [no(a), b]


def brute(conditions):
    """Gap and overlapping pairs by trying every row of the small columns."""
    columns = Columns(conditions, read)
    tests = [columns.test(c) for c in conditions]
    keys = list(columns.all)
    gap, pairs = False, set()
    for boxes in product(*(columns.all[k].boxes for k in keys)):
        row = {k: b.value for k, b in zip(keys, boxes, strict=True)}
        held = [n for n, test in enumerate(tests) if test(row) is True]
        gap = gap or not held
        pairs.update((a, b) for a in held for b in held if a < b)
    return gap, pairs


def random_condition(random, depth=2):
    if depth and random.random() < 0.6:
        parts = [random_condition(random, depth - 1) for _ in range(random.choice([1, 2, 2, 3]))]
        return random.choice([both, both, either])(*parts) if len(parts) > 1 else no(parts[0])
    name = random.choice(["open", "level", "count", "closed_on", "few"])
    if name == "open":
        return ref("open")
    return cmp(name, random.choice(["eq", "ne", "lt", "ge"]), random.randrange(3))


@pytest.mark.parametrize("seed", range(8))
def test_the_search_agrees_with_trying_everything(seed):
    random = Random(seed)
    for _ in range(25):
        rules = [random_condition(random) for _ in range(random.randrange(1, 5))]
        found = look(*rules, overlaps=True)
        gap, pairs = brute(rules)
        assert found.complete is not gap
        assert set(found.overlaps) == pairs
