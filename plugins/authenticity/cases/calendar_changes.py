"""What a changed calendar does to open deadlines: shown before, and done with an event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from authenticity.audit import events
from authenticity.cases import clocks, states
from authenticity.cases.clocks import Question
from authenticity.cases.workload import COMPLIANCE
from authenticity.store.tables import CaseRow
from authenticity.working_days.conventions import Conventions
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar


@dataclass(frozen=True, slots=True)
class Move:
    """How the clock of a case would change; days in Asia/Shanghai.

    `channel_code`: who has it; `COMPLIANCE` has those of groups.
    `is_settled`: the deadline was provisional and is not any more.
    """

    case_no: str
    channel_code: str
    due_before: date
    due_after: date
    is_settled: bool


def provisional(connection: Connection) -> tuple[int, date | None]:
    """How many open deadlines rest on an unpublished calendar, and the first such due day."""
    statement = select(func.count(), func.min(CaseRow.due_at)).where(
        CaseRow.status.in_(states.UNFINISHED), CaseRow.provisional
    )
    count, first = connection.execute(statement).one()
    return count, local_day(first) if first else None


def moves(
    connection: Connection, calendar: OfficialCalendar, conventions: Conventions
) -> list[Move]:
    """What `apply` would change, by case number."""
    reader = clocks.Reader(calendar, conventions)
    asked = questions(_unfinished(connection), reader.version)
    return [
        Move(
            row.case_no,
            COMPLIANCE if row.is_group else row.channel_code,
            local_day(row.due_at),
            local_day(columns["due_at"]),
            row.provisional and not columns["provisional"],
        )
        for (row, *_), columns in clocks.changed(asked, reader)
    ]


def apply(
    connection: Connection,
    calendar: OfficialCalendar,
    conventions: Conventions,
    at: datetime,
    actor: str,
) -> int:
    """Reads the deadlines of all unfinished cases off a calendar; how many changed, with an event.

    The run of each list date does the same; this does it at once.
    """
    events.lock(connection)
    reader = clocks.Reader(calendar, conventions)
    asked = questions(_unfinished(connection), reader.version)
    return clocks.reread(connection, asked, reader, at, actor)


def questions(rows: Iterable[Row[Any]], version: str) -> list[Question]:
    """The cases read off another calendar than `version`, with the facts that they have."""
    return [
        (row, clocks.facts_of(row), clocks.dispatch_day(row), row.facts_on)
        for row in rows
        if row.calendar_version != version
    ]


def _unfinished(connection: Connection) -> list[Row[Any]]:
    statement = select(CaseRow.__table__).where(CaseRow.status.in_(states.UNFINISHED))
    return list(connection.execute(statement.order_by(CaseRow.case_no)))
