"""Who is told what became of a file: somebody to whom lists are sent, whoever sent it.

Anybody can write an address into a mail or a form. One that is merely named gets an answer only if
the store says that lists, or such forms, went there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from authenticity.returns.received import Parcel
from authenticity.returns.replies import Addressee
from authenticity.returns.sent_list import SentList
from authenticity.returns.sent_lists import SentLists
from authenticity.sanctions.sanction_form import FilledForm

Names = Mapping[str, str]
"""Of channels, by code."""


def of_list(
    lists: Sequence[SentList], sent: SentLists, parcel: Parcel, names: Names, today: date
) -> Addressee | None:
    """Whoever the list was sent to; where the file is none of ours, whoever a refusal is for."""
    for each in lists:
        return _named(each.recipient, each.channel_code, each.list_date, names)
    wanted = sent.back_office(parcel.channel_code, parcel.sender)
    return _named(wanted.recipient, wanted.channel_code, today, names) if wanted else None


def of_form(form: FilledForm, sent: SentLists, names: Names, today: date) -> Addressee | None:
    """Whoever the form was sent to; where it was not sent, the office of its channel, if any.

    Nobody else: the reply may name records of that channel.
    """
    if sent.has_form(form):
        return _named(form.recipient, form.channel_code, form.on, names)
    wanted = sent.last_of(form.channel_code)
    return _named(wanted.recipient, wanted.channel_code, today, names) if wanted else None


def _named(recipient: str, channel_code: str, on: date, names: Names) -> Addressee:
    return Addressee(recipient, channel_code, names.get(channel_code, channel_code), on)
