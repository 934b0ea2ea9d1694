"""Messages are decided in the same transaction as what they tell, and sent afterwards (`sending`).

A row of `message` is one message to one recipient, with the text as it will be sent. Its
Message-ID is a digest of what it is about, so deciding the same thing again adds nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from authenticity import canonical
from authenticity.audit import events
from authenticity.audit.events import NewEvent
from authenticity.delivery import message_text
from authenticity.delivery.routes import Routes
from authenticity.store.chunks import chunks
from authenticity.store.resolution_tables import MessageRow
from authenticity.store.tables import DeliveryRow

PENDING, UNKNOWN, SENT, SUPERSEDED = "pending", "unknown", "sent", "superseded"
GIVEN_UP = "given_up"
"""States of a message; `unknown`: an attempt was begun, and the other side may have it."""

_ABOVE_THE_BACK_OFFICE = ("escalation", "alert", "report")
"""Kinds that go to leaders, managers and the head office."""


_OURS = "@message.authenticity>"
"""How our Message-IDs end."""


@dataclass(frozen=True)
class NewMessage:
    """A message to one recipient: an address, or `channel:<code>` where there is none.

    `kind`: `list`, `reminder`, `escalation`, `returned`, `reply`, `alert`, `report`. `identity`:
    what it is about; a message of the same kind, recipient and identity is the same message.
    `template`: a file of `include/messages/` without `.txt.j2`; `values` fill it in and hold
    nothing personal. `folder_date`: the list date below which its files lie in the outbox.
    `attachment`: path below the outbox, with its SHA-256 where it is no list. `team_code`: the team
    whose leader it is for.
    """

    kind: str
    recipient: str
    channel_code: str | None
    identity: tuple[str, ...]
    template: str
    values: Mapping[str, object] = field(hash=False)
    folder_date: date
    case_no: str | None = None
    attachment: str | None = None
    delivery_id: int | None = None
    team_code: str | None = None
    attachment_sha256: str | None = None

    @property
    def digest(self) -> str:
        """What it is about and to whom, whatever the day."""
        return canonical.digest([self.kind, self.recipient, *self.identity], 16)

    @property
    def message_id(self) -> str:
        return f"<{self.digest}.{self.folder_date:%Y%m%d}{_OURS}"


def enqueue(
    connection: Connection,
    new: Sequence[NewMessage],
    at: datetime,
    routes: Routes,
    actor: str = "system",
) -> int:
    """Add what is not there yet, in the caller's transaction; returns how many were added.

    Text and way are fixed here. Raises `ConfigurationError` when a template cannot be filled in.
    """
    if not new:
        return 0
    events.lock(connection)  # two deciders at once would both see nothing there
    by_id = {message.message_id: message for message in new}
    for message_id in _there(connection, by_id):
        del by_id[message_id]
    rows = [_row(message_id, message, at, routes) for message_id, message in by_id.items()]
    if rows:
        connection.execute(insert(MessageRow), rows)
    events.append_all(connection, [_event("message_created", row) for row in rows], at, actor)
    return len(rows)


def is_ours(message_id: str) -> bool:
    """Whether a Message-ID looks like ours; which message it is, if any, the store knows."""
    return message_id.endswith(_OURS)


def was_decided(connection: Connection, message: NewMessage) -> bool:
    """Whether the same was told to the same recipient before, on whatever day."""
    same = MessageRow.message_id.startswith(f"<{message.digest}.")
    return connection.scalar(select(MessageRow.message_id).where(same).limit(1)) is not None


def workbook_recipients(connection: Connection) -> set[str]:
    """For whom any workbook, a list or a register, was made."""
    registers = select(MessageRow.recipient).where(MessageRow.attachment.is_not(None))
    return set(connection.scalars(select(DeliveryRow.recipient).union(registers)))


def supersede(
    connection: Connection,
    kind: str,
    folder_date: date,
    kept: Collection[str],
    at: datetime,
    actor: str = "system",
) -> int:
    """Give up messages of a kind and date that nobody was sent and that are not among `kept`."""
    columns = (MessageRow.message_id, MessageRow.kind, MessageRow.recipient, MessageRow.case_no)
    statement = select(*columns, MessageRow.transport).where(
        MessageRow.kind == kind,
        MessageRow.folder_date == folder_date,
        MessageRow.status == PENDING,
    )
    events.lock(connection)
    rows = connection.execute(statement).mappings()
    stale = [dict(row) for row in rows if row["message_id"] not in kept]
    for row in stale:
        connection.execute(
            update(MessageRow)
            .where(MessageRow.message_id == row["message_id"])
            .values(status=SUPERSEDED, next_attempt_at=None)
        )
    events.append_all(connection, [_event("message_superseded", row) for row in stale], at, actor)
    return len(stale)


def _there(connection: Connection, message_ids: Collection[str]) -> list[str]:
    found: list[str] = []
    for chunk in chunks(sorted(message_ids)):
        statement = select(MessageRow.message_id).where(MessageRow.message_id.in_(chunk))
        found.extend(connection.scalars(statement))
    return found


def _row(message_id: str, message: NewMessage, at: datetime, routes: Routes) -> dict[str, Any]:
    text = message_text.write(message.template, message.values)
    return {
        "message_id": message_id,
        "kind": message.kind,
        "case_no": message.case_no,
        "channel_code": message.channel_code,
        "recipient": message.recipient,
        "transport": routes.transport(
            message.recipient,
            message.channel_code,
            is_file=message.attachment is not None,
            is_personal=message.team_code is not None or message.kind in _ABOVE_THE_BACK_OFFICE,
        ),
        "folder_date": message.folder_date,
        "delivery_id": message.delivery_id,
        "attachment": message.attachment,
        "attachment_sha256": message.attachment_sha256,
        "subject": text.subject,
        "body": text.body,
        "status": PENDING,
        "created_at": at,
        "next_attempt_at": at,
        "attempts": 0,
    }


def _event(kind: str, row: Mapping[str, Any]) -> NewEvent:
    detail = {key: row[key] for key in ("message_id", "kind", "recipient", "transport")}
    return NewEvent(row["case_no"], kind, detail)
