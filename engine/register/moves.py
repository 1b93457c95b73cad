"""Whether an event may happen: the policy's moves, its refusals, who may, what must be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.catalogue import register as codes
from engine.execution.exact import Json
from engine.language.expression import Expr
from engine.policy.escalation_model import Choice, Escalation, Move
from engine.problems import Place, Problem, Text, did_you_mean
from engine.register.folding import Notice

PLACE = Place("register")
Holds = Callable[[Expr], bool]
APPROVED, REFUSED = "approved", "refused"
UNTOLD = Text("规则库没有说", "the policy set does not say")

# What each event is called; states and measures have the policy's own words.
NAMES: Mapping[str, Text] = {
    "issue": Text("发布", "issue"),
    "deliver": Text("送达", "deliver"),
    "refuse_receipt": Text("拒签", "refuse-receipt"),
    "respond": Text("响应", "respond"),
    "refuse_response": Text("拒不响应", "refuse-response"),
    "apply_extension": Text("申请延期", "apply-extension"),
    "decide_extension": Text("审核延期", "decide"),
    "apply_release": Text("申请解除", "apply-release"),
    "recheck": Text("复查", "recheck"),
    "refuse_release": Text("不予解除", "not-accept"),
    "release": Text("解除", "release"),
    "end": Text("终止", "end"),
    "void": Text("作废", "void"),
    "supersede": Text("换发", "supersede"),
    "correct": Text("更正", "correct"),
    "hand_over": Text("移交", "hand-over"),
    "accident": Text("事故", "accident"),
    "measure": Text("措施", "measure"),
    "object": Text("异议", "object"),
    "answer": Text("答复异议", "answer"),
    "fall_due": Text("逾期", "fallen due"),
    "propose": Text("提出措施", "proposed"),
    "dispatch": Text("推送", "handed over"),
    "inspect": Text("巡查", "inspection"),
    "opened": Text("开账", "opened"),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an event may not happen."""

    reason: Text


def move_for(life: Escalation, event: str, state: str, holds: Holds) -> Move | Refused:
    """Return the move that `event` makes in `state`, or why there is none."""
    unmet: Move | None = None
    for move in life.moves_on(event, state):
        if move.when is None or holds(move.when):
            return move
        unmet = move
    if unmet is not None:
        return Refused(unmet.unless if unmet.unless.zh else Text("条件不成立", "its condition"))
    refusal = life.refusal(event, state)
    return Refused(refusal.because if refusal else UNTOLD)


def lacking(needs: tuple[str, ...], body: Mapping[str, Json]) -> list[str]:
    """Return what must be said and is not; a `no` says that something is not so."""
    return [name for name in dict.fromkeys(needs) if not _said(body.get(name))]


def _said(value: Json) -> bool:
    return value not in (None, "", [], {}, False)


def problems_of_body(
    life: Escalation, event: str, notice: Notice, body: Mapping[str, Json], on: date
) -> list[Problem]:
    """Return what is wrong with the words and days of an event."""
    check = CHECKS.get(event)
    return list(check(life, notice, body, on)) if check else []


def _day(body: Mapping[str, Json], name: str) -> date | None:
    value = body.get(name)
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def _choice(
    choices: Mapping[str, Choice], kind: Text, event: str, body: Mapping[str, Json], name: str
) -> list[Problem]:
    word = str(body.get(name) or "")
    if not word:
        return []  # reported as lacking
    if word not in choices:
        return [codes.UNKNOWN_WORD.at(PLACE, did_you_mean(word, choices), name=word, kind=kind)]
    return needed(event, lacking(choices[word].needs, body))


def needed(event: str, names: list[str]) -> list[Problem]:
    """Return the problem that some words are missing."""
    if not names:
        return []
    return [codes.NEEDS.at(PLACE, event=NAMES[event], names=", ".join(names))]


def _deliver(life: Escalation, notice: Notice, body: Mapping[str, Json], on: date) -> list[Problem]:
    return _choice(life.methods, Text("送达方式", "way of delivery"), "deliver", body, "method")


def _apply_extension(
    life: Escalation, notice: Notice, body: Mapping[str, Json], on: date
) -> list[Problem]:
    rules, event = life.extension, "apply_extension"
    found = _choice(rules.grounds, Text("延期理由", "ground"), event, body, "ground")
    found += needed(event, lacking(rules.needs, body))
    if rules.late == REFUSED and on > notice.due_on:
        reason = Text("已经到期，不受理延期申请", "it is due; an extension is asked before")
        found.append(codes.NOT_NOW.at(PLACE, event=NAMES[event], reason=reason))
    return found + _later_due(notice, body)


def _later_due(notice: Notice, body: Mapping[str, Json]) -> list[Problem]:
    until = _day(body, "until")
    if until is None or until > notice.due_on:
        return []
    reason = Text(f"不晚于原期限 {notice.due_on}", f"it is not after {notice.due_on}")
    return [codes.NO_GOOD_DUE.at(PLACE, due=until, reason=reason)]


def _decide(life: Escalation, notice: Notice, body: Mapping[str, Json], on: date) -> list[Problem]:
    decision, event = body.get("decision"), "decide_extension"
    if decision not in (APPROVED, REFUSED):
        kind = Text("决定", "decision")
        return [codes.UNKNOWN_WORD.at(PLACE, name=str(decision), kind=kind)]
    if decision == REFUSED:
        return []
    found = needed(event, lacking(("until",), body)) + _later_due(notice, body)
    until = _day(body, "until")
    if not found and until is not None and until < on:
        reason = Text("早于审核的日期", "it is before the day of the decision")
        found.append(codes.NO_GOOD_DUE.at(PLACE, due=until, reason=reason))
    return found


def _recheck(life: Escalation, notice: Notice, body: Mapping[str, Json], on: date) -> list[Problem]:
    closed = body.get("closed")
    kind = Text("问题", "finding")
    return [
        codes.UNKNOWN_WORD.at(PLACE, did_you_mean(str(id), notice.hazards), name=str(id), kind=kind)
        for id in (closed if isinstance(closed, list) else ())
        if id not in notice.hazards
    ]


def _measure(life: Escalation, notice: Notice, body: Mapping[str, Json], on: date) -> list[Problem]:
    word = str(body.get("measure") or "")
    if word and word not in life.measures:
        kind = Text("措施", "measure")
        return [
            codes.UNKNOWN_WORD.at(PLACE, did_you_mean(word, life.measures), name=word, kind=kind)
        ]
    return needed("measure", lacking(life.measures[word].needs, body)) if word else []


def _correct(life: Escalation, notice: Notice, body: Mapping[str, Json], on: date) -> list[Problem]:
    if body.get("what") not in FIXED:
        return []
    reason = Text(
        "级别、期限、文号不能更正，只能作废重发或换发", "void it and issue it anew, or supersede it"
    )
    return [codes.NOT_NOW.at(PLACE, event=NAMES["correct"], reason=reason)]


FIXED = frozenset({"level", "due_on", "number", "issued_on", "subject", "hazards"})
Check = Callable[[Escalation, Notice, Mapping[str, Json], date], list[Problem]]
CHECKS: Mapping[str, Check] = {
    "deliver": _deliver,
    "apply_extension": _apply_extension,
    "decide_extension": _decide,
    "recheck": _recheck,
    "measure": _measure,
    "correct": _correct,
}
