"""Apply the rules of one message to a situation: addressees, and what does not apply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from engine.execution.subjects import day_number
from engine.facts.model import Key
from engine.language.expression import Expr, Ref
from engine.language.operators import evaluate
from engine.language.pairs import Lowered
from engine.language.types import Type
from engine.language.wording import sentence
from engine.organisation.roles import Found, Situation, find_role
from engine.organisation.route import Addressed, Channel, Ground, Note, Omission, Part, Route
from engine.policy.model import PolicySet
from engine.policy.routing_model import Addressee, Department, Message
from engine.policy.routing_scope import INSPECTING_LEVEL, LEVEL, NAMES
from engine.problems import Text

DEPENDS = Text(
    "要看最终级别：现在只知道在{low}与{high}之间",
    "it depends on the final level: so far it lies between {low} and {high}",
)
NOT_MET = Text("条件不成立：{condition}", "its condition does not hold: {condition}")
ITSELF = Text("就是发文的部门", "it is the sender itself")


@dataclass(frozen=True, slots=True)
class RoutingNames:
    """What a routing condition's names and values are called."""

    policy: PolicySet

    def title(self, ref: Ref) -> Text:
        """Return what a routing condition's name is called."""
        return NAMES[ref.name]

    def label(self, type: Type, ordinal: int) -> Text:
        """Return the label of a level of government, or of a level."""
        routing = self.policy.routing
        if type.domain == INSPECTING_LEVEL and routing is not None:
            return routing.level_titles[routing.levels[ordinal]]
        return self.policy.domains[type.domain].members[ordinal].title


@dataclass
class _Letter:
    """One message being addressed."""

    policy: PolicySet
    situation: Situation
    subject_name: str
    level: tuple[str, str]
    as_of: int
    omitted: list[Omission] = field(default_factory=list)

    def holds(self, when: Expr | None) -> bool | None:
        """Return whether a condition holds; None where that depends on the final level."""
        if when is None:
            return True
        answer = evaluate(when, self._read, self._absent, self.as_of)
        if answer is None and self.level[0] == self.level[1]:
            return False  # it asks who inspects, and nobody does
        return answer if isinstance(answer, bool) else None

    def _read(self, ref: Ref) -> Lowered:
        if ref.name == LEVEL:
            ids = self.policy.level_scale.ids
            return ids.index(self.level[0]), ids.index(self.level[1])
        inspecting = self.situation.inspecting
        levels = self.situation.hierarchy.routing.levels
        return levels.index(inspecting.level) if inspecting else None

    def _absent(self, ref: Ref) -> bool:
        return ref.name == INSPECTING_LEVEL and self.situation.inspecting is None

    def why_not(self, when: Expr | None, holds: bool | None) -> Text:
        """Return why a condition that was not met keeps a rule from applying."""
        if holds is False and when is not None:
            words = RoutingNames(self.policy)
            said = Text(sentence(when, words, "zh"), sentence(when, words, "en"))
            return NOT_MET.format(condition=said)
        scale = self.policy.level_scale
        low, high = (scale.members[scale.ids.index(id)].title for id in self.level)
        return DEPENDS.format(low=low, high=high)

    def find(self, part: Part, rule: Addressee) -> list[tuple[Department | None, Ground]]:
        """Return whom one rule addresses; what does not apply is kept with its reason."""
        holds = self.holds(rule.when)
        found = []
        for role in rule.roles:
            player = find_role(self.situation, role)
            cites = tuple(dict.fromkeys((*rule.cites, *player.cites)))
            if holds is not True or player.nobody:
                reason = self.why_not(rule.when, holds) if holds is not True else player.reason
                self.omit(part, role, rule, cites, reason)
                continue
            found += [(who, self._ground(role, rule, player)) for who in _players(player)]
        return found

    def _ground(self, role: str, rule: Addressee, player: Found) -> Ground:
        title = self.situation.hierarchy.routing.roles[role].title
        return Ground(role, title, rule.place, rule.cites, rule.basis, rule.mark, player.reason)

    def omit(
        self, part: Part, role: str, rule: Addressee, cites: tuple[str, ...], reason: Text
    ) -> None:
        title = self.situation.hierarchy.routing.roles[role].title
        self.omitted.append(Omission(part, role, title, rule.place, cites, reason))

    def addressed(
        self, part: Part, channel: Channel, rules: Iterable[Addressee], sender: Department | None
    ) -> tuple[Addressed, ...]:
        """Return everybody a part of the message goes to, the subject first, then top down."""
        merged: dict[str, Addressed] = {}
        for rule in rules:
            for who, ground in self.find(part, rule):
                if who is not None and who == sender and channel == "paper" and part != "with":
                    self.omit(part, ground.role, rule, rule.cites, ITSELF)
                    continue
                self._merge(merged, part, channel, who, ground)
        rank = self.situation.hierarchy.rank
        return tuple(
            sorted(
                merged.values(),
                key=lambda a: (rank(a.department), a.department.id) if a.department else (-1, ""),
            )
        )

    def _merge(
        self,
        merged: dict[str, Addressed],
        part: Part,
        channel: Channel,
        who: Department | None,
        ground: Ground,
    ) -> None:
        marks = self.situation.hierarchy.routing.marks
        new = (marks[ground.mark],) if ground.mark else ()
        name = who.name if who else self.subject_name
        old = merged.get(who.id if who else "", Addressed(part, channel, name, who, ()))
        merged[who.id if who else ""] = replace(
            old,
            grounds=(*old.grounds, ground),
            marks=tuple(dict.fromkeys((*old.marks, *new))),
        )


def _players(found: Found) -> tuple[Department | None, ...]:
    return (None,) if found.subject else found.departments


def address(
    policy: PolicySet,
    situation: Situation,
    message: Message,
    *,
    subject: Key,
    name: str,
    level: tuple[str, str],
    as_of: date,
    notes: tuple[Note, ...] = (),
) -> Route:
    """Return the route of `message` in `situation`.

    A message whose condition does not hold, or that nobody can send, has no addressees.
    """
    letter = _Letter(policy, situation, name, level, day_number(as_of))
    sender = _sender(letter, message)
    parts: dict[Part, tuple[Addressed, ...]] = {"to": (), "with": (), "copy": (), "push": ()}
    if sender is not None:
        by = sender.department
        parts["to"] = letter.addressed("to", "paper", message.to, by)
        parts["with"] = letter.addressed("with", "paper", message.together, by)
        parts["copy"] = letter.addressed("copy", "paper", message.copy, by)
        parts["push"] = letter.addressed("push", "platform", message.push, by)
    return Route(
        message, subject, name, level, as_of, sender,
        parts["to"], parts["with"], parts["copy"], parts["push"],
        tuple(letter.omitted), notes, situation.inspecting, situation.line,
    )  # fmt: skip


def _sender(letter: _Letter, message: Message) -> Addressed | None:
    holds = letter.holds(message.when)
    if holds is not True:
        reason = message.unless if holds is False else None
        letter.omitted.append(
            Omission(
                "message",
                "",
                message.title,
                message.place,
                message.cites or message.sender.cites,
                reason or letter.why_not(message.when, holds),
            )
        )
        return None
    found = letter.addressed("from", "paper", (message.sender,), None)
    return found[0] if found else None
