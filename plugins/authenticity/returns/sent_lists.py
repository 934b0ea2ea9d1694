"""The lists that left the house: what a returned file may be an answer to, and by whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from authenticity.delivery import delivery_rows, file_names
from authenticity.problem_list.returned_sheet import ReturnedSheet
from authenticity.sanctions import sanction_register
from authenticity.store.resolution_tables import MessageRow
from authenticity.store.tables import DeliveryRow


@dataclass(frozen=True)
class SentList:
    """One edition of a list. `is_copy`: a team leader's, in which nothing is to be filled in."""

    delivery_id: int
    list_date: date
    channel_code: str
    recipient: str
    is_copy: bool


@dataclass(frozen=True)
class SentLists:
    """All of them, the newest first; `form_recipients`: who got a form of sanctions."""

    lists: tuple[SentList, ...]
    form_recipients: tuple[str, ...] = ()

    @property
    def channel_codes(self) -> list[str]:
        return sorted({each.channel_code for each in self.lists})

    def recipients(self, channel_code: str | None, sender: str | None) -> list[str]:
        """Whose password a file may have, the likeliest first: each try takes a while."""
        ordered = sorted(
            self.lists,
            key=lambda each: (
                each.recipient != sender,
                each.channel_code != channel_code,
                each.is_copy,
            ),
        )
        of_lists = [each.recipient for each in ordered]
        return list(dict.fromkeys((*of_lists, *self.form_recipients)))

    def back_office(self, channel_code: str | None, sender: str | None) -> SentList | None:
        """The last list of a channel, or of an address, that was there to be filled in."""
        for each in self.lists:
            if not each.is_copy and (each.channel_code == channel_code or each.recipient == sender):
                return each
        return None

    def of_sheet(self, sheet: ReturnedSheet) -> list[SentList]:
        """The editions that a sheet may be, by what it says of itself."""
        said = (sheet.list_date, sheet.channel_code, sheet.recipient)
        return [e for e in self.lists if (e.list_date, e.channel_code, e.recipient) == said]


def read(connection: Connection) -> SentLists:
    """Every list that was sent."""
    statement = (
        select(
            DeliveryRow.delivery_id,
            DeliveryRow.list_date,
            DeliveryRow.channel_code,
            DeliveryRow.recipient,
            DeliveryRow.file_name,
        )
        .where(DeliveryRow.status == delivery_rows.SENT)
        .order_by(DeliveryRow.list_date.desc(), DeliveryRow.delivery_id.desc())
    )
    lists = tuple(
        SentList(number, day, code, recipient, _is_copy(day, code, file_name))
        for number, day, code, recipient, file_name in connection.execute(statement)
    )
    forms = MessageRow.attachment.contains(f"/{sanction_register.NAME}_", autoescape=True)
    recipients = select(MessageRow.recipient).where(forms).distinct()
    return SentLists(lists, tuple(connection.scalars(recipients.order_by(MessageRow.recipient))))


def answered(connection: Connection, message_ids: Collection[str]) -> set[int]:
    """The deliveries that these messages brought."""
    statement = select(MessageRow.delivery_id).where(
        MessageRow.message_id.in_(sorted(message_ids)), MessageRow.delivery_id.is_not(None)
    )
    return {number for number in connection.scalars(statement) if number is not None}


def _is_copy(list_date: date, channel_code: str, file_name: str) -> bool:
    number = file_names.supplement_no(file_name)
    return file_names.of_list(list_date, channel_code, None, number).name != file_name
