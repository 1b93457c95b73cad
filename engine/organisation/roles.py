"""Find the departments that play a role in one situation.

A finder is a row of `FINDERS`: the word in `at:` and the function behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from engine.organisation.hierarchy import Hierarchy
from engine.policy.routing_model import Department, Role
from engine.problems import NO_TEXT, Text


@dataclass(frozen=True)
class Situation:
    """Who stands where for one subject on one day.

    `line`: the departments that act for it, lowest first, one for each level; `beside`
    further ones on its path (a county whose place a zone takes).  `instead`: the level
    whose place another department takes, and that department.  `inspecting` may be
    nobody; `issuer` is known for a warning that is open.  The texts say why.
    """

    hierarchy: Hierarchy
    line: tuple[Department, ...]
    place_reason: Text
    beside: tuple[Department, ...] = ()
    instead: tuple[str, Department, Text] | None = None
    inspecting: Department | None = None
    inspecting_reason: Text | None = None
    issuer: Department | None = None

    def at(self, level: str) -> Department | None:
        """Return the department that acts at `level`."""
        if self.instead and self.instead[0] == level:
            return self.instead[1]
        return next((d for d in self.line if d.level == level), None)


@dataclass(frozen=True, slots=True)
class Found:
    """Who plays a role: the subject itself, or departments; `reason` says why, or why nobody.

    `settled`: the reason why nobody does is more telling than what the role says.
    """

    departments: tuple[Department, ...] = ()
    reason: Text = NO_TEXT
    subject: bool = False
    cites: tuple[str, ...] = ()
    settled: bool = False

    @property
    def nobody(self) -> bool:
        """True where the role is not played."""
        return not self.subject and not self.departments


def find_role(situation: Situation, id: str) -> Found:
    """Return who plays the role `id`; where nobody does, the reason is the policy's own.

    A role told by another one that is empty is empty for the other's reason.
    """
    role = situation.hierarchy.routing.roles[id]
    finder, *told = role.at
    found = FINDERS[finder](situation, tuple(told))
    if found.nobody and role.otherwise:
        found = find_role(situation, role.otherwise)
    elif found.nobody and not found.settled:
        found = Found(reason=role.empty or _nobody(role), settled=True)
    return replace(found, cites=tuple(dict.fromkeys((*role.cites, *found.cites))))


def _nobody(role: Role) -> Text:
    return Text("没有部门担任“{title}”", "nobody plays “{title}”").format(title=role.title)


def _subject(situation: Situation, told: tuple[str, ...]) -> Found:
    return Found(subject=True, reason=Text("企业本身", "the subject itself"))


def _level(situation: Situation, told: tuple[str, ...]) -> Found:
    (level,) = told
    department = situation.at(level)
    if department is None:
        return Found(reason=situation.place_reason, settled=True)
    if situation.instead and situation.instead[0] == level:
        return Found((department,), situation.instead[2])
    return Found((department,), situation.place_reason)


def _highest_listing(situation: Situation, told: tuple[str, ...]) -> Found:
    reason = situation.inspecting_reason
    if situation.inspecting is None:
        return Found(reason=reason or NO_TEXT, settled=reason is not None)
    return Found((situation.inspecting,), reason or NO_TEXT)


def _all_levels(situation: Situation, told: tuple[str, ...]) -> Found:
    if not situation.line:
        return Found(reason=situation.place_reason, settled=True)
    everyone = {d.id: d for d in (*situation.line, *situation.beside)}
    reason = Text("所在地自上而下的各级部门", "one of the levels above the subject's place")
    return Found(_top_down(situation, everyone.values()), reason)


def _issuer(situation: Situation, told: tuple[str, ...]) -> Found:
    if situation.issuer is None:
        return Found()
    reason = Text(
        "该预警由其发布；记录移交之前仍由其负责",
        "it issued the warning and stays responsible until a hand-over is recorded",
    )
    return Found((situation.issuer,), reason)


def _by_rank(
    situation: Situation, others: tuple[str, ...], fits: Callable[[int, list[int]], bool]
) -> tuple[list[Department], Found | None]:
    """Departments of the line whose rank fits that of the others; or why nobody is found."""
    rank, below_all = situation.hierarchy.rank, len(situation.hierarchy.routing.levels)
    ranks = []
    for other in others:
        found = find_role(situation, other)
        if found.nobody:
            return [], found
        ranks.append(below_all if found.subject else rank(found.departments[0]))
    return [d for d in situation.line if fits(rank(d), ranks)], None


def _relative(
    words: Text, fits: Callable[[int, list[int]], bool], nearest_only: bool = False
) -> Callable[[Situation, tuple[str, ...]], Found]:
    def find(situation: Situation, told: tuple[str, ...]) -> Found:
        departments, missing = _by_rank(situation, told, fits)
        if missing is not None:
            return missing
        if nearest_only:
            departments = departments[:1]
        roles = situation.hierarchy.routing.roles
        titles = {f"r{n}": roles[id].title for n, id in enumerate(told)}
        return Found(_top_down(situation, departments), words.format(**titles))

    return find


def _top_down(situation: Situation, departments: Iterable[Department]) -> tuple[Department, ...]:
    return tuple(sorted(departments, key=lambda d: (situation.hierarchy.rank(d), d.id)))


FINDERS: Mapping[str, Callable[[Situation, tuple[str, ...]], Found]] = {
    "subject": _subject,
    "level": _level,
    "highest_listing_level": _highest_listing,
    "all_levels": _all_levels,
    "issuer_of_the_warning": _issuer,
    "levels_below": _relative(
        Text("在“{r0}”以下", "it stands below “{r0}”"), lambda rank, of: rank > of[0]
    ),
    "levels_above": _relative(
        Text("在“{r0}”以上", "it stands above “{r0}”"), lambda rank, of: rank < of[0]
    ),
    "level_above": _relative(
        Text("“{r0}”的上一级", "it is the level above “{r0}”"),
        lambda rank, of: rank < of[0],
        nearest_only=True,
    ),
    "levels_between": _relative(
        Text("在“{r0}”与“{r1}”之间", "it stands between “{r0}” and “{r1}”"),
        lambda rank, of: min(of) < rank < max(of),
    ),
}
