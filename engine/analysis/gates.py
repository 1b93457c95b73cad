"""Limits on a rule change, for scripts: what was asked for, what was found, whether it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from engine.analysis.simulation import Gate, Simulation
from engine.problems import Text

CHANGED = Text("级别变化的户数", "answers that change")
MILDER = Text("变轻的户数", "answers that become milder")
NEW = Text("新增“{level}”的户数", "newly at “{level}”")
OPEN = Text("新增待核实的户数", "newly to be verified")


@dataclass(frozen=True)
class Limits:
    """The limits that were asked for; None, or no level, where there is none.

    `changed` is a number or, with `percent`, a share of all subjects.  `levels` pairs the
    id of a level of either version with the most that may newly stand there, decided.
    """

    changed: Decimal | None = None
    percent: bool = False
    milder: int | None = None
    undetermined: int | None = None
    levels: tuple[tuple[str, int], ...] = ()


def gates(found: Simulation, limits: Limits) -> tuple[Gate, ...]:
    """Return each limit with what was found."""
    return tuple(_gates(found, limits))


def _gates(found: Simulation, limits: Limits) -> Iterator[Gate]:
    if limits.changed is not None:
        share = limits.changed * found.sample.subjects / 100
        allowed = int(share if limits.percent else limits.changed)
        limit = f"{limits.changed}%" if limits.percent else str(limits.changed)
        yield _gate("--max-changed", limit, len(found.changed), allowed, CHANGED)
    if limits.milder is not None:
        milder = found.by_direction["milder"]
        yield _gate("--max-milder", str(limits.milder), milder, limits.milder, MILDER)
    for level, most in limits.levels:
        newly = sum(c.new.state == level and c.old.state != level for c in found.changed)
        title = NEW.format(level=found.state(level).title)
        yield _gate("--max-new", f"{level}={most}", newly, most, title)
    if limits.undetermined is not None:
        newly, most = found.newly_undetermined, limits.undetermined
        yield _gate("--max-new-undetermined", str(most), newly, most, OPEN)


def _gate(option: str, limit: str, found: int, allowed: int, title: Text) -> Gate:
    return Gate(option, limit, found, allowed, found <= allowed, title)
