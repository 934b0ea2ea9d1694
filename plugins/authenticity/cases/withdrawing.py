"""Unfinished cases of policies that left become WITHDRAWN."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from authenticity.audit import events
from authenticity.cases import states
from authenticity.store.chunks import chunks
from authenticity.store.tables import CaseRow, FindingRow


def withdraw(
    connection: Connection,
    policy_nos: Iterable[str],
    reason: str,
    at: datetime,
    actor: str = "system",
    left_on: date | None = None,
) -> int:
    """Closes the unfinished cases of policies that left; their findings become `closed`.

    `left_on`: the list date that says so. A case opened after it stays, when that date is run
    again: the policy had come back. Group cases stay: they are about the other policies too.
    Returns how many cases were closed.
    """
    events.lock(connection)
    left = set(policy_nos)
    unfinished = select(CaseRow.case_no, CaseRow.policy_no).where(
        CaseRow.status.in_(states.UNFINISHED), ~CaseRow.is_group
    )
    if left_on is not None:
        unfinished = unfinished.where(CaseRow.opened_on <= left_on)
    case_nos = [row.case_no for row in connection.execute(unfinished) if row.policy_no in left]
    detail = {"reason": reason}
    states.move(
        connection, dict.fromkeys(case_nos, detail), states.WITHDRAWN, at, actor, {"closed_at": at}
    )
    for chunk in chunks(case_nos):
        connection.execute(
            update(FindingRow)
            .where(FindingRow.case_no.in_(chunk), FindingRow.status == "open")
            .values(status="closed")
        )
    return len(case_nos)
