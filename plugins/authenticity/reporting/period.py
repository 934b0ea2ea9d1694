"""Which list dates make up a quarter or a month, and which working days the ledger lacks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from sqlalchemy import Connection, select

from authenticity.dag_names import DAILY_SCREENING
from authenticity.errors import ReportError
from authenticity.ledger import runs
from authenticity.settings import LOCAL
from authenticity.store.tables import RunRow
from authenticity.working_days.deadlines import end_of_day_utc
from authenticity.working_days.official_calendar import OfficialCalendar

_NAMED = 10
"""Days that a refusal names one by one; of more it gives the number."""


class Span(Protocol):
    """Days of the calendar under one name: a quarter, or a month."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...


@dataclass(frozen=True)
class Period:
    """A span as the ledger has it: released list dates, and working days without one.

    `as_of`: the last day of the span, or of a partial one whose end is not there, its last
    released list date. Ages are taken on it, and what came due by its end counts as due.
    """

    span: Span
    list_dates: tuple[date, ...]
    missing: tuple[date, ...]

    @property
    def as_of(self) -> date:
        if self.list_dates and any(day > self.list_dates[-1] for day in self.missing):
            return self.list_dates[-1]
        return self.span.last

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.span.first, time(), tzinfo=LOCAL)

    @property
    def ends_at(self) -> datetime:
        """The last second of `as_of`, as due times have it."""
        return end_of_day_utc(self.as_of)


def read(connection: Connection, span: Span, calendar: OfficialCalendar) -> Period:
    """The span's working days, parted into released and missing."""
    statement = select(RunRow.list_date).where(
        RunRow.dag_id == DAILY_SCREENING,
        RunRow.status == runs.RELEASED,
        RunRow.list_date.between(span.first, span.last),
    )
    released = set(connection.scalars(statement))
    days = calendar.working_days(span.first, span.last)
    return Period(span, tuple(sorted(released)), tuple(d for d in days if d not in released))


def require_whole(period: Period) -> None:
    """Raises `ReportError` that names the working days without a released list."""
    if not period.missing:
        return
    raise ReportError(
        f"{period.span} lacks {len(period.missing)} working days that the ledger has not "
        f"released ({_named(period.missing)}); run them, or let compliance release the quarter "
        "as partial with PARTIAL=1 BY=…"
    )


def require_any(period: Period, variable: str) -> None:
    """Raises `ReportError` when the span has no list at all: there is nothing to report.

    `variable`: what names the span in a command.
    """
    if not period.list_dates:
        raise ReportError(
            f"{period.span} has no released list at all; check {variable} and AUTHENTICITY_HOME"
        )


def _named(days: Collection[date]) -> str:
    shown = [day.isoformat() for day in sorted(days)[:_NAMED]]
    more = len(days) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
