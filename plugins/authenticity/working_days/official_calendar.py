"""Which days are worked in mainland China, by the State Council's yearly notice.

Three sources, the first that knows the day wins: `include/calendar_overrides.yaml` (what the
business has read in the notice itself), `chinesecalendar` (official, make-up workdays included,
2004 to the last year it ships), and `holidays` (statutory holidays and weekends only: an
unofficial guess, hence *provisional*).

The module is not called `calendar`, because the standard library's is.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from importlib import metadata
from pathlib import Path

import chinese_calendar
import holidays

from authenticity.errors import ConfigurationError
from authenticity.settings import INCLUDE
from authenticity.working_days.overrides import Overrides, read

OVERRIDES = INCLUDE / "calendar_overrides.yaml"

_LIBRARY_YEARS = range(min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year + 1)
_GUESSED_YEARS = range(1950, 2100)
"""The lunar holidays of `holidays` end here; outside, a day off is a weekend and nothing else."""

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class OfficialCalendar:
    """Working days, and how well they are known. Immutable; get the configured one by `load`."""

    overrides: Overrides

    @classmethod
    def load(cls, path: Path = OVERRIDES) -> OfficialCalendar:
        """The libraries plus the overrides file, read once per process and content.

        Raises `ConfigurationError` when the file cannot be used.
        """
        return _load(path, path.stat().st_mtime_ns if path.exists() else 0)

    @functools.cached_property
    def version(self) -> str:
        """Names all three sources; stored with every deadline, so that it can be explained."""
        digest = blake2b(self.overrides.canonical().encode(), digest_size=4).hexdigest()
        return (
            f"chinesecalendar-{_library_version('chinesecalendar')}"
            f"+holidays-{_library_version('holidays')}+overrides-{digest}"
        )

    @property
    def known_until(self) -> date:
        """The last day of the last officially published year that follows without a gap."""
        year = _LIBRARY_YEARS[-1]
        while year + 1 in self.overrides.published_years:
            year += 1
        return date(year, 12, 31)

    def is_provisional(self, day: date) -> bool:
        """Whether the year's notice is unknown here, so that the answer is a guess."""
        return not (
            day.year in _LIBRARY_YEARS
            or day.year in self.overrides.published_years
            or day in self.overrides.days
        )

    def is_working_day(self, day: date) -> bool:
        """Whether offices work that day, make-up workdays included."""
        chosen = self.overrides.days.get(day)
        if chosen is not None:
            return chosen
        if day.year in _LIBRARY_YEARS:
            return _is_official_workday(day)
        if day.year in self.overrides.published_years:
            return day.weekday() < _SATURDAY
        return day.weekday() < _SATURDAY and day not in _guessed_days_off(day.year)

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after `day`."""
        return self._step(day, _ONE_DAY)

    def previous_working_day(self, day: date) -> date:
        """The last working day strictly before `day`."""
        return self._step(day, -_ONE_DAY)

    def require_working_day(self, day: date) -> date:
        """`day`; a `ConfigurationError` that names the nearest ones when it is a day off."""
        if self.is_working_day(day):
            return day
        raise ConfigurationError(
            f"{day} is no working day, so no list is made on it; the working days around it are "
            f"{self.previous_working_day(day)} and {self.next_working_day(day)}"
        )

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which is itself day 0, worked or not.

        So "T + 1 working day" from a day off is the *first* working day after it. A negative
        count goes back; 0 gives `day` unchanged.
        """
        step = _ONE_DAY if count > 0 else -_ONE_DAY
        for _ in range(abs(count)):
            day = self._step(day, step)
        return day

    def working_days(self, first: date, last: date) -> list[date]:
        """Every working day from `first` to `last`, both included."""
        span = range((last - first).days + 1)
        return [day for n in span if self.is_working_day(day := first + n * _ONE_DAY)]

    def _step(self, day: date, step: timedelta) -> date:
        day += step
        while not self.is_working_day(day):
            day += step
        return day


@functools.cache
def _load(path: Path, _changed_at: int) -> OfficialCalendar:
    return OfficialCalendar(read(path))


@functools.cache
def _library_version(name: str) -> str:
    return metadata.version(name)


@functools.lru_cache(maxsize=10_000)
def _is_official_workday(day: date) -> bool:
    """Kept, because the library looks for its first and last year at every call."""
    return bool(chinese_calendar.is_workday(day))


@functools.cache
def _guessed_days_off(year: int) -> Mapping[date, object]:
    """Statutory holidays of a year without a notice; `holidays` guesses some days in lieu too."""
    return dict(holidays.country_holidays("CN", years=year)) if year in _GUESSED_YEARS else {}
