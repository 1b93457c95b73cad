"""Jobs about routes: one enterprise, the matrix, the hierarchy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.catalogue.run import NO_ROUTING, UNKNOWN_MESSAGE
from engine.facts.model import Facts, Key
from engine.organisation import matrix as matrices
from engine.organisation.route import Route
from engine.organisation.routing import Router
from engine.policy.model import PolicySet
from engine.problems import Place, ProblemsFound, did_you_mean
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
        if policy.routing is None:
            raise ProblemsFound([NO_ROUTING.at(Place(policy.folder), policy=policy.id)])
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
        """Return the code of the division a drawing starts from: "" is the top."""
        if asked is None or asked in self.policy.divisions:
            return asked or ""
        named = [code for code, d in self.policy.divisions.items() if d.name == asked]
        return named[0] if len(named) == 1 else self._division_of(asked)

    def _division_of(self, asked: str) -> str:
        row = self.facts.tables[self.policy.subject.name].rows[self._key(asked)]
        routing = self.policy.routing
        return str(row.values.get(routing.division) or "") if routing else ""

    def matrix(self, message: str) -> tuple[matrices.Row, ...]:
        """Return inspecting department × level for one message."""
        return matrices.matrix(self.policy, self._messages(message)[0])

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
        routing = self.policy.routing
        known = tuple(routing.messages) if routing else ()
        if message is None:
            return known
        if message not in known:
            place, listed = Place(self.policy.folder), ", ".join(known)
            hint = did_you_mean(message, known)
            raise ProblemsFound([UNKNOWN_MESSAGE.at(place, hint, asked=message, known=listed)])
        return (message,)
