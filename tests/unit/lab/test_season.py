"""The list date of an entry is the first working day after it."""

from __future__ import annotations

from datetime import date

import pytest

from authenticity_lab.synthetic import season

RUNS = {
    "2026-09-24": "2026-09-28",  # Mid-Autumn falls between
    "2026-09-26": "2026-09-28",
    "2026-09-30": "2026-10-08",  # National Day
    "2026-10-07": "2026-10-08",
    "2026-10-09": "2026-10-10",  # a Saturday worked to make up for it
    "2026-10-10": "2026-10-12",
    "2026-09-19": "2026-09-20",  # a Sunday worked
}


@pytest.mark.parametrize("entered", RUNS)
def test_entries_are_listed_on_the_first_working_day_after(entered):
    assert str(season.list_date(date.fromisoformat(entered))) == RUNS[entered]


def test_the_season_has_seven_runs():
    assert [str(day)[5:] for day in season.list_dates()] == [
        "09-28", "09-29", "09-30", "10-08", "10-09", "10-10", "10-12",
    ]  # fmt: skip
