"""The calendar against the notice of the State Council and a day-by-day oracle."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authenticity.errors import ConfigurationError
from authenticity.working_days.official_calendar import OVERRIDES, OfficialCalendar

CALENDAR = OfficialCalendar.load(OVERRIDES)
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def overridden(folder: Path, text: str) -> OfficialCalendar:
    file = folder / "calendar_overrides.yaml"
    file.write_text(text, encoding="utf-8")
    return OfficialCalendar.load(file)


def worked_by_oracle(day: date) -> bool:
    return day in chinese_calendar.workdays or (
        day.weekday() < 5 and day not in chinese_calendar.holidays
    )


def test_every_published_day_agrees_with_the_notice() -> None:
    assert [d for d in DAYS if CALENDAR.is_working_day(d) != worked_by_oracle(d)] == []
    assert not any(CALENDAR.is_provisional(day) for day in DAYS)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 20), True),  # a Sunday made up for
        (date(2026, 10, 10), True),  # a Saturday made up for
        (date(2026, 9, 25), False),  # mid-autumn
        *((date(2026, 10, n), False) for n in range(1, 8)),
        (date(2026, 10, 8), True),
    ],
)
def test_autumn_of_2026_is_worked_as_published(day: date, worked: bool) -> None:
    assert CALENDAR.is_working_day(day) is worked


def test_next_and_previous_skip_exactly_the_days_off() -> None:
    worked = [day for day in DAYS if worked_by_oracle(day)]
    for before, after in pairwise(worked):
        between = [before + timedelta(days=n) for n in range((after - before).days + 1)]
        assert {CALENDAR.next_working_day(day) for day in between[:-1]} == {after}
        assert {CALENDAR.previous_working_day(day) for day in between[1:]} == {before}


@settings(deadline=None)  # a busy machine is no failure
@given(st.dates(date(2004, 6, 1), date(2026, 6, 1)), st.integers(0, 30))
def test_adding_working_days_counts_the_worked_days_after_the_start(day: date, count: int) -> None:
    end = CALENDAR.add_working_days(day, count)
    passed = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(worked_by_oracle, passed)) == count
    assert count == 0 or worked_by_oracle(end)


@settings(deadline=None)  # a busy machine is no failure
@given(st.dates(date(2004, 6, 1), date(2026, 6, 1)), st.integers(1, 30))
def test_going_back_undoes_going_on_from_a_working_day(day: date, count: int) -> None:
    start = CALENDAR.next_working_day(day)
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, count), -count) == start


def test_one_working_day_after_a_day_off_is_the_first_working_day() -> None:
    assert CALENDAR.add_working_days(date(2026, 10, 3), 1) == date(2026, 10, 8)


def test_a_span_lists_its_working_days_with_both_ends() -> None:
    assert CALENDAR.working_days(date(2026, 9, 24), date(2026, 9, 28)) == [
        date(2026, 9, 24),
        date(2026, 9, 28),
    ]


def test_an_unpublished_year_is_a_provisional_guess_with_statutory_holidays() -> None:
    assert CALENDAR.known_until == LAST
    assert CALENDAR.is_provisional(date(2027, 1, 4))
    assert not CALENDAR.is_working_day(date(2027, 1, 1))
    assert CALENDAR.is_working_day(date(2027, 1, 4))
    assert not CALENDAR.is_working_day(date(2027, 1, 9))
    assert CALENDAR.is_working_day(date(2150, 6, 1))


def test_an_override_wins_over_the_library_and_over_the_guess(tmp_path: Path) -> None:
    calendar = overridden(
        tmp_path,
        "days:\n- {date: 2026-11-23, kind: holiday, source: notice}\n"
        "- {date: 2027-02-06, kind: workday, source: notice}\n",
    )
    assert not calendar.is_working_day(date(2026, 11, 23))
    assert calendar.is_working_day(date(2027, 2, 6))
    assert not calendar.is_provisional(date(2027, 2, 6))
    assert calendar.is_provisional(date(2027, 2, 7))


def test_a_year_published_in_the_file_is_official_and_needs_no_guess(tmp_path: Path) -> None:
    calendar = overridden(
        tmp_path,
        "published_years: [2027]\ndays:\n- {date: 2027-01-01, kind: holiday, source: notice}\n",
    )
    assert calendar.known_until == date(2027, 12, 31)
    assert not calendar.is_provisional(date(2027, 5, 4))
    assert calendar.is_working_day(date(2027, 5, 4))  # the guess would call it off
    assert not calendar.is_working_day(date(2027, 1, 1))


def test_the_version_changes_with_the_meaning_of_the_overrides_only(tmp_path: Path) -> None:
    entry = "- {date: 2026-11-23, kind: holiday, source: %s}\n"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "c").mkdir()
    one = overridden(tmp_path / "a", "days:\n" + entry % "notice")
    same = overridden(tmp_path / "b", "# a comment\ndays:\n" + entry % "the notice")
    other = overridden(tmp_path / "c", "days: []\n")
    assert one.version == same.version != other.version
    assert "chinesecalendar-1" in one.version


@pytest.mark.parametrize(
    "text",
    [
        "days: [",
        "- 1",
        "days: {}\npublished_years: 2027",
        "days:\n- {date: soon, kind: holiday, source: x}",
        "days:\n- {date: 2027-01-01 10:00:00, kind: holiday, source: x}",
        "days:\n- {date: 2027-01-01, kind: half, source: x}",
        "days:\n- {date: 2027-01-01, kind: holiday}",
        "days:\n- {date: 2027-01-01, kind: holiday, source: x}\n"
        "- {date: 2027-01-01, kind: workday, source: x}",
        "published_years: ['2027']",
    ],
)
def test_an_unusable_overrides_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"calendar_overrides\.yaml"):
        overridden(tmp_path, text)


def test_a_missing_overrides_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        OfficialCalendar.load(tmp_path / "nothing.yaml")
