"""Cases of a quarter, counted by the database: by office, month, due time and age."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from authenticity.cases import states, workload
from authenticity.ledger.office_measures import Office
from authenticity.reporting.office_figures import AgeBand
from authenticity.reporting.period import Period
from authenticity.store.tables import CaseRow
from authenticity.working_days.official_calendar import OfficialCalendar

NO_BRANCH = ""
"""Of group cases, whose policies may be anywhere."""

CHANNEL = case((CaseRow.is_group, workload.COMPLIANCE), else_=CaseRow.channel_code)
BRANCH = case((CaseRow.is_group, NO_BRANCH), else_=CaseRow.branch_code)


@dataclass(frozen=True)
class CaseCounts:
    """`opened` by month and office, the others by office; `unfinished` by list date, too."""

    opened: Counter[tuple[str, Office]]
    relapses: Counter[Office]
    due: Counter[Office]
    on_time: Counter[Office]
    completed: Counter[Office]
    unfinished: Counter[tuple[date, Office]]


def count(connection: Connection, period: Period) -> CaseCounts:
    """Cases by the list date that opened them, and by the time when they came due."""
    opened: Counter[tuple[str, Office]] = Counter()
    relapses, due, on_time, completed = (Counter[Office]() for _ in range(4))
    for day, channel, branch, number, relapsed in _opened(connection, period):
        office = Office(channel, branch)
        opened[f"{day:%Y-%m}", office] += number
        relapses[office] += relapsed
    for channel, branch, number, timely, verified in _due(connection, period):
        office = Office(channel, branch)
        due[office] += number
        on_time[office] += timely
        completed[office] += verified
    unfinished = _unfinished(connection, period)
    return CaseCounts(opened, relapses, due, on_time, completed, unfinished)


def ages(
    unfinished: Counter[tuple[date, Office]],
    limits: Sequence[int],
    as_of: date,
    calendar: OfficialCalendar,
) -> tuple[AgeBand, ...]:
    """Cases by working days since the list that opened them; a limit ends its band."""
    starts = [0, *(limit + 1 for limit in limits)]
    names = [f"{start}-{limit}" for start, limit in zip(starts, limits, strict=False)]
    names.append(f">{limits[-1]}")
    cases = Counter[str]()
    for day in {day for day, _ in unfinished}:
        age = max(len(calendar.working_days(day, as_of)) - 1, 0)
        band = names[sum(age > limit for limit in limits)]
        cases[band] += sum(number for (of, _), number in unfinished.items() if of == day)
    return tuple(AgeBand(name, cases[name]) for name in names)


def _opened(connection: Connection, period: Period) -> Sequence[tuple[date, str, str, int, int]]:
    groups = (CaseRow.opened_on, CHANNEL, BRANCH)
    statement = (
        select(*groups, func.count(), func.count(CaseRow.relapse_of))
        .where(CaseRow.opened_on.in_(period.list_dates))
        .group_by(*groups)
    )
    return connection.execute(statement).tuples().all()


def _due(connection: Connection, period: Period) -> Sequence[tuple[str, str, int, int, int]]:
    """Withdrawn cases are nobody's merit and nobody's fault, as on the status page."""
    statement = (
        select(
            CHANNEL,
            BRANCH,
            func.count(),
            func.sum(case((workload.answered_in_time(CaseRow), 1), else_=0)),
            func.count(CaseRow.verified_at),
        )
        .where(
            CaseRow.due_at.between(period.begins_at, period.ends_at),
            CaseRow.status != states.WITHDRAWN,
        )
        .group_by(CHANNEL, BRANCH)
    )
    rows = connection.execute(statement)
    return [(channel, branch, n, int(timely), done) for channel, branch, n, timely, done in rows]


def _unfinished(connection: Connection, period: Period) -> Counter[tuple[date, Office]]:
    """Not over at the end of the period, whatever became of them since."""
    groups = (CaseRow.opened_on, CHANNEL, BRANCH)
    statement = select(*groups, func.count()).where(_was_unfinished(period)).group_by(*groups)
    rows = connection.execute(statement)
    return Counter({(day, Office(channel, branch)): n for day, channel, branch, n in rows})


def _was_unfinished(period: Period) -> ColumnElement[bool]:
    return and_(
        CaseRow.opened_on <= period.as_of,
        or_(CaseRow.closed_at.is_(None), CaseRow.closed_at > period.ends_at),
    )
