"""What an executor hands over: for each row of a subject, what was computed there.

All executors fill the same structure; `engine.execution.outcome` turns it into the
outcome record, so that a record never depends on who computed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.execution.subjects import Lowered
from engine.facts.model import Key
from engine.language.types import Scalar

Trouble = Literal["", "no rule", "conflict"]


@dataclass(frozen=True, slots=True)
class Settled:
    """One decision on one row.

    `fired`, `unknown`: positions of the rules that surely, and that possibly, hold (a
    roll-up has none).  `low`, `high`: the ends of what is possible, lowered; for an
    unordered type, the value twice when decided, else None twice; for a list, None.
    `trouble`: why there is no answer although facts may be complete.  `may_be_empty`: no
    rule at all is one of the possibilities.
    """

    fired: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    low: Scalar | None = None
    high: Scalar | None = None
    trouble: Trouble = ""
    may_be_empty: bool = False


Computed = Settled | Lowered
# Rows on which nothing is computed may be left out.
# (entity, key) -> name of decision or derived field -> what was computed
Answer = Mapping[tuple[str, Key], Mapping[str, Computed]]
