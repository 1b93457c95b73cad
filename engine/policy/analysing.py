"""Look at every table: gaps, overlaps, rules that never hold; and say it in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.catalogue import tables as codes
from engine.language.expression import Expr, Ref
from engine.language.types import Kind
from engine.language.wording import sentence
from engine.policy.boxes import Example, Findings, Question, examine
from engine.policy.columns import Reading
from engine.policy.draft import Draft
from engine.policy.model import Decision
from engine.policy.names import PolicyNames
from engine.policy.ordering import Name, bases_of, located
from engine.policy.scope import may_be_absent
from engine.problems import Text

# Where no rule holds these answer with an empty list, or zero: that is no gap.
EMPTY_IS_FINE = frozenset({"collect", "rule-order", "output-order", "sum", "count"})


def analyse_tables(draft: Draft) -> None:
    """Report what is the matter with each table; keep whether it was proved complete."""
    bases = bases_of(draft)
    for id, decision in draft.decisions.items():
        if decision.take is None and decision.rules and id not in draft.broken:
            reading = reading_of(draft, decision.entity, bases)
            findings = examine(_question(decision), reading)
            _report(draft, decision, findings)
            complete = decision.hit not in EMPTY_IS_FINE and findings.complete
            draft.decisions[id] = replace(decision, complete=complete)


def proved_complete(draft: Draft, decision: Decision) -> bool:
    """Return whether some rule of `decision` holds whatever the facts, as far as it is proved."""
    reading = reading_of(draft, decision.entity, bases_of(draft))
    return decision.hit not in EMPTY_IS_FINE and examine(_question(decision), reading).complete


def _question(decision: Decision) -> Question:
    outputs = [(r.then.low, r.then.high, r.then.by_law) for r in decision.rules]
    return Question(
        [rule.when for rule in decision.rules],
        gaps=decision.hit not in EMPTY_IS_FINE,
        overlaps=decision.hit in ("unique", "any"),
        outputs=outputs if decision.hit == "any" else None,
        first=decision.hit == "first",
    )


def reading_of(
    draft: Draft, entity: str, bases: dict[Name, frozenset[Name]]
) -> Callable[[Ref], Reading]:
    """Return what the search must know about the things that a row of `entity` reads."""
    known: dict[Ref, Reading] = {}

    def read(ref: Ref) -> Reading:
        if ref not in known:
            known[ref] = _reading(draft, entity, ref, bases)
        return known[ref]

    return read


def _reading(draft: Draft, entity: str, ref: Ref, bases: dict[Name, frozenset[Name]]) -> Reading:
    name = located(draft.entities, entity, ref)
    behind = bases.get(name, frozenset({name}))
    shown = frozenset(".".join((*ref.hops, *base)) for base in behind)
    decision = draft.decisions.get(ref.name)
    if decision is not None and decision.entity == name[0]:
        top = draft.domains[decision.gives.domain].top if decision.gives.domain else None
        scale = decision.gives.kind is Kind.SCALE
        low, high = (0, top) if scale else (None, None)
        return Reading(decision.gives, low, high, bases=shown, codes=(top or 0) + 1)
    field = draft.entities[name[0]].fields[name[1]]
    codes_ = len(draft.domains[field.type.domain].members) if field.type.domain else 0
    lasting = may_be_absent(field) or (field.derive is None and field.missing.kind == "null")
    return Reading(field.type, field.low, field.high, lasting, shown, codes_)


def _report(draft: Draft, decision: Decision, findings: Findings) -> None:
    if not findings.finished:
        if _asked(decision):
            draft.report(codes.NOT_PROVED.at(decision.place, name=decision.id))
        return
    _report_gap(draft, decision, findings.gap)
    for (one, other), example in findings.overlaps.items():
        first, second = decision.rules[one], decision.rules[other]
        code = codes.OVERLAP if example.proved else codes.MAYBE_OVERLAP
        words, at = worded(draft, decision, example.expr), first.place
        draft.report(code.at(second.place, example=words, one=second.id, other=first.id, first=at))
    for number in findings.dead:
        rule = decision.rules[number]
        code = codes.SHADOWED if decision.hit == "first" else codes.DEAD
        draft.report(code.at(rule.place, name=rule.id))


def _asked(decision: Decision) -> bool:
    return decision.hit not in EMPTY_IS_FINE


def _report_gap(draft: Draft, decision: Decision, gap: Example | None) -> None:
    if gap is None:
        if decision.accepted is not None and _asked(decision):
            part = draft.heads[decision.id].get("accept_gap")
            place = part.key_place if part else decision.place
            draft.report(codes.NO_GAP.at(place, name=decision.id))
    elif decision.accepted is None:
        code = codes.GAP if gap.proved else codes.MAYBE_GAP
        example = worded(draft, decision, gap.expr)
        draft.report(code.at(decision.place, name=decision.id, example=example))


def worded(draft: Draft, decision: Decision, expr: Expr) -> Text:
    """Return a box in words: labels of fields and values, in both languages."""
    names = PolicyNames(draft.domains, draft.entities, draft.decisions, decision.entity)
    return Text(sentence(expr, names, "zh"), sentence(expr, names, "en"))
