"""`stock_self_check`: the stock checked, or cases ordered of the check that was finished last."""

from __future__ import annotations

from datetime import date

from authenticity.errors import ConfigurationError
from authenticity.services import self_check


def check(from_day: str) -> str:
    """Begin, or go on where it was killed; returns the check's number."""
    return self_check.check(_day(from_day) if from_day else None).check_no


def order(user_name: str) -> str:
    """The next lists get its policies in error, in portions; returns the check's number."""
    return self_check.order(user_name.strip())


def _day(text: str) -> date:
    """What a person typed into the form of the DAG, which knows digits and no calendar."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(f"FROM={text} is no date; write it like FROM=2026-09-28") from None
