"""Findings that a re-run of their list date does not give any more.

As long as nobody outside the house was told, they are taken away: their case is still OPEN, or
they are a listed warning whose channel has no list of that date yet. A case left without an error
is WITHDRAWN, and its remaining warnings become listed ones. Once told, a finding stays, with
status `superseded`, and its case goes on with what is left (`cases.settling`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select, update

from authenticity.audit import events
from authenticity.cases import confidence, states
from authenticity.store.chunks import chunks
from authenticity.store.tables import DeliveryRow, FindingRow, JudgedPolicyRow

ACTOR = "system"


@dataclass(frozen=True)
class Fate:
    """How many findings were removed and superseded, and which regraded ones can be added anew."""

    removed: int = 0
    superseded: int = 0
    regraded: frozenset[str] = frozenset()


def retract(
    connection: Connection,
    list_date: date,
    gone: Sequence[Row[Any]],
    regraded: Sequence[Row[Any]],
    at: datetime,
) -> Fate:
    """Removes or supersedes what is gone; removes what is regraded, where nobody was told."""
    candidates = [*gone, *regraded]
    if not candidates:
        return Fate()
    announced = _announced(connection, list_date, candidates)
    removed = [row for row in candidates if row.finding_id not in announced]
    kept = [row for row in gone if row.finding_id in announced and row.status != "superseded"]
    _remove(connection, removed, at)
    for chunk in chunks([row.finding_id for row in kept]):
        connection.execute(
            update(FindingRow).where(FindingRow.finding_id.in_(chunk)).values(status="superseded")
        )
    confidence.refresh(connection, write_case_events(connection, kept, "findings_superseded", at))
    again = frozenset(row.finding_id for row in regraded) - announced
    return Fate(len(removed) - len(again), len(kept), again)


def write_case_events(
    connection: Connection, rows: Iterable[Row[Any]], kind: str, at: datetime
) -> list[str]:
    """Writes one event on each case of these findings, naming them; gives the cases."""
    of_case: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.case_no:
            of_case[row.case_no].append(row.finding_id)
    new = [
        events.NewEvent(case_no, kind, {"findings": sorted(of_case[case_no])})
        for case_no in sorted(of_case)
    ]
    events.append_all(connection, new, at, ACTOR)
    return sorted(of_case)


def _announced(connection: Connection, list_date: date, rows: Sequence[Row[Any]]) -> set[str]:
    case_status = states.statuses(connection, {row.case_no for row in rows if row.case_no})
    announced_policies = set(connection.scalars(_announced_policies(list_date)))
    return {
        row.finding_id
        for row in rows
        if row.status == "superseded"  # told once, whatever became of its case
        or row.investigator is not None
        or (row.case_no and case_status[row.case_no] != states.OPEN)
        or (not row.case_no and row.policy_no in announced_policies)
    }


def _announced_policies(list_date: date) -> Any:
    """Policies whose channel has a list of the date that was sent, or may have been."""
    channels = select(DeliveryRow.channel_code).where(
        DeliveryRow.list_date == list_date,
        or_(DeliveryRow.attempts > 0, DeliveryRow.status == "sent"),
    )
    return select(JudgedPolicyRow.policy_no).where(
        JudgedPolicyRow.list_date == list_date, JudgedPolicyRow.channel_code.in_(channels)
    )


def _remove(connection: Connection, rows: Sequence[Row[Any]], at: datetime) -> None:
    for chunk in chunks([row.finding_id for row in rows]):
        connection.execute(delete(FindingRow).where(FindingRow.finding_id.in_(chunk)))
    case_nos = write_case_events(connection, rows, "findings_removed", at)
    _withdraw_without_error(connection, case_nos, at)
    confidence.refresh(connection, case_nos)


def _withdraw_without_error(connection: Connection, case_nos: list[str], at: datetime) -> None:
    with_error: set[str | None] = set()
    for chunk in chunks(case_nos):
        statement = select(FindingRow.case_no).where(
            FindingRow.case_no.in_(chunk), FindingRow.level == "E"
        )
        with_error.update(connection.scalars(statement.distinct()))
    empty = [case_no for case_no in case_nos if case_no not in with_error]
    for chunk in chunks(empty):
        connection.execute(
            update(FindingRow)
            .where(FindingRow.case_no.in_(chunk))
            .values(case_no=None, status="listed", disposition="listed_only")
        )
    detail = {"reason": states.NO_ERROR_LEFT}
    states.move(
        connection, dict.fromkeys(empty, detail), states.WITHDRAWN, at, ACTOR, {"closed_at": at}
    )
