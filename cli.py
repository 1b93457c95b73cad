"""The command line: options in, one service called, its answer printed, an exit code.

0 done, 1 the answer is no, 2 wrong usage or unreadable input, 3 our own fault.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from engine.problems import Language, ProblemsFound, Text
from engine.reporting import words
from engine.reporting.language import choose_language, translate_click

Parameter = Callable[[Language], click.Parameter]


@dataclass(frozen=True)
class Spec:
    """A command before its language is known."""

    name: str
    help: Text
    run: Callable[..., int | None]
    parameters: tuple[Parameter, ...]


COMMANDS: list[Spec] = []


def command(
    name: str, help: Text, *parameters: Parameter
) -> Callable[[Callable[..., int | None]], Callable[..., int | None]]:
    """Register a command; its function returns the exit code (None is 0)."""

    def register(run: Callable[..., int | None]) -> Callable[..., int | None]:
        COMMANDS.append(Spec(name, help, run, parameters))
        return run

    return register


def option(*names: str, help: Text, **settings: Any) -> Parameter:
    """An option whose help is worded when the language is known."""
    return lambda language: click.Option(names, help=help.to(language), **settings)


def argument(name: str, **settings: Any) -> Parameter:
    """A positional argument."""
    return lambda language: click.Argument([name], **settings)
