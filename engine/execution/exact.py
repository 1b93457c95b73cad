"""Values as records hold them: ids, never ordinals; decimals and dates as exact text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engine.execution.subjects import Lowered, day_of
from engine.language.types import Domain, Kind, Scalar, Type

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def exact_scalar(value: Scalar, type: Type, domains: Mapping[str, Domain]) -> Json:
    """Return one lowered value as it is stored and exchanged.

    >>> exact_scalar(150, Type(Kind.DECIMAL, digits=2), {})
    '1.50'
    """
    if type.kind in (Kind.SCALE, Kind.CODE):
        return member_id(value, type, domains)
    if type.kind is Kind.DECIMAL:
        return str(Decimal(int(value)).scaleb(-type.digits))
    if type.kind is Kind.DATE:
        return day_of(int(value)).isoformat()
    return value


def exact(value: Lowered, type: Type, domains: Mapping[str, Domain]) -> Json:
    """Return a lowered value as it is stored: null where unknown, a range where bounded.

    >>> exact((2, 9), Type(Kind.INT), {})
    {'from': 2, 'to': 9}
    """
    if type.kind is Kind.SET and isinstance(value, tuple):
        return _codes(value[0], value[1], domains[type.domain])
    if isinstance(value, tuple):
        low, high = (exact_scalar(end, type, domains) for end in value)
        return low if low == high else {"from": low, "to": high}
    return None if value is None else exact_scalar(value, type, domains)


def member_id(value: Scalar, type: Type, domains: Mapping[str, Domain]) -> str:
    """Return the id of the member with this ordinal; a text without a domain is its own."""
    domain = domains.get(type.domain)
    return domain.ids[value] if domain and isinstance(value, int) else str(value)


def _codes(surely: int, possibly: int, domain: Domain) -> Json:
    sure: list[Json] = [code for n, code in enumerate(domain.ids) if surely >> n & 1]
    maybe: list[Json] = [code for n, code in enumerate(domain.ids) if possibly >> n & 1]
    return sure if surely == possibly else {"surely": sure, "possibly": maybe}
