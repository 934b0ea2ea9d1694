"""The states of a case and the moves between them (rulebook §5), as data and enforced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from authenticity.audit import events
from authenticity.errors import StoreError, UnknownCaseError
from authenticity.store.chunks import chunks
from authenticity.store.tables import CaseRow

OPEN = "OPEN"
DISPATCHED = "DISPATCHED"
RESOLVED = "RESOLVED"
RETURNED = "RETURNED"
VERIFIED = "VERIFIED"
REOPENED = "REOPENED"
WITHDRAWN = "WITHDRAWN"

UNFINISHED = (OPEN, DISPATCHED, RESOLVED, RETURNED)
"""A policy has at most one case in these states; new findings on the policy attach to it.

REOPENED is not among them: it marks a verified case whose finding came back, and the work goes
on in the new case that names it as `relapse_of`.
"""

NO_ERROR_LEFT = "the day was run again and no error is left"
"""Why a case is withdrawn whose findings have no case any more."""

WITH_BACK_OFFICE = (DISPATCHED, RETURNED)
"""The answers of these are awaited."""

TRANSITIONS = frozenset(
    {
        (OPEN, DISPATCHED),
        (DISPATCHED, RESOLVED),
        (RESOLVED, VERIFIED),
        (RESOLVED, RETURNED),
        (RETURNED, RESOLVED),
        (VERIFIED, REOPENED),
        *((state, WITHDRAWN) for state in UNFINISHED),
    }
)


def check(case_no: str, present: str, wanted: str) -> None:
    """Raises `StoreError` when rulebook §5 knows no such move."""
    if (present, wanted) not in TRANSITIONS:
        raise StoreError(
            f"case {case_no} is {present}: it cannot become {wanted} (rulebook §5); "
            "look into v_case"
        )


def statuses(connection: Connection, case_nos: Iterable[str]) -> dict[str, str]:
    """The present state of each case. Raises `StoreError` naming a case that does not exist."""
    wanted = sorted(set(case_nos))
    found: dict[str, str] = {}
    for chunk in chunks(wanted):
        rows = connection.execute(
            select(CaseRow.case_no, CaseRow.status).where(CaseRow.case_no.in_(chunk))
        )
        found.update((row.case_no, row.status) for row in rows)
    for case_no in wanted:
        if case_no not in found:
            raise UnknownCaseError(case_no)
    return found


def move(
    connection: Connection,
    details: Mapping[str, Mapping[str, object]],
    wanted: str,
    at: datetime,
    actor: str,
    values: Mapping[str, Any] | None = None,
) -> None:
    """Moves each case (`details`: case number to event detail) to a state, with an event each.

    `values` are further columns to set on all of them. The event's kind is the new state in
    lower case. Raises `StoreError` for an illegal move; then none is made.
    """
    events.lock(connection)
    case_nos = sorted(details)
    present = statuses(connection, case_nos)
    for case_no in case_nos:
        check(case_no, present[case_no], wanted)
    _set(connection, case_nos, {"status": wanted, **(values or {})})
    events.append_all(
        connection,
        [
            events.NewEvent(case_no, wanted.lower(), {"from": present[case_no], **details[case_no]})
            for case_no in case_nos
        ],
        at,
        actor,
    )


def _set(connection: Connection, case_nos: Sequence[str], values: Mapping[str, Any]) -> None:
    if case_nos:
        statement = update(CaseRow).where(CaseRow.case_no == bindparam("key")).values(**values)
        connection.execute(statement, [{"key": case_no} for case_no in case_nos])
