"""Where a subject lies: the names of its division and of the divisions above it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.facts.model import Facts, Key
from engine.policy.model import PolicySet
from engine.policy.routing_model import Division
from engine.problems import Text

UNKNOWN = Text("（所在地不明）", "(place unknown)")
AREA, PLACE = Text("地区", "area"), Text("所在地", "place")


def division_of(policy: PolicySet, facts: Facts, key: Key) -> str:
    """Return the code of the division of a subject, "" where it is not known."""
    row = facts.tables[policy.subject.name].rows.get(key)
    field = next((f.name for f in policy.subject.stored if f.format == "division"), None)
    value = row.values.get(field) if row and field else None
    return value if isinstance(value, str) else ""


def path_of(divisions: Mapping[str, Division], code: str) -> tuple[Division, ...]:
    """Return the divisions from the top down to `code`; () for an unknown code."""
    path: list[Division] = []
    while code in divisions and divisions[code] not in path:
        path.insert(0, divisions[code])
        code = divisions[code].parent
    return tuple(path)


def names_of(divisions: Mapping[str, Division], code: str) -> tuple[str, str]:
    """Return the names of the division just below the top and of `code` itself."""
    path = path_of(divisions, code)
    if not path:
        return "", ""
    return path[min(1, len(path) - 1)].name, path[-1].name


def place_titles(policy: PolicySet) -> tuple[Text, Text]:
    """Return what the policy calls the level just below the top, and its lowest level."""
    titles = policy.routing.level_titles if policy.routing else {}
    levels = policy.routing.levels if policy.routing else ()
    if not levels:
        return AREA, PLACE
    return titles.get(levels[min(1, len(levels) - 1)], AREA), titles.get(levels[-1], PLACE)


def called(policy: PolicySet, facts: Facts, key: Key) -> str:
    """Return the name by which people know a subject; its key where it has none."""
    row = facts.tables[policy.subject.name].rows.get(key)
    name = row.values.get(policy.subject.named_by or "") if row else None
    return str(name) if name else "/".join(key)


def whole_name(policy: PolicySet, facts: Facts, key: Key) -> str:
    """Return where a subject lies in full, then its key: 红河州个旧市，91…/1."""
    path = path_of(policy.divisions, division_of(policy, facts, key))
    names = "".join(division.name for division in path[1:]) or "".join(d.name for d in path)
    return " ".join(part for part in (names, "/".join(key)) if part)
