"""Writing results: whole or not at all, and refused in plain words."""

from __future__ import annotations

from pathlib import Path

from engine.catalogue.run import CANNOT_WRITE
from engine.problems import Place, Problem, ProblemsFound


def write(path: str, data: bytes) -> None:
    """Write a result file whole or not at all; raises ProblemsFound where it cannot be."""
    from engine.reporting.files import write_whole

    try:
        write_whole(Path(path), data)
    except OSError as fault:
        raise ProblemsFound([cannot_write(path, fault)]) from None


def cannot_write(path: str, fault: OSError) -> Problem:
    """Return the problem that says why nothing could be written to `path`."""
    return CANNOT_WRITE.at(Place(path), file=path, reason=fault.strerror or str(fault))
