"""Run a command of the command line inside the test."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass

import cli


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


def run(*words: str) -> Done:
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main(words)
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Done(code, out.getvalue(), err.getvalue())
