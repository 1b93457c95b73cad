"""What replaying dated snapshots found: part of `engine.analysis.simulation`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.analysis.transition_matrix import Matrix
from engine.facts.model import Key
from engine.problems import Text


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One dated snapshot replayed under both versions.

    `name`: its folder; `lacking`: columns that no row of it has and rules read, in words
    (entity and field); `matrix` as for the facts; `milder`, `stricter`, `other`: changed.
    """

    name: str
    day: date
    sha256: str
    subjects: int
    matrix: Matrix
    milder: int
    stricter: int
    other: int
    lacking: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Accident:
    """One accident, and how its subject stood in the last snapshot before it.

    `snapshot` is None where no snapshot is older, or the day is not known; then `old` and
    `new` are None, as they are where the snapshot does not hold the subject.  `old`, `new`:
    level ends; `old_state`, `new_state`: states, "" where there is no snapshot.
    """

    key: Key
    name: str
    county: str
    accident: str
    day: date | None
    snapshot: date | None
    old: tuple[str, str] | None = None
    new: tuple[str, str] | None = None
    old_state: str = ""
    new_state: str = ""


@dataclass(frozen=True, slots=True)
class Caught:
    """The back-test at one level and up, under one version.

    Of the accidents with a snapshot before them: `caught` stood surely at the level or
    above, `possibly` may have (undetermined), `missed` surely stood below or out of scope.
    `extra`: subjects that stood surely at the level in some snapshot and had no accident.
    """

    level: str
    caught: int
    possibly: int
    missed: int
    extra: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """Accidents against the snapshots; `unseen` have no snapshot before them."""

    accidents: tuple[Accident, ...]
    unseen: int
    old: tuple[Caught, ...]
    new: tuple[Caught, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The replay of dated snapshots, oldest first; `backtest` None where none is declared."""

    folder: str
    snapshots: tuple[Snapshot, ...]
    backtest: BackTest | None
