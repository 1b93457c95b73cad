"""What was inspected in a year, what may not be repeated, and what no list below has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.catalogue import inspection as codes
from engine.facts.model import Fact, Facts, Key, Row
from engine.inspection.cascade import inspection_of, not_below
from engine.organisation.hierarchy import Hierarchy, hierarchy_of
from engine.organisation.listing import KeyLists
from engine.organisation.rows import Rows
from engine.policy.inspection_model import CANDIDATES, Repeat
from engine.policy.model import PolicySet
from engine.problems import Place, Problem, Text

ALLOWED = Text(
    "“{name}”{year}年再次巡查（{day}，{department}）：{reason}，{document}",
    "`{name}` is inspected again in {year} ({day}, {department}): {reason}, {document}",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection that took place: by whom (as recorded), when, on which exception."""

    department: str
    ended: date
    reason: str = ""
    document: str = ""
    origin: str = ""


def called(hierarchy: Hierarchy, visit: Visit) -> str:
    """Return the name of the department that a visit is recorded for."""
    found = hierarchy.routing.departments.get(visit.department)
    return found.name if found else visit.department


def subject_of(
    policy: PolicySet, facts: Facts, hierarchy: Hierarchy, subject: Key
) -> tuple[str, str]:
    """Return the name of a subject and the code of its division in force."""
    table = facts.tables.get(policy.subject.name)
    row: Row | None = table.rows.get(subject) if table else None
    if row is None:
        return "/".join(subject), ""
    named = row.values.get(policy.subject.named_by or "")
    code = row.values.get(hierarchy.routing.division)
    place = hierarchy.resolve(str(code)) if code else None
    return str(named or "/".join(subject)), place.code if place else ""


def visits_of(
    policy: PolicySet, facts: Facts, repeat: Repeat | None, year: int
) -> dict[Key, list[Visit]]:
    """Return the inspections of a year that count, by subject, earliest first."""
    if repeat is None:
        return {}
    rows = Rows(policy, facts, {"rows": repeat.rows.entity, **repeat.rows.fields})
    found: dict[Key, list[Visit]] = {}
    for subject in rows.subjects():
        visits = [v for v in (_visit(rows, row, repeat, year) for row in rows.of(subject)) if v]
        if visits:
            found[subject] = sorted(visits, key=lambda v: (v.ended, v.origin, v.department))
    return found


def _visit(rows: Rows, row: Row, repeat: Repeat, year: int) -> Visit | None:
    ended, kind = rows.value(row, "ended"), rows.value(row, "kind")
    if not isinstance(ended, date) or ended.year != year or kind in repeat.not_counted:
        return None

    def text(meaning: str) -> str:
        value: Fact = rows.value(row, meaning)
        return str(value) if value else ""

    origin = f"{row.origin.file}:{row.origin.row}" if row.origin.file else ""
    return Visit(text("department"), ended, text("reason"), text("document"), origin)


def repeats(policy: PolicySet, facts: Facts, year: int) -> tuple[list[Problem], list[Text]]:
    """Return the inspections of a year that may not be, and those that a record allows."""
    repeat, hierarchy = inspection_of(policy).repeat, hierarchy_of(policy)
    refused: list[Problem] = []
    allowed: list[Text] = []
    for subject, visits in sorted(visits_of(policy, facts, repeat, year).items()):
        name, _ = subject_of(policy, facts, hierarchy, subject)
        for again in visits[1:]:
            told: dict[str, Any] = {"name": name, "year": year}
            if again.reason and again.document:
                reason = _reason(policy, again.reason)
                allowed.append(
                    ALLOWED.format(day=again.ended, department=called(hierarchy, again) or "-",
                                   reason=reason, document=again.document, **told)
                )  # fmt: skip
                continue
            first, second = (called(hierarchy, v) or "-" for v in (visits[0], again))
            cites = ", ".join(repeat.rows.cites) if repeat else ""
            place = Place(again.origin)
            refused.append(
                codes.REPEATED.at(place, first=first, second=second, cites=cites, **told)
            )
    return refused, allowed


def _reason(policy: PolicySet, id: str) -> Text:
    repeat = inspection_of(policy).repeat
    assert repeat is not None
    field = policy.entities[repeat.rows.entity].fields[repeat.rows.fields["reason"]]
    domain = policy.domains[field.type.domain]
    return domain.members[domain.ids.index(id)].title if id in domain.ids else Text(id, id)


def subset_problems(policy: PolicySet, facts: Facts, year: int) -> list[Problem]:
    """Return the entries of filed lists that no list below has and no document allows."""
    inspection, hierarchy = inspection_of(policy), hierarchy_of(policy)
    lists = KeyLists(policy, facts, hierarchy)
    allowed = _overrides(policy, facts, year)
    problems: list[Problem] = []
    for subject in lists.rows.subjects():
        counted = {e.level: e for e in lists.standing(subject, date(year, 12, 31)).counted}
        name, code = subject_of(policy, facts, hierarchy, subject)
        for rule in inspection.lists.levels:
            below = rule.source == CANDIDATES or rule.source in counted
            if rule.level in counted and not below and (subject, rule.level) not in allowed:
                at = hierarchy.at_level(code, rule.level) if code else None
                origin = counted[rule.level].origin
                where = f"{origin.file}:{origin.row}" if origin.file else ""
                problems.append(not_below(policy, rule, at.name if at else "-", name, where))
    return problems


def _overrides(policy: PolicySet, facts: Facts, year: int) -> set[tuple[Key, str]]:
    requests = inspection_of(policy).lists.requests
    if requests is None:
        return set()
    rows = Rows(policy, facts, {"rows": requests.entity, **requests.fields})
    return {
        (subject, str(rows.value(row, "level")))
        for subject in rows.subjects()
        for row in rows.of(subject)
        if rows.value(row, "override") and rows.value(row, "year") == year
    }
