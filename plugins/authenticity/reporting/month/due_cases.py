"""Cases that came due in a month, as they stood at its end.

What happens later changes nothing of a month that is over. So a case whose answer, deadline or
state moved since is taken from the audit chain, whose events never change; of all others the row
says it (rulebook §5, "KPI").
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from authenticity.cases import states
from authenticity.ledger.office_measures import Office
from authenticity.reporting.case_counts import BRANCH, CHANNEL
from authenticity.reporting.period import Period
from authenticity.store.tables import CaseRow, EventRow

_ANSWER_MOVED = (states.RESOLVED.lower(), states.RETURNED.lower())
_ANSWER_LOST = (*_ANSWER_MOVED, states.WITHDRAWN.lower())
"""A case that a re-run left without an error is withdrawn, and its row forgets the answer."""

_DEADLINE_MOVED = "deadlines_changed"


@dataclass(frozen=True)
class DueCases:
    """By office: cases due, of them answered in time, answered at all, and verified."""

    due: Counter[Office] = field(default_factory=Counter)
    on_time: Counter[Office] = field(default_factory=Counter)
    answered: Counter[Office] = field(default_factory=Counter)
    completed: Counter[Office] = field(default_factory=Counter)


def count(connection: Connection, period: Period) -> DueCases:
    """A case that was withdrawn by then is nobody's merit and nobody's fault."""
    answers = _answers_by_then(connection, period)
    deadlines = _deadlines_by_then(connection, period)
    counts = DueCases()
    for row in _rows(connection, period):
        due_at = deadlines.get(row.case_no, row.due_at)
        if not period.begins_at <= due_at <= period.ends_at or _was_withdrawn(row, period):
            continue
        office = Office(row.channel, row.branch)
        answered_at = answers.get(row.case_no, row.resolved_at)
        counts.due[office] += 1
        counts.answered[office] += answered_at is not None
        counts.on_time[office] += answered_at is not None and answered_at <= due_at
        counts.completed[office] += _is_by_then(row.verified_at, period)
    return counts


def _rows(connection: Connection, period: Period) -> Iterator[Row[Any]]:
    """Cases due in the month by now or by then, so also those whose deadline moved since."""
    moved = select(EventRow.case_no).where(_since(period), EventRow.kind == _DEADLINE_MOVED)
    statement = select(
        CaseRow.case_no, CHANNEL.label("channel"), BRANCH.label("branch"), CaseRow.status,
        CaseRow.due_at, CaseRow.resolved_at, CaseRow.verified_at, CaseRow.closed_at,
    ).where(
        CaseRow.opened_on <= period.as_of,
        or_(
            CaseRow.due_at.between(period.begins_at, period.ends_at),
            CaseRow.case_no.in_(moved),
        ),
    )  # fmt: skip
    yield from connection.execute(statement)


def _answers_by_then(connection: Connection, period: Period) -> Mapping[str, datetime | None]:
    """When they had been answered, of cases that were answered, sent back or withdrawn since."""
    moved = select(EventRow.case_no).where(_since(period), EventRow.kind.in_(_ANSWER_LOST))
    found: dict[str, datetime | None] = dict.fromkeys(
        case_no for case_no in connection.scalars(moved) if case_no
    )
    before = (
        select(EventRow.case_no, EventRow.kind, EventRow.at)
        .where(
            EventRow.at <= period.ends_at,
            EventRow.kind.in_(_ANSWER_MOVED),
            EventRow.case_no.in_(moved),
        )
        .order_by(EventRow.event_id)
    )
    for case_no, kind, at in connection.execute(before):
        found[case_no or ""] = at if kind == _ANSWER_MOVED[0] else None
    return found


def _deadlines_by_then(connection: Connection, period: Period) -> Mapping[str, datetime]:
    """The deadlines of cases that got another one since: what the first change replaced."""
    statement = (
        select(EventRow.case_no, EventRow.detail)
        .where(_since(period), EventRow.kind == _DEADLINE_MOVED)
        .order_by(EventRow.event_id.desc())
    )
    return {
        case_no or "": datetime.fromisoformat(json.loads(detail)["before"]["due_at"])
        for case_no, detail in connection.execute(statement)
    }


def _since(period: Period) -> ColumnElement[bool]:
    return and_(EventRow.at > period.ends_at, EventRow.case_no.is_not(None))


def _was_withdrawn(row: Row[Any], period: Period) -> bool:
    return row.status == states.WITHDRAWN and _is_by_then(row.closed_at, period)


def _is_by_then(at: datetime | None, period: Period) -> bool:
    return at is not None and at <= period.ends_at
