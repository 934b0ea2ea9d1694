"""Our messages that a mail answers: known by Message-ID, whatever mailbox somebody writes from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from authenticity.store.chunks import chunks
from authenticity.store.resolution_tables import MessageRow


@dataclass(frozen=True)
class OurMessage:
    """A message that left the house. `delivery_id`: the list that it brought, if it brought one."""

    channel_code: str | None
    recipient: str
    delivery_id: int | None


def read(connection: Connection, message_ids: Collection[str]) -> tuple[OurMessage, ...]:
    """Those of ours among the messages that a mail names; it may name anything, any number."""
    columns = (MessageRow.channel_code, MessageRow.recipient, MessageRow.delivery_id)
    found: list[OurMessage] = []
    for chunk in chunks(sorted(each for each in message_ids if each.isprintable())):
        rows = connection.execute(select(*columns).where(MessageRow.message_id.in_(chunk)))
        found += (OurMessage(*row) for row in rows)
    return tuple(found)
