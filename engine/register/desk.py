"""The desk at which one official works on one day: what it needs to judge a warning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from engine.catalogue import register as codes
from engine.facts.model import Facts
from engine.policy.escalation_model import Escalation
from engine.policy.model import PolicySet
from engine.problems import Place, ProblemsFound, did_you_mean
from engine.register.events import ISSUE, Actor, Event
from engine.register.folding import Notice, fold
from engine.register.keeping import policy_text, read_facts_text
from engine.register.log import Log
from engine.register.parties import Parties
from engine.register.supervising import Supervisor
from engine.register.terms import Counting, Standing, standing

PLACE = Place("register")


@dataclass
class Desk:
    """Who works with which policy set on which register, and what day it is there.

    `as_of` is the day of entry; nothing that happens later can be entered.  `now` is the
    clock of the machine, recorded beside it.  `known`: leave out what was entered later.
    """

    policy: PolicySet
    log: Log
    actor: Actor
    as_of: date
    now: str
    strict: bool = False
    known: date | None = None
    kept: dict[str, Facts] = field(default_factory=dict)

    @cached_property
    def life(self) -> Escalation:
        """The life of a warning under the policy set."""
        if self.policy.escalation is None:
            place = Place(self.policy.folder)
            raise ProblemsFound([codes.NO_LIFE.at(place, policy=self.policy.id)])
        return self.policy.escalation

    @cached_property
    def parties(self) -> Parties:
        """Who plays which role."""
        return Parties(self.policy)

    @cached_property
    def supervisor(self) -> Supervisor:
        """Asks the policy's conditions."""
        return Supervisor(self.policy, self.life)

    @cached_property
    def policy_text(self) -> str:
        """The policy set as the register keeps it."""
        return policy_text(self.policy)

    def facts(self, notice: Notice) -> Facts:
        """Return the facts that the warning was issued on."""
        if notice.facts not in self.kept:
            text = self.log.document(notice.facts)
            if text is None:
                raise ProblemsFound([codes.NO_POLICY_KEPT.at(PLACE, hash=notice.facts[:12])])
            self.kept[notice.facts] = read_facts_text(text)
        return self.kept[notice.facts]

    def counting(self, issuer: str) -> Counting:
        """Return how days are counted at the place of a department."""
        division = self.parties.department(issuer).division
        path = reversed(self.parties.hierarchy.tree.path_up(division))
        return Counting(self.policy.calendars.at(path), self.strict)

    def standing(self, notice: Notice, day: date) -> Standing:
        """Return what the days say of a warning."""
        return standing(notice, self.life, self.counting(notice.issuer), day)

    def inspecting_level(self, notice: Notice) -> str | None:
        """Return the level of the department that inspects."""
        return self.parties.level_of(notice.inspecting)

    def find(self, asked: str, issued: Iterable[Event] | None = None) -> str:
        """Return the id of the warning that an id or a printed number names."""
        events = self.log.events(kind=ISSUE) if issued is None else list(issued)
        by_id = {e.stream: e.stream for e in events}
        numbers = {e.text("number"): e.stream for e in events}
        found = by_id.get(asked) or numbers.get(asked)
        if found is None:
            hint = did_you_mean(asked, [*by_id, *numbers])
            raise ProblemsFound([codes.UNKNOWN_WARNING.at(PLACE, hint, warning=asked)])
        return found

    def notices(self) -> list[Notice]:
        """Return all warnings as they stand on the as-of date, in the order of issue."""
        streams: dict[str, list[Event]] = {}
        for event in self.log.events():
            streams.setdefault(event.stream, []).append(event)
        folded = (fold(events, self.as_of, self.known) for events in streams.values())
        return [notice for notice in folded if notice is not None]

    def notice(self, asked: str) -> Notice:
        """Return one warning as it stands on the as-of date."""
        id = self.find(asked)
        found = fold(self.log.events(stream=id), self.as_of, self.known)
        if found is None:
            raise ProblemsFound([codes.BEFORE_ISSUE.at(PLACE, day=self.as_of)])
        return found
