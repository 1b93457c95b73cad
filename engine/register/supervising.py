"""What the policy's conditions see of a warning, and which measures its table proposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.execution.answer import Settled
from engine.execution.reference import Program
from engine.execution.subjects import Item, day_number, lower, unknown_value
from engine.facts.model import Fact
from engine.language.expression import Expr, Ref
from engine.language.operators import evaluate
from engine.language.pairs import Lowered
from engine.language.types import Kind
from engine.policy.escalation_model import Escalation, Measure
from engine.policy.model import PolicySet, Rule
from engine.register.folding import Notice
from engine.register.terms import Standing


@dataclass(frozen=True, slots=True)
class Proposed:
    """A measure that the table proposes, the rules that propose it, for which due date."""

    measure: Measure
    rules: tuple[Rule, ...]
    due: str


@dataclass
class Supervisor:
    """Asks the conditions of one policy set about warnings."""

    policy: PolicySet
    life: Escalation
    programs: dict[date, Program] = field(default_factory=dict)

    def item(self, notice: Notice, found: Standing, inspecting_level: str | None) -> Item:
        """Return the row that stands for the warning on that day."""
        entity = self.policy.entities[self.life.entity]
        facts = told(notice, found, inspecting_level)
        values: dict[str, Lowered] = {}
        absent = []
        for column in entity.stored:
            value = facts.get(column.name)
            if value is None:
                values[column.name] = unknown_value(column, self.policy.domains)
                absent.append(column.name)
            elif column.type.kind in (Kind.TEXT, Kind.BOOL) and isinstance(value, bool | str):
                values[column.name] = value
            else:
                values[column.name] = lower(column, self.policy.domains, value)
        return Item(entity.name, (notice.id,), values, frozenset(absent))

    def holds(self, when: Expr, item: Item, day: date) -> bool:
        """Return whether a condition surely holds."""

        def read(ref: Ref) -> Lowered:
            return item.values[ref.name]

        def absent(ref: Ref) -> bool:
            return ref.name in item.absent

        return evaluate(when, read, absent, day_number(day)) is True

    def proposals(self, notice: Notice, found: Standing, level: str | None) -> list[Proposed]:
        """Return the measures proposed on that day, whether or not they were before."""
        item = self.item(notice, found, level)
        answer = self._program(found.day).answer(item)
        settled = answer[item.entity, item.key][self.life.supervision]
        decision = self.policy.decisions[self.life.supervision]
        ids = self.policy.domains[decision.gives.domain].ids
        rules: dict[str, list[Rule]] = {}
        for n in settled.fired if isinstance(settled, Settled) else ():
            low = decision.rules[n].then.low
            assert isinstance(low, int)
            rules.setdefault(ids[low], []).append(decision.rules[n])
        return [
            Proposed(measure, tuple(by), due_of(measure, found))
            for id, by in rules.items()
            if self._applies(measure := self.life.measures[id], notice)
        ]

    def _applies(self, measure: Measure, notice: Notice) -> bool:
        return measure.applies_to == "open" or notice.issued_on >= self.policy.effective[0]

    def _program(self, day: date) -> Program:
        if day not in self.programs:
            if len(self.programs) > 64:
                self.programs.clear()
            self.programs[day] = Program(self.policy, day_number(day))
        return self.programs[day]


def due_of(measure: Measure, found: Standing) -> str:
    """Return for what a measure is taken once: the due date, or "" for the warning."""
    return found.due_on.isoformat() if measure.once_per == "due" else ""


def told(notice: Notice, found: Standing, inspecting_level: str | None) -> Mapping[str, Fact]:
    """Return the facts that the register tells of a warning, by name."""
    standing = (t.measure for t in notice.measures if t.seq not in notice.unjustified)
    return {
        "warning_no": notice.number or notice.id,
        "level": notice.level,
        "state": notice.state,
        "inspecting_level": inspecting_level,
        "issued_on": notice.issued_on,
        "delivered_on": notice.delivered_on,
        "due_on": found.due_on,
        "delivery": found.delivery,
        "response": found.response,
        "term": found.term,
        "late_by": found.late_by,
        "recheck": found.recheck,
        "extension": found.extension,
        "applied_in_time": found.applied_in_time,
        "open_hazards": len(notice.open_hazards),
        "hazards": len(notice.hazards),
        "days_over": found.days_over,
        "extensions": sum(due.extension for due in notice.dues),
        "accident": found.accident,
        "receipt_refused": notice.receipt_refused_on is not None,
        "measures": tuple(sorted(set(standing))),
    }
