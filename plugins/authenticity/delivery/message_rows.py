"""The rows of `message` while they are sent: what is due, an attempt begun, and how it ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from authenticity import canonical
from authenticity.audit import events
from authenticity.audit.events import NewEvent
from authenticity.delivery.messages import GIVEN_UP, PENDING, SENT, SUPERSEDED, UNKNOWN
from authenticity.store.resolution_tables import MessageRow
from authenticity.store.tables import DeliveryRow

_OPEN = MessageRow.status.in_((PENDING, UNKNOWN))


def due(connection: Connection, at: datetime) -> list[Row[Any]]:
    """What is to be tried now, in the order in which it was decided."""
    statement = select(MessageRow.__table__).where(_OPEN, MessageRow.next_attempt_at <= at)
    return list(
        connection.execute(statement.order_by(MessageRow.created_at, MessageRow.message_id))
    )


def hopeless(connection: Connection, days: int, attempts: int, at: datetime) -> list[Row[Any]]:
    """What is due, was decided more than so many days ago, and failed so often."""
    statement = select(MessageRow.__table__).where(
        _OPEN,
        MessageRow.next_attempt_at <= at,
        MessageRow.created_at < at - timedelta(days=days),
        MessageRow.attempts >= attempts,
    )
    return list(connection.execute(statement))


def give_up(connection: Connection, row: Row[Any], days: int, at: datetime) -> bool:
    """It is tried no more. False when another worker has begun an attempt meanwhile."""
    error = f"given up after {days} days: {row.error or 'it may have arrived'}"
    ended = connection.execute(
        update(MessageRow)
        .where(MessageRow.message_id == row.message_id, MessageRow.attempts == row.attempts, _OPEN)
        .values(status=GIVEN_UP, next_attempt_at=None, error=error)
    )
    if ended.rowcount:
        _tell(connection, row, "message_given_up", at)
    return ended.rowcount == 1


def sha256_on_record(connection: Connection, row: Row[Any]) -> str | None:
    """The SHA-256 of the workbook that a message brings, a list's that of its delivery."""
    if row.kind != "list":
        return row.attachment_sha256 or None
    statement = select(DeliveryRow.sha256).where(DeliveryRow.delivery_id == row.delivery_id)
    return connection.scalars(statement).one_or_none() or None


def waiting(connection: Connection) -> int:
    """How many messages are not sent."""
    return _count(connection, _OPEN)


def stuck(connection: Connection, attempts: int, since: datetime) -> int:
    """How many, decided since then, are not sent after so many attempts or more.

    Without alerts: a run that is red for one tells another, and would be red for that in turn.
    """
    return _count(
        connection,
        _OPEN,
        MessageRow.kind != "alert",
        MessageRow.attempts >= attempts,
        MessageRow.created_at >= since,
    )


def _count(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(MessageRow).where(*conditions)
    return int(connection.execute(statement).scalar_one())


def begin_attempt(
    connection: Connection, row: Row[Any], at: datetime, wait: timedelta, sha256: str | None
) -> bool:
    """Count the attempt before it is made: from here on the recipient may have the message.

    False when another worker has begun one meanwhile.
    """
    taken = connection.execute(
        update(MessageRow)
        .where(
            MessageRow.message_id == row.message_id,
            MessageRow.attempts == row.attempts,
            _OPEN,
        )
        .values(
            status=UNKNOWN,
            attempts=MessageRow.attempts + 1,
            next_attempt_at=at + wait,
            attachment_sha256=sha256,
        )
    )
    return taken.rowcount == 1


def mark_sent(connection: Connection, row: Row[Any], at: datetime) -> None:
    """The other side has accepted it."""
    marked = connection.execute(
        update(MessageRow)
        .where(MessageRow.message_id == row.message_id, _OPEN)
        .values(status=SENT, sent_at=at, next_attempt_at=None, error=None)
    )
    if marked.rowcount:
        _tell(connection, row, "message_sent", at)


def note_failure(connection: Connection, row: Row[Any], error: str, *, is_unknown: bool) -> None:
    """It was not taken, or nobody knows; an earlier attempt that may have arrived still may."""
    was_unknown = row.status == UNKNOWN
    _set(connection, row, status=UNKNOWN if is_unknown or was_unknown else PENDING, error=error)


def note_no_attempt(connection: Connection, row: Row[Any], error: str, later: datetime) -> None:
    """The attempt could not even be begun; it counts all the same, so that it waits longer."""
    _set(connection, row, error=error, attempts=row.attempts + 1, next_attempt_at=later)


def replace(connection: Connection, row: Row[Any], sha256: str, at: datetime) -> None:
    """Let a new message take the place of one whose workbook is another file by now.

    It may have arrived with the file of before, and no Message-ID stands for two contents.
    """
    digest = canonical.digest([row.message_id, sha256], 16)
    successor = f"<{digest}.{row.folder_date:%Y%m%d}@message.authenticity>"
    _set(connection, row, status=SUPERSEDED, next_attempt_at=None)
    _tell(connection, row, "message_superseded", at)
    values = {
        **row._mapping,
        "message_id": successor,
        "attachment_sha256": sha256,
        "status": PENDING,
        "created_at": at,
        "next_attempt_at": at,
        "attempts": 0,
        "error": None,
    }
    connection.execute(insert(MessageRow).values(values))
    _tell(connection, row, "message_created", at, message_id=successor)


def _set(connection: Connection, row: Row[Any], **values: Any) -> None:
    statement = update(MessageRow).where(MessageRow.message_id == row.message_id)
    connection.execute(statement.values(values))


def _tell(connection: Connection, row: Row[Any], kind: str, at: datetime, **other: str) -> None:
    detail = {key: getattr(row, key) for key in ("message_id", "kind", "recipient", "transport")}
    event = NewEvent(row.case_no, kind, detail | other)
    events.append_all(connection, [event], at, "system")
