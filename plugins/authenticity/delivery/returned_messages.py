"""Messages about cases that go back: one to a back office for all that went back at once.

A group case is compliance's own work, so it goes back there. The reason is part of the message,
since the back office has no other place to read it: masked, and without a customer's name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from authenticity.delivery import due_text
from authenticity.delivery.addressees import Addressees
from authenticity.delivery.messages import NewMessage
from authenticity.privacy import free_text
from authenticity.store.chunks import chunks
from authenticity.store.tables import CaseRow, EventRow
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar

KIND = "returned"
_KINDS = (KIND, "answers_returned")
"""What happens to a case that goes back, or one of whose answers does."""


def messages_of(
    connection: Connection,
    reasons: Mapping[str, str],
    addressees: Addressees,
    compliance_name: str,
    calendar: OfficialCalendar,
    on: date,
) -> list[NewMessage]:
    """The messages about cases that were just returned; `reasons` by case number.

    A case that is returned again is another message. Enqueue them in the transaction that returned
    the cases.
    """
    told: defaultdict[tuple[str, str | None, str], list[Any]] = defaultdict(list)
    for row in _cases(connection, sorted(reasons)):
        name = addressees.registers.channel(row.channel_code).name
        audience, channel_code = (
            (compliance_name, None) if row.is_group else (name, row.channel_code)
        )
        to = addressees.compliance() if row.is_group else addressees.back_office(row.channel_code)
        for recipient in to:
            told[recipient, channel_code, audience].append(row)
    return [
        _message(rows, reasons, *to, calendar=calendar, on=on)
        for to, rows in sorted(told.items(), key=str)
    ]


def _message(
    rows: Sequence[Any],
    reasons: Mapping[str, str],
    recipient: str,
    channel_code: str | None,
    audience: str,
    *,
    calendar: OfficialCalendar,
    on: date,
) -> NewMessage:
    masked = {row.case_no: free_text.mask(reasons[row.case_no]) for row in rows}
    by_case = [f"{case_no}：{reason}" for case_no, reason in masked.items()]
    return NewMessage(
        kind=KIND,
        recipient=recipient,
        channel_code=channel_code,
        identity=tuple(f"{row.case_no}/{row.event_no}" for row in rows),
        template=KIND,
        values={
            "audience": audience,
            "cases": len(rows),
            "case_nos": "、".join(masked),
            "reason": "；".join(by_case) if len(rows) > 1 else masked[rows[0].case_no],
            "due": due_text.shown(local_day(min(row.due_at for row in rows)), calendar),
        },
        folder_date=on,
        case_no=rows[0].case_no if len(rows) == 1 else None,
    )


def _cases(connection: Connection, case_nos: Sequence[str]) -> list[Any]:
    """The cases in order, each with the number of the event that returned it last."""
    last = (
        select(func.max(EventRow.event_no))
        .where(EventRow.case_no == CaseRow.case_no, EventRow.kind.in_(_KINDS))
        .scalar_subquery()
    )
    statement = select(
        CaseRow.case_no,
        CaseRow.channel_code,
        CaseRow.is_group,
        CaseRow.due_at,
        last.label("event_no"),
    )
    found: list[Any] = []
    for chunk in chunks(case_nos):
        found += connection.execute(
            statement.where(CaseRow.case_no.in_(chunk)).order_by(CaseRow.case_no)
        ).all()
    return found
