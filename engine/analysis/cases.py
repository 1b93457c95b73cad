"""The administrators' own tests of a policy set: `cases/*.yaml`, run on any executor.

A result is data: what was expected, what came out, and where the case says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path as Folder
from typing import Any

from engine.analysis.case_facts import facts_of_case
from engine.catalogue.execution import CASE_EXPECTATION
from engine.execution.answer import Answer, Settled
from engine.execution.exact import Json, exact
from engine.execution.outcome import Outcome, Recorder
from engine.execution.subjects import Item, Lowered, day_number, subjects
from engine.facts.model import Facts
from engine.language.types import Kind, Type
from engine.policy.document import Document, Path
from engine.policy.loading import load_document
from engine.policy.model import PolicySet
from engine.policy.shape import check_shape
from engine.problems import Place, Problem, Text, did_you_mean

Answers = Callable[[PolicySet, Iterable[Item], int], Iterator[Answer]]
# Routes one message about a subject: who sends it, who receives it; None: nobody does.
Route = Callable[[Facts, Outcome, str, date], Mapping[str, Json] | None]
WORDS = (
    "verdict", "inspected", "applicable", "rules", "proposals", "reviews",
    "needs_confirmation", "missing", "route",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One case as written: what is given, what is expected, and where it stands."""

    name: Text
    cites: tuple[str, ...]
    as_of: date
    given: Mapping[str, Any]
    complete: tuple[str, ...] | None
    expect: Mapping[str, Any]
    document: Document
    path: Path

    @property
    def place(self) -> Place:
        """Where the case stands."""
        return self.document.place(self.path)


@dataclass(frozen=True, slots=True)
class Compared:
    """One expectation: its name, what was expected, what came out, whether they agree."""

    name: str
    expected: Json
    found: Json
    agrees: bool
    place: Place


@dataclass(frozen=True)
class CaseResult:
    """What came of a case; with `problems` it could not be run, or not be compared."""

    case: Case
    compared: tuple[Compared, ...] = ()
    problems: tuple[Problem, ...] = ()
    outcome: Outcome | None = None
    item: Item | None = None
    answer: Answer | None = None

    @property
    def passed(self) -> bool:
        """True where everything could be compared and agrees."""
        return not self.problems and all(c.agrees for c in self.compared)


def read_cases(policy: PolicySet) -> tuple[list[Case], list[Problem]]:
    """Return the cases of the policy set, in the order of files, and what is wrong in them."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for file in sorted(Folder(policy.folder, "cases").glob("*.yaml")):
        document, found = load_document(str(file), file.read_bytes())
        if document is not None:
            found += check_shape(document, "cases")
        problems += found
        if document is not None and not any(p.severity == "error" for p in found):
            cases += [_case(document, n) for n in range(len(document.data["cases"]))]
    return cases, problems


def _case(document: Document, number: int) -> Case:
    written = document.data["cases"][number]
    cites = written.get("cite", ())
    complete = written.get("complete")
    return Case(
        Text(written["name"].get("zh", ""), written["name"].get("en", "")),
        (cites,) if isinstance(cites, str) else tuple(cites),
        date.fromisoformat(written["as_of"]),
        written["given"],
        None if complete is None else tuple(complete),
        written["expect"],
        document,
        ("cases", number),
    )


def run_cases(
    policy: PolicySet, cases: Iterable[Case], answers: Answers, route: Route | None = None
) -> Iterator[CaseResult]:
    """Yield the result of each case, answered by the executor `answers`."""
    for case in cases:
        yield run_case(policy, case, answers, route)


def run_case(
    policy: PolicySet, case: Case, answers: Answers, route: Route | None = None
) -> CaseResult:
    """Return what came of one case."""
    facts, key, problems = facts_of_case(
        policy, case.document, case.path, case.given, case.complete
    )
    if problems or key is None:
        return CaseResult(case, problems=tuple(problems))
    item = next(item for item in subjects(policy, facts) if item.key == key)
    day = day_number(case.as_of)
    answer = next(iter(answers(policy, [item], day)))
    outcome = Recorder(policy, day).outcome(item, answer)
    comparison = _Comparison(policy, case, facts, item, answer, outcome, route)
    return CaseResult(case, *comparison.run(), outcome, item, answer)


@dataclass
class _Comparison:
    """Holds every expectation of a case against what came out."""

    policy: PolicySet
    case: Case
    facts: Facts
    item: Item
    answer: Answer
    outcome: Outcome
    route: Route | None

    def run(self) -> tuple[tuple[Compared, ...], tuple[Problem, ...]]:
        compared: list[Compared] = []
        problems: list[Problem] = []
        for name, wanted in self.case.expect.items():
            try:
                compared += self._one(name, wanted)
            except _Uncheckable as fault:
                place = self._place(name)
                problems.append(CASE_EXPECTATION.at(place, fault.hint, reason=fault.reason))
        return tuple(compared), tuple(problems)

    def _place(self, *names: str) -> Place:
        return self.case.document.place((*self.case.path, "expect", *names))

    def _one(self, name: str, wanted: Any) -> Iterator[Compared]:
        outcome = self.outcome
        if name == "verdict":
            yield self._equal(name, wanted, outcome.verdict)
        elif name == "rules":
            yield self._rules(wanted)
        elif name in ("proposals", "reviews"):
            listed = outcome.proposals if name == "proposals" else outcome.reviews
            sure = {_short(s.rule) for s in listed if s.sure}
            yield self._equal(name, _names(map(_short, wanted)), _names(sure))
        elif name == "missing":
            yield self._missing(wanted)
        elif name == "route":
            yield from self._routes(wanted)
        elif name in ("inspected", "applicable", "needs_confirmation"):
            yield self._equal(name, _yes_no(wanted), getattr(outcome, name))
        else:
            yield self._value(name, wanted)

    def _equal(self, name: str, wanted: Json, found: Json) -> Compared:
        return Compared(name, wanted, found, wanted == found, self._place(name))

    def _rules(self, wanted: Sequence[str]) -> Compared:
        """Every rule named must surely hold on some row; others may hold beside them."""
        known = {f"{d.id}/{r.id}" for d in self.policy.decisions.values() for r in d.rules}
        for rule in wanted:
            if rule not in known:
                raise _Uncheckable(_NO_RULE.format(name=rule), did_you_mean(rule, known))
        found = [rule for rule in wanted if rule in self.outcome.fired]
        if len(found) == len(wanted):
            return Compared("rules", list(wanted), [*found], True, self._place("rules"))
        fired = _names(self.outcome.fired)
        return Compared("rules", list(wanted), fired, False, self._place("rules"))

    def _missing(self, wanted: Sequence[str]) -> Compared:
        """Every fact named must be among the reasons: `entity.field`, or just the field."""
        found = {f"{r.entity}.{r.name}" for r in self.outcome.why if r.kind == "missing"}
        found |= {r.name for r in self.outcome.why if r.kind == "incomplete"}
        short = {name.rpartition(".")[2] for name in found}
        agrees = all(name in found or name in short for name in wanted)
        place = self._place("missing")
        return Compared("missing", list(wanted), _names(found), agrees, place)

    def _routes(self, wanted: Mapping[str, Any]) -> Iterator[Compared]:
        if self.route is None:
            raise _Uncheckable(_NO_ROUTING)
        for message, expected in wanted.items():
            found = self.route(self.facts, self.outcome, message, self.case.as_of)
            place = self._place("route", message)
            if expected in (None, "none"):
                yield Compared(f"route.{message}", None, _json(found), found is None, place)
                continue
            for part, value in expected.items():
                seen = (found or {}).get(part)
                agrees = _sorted(seen) == _sorted(value)
                yield Compared(f"route.{message}.{part}", value, seen, agrees, place)

    def _value(self, name: str, wanted: Any) -> Compared:
        """Compare a field or decision of the subject with an id, a label or a range."""
        value, type = self._read(name)
        found = exact(value, type, self.policy.domains)
        if isinstance(wanted, dict):
            ends = {end: self._word(wanted[end], type) for end in ("from", "to") if end in wanted}
            return self._equal(name, ends, found)
        return self._equal(name, self._word(wanted, type), found)

    def _read(self, name: str) -> tuple[Lowered, Type]:
        row = self.answer[self.item.entity, self.item.key]
        fields = self.policy.subject.fields
        decision = self.policy.decisions.get(name)
        settled = row.get(name)
        if decision is not None and isinstance(settled, Settled) and not decision.is_list:
            low, high = settled.low, settled.high
            if decision.gives.ordered and isinstance(low, int) and isinstance(high, int):
                return (low, high), decision.gives
            return low, decision.gives
        if name in fields:
            value = self.item.values.get(name) if name not in row else row[name]
            return value if not isinstance(value, Settled) else None, fields[name].type
        known = [*self.policy.decisions, *fields, *WORDS]
        raise _Uncheckable(_NO_NAME.format(name=name), did_you_mean(name, known))

    def _word(self, wanted: Any, type: Type) -> Json:
        """Return an expected value as records hold it; labels become ids."""
        if wanted is None or wanted == "unknown":
            return None
        if type.kind is Kind.BOOL:
            return _yes_no(wanted)
        if type.kind in (Kind.SCALE, Kind.CODE):
            domain = self.policy.domains[type.domain]
            if wanted not in domain.words:
                near = did_you_mean(str(wanted), domain.words)
                raise _Uncheckable(_NO_WORD.format(name=wanted, domain=domain.name), near)
            return domain.ids[domain.words[wanted]]
        if type.kind is Kind.DECIMAL:
            return str(Decimal(str(wanted)).quantize(Decimal(1).scaleb(-type.digits)))
        return list(wanted) if isinstance(wanted, list) else wanted


class _Uncheckable(Exception):
    """An expectation that names something the policy set does not have."""

    def __init__(self, reason: Text, hint: Text | None = None) -> None:
        self.reason, self.hint = reason, hint
        super().__init__(reason.en)


_NO_RULE = Text("没有规则“{name}”", "there is no rule `{name}`")
_NO_NAME = Text("没有判定或字段“{name}”", "there is no decision or field `{name}`")
_NO_WORD = Text("“{domain}”中没有“{name}”", "`{domain}` has no `{name}`")
_NO_ROUTING = Text("这里没有发送规则可用", "nothing routes messages here")
_YES_NO = {"yes": True, "no": False, "是": True, "否": False, "unknown": None}


def _yes_no(value: Any) -> bool | None:
    if isinstance(value, bool) or value is None:
        return value
    if value not in _YES_NO:
        raise _Uncheckable(Text(f"“{value}”不是 yes 或 no", f"`{value}` is neither yes nor no"))
    return _YES_NO[value]


def _short(rule: str) -> str:
    return rule.rpartition("/")[2]


def _names(names: Iterable[str]) -> list[Json]:
    return [*sorted(set(names))]


def _json(found: Mapping[str, Json] | None) -> Json:
    return None if found is None else dict(found)


def _sorted(value: Any) -> Any:
    """Return a list of addressees without its order, and one name as a list of one."""
    if value is None:
        return []
    return sorted(map(str, value)) if isinstance(value, list | tuple) else [str(value)]
