"""What passes between a run and its worker process: framed messages, rows laid flat.

Trees of rows refer up, down and across; laid out flat, with numbers for references, they
neither nest deeply nor repeat a row that several subjects share.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from typing import BinaryIO, NamedTuple

from engine.execution.answer import Computed
from engine.execution.reference import reachable
from engine.execution.subjects import Item, Lowered
from engine.facts.model import Key

Computeds = list[dict[str, Computed]]


class FlatRow(NamedTuple):
    """One row; `parent`, `links` and `children` are numbers of rows, -1 for no parent."""

    entity: str
    key: Key
    values: Mapping[str, Lowered]
    absent: frozenset[str]
    parent: int
    links: dict[str, int]
    children: dict[str, tuple[int, ...]]
    complete: dict[str, bool]
    known: bool


class Batch(NamedTuple):
    """Rows of some trees; `roots` gives for each tree its rows, the root's first."""

    rows: list[FlatRow]
    roots: list[list[int]]


class Answered(NamedTuple):
    """What was computed on the rows of tree `number`, in the order of the batch."""

    number: int
    computed: Computeds


class Unanswered(NamedTuple):
    """Tree `number` got no answer from the library; `reason` is for the report."""

    number: int
    reason: str


class Ready(NamedTuple):
    """The worker has compiled the policy set; with a `reason`, it cannot work at all."""

    reason: str = ""


class Finished(NamedTuple):
    """The batch is done; `sessions`: how many the worker has opened so far."""

    sessions: int


Message = Answered | Unanswered | Ready | Finished


def flatten(roots: Sequence[Item]) -> tuple[Batch, list[list[Item]]]:
    """Return the trees of `roots` laid flat, and the items behind `Batch.roots`."""
    trees = [[item for items in reachable(root).values() for item in items] for root in roots]
    numbers: dict[Item, int] = {}
    for tree in trees:
        for item in tree:
            numbers.setdefault(item, len(numbers))
    for item in list(numbers):
        for linked in item.links.values():  # the rows of which nothing is known
            numbers.setdefault(linked, len(numbers))
    rows = [_flat(item, numbers) for item in numbers]
    return Batch(rows, [[numbers[item] for item in tree] for tree in trees]), trees


def _flat(item: Item, numbers: Mapping[Item, int]) -> FlatRow:
    return FlatRow(
        item.entity,
        item.key,
        item.values,
        item.absent,
        -1 if item.parent is None else numbers[item.parent],
        {name: numbers[linked] for name, linked in item.links.items()},
        {name: tuple([numbers[c] for c in below]) for name, below in item.children.items()},
        item.complete,
        item.known,
    )


def unflatten(batch: Batch) -> list[Item]:
    """Return the items of `batch`, by number."""
    items = [Item(r.entity, r.key, r.values, r.absent, known=r.known) for r in batch.rows]
    for item, row in zip(items, batch.rows, strict=True):
        item.parent = items[row.parent] if row.parent >= 0 else None
        item.links = {name: items[n] for name, n in row.links.items()}
        item.children = {
            name: tuple([items[n] for n in below]) for name, below in row.children.items()
        }
        item.complete = row.complete
    return items


def send(stream: BinaryIO, message: object) -> None:
    """Write one message: its length in eight bytes, then its pickle."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(8, "big") + data)
    stream.flush()


def receive(stream: BinaryIO) -> object:
    """Return the next message; raise `EOFError` where the other end has gone."""
    size = int.from_bytes(_exactly(stream, 8), "big")
    return pickle.loads(_exactly(stream, size))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data
