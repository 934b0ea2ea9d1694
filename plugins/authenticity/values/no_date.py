"""One notion of no date: a day that a system wrote for none, or that cannot be one of its field.

Source: include/no_date.yaml, where each has its reason. Birth dates are another matter: people are
born on 1970-01-01. Nor does it ask the end of a term, which may lie as far ahead as 9999-12-31.

>>> [known(date.fromisoformat(day)) for day in ("1900-01-01", "1970-01-01", "9999-12-31")]
[None, None, datetime.date(9999, 12, 31)]
>>> known(date(2026, 9, 30), latest=date(2026, 9, 28)), known(date(1949, 10, 2))
(None, datetime.date(1949, 10, 2))
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

import numpy as np

from authenticity import config
from authenticity.settings import INCLUDE
from authenticity.values.text import Days

_NONE = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class NoDates:
    """`include/no_date.yaml`."""

    earliest: date
    seller_from_years: int
    days: config.Listed

    @cached_property
    def sentinels(self) -> tuple[date, ...]:
        return tuple(date.fromisoformat(entry.value) for entry in self.days)


@cache
def no_dates() -> NoDates:
    """The days as the business keeps them."""
    return config.load(INCLUDE / "no_date.yaml", NoDates)


def known(day: date | None, latest: date | None = None) -> date | None:
    """The day, or None where it stands for none or lies after `latest`."""
    if day is None or day < no_dates().earliest or day in no_dates().sentinels:
        return None
    return None if latest is not None and day > latest else day


def receipt(signed: date | None, issued: date | None, latest: date) -> date | None:
    """The day on which a policy's receipt was signed; a year before its issue there was none."""
    day, issue = known(signed, latest), known(issued, latest)
    if day is None or issue is None:
        return day
    return day if day >= _year_before(issue) else None


def _year_before(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def known_days(days: Days, latest: Days | np.datetime64 | None = None) -> Days:
    """`known` over a column of days; NaT stands for none."""
    sentinels = np.array(no_dates().sentinels, "M8[D]")
    kept = (days >= np.datetime64(no_dates().earliest)) & ~np.isin(days, sentinels)
    if latest is not None:
        kept &= days <= latest
    return np.where(kept, days, _NONE)
