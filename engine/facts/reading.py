"""Facts from a folder, a workbook or a single table, in the words of one vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.catalogue import facts as codes
from engine.facts.columns import lineage
from engine.facts.drafting import Draft, Drafted, SheetReader, Source
from engine.facts.fingerprint import fingerprint
from engine.facts.linking import Linked, link
from engine.facts.manifest import NAME, Entry, Manifest, read_manifest
from engine.facts.model import Facts, Origin, Reject, Summary, Table
from engine.facts.opening import open_sheets
from engine.facts.placing import Placing
from engine.facts.sheets import Sheet
from engine.facts.sources import NOT_LISTED, Chosen, choose
from engine.policy.model import PolicySet
from engine.problems import Place, Problem, ProblemsFound, Text, errors

KINDS = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".et", ".parquet"})
SUBFOLDER = Text(
    "子文件夹未读；要读请在 facts.yaml 的 files 中列出",
    "folder not read; list it in `files` of facts.yaml to read it",
)
Opened = dict[Path, tuple[list[Sheet], list[Problem]]]  # what each file held, as it was read
_JOINT = Text("；", "; ")


@dataclass
class Found:
    """The files of one job: (name as shown, path), and the manifest they come with."""

    files: list[tuple[str, Path]] = field(default_factory=list)
    manifest: Manifest = field(default_factory=Manifest)
    problems: list[Problem] = field(default_factory=list)
    aside: list[Summary] = field(default_factory=list)


def read_facts(path: str | Path, policy: PolicySet, opened: Opened | None = None) -> Facts:
    """Return the facts at `path`: a folder of tables, a workbook of tables or one ledger.

    `opened` keeps the sheets of each file, so that a second vocabulary need not open it again;
    a table that is no file (standard input) stands there alone, under its name.
    Rows that cannot be read stand in `rejects`, never elsewhere; raises `ProblemsFound`
    where the place is wrong, a file cannot be opened, or not one subject row was read.
    """
    place = Path(path)
    alone = opened is not None and place in opened and not place.exists()
    found = Found([(str(path), place)]) if alone else files_at(place, policy)
    facts, _, problems = read_files(found, policy, str(path), opened)
    subject = policy.subject
    if not errors(problems) and not facts.tables[subject.name].rows:
        returned_rows = len({reject.origin for reject in facts.rejects})
        problems.append(
            codes.NO_SUBJECTS.at(Place(str(path)), entity=subject.title, returned=returned_rows)
        )
    if errors(problems):
        raise ProblemsFound(problems)
    return facts


def files_at(path: Path, policy: PolicySet) -> Found:
    """Return the files of a folder with its manifest, or the one file that `path` is."""
    if not path.exists():
        raise ProblemsFound([codes.PATH_MISSING.at(Place(str(path)), path=path)])
    if path.is_file() and path.name != NAME:
        return Found([(path.name, path)])
    folder = path if path.is_dir() else path.parent
    found = Found()
    written = folder / NAME
    if written.is_file():
        found.manifest, found.problems = read_manifest(str(written), written.read_bytes(), policy)
    loose = {p.relative_to(folder).as_posix(): p for p in folder.iterdir() if _is_table(p)}
    files = _listed(found, folder) if found.manifest.listed else dict(loose)
    found.files = sorted(files.items())
    found.aside += [_unread(name, NOT_LISTED) for name in sorted(set(loose) - set(files))]
    if not found.manifest.listed:
        inner = sorted(p for p in folder.iterdir() if p.is_dir() and p.name[:1] != ".")
        found.aside += [_unread(f"{p.name}/", SUBFOLDER) for p in inner if _holds_tables(p)]
    if not files and not found.problems:
        found.problems.append(codes.NOTHING_TO_READ.at(Place(str(path)), path=path))
    return found


def _listed(found: Found, folder: Path) -> dict[str, Path]:
    """Return the files that the manifest names, and put their names where its patterns were."""
    files: dict[str, Path] = {}
    entries: list[Entry] = []
    for entry in found.manifest.entries:
        names: list[str] = []
        for pattern in entry.files:
            matching = [p for p in folder.glob(pattern) if p.is_file() and p.name[:1] not in ".~"]
            if not matching:
                found.problems.append(codes.PATTERN_EMPTY.at(entry.place, pattern=pattern))
            named = {p.relative_to(folder).as_posix(): p for p in matching}
            files |= named
            names += sorted(named)
        entries.append(replace(entry, files=tuple(names)))
    found.manifest = replace(found.manifest, entries=tuple(entries))
    return files


def _unread(name: str, why: Text) -> Summary:
    return Summary(name, "", "", 0, 0, 0, why)


def _holds_tables(folder: Path) -> bool:
    return any(_is_table(path) for path in folder.iterdir())


def _is_table(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in KINDS and path.name[:1] not in ".~"


def read_files(
    found: Found, policy: PolicySet, folder: str, opened: Opened | None = None
) -> tuple[Facts, list[Source], list[Problem]]:
    """Return what the files say, how each sheet was read, and every problem of every file."""
    problems = list(found.problems)
    sheets: list[Sheet] = []
    kept: Opened = {} if opened is None else opened
    for name, path in found.files:
        if path not in kept:
            kept[path] = open_sheets(path.read_bytes(), name)
        sheets += kept[path][0]
        problems += kept[path][1]
    chosen = choose(policy, sheets, found.manifest)
    problems += chosen.problems
    chosen.aside += found.aside
    if not chosen.sources and not errors(problems):
        problems.append(codes.NOTHING_TO_READ.at(Place(folder), path=folder))
    if errors(problems):
        return Facts({}, folder=folder), chosen.sources, problems
    job = _Job(policy, found.manifest, chosen)
    facts = job.run(folder)
    return facts, chosen.sources, [*problems, *job.problems]


class _Job:
    """One reading: sheets to drafts from the top entity down, then drafts to tables."""

    def __init__(self, policy: PolicySet, manifest: Manifest, chosen: Chosen) -> None:
        self.policy = policy
        self.manifest = manifest
        self.chosen = chosen
        self.drafts: dict[str, list[Draft]] = {}
        self.read: list[tuple[Source, Drafted]] = []
        self.rejects: list[Reject] = []
        self.problems: list[Problem] = []
        self.placing = Placing(policy, chosen.sources, self.problems.append, self.rejects.append)

    def _known(self, entity: str) -> list[Draft] | None:
        """Return the rows above `entity`, or None where no table of them was supplied.

        Only then do the heads of ledgers stand for that table.
        """
        parent = self.policy.entities[entity].parent
        supplied = any(source.entity.name == parent for source in self.chosen.sources)
        return self.drafts[parent] if parent and supplied else None

    def run(self, folder: str) -> Facts:
        """Return the facts of all chosen sources."""
        policy = self.policy
        for entity in sorted(policy.entities.values(), key=lambda e: len(lineage(policy, e))):
            self._draft(entity.name)
        linked = link(policy, self.drafts)
        tables = {name: self._table(name, linked) for name in policy.entities}
        rejects = tuple(sorted({*self.rejects, *linked.rejects}))
        return Facts(
            tables,
            self.manifest.snapshot,
            rejects,
            self._summaries(tables, rejects, linked.unplaced),
            fingerprint(tables, self.manifest.snapshot),
            folder,
        )

    def _draft(self, entity: str) -> None:
        sources = [s for s in self.chosen.sources if s.entity.name == entity]
        if not sources:
            return
        placed, stated = self.placing.place(sources, self._known(entity))
        own = self.drafts.setdefault(entity, [])
        for source in placed:
            drafted = SheetReader(self.policy, source).read()
            self.read.append((source, drafted))
            self.rejects += drafted.rejects
            own += drafted.drafts
        for draft in stated:
            self.drafts.setdefault(draft.entity, []).append(draft)

    def _table(self, name: str, linked: Linked) -> Table:
        entity = self.policy.entities[name]
        entries = [s.entry for s in self.chosen.sources if s.entity.name == name]
        marked = set(linked.marked.get(name, ()))
        for entry in entries:
            marked |= entry.incomplete_for
        if entity.parent is not None and entity.parent in self.drafts:
            marked &= set(linked.rows[entity.parent])
        return Table(
            entity=name,
            rows=dict(linked.rows.get(name, {})),
            present=name in self.drafts,
            complete=bool(entries) and all(entry.complete for entry in entries),
            incomplete_for=frozenset(marked),
        )

    def _summaries(
        self, tables: dict[str, Table], rejects: Iterable[Reject], unplaced: set[Origin]
    ) -> tuple[Summary, ...]:
        kept: Counter[tuple[str, str, str]] = Counter()
        for name, table in tables.items():
            for row in table.rows.values():
                kept[row.origin.file, row.origin.sheet, name] += 1
        lost: dict[tuple[str, str], set[Origin]] = {}
        for reject in rejects:
            at = reject.origin
            lost.setdefault((at.file, at.sheet), set()).add(at)
        summaries = list(self.chosen.aside)
        for source, drafted in self.read:
            sheet, entity = source.sheet, source.entity.name
            lines = {d.origin for d in drafted.drafts} & lost.get((sheet.file, sheet.name), set())
            if homeless := len(lines & unplaced):
                drafted.notes.append(
                    Text(f"其中{homeless}行无法归户", f"{homeless} of them belong to nobody known")
                )
            summaries.append(
                Summary(
                    sheet.file, sheet.name, entity,
                    kept[sheet.file, sheet.name, entity], len(lines), drafted.skipped,
                    _note(drafted.notes),
                )
            )  # fmt: skip
        return tuple(sorted(summaries, key=lambda s: (s.file, s.sheet, s.entity)))


def _note(notes: list[Text]) -> Text | None:
    if not notes:
        return None
    return Text(_JOINT.zh.join(n.zh for n in notes), _JOINT.en.join(n.en for n in notes))
