"""Look for gaps, overlaps and dead rules of a table by enumerating boxes.

The conditions are split into conjuncts; a conjunct about one column becomes, for each
box of that column, a bit in two masks: rules it does not exclude, and rules for which
it surely holds.  The search walks the columns, keeps the two masks, and leaves a branch
as soon as nothing below it can matter; a state seen before is not walked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import prod

from engine.language.expression import TRUE, Expr, Ref
from engine.language.types import BOOL
from engine.policy.columns import Reading
from engine.policy.cutting import Box, TooLarge
from engine.policy.masks import Cut, Masks
from engine.policy.truths import Cell, Row

MOST_BOXES = 1_000_000  # a table with no more is always looked at to the end
MOST_VISITS = 150_000  # beyond that only while pruning keeps the search short
MOST_OVERLAPS = 20


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a table: its conditions, and which findings matter.

    `outputs` groups rules that may hold together (`any`); None asks for no overlap at
    all (`unique`).
    """

    conditions: Sequence[Expr]
    gaps: bool = True
    overlaps: bool = False
    outputs: Sequence[object] | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A box in which something is the matter, as a condition that describes it.

    `proved` is false where it is not sure that any facts lie in the box.
    """

    expr: Expr
    proved: bool = True


@dataclass
class Findings:
    """What was found; `finished` is false where the boxes were too many."""

    gap: Example | None = None
    overlaps: dict[tuple[int, int], Example] = field(default_factory=dict)
    dead: tuple[int, ...] = ()
    finished: bool = True

    @property
    def complete(self) -> bool:
        """True where it is proved that some rule holds whatever the facts."""
        return self.finished and self.gap is None


def examine(question: Question, reading: Callable[[Ref], Reading]) -> Findings:
    """Return gaps, overlaps and dead rules of a table."""
    try:
        search = _Search(question, reading)
        search.visit(0, search.every, search.every, ())
    except (TooLarge, RecursionError):
        return Findings(finished=False)
    findings = search.findings
    findings.dead = tuple(search.dead())
    return findings


class _Search:
    def __init__(self, question: Question, reading: Callable[[Ref], Reading]) -> None:
        self.question = question
        self.findings = Findings()
        masks = Masks(question.conditions, reading)
        self.columns, self.parts, self.every = masks.columns, masks.parts, masks.every
        self.held, self.cuts = masks.held, masks.cuts
        self.reached = 0
        self.visits = 0
        self.seen: set[object] = set()
        boxes = prod(len(cut.boxes) for cut in self.cuts)
        self.limit = MOST_VISITS if boxes > MOST_BOXES else 2 * MOST_BOXES
        self.same = self._same_outputs()

    def _same_outputs(self) -> list[int] | None:
        outputs = self.question.outputs
        if outputs is None:
            return None
        masks: dict[object, int] = {}
        for number, output in enumerate(outputs):
            masks[output] = masks.get(output, 0) | 1 << number
        return [masks[output] for output in outputs]

    # The walk

    def visit(self, depth: int, possible: int, sure: int, path: tuple[Box, ...]) -> None:
        """Look at all boxes below `path`, where `possible` and `sure` rules remain."""
        self.visits += 1
        if self.visits > self.limit:
            raise TooLarge
        if not self._matters(depth, possible, sure, path):
            return
        state = (depth, possible, sure, self._held_values(path))
        if state in self.seen:
            return
        self.seen.add(state)
        cut = self.cuts[depth]
        for box, box_possible, box_sure in cut.boxes:
            below_possible, below_sure = possible & box_possible, sure & box_sure
            below = (*path, box)
            if cut.late:
                below_possible, below_sure = self._late(cut, below, below_possible, below_sure)
            self.visit(depth + 1, below_possible, below_sure, below)

    def _held_values(self, path: tuple[Box, ...]) -> tuple[Cell, ...]:
        if not self.held:
            return ()
        pairs = zip(self.cuts, path, strict=False)
        return tuple(box.value for cut, box in pairs if cut.column.key in self.held)

    def _late(self, cut: Cut, path: tuple[Box, ...], possible: int, sure: int) -> tuple[int, int]:
        row: Row = {c.column.key: b.value for c, b in zip(self.cuts, path, strict=False)}
        for mask, test in cut.late:
            if possible & mask:
                held = test(row)
                if held is not True:
                    sure &= ~mask
                    possible &= ~mask if held is False else -1
        return possible, sure

    def _matters(self, depth: int, possible: int, sure: int, path: tuple[Box, ...]) -> bool:
        """Note what is settled at this box; tell whether to look into its parts."""
        end = depth == len(self.cuts)
        settled = sure if end else sure & self.cuts[depth].closed
        gap = overlap = False
        if self.question.gaps and not settled:
            if not sure:
                self._note_gap(path)
            else:
                gap = not (self.findings.gap and self.findings.gap.proved)
        if self.question.overlaps and self._conflict(sure):
            overlap = not end and len(self.findings.overlaps) < MOST_OVERLAPS
            if end:
                self._note_overlaps(sure, path)
        wins = self._winners(possible, settled) if self.question.first else 0
        return not end and (gap or overlap or bool(wins))

    def _conflict(self, sure: int) -> bool:
        low = sure & -sure
        same = self.same[low.bit_length() - 1] if self.same and low else low
        return bool(sure & ~same)

    def _winners(self, possible: int, settled: int) -> int:
        """Under `first`: the rules that may still be shown to win below this box."""
        first = settled & -settled
        if first and possible & -possible == first:
            self.reached |= first
            return 0
        before = (first << 1) - 1 if first else -1
        return possible & before & ~self.reached

    # Findings

    def _note_gap(self, path: tuple[Box, ...]) -> None:
        found = self.findings.gap
        if found and found.proved:
            return
        needed = self._needed(path)
        example = self._example(path, needed)
        if found is None or example.proved:
            self.findings.gap = example

    def _needed(self, path: tuple[Box, ...]) -> list[int]:
        """The columns without which the box would not be a gap (columns apart only)."""
        kept = list(range(len(path)))
        if self.held:
            return kept
        masks = [_sure(cut, box) for cut, box in zip(self.cuts, path, strict=False)]
        for column in reversed(range(len(path))):
            rest = self.every
            for n in kept:
                rest &= masks[n] if n != column else -1
            if not any(rest & sure for _, _, sure in self.cuts[column].boxes):
                kept.remove(column)
        return kept

    def _note_overlaps(self, sure: int, path: tuple[Box, ...]) -> None:
        numbers = _bits(sure)
        for one in numbers:
            same = self.same[one] if self.same else 1 << one
            for other in numbers:
                if other > one and not same >> other & 1:
                    self._note_overlap(one, other, path)

    def _note_overlap(self, one: int, other: int, path: tuple[Box, ...]) -> None:
        found = self.findings.overlaps.get((one, other))
        if (found and found.proved) or len(self.findings.overlaps) >= MOST_OVERLAPS:
            return
        asked = {k for n in (one, other) for p in self.parts[n] for k in self.columns.keys_of(p)}
        needed = [n for n in range(len(path)) if self.cuts[n].column.key in asked]
        example = self._example(path, needed)
        if found is None or example.proved:
            self.findings.overlaps[one, other] = example

    def _example(self, path: tuple[Box, ...], needed: list[int]) -> Example:
        columns = [self.cuts[n].column for n in needed]
        shared = sum(len(c.bases) for c in columns) > len({b for c in columns for b in c.bases})
        proved = not shared and not any(c.doubtful for c in columns)
        parts = tuple(path[n].expr for n in needed)
        whole = TRUE if not parts else parts[0] if len(parts) == 1 else Expr("and", BOOL, parts)
        return Example(whole, proved)

    def dead(self) -> Iterable[int]:
        """Yield the rules that hold in no box, or under `first` never come to win."""
        if self.question.first:
            yield from _bits((1 << len(self.parts)) - 1 & ~self.reached)
            return
        for number in range(len(self.parts)):
            if not self.every >> number & 1 or not self._satisfiable(number):
                yield number

    def _satisfiable(self, number: int) -> bool:
        bit = 1 << number
        asked = {key for part in self.parts[number] for key in self.columns.keys_of(part)}
        cuts = [cut for cut in self.cuts if cut.column.key in asked]
        states: list[Row] = [{}]
        for cut in cuts:
            boxes = [box for box, _, sure in cut.boxes if sure & bit]
            if not boxes:
                return False
            if not self.held:
                continue
            if len(states) * len(boxes) > 20_000:
                return True  # too many to tell: a rule is dead only where that is sure
            states = [{**s, cut.column.key: b.value} for s in states for b in boxes]
        return not self.held or any(self._holds(bit, state) for state in states)

    def _holds(self, bit: int, row: Row) -> bool:
        late = [test for cut in self.cuts for mask, test in cut.late if mask == bit]
        return all(test(row) is True for test in late)


def _sure(cut: Cut, box: Box) -> int:
    return next(sure for b, _, sure in cut.boxes if b is box)


def _bits(mask: int) -> list[int]:
    numbers = []
    while mask:
        low = mask & -mask
        numbers.append(low.bit_length() - 1)
        mask ^= low
    return numbers
