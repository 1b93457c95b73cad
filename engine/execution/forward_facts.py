"""Values of a row written into the fact that durable-rules matches.

Every field is there in every fact of its table, so that nothing rests on how the library
treats a missing one: what is unknown is a pair that spans its range, or a text with its
`__unknown` mark.  Each filler returns whether what it wrote is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.execution.formulas import Done, Formula, getter
from engine.execution.forward_host import Fact
from engine.execution.forward_plan import fields_of
from engine.execution.forward_rules import Source
from engine.execution.subjects import Item, Lowered
from engine.language.types import INT64_MAX, INT64_MIN
from engine.policy.model import Entity, PolicySet

Fill = Callable[[Item, Done, Fact], bool]
Write = Callable[[Lowered, Fact], bool]


def filler(policy: PolicySet, as_of: int, entity: Entity, name: str, source: Source) -> Fill:
    """Return the function that writes `source` of a row of `entity` into a fact."""
    write = WRITERS[source.what](source, fields_of(name, source))
    if source.expr is not None:
        formula = Formula(policy, as_of, entity, source.expr)
        return lambda item, done, fact: write(formula(item, done)[0], fact)
    if source.ref is None:
        raise ValueError(f"{name} comes from nowhere")
    get = getter(policy, entity, source.ref, source.what == "absent")
    return lambda item, done, fact: write(get(item, done), fact)


def _write_yes(_source: Source, fields: tuple[str, ...]) -> Write:
    low, high = fields

    def write(value: Lowered, fact: Fact) -> bool:
        fact[low], fact[high] = int(value is True), int(value is not False)
        return value is not None

    return write


def _write_pair(_source: Source, fields: tuple[str, ...]) -> Write:
    low, high = fields

    def write(value: Lowered, fact: Fact) -> bool:
        ends = value if isinstance(value, tuple) else (INT64_MIN, INT64_MAX)
        fact[low], fact[high] = ends
        return ends[0] == ends[1]

    return write


def _write_code(_source: Source, fields: tuple[str, ...]) -> Write:
    low, high = fields

    def write(value: Lowered, fact: Fact) -> bool:
        if not isinstance(value, int):
            fact[low], fact[high] = -1, INT64_MAX
            return False
        fact[low] = fact[high] = value
        return True

    return write


def _write_text(_source: Source, fields: tuple[str, ...]) -> Write:
    text, unknown = fields

    def write(value: Lowered, fact: Fact) -> bool:
        known = isinstance(value, str)
        fact[text], fact[unknown] = str(value) if known else "", int(not known)
        return known

    return write


def _write_has(source: Source, fields: tuple[str, ...]) -> Write:
    (low, high), bit = fields, 1 << source.ordinal

    def write(value: Lowered, fact: Fact) -> bool:
        surely, possibly = value if isinstance(value, tuple) else (0, -1)
        fact[low], fact[high] = int(bool(surely & bit)), int(bool(possibly & bit))
        return fact[low] == fact[high]

    return write


def _write_size(_source: Source, fields: tuple[str, ...]) -> Write:
    low, high = fields

    def write(value: Lowered, fact: Fact) -> bool:
        surely, possibly = value if isinstance(value, tuple) else (0, INT64_MAX)
        fact[low], fact[high] = surely.bit_count(), possibly.bit_count()
        return fact[low] == fact[high]

    return write


def _write_absent(_source: Source, fields: tuple[str, ...]) -> Write:
    def write(value: Lowered, fact: Fact) -> bool:
        fact[fields[0]] = int(value is True)
        return True

    return write


WRITERS: Mapping[str, Callable[[Source, tuple[str, ...]], Write]] = {
    "pair": _write_pair,
    "yes": _write_yes,
    "outside": _write_yes,
    "code": _write_code,
    "text": _write_text,
    "has": _write_has,
    "size": _write_size,
    "absent": _write_absent,
}
