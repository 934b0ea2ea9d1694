"""How many cases wait for whom, and how many were answered in time: counts, never a case.

Counted by office and day, as few rows as there are such combinations, so that whoever shows them
can add them up as it likes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    column,
    func,
    select,
    table,
)

from authenticity.cases import states
from authenticity.store.column_types import Instant
from authenticity.store.tables import CaseRow
from authenticity.working_days.deadlines import local_day

CLERK, CORE_SYSTEM, CALLBACK, VERIFIER = "clerk", "core_system", "callback", "verifier"
WAITS_FOR = (CLERK, CORE_SYSTEM, CALLBACK, VERIFIER)
"""Whom an unfinished case may wait for, in the order of its way."""

COMPLIANCE = "COMPLIANCE"
"""The channel code under which group cases stand: they are compliance's own work."""

_ANSWERED = (states.RESOLVED, states.VERIFIED, states.REOPENED)

_CASE = table(
    "v_case",
    *(column(name) for name in ("case_no", "status", "waits_for", "due_basis")),
    *(column(name, Instant) for name in ("due_at", "resolved_at", "verified_at", "dispatched_at")),
    column("opened_on"),
    column("provisional"),
).c

_WITH_OFFICE = CaseRow.case_no == _CASE.case_no
OFFICE = case((CaseRow.is_group, COMPLIANCE), else_=CaseRow.channel_code)
"""The channel of a case; of a group case compliance, which has it."""

_TEAM = case((CaseRow.is_group, None), else_=CaseRow.team_code)


@dataclass(frozen=True, slots=True)
class OpenCases:
    """Unfinished cases of one office with one due day, list date and one whom they wait for."""

    channel_code: str
    team_code: str | None
    waits_for: str
    due_on: date
    opened_on: date
    in_conflict: bool
    provisional: bool
    count: int


@dataclass(frozen=True, slots=True)
class DueCases:
    """Cases of one office that came due on a day; `on_time`: answered by then, and still so."""

    channel_code: str
    team_code: str | None
    due_on: date
    count: int
    on_time: int
    verified: int


def open_cases(connection: Connection) -> list[OpenCases]:
    """All unfinished cases."""
    groups = (
        OFFICE,
        _TEAM,
        _CASE.waits_for,
        _CASE.due_at,
        _CASE.opened_on,
        _CASE.due_basis,
        _CASE.provisional,
    )
    statement = select(*groups, func.count()).where(_WITH_OFFICE, _CASE.waits_for.is_not(None))
    return [
        OpenCases(
            channel,
            team,
            waits_for,
            local_day(due_at),
            _day(opened_on),
            basis != "investigation",
            bool(provisional),
            count,
        )
        for channel, team, waits_for, due_at, opened_on, basis, provisional, count in (
            connection.execute(statement.group_by(*groups))
        )
    ]


def cases_among(numbers: Select[str | None]) -> Select[*tuple[Any, ...]]:
    """Each case that a question names by number, with its office's channel and how it stands."""
    return select(
        CaseRow.case_no,
        CaseRow.policy_no,
        OFFICE.label("channel_code"),
        CaseRow.due_at,
        CaseRow.status,
        _CASE.waits_for,
        CaseRow.in_conflict,
    ).where(_WITH_OFFICE, CaseRow.case_no.in_(numbers))


def due_cases(connection: Connection, first: datetime, until: datetime) -> list[DueCases]:
    """Cases that came due in a span, the end excluded; withdrawn ones are nobody's merit."""
    groups = (OFFICE, _TEAM, _CASE.due_at)
    statement = (
        select(
            *groups,
            func.count(),
            func.sum(case((answered_in_time(_CASE), 1), else_=0)),
            func.sum(case((_CASE.verified_at.is_not(None), 1), else_=0)),
        )
        .where(
            _WITH_OFFICE,
            _CASE.due_at >= first,
            _CASE.due_at < until,
            _CASE.status != states.WITHDRAWN,
        )
        .group_by(*groups)
    )
    return [
        DueCases(channel, team, local_day(due_at), count, int(timely), int(verified))
        for channel, team, due_at, count, timely, verified in connection.execute(statement)
    ]


def answered_in_time(row: Any) -> ColumnElement[bool]:
    """Whether a case was answered by its due time, and still is; `row` has its columns."""
    return and_(row.status.in_(_ANSWERED), row.resolved_at <= row.due_at)


def _day(value: date | str) -> date:
    """SQLite's views give dates as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
