"""RESOLVED to RETURNED: answers of a case go back to the back office (rulebook §5).

Evidence, contact attempts and events stay; what was given need not be given again. A case goes back
too when it gets an error that nobody answered. A warning holds no case, so its answer goes back
alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from authenticity.audit import events
from authenticity.cases import states
from authenticity.errors import StoreError
from authenticity.privacy import free_text
from authenticity.store.chunks import chunks
from authenticity.store.tables import CaseRow, FindingRow

NO_ANSWER = {
    "outcome": None,
    "answered_at": None,
    "confirmed_on": None,
    "call_since": None,
    "called_on": None,
}
"""A finding whose answer was taken back; who gave it stays, and does not verify the next one."""

ANSWERS_RETURNED = "answers_returned"
"""The event of answers that went back without their case."""

NO_RESULT = {"outcome": None, "investigator": None, "resolved_at": None}
"""A case none of whose answers counts any more."""


def send_back(
    connection: Connection,
    case_no: str,
    reason: str,
    at: datetime,
    actor: str,
    finding_ids: Collection[str] | None = None,
) -> tuple[str, ...]:
    """Takes the answers to these findings back, by default to all, and gives the findings.

    `reason` is kept masked in the event. Raises
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
    _forget(connection, taken_back)
    detail = {"reason": free_text.mask(reason), "findings": taken_back}
    states.move(connection, {case_no: detail}, states.RETURNED, at, actor, NO_RESULT)
    return tuple(taken_back)


def take_back(
    connection: Connection,
    case_no: str,
    reason: str,
    at: datetime,
    actor: str,
    finding_ids: Collection[str],
) -> None:
    """Takes the answers to these findings back, and leaves the case where it is.

    `reason` is kept masked in the event. The caller holds `events.lock`.
    """
    _forget(connection, finding_ids)
    detail = {"reason": free_text.mask(reason), "findings": sorted(finding_ids)}
    new = events.NewEvent(case_no, ANSWERS_RETURNED, detail)
    events.append_all(connection, [new], at, actor)


def _forget(connection: Connection, finding_ids: Collection[str]) -> None:
    for chunk in chunks(sorted(finding_ids)):
        connection.execute(
            update(FindingRow).where(FindingRow.finding_id.in_(chunk)).values(NO_ANSWER)
        )


def reopen(connection: Connection, list_date: date, at: datetime, actor: str) -> int:
    """Sends cases back that got errors on this list date which have no outcome; how many.

    The answers that they have already stay. The caller holds `events.lock`.
    """
    of_the_day = select(FindingRow.case_no).where(FindingRow.list_date == list_date)
    statement = (
        select(FindingRow.case_no, FindingRow.finding_id)
        .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(
            CaseRow.status == states.RESOLVED,
            CaseRow.case_no.in_(of_the_day),
            FindingRow.level == "E",
            FindingRow.status == "open",
            FindingRow.outcome.is_(None),
        )
    )
    new: defaultdict[str, list[str]] = defaultdict(list)
    for case_no, finding_id in connection.execute(statement):
        new[case_no or ""].append(finding_id)
    details = {
        case_no: {"reason": "new findings", "findings": sorted(findings)}
        for case_no, findings in new.items()
    }
    states.move(connection, details, states.RETURNED, at, actor, NO_RESULT)
    return len(details)
