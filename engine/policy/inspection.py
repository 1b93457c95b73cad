"""Read inspection.yaml: how lists are chosen, inspections assigned, plans and changes filed.

The document has passed its schema; every name it uses is looked up here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from engine.catalogue import inspection as codes
from engine.language.types import Kind
from engine.policy.draft import Draft, Part
from engine.policy.inspection_lists import ListsReader
from engine.policy.inspection_model import (
    Changes,
    Hop,
    Inspection,
    Lists,
    Need,
    Plans,
    Repeat,
    Returns,
    Rows,
    Workload,
)
from engine.policy.inspection_names import A_NUMBER, YES_NO, Names, must
from engine.policy.model import Entity, Field
from engine.problems import NO_TEXT, did_you_mean


def read_inspection(draft: Draft) -> None:
    """Keep what the policy set says about choosing whom to inspect, if it does."""
    documents = draft.documents.get("inspection", ())
    if not documents:
        return
    part = documents[0]
    file = part.document.source.file
    if any(p.place.file == file and p.code[0] in "YS" for p in draft.problems):
        return
    if draft.routing is None or not draft.routing.listing:
        # Where routing was refused, that is what is reported.
        if not draft.documents.get("routing") or draft.routing is not None:
            draft.report(codes.NO_LISTING.at(part.place))
        return
    decide = draft.decisions.get(draft.policy.text("decide") if draft.policy else "")
    if decide is not None:
        draft.inspection = _Reader(Names(draft, draft.entities[decide.entity]), part).inspection()


@dataclass(frozen=True)
class _Reader:
    names: Names
    part: Part

    def inspection(self) -> Inspection | None:
        before = len(self.names.draft.problems)
        lists = self.part.get("lists")
        found = ListsReader(self.names).lists(lists) if lists else None
        parts = {k: self.part.get(k) for k in ("repeat", "workload", "changes", "plans", "returns")}
        made = Inspection(
            lists=cast(Lists, found),
            repeat=self.repeat(p) if (p := parts["repeat"]) else None,
            workload=self.workload(p) if (p := parts["workload"]) else None,
            changes=self.changes(p) if (p := parts["changes"]) else None,
            plans=self.plans(p) if (p := parts["plans"]) else None,
            returns=self.returns(p) if (p := parts["returns"]) else None,
            local_cites=self.names.cites(lists, "local_cite") if lists else (),
        )
        return made if len(self.names.draft.problems) == before else None

    def repeat(self, part: Part) -> Repeat:
        rows = self.names.rows(
            part,
            {"ended": Kind.DATE, "department": Kind.TEXT, "kind": Kind.CODE,
             "reason": Kind.CODE, "document": Kind.TEXT},
        )  # fmt: skip
        entity, kind = self.names.draft.entities.get(rows.entity), rows.fields.get("kind", "")
        field: Field | None = entity.fields.get(kind) if entity else None
        domain = self.names.domain_of(field.type) if field else None
        return Repeat(
            rows, tuple(self.names.member(domain, p, kind) for p in part.items("not_counted"))
        )

    def workload(self, part: Part) -> Workload:
        per_month: dict[str, int] = {}
        for name, entry in part.entries("per_month"):
            self.names.level(Part(entry.document, entry.path, name))
            value = self.names.draft.values.get(str(entry.value))
            if value is None or value.type.kind is not Kind.INT or int(value.value) < 0:
                near = did_you_mean(str(entry.value), self.names.draft.values)
                self.names.report(
                    codes.NOT_FITTING.at(entry.place, near, name=entry.value, expected=A_NUMBER)
                )
            else:
                per_month[name] = int(value.value)
        return Workload(
            tuple(sorted(int(p.value) for p in part.items("months"))), per_month,
            part.text("mark"), self.names.cites(part, "mark_cite"), self.names.cites(part),
            part.text("basis", "notice"),
        )  # fmt: skip

    def changes(self, part: Part) -> Changes:
        named = must(part, "fields")
        rows = self.names.rows(part, {})
        entity = self.names.draft.entities.get(rows.entity)
        kinds: dict[str, Kind | None] = {
            "year": Kind.INT, "number": Kind.INT, "kind": Kind.CODE, "grounds": Kind.CODE,
            "reason": Kind.TEXT, "decided": Kind.DATE, "defer_until": Kind.DATE,
        }  # fmt: skip
        fields = {
            meaning: self.names.field(entity, p, kinds[meaning])
            for meaning, p in named.entries()
            if entity is not None
        }
        kind = entity.fields.get(fields.get("kind", "")) if entity else None
        domain = self.names.domain_of(kind.type) if kind else None
        effects = {
            self.names.member(domain, p, "kind"): effect
            for effect, p in must(part, "effects").entries()
        }
        agreed = {
            self.names.level(Part(p.document, p.path, level)): self.names.field(
                entity, p, Kind.DATE
            )
            for level, p in part.entries("agreed")
            if entity is not None
        }
        return Changes(
            rows=Rows(rows.entity, fields, rows.cites, rows.basis),
            opens=self.names.decision(must(part, "opens"), Kind.BOOL, YES_NO),
            made_by=self.names.level(must(part, "made_by")),
            effects=effects,
            hops=tuple(self.hop(p, entity) for p in part.items("filed")),
            agreed=agreed,
            acknowledge=part.value.get("acknowledge") in (True, "yes"),
            keeps=part.label("keeps"),
            keeps_cites=self.names.cites(part, "keeps_cite"),
        )

    def hop(self, part: Part, entity: Entity | None) -> Hop:
        def named(key: str, kind: Kind) -> str:
            target = part.get(key)
            return self.names.field(entity, target, kind) if entity and target else ""

        due = part.get("local_due")
        return Hop(
            below=self.names.level(must(part, "from")),
            above=self.names.level(must(part, "to")),
            left=named("on", Kind.DATE) or named("left", Kind.DATE),
            reached=named("reached", Kind.DATE),
            receipt=named("receipt", Kind.TEXT),
            local_due=self.names.day(due) if due else None,
            basis=part.text("basis", "notice"),
        )

    def plans(self, part: Part) -> Plans:
        rows = self.names.rows(part, {"department": Kind.TEXT, "year": Kind.INT}, child=False)
        entity = self.names.draft.entities.get(rows.entity)
        needs = []
        for p in part.items("needs"):
            target = must(p, "field")
            name = self.names.field(entity, target) if entity else str(target.value)
            field = entity.fields.get(name) if entity else None
            needs.append(Need(name, field.title if field else NO_TEXT, self.names.cites(p)))
        return Plans(
            rows=rows,
            needs=tuple(needs),
            due=self.names.day(must(part, "due")),
            exceptions={int(p.value["year"]): self.names.day(p) for p in part.items("exceptions")},
            roll_over=part.value.get("roll_over") in (True, "yes"),
            arrives=self.names.level(must(part, "arrives")),
            hops=tuple(self.hop(p, entity) for p in part.items("hops")),
        )

    def returns(self, part: Part) -> Returns:
        sheets = []
        for name, p in part.words("sheets"):
            if name not in self.names.draft.entities:
                near = did_you_mean(name, self.names.draft.entities)
                self.names.report(codes.NO_ROWS.at(p.place, near, name=name))
            sheets.append(name)
        return Returns(self.names.level(must(part, "level")), tuple(sheets), self.names.cites(part))
