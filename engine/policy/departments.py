"""Read the departments of a hierarchy and hold them against its divisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from engine.catalogue import organisation as codes
from engine.policy.csv_table import Record, Report, read_records, unique
from engine.policy.divisions import Hierarchy, Structure, check_tree, code_fits, resolve_division
from engine.policy.routing_model import Department, Division
from engine.problems import Place, Text, did_you_mean

DEPARTMENTS = "departments.csv"
REGULAR, ZONE = "regular", "development_zone"
COLUMNS = ("id", "name", "short_name", "level", "division_code", "parent_id", "kind")


def read_departments(
    files: Mapping[str, bytes],
    shown: str,
    hierarchy: Hierarchy,
    structure: Structure,
    report: Report,
) -> dict[str, Department]:
    """Return the departments by id; report those that do not fit the divisions."""
    if DEPARTMENTS not in files:
        report(codes.MISSING_FILE.at(Place(shown), file=DEPARTMENTS))
        return {}
    file = f"{shown}/{DEPARTMENTS}"
    found = read_records(file, files[DEPARTMENTS], COLUMNS, ("note",), report)
    coded = [r for r in found if code_fits(r, "division_code", structure.digits, report)]
    records = unique(coded, "id", report)
    unique(records, "short_name", report)
    departments = {r["id"]: _department(r) for r in records}
    parents = {d.id: d.parent for d in departments.values()}
    check_tree(parents, {r["id"]: r.places["parent_id"] for r in records}, report)
    regular = _regular(departments)
    if not hierarchy.divisions:
        return departments  # the table of divisions was reported as a whole
    for record in records:
        _check_department(record, departments, regular, hierarchy, report)
    _check_each_division(hierarchy, regular, report)
    return departments


def _department(record: Record) -> Department:
    return Department(
        id=record["id"],
        name=record["name"],
        short_name=record["short_name"],
        level=record["level"],
        division=record["division_code"],
        parent=record["parent_id"],
        kind=record["kind"],
        place=record.places["id"],
        note=record.cells.get("note", ""),
    )


def _regular(departments: Mapping[str, Department]) -> dict[str, list[Department]]:
    found: dict[str, list[Department]] = defaultdict(list)
    for department in departments.values():
        if department.kind == REGULAR:
            found[department.division].append(department)
    return found


def _check_department(
    record: Record,
    departments: Mapping[str, Department],
    regular: Mapping[str, list[Department]],
    hierarchy: Hierarchy,
    report: Report,
) -> None:
    department = departments[record["id"]]
    if department.kind not in (REGULAR, ZONE):
        hint = did_you_mean(department.kind, (REGULAR, ZONE))
        report(codes.DEPARTMENT_KIND.at(record.places["kind"], hint, kind=department.kind))
        return
    division = hierarchy.divisions.get(department.division)
    if division is None:
        place = record.places["division_code"]
        hint = _today(department.division, hierarchy)
        report(codes.UNKNOWN_DIVISION.at(place, hint, code=department.division))
        return
    if department.level != division.level:
        level, expected = department.level, division.level
        report(codes.LEVEL.at(record.places["level"], level=level, expected=expected))
    if department.parent in departments or not department.parent:
        _check_parent(record, department, hierarchy.divisions, regular, report)


def _today(code: str, hierarchy: Hierarchy) -> Text | None:
    """Return the hint that names the code in force for an old one."""
    now = resolve_division(code, hierarchy.divisions, hierarchy.changes)
    if now is None:
        return did_you_mean(code, hierarchy.divisions)
    return Text(
        f"旧代码，现为 {now.code}（{now.name}）", f"an old code: now {now.code} ({now.name})"
    )


def _check_parent(
    record: Record,
    department: Department,
    divisions: Mapping[str, Division],
    regular: Mapping[str, list[Department]],
    report: Report,
) -> None:
    division = divisions[department.division]
    if division.parent and division.parent not in divisions:
        return  # reported where the division stands
    above = division.code if department.kind == ZONE else division.parent
    expected = [d.id for d in regular.get(above, ())]
    if department.parent not in (expected or [""]):
        report(
            codes.DEPARTMENT_PARENT.at(
                record.places["parent_id"],
                name=department.name,
                expected=expected[0] if expected else "",
                found=department.parent,
            )
        )


def _check_each_division(
    hierarchy: Hierarchy, regular: Mapping[str, list[Department]], report: Report
) -> None:
    for division in hierarchy.divisions.values():
        found = regular.get(division.code, [])
        if len(found) != 1:
            place = found[1].place if found else division.place
            report(
                codes.DEPARTMENT_COUNT.at(
                    place, name=division.name, code=division.code, found=len(found)
                )
            )
