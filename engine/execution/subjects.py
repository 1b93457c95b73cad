"""Facts lowered to one policy set: trees of rows, one tree per subject, values as pairs.

Lowered values, by the type of the field:

- bool: True, False or None (unknown)
- int, decimal, date, duration, scale: a pair (lo, hi); equal when known
- code: ordinal or None; text: str or None
- set of codes: a pair of bit masks (surely in, possibly in)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.facts.model import Facts, Key
from engine.policy.model import PolicySet

Pair = tuple[int, int]
Lowered = bool | int | str | Pair | None


@dataclass(slots=True, eq=False)
class Item:
    """One row, lowered, with its way up (`parent`), across (`links`) and down (`children`).

    `absent` names the fields whose value is not there (after `missing: V` has been
    applied): the only thing `== null` looks at.  A link that is not given leads to an
    item of which every field is unknown (`known` is false).  `complete` tells for each
    child entity whether `children` are all there are.
    """

    entity: str
    key: Key
    values: Mapping[str, Lowered]
    absent: frozenset[str] = frozenset()
    parent: Item | None = None
    links: dict[str, Item] = field(default_factory=dict)
    children: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    complete: dict[str, bool] = field(default_factory=dict)
    known: bool = True


def subjects(policy: PolicySet, facts: Facts) -> Iterator[Item]:
    """Yield the tree of each row of the policy's subject entity, in the order of keys."""
    raise NotImplementedError
