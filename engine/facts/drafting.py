"""The rows of one sheet, read cell by cell: drafts, not yet checked against other rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine.catalogue import returned_rows as codes
from engine.facts.cells import Cell, Refusal, clean, is_absent, show
from engine.facts.columns import Slot, key_path, link_path
from engine.facts.headers import Header
from engine.facts.keys import key_text, usual_part
from engine.facts.layout import BodyRow, body_rows
from engine.facts.manifest import Entry
from engine.facts.model import Fact, Key, Origin, Reject
from engine.facts.normalising import Habits, Reader, member_spellings, reader
from engine.facts.sheets import Sheet
from engine.language.types import Kind
from engine.policy.model import Entity, Field, PolicySet
from engine.problems import Text

Parts = tuple[str | None, ...]


@dataclass(slots=True)
class Draft:
    """One row as its own file has it.

    `above` and `own` are the parts of its key, `links` the parts of each reference that
    is given with the column and the text it was written as.  A `bad` row has been
    returned; it is kept so that its key is known and its parent can be marked.
    """

    entity: str
    origin: Origin
    values: dict[str, Fact]
    above: Parts
    own: Parts
    above_name: str | None = None
    links: dict[str, tuple[Parts, str, str]] = field(default_factory=dict)
    bad: bool = False
    numbered: bool = False
    head: bool = False


@dataclass(frozen=True)
class Placement:
    """The row above all rows of a ledger that has no column for it: its key, or its name."""

    parts: Parts = ()
    name: str | None = None


@dataclass(frozen=True)
class Source:
    """One sheet that is read as one entity."""

    sheet: Sheet
    entity: Entity
    header: Header
    entry: Entry
    placement: Placement = Placement()


@dataclass
class Drafted:
    """What one sheet gave."""

    drafts: list[Draft] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    skipped: int = 0
    notes: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class _Column:
    position: int
    title: str
    slots: tuple[Slot, ...]
    readers: tuple[Reader, ...]
    division: bool


@dataclass(slots=True)
class _State:
    """A row while its cells are read."""

    origin: Origin
    values: dict[str, Fact]
    above: dict[str, str | None] = field(default_factory=dict)
    links: dict[str, dict[str, tuple[str | None, str, str]]] = field(default_factory=dict)
    name: str | None = None
    refused: set[tuple[str, str]] = field(default_factory=set)
    bad: bool = False


class SheetReader:
    """Reads the rows of one source; holds the readers of its columns."""

    def __init__(self, policy: PolicySet, source: Source) -> None:
        self.policy = policy
        self.source = source
        entity = source.entity
        self.blank: dict[str, Fact] = dict.fromkeys(f.name for f in entity.stored)
        self.columns = [self._column(c, slots) for c, slots in source.header.columns.items()]
        path = key_path(policy, entity)
        self.above = path[: len(path) - len(entity.key)]
        self.usual = {id(of): usual_part(policy, of) for _, of in path}
        self.links = {link: link_path(policy, entity, link) for link in entity.refers}
        self.out = Drafted()
        self.changed_codes = 0
        self.unpaired = 0

    def _column(self, position: int, slots: tuple[Slot, ...]) -> _Column:
        fields = [self.policy.entities[slot.entity].fields[slot.field] for slot in slots]
        readers = tuple(reader(self.policy, of, self._habits(of, position)) for of in fields)
        title = "".join(show(self.source.header.titles[position]).split())
        division = any(of.format == "division" for of in fields)
        return _Column(position, title, slots, readers, division)

    def _habits(self, of: Field, position: int) -> Habits:
        entry = self.source.entry
        values = entry.values.get(of.name, {})
        habits = Habits(
            values,
            of.name in entry.ascending,
            "",
            self.source.sheet.base_1904 if entry.base_1904 is None else entry.base_1904,
        )
        if of.type.kind is not Kind.SCALE or values:
            return habits
        return replace(habits, foreign=self._foreign(of, position))

    def _foreign(self, of: Field, position: int) -> str:
        """Return a value that the header lists and the scale lacks, if it lists others it has."""
        listed = [clean(word) for word in self.source.header.allowed(position)]
        known = member_spellings(self.policy, of)
        strange = [word for word in listed if isinstance(known.find(word), Refusal)]
        return strange[-1] if len(strange) < len(listed) and strange else ""

    def read(self) -> Drafted:
        """Return every row of the sheet as a draft, or as skipped; refused cells as rejects."""
        for row in body_rows(self.source.sheet, self.source.header):
            if isinstance(row, int):
                self.out.skipped += 1
            else:
                self._row(row)
        self._notes()
        return self.out

    def _row(self, row: BodyRow) -> None:
        sheet = self.source.sheet
        state = _State(Origin(sheet.file, sheet.name, row.number), dict(self.blank))
        if row.number in sheet.damaged:
            state.bad = True
            refusal = Refusal(codes.DAMAGED_ROW)
            self.out.rejects.append(returned(state.origin, refusal, "", _whole(row.cells)))
        width = len(row.cells)
        for column in self.columns:
            cell = row.cells[column.position] if column.position < width else None
            if len(column.slots) == 1:
                self._take(state, column.title, column.slots[0], cell, column.readers[0](cell))
            else:
                self._share(state, column, cell)
            if column.division and cell not in (None, ""):
                self._note_changed(column, cell, state.values)
        self.out.drafts.append(self._draft(state))

    def _take(
        self, state: _State, title: str, slot: Slot, cell: Cell, value: Fact | Refusal
    ) -> None:
        """Put what a cell says where its column's slot belongs."""
        if isinstance(value, Refusal):
            state.bad = True
            state.refused.add((slot.kind, slot.field))
            self.out.rejects.append(returned(state.origin, value, title, show(cell)))
        elif slot.kind == "field":
            state.values[slot.field] = value
        elif slot.kind == "parent":
            state.above[slot.field] = key_text(value)
        elif slot.kind == "parent_name":
            state.name = key_text(value)
        elif value is not None:
            name_or_part = "" if slot.kind == "link_name" else slot.field
            links = state.links.setdefault(slot.link, {})
            links[name_or_part] = (key_text(value), title, show(cell))

    def _share(self, state: _State, column: _Column, cell: Cell) -> None:
        """Give each slot of a shared column its part, before or after the slash."""
        text = clean(cell)
        parts: list[str] = [] if is_absent(text) else text.split("/", len(column.slots) - 1)
        if parts and len(parts) < len(column.slots):
            self.unpaired += 1
        parts += [""] * (len(column.slots) - len(parts))
        for slot, read, part in zip(column.slots, column.readers, parts, strict=True):
            self._take(state, column.title, slot, part, read(part))

    def _draft(self, state: _State) -> Draft:
        entity = self.source.entity
        placed = None if any(state.above.values()) else self.source.placement.name
        return Draft(
            entity.name,
            state.origin,
            state.values,
            self._above(state.above, state.values, state.refused),
            tuple(self._own(k, state.values, state.refused) for k in entity.key),
            state.name or placed,
            {link: self._link(link, parts) for link, parts in state.links.items()},
            state.bad,
            self.source.entry.number_rows,
        )

    def _own(
        self, name: str, values: Mapping[str, Fact], refused: set[tuple[str, str]]
    ) -> str | None:
        """Return a part of the row's own key; one that was refused is not replaced."""
        text = key_text(values[name])
        if text is not None or ("field", name) in refused:
            return text
        return self.usual[id(self.source.entity.fields[name])]

    def _above(
        self,
        found: Mapping[str, str | None],
        values: Mapping[str, Fact],
        refused: set[tuple[str, str]],
    ) -> Parts:
        """Return the key of the row above: from columns, else from where the ledger belongs."""
        lost = {name for kind, name in refused if kind in ("parent", "field")}
        lost &= {of.name for _, of in self.above}
        placed = self.source.placement.parts
        if placed and not lost and not any(found.values()):
            return placed
        parts: list[str | None] = []
        for _, of in self.above:
            text = found.get(of.name) or key_text(values.get(of.name))
            usual = None if of.name in lost else self.usual[id(of)]
            parts.append(usual if text is None else text)
        return tuple(parts)

    def _link(
        self, link: str, found: Mapping[str, tuple[str | None, str, str]]
    ) -> tuple[Parts, str, str]:
        """Return the key that a row points with; its name stands in where no key is given."""
        path = [of for _, of in self.links[link]]
        last = found.get(path[-1].name) or found.get("") or list(found.values())[-1]
        parts = []
        for of in path:
            given = found.get(of.name) or (last if of is path[-1] else None)
            parts.append(given[0] if given else usual_part(self.policy, of))
        return tuple(parts), last[1], last[2]

    def _note_changed(self, column: _Column, cell: Cell, values: Mapping[str, Fact]) -> None:
        for slot in column.slots:
            value = values.get(slot.field)
            if slot.kind == "field" and value is not None and value != clean(cell):
                self.changed_codes += 1

    def _notes(self) -> None:
        notes = self.out.notes
        notes.extend(self.source.sheet.notes)
        if unknown := self.source.header.unknown:
            shown = [clean(title).replace("\n", "") for title in unknown]
            notes.append(
                Text("未用的列：" + "、".join(shown), "unused columns: " + ", ".join(shown))
            )
        if n := self.changed_codes:
            notes.append(
                Text(f"{n}处旧区划代码换成了现行代码", f"{n} old division codes were replaced")
            )
        if n := self.unpaired:
            notes.append(
                Text(f"{n}处合并列只填了一项", f"{n} cells of a shared column hold one part only")
            )


def returned(origin: Origin, refusal: Refusal, column: str = "", value: str = "") -> Reject:
    """Return the reject of one row, with its reason worded in both languages."""
    reason = refusal.code.message.format(row=origin.row, column=column, value=value, **refusal.args)
    if hint := refusal.hint:
        reason = Text(f"{reason.zh}（{hint.zh}）", f"{reason.en} ({hint.en})")
    return Reject(origin, column, value, reason, refusal.code.id)


def _whole(cells: Iterable[Cell]) -> str:
    return "，".join(filter(None, map(show, cells)))[:200]


def full_key(above: Key, own: Parts) -> Key | None:
    """Return the key of a row, or None where a part of its own is missing."""
    return None if None in own else (*above, *(part for part in own if part is not None))
