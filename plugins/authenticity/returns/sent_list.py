"""One list that left the house, as far as what comes back asks about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from authenticity.delivery import file_names
from authenticity.returns.answered_messages import OurMessage
from authenticity.store.tables import DeliveryRow
from authenticity.working_days.deadlines import local_day

COLUMNS = (
    DeliveryRow.delivery_id,
    DeliveryRow.list_date,
    DeliveryRow.channel_code,
    DeliveryRow.recipient,
    DeliveryRow.file_name,
    DeliveryRow.sent_at,
    DeliveryRow.received_at,
)
"""What `of_row` takes, in its order."""


@dataclass(frozen=True)
class SentList:
    """One edition of a list. `is_copy`: a team leader's, in which nothing is to be filled in.

    `sent_on`: the day on which it was. `is_received`: its receipt is on record.
    """

    delivery_id: int
    list_date: date
    channel_code: str
    recipient: str
    is_copy: bool
    sent_on: date
    is_received: bool

    def is_chased_by(self, message: OurMessage) -> bool:
        """Whether a message asks for its receipt: it goes to its office, on a later day.

        Where one mailbox is the office of several channels, the message is about all of them.
        """
        if message.chased_on is None or self.is_copy or self.is_received:
            return False
        code = message.channel_code
        is_its = self.channel_code == code if code else self.recipient == message.recipient
        return is_its and self.sent_on < message.chased_on


def of_row(
    number: int,
    day: date,
    code: str,
    recipient: str,
    file_name: str,
    sent_at: datetime | None,
    received_at: datetime | None,
) -> SentList:
    """The list of a delivery that was sent."""
    own_name = file_names.of_list(day, code, None, file_names.supplement_no(file_name)).name
    return SentList(
        delivery_id=number,
        list_date=day,
        channel_code=code,
        recipient=recipient,
        is_copy=own_name != file_name,
        sent_on=local_day(sent_at) if sent_at else day,
        is_received=received_at is not None,
    )
