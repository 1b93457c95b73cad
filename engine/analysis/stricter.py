"""Whether an overlay is stricter than the set it extends, on every day and whatever is known.

A level may not drop on either end, nobody may fall out of scope, and what was proposed, to
be checked or a measure stays so.  Small tables are tried cell by cell, the rest is proved
by the solver; where it is not installed, or cannot tell, the overlay is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.analysis import exhaustion
from engine.analysis.proofs import relations, solver
from engine.analysis.proofs.classes import definition, meaning
from engine.analysis.proofs.cones import cone
from engine.analysis.proofs.findings import REASONS, Example, Finding
from engine.catalogue import overlays as codes
from engine.policy.model import Change, Decision, Node, PolicySet, Rule
from engine.problems import Problem, Text

SECONDS = 20.0
NO_SOLVER = Text("没有安装求解器", "the solver is not installed")
MILDER_ANSWER = Text("结论更轻", "it says less")
SELDOMER = Text("有的情形不再适用", "there are facts for which it no longer holds")


def stricter(base: PolicySet, overlay: PolicySet, seconds: float = SECONDS) -> list[Problem]:
    """Return why `overlay` is not shown to be at least as strict as `base`; nothing if it is."""
    return [*_levels(base, overlay, seconds), *_tables(base, overlay, seconds)]


def _levels(base: PolicySet, overlay: PolicySet, seconds: float) -> Iterator[Problem]:
    names = dict.fromkeys(n for n in (base.decide, base.scope) if n and n in base.decisions)
    for name in names:
        if not _touched(base, overlay, name) or exhaustion.never_lower(base, overlay, name):
            continue
        change = _responsible(overlay, name)
        title = relations.decision_title(base, name)
        if not solver.available():
            yield codes.NOT_PROVED.at(change.place, title=title, reason=NO_SOLVER)
            continue
        for finding in relations.never_lower(base, overlay, seconds):
            if finding.name == name and finding.status != "proved":
                yield _refused(change, title, finding)


def _touched(base: PolicySet, overlay: PolicySet, name: str) -> bool:
    """Return whether anything that a decision rests on is defined otherwise."""
    names = cone(base, [name]).names | cone(overlay, [name]).names
    for entity, own in names:
        field = base.entities[entity].fields.get(own)
        node = Node(entity, own, "field" if field is not None else "decision")
        if definition(base, node) != definition(overlay, node):
            return True
    return False


def _responsible(overlay: PolicySet, name: str) -> Change:
    """Return the change to point at: one of a table below, else one of a value."""
    tables = {own for _, own in cone(overlay, [name]).names}
    about = [c for c in overlay.changes if c.target in tables]
    numbers = [c for c in overlay.changes if c.kind == "set"]
    return next(iter((*about, *numbers, *overlay.changes)))


def _refused(change: Change, title: Text, finding: Finding) -> Problem:
    example = finding.example
    if example is None:
        return codes.NOT_PROVED.at(change.place, title=title, reason=finding.reason)
    return codes.MILDER_LEVEL.at(
        change.place,
        title=title,
        day=example.as_of,
        enterprise=_enterprise(example),
        outcome=example.outcome,
    )


def _enterprise(example: Example) -> Text:
    rows = example.rows
    return Text("；".join(r.to("zh") for r in rows), "; ".join(r.to("en") for r in rows))


def _tables(base: PolicySet, overlay: PolicySet, seconds: float) -> Iterator[Problem]:
    """Yield what is wrong with changed rules of tables that are not about the level."""
    asked = [n for n in (base.decide, base.scope) if n and n in base.decisions]
    levels = {own for _, own in cone(overlay, asked).names}
    for change in overlay.changes:
        if change.kind not in ("add_rules", "replace_rule"):
            continue
        table = overlay.decisions[change.target]
        if table.is_list:
            yield from _entries(base, overlay, change, seconds)
        elif table.id not in levels:
            title = relations.decision_title(overlay, table.id)
            yield codes.CHANGES_TABLE.at(change.place, title=title)


def _entries(
    base: PolicySet, overlay: PolicySet, change: Change, seconds: float
) -> Iterator[Problem]:
    """A list that gets more rules is stricter; a rule that is replaced must not say less."""
    before, after = base.decisions[change.target], overlay.decisions[change.target]
    for id in change.rules:
        old, new = _rule(before, id), _rule(after, id)
        if change.kind != "replace_rule" or old is None:
            continue
        if new is None:  # replaced by a rule of another name
            new = after.rules[before.rules.index(old)]
        reason = _says_less(old, new) or _holds_less(base, overlay, after, (old, new), seconds)
        if reason is not None:
            yield codes.LOST_ENTRY.at(change.place, rule=f"{before.id}/{id}", reason=reason)


def _rule(decision: Decision, id: str) -> Rule | None:
    return next((rule for rule in decision.rules if rule.id == id), None)


def _says_less(old: Rule, new: Rule) -> Text | None:
    one, other = old.then, new.then
    if (one.low, one.high) == (other.low, other.high):
        return MILDER_ANSWER if one.confirm and not other.confirm else None
    ends = ((one.low, other.low), (one.high, other.high))
    ordered = all(isinstance(e, int) and not isinstance(e, bool) for pair in ends for e in pair)
    return None if ordered and all(int(b) >= int(a) for a, b in ends) else MILDER_ANSWER


def _holds_less(
    base: PolicySet,
    overlay: PolicySet,
    table: Decision,
    rules: tuple[Rule, Rule],
    seconds: float,
) -> Text | None:
    old, new = rules
    if meaning(old.when) == meaning(new.when):
        return None
    conditions, entity = (old.when, new.when), table.entity
    if exhaustion.holds_at_least_as_often(base, overlay, entity, conditions):
        return None
    if not solver.available():
        return NO_SOLVER
    try:
        kept = relations.holds_at_least_as_often(base, overlay, entity, conditions, seconds)
    except solver.Undecidable as fault:
        words = REASONS.get(fault.reason, Text(fault.reason, fault.reason))
        return words.format(seconds=f"{seconds:g}", rows=0)
    return None if kept else SELDOMER
