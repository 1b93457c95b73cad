"""How many minutes each part of a message takes: the draft defaults, or an office's own file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.catalogue import simulation as codes
from engine.catalogue.facts import PATH_MISSING
from engine.policy.loading import load_document
from engine.policy.shape import check_shape
from engine.problems import Place, Problem, ProblemsFound, did_you_mean, errors

# Draft: nobody has measured them.  Every office is asked to write its own file.
DRAFT_PARTS: Mapping[str, int] = {"from": 60, "to": 20, "with": 60, "copy": 5, "push": 5}
DRAFT_DAY = 480


@dataclass(frozen=True)
class Minutes:
    """Minutes by part, and by message and part; `source` is "" for the draft defaults."""

    source: str = ""
    day: int = DRAFT_DAY
    parts: Mapping[str, int] = field(default_factory=lambda: DRAFT_PARTS)
    messages: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, message: str, part: str) -> int:
        """Return the minutes that `part` of `message` takes one department."""
        own = self.messages.get(message, {})
        return own[part] if part in own else self.parts.get(part, DRAFT_PARTS[part])


def read_minutes(file: str, known: Iterable[str]) -> Minutes:
    """Return the minutes of a file; raises ProblemsFound where it cannot be read.

    `known` are the messages of the policy versions: a name beside them is a mistake.
    """
    path = Path(file)
    if not path.is_file():
        raise ProblemsFound([PATH_MISSING.at(Place(file), path=file)])
    document, problems = load_document(file, path.read_bytes())
    messages = set(known)
    if document is not None:
        problems += check_shape(document, "minutes")
        written = document.data.get("messages") if isinstance(document.data, dict) else None
        for name in written if isinstance(written, dict) else ():
            if name not in messages:
                place = document.key_place(("messages", name))
                problems.append(_unknown(place, name, messages))
    if document is None or errors(problems):
        raise ProblemsFound(problems)
    return _minutes(file, document.data)


def _unknown(place: Place, name: str, known: set[str]) -> Problem:
    return codes.UNKNOWN_MESSAGE.at(place, did_you_mean(name, known), name=name)


def _minutes(file: str, data: dict[str, Any]) -> Minutes:
    parts = {**DRAFT_PARTS, **data.get("parts", {})}
    return Minutes(file, data.get("day", DRAFT_DAY), parts, data.get("messages", {}))
