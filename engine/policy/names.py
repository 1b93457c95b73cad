"""What the fields, decisions and values of a policy set are called, for wording conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.language.expression import Ref
from engine.language.types import Domain, Type
from engine.policy.model import Decision, Entity, PolicySet
from engine.problems import Text

OF = Text("{owner}的{title}", "{title} of {owner}")


@dataclass(frozen=True, slots=True)
class PolicyNames:
    """The names that a condition about a row of `entity` is worded with."""

    domains: Mapping[str, Domain]
    entities: Mapping[str, Entity]
    decisions: Mapping[str, Decision]
    entity: str

    def title(self, ref: Ref) -> Text:
        """Return the title of a field or decision, with the way to it."""
        here = self.entity
        owner: Text | None = None
        for hop in ref.hops:
            there = self.entities[here].refers.get(hop) or hop
            owner = self._owner(here, hop, there)
            here = there
        title = self._own(here, ref.name)
        return title if owner is None else OF.format(owner=owner, title=title)

    def label(self, type: Type, ordinal: int) -> Text:
        """Return the label of a member of a scale or code list."""
        member = self.domains[type.domain].members[ordinal]
        return _or_id(member.title, member.id)

    def _own(self, entity: str, name: str) -> Text:
        field = self.entities[entity].fields.get(name)
        if field is not None:
            return _or_id(field.title, name)
        decision = self.decisions.get(name)
        return _or_id(decision.title, name) if decision is not None else Text(name, name)

    def _owner(self, here: str, hop: str, there: str) -> Text:
        """The title of where a hop leads; its own name where several lead to the same."""
        targets = list(self.entities[here].refers.values())
        if hop != there and targets.count(there) > 1:
            return Text(hop, hop)
        return _or_id(self.entities[there].title, there)


def _or_id(title: Text, id: str) -> Text:
    return Text(title.zh or title.en or id, title.en or title.zh or id)


def names_of(policy: PolicySet, entity: str) -> PolicyNames:
    """Return the names for conditions about a row of `entity`."""
    return PolicyNames(policy.domains, policy.entities, policy.decisions, entity)
