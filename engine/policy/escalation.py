"""Read escalation.yaml into an `Escalation`: the life of a warning, every name resolved."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from engine.catalogue import escalation as codes
from engine.language.cells import compile_cell, compile_subject
from engine.language.checking import compile_condition
from engine.language.expression import TRUE, Expr
from engine.language.types import BOOL, Domain
from engine.policy.clauses import read_cites
from engine.policy.draft import Draft, Part
from engine.policy.escalation_checks import (
    check_coverage,
    check_fields,
    check_rows,
    check_ways,
)
from engine.policy.escalation_model import (
    EVENTS,
    EVERYWHERE,
    MOVING,
    TERMS,
    Choice,
    Count,
    Escalation,
    Extension,
    InspectionRows,
    Issuing,
    Measure,
    Move,
    Numbering,
    Refusal,
    SignOff,
    Term,
)
from engine.policy.model import Decision
from engine.policy.scope import vocabulary_of
from engine.problems import Text, did_you_mean

GROUPS = ("any", "any_open", "any_end")
PLACEHOLDER = re.compile(r"\{(\w*)\}")


def read_escalation(draft: Draft) -> None:
    """Keep the life of a warning, where the policy set has an escalation.yaml."""
    documents = draft.documents.get("escalation", ())
    files = {part.document.source.file for part in documents}
    damaged = any(p.place.file in files and p.code.startswith("S") for p in draft.problems)
    if not documents or damaged:
        return
    part = documents[0]
    if draft.routing is None:
        if not draft.documents.get("routing"):
            draft.report(codes.NO_ROUTING.at(part.place))
        return
    reader = _Reader(draft, part)
    unread = draft.unread & {"vocabulary", "decisions", "routing"}
    if not unread and draft.decisions.get(draft.policy.text("decide") if draft.policy else ""):
        _keep(draft, reader)


def _keep(draft: Draft, reader: _Reader) -> None:
    if reader.usable():
        draft.escalation = reader.escalation()


@dataclass
class _Reader:
    draft: Draft
    part: Part

    def usable(self) -> bool:
        """Return whether `about` and `supervision` name what they must."""
        about, table = self.part.get("about"), self.part.get("supervision")
        good = True
        if about is not None and about.value not in self.draft.entities:
            self._not(about, Text("词汇表里的表", "an entity of the vocabulary"))
            good = False
        if table is not None and self._table() is None:
            self._not(table, Text("以预警为对象、逐条列出的判定表", "a list of measures about it"))
            good = False
        return good and about is not None and table is not None

    def _not(self, part: Part, kind: Text) -> None:
        known = [*self.draft.entities, *self.draft.decisions]
        near = did_you_mean(str(part.value), known)
        self.draft.report(codes.NOT_A_SUBJECT.at(part.place, near, name=part.value, kind=kind))

    def _table(self) -> Decision | None:
        found = self.draft.decisions.get(self.part.text("supervision"))
        fits = found and found.entity == self.part.text("about") and found.is_list
        return found if found and fits and found.gives.domain else None

    @property
    def _measures(self) -> Domain:
        table = self._table()
        assert table is not None
        return self.draft.domains[table.gives.domain]

    @property
    def _levels(self) -> Domain:
        decide = self.draft.policy.text("decide") if self.draft.policy else ""
        return self.draft.domains[self.draft.decisions[decide].gives.domain]

    def escalation(self) -> Escalation:
        part = self.part
        states, ends = self._states()
        moves = tuple(m for p in part.items("moves") for m in self._moves(p, states, ends))
        refused = tuple(r for p in part.items("refused") for r in self._refused(p, states, ends))
        sign_off = part.get("sign_off")
        steps = {id: p.label() for id, p in sign_off.entries("steps")} if sign_off else {}
        known = part.get("states")
        found = Escalation(
            entity=part.text("about"),
            supervision=part.text("supervision"),
            start=known.text("start") if known else "",
            states=states,
            ends=ends,
            issuing=self._issuing(),
            moves=moves,
            refused=refused,
            clerks=self._roles(part, "clerks"),
            terms=self._terms(),
            extension=self._extension(),
            methods=self._choices("delivery", "methods", "deliver"),
            measures={id: self._measure(id, p) for id, p in part.entries("measures")},
            steps=steps,
            sign_off=tuple(self._signing(steps)),
            numbering=self._numbering(),
            watermark=part.label("watermark"),
            late_entry_days=self._late_days(),
            channel=self._mode(),
            inspection=self._rows("inspection"),
            findings=self._rows("findings"),
            place=part.place,
        )
        self._check(found)
        return found

    def _check(self, found: Escalation) -> None:
        check_ways(self.draft, self.part, found)
        check_coverage(self.draft, self.part, found)
        check_fields(self.draft, self.part, found, self._levels, self._measures)
        check_rows(self.draft, self.part)
        for id in self._measures.ids:
            if id not in found.measures:
                place = (self.part.get("measures") or self.part).key_place
                self.draft.report(codes.MEASURE_UNTOLD.at(place, name=id))

    def _states(self) -> tuple[dict[str, Text], tuple[str, ...]]:
        part = self.part.get("states")
        assert part is not None
        open_states = {id: p.label() for id, p in part.entries("open")}
        ends = dict(part.entries("ends"))
        for id, twice in ends.items():
            if id in open_states:
                why = Text("既未了结又了结", "it is both open and an end")
                self.draft.report(codes.STATES.at(twice.key_place, name=id, why=why))
        start = part.get("start")
        if start is not None and start.value not in open_states:
            why = Text("起始状态须是未了结的", "a warning begins in an open state")
            near = did_you_mean(str(start.value), open_states)
            self.draft.report(codes.STATES.at(start.place, near, name=start.value, why=why))
        return {**open_states, **{id: p.label() for id, p in ends.items()}}, tuple(ends)

    def _from(self, part: Part, states: dict[str, Text], ends: tuple[str, ...]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for word, place in part.words("from"):
            group = {
                "any": tuple(states),
                "any_open": tuple(s for s in states if s not in ends),
                "any_end": ends,
            }.get(word, (word,))
            if word not in GROUPS and word not in states:
                near = did_you_mean(word, [*states, *GROUPS])
                self.draft.report(codes.UNKNOWN_STATE.at(place.place, near, name=word))
                continue
            found.update(dict.fromkeys(group))
        return tuple(found)

    def _events(self, part: Part, known: Collection[str] = MOVING) -> Iterator[str]:
        for word, place in part.words("on"):
            if word in known:
                yield word
            else:
                near = did_you_mean(word, known)
                self.draft.report(codes.UNKNOWN_EVENT.at(place.place, near, name=word))

    def _moves(self, part: Part, states: dict[str, Text], ends: tuple[str, ...]) -> Iterator[Move]:
        sources, to = self._from(part, states, ends), part.get("to")
        if to is not None and to.value not in states:
            near = did_you_mean(str(to.value), states)
            self.draft.report(codes.UNKNOWN_STATE.at(to.place, near, name=to.value))
        if to is not None and any(s in ends for s in sources):
            why = Text("了结以后不再变化", "nothing leads out of an end")
            self.draft.report(codes.STATES.at(to.place, name=to.value, why=why))
        by, cites, when = self._roles(part, "by"), read_cites(self.draft, part), self._when(part)
        for event in self._events(part):
            yield Move(
                on=event,
                sources=sources,
                to=str(to.value) if to is not None else "",
                by=by,
                place=part.place,
                needs=self._needs(part, event),
                when=when,
                unless=part.label("unless"),
                send=self._message(part, "send"),
                cites=cites,
                basis=part.text("basis") or "notice",
            )

    def _refused(
        self, part: Part, states: dict[str, Text], ends: tuple[str, ...]
    ) -> Iterator[Refusal]:
        sources, cites = self._from(part, states, ends), read_cites(self.draft, part)
        for event in self._events(part):
            yield Refusal(event, sources, part.label("because"), part.place, cites)

    def _when(self, part: Part) -> Expr | None:
        when = part.get("when")
        if when is None:
            return None
        scope = vocabulary_of(self.draft, {}).scope(self.part.text("about"))
        report = self.draft.report
        if isinstance(when.value, str):
            return compile_condition(when.value, scope, when.inside, report)
        tests: list[Expr] = []
        for key, entry in when.entries():
            subject = compile_subject(key, scope, entry.inside_key, report)
            cell = (
                compile_cell(entry.value, subject, scope, entry.inside, report) if subject else None
            )
            if cell is not None:
                tests.append(cell)
        if not tests:
            return TRUE
        return tests[0] if len(tests) == 1 else Expr("and", BOOL, tuple(tests))

    def _needs(self, part: Part, event: str) -> tuple[str, ...]:
        known = (*EVENTS[event], *EVERYWHERE)
        for word, place in part.words("needs"):
            if word not in known:
                near = did_you_mean(word, known)
                self.draft.report(codes.UNKNOWN_NEED.at(place.place, near, event=event, name=word))
        return tuple(word for word, _ in part.words("needs"))

    def _roles(self, part: Part, key: str) -> tuple[str, ...]:
        routing = self.draft.routing
        assert routing is not None
        for word, place in part.words(key):
            if word not in routing.roles:
                near = did_you_mean(word, routing.roles)
                self.draft.report(codes.UNKNOWN_ROLE.at(place.place, near, name=word))
        return tuple(word for word, _ in part.words(key))

    def _message(self, part: Part, key: str) -> str:
        routing, found = self.draft.routing, part.get(key)
        assert routing is not None
        if found is not None and found.value not in routing.messages:
            near = did_you_mean(str(found.value), routing.messages)
            self.draft.report(codes.UNKNOWN_MESSAGE.at(found.place, near, name=found.value))
        return part.text(key)

    def _issuing(self) -> Issuing:
        part = self.part.get("issue")
        assert part is not None
        lower = part.text("below_baseline") == "reason"
        return Issuing(
            by=self._roles(part, "by"),
            needs=self._needs(part, "issue"),
            send=self._message(part, "send"),
            settle=tuple(word for word, _ in part.words("settle")),
            below_baseline="reason" if lower else "refused",
            place=part.place,
            cites=read_cites(self.draft, part),
        )

    def _terms(self) -> dict[str, Term]:
        everywhere = (d for parts in self.draft.documents.values() for d in parts)
        groups = {name: part for d in everywhere for name, part in d.entries("values")}
        found = {}
        for name, part in self.part.entries("terms"):
            group = groups.get(str(part.value))
            if group is None:
                near = did_you_mean(str(part.value), groups)
                self.draft.report(codes.UNKNOWN_TERM.at(part.place, near, name=part.value))
            elif name in TERMS:
                found[name] = self._term(str(part.value), group)
        return found

    def _term(self, name: str, group: Part) -> Term:
        about = ("count", "stricter", "basis", "note", "title", "cite")
        days = {key: part for key, part in group.entries() if key not in about}
        for key, part in days.items():
            if key not in self._levels.ids:
                near = did_you_mean(key, self._levels.ids)
                self.draft.report(codes.UNKNOWN_LEVEL.at(part.key_place, near, name=key))
        if group.get("count") is None:
            self.draft.report(codes.NO_COUNT.at(group.key_place, name=name))
        count: Count = "working" if group.text("count") == "working" else "calendar"
        # As kept with the other values, since a later layer may have changed them there.
        kept = {k: v for k in days if (v := self.draft.values.get(f"{name}.{k}"))}
        numbers = {k: v.value for k, v in kept.items() if isinstance(v.value, int)}
        return Term(name, numbers, count, read_cites(self.draft, group), group.text("basis"))

    def _choices(self, key: str, inner: str, event: str) -> dict[str, Choice]:
        part = self.part.get(key)
        if part is None:
            return {}
        read_cites(self.draft, part)
        return {
            id: Choice(id, p.label(), self._needs(p, event), p.text("mark"))
            for id, p in part.entries(inner)
        }

    def _extension(self) -> Extension:
        part = self.part.get("extension")
        assert part is not None
        late: Literal["accepted", "refused"] = (
            "refused" if part.text("late") == "refused" else "accepted"
        )
        stops = part.text("clock_while_pending") == "stops"
        return Extension(
            grounds=self._choices("extension", "grounds", "apply_extension"),
            needs=self._needs(part, "apply_extension"),
            late=late,
            clock_while_pending="stops" if stops else "runs",
            cites=read_cites(self.draft, part),
        )

    def _measure(self, id: str, part: Part) -> Measure:
        if id not in self._measures.ids:
            near = did_you_mean(id, self._measures.ids)
            self.draft.report(codes.UNKNOWN_MEASURE.at(part.key_place, near, name=id))
        titles = {m.id: m.title for m in self._measures.members}
        return Measure(
            id=id,
            title=titles.get(id, Text(id, id)),
            by=self._roles(part, "by"),
            place=part.key_place,
            to=self._roles(part, "to"),
            partner=self._roles(part, "partner"),
            message=self._message(part, "message"),
            wording=part.text("wording"),
            needs=self._needs(part, "measure"),
            once_per="warning" if part.text("once_per") == "warning" else "due",
            applies_to="new" if part.text("applies_to") == "new" else "open",
            cites=read_cites(self.draft, part),
        )

    def _signing(self, steps: dict[str, Text]) -> Iterator[SignOff]:
        part = self.part.get("sign_off")
        for row in part.items("required") if part else ():
            for word, place in row.words("level"):
                if word not in self._levels.ids:
                    near = did_you_mean(word, self._levels.ids)
                    self.draft.report(codes.UNKNOWN_LEVEL.at(place.place, near, name=word))
            for word, place in row.words("steps"):
                if word not in steps:
                    near = did_you_mean(word, steps)
                    self.draft.report(codes.UNKNOWN_STEP.at(place.place, near, name=word))
            events = tuple(self._events(row, tuple(EVENTS)))
            levels = tuple(word for word, _ in row.words("level"))
            yield SignOff(events, levels, tuple(word for word, _ in row.words("steps")))

    def _numbering(self) -> Numbering:
        part = self.part.get("numbering")
        assert part is not None
        pattern, found = part.get("pattern"), PLACEHOLDER.findall(part.text("pattern"))
        wrong = [w for w in found if w not in ("short", "year", "seq")]
        wrong += [w for w in ("year", "seq") if w not in found]
        if pattern is not None and wrong:
            told = part.text("pattern")
            self.draft.report(codes.PATTERN.at(pattern.place, pattern=told, name=wrong[0]))
        cites = read_cites(self.draft, part)
        return Numbering(part.text("pattern"), part.text("practice"), cites)

    def _late_days(self) -> int:
        part = self.part.get("late_entry")
        days = part.value.get("after_days") if part else 0
        return days if isinstance(days, int) else 0

    def _mode(self) -> str:
        part = self.part.get("channel")
        return part.text("mode") if part else "offline_and_online"

    def _rows(self, key: str) -> InspectionRows | None:
        part = self.part.get(key)
        if part is None:
            return None
        fields = {name: str(p.value) for name, p in part.entries("fields")}
        fixed = {name: str(p.value) for name, p in part.entries("fixed")}
        return InspectionRows(part.text("rows"), fields, fixed)
