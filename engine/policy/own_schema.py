"""The schema of a kind of file with one policy set's own words: for completion in an editor.

Starts from the shipped schema of the kind and adds this set's entities, fields, values,
decisions and clauses, each explained.  It is as strict as `check` where words are
concerned: a field, value or clause that the set does not have is refused.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from engine.language.types import Kind, Type
from engine.policy import own_words as own
from engine.policy.decisions import CHECK
from engine.policy.model import PROPOSAL, REVIEW, Decision, PolicySet
from engine.policy.own_words import Schema
from engine.policy.routing_scope import INSPECTING_LEVEL, LEVEL, NAMES
from engine.policy.shape import schema
from engine.problems import Text

NAMED = {
    Kind.BOOL: Text("是或否", "Yes or no"),
    Kind.INT: Text("整数", "Whole number"),
    Kind.DATE: Text("日期", "Date"),
    Kind.DURATION: Text("天数", "Days"),
    Kind.TEXT: Text("文字", "Text"),
}
Fill = Callable[[PolicySet, Schema], None]


def own_schema(policy: PolicySet, kind: str) -> Schema:
    """Return the schema of `kind` with the words of `policy` in it."""
    whole = copy.deepcopy(schema(kind))
    whole["$defs"] = {}
    if kind in FILLERS:
        FILLERS[kind](policy, whole)
    if kind != "notice":
        whole["$defs"]["clauses"] = own.clauses(policy)
        _cite_own(whole)
    if not whole["$defs"]:
        del whole["$defs"]
    return whole


def _cite_own(node: Any) -> None:
    """Let every `cite` name clauses of this set."""
    if isinstance(node, list):
        for item in node:
            _cite_own(item)
    if not isinstance(node, dict):
        return
    properties = node.get("properties")
    if isinstance(properties, dict) and "cite" in properties:
        about = {k: v for k, v in properties["cite"].items() if k in ("title", "description")}
        properties["cite"] = {**about, "$ref": "#/$defs/clauses"}
    for inner in node.values():
        _cite_own(inner)


def _choices(words: Iterable[tuple[str, Text]]) -> list[Schema]:
    return [own.choice(id, own.both(title, id)) for id, title in words]


def _several(ways: list[Schema]) -> Schema:
    """One of `ways`, or a list of them."""
    many = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"anyOf": ways}}
    return {"anyOf": [*ways, many]}


def _decision_choices(policy: PolicySet, *, lists: bool = True) -> list[Schema]:
    known = policy.decisions.values()
    return _choices((d.id, d.title) for d in known if lists or not d.is_list)


# ---- files of decisions ----


def _fill_decisions(policy: PolicySet, whole: Schema) -> None:
    decision = whole["properties"]["decisions"]["additionalProperties"]
    table, roll_up = decision["else"], decision["then"]
    entities = _choices((e.name, e.title) for e in policy.entities.values())
    for part in (table, roll_up):
        part["properties"]["for"]["anyOf"] = entities
    roll_up["properties"]["of"].update(_several(_decision_choices(policy, lists=False)))
    table["properties"]["gives"]["anyOf"] = _gives(policy)
    table["allOf"] = [*_by_entity(policy, whole["$defs"]), *_by_answer(policy)]


def _gives(policy: PolicySet) -> list[Schema]:
    domains = _choices((d.name, d.title) for d in policy.domains.values())
    simple = _choices((str(kind), title) for kind, title in NAMED.items())
    special = _choices(((PROPOSAL, Text("建议", "Proposal")), (REVIEW, Text("须核对", "Review"))))
    return [*domains, *simple, *special, {"pattern": r"^(decimal(\([0-9]\))?|division)$"}]


def _by_entity(policy: PolicySet, definitions: Schema) -> Iterator[Schema]:
    """A table for an entity may name what a row of that entity sees."""
    for name in policy.entities:
        _, needed = own.when(name, own.paths(policy, name), policy.domains)
        definitions.update(needed)
        then = _rules({"when": {"$ref": f"#/$defs/when%20{name}"}})
        yield {"if": _said("for", name), "then": then}


def _by_answer(policy: PolicySet) -> Iterator[Schema]:
    """A table that gives a type has answers of that type."""
    for domain in policy.domains.values():
        type = Type(Kind.SCALE if domain.ordered else Kind.CODE, domain.name)
        yield {"if": _single(domain.name), "then": _rules({"then": _answer(policy, type)})}
    for kind in (Kind.BOOL, Kind.INT):
        yield {"if": _single(str(kind)), "then": _rules({"then": _answer(policy, Type(kind))})}
    level = policy.decisions[policy.decide].gives
    proposal = {"type": "object", "properties": {"level": _answer(policy, level)}}
    yield {"if": _said("gives", PROPOSAL), "then": _rules({"then": proposal})}
    if REVIEW not in policy.domains:
        words = [own.choice(CHECK.id, own.both(CHECK.title, CHECK.id))]
        yield {"if": _said("gives", REVIEW), "then": _rules({"then": {"anyOf": words}})}


def _answer(policy: PolicySet, type: Type) -> Schema:
    ways = own.values(type, policy.domains)
    return {"anyOf": [*ways, own.span(ways)] if type.kind is Kind.SCALE else ways}


def _said(key: str, word: str) -> Schema:
    return {"properties": {key: {"const": word}}, "required": [key]}


def _single(gives: str) -> Schema:
    """A table that counts its rules gives numbers, whatever stands in `then`."""
    asked = _said("gives", gives)
    asked["properties"]["hit"] = {"not": {"const": "count"}}
    return asked


def _rules(properties: Schema) -> Schema:
    return {"properties": {"rules": {"items": {"properties": properties}}}}


# ---- routing ----


def _fill_routing(policy: PolicySet, whole: Schema) -> None:
    if policy.routing is None:
        return
    level = policy.decisions[policy.decide].gives
    cells = {LEVEL: own.cell(level, policy.domains), INSPECTING_LEVEL: _levels_cell(policy)}
    when = {
        "type": ["object", "string"],
        "properties": {
            word: {**cells[name], "title": own.both(NAMES[name], name), "description": name}
            for name in cells
            for word in (name, NAMES[name].zh)
        },
        "additionalProperties": False,
    }
    whole["$defs"]["when"] = when
    roles = _choices((r.id, r.title) for r in policy.routing.roles.values())
    message = whole["properties"]["messages"]["additionalProperties"]["properties"]
    message["when"] = _kept(message["when"], {"$ref": "#/$defs/when"})
    for part in ("from", "to", "copy", "push", "with"):
        addressee = message[part].get("items", message[part])["properties"]
        addressee["role"].update(_several(roles))
        addressee["when"] = _kept(addressee["when"], {"$ref": "#/$defs/when"})
    for part in ("listing", "jurisdiction"):
        rows = whole["properties"][part]["properties"]["rows"]
        rows["anyOf"] = _choices((e.name, e.title) for e in policy.entities.values())


def _levels_cell(policy: PolicySet) -> Schema:
    assert policy.routing is not None
    titles = policy.routing.level_titles
    ids = _choices((level, titles[level]) for level in policy.routing.levels)
    labels = [w for t in titles.values() for w in (t.zh, t.en) if w]
    return _several([*ids, {"enum": labels}, own.TEST])


def _kept(old: Schema, new: Schema) -> Schema:
    return {**{k: v for k, v in old.items() if k in ("title", "description")}, **new}


# ---- cases, facts, the cover ----


def _fill_cases(policy: PolicySet, whole: Schema) -> None:
    case = whole["properties"]["cases"]["items"]["properties"]
    entities = policy.entities.values()
    tables: Schema = {}
    for entity in entities:
        table, needed = own.rows(policy, entity)
        whole["$defs"].update(needed)
        tables[entity.name] = {"title": own.both(entity.title, entity.name), **table}
    given = {"type": "object", "minProperties": 1, "properties": tables}
    case["given"] = _kept(case["given"], {**given, "additionalProperties": False})
    case["complete"]["items"] = {"anyOf": _choices((e.name, e.title) for e in entities)}
    expect = case["expect"]
    expect["properties"].update(_expected(policy))
    expect["additionalProperties"] = False


def _expected(policy: PolicySet) -> Schema:
    subject = policy.subject
    found: Schema = {
        "rules": _list(_rule_choices(policy.decisions.values())),
        "missing": {"type": "array", "uniqueItems": True, "items": {"type": "string"}},
        "applicable": {"enum": [True, False, "yes", "no", "unknown"]},
        "needs_confirmation": {"enum": [True, False, "yes", "no", "unknown"]},
    }
    for role, key in (("proposal", "proposals"), ("review", "reviews")):
        some = [d for d in policy.decisions.values() if d.role == role]
        found[key] = _list([*_rule_choices(some), *_rule_choices(some, short=True)])
    single = [d for d in policy.decisions.values() if d.entity == subject.name and not d.is_list]
    known = [(d.id, d.gives, d.title) for d in single]
    known += [(f.name, f.type, f.title) for f in subject.fields.values()]
    for name, type, title in known:
        one = own.values(type, policy.domains)
        ways = [*one, {"enum": ["unknown"]}, own.span(one)]
        if type.kind is Kind.SET:
            ways.append({"type": "array", "items": {"anyOf": one}})
        found[name] = {"anyOf": ways, "title": own.both(title, name)}
    return found


def _rule_choices(decisions: Iterable[Decision], *, short: bool = False) -> list[Schema]:
    found: dict[str, Schema] = {}
    for decision in decisions:
        for rule in decision.rules:
            id = rule.id if short else f"{decision.id}/{rule.id}"
            found.setdefault(id, own.choice(id, own.both(rule.say or decision.title, id)))
    return list(found.values())


def _list(ways: list[Schema]) -> Schema:
    return {"type": "array", "uniqueItems": True, "items": {"anyOf": ways} if ways else False}


def _fill_facts(policy: PolicySet, whole: Schema) -> None:
    tables = whole["properties"]["tables"]
    one = tables["additionalProperties"]
    tables["properties"] = {
        word: {**one, "title": own.both(e.title, e.name)}
        for e in policy.entities.values()
        for word in dict.fromkeys((e.name, e.title.zh, e.title.en))
        if word
    }
    tables["additionalProperties"] = False


def _fill_policy(policy: PolicySet, whole: Schema) -> None:
    for key in ("decide", "scope", "inspected"):
        whole["properties"][key]["anyOf"] = _decision_choices(policy, lists=False)


FILLERS: Mapping[str, Fill] = {
    "decisions": _fill_decisions,
    "routing": _fill_routing,
    "cases": _fill_cases,
    "facts": _fill_facts,
    "policy": _fill_policy,
}
