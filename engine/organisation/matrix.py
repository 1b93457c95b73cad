"""The matrix of a message: inspecting level × level of warning → who gets what.

Plain data for a table, worked out from the same rules as every route.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from engine.organisation.hierarchy import Hierarchy, hierarchy_of, place_called
from engine.organisation.messages import address
from engine.organisation.roles import Situation
from engine.organisation.route import PARTS, Addressed, Route
from engine.policy.model import PolicySet
from engine.policy.routing_model import Department
from engine.problems import NO_TEXT, Language, Text

ANY_DAY = date(2000, 1, 1)  # conditions of routing rules do not read the date
NOBODY = Text("没有（不在名单上）", "nobody (on no list)")
HEADER = (Text("负责巡查", "Inspecting"), Text("级别", "Level"), *PARTS.values())


@dataclass(frozen=True, slots=True)
class Row:
    """One row: who inspects ("" is nobody), the level, and each part as titles."""

    inspecting: str
    inspecting_title: Text
    level: str
    level_title: Text
    sender: tuple[Text, ...]
    to: tuple[Text, ...]
    participants: tuple[Text, ...]
    copies: tuple[Text, ...]
    pushes: tuple[Text, ...]


def matrix(policy: PolicySet, message: str, division: str = "") -> tuple[Row, ...]:
    """Return the rows of `message`, gravest level first, for each level that can inspect.

    Without `division` the departments are named by their level; with it, by name.
    Levels for which the message does not exist are left out.
    """
    hierarchy = hierarchy_of(policy)
    lowest = hierarchy.routing.levels[-1]
    place = division or min(d.code for d in hierarchy.divisions.values() if d.level == lowest)
    line = hierarchy.line(place_called(hierarchy, place).code)
    called = _by_name if division else _by_level(hierarchy)
    rows = []
    for inspecting in (*reversed(line), None):
        for level in reversed(policy.level_scale.ids):
            route = _route(policy, hierarchy, line, inspecting, message, level)
            if route.sent:
                rows.append(_row(policy, hierarchy, route, called))
    return tuple(rows)


def _route(
    policy: PolicySet,
    hierarchy: Hierarchy,
    line: tuple[Department, ...],
    inspecting: Department | None,
    message: str,
    level: str,
) -> Route:
    situation = Situation(hierarchy, line, NO_TEXT, inspecting=inspecting)
    rules = hierarchy.routing.messages[message]
    return address(
        policy, situation, rules, subject=(), name="", level=(level, level), as_of=ANY_DAY
    )


def _row(
    policy: PolicySet,
    hierarchy: Hierarchy,
    route: Route,
    called: Callable[[Department], Text],
) -> Row:
    def titles(addressed: Iterable[Addressed]) -> tuple[Text, ...]:
        subject = policy.subject.title
        return tuple(called(a.department) if a.department else subject for a in addressed)

    scale, inspecting = policy.level_scale, route.inspecting
    return Row(
        inspecting=inspecting.level if inspecting else "",
        inspecting_title=called(inspecting) if inspecting else NOBODY,
        level=route.level[0],
        level_title=scale.members[scale.ids.index(route.level[0])].title,
        sender=titles([route.sender] if route.sender else []),
        to=titles(route.to),
        participants=titles(route.participants),
        copies=titles(route.copies),
        pushes=titles(route.pushes),
    )


def _by_name(department: Department) -> Text:
    return Text(department.name, department.name)


def _by_level(hierarchy: Hierarchy) -> Callable[[Department], Text]:
    return lambda department: hierarchy.routing.level_titles[department.level]


def as_table(rows: Iterable[Row], language: Language) -> list[list[str]]:
    """Return the matrix as text cells, the header first; an empty cell is a dash."""
    comma = "、" if language == "zh" else ", "

    def cell(titles: tuple[Text, ...]) -> str:
        return comma.join(t.to(language) for t in titles) or "—"

    table = [[title.to(language) for title in HEADER]]
    for row in rows:
        parts = (row.sender, row.to, row.participants, row.copies, row.pushes)
        first = [row.inspecting_title.to(language), row.level_title.to(language)]
        table.append([*first, *map(cell, parts)])
    return table
