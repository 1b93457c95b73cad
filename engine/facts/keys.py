"""Keys as text: the parts that tell one row from another, whatever their type."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from engine.facts.model import Fact, Key
from engine.facts.normalising import EPOCH
from engine.language.types import Kind
from engine.policy.model import Field, PolicySet


def key_text(value: Fact) -> str | None:
    """Return a key part as text; None stays None.

    >>> key_text(3), key_text(True), key_text(None)
    ('3', 'true', None)
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def usual_part(policy: PolicySet, of: Field) -> str | None:
    """Return the key part that stands where nothing is written, from `missing: V`, or None."""
    value = of.missing.value
    if of.missing.kind != "value" or value is None or isinstance(value, tuple):
        return None
    kind = of.type.kind
    if kind in (Kind.CODE, Kind.SCALE) and isinstance(value, int):
        return policy.domains[of.type.domain].ids[value]
    if kind is Kind.DATE and isinstance(value, int):
        return (EPOCH + timedelta(days=value)).isoformat()
    if kind is Kind.DECIMAL and isinstance(value, int):
        return str(Decimal(value).scaleb(-of.type.digits))
    return key_text(value)


def show_key(key: Key) -> str:
    """Return a key as messages show it.

    >>> show_key(("91350100M000100Y43", "1"))
    '91350100M000100Y43/1'
    """
    return "/".join(key)
