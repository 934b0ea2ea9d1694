"""The clock of a case in the store: set when it opens, and changed only with an event.

A deadline is never silently recomputed (rulebook §2). Each reading is written to the audit chain
with its inputs: the facts of the policy, the day of dispatch, the calendar's version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, bindparam, update

from authenticity.audit import events
from authenticity.cases.policy_facts import clock_of
from authenticity.store.tables import CaseRow
from authenticity.working_days.conventions import Conventions
from authenticity.working_days.deadlines import PolicyClock, compute, end_of_day_utc, local_day
from authenticity.working_days.official_calendar import OfficialCalendar

FACTS = ("receipt_signed_on", "cooling_off_days", "term_months", "callback_done_on")


@dataclass(frozen=True)
class Reader:
    """Reads deadlines off a calendar; one for a whole transaction."""

    calendar: OfficialCalendar
    conventions: Conventions

    @cached_property
    def version(self) -> str:
        return self.calendar.version

    def columns(
        self, facts: PolicyClock, dispatched_on: date, opened_on: date, entered_on: date
    ) -> dict[str, Any]:
        """The clock columns of a case that was, or is planned to be, dispatched on a day.

        Remembered: of a day's policies, thousands share their facts.
        """
        question = (facts, dispatched_on, opened_on, entered_on)
        if question not in self._answers:
            self._answers[question] = self._columns(*question)
        return self._answers[question]

    @cached_property
    def _answers(self) -> dict[tuple[PolicyClock, date, date, date], dict[str, Any]]:
        return {}

    def _columns(
        self, facts: PolicyClock, dispatched_on: date, opened_on: date, entered_on: date
    ) -> dict[str, Any]:
        days = (opened_on, entered_on)
        found = compute(facts, dispatched_on, self.calendar, self.conventions, *days)
        return {
            "investigation_due_at": end_of_day_utc(found.investigation_due_on),
            "cooling_off_ends_on": found.cooling_off_ends_on,
            "callback_due_on": found.callback_due_on,
            "due_at": end_of_day_utc(found.due_on),
            "due_basis": found.due_basis,
            "provisional": found.provisional,
            "in_conflict": found.in_conflict,
            "fallback_used": found.fallback_used,
            "calendar_version": self.version,
        }


def facts_of(row: Any) -> PolicyClock:
    """The clock's facts out of a row of a judged policy or a case, as its list date reads them."""
    return clock_of(row, row.facts_on if "facts_on" in row._fields else row.list_date)


def event_detail(
    columns: Mapping[str, Any], facts: PolicyClock, dispatched_on: date
) -> dict[str, Any]:
    """Deadlines and what they rest on, as the detail of an event."""
    inputs = {name: getattr(facts, name) for name in FACTS}
    content = {**columns, "inputs": {**inputs, "dispatched_on": dispatched_on}}
    shown: dict[str, Any] = _plain(content)
    return shown


Question = tuple[Row[Any], PolicyClock, date, date]
"""A case to read anew: its row, its facts, the day of dispatch, the list date the facts are of."""


def changed(cases: Iterable[Question], reader: Reader) -> Iterator[tuple[Question, dict[str, Any]]]:
    """The cases whose facts or deadlines are not what their rows say, with their new columns."""
    for question in cases:
        row, facts, dispatched_on, _ = question
        columns = reader.columns(facts, dispatched_on, row.opened_on, row.entered_on)
        if facts != facts_of(row) or _deadlines(columns) != _deadlines(row._mapping):
            yield question, columns


def reread(
    connection: Connection,
    cases: Iterable[Question],
    reader: Reader,
    at: datetime,
    actor: str,
    reason: str | None = None,
) -> int:
    """Reads clocks anew; a case whose deadlines or facts changed gets them, and an event.

    `reason`: why, unless facts or calendar say it. Another calendar version alone, with the same
    deadlines, changes nothing. Returns how many changed.
    """
    values, new = [], []
    for (row, facts, dispatched_on, facts_on), columns in changed(cases, reader):
        known = {name: getattr(facts, name) for name in FACTS}
        values.append({"key": row.case_no, **known, **columns, "facts_on": facts_on})
        detail = {
            "reason": reason or _why(row, facts),
            "before": _plain(_deadlines(row._mapping)),
            "after": event_detail(columns, facts, dispatched_on),
        }
        new.append(events.NewEvent(row.case_no, "deadlines_changed", detail))
    if values:
        statement = update(CaseRow.__table__).where(  # type: ignore[arg-type]
            CaseRow.case_no == bindparam("key")
        )
        connection.execute(statement, values)
        events.append_all(connection, new, at, actor)
    return len(values)


def dispatch_day(row: Any) -> date:
    """The day of dispatch: the actual one, else the planned one, which is the list date."""
    day: date = local_day(row.dispatched_at) if row.dispatched_at else row.opened_on
    return day


def _why(row: Row[Any], facts: PolicyClock) -> str:
    is_policy = facts != facts_of(row)
    return "the policy changed" if is_policy else "the calendar or a convention changed"


def _deadlines(columns: Any) -> dict[str, Any]:
    names = ("investigation_due_at", "cooling_off_ends_on", "callback_due_on", "due_at")
    flags = ("due_basis", "provisional", "in_conflict", "fallback_used")
    return {name: columns[name] for name in (*names, *flags)}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value
