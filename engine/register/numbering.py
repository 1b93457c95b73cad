"""Printed numbers: given or the next one, unique for office and year; gaps and voids told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.policy.escalation_model import Numbering
from engine.register.events import Event

PLACES = {"short": r"(?P<short>.+?)", "year": r"(?P<year>\d{4})", "seq": r"(?P<seq>\d+)"}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one office and year: which are used, missing, void, not of the pattern."""

    office: str
    year: int
    used: tuple[int, ...]
    gaps: tuple[int, ...]
    void: tuple[int, ...]
    other: tuple[str, ...]


def next_number(
    numbering: Numbering,
    short: str,
    office: str,
    year: int,
    issued: Iterable[Event],
    practice: bool,
) -> str:
    """Return the number after the highest one that the office has used in that year."""
    used = [
        seq
        for event in issued
        if event.text("issuer") == office and event.on.year == year
        if (seq := sequence(numbering, event.text("number"))) is not None
    ]
    seq = max(used, default=0) + 1
    return written(numbering, short, year, seq, practice)


def written(numbering: Numbering, short: str, year: int, seq: int, practice: bool) -> str:
    """Return a number as it is printed."""
    filled = numbering.pattern.format(short=short, year=year, seq=seq)
    return f"{numbering.practice}{filled}" if practice else filled


def sequence(numbering: Numbering, number: str) -> int | None:
    """Return the running number in a printed one; None where it has another form.

    >>> sequence(Numbering("{short}-{year}-{seq}"), "West-2026-7")
    7
    """
    parts = re.split(r"\{(\w+)\}", numbering.pattern)
    pattern = "".join(PLACES[p] if n % 2 else re.escape(p) for n, p in enumerate(parts))
    found = re.fullmatch(pattern, number.removeprefix(numbering.practice))
    return int(found["seq"]) if found else None


def numbers(numbering: Numbering, issued: Iterable[Event], void: Iterable[str]) -> list[Numbers]:
    """Return the numbers of every office and year."""
    voided, groups = set(void), dict[tuple[str, int], list[Event]]()
    for event in issued:
        groups.setdefault((event.text("issuer"), event.on.year), []).append(event)
    found = []
    for (office, year), events in sorted(groups.items()):
        seqs = {e.seq: sequence(numbering, e.text("number")) for e in events}
        used = sorted(s for s in seqs.values() if s is not None)
        gaps = sorted(set(range(1, max(used, default=0) + 1)) - set(used))
        lost = [s for e in events if e.stream in voided and (s := seqs[e.seq]) is not None]
        other = tuple(e.text("number") for e in events if seqs[e.seq] is None)
        found.append(Numbers(office, year, tuple(used), tuple(gaps), tuple(sorted(lost)), other))
    return found
