"""The weeks around National Day 2026, in which the synthetic insurer's latest business falls."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import chinese_calendar
import numpy as np

from authenticity_lab.synthetic.arrays import Days, Ints, weighted

FIRST_DAY = date(2026, 9, 24)
LAST_DAY = date(2026, 10, 10)
OPENING = np.datetime64("2015-01-05")
"""The oldest policy on the books."""
HOLIDAY_WEIGHT = 0.12
"""Counters are closed; banks' terminals and the web are not."""


@cache
def days() -> tuple[date, ...]:
    """Every calendar day of the season."""
    return tuple(FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1))


def list_date(day: date) -> date:
    """The run whose list holds what was keyed in on `day`: the first working day after it."""
    after = day + timedelta(1)
    while not chinese_calendar.is_workday(after):
        after += timedelta(1)
    return after


def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after a day."""
    for _ in range(count):
        day = list_date(day)
    return day


@cache
def list_dates() -> tuple[date, ...]:
    """Every run that has entries of the season, in order."""
    return tuple(sorted({list_date(day) for day in days()}))


def list_dates_of(updated: Days) -> Days:
    """The run of every last change; no date for the stock from before the season."""
    position = (updated.astype("datetime64[D]") - np.datetime64(FIRST_DAY)).astype(np.int64) + 1
    runs: Days = _runs()[np.maximum(position, 0)]
    return runs


@cache
def _runs() -> Days:
    return np.array([np.datetime64("NaT", "D"), *map(np.datetime64, map(list_date, days()))])


def draw_days(count: int, rng: np.random.Generator) -> Days:
    """Days of the season: full on working days, make-up Saturdays included, thin on holidays."""
    weights = [1.0 if chinese_calendar.is_workday(day) else HOLIDAY_WEIGHT for day in days()]
    drawn: Days = np.datetime64(FIRST_DAY) + weighted(rng, weights, count).astype("timedelta64[D]")
    return drawn


def draw_seconds(count: int, rng: np.random.Generator) -> Ints:
    """Seconds of the day: mostly office hours; a few at the very edges of the window."""
    seconds = (8.5 * 3600 + rng.normal(4.5, 2.2, count).clip(-3, 14) * 3600).astype(np.int64)
    edge = rng.random(count)
    seconds[edge < 0.001] = 0
    seconds[edge > 0.999] = 86_399
    return seconds
