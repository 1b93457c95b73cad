"""Lists written down as rows of the key list that facts hold, so that routing reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from engine.facts.model import Fact, Facts, Key, Origin, Row, Table
from engine.inspection.cascade import inspection_of
from engine.inspection.lists import KeyList, Place, Selection
from engine.language.types import Domain
from engine.policy.model import PolicySet
from engine.problems import Text


def grounds_of(policy: PolicySet, rules: Iterable[str]) -> tuple[str, ...]:
    """Return those ids of rules of the tier that the key list knows as grounds, in its order."""
    held = set(rules)
    return tuple(id for id in _grounds_domain(policy).ids if id in held)


def _grounds_domain(policy: PolicySet) -> Domain:
    writes, rows = _writes(policy)
    return policy.domains[policy.entities[rows].fields[writes["grounds"]].type.domain]


def _writes(policy: PolicySet) -> tuple[Mapping[str, str], str]:
    routing = policy.routing
    assert routing is not None
    return inspection_of(policy).lists.writes, routing.listing["rows"]


def values_of(
    policy: PolicySet, one: KeyList, place: Place, year: int, version: int, status: str
) -> dict[str, Fact]:
    """Return the fields of the row that says a subject is on a list."""
    writes, _ = _writes(policy)
    routing = policy.routing
    assert routing is not None
    listing = routing.listing
    values: dict[str, Fact] = {
        listing["year"]: year,
        listing["level"]: one.level.level,
        writes["rank"]: place.rank,
        writes["grounds"]: grounds_of(policy, place.candidate.grounds),
        writes["reason"]: reason_of(place).zh or None,
    }
    if "version" in listing:
        values[listing["version"]] = version
    if "status" in listing:
        values[listing["status"]] = status
    return values


def reason_of(place: Place) -> Text:
    """Return the reasons in words: what the enterprise's own record says, and a request."""
    words = [*place.candidate.words]
    if place.request is not None:
        words += [w for w in (place.request.reason, place.request.override) if w]
    return Text("；".join(words), "; ".join(words))


def rows_of(
    policy: PolicySet, selection: Selection, *, version: int = 1, status: str | None = None
) -> list[tuple[Key, dict[str, Fact]]]:
    """Return the rows of all lists: key of the subject, fields; by level, place and rank."""
    state = status or inspection_of(policy).lists.writes["status"]
    return [
        (place.key, values_of(policy, one, place, selection.year, version, state))
        for one in selection.lists
        for place in one.places
    ]


def with_lists(
    policy: PolicySet, facts: Facts, rows: Iterable[tuple[Key, Mapping[str, Fact]]]
) -> Facts:
    """Return `facts` in which these rows are the key list; all else is as it was."""
    _, name = _writes(policy)
    entity = policy.entities[name]
    made: dict[Key, Row] = {}
    for number, (subject, values) in enumerate(rows, 1):
        key = (*subject, *(str(values.get(part)) for part in entity.key))
        made[key] = Row(key, dict(values), subject, origin=Origin("select", "", number))
    table = Table(name, dict(sorted(made.items())), complete=True)
    return replace(facts, tables={**facts.tables, name: table})
