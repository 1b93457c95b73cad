"""What a rule change means for departments: messages old and new, and the minutes they take.

For each decided answer, each message whose existence or addressees hang on the level is
counted once: as if everything it can lead to came up once.  Messages that go out whatever
the level are the same under both versions and are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.analysis.comparing import Answered
from engine.analysis.simulation import DepartmentLoad, Load, Workload
from engine.language.expression import Expr, Ref, refs, walk
from engine.language.operators import evaluate
from engine.language.pairs import Lowered
from engine.organisation.messages import address
from engine.organisation.roles import Situation
from engine.organisation.routing import Router
from engine.policy.minutes import Minutes
from engine.policy.model import PolicySet
from engine.policy.routing_model import Department, Message
from engine.policy.routing_scope import LEVEL
from engine.problems import Text

Part = tuple[str, str, str]  # department ("" is the subject), message, part
PARTS = ("from", "to", "with", "copy", "push")


def workload(old: Answered, new: Answered, minutes: Minutes) -> Workload | None:
    """Return the effect on routing; None where neither version has routing rules."""
    if old.policy.routing is None and new.policy.routing is None:
        return None
    wanted = frozenset((*levelled(old.policy), *levelled(new.policy)))
    sides = [_Counted(version, wanted) for version in (old, new)]
    loads = tuple(_loads(sides, minutes))
    return Workload(
        minutes.source, minutes.day, loads, _departments(loads), *(s.undecided for s in sides)
    )


def levelled(policy: PolicySet) -> tuple[str, ...]:
    """Return the messages whose existence or addressees hang on the level."""
    messages = policy.routing.messages.values() if policy.routing else ()
    return tuple(message.id for message in messages if _hangs(message))


def _hangs(message: Message) -> bool:
    addressees = (message.sender, *message.to, *message.together, *message.copy, *message.push)
    conditions = [message.when, *(a.when for a in addressees)]
    return any(Ref(LEVEL) in refs(when) for when in conditions if when is not None)


@dataclass
class _Counted:
    """The messages of one version, counted by department, message and part."""

    version: Answered
    wanted: frozenset[str]
    firm: Counter[Part] = field(default_factory=Counter)
    preliminary: Counter[Part] = field(default_factory=Counter)
    undecided: int = 0

    def __post_init__(self) -> None:
        policy, day = self.version.policy, self.version.as_of
        if policy.routing is None:
            return
        router = Router(policy, self.version.facts)
        known: dict[tuple[object, str], tuple[Part, ...]] = {}
        silent = self._silent()
        for key, outcome in self.version.standings.items():
            if outcome.verdict != "decided" or outcome.level is None:
                self.undecided += outcome.verdict == "undetermined"
                continue
            level = outcome.level[0]
            if level in silent:
                continue
            situation = router.case(key, day).situation
            at = (_signature(situation), level)
            if at not in known:
                known[at] = tuple(self._parts(situation, level))
            firm = policy.inspected is None or outcome.inspected is True
            (self.firm if firm else self.preliminary).update(known[at])

    def _silent(self) -> frozenset[str]:
        """Return the levels at which no message can exist, whoever inspects."""
        scale = self.version.policy.level_scale
        wanted = [m.when for id, m in self.messages.items() if id in self.wanted]
        return frozenset(
            id
            for position, id in enumerate(scale.ids)
            if all(when is not None and _never(when, position) for when in wanted)
        )

    def _parts(self, situation: Situation, level: str) -> Iterator[Part]:
        policy = self.version.policy
        messages = policy.routing.messages.values() if policy.routing else ()
        for message in messages:
            if message.id not in self.wanted:
                continue
            route = address(
                policy,
                situation,
                message,
                subject=(),
                name="",
                level=(level, level),
                as_of=self.version.as_of,
            )
            senders = (route.sender,) if route.sender else ()
            for addressed in (*senders, *route.addressees):
                who = addressed.department
                yield who.id if who else "", message.id, addressed.part

    @cached_property
    def departments(self) -> Mapping[str, Department]:
        """The departments of this version."""
        return self.version.policy.routing.departments if self.version.policy.routing else {}

    @cached_property
    def messages(self) -> Mapping[str, Message]:
        """The messages of this version."""
        return self.version.policy.routing.messages if self.version.policy.routing else {}


def _never(when: Expr, level: int) -> bool:
    """Return whether a condition fails at a level whatever else it asks about."""

    def read(ref: Ref) -> Lowered:
        return (level, level) if ref.name == LEVEL else None

    return evaluate(when, read, lambda ref: False, 0) is False and not _asks_absence(when)


def _asks_absence(when: Expr) -> bool:
    return any(node.op == "is_null" for node in walk(when))


def _signature(situation: Situation) -> object:
    """Return what tells two situations apart as far as addressing goes."""
    instead = situation.instead
    return (
        tuple(d.id for d in situation.line),
        tuple(d.id for d in situation.beside),
        (instead[0], instead[1].id) if instead else None,
        situation.inspecting.id if situation.inspecting else "",
    )


def _loads(sides: list[_Counted], minutes: Minutes) -> Iterator[Load]:
    old, new = sides
    every = {*old.firm, *new.firm, *old.preliminary, *new.preliminary}
    for part in sorted(every, key=lambda p: (p[0], p[1], PARTS.index(p[2]))):
        who, message, kind = part
        department = new.departments.get(who) or old.departments.get(who)
        title = (new.messages.get(message) or old.messages[message]).title
        subject = new.version.policy.subject.title
        yield Load(
            department=who,
            name=Text(department.name, department.name) if department else subject,
            level=department.level if department else "",
            division=department.division if department else "",
            message=message,
            message_title=title,
            part=kind,
            minutes=minutes.of(message, kind) if department else 0,
            old=old.firm[part],
            new=new.firm[part],
            old_preliminary=old.preliminary[part],
            new_preliminary=new.preliminary[part],
        )


def _departments(loads: tuple[Load, ...]) -> tuple[DepartmentLoad, ...]:
    """Return the sum for each department; the subjects themselves have no working time."""
    by_department: dict[str, list[Load]] = {}
    for load in loads:
        if load.department:
            by_department.setdefault(load.department, []).append(load)
    return tuple(
        DepartmentLoad(
            id,
            own[0].name,
            own[0].level,
            own[0].division,
            sum(load.old for load in own),
            sum(load.new for load in own),
            sum(load.old * load.minutes for load in own),
            sum(load.new * load.minutes for load in own),
        )
        for id, own in sorted(by_department.items())
    )
