"""A small CSV table of a policy set, with the place of every cell."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.catalogue import organisation as codes
from engine.problems import Place, Problem, did_you_mean
from engine.source import Source

Report = Callable[[Problem], None]


@dataclass(frozen=True)
class Record:
    """One row: its cells by column, and where each of them stands."""

    cells: Mapping[str, str]
    places: Mapping[str, Place]
    line: int

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_records(
    file: str, data: bytes, required: tuple[str, ...], optional: tuple[str, ...], report: Report
) -> list[Record]:
    """Return the rows of a CSV file with a header; report what cannot be read.

    Cells are stripped; blank lines are passed over.  A row that is reported is left
    out, so that what follows meets only whole rows.
    """
    try:
        source = Source(file, data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        report(codes.NOT_UTF8.at(Place(file)))
        return []
    rows = _rows(source)
    header, _ = next(rows, ([], 1))
    if not _header_fits(source, header, required, optional, report):
        return []
    records = (_record(source, header, cells, line, report) for cells, line in rows)
    return [record for record in records if record and _filled(record, required, report)]


def _rows(source: Source) -> Iterator[tuple[list[str], int]]:
    """A quoted cell with a line break would swallow lines: each line is read by itself."""
    for number in range(1, len(source.starts) + 1):
        line = source.line(number)
        if line.strip():
            yield next(csv.reader([line])), number


def _header_fits(
    source: Source,
    header: list[str],
    required: tuple[str, ...],
    optional: tuple[str, ...],
    report: Report,
) -> bool:
    unknown = [c for c in header if c not in (*required, *optional)]
    missing = [c for c in required if c not in header]
    if not unknown and not missing and len(set(header)) == len(header):
        return True
    hint = did_you_mean(unknown[0], missing or required) if unknown else None
    place = Place(source.file, 1, 1, 1, len(source.line(1)) + 1, source.line(1))
    expected = ",".join((*required, *optional))
    report(codes.COLUMNS.at(place, hint, expected=expected, found=",".join(header)))
    return False


def _record(
    source: Source, header: list[str], cells: list[str], line: int, report: Report
) -> Record | None:
    if len(cells) != len(header):
        place = Place(source.file, line, 1, line, len(source.line(line)) + 1, source.line(line))
        report(codes.CELLS.at(place, found=len(cells), expected=len(header)))
        return None
    places = dict(zip(header, _cell_places(source, cells, line), strict=True))
    stripped = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
    return Record(stripped, places, line)


def _cell_places(source: Source, cells: list[str], line: int) -> list[Place]:
    """A line with quotes is pointed at as a whole; cells do not tell their width then."""
    text = source.line(line)
    if '"' in text:
        return [Place(source.file, line, 1, line, len(text) + 1, text)] * len(cells)
    places, column = [], 1
    for cell in cells:
        places.append(Place(source.file, line, column, line, column + len(cell), text))
        column += len(cell) + 1
    return places


def _filled(record: Record, required: tuple[str, ...], report: Report) -> bool:
    """Parents may be empty: the top has none."""
    empty = [c for c in required if not record[c] and not c.startswith("parent")]
    for column in empty:
        report(codes.EMPTY.at(record.places[column], column=column))
    return not empty


def unique(records: list[Record], column: str, report: Report) -> list[Record]:
    """Return the records whose `column` was not used by an earlier one; report the others."""
    first: dict[str, Record] = {}
    kept = []
    for record in records:
        value = record[column]
        if value in first:
            place, line = record.places[column], first[value].line
            report(codes.DUPLICATE.at(place, value=value, column=column, line=line))
        else:
            first[value] = record
            kept.append(record)
    return kept
