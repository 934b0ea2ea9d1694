"""A due date as a message says it."""

from __future__ import annotations

from datetime import date

from authenticity.working_days.official_calendar import OfficialCalendar


def shown(due_on: date, calendar: OfficialCalendar) -> str:
    """The date; where it is a day off, with the last day on which somebody works."""
    if calendar.is_working_day(due_on):
        return due_on.isoformat()
    return f"{due_on}（休息日，此前最后工作日 {calendar.previous_working_day(due_on)}）"
