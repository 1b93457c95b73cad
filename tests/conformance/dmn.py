"""Turn decision tables of the DMN compatibility kit into policy folders, and read its cases.

A table becomes a set of four files with one entity `row`, one field a column, and one
decision.  What a rule gives is a number where the hit policy computes, else a member of
a code list with one member for each distinct output (several output columns are one).
A table outside the language raises `LeftOut` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

Plain = str | Decimal | bool | date | None
HITS = {
    "UNIQUE": "unique",
    "ANY": "any",
    "FIRST": "first",
    "PRIORITY": "priority",
    "RULE ORDER": "rule-order",
    "OUTPUT ORDER": "output-order",
    "COLLECT": "collect",
}
AGGREGATIONS = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}
TYPES = {"string": "text", "number": "decimal(6)", "boolean": "bool", "date": "date"}
NUMBER = re.compile(r"-?\d*\.?\d+\Z")
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


class LeftOut(Exception):
    """Why a table is not in the language."""


@dataclass(frozen=True)
class Column:
    """One input: the name of our field, what DMN calls it, its type."""

    field: str
    name: str
    type: str


@dataclass(frozen=True)
class Table:
    """One decision table as DMN writes it, its types found."""

    model: str
    decision: str
    hit: str
    columns: tuple[Column, ...]  # the inputs, then what cells compare them with
    outputs: tuple[str, ...]
    rules: tuple[tuple[tuple[str, ...], tuple[Plain, ...]], ...]
    default: tuple[Plain, ...] | None
    priorities: tuple[tuple[Plain, ...], ...]

    @property
    def id(self) -> str:
        return f"{self.model}/{self.decision}"

    @property
    def computes(self) -> bool:
        return self.hit in AGGREGATIONS.values()

    @property
    def distinct(self) -> list[tuple[Plain, ...]]:
        """The outputs, each once: the members of the code list."""
        return list(dict.fromkeys(outputs for _, outputs in self.rules))


@dataclass(frozen=True)
class Case:
    """One expected result of one decision."""

    id: str
    decision: str
    given: dict[str, Plain]
    expected: object


@dataclass
class Model:
    """One model of the kit: tables inside the language, the others by name, the cases."""

    name: str
    tables: list[Table] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)


def models(kit: Path) -> Iterator[Model]:
    for path in sorted(kit.glob("compliance-level-*/*/*.dmn")):
        yield _model(path)


# Reading XML without caring for the many namespaces of DMN


def _kind(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _below(element: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [child for child in element if _kind(child) == kind]


def _all(element: ElementTree.Element, kind: str) -> Iterator[ElementTree.Element]:
    return (e for e in element.iter() if _kind(e) == kind)


def _text(element: ElementTree.Element) -> str:
    return " ".join("".join(t for part in _below(element, "text") for t in part.itertext()).split())


def _plain(name: str | None) -> str:
    return " ".join((name or "").split())


def _model(path: Path) -> Model:
    root = ElementTree.parse(path).getroot()
    model = Model(path.parent.name)
    types = _types(root)
    for holder in (*_all(root, "decision"), *_all(root, "businessKnowledgeModel")):
        for table in _all(holder, "decisionTable"):
            _add(model, holder, table, types)
    for cases in sorted(path.parent.glob("*-test-*.xml")):
        model.cases.extend(_cases(ElementTree.parse(cases).getroot()))
    return model


def _add(
    model: Model,
    holder: ElementTree.Element,
    table: ElementTree.Element,
    types: dict[str, str],
) -> None:
    name = _plain(holder.get("name"))
    try:
        if _kind(holder) != "decision" or table not in list(holder):
            raise LeftOut("the table is not itself the logic of a decision")
        model.tables.append(_table(model.name, name, table, types))
    except LeftOut as reason:
        model.left_out[f"{model.name}/{name}"] = str(reason)


def _types(root: ElementTree.Element) -> dict[str, str]:
    """Types by the name of a variable or of a component, through named types."""
    items = {
        _plain(item.get("name")): "".join(ref.text or "" for ref in _below(item, "typeRef")).strip()
        for item in (*_all(root, "itemDefinition"), *_all(root, "itemComponent"))
    }

    def resolved(ref: str) -> str:
        seen = set()
        ref = ref.rpartition(":")[2]
        while ref in items and ref not in TYPES and ref not in seen:
            seen.add(ref)
            ref = items[ref].rpartition(":")[2]
        return ref

    found = {name: resolved(ref) for name, ref in items.items()}
    for variable in _all(root, "variable"):
        found[_plain(variable.get("name"))] = resolved(variable.get("typeRef") or "")
    return {**found, **{f"type {name}": resolved(ref) for name, ref in items.items()}}


def _table(model: str, decision: str, table: ElementTree.Element, types: dict[str, str]) -> Table:
    hit = HITS[table.get("hitPolicy") or "UNIQUE"]
    hit = AGGREGATIONS.get(table.get("aggregation") or "", hit)
    columns = tuple(_column(n, i, types) for n, i in enumerate(_below(table, "input")))
    outputs = _below(table, "output")
    if hit in AGGREGATIONS.values() and len(outputs) > 1:
        raise LeftOut("an aggregation over several output columns")
    rules = tuple(
        (
            tuple(_text(cell) for cell in _below(rule, "inputEntry")),
            tuple(_literal(_text(cell), "output") for cell in _below(rule, "outputEntry")),
        )
        for rule in _below(table, "rule")
    )
    compared = _compared(columns, rules, types)
    return Table(
        model,
        decision,
        hit,
        (*columns, *compared),
        tuple(_plain(o.get("name")) for o in outputs),
        rules,
        _default(outputs),
        tuple(_priorities(o) for o in outputs),
    )


def _column(number: int, element: ElementTree.Element, types: dict[str, str]) -> Column:
    expression = _below(element, "inputExpression")[0]
    name = _text(expression)
    if not re.fullmatch(r"[\w' .]+", name):
        raise LeftOut(f"the input `{name}` is an expression")
    declared = (expression.get("typeRef") or "").rpartition(":")[2]
    declared = types.get(f"type {declared}", declared)
    type_ = declared if declared in TYPES else types.get(_plain(name).rpartition(".")[2], "")
    if type_ not in TYPES:
        raise LeftOut(f"the input `{name}` is of type {type_ or 'unknown'}")
    return Column(f"input_{number + 1}", _plain(name), type_)


def _compared(
    columns: tuple[Column, ...],
    rules: tuple[tuple[tuple[str, ...], tuple[Plain, ...]], ...],
    types: dict[str, str],
) -> tuple[Column, ...]:
    """Return the variables that stand in cells, as columns that no rule tests by itself."""
    names: dict[str, str] = {}
    for cells, _ in rules:
        for text, column in zip(cells, columns, strict=True):
            for name in _variables(text):
                found = types.get(name.rpartition(".")[2], "")
                if found != column.type:
                    raise LeftOut(f"the cell `{text}` is an expression")
                names[name] = found
    return tuple(Column(f"other_{n + 1}", name, names[name]) for n, name in enumerate(names))


def _variables(text: str) -> list[str]:
    bare = re.sub(r'"[^"]*"', "", re.sub(r"\w+\([^)]*\)", "", text))
    return [w for w in re.findall(r"[A-Za-z][\w.]*", bare) if w not in ("true", "false")]


def _default(outputs: list[ElementTree.Element]) -> tuple[Plain, ...] | None:
    entries = [_below(output, "defaultOutputEntry") for output in outputs]
    if not all(entries):
        return None
    return tuple(_literal(_text(entry[0]), "default output") for entry in entries)


def _priorities(output: ElementTree.Element) -> tuple[Plain, ...]:
    values = _below(output, "outputValues")
    return tuple(_literal(v, "output value") for v in _split(_text(values[0]))) if values else ()


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.findall(r'(?:"[^"]*"|\([^)]*\)|[^,])+', text)]


def _literal(text: str, what: str) -> Plain:
    text = text.strip()
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r'"[^"]*"', text):
        return text[1:-1]
    if NUMBER.match(text):
        return Decimal(text)
    if found := re.fullmatch(r'date\("(\d{4}-\d\d-\d\d)"\)', text):
        return date.fromisoformat(found[1])
    raise LeftOut(f"the {what} `{text}` is an expression")


# Cases


def _cases(root: ElementTree.Element) -> Iterator[Case]:
    for case in _all(root, "testCase"):
        given: dict[str, Plain] = {}
        for node in _below(case, "inputNode"):
            _flatten(_plain(node.get("name")), _value(node), given)
        for result in _below(case, "resultNode"):
            name = _plain(result.get("name"))
            expected = _below(result, "expected")
            wanted = _value(expected[0]) if expected else None
            yield Case(case.get("id") or "", name, given, wanted)


def _value(element: ElementTree.Element) -> object:
    for value in _below(element, "value"):
        return None if value.get(NIL) == "true" else value.text or ""
    for items in _below(element, "list"):
        return [_value(item) for item in _below(items, "item")]
    parts = _below(element, "component")
    return {_plain(p.get("name")): _value(p) for p in parts} if parts else None


def _flatten(name: str, value: object, into: dict[str, Plain]) -> None:
    if isinstance(value, dict):
        for part, inner in value.items():
            _flatten(f"{name}.{part}", inner, into)
    elif not isinstance(value, list):
        into[name] = value  # type: ignore[assignment]


def typed(text: Plain, type_: str) -> Plain:
    """Return a value of a case as the column has it."""
    if text is None or not isinstance(text, str):
        return text
    match type_:
        case "boolean":
            return text == "true"
        case "number":
            return Decimal(text)
        case "date":
            return date.fromisoformat(text)
    return text


# Policy folders


def write_policy(table: Table, folder: Path) -> Path:
    """Write the table as a policy set and return its folder; LeftOut where it cannot be."""
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "notice.yaml").write_text(NOTICE, encoding="utf-8")
    (folder / "vocabulary.yaml").write_text(_vocabulary(table), encoding="utf-8")
    (folder / "table.yaml").write_text(_decisions(table), encoding="utf-8")
    return folder


POLICY = """language: 1
policy: dmn
version: "1"
title: {zh: 决策表, en: Decision table}
authority: {zh: 测试}
effective: {from: "2020-01-01"}
timezone: Asia/Shanghai
decide: level
files: [notice.yaml, vocabulary.yaml, table.yaml]
"""
NOTICE = """notice: dmn
title: {zh: 决策表, en: Decision table}
clauses:
  T: {where: {zh: 表, en: table}, phrase: 表, gist: The table}
"""


def _quoted(value: object) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _vocabulary(table: Table) -> str:
    lines = ["scales:", "  answer:", "    only: {zh: 唯一}"]
    if not table.computes:
        lines += ["codes:", "  output:"]
        lines += [f"    out_{n}: {{zh: 结果{n}}}" for n, _ in enumerate(table.distinct)]
    lines += ["entities:", "  row:", "    key: row_no", "    title: {zh: 行, en: Row}"]
    lines += ["    fields:", "      row_no: {type: text, zh: 行号}"]
    for n, column in enumerate(table.columns):
        range_ = ", min: -1000000000, max: 1000000000" if column.type == "number" else ""
        lines.append(f"      {column.field}: {{type: {TYPES[column.type]}{range_}, zh: 列{n + 1}}}")
    return "\n".join(lines) + "\n"


def _decisions(table: Table) -> str:
    gives = "int" if table.hit == "count" else "decimal(6)" if table.computes else "output"
    lines = ["decisions:", "  level:", "    title: {zh: 级别}", "    for: row"]
    lines += ["    gives: answer", "    hit: unique"]
    lines += ["    rules: [{id: always, when: {}, then: only, cite: T}]"]
    lines += ["  table:", "    title: {zh: 表}", "    for: row", f"    gives: {gives}"]
    lines += [f"    hit: {table.hit}"]
    if table.hit in ("priority", "output-order"):
        lines.append(f"    order: [{', '.join(f'out_{n}' for n in _by_priority(table))}]")
    lines.append("    rules:")
    for number, (cells, outputs) in enumerate(table.rules):
        then = outputs[0] if table.computes else f"out_{table.distinct.index(outputs)}"
        then = 1 if table.hit == "count" else then
        for variant, when in enumerate(_whens(table, cells)):
            id_ = f"r{number + 1}" + (f"-{variant}" if variant else "")
            lines.append(f"      - {{id: {id_}, when: {{{when}}}, then: {then}, cite: T}}")
    return "\n".join(lines) + "\n"


def _by_priority(table: Table) -> list[int]:
    def rank(outputs: tuple[Plain, ...]) -> list[int]:
        ranked = zip(outputs, table.priorities, strict=True)
        return [order.index(value) if value in order else 0 for value, order in ranked]

    return sorted(range(len(table.distinct)), key=lambda n: rank(table.distinct[n]))


def _whens(table: Table, cells: tuple[str, ...]) -> list[str]:
    """Return the conditions of a rule, each the inside of a `when` map."""
    fields = {c.name: c.field for c in table.columns if c.field.startswith("other")}
    choices = [
        [f"{column.field}: {cell}" for cell in _cell(text, column.type, fields)] or [""]
        for column, text in zip(table.columns, cells, strict=False)
    ]
    return [", ".join(filter(None, chosen)) for chosen in product(*choices)]


def _cell(text: str, type_: str, fields: dict[str, str]) -> list[str]:
    """Return the cell in our spelling; none for `-`."""
    if text in ("-", ""):
        return []
    if found := re.fullmatch(r"not\((.*)\)", text):
        return [
            _quoted(f"not({', '.join(_bare(part, type_, fields) for part in _split(found[1]))})")
        ]
    parts = _split(text)
    if len(parts) > 1:
        return ["[" + ", ".join(_quoted(_bare(p, type_, fields)) for p in parts) + "]"]
    bare = _bare(parts[0], type_, fields)
    return [_quoted(f"== {bare}" if bare in fields.values() else bare)]


def _bare(part: str, type_: str, fields: dict[str, str]) -> str:
    if found := re.fullmatch(r"(<=|>=|<|>|=)\s*(.*)", part):
        operator = "==" if found[1] == "=" else found[1]
        return f"{operator} {_bare(found[2], type_, fields)}"
    if found := re.fullmatch(r"([\[\]()])\s*(.*?)\s*\.\.\s*(.*?)\s*([\[\]()])", part):
        opening = "[" if found[1] == "[" else "("
        closing = "]" if found[4] == "]" else ")"
        return (
            f"{opening}{_bare(found[2], type_, fields)}..{_bare(found[3], type_, fields)}{closing}"
        )
    if part in fields:
        return fields[part]
    value = _literal(part, "cell")
    fits = {"string": str, "number": Decimal, "boolean": bool, "date": date}[type_]
    if not isinstance(value, fits):
        raise LeftOut(f"the cell `{part}` does not fit a column of type {type_}")
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


# Answers


def answered(table: Table, found: object) -> object:
    """Return an output in the form in which the kit writes it."""
    if isinstance(found, list):
        return [answered(table, one) for one in found]
    if isinstance(found, tuple):
        if len(table.outputs) == 1:
            return found[0]
        return dict(zip(table.outputs, found, strict=True))
    return found


def same(found: object, expected: object) -> bool:
    """Compare an answer with the text that the kit expects."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(same(found.get(k), v) for k, v in expected.items())
    if isinstance(expected, list):
        together = isinstance(found, list) and len(found) == len(expected)
        return together and all(map(same, found, expected))  # type: ignore[arg-type]
    if isinstance(found, bool):
        return expected == str(found).lower()
    if isinstance(found, Decimal | int) and isinstance(expected, str):
        try:
            return Decimal(expected) == found
        except InvalidOperation:
            return False
    return found == expected
