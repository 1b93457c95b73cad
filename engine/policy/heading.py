"""Read policy.yaml: the dates, the time zone, the authority."""

from __future__ import annotations

from datetime import date

from engine.catalogue import policy as codes
from engine.catalogue.maps import MAP_MISSING
from engine.policy.draft import Draft, Part
from engine.policy.map_model import DivisionMap
from engine.problems import did_you_mean


def read_heading(draft: Draft) -> None:
    """Check what policy.yaml says of the set as a whole, and keep its dates."""
    policy = draft.policy
    if policy is None:
        return
    _read_effective(draft, policy)
    _check_timezone(draft, policy)


def _read_effective(draft: Draft, policy: Part) -> None:
    part = policy.get("effective")
    if part is None:
        return
    start, until = (day_of(part.text(word)) for word in ("from", "until"))
    end = part.get("until")
    if start and until and end and until <= start:
        draft.report(codes.UNTIL_BEFORE_FROM.at(end.place, start=start, until=until))
    draft.effective = (start or date.min, until)


def day_of(text: str) -> date | None:
    """Return the day that `text` writes as year-month-day, or None.

    >>> day_of("2020-03-01"), day_of("20200301"), day_of("2020-02-30")
    (datetime.date(2020, 3, 1), None, None)
    """
    try:
        return date.fromisoformat(text) if len(text) == 10 and text[4] == "-" else None
    except ValueError:
        return None


def _check_timezone(draft: Draft, policy: Part) -> None:
    part = policy.get("timezone")
    if part is None or not isinstance(part.value, str):
        return
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        ZoneInfo(part.value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = did_you_mean(part.value, available_timezones())
        draft.report(codes.TIMEZONE.at(part.place, near, name=part.value))


def check_authority(draft: Draft) -> None:
    """Check that the issuing authority is one of the divisions, where there are any."""
    authority = draft.policy.get("authority") if draft.policy else None
    part = authority.get("code") if authority else None
    if part is None or not isinstance(part.value, str) or not draft.divisions:
        return
    if part.value not in draft.divisions:
        draft.report(codes.AUTHORITY.at(part.place, code=part.value))


def read_map(draft: Draft) -> None:
    """Keep the map that reports are drawn on, where policy.yaml names one."""
    hierarchy = draft.policy.get("hierarchy") if draft.policy else None
    part = hierarchy.get("map") if hierarchy else None
    file = part.get("file") if part else None
    if part is None or file is None or not isinstance(file.value, str):
        return
    path = draft.home / file.value
    if not path.is_file():
        draft.report(MAP_MISSING.at(file.place, file=file.value))
        return
    draft.map = DivisionMap(str(path), path.read_bytes(), part.label("note"))
