"""Unfinished cases of policies that left become WITHDRAWN."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

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
) -> int:
    """Closes the unfinished cases of policies that left; their findings become `closed`.

    Group cases stay: they are about the other policies too. Returns how many cases were closed.
    """
    events.lock(connection)
    left = set(policy_nos)
    unfinished = select(CaseRow.case_no, CaseRow.policy_no).where(
        CaseRow.status.in_(states.UNFINISHED), ~CaseRow.is_group
    )
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
