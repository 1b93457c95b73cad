"""The job of laying out policy files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.catalogue.editing import NOTHING_TO_FORMAT
from engine.policy.layout.formatting import format_file
from engine.problems import Place, Problem, ProblemsFound
from engine.service.files import write
from engine.service.policies import find_policy

YAML = (".yaml", ".yml")


@dataclass(frozen=True)
class Formatted:
    """One file as it is and as it should look, or why it could not be read."""

    file: str
    before: bytes
    after: bytes
    problems: tuple[Problem, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the file looks different laid out."""
        return self.before != self.after

    def diff(self) -> str:
        """Return the changes as a unified diff."""
        from difflib import unified_diff

        old, new = (b.decode("utf-8-sig").splitlines() for b in (self.before, self.after))
        name = Path(self.file).as_posix()
        return "\n".join(unified_diff(old, new, f"a/{name}", f"b/{name}", n=2, lineterm=""))


def format_files(paths: list[str]) -> list[Formatted]:
    """Lay out each file, and each YAML file of each folder; nothing is written.

    Raises ProblemsFound where a path holds no such file.
    """
    found: list[Formatted] = []
    for path in paths:
        files = _files(path)
        if not files:
            raise ProblemsFound([NOTHING_TO_FORMAT.at(Place(path), path=path)])
        for file in files:
            before = file.read_bytes()
            after, problems = format_file(str(file), before)
            found.append(Formatted(str(file), before, after, tuple(problems)))
    return found


def _files(path: str) -> list[Path]:
    place = find_policy(path)
    if place.is_file():
        return [place]
    return sorted(p for p in place.rglob("*") if p.suffix in YAML and p.is_file())


def write_formatted(found: list[Formatted]) -> list[str]:
    """Write the files that look different now; return their names."""
    changed = [one for one in found if one.changed]
    for one in changed:
        write(one.file, one.after)
    return [one.file for one in changed]
