"""A list counts as received when its back office has answered it (rulebook §5, "Receipt")."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, select, update

from authenticity.audit import events
from authenticity.cases.workload import COMPLIANCE
from authenticity.returns.sent_list import SentList
from authenticity.store.tables import CaseRow, DeliveryRow, FindingRow


def mark(connection: Connection, lists: Iterable[SentList], at: datetime, actor: str) -> None:
    """Marks lists and their cases, the first time only, each list date with an event."""
    received = [each for each in lists if not each.is_copy]
    events.lock(connection)
    for list_date, code in sorted({(each.list_date, each.channel_code) for each in received}):
        marked = connection.execute(
            update(DeliveryRow)
            .where(
                DeliveryRow.delivery_id.in_(
                    [
                        e.delivery_id
                        for e in received
                        if (e.list_date, e.channel_code) == (list_date, code)
                    ]
                ),
                DeliveryRow.received_at.is_(None),
            )
            .values(received_at=at)
        ).rowcount
        if marked:
            _mark_cases(connection, list_date, code, at)
            detail = {"list_date": list_date.isoformat(), "channel": code}
            events.append(connection, None, "list_received", detail, at, actor)


def _mark_cases(connection: Connection, list_date: date, code: str, at: datetime) -> None:
    connection.execute(
        update(CaseRow)
        .where(
            CaseRow.received_at.is_(None),
            CaseRow.dispatched_at.is_not(None),
            CaseRow.is_group if code == COMPLIANCE else CaseRow.channel_code == code,
            CaseRow.is_group == (code == COMPLIANCE),
            CaseRow.case_no.in_(_on_list(list_date)),
        )
        .values(received_at=at)
    )


def _on_list(list_date: date) -> Select[Any]:
    return select(FindingRow.case_no).where(
        FindingRow.list_date == list_date, FindingRow.case_no.is_not(None)
    )
