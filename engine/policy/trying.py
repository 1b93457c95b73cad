"""Read a policy set as it would be with other contents in some of its files."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.policy.assembling import read_policy
from engine.policy.loading import load_document
from engine.policy.model import PolicySet
from engine.policy.overlays import EXTENDS
from engine.problems import Place, Problem

COVER = "policy.yaml"


def read_changed(
    folder: Path, contents: Mapping[str, bytes]
) -> tuple[PolicySet | None, list[Problem]]:
    """Return the set and its problems, as if each file of `contents` (by its name in the
    folder) held these bytes.  The places of problems are those of the folder itself.
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
        policy, problems = read_policy(copy)
        return policy, [_moved(p, copy.parent, folder.parent) for p in problems]


def _extended(folder: Path) -> list[str]:
    """Return the name of the set beside this one that it extends, if it does."""
    cover = folder / COVER
    document, _ = load_document(COVER, cover.read_bytes()) if cover.is_file() else (None, [])
    data = document.data if document else None
    name = data.get(EXTENDS) if isinstance(data, dict) else None
    plain = isinstance(name, str) and name not in ("", ".", "..") and "/" not in name
    return [str(name).partition("@")[0]] if plain else []


def _moved(problem: Problem, old: Path, new: Path) -> Problem:
    place = problem.place
    if not place.file.startswith(f"{old}"):
        return problem
    file = str(new / Path(place.file).relative_to(old))
    moved = Place(file, place.line, place.column, place.end_line, place.end_column, place.excerpt)
    return replace(problem, place=moved)
