"""Read the `values:` blocks: the numbers that people change, each with its basis."""

from __future__ import annotations

from decimal import Decimal

from engine.catalogue import policy as codes
from engine.language.types import BOOL, DATE, INT, Kind, Scalar, Type
from engine.policy.clauses import read_cites, report_twice
from engine.policy.draft import Draft, Part, as_basis
from engine.policy.heading import day_of
from engine.policy.model import Basis, Value
from engine.problems import Text, did_you_mean

VALUE = Text("数值", "value")
EPOCH = 719163  # date.toordinal() of day number 0
# Words about a group of values; they are not values themselves.
ABOUT = frozenset({"basis", "count", "stricter", "note", "title", "zh", "en", "cite"})


def read_values(draft: Draft) -> None:
    """Keep every value of every `values:` block by its dotted name."""
    for parts in draft.documents.values():
        for document in parts:
            for name, part in document.entries("values"):
                _read_group(draft, name, part)


def _read_group(draft: Draft, name: str, part: Part) -> None:
    if not isinstance(part.value, dict):
        _keep(draft, name, part, "notice")
        return
    read_cites(draft, part)  # a value keeps none, but what it cites must exist
    entries = {key: entry for key, entry in part.entries() if key not in ABOUT}
    bases = dict(part.entries("basis"))
    for key, basis in bases.items():
        if key not in entries:
            near = did_you_mean(key, entries)
            draft.report(codes.NO_PATH.at(basis.key_place, near, name=f"{name}.{key}"))
    common = as_basis(part.text("basis")) or "notice"
    for key, entry in entries.items():
        own = as_basis(bases[key].value) if key in bases else None
        _keep(draft, f"{name}.{key}", entry, own or common)


def _keep(draft: Draft, name: str, part: Part, basis: Basis) -> None:
    lowered = _lowered(part.value)
    if lowered is None:
        return
    if name in draft.values:
        report_twice(draft, VALUE, name, part.key_place, draft.values[name].place)
        return
    type, value = lowered
    draft.values[name] = Value(name, value, type, basis, part.key_place)


def _lowered(value: object) -> tuple[Type, Scalar] | None:
    """A number, a yes/no or a date as it stands; anything else is words for people."""
    match value:
        case bool():
            return BOOL, value
        case "yes" | "no":
            return BOOL, value == "yes"
        case int():
            return INT, value
        case Decimal():
            digits = max(0, -int(value.as_tuple().exponent))
            return Type(Kind.DECIMAL, digits=digits), int(value.scaleb(digits))
        case str() if day := day_of(value):
            return DATE, day.toordinal() - EPOCH
    return None
