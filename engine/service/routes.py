"""Jobs about routes: one enterprise, the matrix, the hierarchy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.facts.model import Facts, Key
from engine.organisation import matrix as matrices
from engine.organisation.hierarchy import hierarchy_of, place_called
from engine.organisation.route import Route
from engine.organisation.routing import Router, message_called
from engine.policy.model import PolicySet
from engine.service.facts import find_subject, read
from engine.service.policies import ensure_in_force, level_named, load
from engine.service.runs import one_outcome


@dataclass(frozen=True)
class Asked:
    """A policy set and facts, asked about routes on one day."""

    policy_name: str
    facts_path: str
    as_of: date | None
    today: date

    @cached_property
    def policy(self) -> PolicySet:
        """The policy set; raises ProblemsFound where it has errors or no routing rules."""
        policy = load(self.policy_name)
        hierarchy_of(policy)
        return policy

    @cached_property
    def facts(self) -> Facts:
        """The facts, read once."""
        return read(self.facts_path, self.policy)

    @cached_property
    def day(self) -> date:
        """The as-of date: the one given, else that of the facts, else today."""
        day = self.as_of or self.facts.snapshot or self.today
        ensure_in_force(self.policy, day)
        return day

    @property
    def first_message(self) -> str:
        """The message that is meant where none is named: the first in the file."""
        return next(iter(self._messages(None)))

    def division(self, asked: str | None) -> str:
        """Return the code of the division that is asked about, or in which a subject lies.

        The empty text is the top.  Old codes lead to today's; names are not matched, as
        places of one name are many.
        """
        hierarchy = hierarchy_of(self.policy)
        if not asked:
            return ""
        named = hierarchy.resolve(asked)
        if named is not None:
            return named.code
        row = self.facts.tables[self.policy.subject.name].rows[self._key(asked)]
        code = row.values.get(hierarchy.routing.division)
        return place_called(hierarchy, str(code)).code if code else ""

    def matrix(self, message: str, asked: str | None = None) -> tuple[matrices.Row, ...]:
        """Return inspecting department × level for one message; by name where a place is asked."""
        division = self.division(asked)
        message_called(hierarchy_of(self.policy), message)
        return matrices.matrix(self.policy, message, division)

    def routes(self, asked: str, message: str | None, level: str | None) -> list[Route]:
        """Return the routes of one subject: of one message, or of all.

        The level is the one named, else the one that the rules give.
        """
        key, router = self._key(asked), Router(self.policy, self.facts)
        at = self._named(level) if level else self._answered(key)
        return [router.route(key, id, at, self.day) for id in self._messages(message)]

    def _key(self, asked: str) -> Key:
        return find_subject(self.policy, self.facts, asked)

    def _named(self, level: str) -> str:
        return self.policy.level_scale.ids[level_named(self.policy, level)]

    def _answered(self, key: Key) -> tuple[str, str] | None:
        return one_outcome(self.policy, self.facts, self.day, key).level

    def _messages(self, message: str | None) -> tuple[str, ...]:
        return (message,) if message else tuple(hierarchy_of(self.policy).routing.messages)
