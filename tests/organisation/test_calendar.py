"""Working days follow the yearly notices, and a year without one is never guessed."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import (
    Calendar,
    Calendars,
    YearUnknown,
    add_days,
    add_months,
    last_day_of_month,
)
from engine.catalogue.calendars import UNKNOWN_YEAR
from engine.policy.organisation import read_organisation
from engine.problems import Place
from tests.organisation.conftest import ROOT

CALENDARS = read_organisation(ROOT / "policies" / "yunnan", None)[0].calendars
NATIONAL = CALENDARS.national
DAYS = st.dates(date(2019, 2, 1), date(2026, 11, 30))

# Every exception as a list of single days, from `chinesecalendar` 1.11.0 (MIT).
LISTED = list(
    csv.DictReader(
        (Path(__file__).parent / "workday_exceptions.csv").read_text("utf-8").splitlines()
    )
)


def test_all_years_are_there_and_nothing_is_wrong_with_them() -> None:
    _, problems = read_organisation(ROOT / "policies" / "yunnan", None)
    assert [p for p in problems if "calendar" in p.place.file] == []
    assert NATIONAL.years == set(range(2019, 2027))


@pytest.mark.parametrize(("day", "working", "what"), [
    ("2020-02-29", False, "a Saturday"),
    ("2020-03-31", True, "the day the plans of 2020 were due, a Tuesday"),
    ("2020-01-31", False, "the Spring Festival as it was prolonged"),
    ("2020-01-19", True, "a Sunday worked for the Spring Festival"),
    ("2021-02-28", False, "a Sunday"),
    ("2022-02-28", True, "a Monday"),
    ("2023-02-28", True, "a Tuesday"),
    ("2024-02-29", True, "a Thursday"),
    ("2025-02-28", True, "a Friday"),
    ("2026-02-28", True, "a Saturday, but a make-up workday"),
    ("2026-03-01", False, "a Sunday"),
    ("2025-10-06", False, "Mid-autumn inside the National Day holiday"),
    ("2023-12-30", False, "a Saturday that belongs to the notice of 2024"),
])  # fmt: skip
def test_spot_days(day: str, working: bool, what: str) -> None:
    assert NATIONAL.is_working_day(date.fromisoformat(day)) is working, what


def test_what_is_no_exception_follows_its_weekday() -> None:
    day = date(2019, 1, 1)
    while day <= date(2026, 12, 31):
        if day not in NATIONAL.exceptions:
            assert NATIONAL.is_working_day(day) is (day.weekday() < 5)
        day += timedelta(days=1)


def test_the_files_hold_exactly_the_days_that_were_listed() -> None:
    listed = {e["date"]: (e["kind"] == "makeup_workday", e["name_en"]) for e in LISTED}
    found = {e.day.isoformat(): (e.working, e.name.en) for e in NATIONAL.exceptions.values()}
    assert found == listed


@pytest.mark.parametrize(("start", "days", "end"), [
    ("2026-02-13", 1, "2026-02-14"),   # the Saturday before the Spring Festival is worked
    ("2026-02-13", 2, "2026-02-24"),   # and the ten days after it are not
    ("2026-02-27", 1, "2026-02-28"),
    ("2026-02-27", 2, "2026-03-02"),
    ("2026-09-30", 1, "2026-10-08"),
    ("2026-10-08", -1, "2026-09-30"),
    ("2026-03-01", 0, "2026-03-01"),
    ("2022-12-30", 1, "2023-01-03"),   # across New Year
])  # fmt: skip
def test_adding_working_days(start: str, days: int, end: str) -> None:
    found = NATIONAL.add_working_days(date.fromisoformat(start), days)
    assert found == date.fromisoformat(end)


def test_the_working_day_on_or_after_a_day() -> None:
    assert NATIONAL.on_or_after(date(2021, 2, 28)) == date(2021, 3, 1)
    assert NATIONAL.on_or_after(date(2026, 2, 28)) == date(2026, 2, 28)


@given(DAYS, st.integers(1, 15))
def test_adding_and_counting_agree(start: date, days: int) -> None:
    end = NATIONAL.add_working_days(start, days)
    assert NATIONAL.is_working_day(end)
    assert NATIONAL.working_days_after(start, end) == days
    assert NATIONAL.add_working_days(end, -days) <= start


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2027, 1, 4)])
def test_a_year_without_a_table_is_refused(day: date) -> None:
    with pytest.raises(YearUnknown) as raised:
        NATIONAL.is_working_day(day)
    assert raised.value.year == day.year
    problem = UNKNOWN_YEAR.at(Place("calendar"), year=raised.value.year)
    assert str(day.year) in problem.message.zh


def test_counting_that_runs_past_the_table_is_refused_not_guessed() -> None:
    assert NATIONAL.add_working_days(date(2026, 12, 30), 1) == date(2026, 12, 31)
    with pytest.raises(YearUnknown):
        NATIONAL.add_working_days(date(2026, 12, 31), 1)
    with pytest.raises(YearUnknown):
        Calendar().on_or_after(date(2026, 1, 1))


@pytest.mark.parametrize(("year", "month", "last"), [
    (2020, 2, 29), (2021, 2, 28), (2100, 2, 28), (2026, 3, 31), (2026, 4, 30), (2026, 12, 31),
])  # fmt: skip
def test_the_last_day_of_a_month(year: int, month: int, last: int) -> None:
    assert last_day_of_month(year, month) == date(year, month, last)


@pytest.mark.parametrize(("start", "months", "end"), [
    ("2026-01-31", 1, "2026-02-28"),
    ("2024-01-31", 1, "2024-02-29"),
    ("2026-05-31", -1, "2026-04-30"),
    ("2026-11-30", 3, "2027-02-28"),
    ("2026-12-15", 1, "2027-01-15"),
])  # fmt: skip
def test_months_end_on_the_corresponding_day_or_the_last(start: str, months: int, end: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(end)


def test_the_first_day_is_not_counted() -> None:
    assert add_days(date(2026, 4, 15), 15) == date(2026, 4, 30)


def test_local_days_hold_only_where_they_were_made() -> None:
    found = read_organisation(Path(__file__).parent / "small", None)[0].calendars
    fish, mill = date(2026, 5, 6), date(2026, 5, 7)
    assert not found.national.is_working_day(fish)
    assert found.national.is_working_day(mill)
    assert not found.at(("1000", "1100", "1101")).is_working_day(mill)
    assert not found.at(("1000", "1100", "1101")).is_working_day(fish)
    assert found.at(("1000", "1100", "1102")).is_working_day(mill)


def test_a_layer_does_not_make_a_year_known() -> None:
    found = read_organisation(Path(__file__).parent / "small", None)[0].calendars
    only_local = Calendars(Calendar(), found.local)
    with pytest.raises(YearUnknown):
        only_local.at(("1101",)).is_working_day(date(2026, 5, 7))
