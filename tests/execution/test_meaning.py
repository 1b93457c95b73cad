"""Every executor answers the truth tables of `tests/meaning/` as they stand there.

All groups of a file become one policy set, each with names of its own, and every row one
subject; so one run of an executor answers a whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.execution.answer import Answer, Settled
from engine.execution.exact import exact
from engine.execution.subjects import Item, day_number, subjects
from engine.facts.model import Facts
from engine.language.types import Kind
from engine.policy.model import PolicySet
from tests.execution.executors import NAMES, executor
from tests.made import facts_of, labelled, load, write_set
from tests.made import field as column

MEANING = Path(__file__).parents[1] / "meaning"
AS_OF = day_number(date(2020, 6, 15))
SCALES = {"grade": ["none", "low", "mid", "top"]}
CODES = {"colour": ["red", "green", "blue"]}
CLOSED = {"id": "closed", "when": {}, "then": "none", "cite": "K1"}


@dataclass
class Bench:
    """One file as a policy set and facts: what to build, and what each subject must give."""

    fields: dict[str, Any] = field(default_factory=lambda: {"no": column("text", "no")})
    entities: dict[str, Any] = field(default_factory=dict)
    decisions: dict[str, Any] = field(default_factory=dict)
    turned: dict[str, dict[str, Any]] = field(default_factory=dict)  # after loading
    rows: list[dict[str, Any]] = field(default_factory=list)
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    open_for: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)  # subject -> its absent table
    wanted: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def subject(self, name: str, wanted: dict[str, Any], **values: Any) -> str:
        """Add a subject whose field or decision `name` must come out as `wanted`."""
        number = f"{len(self.rows):03}"
        self.rows.append({"no": number, **values})
        self.wanted[number] = (name, wanted)
        return number


def groups(file: str) -> list[dict[str, Any]]:
    return yaml.safe_load((MEANING / file).read_text(encoding="utf-8"))["groups"]


def typed(spec: Any, name: str) -> dict[str, Any]:
    """Return a field from `int 0..9`, the name of a type, or a field as it is."""
    if isinstance(spec, dict):
        return column(spec["type"], name, **{k: v for k, v in spec.items() if k != "type"})
    found = re.fullmatch(r"int (-?\d+)\.\.(-?\d+)", spec)
    if found:
        return column("int", name, min=int(found[1]), max=int(found[2]))
    return column(spec, name)


def renamed(text: str, names: dict[str, str]) -> str:
    """Return a condition with its names replaced, but not what stands in quotes."""
    parts = re.split(r"('[^']*')", text)
    for n in range(0, len(parts), 2):
        for old, new in names.items():
            parts[n] = re.sub(rf"\b{old}\b", new, parts[n])
    return "".join(parts)


def operators(bench: Bench) -> None:
    for number, group in enumerate(groups("operators.yaml")):
        names = {old: f"f{number}_{old}" for old in group["fields"]}
        for old, new in names.items():
            bench.fields[new] = typed(group["fields"][old], new)
        answer = typed(group.get("type", "bool"), f"f{number}")
        answer["derive"] = renamed(group["derive"], names)
        bench.fields[f"f{number}"] = answer
        for row in group["rows"]:
            values = dict(zip(names.values(), row[:-1], strict=True))
            bench.subject(f"f{number}", {"name": group["name"], "is": row[-1]}, **values)


def _child(bench: Bench, name: str, fields: dict[str, Any], most: int) -> None:
    bench.entities[name] = labelled(
        name, key="no", of="subject", fields={"no": column("text", f"{name} no"), **fields}
    )
    bench.entities.setdefault("subject", {}).setdefault("max_children", {})[name] = most
    bench.parts[name] = []


def _children(bench: Bench, name: str, number: str, row: dict[str, Any], made: Any) -> None:
    if row["children"] == "absent":
        bench.absent[number] = name
        return
    if not row["complete"]:
        bench.open_for.setdefault(name, []).append((number,))
    for n, child in enumerate(row["children"]):
        bench.parts[name].append({"no": str(n), "_parent": (number,), **made(child)})


def quantifiers(bench: Bench) -> None:
    for number, group in enumerate(groups("quantifiers.yaml")):
        child = f"part{number}"
        names = {old: f"p{number}_{old}" for old in group["parts"]}
        fields = {new: typed(group["parts"][old], new) for old, new in names.items()}
        _child(bench, child, fields, group["most"])
        derive = {k: renamed(v, names) if k in ("where", "of") else v
                  for k, v in group["derive"].items()}  # fmt: skip
        derive = {k: child if v == "part" else v for k, v in derive.items()}
        bench.fields[f"f{number}"] = {**typed(group["type"], f"f{number}"), "derive": derive}
        for row in group["rows"]:
            wanted = {"name": group["name"], "is": row["is"]}
            key = bench.subject(f"f{number}", wanted)
            columns = list(names.values())
            _children(bench, child, key, row, lambda c, n=columns: dict(zip(n, c, strict=True)))


def hit_policies(bench: Bench) -> None:
    for number, group in enumerate(groups("hit-policies.yaml")):
        names = [f"t{number}_{n}" for n in range(len(group["rules"]))]
        bench.fields |= {name: column("bool", name) for name in names}
        rules = [
            {"id": f"r{n}", "when": names[n], "then": then, "cite": "K1"}
            for n, then in enumerate(group["rules"])
        ]
        table = {"for": "subject", "gives": group["gives"], "hit": "first", "rules": rules}
        bench.decisions[f"d{number}"] = labelled(f"d{number}") | table
        order = [SCALES["grade"].index(word) for word in group.get("order", ())]
        bench.turned[f"d{number}"] = {
            "hit": group["hit"], "complete": bool(group.get("complete")), "order": tuple(order),
        }  # fmt: skip
        for row in group["rows"]:
            bench.subject(
                f"d{number}",
                {"name": f"{group['name']}: {row['hold']}", **row},
                **dict(zip(names, row["hold"], strict=True)),
            )


def roll_ups(bench: Bench) -> None:
    for number, group in enumerate(groups("roll-ups.yaml")):
        child, said = f"part{number}", f"said{number}"
        _child(bench, child, {said: column("text", said)}, 9)
        words: dict[str, Any] = {}
        for row in group["rows"]:
            if row["children"] != "absent":
                words |= {str(c): c for c in row["children"]}
        rules = []
        for word, spec in words.items():
            then = spec.get("conflict", spec) if isinstance(spec, dict) else spec
            for copy in range(2 if isinstance(spec, dict) and "conflict" in spec else 1):
                rules.append({
                    "id": f"r{len(rules)}", "when": f'{said} == "{word}"', "then": then,
                    "cite": "K1", "note": f"{copy}",
                })  # fmt: skip
        table = {"for": child, "gives": "grade", "hit": "first", "rules": rules}
        bench.decisions[f"{child}_level"] = labelled(f"{child}_level") | table
        bench.turned[f"{child}_level"] = {"hit": "unique", "complete": False}
        bench.decisions[f"d{number}"] = labelled(
            f"d{number}", take=group["take"], of=f"{child}_level", cite="K1"
        ) | {"for": "subject"}
        for row in group["rows"]:
            wanted = {"name": f"{group['name']}: {row['children']}", **row}
            key = bench.subject(f"d{number}", wanted)
            _children(bench, child, key, row, lambda c, s=said: {s: str(c)})


BUILDERS = {
    "operators": operators,
    "quantifiers": quantifiers,
    "hit-policies": hit_policies,
    "roll-ups": roll_ups,
}


def read(bench: Bench, folder: Path) -> PolicySet:
    subject = labelled("subject", key="no", fields=bench.fields)
    entities = {"subject": {**subject, **bench.entities.pop("subject", {})}, **bench.entities}
    table = {"for": "subject", "gives": "grade", "hit": "first", "rules": [CLOSED]}
    vocabulary = {
        "scales": {n: {m: {"zh": f"级{m}"} for m in ms} for n, ms in SCALES.items()},
        "codes": {n: {m: {"zh": f"色{m}"} for m in ms} for n, ms in CODES.items()},
        "entities": entities,
    }
    decisions = {"answer": labelled("answer") | table, **bench.decisions}
    policy = load(write_set(folder, vocabulary, {"decisions": decisions}, decide="answer"))
    turned = {id: replace(policy.decisions[id], **how) for id, how in bench.turned.items()}
    return replace(policy, decisions={**policy.decisions, **turned})


def facts(bench: Bench, policy: PolicySet) -> Iterator[Facts]:
    """Yield the facts with every table, then those with each absent table left out."""
    for absent in ("", *dict.fromkeys(bench.absent.values())):
        rows = [row for row in bench.rows if bench.absent.get(row["no"], "") == absent]
        keys = {(row["no"],) for row in rows}
        tables = {"subject": rows}
        for name, parts in bench.parts.items():
            if name != absent:
                tables[name] = [part for part in parts if part["_parent"] in keys]
        yield facts_of(policy, tables, tables, bench.open_for)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("file", BUILDERS)
def test_an_executor_answers_the_truth_tables(file: str, name: str, tmp_path: Path) -> None:
    answers, bench = executor(name), Bench()
    BUILDERS[file](bench)
    policy = read(bench, tmp_path / "made")
    wrong, asked = [], 0
    for given in facts(bench, policy):
        items = list(subjects(policy, given))
        for item, answer in zip(items, answers(policy, items, AS_OF), strict=True):
            asked += 1
            told = difference(policy, item, answer, *bench.wanted[item.key[0]])
            wrong += [told] if told else []
    assert not wrong, "\n".join(wrong)
    assert asked == len(bench.rows) > 0


def difference(
    policy: PolicySet, item: Item, answer: Answer, name: str, wanted: dict[str, Any]
) -> str:
    """Return how an answer differs from its row of the truth table, or ""."""
    found = answer[item.entity, item.key][name]
    if isinstance(found, Settled):
        type = policy.decisions[name].gives
        ends = (found.low, found.high)
        ordered = isinstance(ends[0], int) and isinstance(ends[1], int) and type.ordered
        value = exact((int(ends[0]), int(ends[1])) if ordered else ends[0], type, policy.domains)
        trouble = wanted.get("trouble", "")
        empty = bool(wanted.get("may_be_empty")) or trouble == "no rule"
        seen = (value, found.trouble, found.may_be_empty)
        due = (_due(wanted["is"]), trouble, empty)
    else:
        type = policy.entities[item.entity].fields[name].type
        seen, due = (exact(found, type, policy.domains),), (_due(wanted["is"]),)
        if type.kind is Kind.SET:
            raise AssertionError("no truth table gives a set")
    return "" if seen == due else f"{wanted['name']} [{item.key[0]}]: {seen}, not {due}"


def _due(value: Any) -> Any:
    return None if value == "unknown" else value
