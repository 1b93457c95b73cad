"""Read the clauses of the notice, and check that what is cited is among them."""

from __future__ import annotations

from engine.catalogue import policy as codes
from engine.policy.draft import Draft, Part
from engine.policy.model import Clause
from engine.problems import Place, Text, did_you_mean

CLAUSE = Text("条款", "clause")


def read_clauses(draft: Draft) -> None:
    """Keep the clauses of all notices of the set by their id."""
    for id, part in draft.parts("notice", "clauses"):
        if id in draft.clauses:
            report_twice(draft, CLAUSE, id, part.key_place, draft.clauses[id].place)
            continue
        draft.clauses[id] = Clause(
            id, part.label("where"), part.text("phrase"), part.text("gist"), part.key_place
        )


def report_twice(draft: Draft, kind: Text, name: str, place: Place, first: Place) -> None:
    """Report that `name` is defined at `place` although it is defined at `first`."""
    draft.report(codes.DEFINED_TWICE.at(place, kind=kind, name=name, first=first))


def read_cites(draft: Draft, part: Part) -> tuple[str, ...]:
    """Return the clauses that `part` cites; report those that the notice has not."""
    cites = list(part.words("cite"))
    for id, cited in cites:
        if id not in draft.clauses and not cited.spoilt and "notice" not in draft.unread:
            near = did_you_mean(id, draft.clauses)
            draft.report(codes.UNKNOWN_CLAUSE.at(cited.place, near, name=id))
    return tuple(dict.fromkeys(id for id, _ in cites))
