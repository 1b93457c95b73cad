"""Jobs about the text of a rule change: what differs, and for whom it matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.analysis.difference import Difference, differences
from engine.analysis.simulation import Version
from engine.analysis.vocabularies import lowered_alike
from engine.analysis.witnesses import Answers, with_witnesses
from engine.execution.reference import answers
from engine.execution.subjects import day_number, subjects
from engine.facts.model import Facts
from engine.service.facts import facts_of_both
from engine.service.versions import Loaded, both, version_of


@dataclass(frozen=True)
class Compared:
    """Two versions and everything in which they differ.

    `facts` is where witnesses were looked for ("": nowhere), `as_of` the day for it.
    """

    old: Version
    new: Version
    differences: tuple[Difference, ...]
    facts: str = ""
    as_of: date | None = None


def compare(
    old_name: str,
    new_name: str,
    facts_path: str | None = None,
    *,
    as_of: date | None,
    today: date,
) -> Compared:
    """Return what differs between two versions, each rule with a witness where facts are given.

    Raises ProblemsFound where either version or the facts cannot be used.
    """
    with both(old_name, new_name) as (old, new):
        found = differences(old.words, new.words)
        day = as_of or today
        if facts_path is not None:
            facts = facts_of_both(facts_path, old.policy, new.policy)
            day = as_of or facts[1].snapshot or today
            found = _witnessed(found, old, new, facts, day)
        one, other = (version_of(version, day, "") for version in (old, new))
        return Compared(one, other, found, facts_path or "", day if facts_path else None)


def _witnessed(
    found: tuple[Difference, ...],
    old: Loaded,
    new: Loaded,
    facts: tuple[Facts, Facts],
    day: date,
) -> tuple[Difference, ...]:
    old_facts, new_facts = facts
    items = list(subjects(new.policy, new_facts))
    alike = lowered_alike(old.policy, new.policy)
    old_items = items if alike else list(subjects(old.policy, old_facts))
    number = day_number(day)
    before = Answers(old.words, old_facts, old_items, tuple(answers(old.policy, old_items, number)))
    after = Answers(new.words, new_facts, items, tuple(answers(new.policy, items, number)))
    return with_witnesses(found, before, after)
