"""Run the lints over a policy set: which are asked for, which findings are allowed, and why.

`LINTS` is the registry, in the order of codes.  A finding is allowed where its line says
`# yujing: allow L105 because …` (or the line above does, standing alone).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import ModuleType

from engine.policy.lint import (
    bands_with_a_hole,
    case_name_twice,
    case_out_of_force,
    case_without_answer,
    case_without_clause,
    children_unbounded,
    clause_twice,
    clause_without_rule,
    code_never_given,
    colour_twice,
    constant_condition,
    count_beyond_max,
    decision_never_read,
    draft_in_force,
    draft_rule_without_ground,
    draft_without_ground,
    full_width_in_label,
    header_twice,
    label_in_one_language,
    level_never_given,
    message_without_unless,
    mild_when_missing,
    milder_for_worse,
    mixed_ids,
    no_cases,
    one_outcome,
    quota_cannot_be_met,
    range_open,
    redundant_row,
    role_without_words,
    rule_without_clause,
    rule_without_say,
    same_words,
    suppression_unused,
    suppression_without_reason,
    title_is_id,
    unused_domain,
    unused_field,
    unused_role,
    unused_value,
    unusual_span,
    worse_unsaid,
)
from engine.policy.lint.subject import Finding, Linted, linted
from engine.policy.model import PolicySet
from engine.policy.splicing import Splice
from engine.problems import Place, Problem

LINTS: tuple[ModuleType, ...] = (
    redundant_row,
    constant_condition,
    rule_without_say,
    rule_without_clause,
    clause_without_rule,
    unused_field,
    unused_domain,
    code_never_given,
    level_never_given,
    draft_without_ground,
    draft_rule_without_ground,
    bands_with_a_hole,
    milder_for_worse,
    quota_cannot_be_met,
    role_without_words,
    label_in_one_language,
    header_twice,
    full_width_in_label,
    mixed_ids,
    case_without_answer,
    case_name_twice,
    case_without_clause,
    unused_value,
    unused_role,
    message_without_unless,
    unusual_span,
    decision_never_read,
    title_is_id,
    worse_unsaid,
    children_unbounded,
    count_beyond_max,
    mild_when_missing,
    one_outcome,
    colour_twice,
    clause_twice,
    same_words,
    range_open,
    case_out_of_force,
    no_cases,
    draft_in_force,
    suppression_without_reason,
    suppression_unused,
)
ON_REQUEST = frozenset({draft_in_force.CODE.id})
ALLOW = re.compile(
    r"[ \t]*#\s*yujing:\s*allow\s+(?P<codes>[A-Z]\d{3}(?:[ ,]+[A-Z]\d{3})*)"
    r"(?:\s+because\s+(?P<reason>\S.*))?\s*$"
)


@dataclass
class _Allowed:
    """One suppression: its place, its codes and reason, and those that were needed."""

    place: Place
    codes: tuple[str, ...]
    reason: str
    line: int  # the line that it speaks of
    splice: Splice
    used: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class LintReport:
    """What is left after suppressions: problems by place, and the fixes by file."""

    problems: tuple[Problem, ...]
    fixes: dict[str, tuple[Splice, ...]]


def lint(
    policy: PolicySet,
    known: Iterable[Problem] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> LintReport:
    """Return what the lints find; `select` and `ignore` are codes or their beginnings.

    Warnings that are `known` from loading pass through the same suppressions and choice.
    """
    seen = linted(policy)
    found = [Finding(problem) for problem in known]
    for module in LINTS:
        if module.CODE.id not in ON_REQUEST or module.CODE.id in select:
            found += module.find(seen)
    found = [f for f in found if f.problem.place.file in seen.sources or f.problem.code[0] != "L"]
    allowed = [a for file, text in seen.sources.items() for a in _allowances(file, text)]
    left = [one for one in found if not _is_allowed(one.problem, allowed)]
    left += _about(allowed)
    chosen = [one for one in left if _chosen(one.problem, select, ignore)]
    problems = sorted({one.problem for one in chosen}, key=Problem.sort_key)
    return LintReport(tuple(problems), _fixes(chosen))


def _chosen(problem: Problem, select: Sequence[str], ignore: Sequence[str]) -> bool:
    code = problem.code
    if problem.severity == "error":
        return True  # what refuses the set cannot be looked away from
    if any(code.startswith(one) for one in ignore):
        return False
    return not select or any(code.startswith(one) for one in select)


def _allowances(file: str, text: str) -> Iterator[_Allowed]:
    at = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        found = ALLOW.search(line.rstrip("\r\n"))
        if found:
            alone = not line[: found.start()].strip()
            codes = tuple(re.findall(r"[A-Z]\d{3}", found["codes"]))
            start = line.index("#", found.start()) + 1
            end = len(line.rstrip("\r\n")) + 1
            place = Place(file, number, start, number, end, line.rstrip("\r\n"))
            whole = at + len(line) if alone else at + len(line.rstrip("\r\n"))
            splice = Splice(at + (0 if alone else found.start()), whole, "")
            yield _Allowed(place, codes, found["reason"] or "", number + alone, splice)
        at += len(line)


def _is_allowed(problem: Problem, allowed: Iterable[_Allowed]) -> bool:
    place, found = problem.place, False
    for one in allowed:
        here = one.place.file == place.file and one.line == place.line
        if here and problem.code in one.codes and problem.severity == "warning":
            one.used.add(problem.code)
            found = found or bool(one.reason)
    return found


def _about(allowed: Iterable[_Allowed]) -> Iterator[Finding]:
    for one in allowed:
        idle = [code for code in one.codes if code not in one.used]
        if not one.reason:
            codes = ", ".join(one.codes)
            yield Finding(suppression_without_reason.CODE.at(one.place, codes=codes))
        elif idle:
            fix = one.splice if len(idle) == len(one.codes) else None
            yield Finding(suppression_unused.CODE.at(one.place, codes=", ".join(idle)), fix)


def _fixes(found: Iterable[Finding]) -> dict[str, tuple[Splice, ...]]:
    fixes: dict[str, list[Splice]] = {}
    for one in found:
        if one.fix is not None:
            fixes.setdefault(one.problem.place.file, []).append(one.fix)
    return {file: tuple(splices) for file, splices in fixes.items()}


__all__ = ["LINTS", "LintReport", "Linted", "lint"]
