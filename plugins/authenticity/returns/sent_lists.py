"""The lists that left the house: what a returned file may be an answer to, and by whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection, select

from authenticity.delivery import delivery_rows
from authenticity.delivery.transports import address
from authenticity.problem_list.returned_sheet import ReturnedSheet
from authenticity.returns import answered_messages, sent_list
from authenticity.returns.answered_messages import OurMessage
from authenticity.returns.sent_list import SentList
from authenticity.sanctions import sanction_register
from authenticity.sanctions.sanction_form import FilledForm
from authenticity.store.resolution_tables import MessageRow
from authenticity.store.tables import DeliveryRow


@dataclass(frozen=True)
class SentForm:
    """A form of sanctions that was sent: to whom, about which channel, and when."""

    recipient: str
    channel_code: str | None
    on: date


@dataclass(frozen=True)
class SentLists:
    """All of them, the newest first, and the forms of sanctions.

    `answered`: the messages of ours that the mail at hand answers.
    """

    lists: tuple[SentList, ...]
    forms: tuple[SentForm, ...] = ()
    answered: tuple[OurMessage, ...] = ()

    @property
    def channel_codes(self) -> list[str]:
        return sorted({each.channel_code for each in self.lists})

    def recipients(self, channel_code: str | None, sender: str | None) -> list[str]:
        """Whose password a file may have, the likeliest first: each try takes a while."""
        asked = self._asked_about()
        ordered = sorted(
            self.lists,
            key=lambda each: (
                each not in asked,
                not is_same_address(each.recipient, sender),
                each.channel_code != channel_code,
                each.is_copy,
            ),
        )
        of_lists = [each.recipient for each in ordered]
        return list(dict.fromkeys((*of_lists, *(each.recipient for each in self.forms))))

    def back_office(self, channel_code: str | None, sender: str | None) -> SentList | None:
        """The list that a mail answers, else the last of a channel, or of an address.

        Whoever answers our message has it from its recipient, and writes from any mailbox.
        """
        for each in self._asked_about():
            return each
        return self.last_of(channel_code, sender)

    def last_of(self, channel_code: str | None, sender: str | None = None) -> SentList | None:
        """The last list to fill in of a channel, or of an address."""
        for each in self.lists:
            is_own = each.channel_code == channel_code or is_same_address(each.recipient, sender)
            if is_own and not each.is_copy:
                return each
        return None

    def confirmed(self) -> list[SentList]:
        """The lists that have arrived by the answer: brought by what is answered, or chased."""
        chased = [each for each in self.lists if any(map(each.is_chased_by, self.answered))]
        return self.brought() + chased

    def brought(self) -> list[SentList]:
        """The lists that came with the messages answered."""
        numbers = {message.delivery_id for message in self.answered}
        return [each for each in self.lists if each.delivery_id in numbers]

    def known_address(self, sender: str | None) -> str | None:
        """A mail's sender, as lists are sent to them; None: a stranger."""
        known = (e.recipient for e in self.lists if is_same_address(e.recipient, sender))
        return next(known, None)

    def _asked_about(self) -> list[SentList]:
        """What an answer is about: the list itself, else the last one to whom the message went."""
        found = self.brought()
        for message in () if found else self.answered:
            to_same = [e for e in self.lists if e.recipient == message.recipient and not e.is_copy]
            found += sorted(to_same, key=lambda each: each.channel_code != message.channel_code)[:1]
        return found

    def has_form(self, form: FilledForm) -> bool:
        """Whether a form was sent as it says; anybody can write whatever they like into one."""
        return SentForm(form.recipient, form.channel_code, form.on) in self.forms

    def of_sheet(self, sheet: ReturnedSheet) -> list[SentList]:
        """The editions that a sheet may be, by what it says of itself."""
        said = (sheet.list_date, sheet.channel_code, sheet.recipient)
        return [e for e in self.lists if (e.list_date, e.channel_code, e.recipient) == said]


def is_same_address(one: str, other: str | None) -> bool:
    """Whether both are one mailbox; programs write capitals as they like, registers a name, too."""
    return other is not None and _mailbox(one) == _mailbox(other)


@lru_cache(maxsize=10_000)
def _mailbox(text: str) -> str:
    try:
        return address.read(text).addr_spec.casefold()
    except ValueError:
        return text.casefold()


def read(connection: Connection, answers_to: Collection[str] = ()) -> SentLists:
    """Every list that was sent, and what a mail answers that names these Message-IDs."""
    statement = (
        select(*sent_list.COLUMNS)
        .where(DeliveryRow.status == delivery_rows.SENT)
        .order_by(DeliveryRow.list_date.desc(), DeliveryRow.delivery_id.desc())
    )
    lists = tuple(sent_list.of_row(*row) for row in connection.execute(statement))
    return SentLists(lists, _forms(connection), answered_messages.read(connection, answers_to))


def _forms(connection: Connection) -> tuple[SentForm, ...]:
    columns = (MessageRow.recipient, MessageRow.channel_code, MessageRow.folder_date)
    is_form = MessageRow.attachment.contains(f"/{sanction_register.NAME}_", autoescape=True)
    statement = select(*columns).where(is_form).distinct().order_by(*columns)
    return tuple(SentForm(*row) for row in connection.execute(statement))
