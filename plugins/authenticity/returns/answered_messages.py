"""Our messages that a mail answers: known by Message-ID, whatever mailbox somebody writes from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from authenticity.delivery import ladder_messages
from authenticity.store.chunks import chunks
from authenticity.store.resolution_tables import MessageRow


@dataclass(frozen=True)
class OurMessage:
    """A message that left the house.

    `delivery_id`: the list that it brought, if it brought one. `chased_on`: the day on which it
    asked for the receipt of earlier lists, if it asked.
    """

    channel_code: str | None
    recipient: str
    delivery_id: int | None
    chased_on: date | None = None


def read(connection: Connection, message_ids: Collection[str]) -> tuple[OurMessage, ...]:
    """Those of ours among the messages that a mail names; it may name anything, any number."""
    names = ("message_id", "channel_code", "recipient", "delivery_id", "folder_date")
    columns = [getattr(MessageRow, name) for name in names]
    found: list[OurMessage] = []
    for chunk in chunks(sorted(each for each in message_ids if each.isprintable())):
        rows = connection.execute(select(*columns).where(MessageRow.message_id.in_(chunk)))
        found += (_message(*row) for row in rows)
    return tuple(found)


def _message(
    message_id: str, channel_code: str | None, recipient: str, delivery_id: int | None, on: date
) -> OurMessage:
    is_chase = ladder_messages.is_chase(message_id, recipient, on)
    return OurMessage(channel_code, recipient, delivery_id, on if is_chase else None)
