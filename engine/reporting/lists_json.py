"""Lists as JSON: ids and exact values, the same bytes for the same lists."""

from __future__ import annotations

import json

from engine.execution.exact import Json, exact
from engine.inspection.lists import KeyList, Missed, Place, Selection
from engine.policy.model import PolicySet
from engine.reporting.lists_words import cites, type_of


def as_json(policy: PolicySet, selection: Selection) -> bytes:
    """Return all lists with their reasons."""
    whole: dict[str, Json] = {
        "schema_version": 1,
        "policy": policy.id,
        "policy_version": policy.version,
        "policy_sha256": policy.sha256,
        "year": selection.year,
        "cut_off": selection.cut_off.isoformat(),
        "lists": [_list(policy, one) for one in selection.lists],
        "refused": [problem.message.en for problem in selection.refused],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _list(policy: PolicySet, one: KeyList) -> dict[str, Json]:
    quota = one.level.quota
    return {
        "level": one.level.level,
        "department": one.department.id,
        "division": one.department.division,
        "cites": [*one.level.cites],
        "quota": {"target": quota.target, "min": quota.least, "max": quota.most},
        "universe": one.universe,
        "gross": one.gross,
        "net": one.net,
        "remarks": [
            {"kind": r.kind, "zh": r.text.zh, "en": r.text.en, "cites": [*r.cites]}
            for r in one.remarks
        ],
        "places": [_place(policy, place) for place in one.places],
        "missed": [_missed(policy, missed) for missed in one.missed],
        "left": ["/".join(c.key) for c in one.left],
        "waiting": [
            {"key": "/".join(c.key), "zh": text.zh, "en": text.en} for c, text in one.waiting
        ],
    }


def _place(policy: PolicySet, place: Place) -> dict[str, Json]:
    found = place.candidate
    request: Json = None
    if place.request is not None:
        asked = place.request
        request = {"reason": asked.reason, "by": asked.by, "override": asked.override}
    return {
        "rank": place.rank,
        "key": "/".join(place.key),
        "name": found.name,
        "division": found.division,
        "grounds": [*found.grounds],
        "possible": [*found.possible],
        "cites": [*cites(policy, found.grounds)],
        "words": [*found.words],
        "values": {by: exact(v, type_of(policy, by), policy.domains)
                   for by, v in sorted(found.values.items())},
        "separates": place.separates.by if place.separates else None,
        "tied": ["/".join(key) for key in place.tied],
        "best_rank": place.best,
        "open": [key.by for key in place.open],
        "inspects": place.inspects,
        "request": request,
    }  # fmt: skip


def _missed(policy: PolicySet, missed: Missed) -> dict[str, Json]:
    changes: list[Json] = [
        {
            "by": c.key.by,
            "now": exact((c.now, c.now), type_of(policy, c.key.by), policy.domains),
            "then": exact((c.then, c.then), type_of(policy, c.key.by), policy.domains),
        }
        for c in missed.changes
    ]
    return {
        "rank": missed.rank or None,
        "key": "/".join(missed.candidate.key),
        "name": missed.candidate.name,
        "changes": changes,
        "tied": missed.tied,
        "possible": missed.possible,
        "open": [key.by for key in missed.open],
        "tier_needed": missed.tier_needed,
    }
