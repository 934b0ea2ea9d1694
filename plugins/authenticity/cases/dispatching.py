"""OPEN to DISPATCHED: the case is on a list, and its deadlines count from that day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from authenticity.cases import clocks, states
from authenticity.store.chunks import chunks
from authenticity.store.tables import CaseRow
from authenticity.working_days.conventions import Conventions
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar


def dispatch(
    connection: Connection,
    case_nos: Iterable[str],
    at: datetime,
    actor: str = "system",
    calendar: OfficialCalendar | None = None,
    conventions: Conventions | None = None,
) -> int:
    """Moves OPEN cases to DISPATCHED and counts their deadlines from the actual day.

    A deadline that differs from the planned one is an event of its own. Raises `StoreError` when
    a case is not OPEN; then none is dispatched.
    """
    wanted = sorted(set(case_nos))
    states.move(
        connection,
        {case_no: {"dispatched_on": local_day(at).isoformat()} for case_no in wanted},
        states.DISPATCHED,
        at,
        actor,
        {"dispatched_at": at},
    )
    reader = clocks.Reader(calendar or OfficialCalendar.load(), conventions or Conventions.load())
    rows = _cases(connection, wanted)
    day = local_day(at)
    late = [(row, clocks.facts_of(row), day, row.facts_on) for row in rows if row.opened_on != day]
    clocks.reread(connection, late, reader, at, actor, "dispatched on another day than planned")
    return len(wanted)


def _cases(connection: Connection, case_nos: Sequence[str]) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    for chunk in chunks(case_nos):
        statement = select(CaseRow.__table__).where(CaseRow.case_no.in_(chunk))
        rows += connection.execute(statement.order_by(CaseRow.case_no)).all()
    return rows
