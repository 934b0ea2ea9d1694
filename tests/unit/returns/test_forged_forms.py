"""A form of sanctions that anybody wrote: nobody is told but whom such forms or lists are sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook
from tests.unit.delivery.list_house import DAY
from tests.unit.delivery.message_samples import FOLDER_ONLY, REMINDER
from tests.unit.returns.back_office import BANK, LATER, Office

from authenticity.delivery import messages
from authenticity.delivery.table_workbook import HEAD_ROW, HEAD_SHEET
from authenticity.returns import taking_in
from authenticity.sanctions import sanction_kinds

STRANGER = "somebody@elsewhere.example"
MANAGER = "head@insurer.example"
NUMBER = "S20261123-00001"
REPLIES = "SELECT recipient, channel_code, folder_date FROM message WHERE kind = 'reply'"
RETURNS = "SELECT channel_code, lines, accepted FROM v_return"
WORDS = sanction_kinds.in_force()


def forged(recipient: str, channel_code: str = "BANK", on: date = DAY) -> bytes:
    """A workbook that looks like a form with one line, made without any key."""
    book = Workbook()
    book.active.title = WORDS.sheet
    head = book.create_sheet(HEAD_SHEET)
    for pair in (
        ("form", "sanctions"),
        ("channel_code", channel_code),
        ("recipient", recipient),
        ("on", on.isoformat()),
    ):
        head.append(pair)
    book.active.cell(HEAD_ROW + 2, 1).value = NUMBER
    book.active.cell(HEAD_ROW + 2, 12).value = "ann"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def send_form(office: Office, recipient: str) -> None:
    """Puts on record that a form was sent to somebody, about the bank's records."""
    place = f"{DAY}/BANK/sanctions_BANK_{DAY}_0a1b.xlsx"
    message = replace(REMINDER, recipient=recipient, attachment=place, attachment_sha256="0")
    with office.house.store.begin() as connection:
        messages.enqueue(connection, [message], LATER, FOLDER_ONLY)


def replies(office: Office) -> list[tuple[str, str, str]]:
    return [(to, code, str(on)) for to, code, on in office.house.rows(REPLIES)]


@pytest.mark.parametrize("recipient", [STRANGER, "a@b.c,d@e.f", "leader@insurer.example", ""])
def test_an_address_that_no_form_was_sent_to_is_not_answered(office, recipient) -> None:
    assert office.take(forged(recipient)) == taking_in.TAKEN
    assert replies(office) == [(BANK, "BANK", "2026-11-24")]
    assert office.house.rows(RETURNS) == [("BANK", 1, 0)]


def test_a_form_of_a_channel_that_there_is_not_is_told_to_nobody(office) -> None:
    office.take(forged(STRANGER, "../../NOWHERE"), source="imap", sender=BANK)
    assert replies(office) == []
    assert office.house.rows(RETURNS) == [(None, 1, 0)]


def test_the_channel_in_whose_folder_it_lay_is_kept_and_not_the_one_that_it_names(office) -> None:
    office.take(forged(BANK, "NOWHERE"), channel_code="AGENT")
    assert replies(office) == []
    assert office.house.rows(RETURNS) == [("AGENT", 1, 0)]


def test_a_day_on_which_no_form_was_sent_makes_no_folder_in_the_outbox(office) -> None:
    send_form(office, BANK)
    office.take(forged(BANK, on=date(1999, 1, 1)))
    assert replies(office) == [(BANK, "BANK", "2026-11-24")]
    assert not (office.house.outbox / "1999-01-01").exists()


@pytest.mark.parametrize("recipient", [BANK, MANAGER])
def test_whom_the_form_was_sent_to_is_answered(office, recipient) -> None:
    send_form(office, recipient)
    office.take(forged(recipient))
    assert replies(office) == [(recipient, "BANK", str(DAY))]


def test_whom_a_form_was_sent_to_is_not_answered_about_another_channel(office) -> None:
    send_form(office, MANAGER)
    office.take(forged(MANAGER, "AGENT"))
    assert replies(office) == [("channel:AGENT", "AGENT", "2026-11-24")]
