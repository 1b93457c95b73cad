"""The worker process: holds the library, answers batches of subjects, is killed if it hangs.

It speaks over its standard streams only; nothing that the library prints can get in
between.  It starts nothing and keeps nothing; when its input ends, so does it.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from typing import BinaryIO, NamedTuple

from engine.execution.forward_chain import Chain
from engine.execution.forward_host import HostFault, UnfitFact, library_state
from engine.execution.forward_wire import (
    Answered,
    Batch,
    Finished,
    Ready,
    Unanswered,
    receive,
    send,
    unflatten,
)
from engine.execution.subjects import Item
from engine.policy.model import PolicySet


class Task(NamedTuple):
    """What a worker is for; `prepare` is a file it runs first, by which tests break it."""

    policy: PolicySet
    as_of: int
    prepare: str = ""


def main() -> None:
    """Serve one run: compile the policy set once, then answer batches until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run ends us, not the keyboard
    incoming, outgoing = _streams()
    try:
        serve(incoming, outgoing)
    except (EOFError, BrokenPipeError):
        os._exit(0)  # the run has gone


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes of the run, with standard output turned away from them."""
    outgoing = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return sys.stdin.buffer, outgoing


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer what comes in until `EOFError`."""
    task = receive(incoming)
    if not isinstance(task, Task):
        raise TypeError("the first message is the task")
    if task.prepare:
        runpy.run_path(task.prepare)
    if reason := library_state():
        send(outgoing, Ready(reason))
        return
    server = Server(task, outgoing)
    send(outgoing, Ready())
    try:
        while isinstance(batch := receive(incoming), Batch):
            server.answer(batch)
    finally:
        server.chain.close()


class Server:
    """The rulesets of one task, made anew after a fault of the library."""

    def __init__(self, task: Task, outgoing: BinaryIO) -> None:
        self.task = task
        self.outgoing = outgoing
        self.chain = Chain(task.policy, task.as_of)
        self.before = 0  # sessions of chains given up

    def answer(self, batch: Batch) -> None:
        """Send what is said of each tree of `batch`, and then that it is done."""
        items = unflatten(batch)
        for number, rows in enumerate(batch.roots):
            send(self.outgoing, self._said(number, [items[n] for n in rows]))
        send(self.outgoing, Finished(self.before + self.chain.host.sessions))

    def _said(self, number: int, rows: list[Item]) -> Answered | Unanswered:
        try:
            done = self.chain.answer(rows[0])
        except UnfitFact as error:
            return Unanswered(number, str(error))
        except HostFault as error:  # what the library holds now cannot be relied on
            self.before += self.chain.host.sessions
            self.chain = Chain(self.task.policy, self.task.as_of)
            return Unanswered(number, str(error))
        return Answered(number, [done[row] for row in rows])
