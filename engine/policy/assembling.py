"""Read a policy set from its folder: documents -> PolicySet.

`PASSES` is the whole way, in order.  Each pass reads what the ones before it left in
the draft, reports what is wrong with its own part, and goes on with the rest, so that
one run shows the problems of all files.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from engine.policy.analysing import analyse_tables
from engine.policy.clauses import read_cites, read_clauses
from engine.policy.decisions import Heads, check_questions, collect_decisions, read_heads
from engine.policy.derivations import declared, read_derivations
from engine.policy.draft import Draft
from engine.policy.escalation import read_escalation
from engine.policy.folder import problems_of, read_documents, read_hash
from engine.policy.heading import check_authority, read_heading, read_map
from engine.policy.inspection import read_inspection
from engine.policy.model import PolicySet
from engine.policy.ordering import check_absences, order_nodes
from engine.policy.organisation import read_organisation, read_routing
from engine.policy.overlays import read_extended
from engine.policy.routing import Surroundings
from engine.policy.rules import Conditions, read_rules
from engine.policy.scope import vocabulary_of
from engine.policy.simulating import read_simulation
from engine.policy.values import read_values
from engine.policy.vocabulary import read_domains, read_entities
from engine.problems import Problem, ProblemsFound, errors

Pass = Callable[[Draft], None]


def read_conditions(draft: Draft) -> None:
    """Compile derived fields and rules: all names, types and ranges are known by now.

    Without a vocabulary that can be read nothing here could be judged, except clauses.
    """
    if "vocabulary" in draft.unread:
        for head in draft.heads.values():
            for part in (head, *head.items("rules")):
                read_cites(draft, part)
        return
    heads: Heads = read_heads(draft)
    conditions = Conditions()
    read_derivations(draft, vocabulary_of(draft, heads.symbols()), conditions)
    # The ranges that derivations proved are those that the rules may count on.
    read_rules(draft, heads, vocabulary_of(draft, heads.symbols()), conditions)
    order_nodes(draft)
    check_absences(draft, conditions)


def read_offices(draft: Draft) -> None:
    """Read divisions, departments and the rules of routing."""
    documents = [part.document for part in draft.documents.get("routing", ())]
    document = documents[0] if documents else None
    organisation, problems = read_organisation(draft.home, document)
    draft.problems.extend(problems)
    draft.calendars = organisation.calendars
    if organisation.hierarchy is not None:
        draft.divisions = organisation.hierarchy.divisions
        draft.division_changes = organisation.hierarchy.changes
    decide = draft.decisions.get(draft.policy.text("decide") if draft.policy else "")
    in_shape = document is not None and not _damaged(draft, document.source.file)
    if decide is None or document is None or not in_shape:
        return
    around = Surroundings(
        domains=draft.domains,
        scale=decide.gives.domain,
        entities=draft.entities,
        subject=decide.entity,
        clauses=draft.clauses,
        hierarchy=organisation.hierarchy,
    )
    draft.routing, problems = read_routing(document, around)
    draft.problems.extend(problems)


def _damaged(draft: Draft, file: str) -> bool:
    return any(p.place.file == file for p in errors(draft.problems))


PASSES: tuple[Pass, ...] = (
    read_documents,  # every file loaded and held against its schema
    read_extended,  # an overlay: the set it extends, with the changes in it
    read_hash,
    read_heading,  # policy.yaml itself
    read_clauses,
    read_domains,  # before fields: a type may be a scale or code list
    read_entities,
    declared,  # which fields are derived, before any condition may read them
    read_values,
    collect_decisions,
    read_conditions,
    check_questions,
    analyse_tables,
    read_offices,
    read_escalation,  # after offices: who acts is a role of routing
    read_inspection,  # after offices: lists belong to departments
    check_authority,
    read_map,
    read_simulation,
)


def read_policy(
    folder: str | Path, on: date | None = None
) -> tuple[PolicySet | None, list[Problem]]:
    """Return the policy set in `folder`, or None where errors stand in the way.

    `on` picks the version of the set that an overlay extends, if there are several.

    The problems are those of all its files, warnings too, sorted by place.
    """
    draft = Draft(Path(folder), on=on)
    for step in PASSES:
        step(draft)
        if draft.policy is None:
            break
    problems = problems_of(draft)
    return (None if errors(problems) else _finished(draft, problems)), problems


def load_policy(folder: str | Path) -> PolicySet:
    """Return the policy set in `folder`; raises ProblemsFound where it has errors."""
    policy, problems = read_policy(folder)
    if policy is None:
        raise ProblemsFound(problems)
    return policy


def _finished(draft: Draft, problems: list[Problem]) -> PolicySet:
    policy = draft.policy
    assert policy is not None
    authority = {key: str(part.value) for key, part in policy.entries("authority")}
    return PolicySet(
        id=policy.text("policy"),
        version=policy.text("version"),
        title=policy.label("title"),
        authority=authority,
        effective=draft.effective,
        timezone=policy.text("timezone"),
        decide=policy.text("decide"),
        scope=policy.text("scope") or None,
        inspected=policy.text("inspected") or None,
        domains=draft.domains,
        entities=draft.entities,
        decisions=draft.decisions,
        order=draft.order,
        clauses=draft.clauses,
        values=draft.values,
        sha256=draft.sha256,
        files=draft.files,
        folder=str(draft.folder),
        routing=draft.routing,
        divisions=draft.divisions,
        division_changes=draft.division_changes,
        map=draft.map,
        calendars=draft.calendars,
        escalation=draft.escalation,
        inspection=draft.inspection,
        simulation=draft.simulation,
        warnings=tuple(problems),
        extends=str(draft.extended.folder) if draft.extended else "",
        changes=draft.changes,
    )
