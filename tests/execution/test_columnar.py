"""The columnar executor says, over whole columns, what the reference says row by row."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice, product
from pathlib import Path
from random import Random
from typing import Any

import pytest

pytest.importorskip("sqlglot", reason="sqlglot is not installed here")

from engine.catalogue import columnar as codes
from engine.execution import columnar, columnar_hits, columnar_values, reference
from engine.execution import columnar_sql as sql
from engine.execution.columnar_hits import HIT_FORMS, RULES
from engine.execution.columnar_rollups import QUANTIFIER_FORMS
from engine.execution.columnar_rows import positions
from engine.execution.columnar_values import FORMS, Codes, Const, Pair, Plain, Single, Value
from engine.execution.hits import Table, settle
from engine.execution.outcome import Recorder, dumps, record
from engine.execution.quantifiers import QUANTIFIERS
from engine.execution.subjects import Item, subjects
from engine.language import pairs
from engine.language.operators import LEAVES, OPERATORS
from engine.policy.assembling import load_policy
from engine.policy.model import HIT_POLICIES, Output, PolicySet
from engine.problems import ProblemsFound
from engine.tables import Database, QueryFailed
from tests.execution.forward_trees import trees
from tests.made import facts_of, field, labelled, load, write_set
from tests.random.conftest import Policies
from tests.random.policies import AS_OF_DAY, hits_of, operators_of, random_facts

ROOT = Path(__file__).parents[2]
SETS = {"shipped": ROOT / "policies/yunnan", "foreign": ROOT / "tests/policies/saltmere"}
SMALL, LARGE = 24, 5000
LOW, HIGH = -2, 2


def difference(policy: PolicySet, items: Sequence[Item], as_of: int) -> str:
    """Return the first answer or record in which columnar and reference differ, or ""."""
    recorder = Recorder(policy, as_of)
    both = zip(
        columnar.answers(policy, items, as_of), reference.answers(policy, items, as_of), strict=True
    )
    for item, (found, due) in zip(items, both, strict=True):
        for row in due:
            for name, value in due[row].items():
                if found[row][name] != value:
                    return f"{row} {name}: {found[row][name]}, not {value}"
        if found.keys() != due.keys():
            return f"{item.key}: rows {found.keys() ^ due.keys()}"
        lines = [dumps(record(policy, recorder.outcome(item, a))) for a in (found, due)]
        if lines[0] != lines[1]:
            return f"{lines[0]}\nnot\n{lines[1]}"
    return ""


@pytest.mark.parametrize("name", SETS)
def test_a_written_set_is_answered_as_by_the_reference(name: str) -> None:
    policy = load_policy(SETS[name])
    for seed, missing in ((1, 0.3), (2, 0.0), (3, 0.8)):
        items = trees(policy, 80, seed, missing)
        assert difference(policy, items, AS_OF_DAY) == "", f"seed {seed}"


def test_random_policies_are_answered_as_by_the_reference(
    policies: Policies, large: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    met: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    sets = 0
    for seed, policy in policies(LARGE if large else SMALL):
        sets += 1
        met.update({*operators_of(policy), *hits_of(policy)})
        items = list(subjects(policy, random_facts(policy, seed)))
        assert difference(policy, items, AS_OF_DAY) == "", f"seed {seed}"
        if sets % 10 == 0:
            recorder = Recorder(policy, AS_OF_DAY)
            answers = reference.answers(policy, items, AS_OF_DAY)
            verdicts.update(
                recorder.outcome(i, a).verdict for i, a in zip(items, answers, strict=True)
            )
    with capsys.disabled():
        print(f"\ncolumnar: {sets} policy sets equal; verdicts of every tenth: {dict(verdicts)}")
    assert sets > 0.9 * SMALL
    assert {"and", "or", "not", "if", "in", "has", "is_null", "mul", "take highest"} <= set(met)
    assert set(verdicts) == {"decided", "undetermined", "not_applicable"}


def test_tables_by_lookup_answer_as_rule_by_rule(
    policies: Policies, large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columnar, "LOOKUPS_ABOVE", 0)
    for name, folder in SETS.items():
        policy = load_policy(folder)
        assert difference(policy, trees(policy, 60, 4), AS_OF_DAY) == "", name
    for seed, policy in policies(LARGE if large else SMALL):
        items = list(subjects(policy, random_facts(policy, seed)))
        assert difference(policy, items, AS_OF_DAY) == "", f"seed {seed}"


def test_a_table_of_two_hundred_rules_is_looked_up_and_its_query_stays_short(
    tmp_path: Path,
) -> None:
    rng = Random(5)
    fields = {"no": field("text", "no")}
    fields |= {f"n{k}": field("int", f"n{k}", min=0, max=99, missing="ask") for k in range(4)}
    fields |= {"t": field("text", "t", missing="ask"), "d": field("date", "d", missing=None)}
    fields |= {f"c{k}": field("colour", f"c{k}", missing="ask") for k in range(3)}
    rules = []
    for n in range(200):
        tests = [f"n{rng.randrange(4)} >= {rng.randint(1, 99)}"]
        tests.append(f"c{rng.randrange(3)} in ['red', 'blue']")
        tests.append(rng.choice(("t == 'u'", "d == null || d > as_of", "n0 < 50 || c0 == 'red'")))
        when = " && ".join(f"({t})" for t in rng.sample(tests, rng.randint(1, 3)))
        rules.append({"id": f"r{n}", "when": when, "then": rng.choice(("l1", "l2")), "cite": "K1"})
    table = labelled("answer", gives="level", hit="highest", rules=rules, **{"for": "thing"})
    vocabulary = {
        "scales": {"level": {m: {"zh": f"级{m}"} for m in ("l0", "l1", "l2")}},
        "codes": {"colour": {m: {"zh": f"色{m}"} for m in ("red", "green", "blue")}},
        "entities": {"thing": labelled("thing", key="no", fields=fields)},
    }
    policy = load(
        write_set(tmp_path / "s", vocabulary, {"decisions": {"answer": table}}, decide="answer")
    )
    values = {"t": (None, "u", "v"), "d": (None, "2020-06-01", "2020-07-01")}
    rows = [
        {
            "no": str(n),
            **{f: rng.choice(values[f]) for f in values},
            **{f"n{k}": rng.choice((None, rng.randint(0, 99))) for k in range(4)},
            **{f"c{k}": rng.choice((None, "red", "green")) for k in range(3)},
        }
        for n in range(60)
    ]
    items = list(subjects(policy, facts_of(policy, {"thing": rows})))
    assert difference(policy, items, AS_OF_DAY) == ""
    texts = [
        columnar.program_of(policy, AS_OF_DAY, above).query("thing", ["answer.fired0"]).text()
        for above in (50, 1000)
    ]
    assert len(texts[0]) < len(texts[1]) / 2


def test_items_in_many_batches_are_answered_in_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(columnar, "ROWS", 10)
    policy = load_policy(SETS["shipped"])
    assert difference(policy, trees(policy, 25, 5), AS_OF_DAY) == ""


# ---- the parts, by brute force ----


def test_every_operator_hit_policy_and_quantifier_has_a_form() -> None:
    assert set(FORMS) == set(OPERATORS) - LEAVES
    assert set(HIT_FORMS) == set(HIT_POLICIES)
    assert set(QUANTIFIER_FORMS) == set(QUANTIFIERS)


NUMBERS = [(a, b) for a in range(LOW, HIGH + 1) for b in range(a, HIGH + 1)]
KNOWN: list[pairs.Lowered] = [(n, n) for n in range(LOW, HIGH + 1)]
BOOLS: list[pairs.Lowered] = [True, False, None]
CODES: list[pairs.Lowered] = [0, 1, 2, None]
TEXTS: list[pairs.Lowered] = ["u", "it's", None]
MASKS: list[pairs.Lowered] = [*((m, m) for m in range(8)), (0, 7)]
Kind = tuple[str, list[pairs.Lowered]]
SINGLE: Kind = ("single", [*KNOWN, (LOW, HIGH)])
PAIR: Kind = ("pair", list(NUMBERS))
BOOL: Kind = ("bool", BOOLS)
CODE: Kind = ("code", CODES)
TEXT: Kind = ("text", TEXTS)
SET: Kind = ("set", MASKS)
ORDERED = [list(k) for k in product((SINGLE, PAIR), repeat=2)]
CONSTANTS = [[k, ("const", [(n, n)])] for k in (SINGLE, PAIR) for n in range(LOW - 1, HIGH + 2)]
CONSTANTS += [list(reversed(kinds)) for kinds in CONSTANTS]
ALIKE = [[k, k] for k in (BOOL, CODE, TEXT)]
SAMPLES: dict[str, list[tuple[list[Kind], Any]]] = {
    "and": [([BOOL, BOOL, BOOL], None)],
    "or": [([BOOL, BOOL, BOOL], None)],
    "not": [([BOOL], None)],
    "if": [([BOOL, k, k], None) for k in (BOOL, CODE, TEXT, SINGLE, PAIR)]
    + [([BOOL, SINGLE, PAIR], None), ([BOOL, ("const", [(1, 1)]), SINGLE], None)],
    **{
        op: [(kinds, None) for kinds in [*ORDERED, *CONSTANTS]]
        for op in ("lt", "le", "gt", "ge", "add", "sub", "mul")
    },
    **{
        op: [(kinds, None) for kinds in [*ORDERED, *CONSTANTS, *ALIKE]]
        for op in ("eq", "ne")
    },
    "in": [([k], m) for k in (SINGLE, PAIR) for m in ((-1, 0, 2), (5,), (-2, -1, 0, 1, 2))]
    + [([CODE], (0, 2)), ([TEXT], ("it's",)), ([BOOL], (True,))],
    "has": [([SET], code) for code in range(3)],
    "is_null": [],
    "size": [([SET], None)],
    "neg": [([SINGLE], None), ([PAIR], None)],
    "year": [([SINGLE], None), ([PAIR], None)],
}  # fmt: skip


@pytest.mark.parametrize("op", sorted(set(OPERATORS) - LEAVES - {"is_null"}))
def test_an_operator_means_in_sql_what_its_row_says(op: str) -> None:
    meaning = OPERATORS[op].meaning
    assert meaning is not None
    assert SAMPLES[op]
    for kinds, fixed in SAMPLES[op]:
        rows = list(product(*(values for _, values in kinds)))
        args = [_argument(n, kind, values) for n, (kind, values) in enumerate(kinds)]
        value = FORMS[op](fixed, *args) if OPERATORS[op].fixed else FORMS[op](*args)
        due = [meaning(fixed, *r) if OPERATORS[op].fixed else meaning(*r) for r in rows]
        assert _asked(value, kinds, rows) == due, (op, kinds)


def _argument(n: int, kind: str, values: list[pairs.Lowered]) -> Value:
    column = sql.column(f"a{n}")
    if kind == "pair":
        return Pair(column, sql.column(f"b{n}"))
    if kind == "single":
        return Single(column, LOW, HIGH)
    if kind == "set":
        return Codes((column,), 3)
    if kind == "const":
        (pair,) = values
        assert isinstance(pair, tuple)
        return Const(pair[0])
    return Plain(column)


def _asked(value: Value, kinds: list[Kind], rows: list[tuple[Any, ...]]) -> list[Any]:
    """Return what a value is on each row, as the reference writes it."""
    types: dict[str, str] = {"n": "BIGINT"}
    columns: dict[str, list[Any]] = {"n": list(range(len(rows)))}
    for n, (kind, _) in enumerate(kinds):
        types[f"a{n}"] = {"bool": "BOOLEAN", "text": "VARCHAR"}.get(kind, "BIGINT")
        types[f"b{n}"] = "BIGINT"
        columns[f"a{n}"] = [_cell(kind, row[n]) for row in rows]
        columns[f"b{n}"] = [row[n][1] if kind == "pair" else None for row in rows]
    shown = [value.at] if isinstance(value, Plain) else list(_ends(value))
    query = sql.select(
        [("n", sql.column("n")), *((f"x{n}", node) for n, node in enumerate(shown))], "given"
    )
    with Database() as database:
        database.load("given", types, columns)
        found = sorted(database.rows(sql.printed(query)))
    return [row[1] if isinstance(value, Plain) else row[1:] for row in found]


def _ends(value: Value) -> tuple[sql.Sql, sql.Sql]:
    pair = columnar_values.ends(value)
    return pair.lo, pair.hi


def _cell(kind: str, value: Any) -> Any:
    if kind == "const":
        return None
    if kind in ("single", "set"):
        return value[0] if value[0] == value[1] else None
    return value[0] if kind == "pair" else value


@pytest.mark.parametrize("hit", HIT_POLICIES)
@pytest.mark.parametrize("size", [1, 4, 70])
def test_a_hit_policy_settles_in_sql_as_row_by_row(hit: str, size: int) -> None:
    rng = Random(f"{hit}{size}")
    for _ in range(4):
        for complete, ordered in ((True, True), (False, True), (False, False), (True, False)):
            if ordered or hit in ("unique", "any", "first", "priority"):
                _settles_alike(_table(rng, hit, size, complete, ordered), _masks(rng, size))


def _table(rng: Random, hit: str, size: int, complete: bool, ordered: bool) -> Table:
    outputs = []
    for _ in range(size):
        low = rng.randint(-1, 3)
        wide = ordered and hit not in ("any", "priority") and rng.random() < 0.2
        outputs.append(Output(low, 3 if wide else low))
    order = tuple(rng.sample(range(-1, 4), 5)) if hit in ("priority", "output-order") else ()
    return Table(
        tuple(outputs), hit, ordered, complete, (-1, 3) if ordered else (None, None), order
    )


def _masks(rng: Random, size: int) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return fired and unknown rules: every way for few rules, else sparse random ways."""
    if size <= 4:
        ways: list[tuple[Any, ...]] = list(product((True, False, None), repeat=size))
    else:
        ways = [
            tuple(rng.choices((True, None, False), (1, 1, w))[0] for _ in range(size))
            for w in (0, 2, 20, 100, 100, 400, 400) * 4
        ]
    return [
        (tuple(n for n, t in enumerate(w) if t), tuple(n for n, t in enumerate(w) if t is None))
        for w in ways
    ]


def _settles_alike(table: Table, masks: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> None:
    words = columnar_hits.word_count(table)
    names = [[f"{kind}{w}" for w in range(words)] for kind in "fu"]
    columns: dict[str, list[Any]] = {"n": list(range(len(masks)))}
    for side, part in enumerate(names):
        for w, name in enumerate(part):
            columns[name] = [
                sum(1 << n % RULES for n in mask[side] if n // RULES == w) for mask in masks
            ]
    found = columnar_hits.settle(table, *([sql.column(n) for n in part] for part in names))
    shown = [("n", sql.column("n")), ("t", found.trouble)]
    if found.low is not None and found.high is not None:
        shown += [("lo", found.low), ("hi", found.high)]
    with Database() as database:
        database.load("given", dict.fromkeys(columns, "BIGINT"), columns)
        rows = sorted(database.rows(sql.printed(sql.select(shown, "given"))))
    for (fired, unknown), row in zip(masks, rows, strict=True):
        due = settle(table, fired, unknown)
        ends = row[2:] if len(row) > 2 else (None, None)
        trouble = {1: "no rule", 2: "conflict"}.get(row[1], "")
        seen = (ends, trouble, row[1] in (1, 3))
        assert seen == ((due.low, due.high), due.trouble, due.may_be_empty), (table, fired, unknown)


def test_bits_become_positions_of_rules() -> None:
    assert positions([0, 1 << 62, 5]) == (125, 126, 128)


# ---- where it cannot run ----


@pytest.mark.parametrize("library", ["sqlglot", "duckdb"])
def test_a_missing_library_is_said_and_nothing_is_answered(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    policy = load_policy(SETS["foreign"])
    with pytest.raises(ProblemsFound) as raised:
        next(columnar.answers(policy, trees(policy, 1, 1), AS_OF_DAY))
    assert [p.code for p in raised.value.problems] == [codes.LIBRARY_MISSING.id]
    assert library in raised.value.problems[0].message.en


def test_a_query_that_fails_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: Any) -> Any:
        raise QueryFailed("out of memory")

    monkeypatch.setattr(Database, "rows", give_up)
    policy = load_policy(SETS["foreign"])
    with pytest.raises(ProblemsFound) as raised:
        next(columnar.answers(policy, trees(policy, 1, 1), AS_OF_DAY))
    assert [p.code for p in raised.value.problems] == [codes.QUERY_FAILED.id]


# ---- names and sizes that SQL trips over ----


def test_names_that_sql_takes_for_one_or_for_words_of_its_own(tmp_path: Path) -> None:
    fields = {"no": field("text", "no")}
    for name in ("select", "A", "a", "甲-乙", "a_lo"):
        fields[name] = field("int", f"栏{len(fields)}", min=0, max=9, missing="ask")
    rules = [
        {"id": "R1", "when": "A >= 5 && a < 3", "then": "l1", "cite": "K1"},
        {"id": "r1", "when": "select + a_lo > 3", "then": "l1", "cite": "K1"},
        {"id": "rest", "when": "`甲-乙` >= 2", "then": "l0", "cite": "K1"},
    ]
    table = labelled("Answer", gives="level", hit="highest", rules=rules, **{"for": "order"})
    vocabulary = {
        "scales": {"level": {m: {"zh": f"级{m}"} for m in ("l0", "l1")}},
        "entities": {"order": labelled("order", key="no", fields=fields)},
    }
    policy = load(
        write_set(tmp_path / "s", vocabulary, {"decisions": {"Answer": table}}, decide="Answer")
    )
    rng = Random(7)
    rows = [
        {"no": str(n), **{f: rng.choice((None, 0, 2, 5, 9)) for f in fields if f != "no"}}
        for n in range(60)
    ]
    items = list(subjects(policy, facts_of(policy, {"order": rows})))
    assert difference(policy, items, AS_OF_DAY) == ""


def test_a_set_of_more_codes_than_an_int64_has_bits(tmp_path: Path) -> None:
    codes = {f"c{n}": {"zh": f"码{n}"} for n in range(130)}
    fields = {"no": field("text", "no"), "s": field("set of many", "s", missing="ask")}
    rules = [
        {"id": f"r{n}", "when": f"'c{n}' in s", "then": n > 60, "cite": "K1"}
        for n in (0, 61, 62, 100, 129)
    ]
    rules.append({"id": "many", "when": "size(s) > 64", "then": True, "cite": "K1"})
    table = labelled("answer", gives="bool", hit="first", rules=rules, **{"for": "thing"})
    level = labelled(
        "level", gives="level", hit="first", **{"for": "thing"},
        rules=[{"id": "a", "when": "answer", "then": "l1", "cite": "K1"},
               {"id": "b", "when": {}, "then": "l0", "cite": "K1"}],
    )  # fmt: skip
    vocabulary = {
        "codes": {"many": codes},
        "scales": {"level": {m: {"zh": f"级{m}"} for m in ("l0", "l1")}},
        "entities": {"thing": labelled("thing", key="no", fields=fields)},
    }
    decisions = {"decisions": {"answer": table, "level": level}}
    policy = load(write_set(tmp_path / "s", vocabulary, decisions, decide="level"))
    rng = Random(3)
    rows = [
        {
            "no": str(n),
            "s": None
            if n % 5 == 0
            else [c for c in codes if rng.random() < rng.choice((0.01, 0.6))],
        }
        for n in range(50)
    ]
    items = list(subjects(policy, facts_of(policy, {"thing": rows})))
    assert difference(policy, items, AS_OF_DAY) == ""


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_query_is_shown_with_the_place_of_each_rule(dialect: str) -> None:
    from engine.execution.columnar_bulk import bulk_query, masks_of

    policy = load_policy(SETS["shipped"])
    shown = columnar.shown_sql(policy, AS_OF_DAY, dialect)
    missing = []
    for decision, _ in masks_of(policy):
        for rule in decision.rules:
            at = f"{decision.id}/{rule.id}"
            lines = [line for line in shown.splitlines() if at in line and " AS " in line]
            told = f"{rule.place.file}:{rule.place.line}"
            if not any(told in line for line in lines):
                missing.append(at)
    assert missing == []
    query = columnar.program_of(policy, AS_OF_DAY)
    assert columnar.sha256(bulk_query(query).text(dialect)) in shown


# ---- planted faults ----


def _operator(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(FORMS, "ge", FORMS["gt"])  # type: ignore[arg-type]


def _unknown_is_no(patch: pytest.MonkeyPatch) -> None:
    form = FORMS["lt"]

    def never_unknown(*args: Value) -> Value:
        return Plain(sql.coalesce(columnar_values.plain(form(*args)), sql.literal(False)))

    patch.setitem(FORMS, "lt", never_unknown)  # type: ignore[arg-type]


def _hit_policy(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(HIT_FORMS, "first", HIT_FORMS["any"])  # type: ignore[arg-type]


def _quantifier(patch: pytest.MonkeyPatch) -> None:
    count = QUANTIFIER_FORMS["count"]

    def all_are_here(parts: Any, complete: Any, bounds: Any) -> Value:
        return count.whole(parts, sql.literal(True), bounds)

    patch.setitem(QUANTIFIER_FORMS, "count", replace(count, whole=all_are_here))  # type: ignore[arg-type]


def _roll_up(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("engine.execution.columnar_steps.can_conflict", lambda policy, decision: False)


@pytest.mark.parametrize("plant", [_operator, _unknown_is_no, _hit_policy, _quantifier, _roll_up])
def test_a_fault_of_the_sql_translation_is_noticed(
    plant: Callable[[pytest.MonkeyPatch], None],
    policies: Policies,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = list(islice(policies(40), 40))
    plant(monkeypatch)
    for seed, policy in made:
        if difference(policy, list(subjects(policy, random_facts(policy, seed))), AS_OF_DAY):
            return
    pytest.fail("no random policy set noticed the fault")
