"""From a model of the solver to facts, to the answer of the reference, to words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from engine.analysis.proofs.cones import Cone, line
from engine.analysis.proofs.rows import Row, Space, below
from engine.analysis.proofs.solver import Model, is_so, number
from engine.analysis.proofs.values import Coded, Members, Range, Truth
from engine.execution.answer import Answer, Settled
from engine.execution.reference import answers
from engine.execution.subjects import day_of, subjects
from engine.facts.model import Fact, Facts, Table
from engine.facts.model import Row as FactRow
from engine.language.types import Kind
from engine.policy.model import Field, PolicySet
from engine.problems import Text

YES, NO = Text("是", "yes"), Text("否", "no")
ROW = Text("{title}{key}：{values}", "{title} {key}: {values}")
FIELD = Text("{title}＝{value}", "{title} = {value}")
NOT_GIVEN = Text("未填", "not given")
LEADS = Text("{link}＝{row}", "{link} = {row}")
NOTHING = Text("（没有要紧的数据）", "(no fact that matters)")
NO_ROWS = Text("{title}：没有", "{title}: none")
INCOMPLETE = Text("{title}：没有报全", "{title}: not reported in full")
Key = tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One enterprise written down: its facts, the day, and what each of its rows says."""

    facts: Facts
    as_of: date
    rows: tuple[Text, ...]


class Teller:
    """Writes down the enterprise of a model."""

    def __init__(self, space: Space, model: Model, cone: Cone) -> None:
        self.policy, self.space, self.model, self.cone = space.policy, space, model, cone
        self.as_of = day_of(number(model, space.today))

    def tell(self, root: Row) -> Told:
        """Return the facts of a tree of rows."""
        rows = [row for row in below(root) if is_so(self.model, row.present)]
        tables = {}
        for name in self.policy.entities:
            own = [self.fact_row(row) for row in rows if row.entity == name]
            present = name == root.entity or self._is(self.space.tables, name)
            whole = self._is(self.space.manifest, name)
            found = {row.key: row for row in sorted(own, key=lambda row: row.key)}
            tables[name] = Table(name, found, present=present, complete=whole)
        words = [self.words(row) for row in rows]
        words += list(self._without_rows(rows))
        return Told(Facts(tables), self.as_of, tuple(words))

    def _is(self, terms: dict[str, object], name: str) -> bool:
        return name in terms and is_so(self.model, terms[name])

    def fact_row(self, row: Row) -> FactRow:
        """Return one row as facts."""
        fields = self.policy.entities[row.entity].fields
        values = {name: self.fact(row, fields[name]) for name in row.free}
        links = {name: self._target(row, name) for name in row.links}
        parent = key_of(row.parent) if row.parent else None
        return FactRow(key_of(row), values, parent, links)

    def _target(self, row: Row, link: str) -> Key | None:
        found = (key_of(to) for leads, to in row.links[link] if is_so(self.model, leads))
        return next(found, None)

    def fact(self, row: Row, field: Field) -> Fact:
        """Return one stored field of a row; None where it was not given."""
        if not is_so(self.model, row.given[field.name]):
            return None
        value = row.free[field.name]
        if isinstance(value, Truth):
            return is_so(self.model, value.sure)
        if isinstance(value, Members):
            ids = self.policy.domains[field.type.domain].ids
            pairs = zip(ids, value.codes, strict=True)
            return tuple(id for id, code in pairs if is_so(self.model, code.sure))
        if isinstance(value, Coded):
            found = number(self.model, value.value)
            domain = self.policy.domains.get(field.type.domain)
            return domain.ids[found] if domain else self.space.texts.text(found)
        assert isinstance(value, Range)
        return self._ordered(number(self.model, value.low), field)

    def _ordered(self, value: int, field: Field) -> Fact:
        match field.type.kind:
            case Kind.DATE:
                return day_of(value)
            case Kind.SCALE:
                return self.policy.domains[field.type.domain].ids[value]
            case Kind.DECIMAL:
                return Decimal(value).scaleb(-field.type.digits)
        return value

    # Words

    def words(self, row: Row) -> Text:
        """Return a row in words: the facts that were read."""
        entity = self.policy.entities[row.entity]
        parts = [
            FIELD.format(title=_title(f.title, f.name), value=self.shown(self.fact(row, f), f))
            for f in entity.stored
            if (row.entity, f.name) in self.cone.names and f.name not in entity.key
        ]
        for name in row.links:
            target = self._target(row, name)
            shown = NOT_GIVEN if target is None else Text(target[-1], target[-1])
            parts.append(LEADS.format(link=name, row=shown))
        key = key_of(row)[-1].rpartition("-")[2]
        values = joined(parts) if parts else NOTHING
        return ROW.format(title=_title(entity.title, entity.name), key=key, values=values)

    def shown(self, value: Fact, field: Field) -> Text:
        """Return a fact in words."""
        if value is None:
            return NOT_GIVEN
        if isinstance(value, bool):
            return YES if value else NO
        domain = self.policy.domains.get(field.type.domain)
        if domain is not None:
            ids = value if isinstance(value, tuple) else (str(value),)
            return joined([_title(domain.members[domain.ids.index(id)].title, id) for id in ids])
        return Text(str(value), str(value))

    def _without_rows(self, rows: Sequence[Row]) -> Iterator[Text]:
        for row in rows:
            for child, made in (row.children or {}).items():
                if child not in self.cone.entities:
                    continue
                title = _title(self.policy.entities[child].title, child)
                if not is_so(self.model, row.complete[child]):
                    yield INCOMPLETE.format(title=title)
                elif not any(is_so(self.model, r.present) for r in made):
                    yield NO_ROWS.format(title=title)


def key_of(row: Row) -> Key:
    """Return the key of a row: that of its parent and its own part."""
    parts = row.name.split("/")
    return tuple(parts)


def joined(parts: Sequence[Text]) -> Text:
    """Return words one after the other."""
    if not parts:
        return Text("无", "none")
    return Text("，".join(p.to("zh") for p in parts), ", ".join(p.to("en") for p in parts))


def _title(title: Text, id: str) -> Text:
    return Text(title.to("zh") or id, title.to("en") or id)


def answered(policy: PolicySet, told: Told, decision: str) -> list[tuple[Key, Settled]]:
    """Return what the reference answers for a decision on every row of an enterprise."""
    asked = policy.decisions[decision]
    found = run(policy, told, asked.entity)
    rows = ((key, row) for (entity, key), row in sorted(found.items()) if entity == asked.entity)
    settled = ((key, row.get(decision)) for key, row in rows)
    return [(key, one) for key, one in settled if isinstance(one, Settled)]


def run(policy: PolicySet, told: Told, entity: str) -> Answer:
    """Return the reference's whole answer for the tree of rows that `told` is."""
    top = line(policy, entity)[0]
    same_tree = [d for d in policy.decisions.values() if line(policy, d.entity)[0] == top]
    about = min(same_tree, key=lambda d: len(line(policy, d.entity)))
    asked = replace(policy, decide=about.id)
    day = (told.as_of - date(1970, 1, 1)).days
    return next(answers(asked, list(subjects(asked, told.facts)), day), {})
