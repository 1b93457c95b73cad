"""Jobs about whom to inspect: lists, assignment, changes, plans, returns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.catalogue.inspection import UNKNOWN_LEVEL, UNKNOWN_VALUE
from engine.facts.model import Facts
from engine.inspection import cascade, filing
from engine.inspection.lists import Selection
from engine.organisation.hierarchy import hierarchy_of, place_called
from engine.policy.model import PolicySet
from engine.problems import Language, Place, ProblemsFound, did_you_mean
from engine.service.facts import read
from engine.service.policies import ensure_in_force, load

FORMATS = ("table", "json", "csv", "xlsx")


@dataclass(frozen=True)
class Job:
    """A policy set and facts, asked about the inspections of one year."""

    policy_name: str
    facts_path: str
    year: int
    as_of: date | None = None

    @cached_property
    def policy(self) -> PolicySet:
        """The policy set; raises ProblemsFound where it has errors or nothing on lists."""
        policy = load(self.policy_name)
        cascade.inspection_of(policy)
        hierarchy_of(policy)
        return policy

    @cached_property
    def facts(self) -> Facts:
        """The facts, read once."""
        return read(self.facts_path, self.policy)

    @cached_property
    def cut_off(self) -> date:
        """The cut-off day: the one given, else the policy's own in that year."""
        day = cascade.cut_off_of(self.policy, self.year, self.as_of)
        ensure_in_force(self.policy, day)
        return day

    def select(self, level: str | None = None, *, filed: bool = False) -> Selection:
        """Return the lists of the year: all levels, or one; from this run or as filed."""
        named = list_level(self.policy, level) if level else None
        return cascade.select(
            self.policy, self.facts, self.year, self.cut_off, level=named, filed=filed
        )

    def place(self, code: str) -> str:
        """Return the code of a division, old codes led to today's."""
        return place_called(hierarchy_of(self.policy), code).code


def list_level(policy: PolicySet, word: str) -> str:
    """Return the level of government of that id or label; raises ProblemsFound."""
    routing = hierarchy_of(policy).routing
    listing = policy.entities[routing.listing["rows"]]
    domain = policy.domains[listing.fields[routing.listing["level"]].type.domain]
    words = {w: id for id, t in routing.level_titles.items() for w in (t.zh, t.en, id)}
    words |= {w: domain.ids[n] for w, n in domain.words.items()}
    if word not in words:
        place, hint = Place(policy.folder), did_you_mean(word, words)
        raise ProblemsFound([UNKNOWN_LEVEL.at(place, hint, level=word)])
    return words[word]


def list_status(policy: PolicySet, word: str) -> str:
    """Return the id of a state of the lists, given its id or label; raises ProblemsFound."""
    listing = hierarchy_of(policy).routing.listing
    name = listing.get("status", "")
    field = policy.entities[listing["rows"]].fields.get(name)
    domain = policy.domains[field.type.domain] if field else None
    if domain is None or word not in domain.words:
        hint = did_you_mean(word, domain.words) if domain else None
        place = Place(policy.folder)
        raise ProblemsFound([UNKNOWN_VALUE.at(place, hint, field=name, value=word)])
    return domain.ids[domain.words[word]]


def lists_as(
    policy: PolicySet,
    selection: Selection,
    format: str,
    language: Language,
    *,
    status: str | None = None,
    version: int = 1,
) -> bytes:
    """Return lists as a file: csv is the key list that facts hold, xlsx a sheet a department."""
    from engine.reporting import lists_json, lists_sheets
    from engine.reporting.sheets import as_csv
    from engine.reporting.workbooks import as_xlsx

    if format == "json":
        return lists_json.as_json(policy, selection)
    if format == "xlsx":
        return as_xlsx(lists_sheets.departments(policy, selection, language), {})
    rows = filing.rows_of(policy, selection, status=status, version=version)
    return as_csv(lists_sheets.key_list(policy, rows))


def lists_as_text(
    policy: PolicySet, selection: Selection, places: Iterable[str], language: Language
) -> str:
    """Return the overview, or the lists of the places that are named, for the terminal."""
    from engine.reporting import lists_sheets, lists_text
    from engine.reporting.terminal import draw

    wanted = set(places)
    if not wanted:
        return draw(lists_sheets.overview(policy, selection, language), colour=False)
    shown = [one for one in selection.lists if one.department.division in wanted]
    year, day = selection.year, selection.cut_off.isoformat()
    return "\n\n".join(lists_text.one_list(policy, o, year, day, language) for o in shown)
