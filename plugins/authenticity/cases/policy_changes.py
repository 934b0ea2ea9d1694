"""What a day's batch says of policies, and a changed calendar, reach the clocks of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from authenticity.audit import events
from authenticity.cases import calendar_changes, clocks, states
from authenticity.cases.policy_facts import PolicyFacts
from authenticity.store.tables import CaseRow
from authenticity.working_days.conventions import Conventions
from authenticity.working_days.official_calendar import OfficialCalendar


def refresh_clocks(
    connection: Connection,
    list_date: date,
    policies: Mapping[str, PolicyFacts],
    calendar: OfficialCalendar,
    at: datetime,
    actor: str = "system",
    conventions: Conventions | None = None,
) -> int:
    """Tells unfinished cases what the day's delta says of their policies: a receipt signed, say.

    `policies`: facts as of the list date, of any policies; a case that knows facts of a later
    list date keeps them. A case whose deadlines were read off another calendar is read again with
    the facts that it has. Returns how many cases changed, each with an event.
    """
    events.lock(connection)
    reader = clocks.Reader(calendar, conventions or Conventions.load())
    unfinished = select(CaseRow.__table__).where(
        CaseRow.status.in_(states.UNFINISHED), CaseRow.facts_on <= list_date
    )
    rows: Sequence[Row[Any]] = connection.execute(unfinished.order_by(CaseRow.case_no)).all()
    told = [
        (row, policies[row.policy_no].clock(list_date), clocks.dispatch_day(row), list_date)
        for row in rows
        if row.policy_no in policies
    ]
    others = [row for row in rows if row.policy_no not in policies]
    asked = [*told, *calendar_changes.questions(others, reader.version)]
    return clocks.reread(connection, asked, reader, at, actor)
