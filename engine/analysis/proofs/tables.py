"""Hit policies and roll-ups over rules that may hold: the mirror of `engine.execution.hits`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.analysis.proofs.solver import (
    Term,
    conj,
    disj,
    greatest,
    integer,
    least,
    neg,
    pick,
    truth,
)
from engine.analysis.proofs.values import Coded, Range, Texts, Truth, Value
from engine.execution.hits import whole_range
from engine.language.types import Domain, Kind
from engine.policy.model import Decision, Output


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision on one row: its rules, its value (None for a list), what is the matter."""

    rules: tuple[Truth, ...]
    value: Value | None
    conflict: Term
    nothing: Term  # no rule holds, and none may


Rules = Sequence[Truth]


def decide(
    decision: Decision, domains: Mapping[str, Domain], rules: Rules, texts: Texts
) -> Decided:
    """Return what a table answers where its rules hold as `rules` say."""
    outputs = [rule.then for rule in decision.rules]
    some = disj(*(r.may for r in rules))
    nothing, conflict = neg(some), _conflict(decision, outputs, rules)
    if decision.is_list:
        return Decided(tuple(rules), None, conflict, truth(False))
    if decision.hit in ("sum", "count"):
        value: Value = _counted(decision.hit, outputs, rules)
        return Decided(tuple(rules), value, conflict, truth(False))
    fired = disj(*(r.sure for r in rules))
    empty = neg(some) if decision.complete else neg(fired)
    possible = POSSIBLE.get(decision.hit, _all)(decision, outputs, rules)
    if decision.gives.ordered:
        low, high = (int(end or 0) for end in whole_range(decision, domains))
        ends = ENDS.get(decision.hit, _span)(outputs, rules, possible, fired)
        value = Range(pick(empty, integer(low), ends.low), pick(empty, integer(high), ends.high))
    else:
        value = _said(decision, outputs, possible, empty, texts)
    return Decided(tuple(rules), value, conflict, nothing)


def _conflict(decision: Decision, outputs: Sequence[Output], rules: Rules) -> Term:
    if decision.hit not in ("unique", "any"):
        return truth(False)
    before: list[Term] = []
    found = []
    for number, rule in enumerate(rules):
        others = before
        if decision.hit == "any":
            own = (outputs[number].low, outputs[number].high)
            pairs = zip(before, outputs, strict=False)
            others = [sure for sure, out in pairs if (out.low, out.high) != own]
        if others:
            found.append(conj(rule.sure, disj(*others)))
        before.append(rule.sure)
    return disj(*found)


def _all(decision: Decision, outputs: Sequence[Output], rules: Rules) -> list[Term]:
    return [rule.may for rule in rules]


def _first(decision: Decision, outputs: Sequence[Output], rules: Rules) -> list[Term]:
    found, above = [], truth(False)
    for rule in rules:
        found.append(conj(rule.may, neg(above)))
        above = disj(above, rule.sure)
    return found


def _priority(decision: Decision, outputs: Sequence[Output], rules: Rules) -> list[Term]:
    ranks = [_rank(decision, output) for output in outputs]
    found = []
    for number, rule in enumerate(rules):
        better = disj(*(r.sure for n, r in enumerate(rules) if ranks[n] < ranks[number]))
        level = disj(*(r.sure for n, r in enumerate(rules) if ranks[n] <= ranks[number]))
        found.append(conj(rule.may, neg(better), disj(rule.sure, neg(level))))
    return found


def _rank(decision: Decision, output: Output) -> int:
    ends = (output.low, output.high)
    ranks = [n for n, value in enumerate(decision.order) if value in ends]
    return min(ranks, default=len(decision.order))


POSSIBLE: Mapping[str, Callable[[Decision, Sequence[Output], Rules], list[Term]]] = {
    "first": _first,
    "priority": _priority,
}


def _best(choices: Sequence[tuple[Term, int]], default: int, *, highest: bool) -> Term:
    """Return the greatest (or least) number whose term holds, `default` where none does."""
    found = integer(default)
    groups: dict[int, list[Term]] = {}
    for term, number in choices:
        groups.setdefault(number, []).append(term)
    for number in sorted(groups, reverse=not highest):
        found = pick(disj(*groups[number]), integer(number), found)
    return found


def _span(outputs: Sequence[Output], rules: Rules, possible: list[Term], fired: Term) -> Range:
    lows = [(p, int(o.low)) for p, o in zip(possible, outputs, strict=True)]
    highs = [(p, int(o.high)) for p, o in zip(possible, outputs, strict=True)]
    return Range(_best(lows, 0, highest=False), _best(highs, 0, highest=True))


def _highest(outputs: Sequence[Output], rules: Rules, possible: list[Term], fired: Term) -> Range:
    sure = [(r.sure, int(o.low)) for r, o in zip(rules, outputs, strict=True)]
    open_ = _span(outputs, rules, possible, fired)
    return Range(pick(fired, _best(sure, 0, highest=True), open_.low), open_.high)


def _lowest(outputs: Sequence[Output], rules: Rules, possible: list[Term], fired: Term) -> Range:
    sure = [(r.sure, int(o.high)) for r, o in zip(rules, outputs, strict=True)]
    open_ = _span(outputs, rules, possible, fired)
    return Range(open_.low, pick(fired, _best(sure, 0, highest=False), open_.high))


ENDS: Mapping[str, Callable[[Sequence[Output], Rules, list[Term], Term], Range]] = {
    "highest": _highest,
    "max": _highest,
    "lowest": _lowest,
    "min": _lowest,
}


def _counted(hit: str, outputs: Sequence[Output], rules: Rules) -> Range:
    zero = integer(0)
    if hit == "count":
        one = integer(1)
        low = sum((pick(r.sure, one, zero) for r in rules), zero)
        return Range(low, sum((pick(r.may, one, zero) for r in rules), zero))
    low = high = zero
    for rule, output in zip(rules, outputs, strict=True):
        least_, most = int(output.low), int(output.high)
        may_low, may_high = integer(min(0, least_)), integer(max(0, most))
        low = low + pick(rule.sure, integer(least_), pick(rule.may, may_low, zero))
        high = high + pick(rule.sure, integer(most), pick(rule.may, may_high, zero))
    return Range(low, high)


def _said(
    decision: Decision, outputs: Sequence[Output], possible: list[Term], empty: Term, texts: Texts
) -> Value:
    """Return the one value that all possible rules give, unknown where they differ."""
    groups: dict[int | bool | str, list[Term]] = {}
    for term, output in zip(possible, outputs, strict=True):
        for end in {output.low, output.high}:
            groups.setdefault(end, []).append(term)
    may = {said: disj(*terms) for said, terms in groups.items()}
    if decision.gives.kind is Kind.BOOL:
        yes, no = may.get(True, truth(False)), may.get(False, truth(False))
        return Truth(conj(neg(empty), yes, neg(no)), disj(empty, yes))
    value, several, seen = integer(0), truth(False), truth(False)
    for said, term in may.items():
        number = texts.number(said) if isinstance(said, str) else int(said)
        value = pick(term, integer(number), value)
        several = disj(several, conj(seen, term))
        seen = disj(seen, term)
    return Coded(value, conj(neg(empty), neg(several)))


@dataclass(frozen=True, slots=True)
class Joined:
    """A member of a roll-up: whether it is there, its range, whether it is in conflict."""

    present: Term
    value: Range
    conflict: Term


def roll_up(take: str, members: Sequence[Joined], top: int, complete: Term) -> Decided:
    """Return the highest (or lowest) of `members`, conflicts taken over."""
    return _up(members, top, complete) if take == "highest" else _down(members, top, complete)


def _up(members: Sequence[Joined], top: int, complete: Term) -> Decided:
    zero = integer(0)
    low = greatest([zero, *(pick(m.present, m.value.low, zero) for m in members)])
    high = greatest([zero, *(pick(m.present, m.value.high, zero) for m in members)])
    sound = [pick(conj(m.present, neg(m.conflict)), m.value.low, zero) for m in members]
    clean = greatest([zero, *sound])
    troubled = [pick(conj(m.present, m.conflict), m.value.high, integer(-1)) for m in members]
    worst = greatest([integer(-1), *troubled])
    conflict = conj(worst >= 0, disj(clean == 0, clean < worst))
    value = Range(low, pick(complete, high, integer(top)))
    return Decided((), value, conflict, truth(False))


def _down(members: Sequence[Joined], top: int, complete: Term) -> Decided:
    most = integer(top)
    low = least([most, *(pick(m.present, m.value.low, most) for m in members)])
    high = least([most, *(pick(m.present, m.value.high, most) for m in members)])
    sound = [pick(conj(m.present, neg(m.conflict)), m.value.high, most) for m in members]
    clean = least([most, *sound])
    troubled = [pick(conj(m.present, m.conflict), m.value.low, integer(top + 1)) for m in members]
    best = least([integer(top + 1), *troubled])
    conflict = conj(best <= top, disj(clean == top, clean > best))
    value = Range(pick(complete, low, integer(0)), high)
    return Decided((), value, conflict, truth(False))
