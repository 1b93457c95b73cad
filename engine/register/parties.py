"""Who plays which role for a warning: its inspecting department and issuer stay with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from engine.catalogue.routing import UNKNOWN_DEPARTMENT
from engine.facts.model import Facts, Key
from engine.organisation.hierarchy import Hierarchy, hierarchy_of
from engine.organisation.messages import address
from engine.organisation.roles import Situation, find_role
from engine.organisation.route import Route
from engine.organisation.routing import Case, Router
from engine.policy.model import PolicySet
from engine.policy.routing_model import Department
from engine.problems import Place, ProblemsFound, Text, did_you_mean
from engine.register.folding import Notice

RECORDED = Text("按巡查记录", "by the inspection record")


@dataclass(frozen=True, slots=True)
class Players:
    """Who plays some roles: departments by id, and whether the subject itself does."""

    departments: tuple[Department, ...]
    subject: bool

    def has(self, department: str) -> bool:
        """Return whether a department is among them."""
        return any(d.id == department for d in self.departments)

    def named(self) -> Text:
        """Return who they are, for people."""
        names = [d.name for d in self.departments]
        zh = "、".join([*(["企业"] if self.subject else []), *names])
        en = ", ".join([*(["the subject"] if self.subject else []), *names])
        return Text(zh or "（没有部门）", en or "(nobody)")


@dataclass
class Parties:
    """Finds departments for warnings and subjects under one policy set."""

    policy: PolicySet
    routers: dict[int, Router] = field(default_factory=dict)
    found: dict[tuple[Key, str, str, str], Case] = field(default_factory=dict)

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The hierarchy of the policy set."""
        return hierarchy_of(self.policy)

    def department(self, id: str) -> Department:
        """Return a department by its id."""
        departments = self.hierarchy.routing.departments
        if id not in departments:
            hint = did_you_mean(id, departments)
            raise ProblemsFound([UNKNOWN_DEPARTMENT.at(Place(""), hint, department=id)])
        return departments[id]

    def router(self, facts: Facts) -> Router:
        """Return the router over some facts, made once."""
        if id(facts) not in self.routers:
            self.routers[id(facts)] = Router(self.policy, facts)
        return self.routers[id(facts)]

    def case(self, notice: Notice, facts: Facts) -> Case:
        """Return who stands where for a warning: as on its issue, but for hand-overs."""
        key = (notice.subject, notice.issuer, notice.inspecting, notice.issued_on.isoformat())
        if key not in self.found:
            router = self.router(facts)
            case = router.case(notice.subject, notice.issued_on, notice.issuer)
            self.found[key] = self.inspected_by(case, notice.inspecting)
        return self.found[key]

    def inspected_by(self, case: Case, inspecting: str) -> Case:
        """Return the case with the inspecting department that the record names."""
        department = self.department(inspecting) if inspecting else None
        if case.situation.inspecting == department:
            return case
        changed = replace(case.situation, inspecting=department, inspecting_reason=RECORDED)
        return replace(case, situation=changed)

    def players(self, situation: Situation, roles: Iterable[str]) -> Players:
        """Return everybody who plays one of the roles."""
        departments: dict[str, Department] = {}
        subject = False
        for role in roles:
            found = find_role(situation, role)
            subject = subject or found.subject
            departments.update({d.id: d for d in found.departments})
        return Players(tuple(departments.values()), subject)

    def route(self, case: Case, message: str, level: str, subject: Key, on: date) -> Route:
        """Return the route of a message about a warning in a case."""
        routing = self.hierarchy.routing
        return address(
            self.policy, case.situation, routing.messages[message], subject=subject,
            name=case.name, level=(level, level), as_of=on, notes=case.notes,
        )  # fmt: skip

    def level_of(self, inspecting: str) -> str | None:
        """Return at which level the inspecting department stands."""
        return self.department(inspecting).level if inspecting else None
