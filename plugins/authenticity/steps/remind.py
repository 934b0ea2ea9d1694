"""`track_resolution`: every step of the ladder that is due, drafts to sign, and the messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from authenticity.cases import ladder
from authenticity.cases.ladder import DueStep
from authenticity.dag_names import REMIND
from authenticity.delivery import ladder_messages, messages
from authenticity.delivery.routes import Routes
from authenticity.runtime import connections, offices, routes
from authenticity.runtime.step_frame import explained, log
from authenticity.services import sign_off
from authenticity.settings import now
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar


def and_escalate() -> int:
    """Take the steps that are due now, with their messages, in one transaction; how many.

    Run again, or after missed runs, it takes what is left, each step once.
    """
    at = now()
    today = local_day(at)
    with explained(REMIND), connections.case_store() as store:
        calendar, ways = OfficialCalendar.load(), routes.routes(store)
        with store.begin() as connection:
            steps = ladder.sweep(connection, at, calendar)
            told = _tell(connection, steps, calendar, ways, at)
        told += sign_off.remind(store, at, ways)
    counts = Counter(each.step for each in steps)
    taken = ", ".join(f"{counts[step]} {step}" for step in ladder.STEPS if counts[step])
    log.info("%s remind: %s; %d messages", today, taken or "no step is due", told)
    return len(steps)


def _tell(
    connection: Connection,
    steps: Sequence[DueStep],
    calendar: OfficialCalendar,
    ways: Routes,
    at: datetime,
) -> int:
    if not steps:
        return 0
    on = local_day(at)
    new = ladder_messages.messages_of(
        steps,
        offices.addressees_on(connection, on, ways),
        ladder_messages.load_words(),
        calendar,
        on,
    )
    return messages.enqueue(connection, new, at, ways)
