"""The clock of rulebook §2, one sentence a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authenticity.errors import ConfigurationError
from authenticity.working_days.conventions import FILE, Conventions
from authenticity.working_days.deadlines import (
    Deadlines,
    PolicyClock,
    compute,
    end_of_day_utc,
    local_day,
)
from authenticity.working_days.official_calendar import OVERRIDES, OfficialCalendar

CALENDAR = OfficialCalendar.load(OVERRIDES)
CONVENTIONS = Conventions.load(FILE)
MONDAY = date(2026, 9, 14)
LONG = PolicyClock(receipt_signed_on=date(2026, 9, 10), cooling_off_days=15, term_months=240)


def deadlines(clock: PolicyClock, day: date = MONDAY, **settings: int) -> Deadlines:
    return compute(clock, day, CALENDAR, replace(CONVENTIONS, **settings))


def test_the_signing_day_counts_so_the_end_is_receipt_plus_length_less_one() -> None:
    assert deadlines(LONG).cooling_off_ends_on == date(2026, 9, 24)


def test_the_later_convention_ends_a_day_later() -> None:
    ends = deadlines(LONG, signing_day_counts=False).cooling_off_ends_on
    assert ends == date(2026, 9, 25)


def test_an_end_on_a_holiday_is_not_moved() -> None:
    clock = replace(LONG, receipt_signed_on=date(2026, 9, 11))
    assert deadlines(clock).cooling_off_ends_on == date(2026, 9, 25)  # mid-autumn


def test_investigation_is_due_on_the_third_working_day_after_dispatch() -> None:
    assert deadlines(LONG).investigation_due_on == date(2026, 9, 17)
    over_the_holidays = deadlines(LONG, date(2026, 9, 29)).investigation_due_on
    assert over_the_holidays == date(2026, 10, 9)


def test_the_investigation_is_the_basis_when_it_comes_first() -> None:
    found = deadlines(LONG)
    assert (found.due_on, found.due_basis) == (date(2026, 9, 17), "investigation")
    assert not found.in_conflict


def test_an_earlier_cooling_off_end_is_due_and_a_conflict() -> None:
    found = deadlines(replace(LONG, receipt_signed_on=date(2026, 9, 6), cooling_off_days=10))
    assert (found.due_on, found.due_basis) == (date(2026, 9, 15), "cooling_off")
    assert found.in_conflict


def test_an_end_on_the_investigation_day_itself_is_no_conflict() -> None:
    found = deadlines(replace(LONG, receipt_signed_on=date(2026, 9, 8), cooling_off_days=10))
    assert found.cooling_off_ends_on == found.due_on == date(2026, 9, 17)
    assert (found.due_basis, found.in_conflict) == ("investigation", False)


def test_a_callback_planned_before_the_end_is_due_first() -> None:
    clock = replace(LONG, receipt_signed_on=date(2026, 9, 6), cooling_off_days=12)
    found = deadlines(clock, callback_days_before_end=2)
    assert found.callback_due_on == found.due_on == date(2026, 9, 15)
    assert (found.due_basis, found.in_conflict) == ("callback", True)


def test_without_a_receipt_the_cooling_off_clock_has_not_started() -> None:
    found = deadlines(replace(LONG, receipt_signed_on=None))
    assert (found.cooling_off_ends_on, found.callback_due_on) == (None, None)
    assert found.due_basis == "investigation"
    assert not found.fallback_used


@pytest.mark.parametrize(("term", "has_callback"), [(12, False), (13, True), (None, True)])
def test_only_terms_above_one_year_have_a_callback(term: int | None, has_callback: bool) -> None:
    assert (deadlines(replace(LONG, term_months=term)).callback_due_on is not None) is has_callback


def test_a_callback_that_was_made_is_not_due_again() -> None:
    assert deadlines(replace(LONG, callback_done_on=date(2026, 9, 12))).callback_due_on is None


@pytest.mark.parametrize("length", [None, -5, 4000, 10**12])
def test_an_unknown_length_falls_back_to_fifteen_days_and_says_so(length: int | None) -> None:
    found = deadlines(replace(LONG, cooling_off_days=length))
    assert found.cooling_off_ends_on == date(2026, 9, 24)
    assert found.fallback_used


def test_a_contract_without_a_cooling_off_period_has_no_end() -> None:
    found = deadlines(replace(LONG, cooling_off_days=0))
    assert (found.cooling_off_ends_on, found.fallback_used) == (None, False)


def test_a_period_that_was_over_before_the_list_is_told_but_never_due() -> None:
    found = deadlines(replace(LONG, receipt_signed_on=date(2024, 3, 1)))
    assert found.cooling_off_ends_on == date(2024, 3, 15)
    assert (found.due_basis, found.in_conflict) == ("investigation", False)


def test_a_period_that_ends_between_list_and_dispatch_stays_due() -> None:
    clock = replace(LONG, receipt_signed_on=date(2026, 9, 6), cooling_off_days=10)
    found = compute(clock, date(2026, 9, 17), CALENDAR, CONVENTIONS, list_date=MONDAY)
    assert (found.due_on, found.due_basis) == (date(2026, 9, 15), "cooling_off")


@pytest.mark.parametrize(
    ("entered_on", "is_missed"),
    [
        (date(2026, 2, 14), True),
        (date(2026, 2, 22), True),
        (date(2026, 2, 23), True),  # keyed in on the last day itself
        (date(2025, 6, 1), True),  # brought by a call of these days
        (date(2026, 2, 24), False),
    ],
)
def test_an_end_between_entry_and_list_is_a_conflict_and_due(entered_on, is_missed) -> None:
    """Over Spring Festival the list of 24 February holds what was keyed in since the 14th."""
    clock = replace(LONG, receipt_signed_on=date(2026, 2, 14), cooling_off_days=10)
    day = date(2026, 2, 24)
    found = compute(clock, day, CALENDAR, CONVENTIONS, entered_on=entered_on)
    assert found.cooling_off_ends_on == date(2026, 2, 23)
    assert (found.in_conflict, found.due_on == date(2026, 2, 23)) == (is_missed, is_missed)


def test_an_end_before_the_days_of_the_list_is_over_however_old_the_entry() -> None:
    clock = replace(LONG, receipt_signed_on=date(2026, 2, 1), cooling_off_days=10)
    day = date(2026, 2, 24)
    found = compute(clock, day, CALENDAR, CONVENTIONS, entered_on=date(2026, 2, 1))
    assert (found.due_basis, found.in_conflict) == ("investigation", False)


def test_a_deadline_that_crosses_into_an_unpublished_year_is_provisional() -> None:
    assert not deadlines(LONG, date(2026, 12, 28)).provisional
    assert deadlines(LONG, date(2026, 12, 29)).provisional


def test_a_receipt_keyed_at_the_end_of_time_breaks_nothing() -> None:
    found = deadlines(replace(LONG, receipt_signed_on=date.max))
    assert found.cooling_off_ends_on == date.max


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.dates(date(2026, 1, 1), date(2026, 11, 30)),
    st.integers(-40, 10),
    st.integers(1, 60),
    st.sampled_from([None, 12, 240]),
)
def test_due_is_the_earliest_date_that_is_not_over(
    day: date, signed: int, length: int, term: int | None
) -> None:
    found = deadlines(PolicyClock(day + timedelta(days=signed), length, term), day)
    dates = (found.investigation_due_on, found.cooling_off_ends_on, found.callback_due_on)
    assert found.due_on == min(each for each in dates if each is not None and each >= day)
    assert found.in_conflict == (found.due_on < found.investigation_due_on)


def test_ten_day_products_conflict_on_some_start_dates_of_the_year() -> None:
    conflicts = 0
    for number in range(365):
        signed = date(2026, 1, 1) + timedelta(days=number)
        list_date = CALENDAR.next_working_day(signed)
        if CALENDAR.is_provisional(list_date):
            continue
        conflicts += deadlines(PolicyClock(signed, 10, 240), list_date).in_conflict
    assert 5 <= conflicts <= 30


def test_a_day_ends_at_its_last_second_in_shanghai() -> None:
    instant = end_of_day_utc(date(2026, 9, 24))
    assert instant == datetime(2026, 9, 24, 15, 59, 59, tzinfo=UTC)
    assert local_day(instant) == date(2026, 9, 24)
    assert local_day(instant + timedelta(seconds=1)) == date(2026, 9, 25)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fallback_days", "{value: 0, reason: x}"),
        ("fallback_days", "{value: 15}"),
        ("fallback_days", "{value: true, reason: x}"),
        ("signing_day_counts", "{value: 1, reason: x}"),
        ("investigation_working_days", "{value: soon, reason: x}"),
    ],
)
def test_an_unusable_setting_is_refused_by_name(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / "deadlines.yaml"
    good = dict.fromkeys(vars(CONVENTIONS), "{value: 3, reason: x}")
    good["signing_day_counts"] = "{value: true, reason: x}"
    file.write_text("\n".join(f"{k}: {v}" for k, v in good.items()), encoding="utf-8")
    assert Conventions.load(file).fallback_days == 3
    good[name] = text
    file.write_text("\n".join(f"{k}: {v}" for k, v in good.items()), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=name):
        Conventions.load(file)


def test_a_missing_or_unknown_setting_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "deadlines.yaml"
    file.write_text("fallback_days: {value: 3, reason: x}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="`investigation_working_days` is missing"):
        Conventions.load(file)
