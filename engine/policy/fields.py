"""Read the fields of an entity: types, ranges, what an absent value means."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.catalogue import policy as codes
from engine.language.cells import compile_literal
from engine.language.types import BOOL, DATE, DURATION, INT, TEXT, Domain, Kind, Scalar, Type
from engine.policy.clauses import read_cites
from engine.policy.draft import Draft, Part, as_basis
from engine.policy.model import Field, Missing
from engine.problems import Text, did_you_mean

SIMPLE = {"bool": BOOL, "int": INT, "date": DATE, "duration": DURATION, "text": TEXT}
DIVISION = "division"
SET = re.compile(r"set of (\S+)\Z")
DECIMAL = re.compile(r"decimal(?:\((\d{1,2})\))?\Z")
DIGITS = 2  # of a decimal that does not say how many
RANGED = frozenset({Kind.INT, Kind.DECIMAL, Kind.DATE, Kind.DURATION})
WORSE: Mapping[Kind, tuple[str, ...]] = {
    Kind.BOOL: ("yes", "no"),
    Kind.SCALE: ("higher", "lower"),
    **dict.fromkeys(RANGED, ("more", "less")),
}


def read_fields(draft: Draft, entity: str, part: Part) -> dict[str, Field]:
    """Return the fields of an entity whose type is known; derivations come in a later pass."""
    fields: dict[str, Field] = {}
    for name, entry in part.entries("fields"):
        type_part = entry.get("type")
        if type_part is None or not isinstance(type_part.value, str):
            continue
        found = read_type(draft, type_part)
        if found is None:
            draft.lose(name, entry)
            continue
        draft.sources[entity, name] = entry
        fields[name] = _field(draft, name, entry, found)
    return fields


def read_type(draft: Draft, part: Part) -> Type | None:
    """Return the type that `part` names; report one that does not exist."""
    text = part.value
    if not isinstance(text, str) or part.spoilt:
        return None
    found = type_of(text, draft.domains)
    if found is None:
        known = [*SIMPLE, DIVISION, "decimal", *draft.domains]
        known += [f"set of {d.name}" for d in draft.domains.values() if not d.ordered]
        draft.report(codes.UNKNOWN_TYPE.at(part.place, did_you_mean(text, known), name=text))
    return found


def type_of(text: str, domains: Mapping[str, Domain]) -> Type | None:
    """Return the type that `text` names, or None.

    >>> str(type_of("decimal(1)", {})), type_of("levl", {})
    ('decimal(1)', None)
    """
    if text in SIMPLE:
        return SIMPLE[text]
    if text == DIVISION:
        return TEXT
    if match := DECIMAL.match(text):
        return Type(Kind.DECIMAL, digits=int(match[1] or DIGITS))
    if (match := SET.match(text)) and match[1] in domains and not domains[match[1]].ordered:
        return Type(Kind.SET, match[1])
    if text in domains:
        return Type(Kind.SCALE if domains[text].ordered else Kind.CODE, text)
    return None


def _field(draft: Draft, name: str, entry: Part, type: Type) -> Field:
    low, high = read_range(draft, entry, type)
    if type.kind is Kind.SCALE:
        low, high = 0, draft.domains[type.domain].top
    return Field(
        name=name,
        title=entry.label(),
        type=type,
        place=entry.key_place,
        missing=_missing(draft, entry, type, low, high),
        low=low,
        high=high,
        worse=_worse(draft, entry, type),
        headers=tuple(word for word, _ in entry.words("headers")),
        format=DIVISION if entry.text("type") == DIVISION else "",
        basis=as_basis(entry.text("basis")),
        note=entry.text("note"),
        cites=read_cites(draft, entry),
        units=_units(draft, entry, type),
    )


def _units(draft: Draft, entry: Part, type: Type) -> tuple[str, ...]:
    part = entry.get("units")
    if part is not None and type.kind not in (Kind.INT, Kind.DECIMAL):
        draft.report(codes.UNITS_OF_NO_NUMBER.at(part.key_place, type=type))
    return tuple(word for word, _ in entry.words("units"))


def read_range(draft: Draft, entry: Part, type: Type) -> tuple[int | None, int | None]:
    """Return the declared `min` and `max`, lowered."""
    ends: list[int | None] = []
    for word in ("min", "max"):
        part = entry.get(word)
        if part is None:
            ends.append(None)
        elif type.kind in RANGED:
            value = read_literal(draft, part, type)
            ends.append(value if isinstance(value, int) else None)
        else:
            draft.report(codes.RANGE_UNORDERED.at(part.key_place, type=type, word=word))
            ends.append(None)
    low, high = ends
    most = entry.get("max")
    if low is not None and high is not None and low > high and most is not None:
        least = entry.value["min"]
        draft.report(codes.EMPTY_RANGE.at(most.place, low=least, high=most.value))
        return None, None
    return low, high


def read_literal(draft: Draft, part: Part, type: Type) -> Scalar | None:
    """Return the lowered value of `part`; report a value that does not fit the type."""
    if part.spoilt:
        return None
    return compile_literal(part.value, type, draft.domains, part.place, draft.report)


def _missing(draft: Draft, entry: Part, type: Type, low: int | None, high: int | None) -> Missing:
    part = entry.get("missing")
    if part is None or part.value == "ask" or part.spoilt:
        return Missing()
    if part.value is None:
        return Missing("null")
    if type.kind is Kind.SET:
        code = Type(Kind.CODE, type.domain)
        found = [read_literal(draft, item, code) for item in entry.items("missing")]
        return Missing("value", tuple(sorted({n for n in found if isinstance(n, int)})))
    value = read_literal(draft, part, type)
    if value is None:
        return Missing()
    if isinstance(value, int) and type.kind in RANGED:
        below, above = low is not None and value < low, high is not None and value > high
        if below or above:
            least, most = (entry.value.get(word, "…") for word in ("min", "max"))
            outside = codes.DEFAULT_OUTSIDE
            draft.report(outside.at(part.place, value=part.value, low=least, high=most))
    return Missing("value", value)


def _worse(draft: Draft, entry: Part, type: Type) -> str:
    part = entry.get("worse")
    if part is None:
        return ""
    word = {True: "yes", False: "no"}.get(part.value, part.value)
    words = WORSE.get(type.kind, ())
    if type.kind is Kind.CODE:  # codes have no order; one of them may be the gravest
        words = draft.domains[type.domain].ids
    if word in words:
        return str(word)
    shown = " / ".join(words) or Text("（不写）", "left out")
    draft.report(codes.WORSE.at(part.place, type=type, words=shown, word=word))
    return ""
