"""The rows of `delivery`: what is to be handed over, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from authenticity.problem_list.lines import ProblemList
from authenticity.store.tables import DeliveryRow

PENDING, SENT, SUPERSEDED = "pending", "sent", "superseded"
TRANSPORT = "outbox"


def rows_of(conn: Connection, list_date: date) -> list[Row[Any]]:
    """The rows of the list date, oldest first."""
    columns = (
        DeliveryRow.delivery_id,
        DeliveryRow.message_id,
        DeliveryRow.file_name,
        DeliveryRow.created_at,
    )
    statement = select(*columns).where(
        DeliveryRow.list_date == list_date, DeliveryRow.transport == TRANSPORT
    )
    return list(conn.execute(statement.order_by(DeliveryRow.delivery_id)))


def sent_sha256(conn: Connection, delivery_id: int) -> str | None:
    """The SHA-256 of the file that was delivered; None: nothing was yet."""
    statement = select(DeliveryRow.sha256).where(
        DeliveryRow.delivery_id == delivery_id, DeliveryRow.status == SENT
    )
    return conn.scalars(statement).one_or_none()


def add(
    conn: Connection, problem_list: ProblemList, message_id: str, file_name: str, at: datetime
) -> int:
    """Insert a pending row; its id."""
    statement = (
        insert(DeliveryRow)
        .values(
            list_date=problem_list.list_date,
            channel_code=problem_list.channel_code,
            recipient=problem_list.recipient,
            transport=TRANSPORT,
            file_name=file_name,
            sha256="",  # known when the file is sealed
            content_digest=problem_list.content_digest,
            lines=len(problem_list.lines),
            message_id=message_id,
            status=PENDING,
            created_at=at,
            attempts=0,
        )
        .returning(DeliveryRow.delivery_id)
    )
    return conn.scalars(statement).one()


def supersede(conn: Connection, list_date: date, kept: Collection[str]) -> None:
    """Give up the pending rows of the list date whose message ids are not among `kept`."""
    conn.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.list_date == list_date,
            DeliveryRow.transport == TRANSPORT,
            DeliveryRow.status == PENDING,
            DeliveryRow.message_id.not_in(kept),
        )
        .values(status=SUPERSEDED)
    )


def begin_attempt(conn: Connection, delivery_id: int) -> None:
    """Count the attempt before it is made: from here on the recipient may have been told."""
    conn.execute(
        update(DeliveryRow)
        .where(DeliveryRow.delivery_id == delivery_id)
        .values(attempts=DeliveryRow.attempts + 1)
    )


def mark_sent(
    conn: Connection, delivery_id: int, problem_list: ProblemList, sha256: str, at: datetime
) -> None:
    """The file is in place, with this content."""
    conn.execute(
        update(DeliveryRow)
        .where(DeliveryRow.delivery_id == delivery_id)
        .values(
            status=SENT,
            sha256=sha256,
            content_digest=problem_list.content_digest,
            lines=len(problem_list.lines),
            sent_at=func.coalesce(DeliveryRow.sent_at, at),  # a restored file was sent long ago
            error=None,
        )
    )


def note_failure(conn: Connection, delivery_id: int, error: str) -> None:
    """The file could not be written; the row stays pending."""
    conn.execute(
        update(DeliveryRow).where(DeliveryRow.delivery_id == delivery_id).values(error=error)
    )
