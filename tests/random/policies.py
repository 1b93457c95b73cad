"""Random policy sets and random facts for them; a seed gives the same ones every time.

Sets are small and odd on purpose: every type of field, derived fields over children,
links that may be missing, every hit policy, roll-ups, scopes, proposals and reviews.
They are written as files and read through the loader, like anybody's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from engine.execution.subjects import day_number
from engine.facts.model import Facts, Key
from engine.language.expression import walk
from engine.language.types import Kind
from engine.policy.assembling import read_policy
from engine.policy.model import Decision, Field, PolicySet
from tests.made import facts_of, labelled, write_set
from tests.made import field as column
from tests.random.conditions import Name, Words, Writer

AS_OF = date(2020, 6, 15)
AS_OF_DAY = day_number(AS_OF)
FIRST_DAY, LAST_DAY = date(2020, 6, 12), date(2020, 6, 18)
SINGLE = ("unique", "any", "first", "priority", "highest", "lowest", "sum", "min", "max", "count")
LISTED = ("collect", "rule-order", "output-order")
WORDS = Words(
    {"level": ["l0", "l1", "l2", "l3"], "grade": ["g0", "g1", "g2"]},
    {"colour": ["red", "green", "blue"], "review": ["look", "ask"]},
)
MOST = {"part": 3, "note": 2, "leaf": 2}


@dataclass
class Set:
    """A policy set as data, while it is being made up."""

    entities: dict[str, Any] = field(default_factory=dict)
    decisions: dict[str, Any] = field(default_factory=dict)
    names: dict[str, list[Name]] = field(default_factory=dict)
    heading: dict[str, Any] = field(default_factory=dict)


def random_policy(seed: int, folder: Path) -> PolicySet | None:
    """Return the policy set of `seed`, or None where `check` refuses what was made up."""
    made = make(seed)
    vocabulary = {
        "scales": {n: {m: {"zh": f"{n}{m}"} for m in ms} for n, ms in WORDS.scales.items()},
        "codes": {n: {m: {"zh": f"{n}{m}"} for m in ms} for n, ms in WORDS.codes.items()},
        "entities": made.entities,
    }
    write_set(folder, vocabulary, {"decisions": made.decisions}, decide="answer", **made.heading)
    policy, problems = read_policy(folder)
    if policy is None or any(p.severity == "error" for p in problems):
        return None
    return _with_conflicts(policy, Random(seed)) if seed % 4 == 0 else policy


def _with_conflicts(policy: PolicySet, rng: Random) -> PolicySet:
    """Return the set with tables of overlapping rules turned into `unique` and `any`.

    `check` refuses them where it can prove the overlap; executors must answer all the same.
    """
    turned = {
        id: replace(d, hit=rng.choice(("unique", "any")), complete=False)
        for id, d in policy.decisions.items()
        if d.hit in ("first", "highest", "lowest", "priority") and rng.random() < 0.6
    }
    return replace(policy, decisions={**policy.decisions, **turned})


def make(seed: int) -> Set:
    """Return the set of `seed` as data."""
    rng = Random(seed)
    made = Set()
    _entities(rng, made)
    _derived(rng, made)
    _decisions(rng, made)
    return made


def _entities(rng: Random, made: Set) -> None:
    shapes: list[tuple[str, str | None, int]] = [("site", None, 5), ("part", "site", 3)]
    shapes += [("note", "site", 2)] if rng.random() < 0.7 else []
    shapes += [("leaf", "part", 2)] if rng.random() < 0.4 else []
    for name, parent, width in shapes:
        fields: dict[str, Any] = {"no": column("text", f"{name}_no")}
        names: list[Name] = []
        for n in range(rng.randint(2, width)):
            kind = rng.choice((
                "bool", "bool", "int", "int", "decimal", "date", "grade", "grade", "colour",
                "set", "text", "duration",
            ))  # fmt: skip
            path = f"{name[0]}{n}"
            fields[path], described = _stored(rng, path, kind)
            names.append(described)
        made.entities[name] = labelled(name, key="no", fields=fields)
        made.names[name] = names
        if parent:
            made.entities[name]["of"] = parent
            made.entities[parent].setdefault("max_children", {})[name] = MOST[name]
    if "note" in made.entities:
        made.entities["note"]["refers"] = {"near": "part"}
        made.names["note"] += [_over("near", n) for n in made.names["part"]]
    if rng.random() < 0.4:
        made.entities["site"]["fields"]["all_parts"] = column("bool", "all_parts", missing="ask")
        made.entities["part"]["known_if"] = "all_parts"
    for name in ("part", "note"):
        if name in made.entities and rng.random() < 0.6:
            made.names[name] += [_over("site", n) for n in made.names["site"][:2]]


def _over(hop: str, name: Name) -> Name:
    return Name(f"{hop}.{name.path}", name.kind, name.low, name.high, name.nullable)


def _stored(rng: Random, path: str, kind: str) -> tuple[dict[str, Any], Name]:
    missing = rng.choice(("ask", "ask", "ask", None, "value"))
    given: dict[str, Any]
    if kind == "int":
        low = rng.choice((0, 0, -2))
        given, described = {"type": "int", "min": low, "max": 3}, Name(path, "int", low, 3)
    elif kind == "decimal":
        given, described = {"type": "decimal(1)", "min": 0, "max": 0.3}, Name(path, "decimal", 0, 3)
    elif kind == "date":
        days = ((d - date(2020, 1, 1)).days for d in (FIRST_DAY, LAST_DAY))
        given = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        described = Name(path, "date", *days)
    elif kind == "duration":
        given, described = (
            {"type": "duration", "min": "0d", "max": "3d"},
            Name(path, "duration", 0, 3),
        )
    elif kind == "set":
        given, described = {"type": "set of colour"}, Name(path, "set of colour")
    else:
        given, described = {"type": kind}, Name(path, kind)
    values = {
        "bool": False, "int": 1, "decimal": 0.1, "grade": "g1", "colour": "red", "text": "u",
        "set": ["red"],
    }  # fmt: skip
    if missing == "value" and kind not in values:
        missing = "ask"
    given["missing"] = values[kind] if missing == "value" else missing
    nullable = missing != "value"
    described = Name(path, described.kind, described.low, described.high, nullable)
    return column(given.pop("type"), path, **given), described


def _derived(rng: Random, made: Set) -> None:
    for name in reversed(list(made.entities)):
        if rng.random() < 0.6:
            text = Writer(rng, made.names[name], WORDS).condition(1)
            _add(made, name, f"{name}_ok", Name(f"{name}_ok", "bool"), "bool", text)
        for child in [c for c, e in made.entities.items() if e.get("of") == name]:
            for n in range(rng.randint(1, 3)):
                _quantified(rng, made, name, child, f"{name}_{child}{n}")


def _quantified(rng: Random, made: Set, name: str, child: str, path: str) -> None:
    writer = Writer(rng, made.names[child], WORDS)
    how = rng.choice(("count", "count", "any", "all", "sum", "min", "max"))
    derive: dict[str, Any] = {how: child}
    if rng.random() < 0.7:
        derive["where"] = writer.condition(1)
    most = MOST[child]
    if how == "count":
        _add(made, name, path, Name(path, "int", 0, most), "int", derive, min=0, max=most)
        return
    if how in ("any", "all"):
        derive["of"] = writer.condition(1)
        _add(made, name, path, Name(path, "bool"), "bool", derive)
        return
    taken = [n for n in made.names[child] if n.kind in ("int", "grade") and "." not in n.path]
    taken = [n for n in taken if how != "sum" or n.kind == "int"]
    if not taken:
        return
    chosen = rng.choice(taken)
    derive["of"] = chosen.path
    if how == "sum":
        low, high = min(0, chosen.low * most), max(0, chosen.high * most)
        _add(made, name, path, Name(path, "int", low, high), "int", derive, min=low, max=high)
    elif chosen.kind == "grade":
        derive["otherwise"] = "g0"
        _add(made, name, path, Name(path, "grade"), "grade", derive)
    else:
        low, high = chosen.low, chosen.high
        derive["otherwise"] = rng.randint(low, high)
        _add(made, name, path, Name(path, "int", low, high), "int", derive, min=low, max=high)


def _add(
    made: Set, entity: str, path: str, name: Name, type: str, derive: Any, **more: Any
) -> None:
    made.entities[entity]["fields"][path] = column(type, path, derive=derive, **more)
    made.names[entity] = [*made.names[entity], name]


def _decisions(rng: Random, made: Set) -> None:
    levels: list[str] = []
    for name in [e for e in ("part", "note") if e in made.entities]:
        for n in range(rng.randint(1, 2)):
            levels += _table(rng, made, name, f"{name}_table{n}", first=n == 0)
    for n in range(rng.randint(1, 3)):
        levels += _table(rng, made, "site", f"site_table{n}", first=n == 0)
    if levels and rng.random() < 0.6:
        of = rng.sample(levels, rng.randint(1, len(levels)))
        take = rng.choice(("highest", "highest", "lowest"))
        made.decisions["answer"] = labelled("answer", take=take, of=of, cite="K1") | {"for": "site"}
    else:
        _table(rng, made, "site", "answer", first=True, level=True)
    if rng.random() < 0.5:
        _yes_no(rng, made, "in_scope", 0.75)
        made.heading["scope"] = "in_scope"
    if rng.random() < 0.3:
        _yes_no(rng, made, "seen", 0.5)
        made.heading["inspected"] = "seen"
    for id, gives in (("proposals", "proposal"), ("reviews", "review")):
        if rng.random() < 0.8:
            _listed(rng, made, id, gives)


def _yes_no(rng: Random, made: Set, id: str, likely: float) -> None:
    condition = Writer(rng, made.names["site"], WORDS).atom()
    yes = rng.random() < likely
    rules = [
        {"id": "r0", "when": condition, "then": yes, "cite": "K1"},
        {"id": "r1", "when": {}, "then": not yes, "cite": "K1"},
    ]
    made.decisions[id] = _whole("site", id, "bool", "first", rules)


def _whole(entity: str, id: str, gives: str, hit: str, rules: list[Any]) -> dict[str, Any]:
    return {**labelled(id), "for": entity, "gives": gives, "hit": hit, "rules": rules}


def _when(rng: Random, writer: Writer) -> Any:
    if rng.random() < 0.3:
        return writer.cells()
    return writer.condition()


def _table(
    rng: Random, made: Set, entity: str, id: str, *, first: bool, level: bool = False
) -> list[str]:
    """Add a table; return its id where it gives a level, for roll-ups."""
    hit = rng.choice(SINGLE)
    gives = "int" if hit in ("sum", "count") else "level"
    if hit in ("min", "max"):
        gives = rng.choice(("int", "level"))
    if hit in ("unique", "any", "first", "priority") and not first:
        gives = rng.choice(("level", "colour", "bool", "int", "text"))
    if level:
        hit = rng.choice([h for h in SINGLE if h not in ("sum", "count")])
        gives = "level"
    writer = Writer(rng, made.names[entity], WORDS)
    outputs = _outputs(rng, gives)
    agreed = rng.choice(outputs)  # rules of `any` that may hold together say the same
    rules = []
    for n, condition in enumerate(_conditions(rng, writer, hit)):
        then = agreed if hit == "any" else rng.choice(outputs)
        if hit not in ("any", "priority") and gives == "level" and rng.random() < 0.12:
            then = {"from": "l0", "to": rng.choice(("l2", "l3"))}
        basis = rng.choice(("notice", "notice", "local", "draft"))
        rules.append({"id": f"r{n}", "when": condition, "then": then, "cite": "K1", "basis": basis})
    made.decisions[id] = _whole(entity, id, gives, hit, rules)
    if hit == "priority":
        made.decisions[id]["order"] = rng.sample(outputs, len(outputs))
    kind = Name(id, gives)
    if gives == "int":
        numbers = [int(rule["then"]) for rule in rules]
        low, high = min(numbers), max(numbers)
        if hit == "sum":
            low, high = sum(min(0, n) for n in numbers), sum(max(0, n) for n in numbers)
        if hit == "count":
            low, high = 0, len(numbers)
        kind = Name(id, "int", low, high)
    if gives != "int" or kind.low < kind.high:
        made.names[entity] = [*made.names[entity], kind]
    if entity != "site" and gives == "level" and "note" in made.names and entity == "part":
        made.names["note"] = [*made.names["note"], _over("near", kind)]
    return [id] if gives == "level" else []


def _conditions(rng: Random, writer: Writer, hit: str) -> list[Any]:
    """Return conditions that suit the hit policy: `unique` splits, the others may overlap."""
    if hit == "unique" and rng.random() < 0.85:
        parts = [f"({writer.atom()})" for _ in range(rng.choice((1, 1, 2)))]
        split = [parts[0]] if len(parts) == 1 else [f"{parts[0]} && {parts[1]}"]
        if len(parts) == 2:
            split.append(f"{parts[0]} && !{parts[1]}")
        rest = f"!{parts[0]}"
        return [*split, rest] if rng.random() < 0.85 else split
    if hit == "unique":
        return [_when(rng, writer)]
    conditions = [_when(rng, writer) for _ in range(rng.randint(1, 4))]
    return [*conditions, {}] if rng.random() < 0.6 and hit != "any" else conditions


def _outputs(rng: Random, gives: str) -> list[Any]:
    choices: dict[str, list[Any]] = {
        "level": list(WORDS.scales["level"]),
        "colour": list(WORDS.codes["colour"]),
        "bool": [True, False],
        "int": [-1, 0, 1, 2, 3],
        "text": ["u", "v", "w"],
    }
    return choices[gives]


def _listed(rng: Random, made: Set, id: str, gives: str) -> None:
    hit = rng.choice(LISTED)
    writer = Writer(rng, made.names["site"], WORDS)
    rules = []
    for n in range(rng.randint(1, 3)):
        then: Any = rng.choice(WORDS.codes["review"])
        if gives == "proposal":
            then = {
                "level": rng.choice(WORDS.scales["level"]),
                "confirm": rng.choice((True, False)),
            }
        rules.append({
            "id": f"r{n}", "say": {"zh": f"说{n}"}, "when": _when(rng, writer), "then": then,
            "cite": "K1", "basis": "draft",
        })  # fmt: skip
    made.decisions[id] = _whole("site", id, gives, hit, rules)
    if hit == "output-order":
        order = WORDS.codes["review"] if gives == "review" else WORDS.scales["level"]
        made.decisions[id]["order"] = rng.sample(order, len(order))


def random_facts(policy: PolicySet, seed: int, count: int = 20, missing: float = 0.3) -> Facts:
    """Return facts of `count` sites; a share of `missing` values is absent."""
    rng = Random(seed * 7919 + 1)
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in policy.entities}
    for n in range(count):
        site = _values(rng, policy, "site", missing) | {"no": f"S{n:03}"}
        tables["site"].append(site)
        _children(rng, policy, "site", (site["no"],), tables, missing)
    present = {n for n in policy.entities if n == "site" or rng.random() < 0.93}
    complete = {n for n in policy.entities if rng.random() < 0.75}
    spoilt = {
        name: {row["_parent"] for row in tables[name] if rng.random() < 0.05}
        for name in sorted(present - {"site"})
    }
    return facts_of(policy, {n: tables[n] for n in sorted(present)}, complete, spoilt)


def _children(
    rng: Random,
    policy: PolicySet,
    entity: str,
    key: Key,
    tables: dict[str, list[dict[str, Any]]],
    missing: float,
) -> None:
    for child in policy.children_of(entity):
        for n in range(rng.randint(0, MOST[child.name])):
            row = _values(rng, policy, child.name, missing) | {"no": str(n), "_parent": key}
            for link, target in child.refers.items():
                near = [r for r in tables[target] if r["_parent"] == key]
                if near and rng.random() < 0.7:
                    row[link] = (*key, rng.choice(near)["no"])
            tables[child.name].append(row)
            _children(rng, policy, child.name, (*key, str(n)), tables, missing)


def _values(rng: Random, policy: PolicySet, entity: str, missing: float) -> dict[str, Any]:
    return {
        f.name: None if rng.random() < missing else random_value(rng, policy, f)
        for f in policy.entities[entity].stored
    }


def random_value(rng: Random, policy: PolicySet, of: Field) -> Any:
    """Return a value that `of` may have, as facts hold it."""
    kind = of.type.kind
    if kind is Kind.BOOL:
        return rng.choice((True, False))
    if kind is Kind.TEXT:
        return rng.choice(("u", "v", "w"))
    if kind in (Kind.CODE, Kind.SCALE):
        return rng.choice(policy.domains[of.type.domain].ids)
    if kind is Kind.SET:
        return tuple(c for c in policy.domains[of.type.domain].ids if rng.random() < 0.4)
    number = rng.randint(of.low or 0, of.high or 0)
    if kind is Kind.DECIMAL:
        return Decimal(number).scaleb(-of.type.digits)
    return date(1970, 1, 1) + timedelta(number) if kind is Kind.DATE else number


def operators_of(policy: PolicySet) -> Counter[str]:
    """Return how often each operator stands in the conditions and derivations of a set."""
    found: Counter[str] = Counter()
    exprs = [rule.when for d in policy.decisions.values() for rule in d.rules]
    for entity in policy.entities.values():
        for derived in entity.derived:
            if derived.derive is not None:
                exprs += [e for e in (derived.derive.expr, derived.derive.where) if e is not None]
                found[f"derive {derived.derive.how}"] += 1
    for expr in exprs:
        found.update({node.op for node in walk(expr)})
    return found


def hits_of(policy: PolicySet) -> Counter[str]:
    """Return how often each hit policy and roll-up stands in a set."""
    return Counter(_hit(d) for d in policy.decisions.values())


def _hit(decision: Decision) -> str:
    return f"take {decision.take}" if decision.take else decision.hit
