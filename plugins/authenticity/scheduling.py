"""The working-day timetables of the DAG files.

`WorkingDays`: a run a working day covers all days since the last one. `WorkingHours`: a run every
so many minutes while people work. `FirstWorkingDays`: a run on the first working day of a month or
a quarter.

The run of working day W is made at a fixed time of W and covers everything keyed in from the
previous working day 00:00 to W 00:00, local, holidays included. W is the list date, the *end*
of the interval (rulebook, "The clock").
"""

from __future__ import annotations

from abc import abstractmethod
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pendulum
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable

from authenticity.settings import LOCAL
from authenticity.working_days.official_calendar import OfficialCalendar

if TYPE_CHECKING:
    from airflow.utils.types import DagRunType

_ZONE = pendulum.timezone(LOCAL.key)

_MONTHS = {"month": 1, "quarter": 3}

_BESIDE_MIDNIGHT = pendulum.duration(microseconds=1)
"""Airflow makes no run at an instant that a run by hand has, and waits there for ever. People
choose midnight of a working day for its list; an interval that begins then is the next list's."""


class _LocalTimes(Timetable):
    """Run ids have the local time: the list of Monday is not made by a run of Sunday."""

    def generate_run_id(
        self,
        *,
        run_type: DagRunType,
        run_after: pendulum.DateTime,
        data_interval: DataInterval | None,
        **extra: Any,
    ) -> str:
        """Like `scheduled__2026-09-28T02:00:00+08:00`."""
        local = run_after.in_timezone(_ZONE)
        return super().generate_run_id(
            run_type=run_type, run_after=local, data_interval=data_interval, **extra
        )


class WorkingDays(_LocalTimes):
    """Working days of the official calendar, at the local time `at` ("HH:MM")."""

    description = "working days (China), for all that was keyed in since the last one"

    def __init__(self, at: str) -> None:
        self.at = at

    @property
    def summary(self) -> str:
        """What the list of DAGs shows."""
        return f"working days {self.at}"

    def serialize(self) -> dict[str, Any]:
        return {"at": self.at}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> WorkingDays:
        return cls(**data)

    def infer_manual_data_interval(self, *, run_after: pendulum.DateTime) -> DataInterval:
        """A run started by hand makes the list of its day, or of the last working day before."""
        day = run_after.in_timezone(_ZONE).date()
        calendar = OfficialCalendar.load()
        return _interval(
            day if calendar.is_working_day(day) else calendar.previous_working_day(day)
        )

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The first working day after the last run; without catch-up, none that has gone by."""
        calendar = OfficialCalendar.load()
        earliest = restriction.earliest
        if last_automated_data_interval is not None:
            last = last_automated_data_interval.end.in_timezone(_ZONE).date()
            day = calendar.next_working_day(last)
        elif earliest is None:
            return None
        else:
            day = self._first_from(earliest)
        if not restriction.catchup:
            day = max(day, self._latest_until(pendulum.now(_ZONE)))
        run_after = self._run_after(day)
        if restriction.latest is not None and run_after > restriction.latest:
            return None
        interval = _interval(day)
        return DagRunInfo(run_after=run_after, data_interval=interval)

    def _run_after(self, day: date) -> pendulum.DateTime:
        hour, minute = map(int, self.at.split(":"))
        return pendulum.datetime(day.year, day.month, day.day, hour, minute, tz=_ZONE)

    def _first_from(self, instant: pendulum.DateTime) -> date:
        calendar = OfficialCalendar.load()
        day: date = instant.in_timezone(_ZONE).date()
        while not calendar.is_working_day(day) or self._run_after(day) < instant:
            day = calendar.next_working_day(day)
        return day

    def _latest_until(self, instant: pendulum.DateTime) -> date:
        calendar = OfficialCalendar.load()
        day: date = instant.in_timezone(_ZONE).date()
        while not calendar.is_working_day(day) or self._run_after(day) > instant:
            day = calendar.previous_working_day(day)
        return day


class _Moments(_LocalTimes):
    """Runs that are of a moment and cover no interval; without catch-up, only the latest."""

    def infer_manual_data_interval(self, *, run_after: pendulum.DateTime) -> DataInterval:
        """A run started by hand is of its moment."""
        return DataInterval.exact(run_after)

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The first moment after the last run; without catch-up, none that has gone by."""
        if last_automated_data_interval is not None:
            at = self._after(last_automated_data_interval.end)
        elif restriction.earliest is None:
            return None
        else:
            at = self._after(restriction.earliest.subtract(microseconds=1))
        if not restriction.catchup:
            at = max(at, self._latest_until(pendulum.now(_ZONE)))
        if restriction.latest is not None and at > restriction.latest:
            return None
        return DagRunInfo.exact(at)

    @abstractmethod
    def _after(self, instant: pendulum.DateTime) -> pendulum.DateTime:
        """The first moment strictly after `instant`."""

    @abstractmethod
    def _latest_until(self, instant: pendulum.DateTime) -> pendulum.DateTime:
        """The last moment that is not after `instant`."""


class WorkingHours(_Moments):
    """Every so many minutes of a working day, from `first` to `last` ("HH:MM"), both included."""

    description = "working hours of working days (China)"

    def __init__(self, first: str, last: str, minutes: int) -> None:
        self.first, self.last, self.minutes = first, last, minutes

    @property
    def summary(self) -> str:
        """What the list of DAGs shows."""
        return f"working days {self.first}-{self.last}, every {self.minutes} minutes"

    def serialize(self) -> dict[str, Any]:
        return {"first": self.first, "last": self.last, "minutes": self.minutes}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> WorkingHours:
        return cls(**data)

    def _after(self, instant: pendulum.DateTime) -> pendulum.DateTime:
        """The first moment strictly after `instant`."""
        calendar = OfficialCalendar.load()
        day: date = instant.in_timezone(_ZONE).date()
        while True:
            later = [at for at in self._moments(calendar, day) if at > instant]
            if later:
                return later[0]
            day = calendar.next_working_day(day)

    def _latest_until(self, instant: pendulum.DateTime) -> pendulum.DateTime:
        calendar = OfficialCalendar.load()
        day: date = instant.in_timezone(_ZONE).date()
        while True:
            gone = [at for at in self._moments(calendar, day) if at <= instant]
            if gone:
                return gone[-1]
            day = calendar.previous_working_day(day)

    def _moments(self, calendar: OfficialCalendar, day: date) -> list[pendulum.DateTime]:
        """The moments of a day, in order; none of a day off."""
        if not calendar.is_working_day(day):
            return []
        first, last = (time.fromisoformat(text) for text in (self.first, self.last))
        at = pendulum.datetime(day.year, day.month, day.day, first.hour, first.minute, tz=_ZONE)
        end = at.replace(hour=last.hour, minute=last.minute)
        moments = []
        while at <= end:
            moments.append(at)
            at = at.add(minutes=self.minutes)
        return moments


def _interval(day: date) -> DataInterval:
    start = OfficialCalendar.load().previous_working_day(day)
    return DataInterval(
        pendulum.datetime(start.year, start.month, start.day, tz=_ZONE) + _BESIDE_MIDNIGHT,
        pendulum.datetime(day.year, day.month, day.day, tz=_ZONE),
    )


class FirstWorkingDays(_Moments):
    """The first working day of every quarter, or every month, at the local time `at` ("HH:MM")."""

    description = "first working day (China) of a quarter or a month"

    def __init__(self, of: str, at: str) -> None:
        self.of, self.at = of, at

    @property
    def summary(self) -> str:
        """What the list of DAGs shows."""
        return f"first working day of the {self.of} {self.at}"

    def serialize(self) -> dict[str, Any]:
        return {"of": self.of, "at": self.at}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> FirstWorkingDays:
        return cls(**data)

    def _latest_until(self, instant: pendulum.DateTime) -> pendulum.DateTime:
        at = self._after(instant.subtract(months=2 * _MONTHS[self.of]))
        while (following := self._after(at)) <= instant:
            at = following
        return at

    def _after(self, instant: pendulum.DateTime) -> pendulum.DateTime:
        """The first moment strictly after `instant`."""
        months = _MONTHS[self.of]
        local = instant.in_timezone(_ZONE)
        first = date(local.year, local.month - (local.month - 1) % months, 1)
        while (at := self._moment(first)) <= instant:
            month = first.month - 1 + months
            first = date(first.year + month // 12, month % 12 + 1, 1)
        return at

    def _moment(self, first: date) -> pendulum.DateTime:
        calendar = OfficialCalendar.load()
        day = first if calendar.is_working_day(first) else calendar.next_working_day(first)
        hour, minute = map(int, self.at.split(":"))
        return pendulum.datetime(day.year, day.month, day.day, hour, minute, tz=_ZONE)
