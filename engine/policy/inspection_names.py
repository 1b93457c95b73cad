"""What a name in inspection.yaml may mean: decisions, fields, levels, entities, values, days.

What leads nowhere is reported where it stands; the name is handed back all the same, so
that the rest of the file is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.catalogue import inspection as codes
from engine.language.types import Domain, Kind, Type
from engine.policy.clauses import read_cites
from engine.policy.draft import Draft, Part
from engine.policy.inspection_model import OWN_KEY, Day, Rows
from engine.policy.model import Entity
from engine.policy.routing_model import Routing
from engine.problems import Problem, Text, did_you_mean

A_SCALE = Text("企业的一个有高低的判定", "a decision of the subject that gives a scale")
YES_NO = Text("企业的一个是或否的判定", "a yes/no decision of the subject")
A_NUMBER = Text("values 里的一个整数", "a whole number of `values`")
ORDINARY = 2023  # a day that exists in each year exists in one that is not a leap year, too


@dataclass(frozen=True)
class Names:
    """The rest of a policy set, asked by the parts of inspection.yaml."""

    draft: Draft
    subject: Entity

    @property
    def routing(self) -> Routing:
        """The routing rules; without them inspection.yaml is not read at all."""
        assert self.draft.routing is not None
        return self.draft.routing

    def report(self, problem: Problem) -> None:
        """Report one problem."""
        self.draft.report(problem)

    def cites(self, part: Part, key: str = "cite") -> tuple[str, ...]:
        """Return the clauses under `key`; report those the notice does not have."""
        if key == "cite":
            return read_cites(self.draft, part)
        inner = part.get(key)
        if inner is None:
            return ()
        renamed = Part(part.document, part.path, {"cite": part.value[key]})
        return read_cites(self.draft, renamed)

    def symbol(self, name: str) -> tuple[Type, Text] | None:
        """Return type and title of a single-valued decision or field of the subject."""
        decision = self.draft.decisions.get(name)
        if decision is not None and decision.entity == self.subject.name and not decision.is_list:
            return (decision.gives, decision.title) if decision.role == "value" else None
        field = self.subject.fields.get(name)
        return (field.type, field.title) if field else None

    def names(self) -> list[str]:
        """Return what the order may compare, for "did you mean"."""
        own = (d.id for d in self.draft.decisions.values() if d.entity == self.subject.name)
        return [*self.subject.fields, *own, OWN_KEY]

    def decision(self, part: Part, kind: Kind, expected: Text) -> str:
        """Return the name of a decision or field of the subject that gives this kind."""
        name = str(part.value)
        found = self.symbol(name)
        told = name in self.draft.broken or name in self.draft.lost
        if (found is None or found[0].kind is not kind) and not told:
            near = did_you_mean(name, self.names()) if found is None else None
            self.report(codes.NOT_FITTING.at(part.place, near, name=name, expected=expected))
        return name

    def level(self, part: Part) -> str:
        """Return the name of a level of government."""
        routing = self.routing
        name = str(part.value)
        if name not in routing.levels:
            near = did_you_mean(name, routing.levels)
            self.report(codes.UNKNOWN_LEVEL.at(part.place, near, level=name))
        return name

    def entity(self, part: Part, *, child: bool) -> Entity | None:
        """Return the entity: a child of the subject, or one that stands alone."""
        found = self.draft.entities.get(str(part.value))
        fits = found is not None and (found.parent == self.subject.name) is child
        if found is None or not fits:
            known = [e.name for e in self.draft.entities.values() if bool(e.parent) is child]
            near = did_you_mean(str(part.value), known)
            self.report(codes.NO_ROWS.at(part.place, near, name=part.value))
            return None
        return found

    def field(self, entity: Entity, part: Part, kind: Kind | None = None) -> str:
        """Return the name of a field that facts supply."""
        name = str(part.value)
        found = entity.fields.get(name)
        if found is None or found.derive is not None or kind not in (None, found.type.kind):
            stored = [f.name for f in entity.stored]
            near = did_you_mean(name, stored) if found is None else None
            self.report(codes.NO_FIELD.at(part.place, near, entity=entity.name, name=name))
        return name

    def member(self, domain: Domain | None, part: Part, of: str) -> str:
        """Return the id of a value, given by id or label."""
        word = str(part.value)
        if domain is None:
            return word
        if word not in domain.words:
            near = did_you_mean(word, domain.words)
            self.report(codes.UNKNOWN_VALUE.at(part.place, near, field=of, value=word))
            return word
        return domain.ids[domain.words[word]]

    def domain_of(self, type: Type | None) -> Domain | None:
        """Return the scale or code list of a type."""
        return self.draft.domains.get(type.domain) if type and type.domain else None

    def rows(self, part: Part, kinds: Mapping[str, Kind | None], *, child: bool = True) -> Rows:
        """Return the entity of `rows` and the fields named by the keys of `kinds`."""
        target = part.get("rows")
        entity = self.entity(target, child=child) if target else None
        fields: dict[str, str] = {}
        for meaning, kind in kinds.items():
            named = part.get(meaning)
            if entity is not None and named is not None:
                fields[meaning] = self.field(entity, named, kind)
        return Rows(
            entity.name if entity else "", fields, self.cites(part), part.text("basis", "notice")
        )

    def day(self, part: Part) -> Day:
        """Return a day that every year has."""
        month, day = part.value["month"], part.value["day"]
        number = 0 if day == "last" else int(day)
        try:
            date(ORDINARY, month, number or 1)
        except ValueError:
            place = (part.get("day") or part).place
            self.report(codes.NO_SUCH_DAY.at(place, month=month, day=day))
        return Day(month, number, self.cites(part))

    def area(self, part: Part) -> tuple[str, ...]:
        """Return the division codes of an area."""
        codes_in = [*part.words("area")]
        for word, entry in codes_in:
            if self.draft.divisions and word not in self.draft.divisions:
                near = did_you_mean(word, self.draft.divisions)
                place = Text("一个区划代码", "a division code")
                self.report(codes.NOT_FITTING.at(entry.place, near, name=word, expected=place))
        return tuple(word for word, _ in codes_in)


def must(part: Part | None, key: str) -> Part:
    """Return a part that the schema requires."""
    found = part.get(key) if part else None
    assert found is not None, key
    return found
