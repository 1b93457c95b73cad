"""The forward executor: facts chained through durable-rules, each answer held against
the reference before it is given.

The library works in a process of its own, which is recycled, killed when it is silent,
and replaced.  What it cannot answer the reference answers, and the report says so.  An
answer on which the two disagree is not given at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from engine.catalogue.forward import (
    DISAGREEMENT,
    LIBRARY_MISSING,
    UNFIT_SUBJECT,
    WORKER_DIED,
)
from engine.execution.answer import Answer
from engine.execution.forward_process import Unusable, Worker, WorkerDied
from engine.execution.forward_wire import Answered, Unanswered, flatten
from engine.execution.forward_worker import Task
from engine.execution.reference import Program
from engine.execution.subjects import Item
from engine.facts.model import Key
from engine.policy.model import Node, PolicySet
from engine.problems import Place, Problem, ProblemsFound

MAX_ROWS = 5_000  # of one batch, beyond which no further tree joins it
GIVE_UP_AFTER = 3  # batches lost to dead workers before the reference takes over for good


@dataclass(frozen=True, slots=True)
class Limits:
    """How a run uses its workers.

    `patience`: seconds a worker may be silent before it is killed; `starting`: the same
    until it is ready.  `sessions`: how many it opens before it is replaced.  `trees`: how
    many a batch holds at most.  `prepare`: a Python file that each worker runs first, by
    which tests break it.
    """

    patience: float = 30.0
    sessions: int = 20_000
    trees: int = 64
    starting: float = 60.0
    prepare: str = ""


USUAL = Limits()


@dataclass
class ForwardReport:
    """What a run has to tell beside its answers; complete when the run has ended.

    `engine`: `reference` where the library gave no answer at all.  `fallbacks`:
    subjects that the reference answered alone.  `differences`: subjects without an
    answer, since the two executors disagreed.
    """

    engine: Literal["forward", "reference"] = "forward"
    problems: list[Problem] = field(default_factory=list)
    fallbacks: list[Item] = field(default_factory=list)
    differences: list[Item] = field(default_factory=list)
    recycled: int = 0
    killed: int = 0
    sessions: int = 0


def answers(policy: PolicySet, items: Iterable[Item], as_of: int) -> Iterator[Answer]:
    """Yield the answer of each item, as the reference does; raise where the two disagree."""
    run = ForwardRun(policy, items, as_of, USUAL)
    for _, answer in run:
        if answer is None:
            raise ProblemsFound(run.report.problems)
        yield answer


def run(policy: PolicySet, items: Iterable[Item], as_of: int, limits: Limits = USUAL) -> ForwardRun:
    """Return a run over `items`: iterate it for pairs of item and answer, then read `.report`.

    The answer is None for a subject on which the two executors disagree.
    """
    return ForwardRun(policy, items, as_of, limits)


@dataclass
class _Batch:
    """Some trees, each with its subjects, and what was said of each root so far."""

    trees: list[list[Item]]
    roots: list[Item]
    found: dict[int, Answer] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    sent: list[int] = field(default_factory=list)  # positions, as the worker numbers them
    rows: list[list[Item]] = field(default_factory=list)  # the items behind what was sent

    def waiting(self) -> list[int]:
        """Return the positions of the roots of which the library has said nothing yet."""
        return [n for n in range(len(self.roots)) if n not in self.found | self.refused]


class ForwardRun:
    """One pass over some subjects; see `run`."""

    def __init__(
        self, policy: PolicySet, items: Iterable[Item], as_of: int, limits: Limits
    ) -> None:
        self.report = ForwardReport()
        self._policy, self._items, self._limits = policy, items, limits
        self._task = Task(policy, as_of, limits.prepare)
        self._reference = Program(policy, as_of)
        self._worker: Worker | None = None
        self._usable = True
        self._given = 0  # answers of the library
        self._lost: list[list[Item]] = []  # subjects of batches whose workers died twice
        self._reason = ""

    @property
    def worker_id(self) -> int | None:
        """The process id of the worker at work, if there is one."""
        return self._worker.process.pid if self._worker is not None else None

    def __iter__(self) -> Iterator[tuple[Item, Answer | None]]:
        try:
            for trees in _batches(self._items, self._limits):
                yield from self._answered(_Batch(trees, [_root(items[0]) for items in trees]))
        finally:
            self._end()

    def _answered(self, batch: _Batch) -> Iterator[tuple[Item, Answer | None]]:
        self._attempt(self._hand_over, batch)
        expected = [self._reference.answer(root) for root in batch.roots]  # meanwhile
        self._attempt(self._collect, batch)
        if batch.waiting():
            self._attempt(self._hand_over, batch)
            self._attempt(self._collect, batch)
        self._note_fallbacks(batch)
        for number, (items, answer) in enumerate(zip(batch.trees, expected, strict=True)):
            agreed = number not in batch.found or self._agree(items, answer, batch.found[number])
            for item in items:
                yield item, answer if agreed else None
        self._recycle()

    def _attempt(self, step: Callable[[_Batch], None], batch: _Batch) -> None:
        """Do one step with the worker, unless the library is out of the run for good."""
        if not self._usable or len(self._lost) >= GIVE_UP_AFTER:
            return
        try:
            step(batch)
        except WorkerDied as error:
            self._reason, self._worker = str(error), None
            self.report.killed += 1
        except Unusable as error:
            self._worker, self._usable = None, False
            place = Place(self._policy.folder)
            self.report.problems.append(LIBRARY_MISSING.at(place, reason=error))

    def _hand_over(self, batch: _Batch) -> None:
        if self._worker is None:
            self._worker = Worker(self._task, self._limits.patience, self._limits.starting)
        batch.sent = batch.waiting()
        message, batch.rows = flatten([batch.roots[n] for n in batch.sent])
        self._worker.send(message)

    def _collect(self, batch: _Batch) -> None:
        if self._worker is None:
            return
        before = self._worker.sessions
        for result in self._worker.results():
            position = batch.sent[result.number]
            if isinstance(result, Unanswered):
                batch.refused[position] = result.reason
            else:
                batch.found[position] = _answer(batch.rows[result.number], result)
        self.report.sessions += self._worker.sessions - before

    def _note_fallbacks(self, batch: _Batch) -> None:
        for number, reason in batch.refused.items():
            for item in batch.trees[number]:
                place, subject = Place(self._policy.folder), "/".join(item.key)
                self.report.problems.append(UNFIT_SUBJECT.at(place, subject=subject, reason=reason))
                self.report.fallbacks.append(item)
        left = [item for number in batch.waiting() for item in batch.trees[number]]
        if left and self._usable:
            self._lost.append(left)
        self._given += len(batch.found)
        self.report.fallbacks.extend(left)

    def _agree(self, items: list[Item], reference: Answer, forward: Answer) -> bool:
        """Tell whether both answers are equal, and report the subjects where they are not."""
        if reference == forward:
            return True
        node, row = _difference(self._policy, reference, forward)
        for item in items:
            self.report.differences.append(item)
            self.report.problems.append(
                DISAGREEMENT.at(
                    _place_of(self._policy, node),
                    subject="/".join(item.key),
                    name=node.name,
                    row="/".join(row),
                )
            )
        return False

    def _recycle(self) -> None:
        if self._worker is not None and self._worker.sessions >= self._limits.sessions:
            self._worker.stop()
            self._worker = None
            self.report.recycled += 1

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None
        if self.report.fallbacks and not self._given:
            self.report.engine = "reference"
        if self._lost:
            count = sum(map(len, self._lost))
            place = Place(self._policy.folder)
            problem = WORKER_DIED.at(place, reason=self._reason, count=count)
            self.report.problems.append(problem)


def _batches(items: Iterable[Item], limits: Limits) -> Iterator[list[list[Item]]]:
    """Yield lists of trees, each the list of its subjects, within the limits of a batch."""
    batch: list[list[Item]] = []
    rows = 0
    for root, subjects in groupby(items, _root):
        batch.append(list(subjects))
        rows += _size(root)
        if len(batch) >= limits.trees or rows >= MAX_ROWS:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _root(item: Item) -> Item:
    while item.parent is not None:
        item = item.parent
    return item


def _size(root: Item) -> int:
    rows = [root]
    for row in rows:
        for below in row.children.values():
            rows.extend(below)
    return len(rows)


def _answer(rows: list[Item], result: Answered) -> Answer:
    pairs = zip(rows, result.computed, strict=True)
    return {(item.entity, item.key): computed for item, computed in pairs if computed}


def _difference(policy: PolicySet, left: Answer, right: Answer) -> tuple[Node, Key]:
    """Return the first node, in the order of computing, on which two answers differ."""
    for node in policy.order:
        for entity, key in sorted(left.keys() | right.keys()):
            one, other = left.get((entity, key), {}), right.get((entity, key), {})
            if entity == node.entity and one.get(node.name) != other.get(node.name):
                return node, key
    return policy.order[-1], ()


def _place_of(policy: PolicySet, node: Node) -> Place:
    if node.kind == "decision":
        return policy.decisions[node.name].place
    return policy.entities[node.entity].fields[node.name].place
