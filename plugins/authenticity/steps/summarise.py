"""`monthly_summary`: the month that is over, or the one that was chosen."""

from __future__ import annotations

from datetime import datetime

from authenticity.reporting.month.months import Month
from authenticity.services import month_summary
from authenticity.settings import now
from authenticity.working_days.deadlines import local_day


def month(instant: datetime | None, chosen: str) -> str:
    """Summarise; gives the month. A run by hand may have no instant of its own: then it is now."""
    over = Month.of(local_day(instant or now())).previous
    return month_summary.summarise(Month.read(chosen) if chosen else over).month
