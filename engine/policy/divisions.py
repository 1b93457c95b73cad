"""Read the divisions of a hierarchy, and the changes of their codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.catalogue import organisation as codes
from engine.graph import Tree, find_cycles
from engine.policy.csv_table import Record, Report, read_records, unique
from engine.policy.routing_model import Department, Division
from engine.problems import Place, did_you_mean

DIVISIONS, CHANGES = "divisions.csv", "division_changes.csv"


@dataclass(frozen=True, slots=True)
class Structure:
    """What the routing rules say about the hierarchy before it is read.

    `levels`: ids from the top down (empty: taken from the table as they come).
    `digits`: how many digits a code has (0: any text).  `headings`: names in code
    tables that are no places.
    """

    levels: tuple[str, ...] = ()
    digits: int = 0
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hierarchy:
    """The hierarchy as read: places by code, old codes, departments by id."""

    levels: tuple[str, ...] = ()
    divisions: Mapping[str, Division] = field(default_factory=dict)
    changes: Mapping[str, str] = field(default_factory=dict)
    departments: Mapping[str, Department] = field(default_factory=dict)


def resolve_division(
    code: str, divisions: Mapping[str, Division], changes: Mapping[str, str]
) -> Division | None:
    """Return the division that `code` means today, following the table of changes.

    >>> here = Division("2", "乙", "county", "", Place("divisions.csv"))
    >>> resolve_division("0", {"2": here}, {"0": "1", "1": "2"}).name
    '乙'
    """
    seen: set[str] = set()
    while code not in divisions and code in changes and code not in seen:
        seen.add(code)
        code = changes[code]
    return divisions.get(code)


def read_divisions(
    files: Mapping[str, bytes], shown: str, structure: Structure, report: Report
) -> Hierarchy:
    """Return divisions and changes found in `files`, which stand under the folder `shown`."""
    records = _division_records(files, shown, structure, report)
    divisions = {r["code"]: _division(r) for r in records}
    _check_parents(divisions, {r["code"]: r for r in records}, report)
    levels = structure.levels or tuple(dict.fromkeys(d.level for d in divisions.values()))
    _check_levels(divisions, levels, records, report)
    changes = _changes(files, shown, structure, divisions, report)
    return Hierarchy(levels, divisions, changes)


def _division_records(
    files: Mapping[str, bytes], shown: str, structure: Structure, report: Report
) -> list[Record]:
    if DIVISIONS not in files:
        report(codes.MISSING_FILE.at(Place(shown), file=DIVISIONS))
        return []
    columns = ("code", "name", "level", "parent_code")
    file = f"{shown}/{DIVISIONS}"
    records = read_records(file, files[DIVISIONS], columns, (), report)
    coded = [r for r in records if code_fits(r, "code", structure.digits, report)]
    for record in (r for r in coded if r["name"] in structure.headings):
        place = record.places["name"]
        report(codes.HEADING.at(place, name=record["name"], code=record["code"]))
    places = [r for r in coded if r["name"] not in structure.headings]
    return unique(places, "code", report)


def code_fits(record: Record, column: str, digits: int, report: Report) -> bool:
    """Return whether the code in `column` is text of so many digits; report it if not."""
    code = record[column]
    if not digits or (len(code) == digits and code.isascii() and code.isdigit()):
        return True
    report(codes.BAD_CODE.at(record.places[column], code=code, digits=digits))
    return False


def _division(record: Record) -> Division:
    place = record.places["code"]
    return Division(record["code"], record["name"], record["level"], record["parent_code"], place)


def _check_parents(
    divisions: Mapping[str, Division], records: Mapping[str, Record], report: Report
) -> None:
    parents = {d.code: d.parent for d in divisions.values()}
    places = {code: record.places["parent_code"] for code, record in records.items()}
    check_tree(parents, places, report)


def check_tree(parents: Mapping[str, str], places: Mapping[str, Place], report: Report) -> None:
    """Report unknown parents, circles, and more than one top; `places` are those of parents."""
    for node, parent in parents.items():
        if parent and parent not in parents:
            hint = did_you_mean(parent, parents)
            report(codes.UNKNOWN_PARENT.at(places[node], hint, parent=parent))
    for cycle in find_cycles({n: [p] for n, p in parents.items() if p}):
        circle = " → ".join((*cycle, cycle[0]))
        report(codes.PARENT_CYCLE.at(places[cycle[0]], cycle=circle))
    tops = [node for node, parent in parents.items() if not parent]
    if len(tops) > 1:
        names = ", ".join(tops)
        report(codes.TOPS.at(places[tops[1]], found=len(tops), names=names))


def _check_levels(
    divisions: Mapping[str, Division],
    levels: tuple[str, ...],
    records: Iterable[Record],
    report: Report,
) -> None:
    """A level is one step below that of the parent; an unknown parent is reported elsewhere."""
    for record in records:
        division = divisions[record["code"]]
        place, parent = record.places["level"], divisions.get(division.parent)
        if division.level not in levels:
            hint = did_you_mean(division.level, levels)
            expected = " / ".join(levels)
            report(codes.LEVEL.at(place, hint, level=division.level, expected=expected))
        elif not division.parent and division.level != levels[0]:
            report(codes.LEVEL.at(place, level=division.level, expected=levels[0]))
        elif parent and parent.level in levels[:-1]:
            expected = levels[levels.index(parent.level) + 1]
            if division.level != expected:
                report(codes.LEVEL.at(place, level=division.level, expected=expected))


def _changes(
    files: Mapping[str, bytes],
    shown: str,
    structure: Structure,
    divisions: Mapping[str, Division],
    report: Report,
) -> dict[str, str]:
    if CHANGES not in files:
        return {}
    required = ("old_code", "old_name", "new_code", "new_name")
    optional = ("last_seen_revision", "first_seen_revision")
    file = f"{shown}/{CHANGES}"
    found = read_records(file, files[CHANGES], required, optional, report)
    records = unique([r for r in found if _codes_fit(r, structure, report)], "old_code", report)
    changes = {r["old_code"]: r["new_code"] for r in records}
    for record in records:
        _check_change(record, changes, divisions, report)
    places = {r["old_code"]: r.places["old_code"] for r in records}
    for cycle in find_cycles({old: [new] for old, new in changes.items()}):
        circle = " → ".join((*cycle, cycle[0]))
        report(codes.CHANGE_CYCLE.at(places[cycle[0]], cycle=circle))
    resolved = {old: resolve_division(old, divisions, changes) for old in changes}
    return {old: division.code for old, division in resolved.items() if division}


def _codes_fit(record: Record, structure: Structure, report: Report) -> bool:
    fits = [
        code_fits(record, column, structure.digits, report) for column in ("old_code", "new_code")
    ]
    return all(fits)


def _check_change(
    record: Record,
    changes: Mapping[str, str],
    divisions: Mapping[str, Division],
    report: Report,
) -> None:
    old, new = record["old_code"], record["new_code"]
    if old in divisions:
        report(codes.OLD_CODE_IN_USE.at(record.places["old_code"], code=old))
    if new not in divisions and new not in changes:
        hint = did_you_mean(new, divisions)
        report(codes.UNKNOWN_DIVISION.at(record.places["new_code"], hint, code=new))


def division_tree(divisions: Mapping[str, Division]) -> Tree:
    """Return the tree of divisions of an accepted hierarchy."""
    return Tree({d.code: d.parent for d in divisions.values()})
