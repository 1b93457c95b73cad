"""A policy set as it would be with other contents in some of its files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.policy.loading import load_document
from engine.policy.overlays import EXTENDS
from engine.problems import Place, Problem

COVER = "policy.yaml"


@contextmanager
def as_if(folder: Path, contents: Mapping[str, bytes]) -> Iterator[Path]:
    """Yield a copy of the folder in which each file of `contents`, by its name in the folder,
    holds these bytes.  A set beside it that it extends is copied with it.
    """
    folder = folder.resolve()
    with TemporaryDirectory(prefix="yujing-") as room:
        copy = Path(room).resolve() / folder.parent.name / folder.name
        shutil.copytree(folder, copy)
        for name, data in contents.items():
            (copy / name).write_bytes(data)
        for name in _extended(copy):
            for old, new in ((folder.parent, copy.parent), (folder.parent.parent, Path(room))):
                if (old / name).is_dir():
                    shutil.copytree(old / name, new / name, dirs_exist_ok=True)
                    break
        yield copy


def _extended(folder: Path) -> list[str]:
    """Return the name of the set beside this one that it extends, if it does."""
    cover = folder / COVER
    document, _ = load_document(COVER, cover.read_bytes()) if cover.is_file() else (None, [])
    data = document.data if document else None
    name = data.get(EXTENDS) if isinstance(data, dict) else None
    plain = isinstance(name, str) and name not in ("", ".", "..") and "/" not in name
    return [str(name).partition("@")[0]] if plain else []


def at_home(problem: Problem, copy: Path, folder: Path) -> Problem:
    """Return the problem with its place in the folder instead of in the copy."""
    place = home(problem.place, copy, folder)
    return problem if place is problem.place else replace(problem, place=place)


def home(place: Place, copy: Path, folder: Path) -> Place:
    """Return the place in the folder for one in the copy of it."""
    file = Path(place.file)
    if not file.is_relative_to(copy.parent):
        return place
    moved = folder.resolve().parent / file.relative_to(copy.parent)
    return Place(
        str(moved), place.line, place.column, place.end_line, place.end_column, place.excerpt
    )
