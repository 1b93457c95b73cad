"""Read what the rules of a table give, and which hit policy fits which type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.catalogue import policy as codes
from engine.language.types import Kind, Scalar, Type
from engine.policy.draft import Draft, Part
from engine.policy.fields import read_literal
from engine.policy.model import HIT_POLICIES, LISTS, PROPOSAL, REVIEW, Decision, Output
from engine.problems import Text

NUMBERS = frozenset({Kind.INT, Kind.DECIMAL})
# Hit policies that compute with the outputs, and the kinds they can compute with.
COMPUTES = {
    "highest": frozenset({Kind.SCALE}),
    "lowest": frozenset({Kind.SCALE}),
    "sum": NUMBERS,
    "min": NUMBERS | {Kind.SCALE, Kind.DATE, Kind.DURATION},
    "max": NUMBERS | {Kind.SCALE, Kind.DATE, Kind.DURATION},
    "count": frozenset({Kind.INT}),
}
BY_ORDER = frozenset({"priority", "output-order"})
ONE = Output(1, 1)  # what a rule of a `count` table adds
WANTED = {
    "value": Text("一个值", "one value"),
    PROPOSAL: Text("{level: …, confirm: …}", "{level: …, confirm: …}"),
    REVIEW: Text("一个词", "one word"),
}


@dataclass(frozen=True)
class Results:
    """The outputs of a table by the position of the rule (None where not readable).

    `low`, `high`: the range of the single value that the table answers with.
    """

    outputs: Sequence[Output | None] = ()
    low: int | None = None
    high: int | None = None
    parts: Sequence[Part] = field(default=())


def fits(hit: str, role: str, type: Type) -> bool:
    """Return whether a table with this hit policy can give this type.

    >>> from engine.language.types import TEXT
    >>> fits("highest", "value", TEXT), fits("unique", "value", TEXT)
    (False, True)
    """
    if role != "value":
        return hit in LISTS
    return hit in HIT_POLICIES and type.kind in COMPUTES.get(hit, {type.kind})


def read_order(draft: Draft, part: Part, hit: str, type: Type) -> tuple[Scalar, ...]:
    """Return the outputs from the highest priority down: as written, or as the scale has it."""
    written = part.get("order")
    if written is not None:
        found = [read_literal(draft, item, type) for item in written.items()]
        return tuple(dict.fromkeys(value for value in found if value is not None))
    if hit not in BY_ORDER:
        return ()
    if type.kind is Kind.SCALE:
        return tuple(range(draft.domains[type.domain].top, -1, -1))
    place = (part.get("hit") or part).place
    draft.report(codes.NO_ORDER.at(place, hit=hit, type=type))
    return ()


def read_results(draft: Draft, decision: Decision, part: Part) -> Results:
    """Return the outputs of all rules of a table, and the range of its answer."""
    rules = list(part.items("rules"))
    outputs = [_output(draft, decision, rule) for rule in rules]
    if decision.hit in BY_ORDER and decision.order:
        _check_order(draft, decision, rules, outputs)
    low, high = _range(draft, decision, [o for o in outputs if o is not None])
    return Results(outputs, low, high, rules)


def _output(draft: Draft, decision: Decision, rule: Part) -> Output | None:
    then = rule.get("then")
    if decision.hit == "count":
        return ONE
    if then is None or then.spoilt:
        return None
    if decision.role == PROPOSAL:
        return _proposal(draft, decision, rule, then)
    if not isinstance(then.value, dict):
        value = read_literal(draft, then, decision.gives)
        return None if value is None else Output(value, value)
    if decision.role == "value" and set(then.value) == {"from", "to"}:
        return _span(draft, decision, then)
    _wrong(draft, decision, rule, then)
    return None


def _wrong(draft: Draft, decision: Decision, rule: Part, at: Part) -> None:
    wanted = WANTED[decision.role]
    draft.report(codes.THEN_SHAPE.at(at.place, name=rule.text("id", "?"), wanted=wanted))


def _proposal(draft: Draft, decision: Decision, rule: Part, then: Part) -> Output | None:
    level, confirm = then.get("level"), then.get("confirm")
    if level is None:
        _wrong(draft, decision, rule, then)
        return None
    asked = confirm is None or confirm.value in ("yes", True)
    if isinstance(level.value, dict):
        found = _span(draft, decision, level)
        return Output(found.low, found.high, asked, True) if found else None
    value = read_literal(draft, level, decision.gives)
    return None if value is None else Output(value, value, confirm=asked)


def _span(draft: Draft, decision: Decision, then: Part) -> Output | None:
    start, end = then.get("from"), then.get("to")
    if decision.gives.kind is not Kind.SCALE:
        draft.report(codes.SPAN_TYPE.at(then.place, type=decision.gives))
        return None
    if start is None or end is None:
        return None
    low, high = (read_literal(draft, p, decision.gives) for p in (start, end))
    if not isinstance(low, int) or not isinstance(high, int):
        return None
    if low > high:
        draft.report(codes.SPAN_EMPTY.at(then.place, low=start.value, high=end.value))
        return None
    return Output(low, high, by_law=low != high)


def _check_order(
    draft: Draft, decision: Decision, rules: Sequence[Part], outputs: Sequence[Output | None]
) -> None:
    for rule, output in zip(rules, outputs, strict=True):
        missing = output is not None and not {output.low, output.high} <= set(decision.order)
        then = rule.get("then")
        if missing and then is not None:
            name = rule.text("id", "?")
            draft.report(codes.NOT_IN_ORDER.at(then.place, value=then.value, name=name))


def _range(
    draft: Draft, decision: Decision, outputs: Sequence[Output]
) -> tuple[int | None, int | None]:
    """Return the ends of what the table can answer, for a type that has an order."""
    if decision.gives.kind is Kind.SCALE:
        return 0, draft.domains[decision.gives.domain].top
    if decision.hit == "count":
        return 0, len(outputs)
    lows = [o.low for o in outputs if isinstance(o.low, int)]
    highs = [o.high for o in outputs if isinstance(o.high, int)]
    if not decision.gives.ordered or not lows or not highs:
        return None, None
    if decision.hit == "sum":
        return sum(min(n, 0) for n in lows), sum(max(n, 0) for n in highs)
    return min(lows), max(highs)
