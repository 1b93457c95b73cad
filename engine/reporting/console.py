"""What reaches the screen: data to stdout, words to stderr, on any console's encoding."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Mapping
from typing import TextIO


def survive(stream: TextIO) -> None:
    """Let `stream` replace what its encoding cannot show (GBK) instead of failing."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")


def coloured(environment: Mapping[str, str]) -> bool:
    """Return whether colours are wanted: not when piped, and never under NO_COLOR."""
    return sys.stdout.isatty() and not environment.get("NO_COLOR")


def write_bytes(data: bytes) -> None:
    """Write data to stdout as it is: text in the console's encoding, a workbook raw."""
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(data.decode("utf-8", "replace"))
        return
    buffer.write(data)
    buffer.flush()


def progress(words: str) -> Callable[[int], None]:
    """Return a counter that shows `words` with a number, on a terminal only."""
    if not sys.stderr.isatty():
        return lambda _: None

    def show(number: int) -> None:
        if number % 500 == 0:
            sys.stderr.write(f"\r{words} {number}")
            sys.stderr.flush()

    return show


def clear_progress() -> None:
    """Take the counter off the terminal."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()


def traced() -> bool:
    """Return whether the details of our own faults are wanted (YUJING_TRACE)."""
    return bool(os.environ.get("YUJING_TRACE"))
