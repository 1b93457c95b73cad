"""Jobs about whom to inspect: lists, assignment, changes, plans, returns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from engine.catalogue.facts import PATH_MISSING
from engine.catalogue.inspection import UNKNOWN_LEVEL, UNKNOWN_VALUE
from engine.facts.model import Facts
from engine.inspection import assignment, cascade, changes, filing, plans, returns
from engine.inspection.assignment import Assignment
from engine.inspection.changes_model import ChangeReport
from engine.inspection.lists import Selection
from engine.inspection.plans import PlanCheck
from engine.inspection.returns_model import Collected
from engine.organisation.hierarchy import hierarchy_of, place_called
from engine.policy.model import PolicySet
from engine.problems import Language, Place, ProblemsFound, did_you_mean
from engine.service.facts import read
from engine.service.files import write
from engine.service.policies import ensure_in_force, load

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et"})
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

    @cached_property
    def day(self) -> date:
        """The as-of date: the one given, else that of the facts, else the cut-off day."""
        found = self.as_of or self.facts.snapshot or self.cut_off
        ensure_in_force(self.policy, found)
        return found

    def assign(self) -> Assignment:
        """Return who inspects whom, by the lists that the facts hold as filed."""
        return assignment.assign(self.policy, self.facts, self.year, self.day)

    def changes(self) -> ChangeReport:
        """Return what must be changed on the filed lists, and what was."""
        return changes.changes_of(self.policy, self.facts, self.year, self.day)

    def plans(self) -> list[PlanCheck]:
        """Return the check of every department's plan."""
        return plans.check_plans(self.policy, self.facts, self.year, self.day)

    def templates(self, folder: str, places: Iterable[str] = ()) -> list[str]:
        """Write the return workbook of each department into a folder; return the files."""
        from engine.reporting.returns_sheets import template
        from engine.reporting.workbooks import as_xlsx

        wanted = {self.place(code) for code in places}
        written = []
        for department in returns.returning(self.policy):
            if wanted and department.division not in wanted:
                continue
            sheets = template(self.policy, department, self.year, self.facts)
            name = f"{department.division}-{department.short_name}-{self.year}.xlsx"
            path = str(Path(folder) / name)
            write(path, as_xlsx(sheets, {}))
            written.append(path)
        return written

    def collect(self, folder: str, last: str | None = None) -> Collected:
        """Return the returns in a folder merged, compared with those of `last`."""
        before = self._collected(last) if last else None
        return returns.collect(self.policy, _workbooks(folder), self.year, self.facts, before)

    def _collected(self, folder: str) -> Collected:
        return returns.collect(self.policy, _workbooks(folder), self.year, self.facts)

    def place(self, code: str) -> str:
        """Return the code of a division, old codes led to today's."""
        return place_called(hierarchy_of(self.policy), code).code


def _workbooks(folder: str) -> list[tuple[str, Path]]:
    """Return the workbooks of a folder and of the folders in it, by their names there."""
    root = Path(folder)
    if not root.is_dir():
        raise ProblemsFound([PATH_MISSING.at(Place(folder), path=folder)])
    found = (p for p in sorted(root.rglob("*")) if p.suffix.lower() in WORKBOOKS)
    return [
        (p.relative_to(root).as_posix(), p) for p in found if p.is_file() and p.name[:1] not in ".~"
    ]


def write_collected(
    policy: PolicySet, found: Collected, folder: str, language: Language
) -> list[str]:
    """Write what came of the returns: a summary, the merged tables, what goes back to whom."""
    from engine.reporting import returns_sheets
    from engine.reporting.sheets import as_csv
    from engine.reporting.workbooks import as_xlsx

    root, written = Path(folder), []
    sheets = [returns_sheets.states(policy, found, language)]
    sheets.append(returns_sheets.differences(policy, found.differences, language))
    files = {"summary.xlsx": as_xlsx(sheets, {})}
    for name, sheet in returns_sheets.merged(policy, found):
        files[f"merged/{name}.csv"] = as_csv(sheet)
    for id, rejects in found.rejects_of().items():
        back = returns_sheets.to_mend(rejects, language)
        files[f"rejects/{id or 'unknown'}.xlsx"] = as_xlsx([back], {})
    for name, data in files.items():
        write(str(root / name), data)
        written.append(str(root / name))
    return written


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


def versions_as_csv(policy: PolicySet, found: ChangeReport) -> bytes:
    """Return the new versions as rows of the key list that facts hold."""
    from engine.reporting import lists_sheets
    from engine.reporting.sheets import as_csv

    rows = [(key, dict(values)) for v in found.versions for key, values in v.rows]
    return as_csv(lists_sheets.key_list(policy, rows))
