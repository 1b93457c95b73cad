"""Policy versions by name: a folder, one among dated folders, or a git revision of a folder.

`policies/rules@2027.1` is the folder beside `policies/rules` (or that folder itself)
whose policy.yaml says `policy: rules` and `version: "2027.1"`; where there is none, it is
the folder as it was at the git revision `2027.1`, taken together with the sets beside it.
"""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.catalogue import simulation as codes
from engine.policy.folder import POLICY_FILE
from engine.policy.loading import load_document
from engine.problems import Place, Problem, ProblemsFound, did_you_mean


@dataclass(frozen=True)
class Found:
    """Where a version lies while it is read; `shown` is what its places are shown under.

    `revision` is the full hash of the git commit, "" for a folder as it stands.
    """

    asked: str
    folder: Path
    shown: str
    revision: str = ""


@contextmanager
def version_at(asked: str, plain: Path) -> Iterator[Found]:
    """Give the version `asked`; `plain` is where its folder is, without what follows `@`.

    A git revision lies in a temporary folder, only within this block.  Raises
    ProblemsFound where there is no such version.
    """
    _, at, wanted = asked.rpartition("@")
    if not at or Path(asked).exists():
        yield Found(asked, plain, str(plain))
        return
    beside = _among_folders(plain, wanted)
    if beside is not None:
        yield Found(asked, beside, str(beside))
        return
    with TemporaryDirectory(prefix="yujing-") as folder:
        yield _from_git(asked, plain, wanted, Path(folder))


def folder_part(asked: str) -> str:
    """Return what stands before the `@` of a version, or all where a path has that name.

    >>> folder_part("policies/rules@v1.0"), folder_part("policies/rules")
    ('policies/rules', 'policies/rules')
    """
    before, at, _ = asked.rpartition("@")
    return before if at and not Path(asked).exists() else asked


def _among_folders(plain: Path, wanted: str) -> Path | None:
    found = [f for f in _candidates(plain) if _heading(f) == (plain.name, wanted)]
    return found[0] if found else None


def _candidates(plain: Path) -> list[Path]:
    beside = sorted(p for p in plain.parent.iterdir()) if plain.parent.is_dir() else []
    inside = sorted(plain.iterdir()) if plain.is_dir() else []
    return [p for p in (plain, *inside, *beside) if (p / POLICY_FILE).is_file()]


def _heading(folder: Path) -> tuple[str, str]:
    file = folder / POLICY_FILE
    document, _ = load_document(str(file), file.read_bytes())
    data = document.data if document is not None and isinstance(document.data, dict) else {}
    return str(data.get("policy")), str(data.get("version"))


def _from_git(asked: str, plain: Path, wanted: str, target: Path) -> Found:
    place = Place(asked)
    near = next((p for p in (plain, *plain.parents) if p.is_dir()), Path("."))
    top = _git(near, asked, "rev-parse", "--show-toplevel")
    name = f"{wanted}^{{commit}}"
    commit = _git(near, asked, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    if top is None or commit is None:
        raise ProblemsFound([_no_version(place, plain, wanted)])
    root, hash = Path(top.decode().strip()), commit.decode().strip()
    inside = plain.resolve().relative_to(root.resolve()).as_posix()
    # The sets beside it come along: one set may build on another of the same revision.
    around = Path(inside).parent.as_posix()
    packed = _git(root, asked, "archive", "--format=tar", hash, "--", around)
    if packed is not None:
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(target, filter="data")
    folder = target / inside
    if not folder.is_dir():
        problem = codes.NOT_IN_REVISION.at(place, revision=wanted, folder=inside)
        raise ProblemsFound([problem])
    return Found(asked, folder, asked, hash)


def _no_version(place: Place, plain: Path, wanted: str) -> Problem:
    known = [v for name, v in map(_heading, _candidates(plain)) if name == plain.name]
    hint = did_you_mean(wanted, known)
    return codes.NO_VERSION.at(place, hint, name=plain.name, version=wanted)


def _git(folder: Path, asked: str, *words: str) -> bytes | None:
    """Return what git prints, None where it refuses; raises ProblemsFound without git."""
    command = ["git", "-C", str(folder), *words]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise ProblemsFound([codes.GIT_MISSING.at(Place(asked), reason=reason)]) from None
    return done.stdout if done.returncode == 0 else None
