"""`monthly_summary`: the counters' lists of what to ask customers for at the next contact."""

from __future__ import annotations

from authenticity.reporting.month.months import Month
from authenticity.services import next_contact


def for_what_is_missing(month: str) -> int:
    """Make the lists of a month; how many messages are new."""
    return next_contact.list_for_counters(Month.read(month))
