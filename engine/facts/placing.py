"""Whose ledger is this: the row above all its rows, where no column says so.

In this order: `parent` of the manifest, the cells above the header, those of the other
sheets of the workbook, and at last a known name or key in a title, sheet or file name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine.catalogue import facts as codes
from engine.facts.cells import Cell, Refusal, clean, show
from engine.facts.columns import header_text
from engine.facts.drafting import Draft, Placement, Source, returned
from engine.facts.keys import key_text, usual_part
from engine.facts.layout import labelled_cells
from engine.facts.model import Fact, Origin, Reject
from engine.facts.normalising import Habits, reader
from engine.facts.sources import parent_names, parent_path
from engine.policy.model import Entity, PolicySet
from engine.problems import Place, Problem


@dataclass
class Head:
    """What is written above the header about the row above: values by field, and where."""

    values: dict[str, Fact] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    row: int = 1


class Placing:
    """Places the sources of one job; the heads of all its sheets are read once."""

    def __init__(
        self,
        policy: PolicySet,
        sources: Iterable[Source],
        report: Callable[[Problem], None],
        reject: Callable[[Reject], None],
    ) -> None:
        self.policy = policy
        self.report = report
        self.reject = reject
        self.heads = [(source, _head(policy, source)) for source in sources if source.entity.parent]

    def place(
        self, sources: Iterable[Source], known: Iterable[Draft] | None
    ) -> tuple[list[Source], list[Draft]]:
        """Return the sources of one entity placed, and the rows above that their heads state.

        `known` holds the rows above, or is None where no table of them was supplied.
        """
        placed: list[Source] = []
        stated: list[Draft] = []
        for source in sources:
            if not _needs(self.policy, source):
                placed.append(source)
                continue
            parent = self.policy.entities[source.entity.parent or ""]
            placement, used = _place(self.policy, source, self._heads(source), known)
            if placement is None:
                label = parent.fields[parent.key[0]].title
                at = Place(source.sheet.label, source.header.row)
                self.report(codes.PARENT_UNKNOWN.at(at, entity=parent.title, label=label))
                continue
            placed.append(replace(source, placement=placement))
            if known is None:
                for reject in used.rejects:
                    self.reject(reject)
                stated.append(_stated(self.policy, source, parent, placement, used))
        return placed, stated

    def _heads(self, source: Source) -> list[Head]:
        """Return the head of this sheet, then those of its workbook about the same row above."""
        own = [head for other, head in self.heads if other is source]
        return own + [
            head
            for other, head in self.heads
            if other is not source
            and other.sheet.file == source.sheet.file
            and other.entity.parent == source.entity.parent
        ]


def _needs(policy: PolicySet, source: Source) -> bool:
    """Say whether no column tells the row above."""
    path = parent_path(policy, source.entity)
    if not path:
        return False
    told = {slot.field for slot in source.header.slots}
    kinds = {slot.kind for slot in source.header.slots}
    required = {of.name for _, of in path if usual_part(policy, of) is None}
    return not (required & told) and "parent_name" not in kinds


def _head(policy: PolicySet, source: Source) -> Head:
    """Read the cells above the header, and `parent` of the manifest, which wins."""
    head = Head()
    parent = policy.entities[source.entity.parent or ""]
    names = parent_names(policy, parent)
    sheet = source.sheet
    for row, label, cell in labelled_cells(sheet, source.header.row):
        slot = names.find(header_text(label))
        if slot is None or slot.kind not in ("field", "parent") or slot.field in head.values:
            continue
        of = policy.entities[slot.entity].fields[slot.field]
        value = reader(policy, of, Habits(base_1904=sheet.base_1904))(cell)
        if isinstance(value, Refusal):
            origin = Origin(sheet.file, sheet.name, row)
            head.rejects.append(returned(origin, value, label, show(cell)))
        elif value is not None:
            head.values[slot.field] = value
            head.row = row
    for name, text in source.entry.parent.items():
        owner = next((e for e in (parent, *_above(policy, parent)) if name in e.fields), parent)
        value = reader(policy, owner.fields[name])(text)
        if not isinstance(value, Refusal) and value is not None:
            head.values[name] = value
    return head


def _above(policy: PolicySet, entity: Entity) -> list[Entity]:
    found = []
    while entity.parent:
        entity = policy.entities[entity.parent]
        found.append(entity)
    return found


def _place(
    policy: PolicySet,
    source: Source,
    heads: list[Head],
    drafts: Iterable[Draft] | None,
) -> tuple[Placement | None, Head]:
    path = parent_path(policy, source.entity)
    required = [of.name for _, of in path if usual_part(policy, of) is None]
    for told in heads:
        if all(name in told.values for name in required):
            return Placement(_parts(policy, source, told.values)), told
    if drafts is None:
        return None, heads[0]
    parent = policy.entities[source.entity.parent or ""]
    if parent.named_by:
        for told in heads:
            name = told.values.get(parent.named_by)
            if name is not None:
                return Placement((None,) * len(path), str(name)), told
    found = _mentioned(parent, source, drafts)
    return (Placement(found) if found else None), heads[0]


def _parts(policy: PolicySet, source: Source, values: Mapping[str, Fact]) -> tuple[str | None, ...]:
    path = parent_path(policy, source.entity)
    return tuple(key_text(values.get(of.name)) or usual_part(policy, of) for _, of in path)


def _mentioned(
    parent: Entity, source: Source, drafts: Iterable[Draft]
) -> tuple[str | None, ...] | None:
    """Return the one known row whose name or key a title, sheet or file name contains."""
    above = source.sheet.rows[: source.header.row - 1]
    cells: list[Cell] = [cell for row in above for cell in row]
    texts = [clean(text) for text in (*cells, source.sheet.name, source.sheet.file)]
    text = "\n".join(filter(None, texts))
    found: dict[tuple[str | None, ...], int] = {}
    for draft in drafts:
        words = [str(draft.values.get(parent.named_by or "") or ""), draft.own[0] or ""]
        longest = max((len(w) for w in words if len(w) >= 4 and w in text), default=0)
        if longest:
            found[(*draft.above, *draft.own)] = longest
    best = [key for key, length in found.items() if length == max(found.values())]
    return best[0] if len(best) == 1 else None


def _stated(
    policy: PolicySet, source: Source, parent: Entity, placement: Placement, head: Head
) -> Draft:
    """Return the row above as the ledger itself states it."""
    values: dict[str, Fact] = dict.fromkeys(f.name for f in parent.stored)
    values |= {name: value for name, value in head.values.items() if name in values}
    split = len(placement.parts) - len(parent.key)
    origin = Origin(source.sheet.file, source.sheet.name, head.row)
    return Draft(
        parent.name, origin, values, placement.parts[:split], placement.parts[split:], head=True
    )
