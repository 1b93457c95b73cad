"""A small policy set and subjects built straight from the contracts, for the forward tests.

Nothing is read from files here: the tests are about executors, and every value can be
chosen, known or unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

from engine.execution.subjects import Item, Lowered, unknown_value
from engine.language.expression import TRUE, Expr, Ref
from engine.language.types import BOOL, DATE, INT, TEXT, Domain, Kind, Member, Type
from engine.policy.model import (
    Decision,
    Derivation,
    Entity,
    Field,
    Node,
    Output,
    PolicySet,
    Rule,
)
from engine.problems import Place, Text

AS_OF = 20_000
HERE = Place("made.yaml", 1, 1, 1, 2, "made")
SCALE, CODE, SET = Type(Kind.SCALE, "level"), Type(Kind.CODE, "trade"), Type(Kind.SET, "trade")
DOMAINS = {
    "level": Domain("level", True, tuple(Member(n, Text(n, n)) for n in ("l0", "l1", "l2", "l3"))),
    "trade": Domain("trade", False, tuple(Member(n, Text(n, n)) for n in ("a", "b", "c"))),
}


def ref(name: str, type: Type, *hops: str) -> Expr:
    return Expr("ref", type, value=Ref(name, hops))


def lit(value: bool | int | str, type: Type) -> Expr:
    return Expr("lit", type, value=value)


def op(name: str, *args: Expr, type: Type = BOOL, value: Any = None) -> Expr:
    return Expr(name, type, args, value)


NUMBER, DAY, GRADE = ref("number", INT), ref("day", DATE), ref("grade", SCALE)
TRADE, NAME, YES = ref("trade", CODE), ref("name", TEXT), ref("yes", BOOL)
TRADES, AGREED = ref("trades", SET), ref("agreed", BOOL)
FIELDS: Mapping[str, Field] = {
    f.name: f
    for f in (
        Field("number", Text("数", "number"), INT, HERE, low=-3, high=9),
        Field("day", Text("日", "day"), DATE, HERE, low=AS_OF - 5, high=AS_OF + 5),
        Field("grade", Text("级", "grade"), SCALE, HERE),
        Field("trade", Text("业", "trade"), CODE, HERE),
        Field("name", Text("名", "name"), TEXT, HERE),
        Field("yes", Text("是", "yes"), BOOL, HERE),
        Field("agreed", Text("同意", "agreed"), BOOL, HERE),
        Field("trades", Text("业类", "trades"), SET, HERE),
    )
}
TEXTS = ("", "甲", '乙 "引\\号"', "z\n\x00é")


def table(
    name: str, entity: str, hit: str, rules: Sequence[tuple[Expr, int]], gives: Type = SCALE
) -> Decision:
    rows = tuple(
        Rule(f"r{n}", when, Output(level, level), HERE) for n, (when, level) in enumerate(rules)
    )
    order = (3, 2, 1, 0) if hit in ("priority", "output-order") else ()
    return Decision(name, Text(name, name), entity, gives, HERE, hit=hit, rules=rows, order=order)


def roll_up(name: str, entity: str, take: Any, *of: str) -> Decision:
    return Decision(name, Text(name, name), entity, SCALE, HERE, take=take, of=of)


def policy_set(
    decisions: Sequence[Decision], derived: Mapping[str, Sequence[Field]] | None = None
) -> PolicySet:
    """Return a set over `firm` (the subject) and its child `part`, which may refer to a part."""
    more = derived or {}
    entities = {
        name: Entity(
            name,
            Text(name, name),
            ("id",),
            {**FIELDS, **{f.name: f for f in more.get(name, ())}},
            HERE,
            parent=parent,
            refers=refers,
            max_children=most,
        )
        for name, parent, refers, most in (
            ("firm", None, {}, {"part": 6}),
            ("part", "firm", {"twin": "part"}, {}),
        )
    }
    order = [Node(e, f.name, "field") for e in ("part", "firm") for f in more.get(e, ())]
    order += [Node(d.entity, d.id, "decision") for d in decisions]
    return PolicySet(
        "made", "1", Text("试", "made"), {}, (date(2020, 1, 1), None), "Asia/Shanghai",
        decisions[-1].id, None, None, DOMAINS, entities, {d.id: d for d in decisions},
        tuple(order), {}, {}, "0" * 64, (), "made",
    )  # fmt: skip


def derived(name: str, type: Type, how: Any, **more: Any) -> Field:
    return Field(
        name, Text(name, name), type, HERE, low=-99, high=99, derive=Derivation(how, **more)
    )


def row(entity: str, key: tuple[str, ...], chance: Random, share: float = 0.3) -> Item:
    """Return a row with random values, `share` of them absent; -1 in the domain of each."""
    values: dict[str, Lowered] = {}
    absent = set()
    for field in FIELDS.values():
        if chance.random() < share:
            values[field.name] = unknown_value(field, DOMAINS)
            absent.add(field.name)
        else:
            values[field.name] = known(field, chance)
    return Item(entity, key, values, frozenset(absent))


def known(field: Field, chance: Random) -> Lowered:
    match field.type.kind:
        case Kind.BOOL:
            return chance.random() < 0.5
        case Kind.CODE:
            return chance.randrange(3)
        case Kind.TEXT:
            return chance.choice(TEXTS)
        case Kind.SET:
            mask = chance.randrange(8)
            return mask, mask
        case Kind.SCALE:
            number = chance.randrange(4)
        case _:
            assert field.low is not None and field.high is not None
            number = chance.randint(field.low, field.high)
    return number, number


def firm(number: int, chance: Random, share: float = 0.3) -> Item:
    """Return a subject with up to four parts; some parts refer to another one."""
    top = row("firm", (f"企业{number}",), chance, share)
    parts = tuple(
        row("part", (f"企业{number}", f"p{n}"), chance, share) for n in range(chance.randrange(5))
    )
    nobody = Item(
        "part", (), {n: unknown_value(f, DOMAINS) for n, f in FIELDS.items()}, frozenset(FIELDS),
        known=False,
    )  # fmt: skip
    for part in parts:
        part.parent = top
        part.links["twin"] = chance.choice([nobody, *parts])
    top.children["part"] = parts
    top.complete["part"] = chance.random() < 0.7
    return top


def firms(count: int, seed: int = 1, share: float = 0.3) -> list[Item]:
    chance = Random(seed)
    return [firm(n, chance, share) for n in range(count)]


def usual_set() -> PolicySet:
    """Return a set that has a bit of everything: tables, quantifiers, roll-ups, chaining."""
    three = lit(3, INT)
    part_level = table(
        "part_level",
        "part",
        "highest",
        [
            (TRUE, 0),
            (op("ge", NUMBER, three), 1),
            (op("and", op("eq", TRADE, lit(1, CODE)), op("is_null", NAME)), 2),
            (op("or", op("not", YES), op("lt", DAY, op("as_of", type=DATE))), 2),
            (op("eq", ref("grade", SCALE, "twin"), lit(3, SCALE)), 3),
            (op("gt", ref("number", INT, "firm"), NUMBER), 3),
        ],
    )
    firm_level = table(
        "firm_level",
        "firm",
        "unique",
        [
            (op("eq", ref("busy", BOOL), lit(True, BOOL)), 2),
            (op("not", ref("busy", BOOL)), 1),
        ],
    )
    level = roll_up("level", "firm", "highest", "part_level", "firm_level")
    review = table(
        "review",
        "firm",
        "collect",
        [(op("ge", ref("level", SCALE), lit(2, SCALE)), 1), (op("has", TRADES, value=2), 2)],
    )
    fields = {
        "part": [derived("late", BOOL, "expression", expr=op("lt", DAY, lit(AS_OF, DATE)))],
        "firm": [
            derived("lates", INT, "count", child="part", where=ref("late", BOOL)),
            derived("busy", BOOL, "expression", expr=op("ge", ref("lates", INT), lit(2, INT))),
        ],
    }
    return policy_set([part_level, firm_level, level, review], fields)
