"""How many working days one list may take, and what a person is told when there are more."""

from __future__ import annotations

from datetime import date

import pytest

from authenticity.core_system.selection import Window
from authenticity.errors import ConfigurationError, LakeError
from authenticity.pull import feed_limits
from authenticity.pull.window import date_named, require_no_backlog

LONGEST = feed_limits.load().longest_window


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 9, 21), date(2026, 9, 22)),  # the day after
        (date(2026, 9, 21), date(2026, 9, 24)),  # two days of outage
        (date(2026, 9, 30), date(2026, 10, 8)),  # National Day: no working day lacks a list
    ],
)
def test_a_list_takes_the_days_of_a_short_outage_and_any_holiday(start: date, end: date) -> None:
    require_no_backlog(Window(start, end), LONGEST)


def test_a_longer_backlog_is_refused_with_its_days_and_the_commands() -> None:
    with pytest.raises(LakeError) as refused:
        require_no_backlog(Window(date(2026, 9, 28), date(2026, 11, 27)), LONGEST)
    text = str(refused.value)
    assert "39 working days before 2026-11-27 have no list (2026-09-29 to 2026-11-26)" in text
    assert "make run FROM=2026-09-29 DATE=2026-11-27" in text
    assert "make run DATE=2026-11-27 ONE_LIST=1" in text


def test_the_limit_counts_the_day_of_the_list_itself() -> None:
    window = Window(date(2026, 9, 21), date(2026, 9, 24))  # 22nd, 23rd and 24th
    require_no_backlog(window, 3)
    with pytest.raises(LakeError, match="2 working days before 2026-09-24 have no list"):
        require_no_backlog(window, 2)


def test_a_date_that_somebody_picks_is_a_working_day() -> None:
    assert date_named("2026-09-28") == date(2026, 9, 28)
    assert date_named("2026-10-10") == date(2026, 10, 10), "a Saturday that is worked"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-10-01", "no working day.* 2026-09-30 and 2026-10-08"),
        ("1/10/2026", "is no date; write it like 2026-09-28"),
    ],
)
def test_another_date_is_refused_with_what_to_write(text: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        date_named(text)
