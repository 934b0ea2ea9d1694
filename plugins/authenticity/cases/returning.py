"""RESOLVED to RETURNED: answers of a case go back to the back office (rulebook §5).

Evidence, contact attempts and events stay; what was given need not be given again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select, update

from authenticity.audit import events
from authenticity.cases import states
from authenticity.errors import StoreError
from authenticity.store.tables import FindingRow

_NO_ANSWER = {
    "outcome": None,
    "answered_at": None,
    "confirmed_on": None,
    "call_since": None,
    "called_on": None,
}
_NO_RESULT = {"outcome": None, "investigator": None, "resolved_at": None}


def send_back(
    connection: Connection,
    case_no: str,
    reason: str,
    at: datetime,
    actor: str,
    finding_ids: Collection[str] | None = None,
) -> tuple[str, ...]:
    """Takes the answers to these findings back, by default to all, and gives the findings.

    `reason` goes into the event and the message: no personal value but a masked one. Raises
    `StoreError` when the case is not RESOLVED or a finding has no answer there.
    """
    events.lock(connection)
    states.check(case_no, states.statuses(connection, [case_no])[case_no], states.RETURNED)
    answered = set(
        connection.scalars(
            select(FindingRow.finding_id).where(
                FindingRow.case_no == case_no, FindingRow.outcome.is_not(None)
            )
        )
    )
    taken_back = sorted(answered if finding_ids is None else set(finding_ids))
    unknown = sorted(set(taken_back) - answered)
    if unknown:
        raise StoreError(f"case {case_no} has no answer to finding {unknown[0]} to send back")
    connection.execute(
        update(FindingRow).where(FindingRow.finding_id.in_(taken_back)).values(_NO_ANSWER)
    )
    detail = {"reason": reason, "findings": taken_back}
    states.move(connection, {case_no: detail}, states.RETURNED, at, actor, _NO_RESULT)
    return tuple(taken_back)
