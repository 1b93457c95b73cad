"""A worker process as its run sees it: started, asked, killed when it is silent too long.

A hang inside the library holds the interpreter's lock, so nothing in the worker can end
it; only its silence tells, and only killing helps.  Each answer counts as a sign of life.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from typing import BinaryIO

import engine
from engine.execution.forward_wire import (
    Answered,
    Batch,
    Finished,
    Message,
    Ready,
    Unanswered,
    receive,
    send,
)
from engine.execution.forward_worker import Task

_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from engine.execution.forward_worker import main; main()"
)


class WorkerDied(Exception):
    """The worker ended, or was killed because it gave no sign of life."""


class Unusable(Exception):
    """The worker runs, but the library does not work there."""


class Worker:
    """One worker process, compiled for one policy set and as-of date.

    `patience`: how many seconds it may be silent, `starting`: until it is ready.
    `sessions`: how many it has opened.
    """

    def __init__(self, task: Task, patience: float, starting: float) -> None:
        self.patience = starting
        self.sessions = 0
        home = str(Path(engine.__file__).resolve().parent.parent)
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, home],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise Unusable(str(error)) from error
        self._messages: SimpleQueue[Message | None] = SimpleQueue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self._wait_until_ready(task)
        except BaseException:
            self.kill()
            raise
        self.patience = patience

    def _wait_until_ready(self, task: Task) -> None:
        self._send(task)
        message = self._next()
        if not isinstance(message, Ready):
            raise WorkerDied(f"out of turn: {message}")
        if message.reason:
            raise Unusable(message.reason)

    def send(self, batch: Batch) -> None:
        """Hand over a batch; the answers are then read with `results`."""
        self._send(batch)

    def results(self) -> Iterator[Answered | Unanswered]:
        """Yield the answers of the batch as they come; raise `WorkerDied` if they stop."""
        while True:
            message = self._next()
            if isinstance(message, Finished):
                self.sessions = message.sessions
                return
            if not isinstance(message, (Answered, Unanswered)):
                raise WorkerDied(f"out of turn: {message}")
            yield message

    def _read(self) -> None:
        """Move messages from the pipe to the queue; None says that the pipe has ended."""
        stream: BinaryIO = self.process.stdout  # type: ignore[assignment]
        with suppress(Exception):  # a killed worker can leave half a message
            while isinstance(message := receive(stream), Message):
                self._messages.put(message)
        self._messages.put(None)

    def _next(self) -> Message:
        try:
            message = self._messages.get(timeout=self.patience)
        except Empty:
            self.kill()
            raise WorkerDied(f"no sign of life for {self.patience:g} seconds") from None
        if message is None:
            self.kill()
            raise WorkerDied(f"exit status {self.process.returncode}")
        return message

    def _send(self, message: object) -> None:
        stopper = Timer(self.patience, self.process.kill)
        stopper.daemon = True
        stopper.start()  # a worker that does not read must not hold us up
        try:
            send(self.process.stdin, message)  # type: ignore[arg-type]
        except OSError as error:
            self.kill()
            raise WorkerDied(f"exit status {self.process.returncode}") from error
        finally:
            stopper.cancel()

    def stop(self) -> None:
        """Let the process end by itself; kill it where it does not."""
        with suppress(OSError):
            self.process.stdin.close()  # type: ignore[union-attr]
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(min(self.patience, 5))
        self.kill()

    def kill(self) -> None:
        """End the process at once and release its pipes; safe to call again."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):  # unsent bytes to a process that has gone
                stream.close()  # type: ignore[union-attr]
