"""Read inspection.yaml: how lists are chosen, inspections assigned, plans and changes filed.

The document has passed its schema; every name it uses is looked up here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from engine.catalogue import inspection as codes
from engine.language.types import Domain, Kind, Type
from engine.policy.clauses import read_cites
from engine.policy.draft import Draft, Part, as_basis
from engine.policy.heading import day_of
from engine.policy.inspection_model import (
    CANDIDATES,
    OWN_KEY,
    Changes,
    Day,
    First,
    Hop,
    Inspection,
    ListLevel,
    Lists,
    Need,
    OrderKey,
    PhaseStart,
    Plans,
    Quota,
    Repeat,
    Returns,
    Rows,
    Workload,
)
from engine.policy.model import Entity, Field
from engine.problems import NO_TEXT, Text, did_you_mean

KINDS: Mapping[str, frozenset[Kind]] = {
    **dict.fromkeys(("highest", "lowest"), frozenset({Kind.SCALE})),
    **dict.fromkeys(("most", "least"), frozenset({Kind.INT, Kind.DECIMAL, Kind.DURATION})),
    **dict.fromkeys(("earliest", "latest"), frozenset({Kind.DATE})),
    **dict.fromkeys(("yes", "no"), frozenset({Kind.BOOL})),
}
A_SCALE = Text("企业的一个有高低的判定", "a decision of the subject that gives a scale")
YES_NO = Text("企业的一个是或否的判定", "a yes/no decision of the subject")
A_NUMBER = Text("values 里的一个整数", "a whole number of `values`")
LEAP = 2024  # a day that exists in each year exists in one that is not a leap year, too


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
        draft.inspection = _Reader(draft, part, draft.entities[decide.entity]).inspection()


@dataclass
class _Reader:
    draft: Draft
    part: Part
    subject: Entity

    def inspection(self) -> Inspection | None:
        before = len(self.draft.problems)
        lists = self.part.get("lists")
        found = self.lists(lists) if lists else None
        parts = {k: self.part.get(k) for k in ("repeat", "workload", "changes", "plans", "returns")}
        made = Inspection(
            lists=cast(Lists, found),
            repeat=self.repeat(p) if (p := parts["repeat"]) else None,
            workload=self.workload(p) if (p := parts["workload"]) else None,
            changes=self.changes(p) if (p := parts["changes"]) else None,
            plans=self.plans(p) if (p := parts["plans"]) else None,
            returns=self.returns(p) if (p := parts["returns"]) else None,
            local_cites=self.cites(lists, "local_cite") if lists else (),
        )
        return made if len(self.draft.problems) == before else None

    # ---- names ----

    def cites(self, part: Part, key: str = "cite") -> tuple[str, ...]:
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
        own = (d.id for d in self.draft.decisions.values() if d.entity == self.subject.name)
        return [*self.subject.fields, *own, OWN_KEY]

    def decision(self, part: Part, kind: Kind, expected: Text) -> str:
        name = str(part.value)
        found = self.symbol(name)
        told = name in self.draft.broken or name in self.draft.lost
        if (found is None or found[0].kind is not kind) and not told:
            near = did_you_mean(name, self.names()) if found is None else None
            self.draft.report(codes.NOT_FITTING.at(part.place, near, name=name, expected=expected))
        return name

    def level(self, part: Part) -> str:
        routing = self.draft.routing
        assert routing is not None
        name = str(part.value)
        if name not in routing.levels:
            near = did_you_mean(name, routing.levels)
            self.draft.report(codes.UNKNOWN_LEVEL.at(part.place, near, level=name))
        return name

    def entity(self, part: Part, *, child: bool) -> Entity | None:
        found = self.draft.entities.get(str(part.value))
        fits = found is not None and (found.parent == self.subject.name) is child
        if found is None or not fits:
            known = [e.name for e in self.draft.entities.values() if bool(e.parent) is child]
            near = did_you_mean(str(part.value), known)
            self.draft.report(codes.NO_ROWS.at(part.place, near, name=part.value))
            return None
        return found

    def field(self, entity: Entity, part: Part, kind: Kind | None = None) -> str:
        name = str(part.value)
        found = entity.fields.get(name)
        if found is None or found.derive is not None or kind not in (None, found.type.kind):
            stored = [f.name for f in entity.stored]
            near = did_you_mean(name, stored) if found is None else None
            self.draft.report(codes.NO_FIELD.at(part.place, near, entity=entity.name, name=name))
        return name

    def member(self, domain: Domain | None, part: Part, of: str) -> str:
        word = str(part.value)
        if domain is None:
            return word
        if word not in domain.words:
            near = did_you_mean(word, domain.words)
            self.draft.report(codes.UNKNOWN_VALUE.at(part.place, near, field=of, value=word))
            return word
        return domain.ids[domain.words[word]]

    def domain_of(self, type: Type | None) -> Domain | None:
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
        month, day = part.value["month"], part.value["day"]
        number = 0 if day == "last" else int(day)
        try:
            date(LEAP - 1, month, number or 1)
        except ValueError:
            place = (part.get("day") or part).place
            self.draft.report(codes.NO_SUCH_DAY.at(place, month=month, day=day))
        return Day(month, number, self.cites(part))

    # ---- lists ----

    def lists(self, part: Part) -> Lists:
        tier = self.decision(_must(part, "tier"), Kind.SCALE, A_SCALE)
        found = self.symbol(tier)
        scale = self.domain_of(found[0]) if found else None
        rollout = part.get("rollout")
        requests = part.get("requests")
        return Lists(
            tier=tier,
            lowest=self.member(scale, _must(part, "lowest"), tier),
            leaves=self.decision(_must(part, "leaves"), Kind.BOOL, YES_NO),
            cut_off=self.day(_must(part, "cut_off")),
            order=self.order(part),
            levels=self.levels(part),
            writes=self.writes(_must(part, "writes")),
            extend_ties=part.text("ties") == "extend",
            phase=self._phase(rollout),
            starts=self._starts(rollout),
            phase_cites=self.cites(rollout) if rollout else (),
            requests=self.requests(requests) if requests else None,
            local=tuple(self.local(p, part) for p in part.items("local")),
        )

    def order(self, part: Part) -> tuple[OrderKey, ...]:
        keys = tuple(self.key(p) for p in part.items("order"))
        if not keys or keys[-1].by != OWN_KEY:
            last = [*part.items("order")][-1]
            self.draft.report(codes.NOT_TOTAL.at(last.place))
        return keys

    def key(self, part: Part) -> OrderKey:
        by, first = part.text("by"), part.text("first")
        named = _must(part, "by")
        title = Text("编号", "key")
        if by != OWN_KEY:
            found = self.symbol(by)
            if found is None:
                if by not in self.draft.broken and by not in self.draft.lost:
                    near = did_you_mean(by, self.names())
                    self.draft.report(codes.UNKNOWN_KEY.at(named.place, near, name=by))
            else:
                type, title = found
                if type.kind not in KINDS[first]:
                    self._key_type(part, by, type, first)
        elif first not in ("least", "most"):
            self._key_type(part, by, Text("编号", "a key"), first)
        basis = as_basis(part.text("basis")) or "notice"
        return OrderKey(by, cast(First, first), part.place, title, self.cites(part), basis)

    def _key_type(self, part: Part, by: str, type: object, first: str) -> None:
        place = _must(part, "first").place
        self.draft.report(codes.KEY_TYPE.at(place, name=by, type=type, first=first))

    def local(self, part: Part, lists: Part) -> OrderKey:
        key = self.key(part)
        before = part.text("before")
        known = [p.text("by") for p in lists.items("order")]
        if before not in known:
            place = _must(part, "before").place
            near = did_you_mean(before, known)
            self.draft.report(codes.UNKNOWN_KEY.at(place, near, name=before))
        return OrderKey(
            key.by, key.first, key.place, key.title, key.cites, key.basis,
            self.area(part), before, part.label("reason"),
        )  # fmt: skip

    def area(self, part: Part) -> tuple[str, ...]:
        codes_in = [*part.words("area")]
        for word, entry in codes_in:
            if self.draft.divisions and word not in self.draft.divisions:
                near = did_you_mean(word, self.draft.divisions)
                place = Text("一个区划代码", "a division code")
                self.draft.report(
                    codes.NOT_FITTING.at(entry.place, near, name=word, expected=place)
                )
        return tuple(word for word, _ in codes_in)

    def levels(self, part: Part) -> tuple[ListLevel, ...]:
        found: list[ListLevel] = []
        routing = self.draft.routing
        assert routing is not None
        for name, entry in part.entries("levels"):
            keyed = Part(entry.document, entry.path, name)
            if name not in routing.levels:
                near = did_you_mean(name, routing.levels)
                self.draft.report(codes.UNKNOWN_LEVEL.at(entry.key_place, near, level=name))
                continue
            below = found[-1].level if found else CANDIDATES
            source = entry.text("from")
            lower = not found or routing.levels.index(name) < routing.levels.index(below)
            if source != below or not lower:
                place = _must(entry, "from").place
                self.draft.report(codes.SOURCE.at(place, level=keyed.value, source=source))
            found.append(
                ListLevel(
                    name, self.quota(_must(entry, "size")), source, entry.key_place,
                    self.cites(entry), entry.text("basis", "notice"),
                )
            )  # fmt: skip
        return tuple(found)

    def quota(self, part: Part) -> Quota:
        name = str(part.value)
        values = {w: self.draft.values.get(f"{name}.{w}") for w in ("target", "min", "max")}
        numbers = [v.value for v in values.values() if v and v.type.kind is Kind.INT]
        if len(numbers) < 3:
            groups = {n.partition(".")[0] for n in self.draft.values}
            near = did_you_mean(name, groups) if name not in groups else None
            self.draft.report(codes.NO_QUOTA.at(part.place, near, name=name))
            return Quota(0, 0, 0, name)
        target, least, most = (int(n) for n in numbers)
        if not 0 <= least <= target <= most:
            self.draft.report(codes.QUOTA_ORDER.at(part.place, name=name))
        return Quota(target, least, most, name)

    def writes(self, part: Part) -> dict[str, str]:
        routing = self.draft.routing
        assert routing is not None
        entity = self.draft.entities[routing.listing["rows"]]
        kinds = {"rank": Kind.INT, "grounds": Kind.SET, "reason": Kind.TEXT}
        found = {m: self.field(entity, _must(part, m), kind) for m, kind in kinds.items()}
        status = routing.listing.get("status")
        domain = self.domain_of(entity.fields[status].type) if status else None
        found["status"] = self.member(domain, _must(part, "status"), status or "status")
        return found

    def _phase(self, part: Part | None) -> str:
        return self.decision(_must(part, "by"), Kind.SCALE, A_SCALE) if part else ""

    def _starts(self, part: Part | None) -> tuple[PhaseStart, ...]:
        if part is None:
            return ()
        by = part.text("by")
        found = self.symbol(by)
        scale = self.domain_of(found[0]) if found else None
        return tuple(
            PhaseStart(
                self.member(scale, _must(p, "phase"), by),
                day_of(p.text("from")) or date.min,
                self.area(p),
            )
            for p in part.items("starts")
        )

    def requests(self, part: Part) -> Rows:
        kinds: dict[str, Kind | None] = {
            "year": Kind.INT, "level": None, "reason": Kind.TEXT, "by": Kind.TEXT,
            "override": Kind.TEXT,
        }  # fmt: skip
        return self.rows(part, kinds)

    # ---- what follows the lists ----

    def repeat(self, part: Part) -> Repeat:
        rows = self.rows(
            part,
            {"ended": Kind.DATE, "department": Kind.TEXT, "kind": Kind.CODE,
             "reason": Kind.CODE, "document": Kind.TEXT},
        )  # fmt: skip
        entity, kind = self.draft.entities.get(rows.entity), rows.fields.get("kind", "")
        field: Field | None = entity.fields.get(kind) if entity else None
        domain = self.domain_of(field.type) if field else None
        return Repeat(rows, tuple(self.member(domain, p, kind) for p in part.items("not_counted")))

    def workload(self, part: Part) -> Workload:
        per_month: dict[str, int] = {}
        for name, entry in part.entries("per_month"):
            self.level(Part(entry.document, entry.path, name))
            value = self.draft.values.get(str(entry.value))
            if value is None or value.type.kind is not Kind.INT or int(value.value) < 0:
                near = did_you_mean(str(entry.value), self.draft.values)
                self.draft.report(
                    codes.NOT_FITTING.at(entry.place, near, name=entry.value, expected=A_NUMBER)
                )
            else:
                per_month[name] = int(value.value)
        return Workload(
            tuple(sorted(int(p.value) for p in part.items("months"))), per_month,
            part.text("mark"), self.cites(part, "mark_cite"), self.cites(part),
            part.text("basis", "notice"),
        )  # fmt: skip

    def changes(self, part: Part) -> Changes:
        named = _must(part, "fields")
        rows = self.rows(part, {})
        entity = self.draft.entities.get(rows.entity)
        kinds: dict[str, Kind | None] = {
            "year": Kind.INT, "number": Kind.INT, "kind": Kind.CODE, "grounds": Kind.CODE,
            "reason": Kind.TEXT, "decided": Kind.DATE, "defer_until": Kind.DATE,
        }  # fmt: skip
        fields = {
            meaning: self.field(entity, p, kinds[meaning])
            for meaning, p in named.entries()
            if entity is not None
        }
        kind = entity.fields.get(fields.get("kind", "")) if entity else None
        domain = self.domain_of(kind.type) if kind else None
        effects = {
            self.member(domain, p, "kind"): effect for effect, p in _must(part, "effects").entries()
        }
        agreed = {
            self.level(Part(p.document, p.path, level)): self.field(entity, p, Kind.DATE)
            for level, p in part.entries("agreed")
            if entity is not None
        }
        return Changes(
            rows=Rows(rows.entity, fields, rows.cites, rows.basis),
            opens=self.decision(_must(part, "opens"), Kind.BOOL, YES_NO),
            made_by=self.level(_must(part, "made_by")),
            effects=effects,
            hops=tuple(self.hop(p, entity) for p in part.items("filed")),
            agreed=agreed,
            acknowledge=part.value.get("acknowledge") in (True, "yes"),
            keeps=part.label("keeps"),
            keeps_cites=self.cites(part, "keeps_cite"),
        )

    def hop(self, part: Part, entity: Entity | None) -> Hop:
        def named(key: str, kind: Kind) -> str:
            target = part.get(key)
            return self.field(entity, target, kind) if entity and target else ""

        due = part.get("local_due")
        return Hop(
            below=self.level(_must(part, "from")),
            above=self.level(_must(part, "to")),
            left=named("on", Kind.DATE) or named("left", Kind.DATE),
            reached=named("reached", Kind.DATE),
            receipt=named("receipt", Kind.TEXT),
            local_due=self.day(due) if due else None,
            basis=part.text("basis", "notice"),
        )

    def plans(self, part: Part) -> Plans:
        rows = self.rows(part, {"department": Kind.TEXT, "year": Kind.INT}, child=False)
        entity = self.draft.entities.get(rows.entity)
        needs = []
        for p in part.items("needs"):
            target = _must(p, "field")
            name = self.field(entity, target) if entity else str(target.value)
            field = entity.fields.get(name) if entity else None
            needs.append(Need(name, field.title if field else NO_TEXT, self.cites(p)))
        return Plans(
            rows=rows,
            needs=tuple(needs),
            due=self.day(_must(part, "due")),
            exceptions={int(p.value["year"]): self.day(p) for p in part.items("exceptions")},
            roll_over=part.value.get("roll_over") in (True, "yes"),
            arrives=self.level(_must(part, "arrives")),
            hops=tuple(self.hop(p, entity) for p in part.items("hops")),
        )

    def returns(self, part: Part) -> Returns:
        sheets = []
        for name, p in part.words("sheets"):
            if name not in self.draft.entities:
                near = did_you_mean(name, self.draft.entities)
                self.draft.report(codes.NO_ROWS.at(p.place, near, name=name))
            sheets.append(name)
        return Returns(self.level(_must(part, "level")), tuple(sheets), self.cites(part))


def _must(part: Part | None, key: str) -> Part:
    """Return a part that the schema requires."""
    found = part.get(key) if part else None
    assert found is not None, key
    return found
