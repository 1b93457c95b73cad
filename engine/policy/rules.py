"""Compile the conditions of the rules of every decision table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from engine.language.cells import compile_cell, compile_subject
from engine.language.checking import compile_condition
from engine.language.expression import TRUE, Expr, Ref, walk
from engine.language.scope import PlaceOf
from engine.language.types import BOOL
from engine.policy.clauses import read_cites, report_twice
from engine.policy.decisions import Heads
from engine.policy.draft import Draft, Part, as_basis, weakest
from engine.policy.model import Decision, Output, Rule
from engine.policy.scope import EntityScope, Vocabulary
from engine.problems import Place, Text

RULE = Text("规则", "rule")
NAME = re.compile(r"[^\W\d][\w.-]*\Z")


@dataclass
class Conditions:
    """What the compiled conditions leave for later passes to judge.

    `absences`: where a condition asks whether something is absent, by what asks it
    (entity and name of a decision or derived field).
    """

    absences: list[tuple[tuple[str, str], Ref, Place]] = field(default_factory=list)

    def note(self, owner: tuple[str, str], expr: Expr, part: Part, whole: bool) -> None:
        """Remember the tests for absence in `expr`, which was written in `part`."""
        for node in walk(expr):
            ref = node.args[0].value if node.op == "is_null" else None
            if isinstance(ref, Ref):
                place = part.inside(node.start, node.end) if whole else part.place
                self.absences.append((owner, ref, place))


def read_rules(draft: Draft, heads: Heads, vocabulary: Vocabulary, conditions: Conditions) -> None:
    """Keep every decision with those of its rules that can be read."""
    for id, decision in heads.decisions.items():
        if decision.take is not None:
            draft.decisions[id] = decision
            continue
        reader = _Reader(draft, decision, vocabulary.scope(decision.entity), conditions)
        results = heads.results[id]
        rules: list[Rule] = []
        seen: dict[str, Part] = {}
        for part, output in zip(results.parts, results.outputs, strict=True):
            rule = reader.rule(part, output)
            first = seen.setdefault(part.text("id"), part)
            if first is not part:
                reader.twice(part, first)
            elif rule is not None:
                rules.append(rule)
        draft.decisions[id] = replace(decision, rules=tuple(rules))
        if len(rules) < len(results.parts):
            draft.broken.add(id)


@dataclass
class _Reader:
    """Reads the rules of one decision."""

    draft: Draft
    decision: Decision
    scope: EntityScope
    conditions: Conditions

    def twice(self, part: Part, first: Part) -> None:
        at, earlier = (p.get("id") or p for p in (part, first))
        name = f"{self.decision.id}/{part.text('id')}"
        report_twice(self.draft, RULE, name, at.place, earlier.place)

    def rule(self, part: Part, output: Output | None) -> Rule | None:
        cites = read_cites(self.draft, part)
        when = self.when(part.get("when"))
        if when is None or output is None:
            return None
        origins = tuple(dict.fromkeys(e.origin for e in walk(when) if e.origin))
        own = as_basis(part.text("basis")) or "notice"
        values = self.draft.values
        return Rule(
            id=part.text("id"),
            when=when,
            then=output,
            place=part.place,
            say=_say(part),
            cites=cites,
            basis=weakest(own, *(values[o].basis for o in origins if o in values)),
            note=part.text("note"),
            origins=origins,
        )

    def when(self, part: Part | None) -> Expr | None:
        if part is None or part.spoilt:
            return None
        if isinstance(part.value, str):
            found = compile_condition(part.value, self.scope, part.inside, self.draft.report)
            return self._noted(found, part, whole=True)
        if not isinstance(part.value, dict):
            return None
        tests = [self._noted(self.cell(k, e), e, whole=False) for k, e in part.entries()]
        good = tuple(test for test in tests if test is not None)
        if len(good) < len(tests):
            return None
        return TRUE if not good else good[0] if len(good) == 1 else Expr("and", BOOL, good)

    def _noted(self, found: Expr | None, part: Part, whole: bool) -> Expr | None:
        if found is not None:
            owner = (self.decision.entity, self.decision.id)
            self.conditions.note(owner, found, part, whole)
        return found

    def cell(self, key: str, entry: Part) -> Expr | None:
        report = self.draft.report
        if NAME.match(key):
            subject = compile_subject(key, self.scope, entry.inside_key, report)
        else:  # the key computes: `size(key_sectors)`
            subject = compile_condition(key, self.scope, entry.inside_key, report, expect=None)
        if subject is None or entry.spoilt:
            return None

        def member_place(number: int) -> PlaceOf:
            return Part(entry.document, (*entry.path, number), None).inside

        return compile_cell(
            entry.value, subject, self.scope, entry.inside, report, member_place=member_place
        )


def _say(part: Part) -> Text | None:
    words = part.get("say") or part.get("title")
    return words.label() if words else None
