"""The status for a monitor: what is wrong now, in one small file, and until when the file holds.

A file cannot tell that nobody writes it any more. So it says until when it holds: an older one is
as bad as one that says that something is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from authenticity import files
from authenticity.services.status.airflow_state import Trouble
from authenticity.services.status.figures import WORK_BEGINS, Status
from authenticity.settings import LOCAL, Home
from authenticity.working_days.official_calendar import OfficialCalendar

FILE = "health.json"
FORMAT = 1

_WORK_ENDS = time(18)
_WRITTEN_EVERY = timedelta(minutes=30)
"""`track_resolution` is the one that writes it, in working hours."""
_LATE_AFTER = timedelta(minutes=60)
"""A long pull in between, or one run that failed, is no reason to wake anybody."""


def troubles(status: Status, of_airflow: Sequence[Trouble]) -> list[Trouble]:
    """All that somebody has to do something about, the gravest first."""
    found = list(of_airflow)
    if status.not_released:
        found.insert(
            0,
            Trouble(
                "list_not_released",
                f"the list of {status.list_date} is not released: {status.not_released} has not "
                f"ended well for that date; see docs/runbook.md, section {status.not_released}",
            ),
        )
    return found


def publish(home: Home, status: Status, found: Sequence[Trouble]) -> None:
    """Puts the file into the home, whole or not at all."""
    with files.draft(home.status / FILE) as draft:
        draft.write((json.dumps(content(status, found), indent=1) + "\n").encode())


def content(status: Status, found: Sequence[Trouble]) -> dict[str, Any]:
    """What is in the file (docs/interfaces.md): counts and dates, and nothing of a customer's."""
    return {
        "format": FORMAT,
        "asked_at": status.asked_at.astimezone(LOCAL).isoformat(timespec="seconds"),
        "holds_until": holds_until(status.asked_at, status.calendar).isoformat(),
        "is_well": not found,
        "troubles": [{"code": each.code, "what": each.what} for each in found],
        "list_date": status.list_date.isoformat(),
        "list_is_released": status.not_released is None,
        "cases_unfinished": status.whole.unfinished,
        "cases_overdue": status.whole.overdue,
        "messages_failing": status.unsent.failing,
        "calendar_known_until": status.calendar.known_until.isoformat(),
    }


def holds_until(at: datetime, calendar: OfficialCalendar) -> datetime:
    """An hour after the next run that writes it: half an hour later, or when work begins again."""
    local = at.astimezone(LOCAL).replace(microsecond=0)
    following = local + _WRITTEN_EVERY
    is_work = calendar.is_working_day(local.date()) and local.time() >= WORK_BEGINS
    if not is_work or following.time() > _WORK_ENDS or following.date() != local.date():
        before_work = calendar.is_working_day(local.date()) and local.time() < WORK_BEGINS
        day = local.date() if before_work else calendar.next_working_day(local.date())
        following = datetime.combine(day, WORK_BEGINS, tzinfo=LOCAL)
    return following + _LATE_AFTER
