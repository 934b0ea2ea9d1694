"""What made a run: the versions of rules, calendar and code."""

from __future__ import annotations

import authenticity
from authenticity.ledger.runs import Versions
from authenticity.rules import catalogue
from authenticity.working_days.official_calendar import OfficialCalendar


def current() -> Versions:
    """The versions in force now."""
    return Versions(
        rule_set_version=catalogue.load().version,
        calendar_version=OfficialCalendar.load().version,
        code_version=authenticity.__version__,
    )
