"""What became of a day's lists by channel, and which messages were not sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, case, func, select

from authenticity.delivery.delivered_files import RESTORED
from authenticity.delivery.delivery_rows import SUPERSEDED
from authenticity.delivery.file_names import of_list, supplement_no
from authenticity.delivery.messages import GIVEN_UP, SENT
from authenticity.delivery.messages import SUPERSEDED as REPLACED
from authenticity.store.resolution_tables import MessageRow
from authenticity.store.tables import DeliveryRow, EventRow


@dataclass(frozen=True, slots=True)
class ListCounts:
    """Lists of a channel for one list date, leaders' copies included.

    `made`: the file lies in the outbox. `sent`: its message is with the other side.
    `received_at`: when the channel first opened or answered one of them. `file_name`: the back
    office's newest edition that was made.
    """

    channel_code: str
    planned: int
    made: int
    sent: int
    lines: int
    received_at: datetime | None
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class ListOf:
    """One list file. `sent_at`: its message was taken by the other side; `received_at`: opened."""

    channel_code: str
    recipient: str
    file_name: str
    lines: int
    sent_at: datetime | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unsent:
    """Messages that wait. `failing`: an attempt was made at least; `oldest_at`: the first one.

    `given_up`: those that wait no more, and were never sent.
    """

    waiting: int = 0
    failing: int = 0
    oldest_at: datetime | None = None
    given_up: int = 0


def restored_since(connection: Connection, since: datetime) -> int:
    """How many delivered files were changed or taken away by somebody, and put back."""
    counted = select(func.count()).select_from(EventRow)
    return connection.scalar(counted.where(EventRow.kind == RESTORED, EventRow.at >= since)) or 0


def lists_of(connection: Connection, list_date: date) -> list[ListCounts]:
    """By channel code; a list that another edition replaced before it was made does not count."""
    sent = select(MessageRow.delivery_id).where(
        MessageRow.kind == "list",
        MessageRow.status == SENT,
        MessageRow.delivery_id.is_not(None),
    )
    statement = (
        select(
            DeliveryRow.channel_code,
            func.count(),
            func.count(DeliveryRow.sent_at),
            func.sum(case((DeliveryRow.delivery_id.in_(sent), 1), else_=0)),
            func.sum(DeliveryRow.lines),
            func.min(DeliveryRow.received_at),
        )
        .where(DeliveryRow.list_date == list_date, DeliveryRow.status != SUPERSEDED)
        .group_by(DeliveryRow.channel_code)
        .order_by(DeliveryRow.channel_code)
    )
    names = _office_files(connection, list_date)
    counts = [ListCounts(*row) for row in connection.execute(statement)]
    return [replace(each, file_name=names.get(each.channel_code, "")) for each in counts]


def _office_files(connection: Connection, list_date: date) -> dict[str, str]:
    """By channel, the file that its back office works with: no leader's part, the last edition."""
    statement = (
        select(DeliveryRow.channel_code, DeliveryRow.file_name)
        .where(DeliveryRow.list_date == list_date, DeliveryRow.sent_at.is_not(None))
        .order_by(DeliveryRow.delivery_id)
    )
    return {
        channel: name
        for channel, name in connection.execute(statement)
        if name == of_list(list_date, channel, None, supplement_no(name)).name
    }


def lists_by_recipient(connection: Connection, list_date: date) -> list[ListOf]:
    """The files of a list date by channel and recipient, each edition that was made."""
    sent_at = (
        select(func.min(MessageRow.sent_at))
        .where(MessageRow.delivery_id == DeliveryRow.delivery_id, MessageRow.status == SENT)
        .scalar_subquery()
    )
    statement = (
        select(
            DeliveryRow.channel_code,
            DeliveryRow.recipient,
            DeliveryRow.file_name,
            DeliveryRow.lines,
            sent_at,
            DeliveryRow.received_at,
        )
        .where(DeliveryRow.list_date == list_date, DeliveryRow.sent_at.is_not(None))
        .order_by(DeliveryRow.channel_code, DeliveryRow.recipient, DeliveryRow.delivery_id)
    )
    return [ListOf(*row) for row in connection.execute(statement)]


def unsent(connection: Connection) -> dict[str, Unsent]:
    """By channel code; what goes to no one channel stands under an empty code."""
    channel = func.coalesce(MessageRow.channel_code, "")
    waits, is_tried = MessageRow.status != GIVEN_UP, MessageRow.attempts > 0
    statement = (
        select(
            channel,
            func.sum(case((waits, 1), else_=0)),
            func.sum(case((waits & is_tried, 1), else_=0)),
            func.min(case((waits, MessageRow.created_at))),
            func.sum(case((waits, 0), else_=1)),
        )
        .where(MessageRow.status.not_in((SENT, REPLACED)))
        .group_by(channel)
    )
    return {code: Unsent(*counts) for code, *counts in connection.execute(statement)}
