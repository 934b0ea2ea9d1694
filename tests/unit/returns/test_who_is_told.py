"""A refusal reaches whoever the list was sent to, from whatever mailbox the file came."""

from __future__ import annotations

import pytest
from tests.unit.delivery.list_house import REGISTERS
from tests.unit.delivery.message_samples import FOLDER_ONLY, REMINDER, to
from tests.unit.returns.back_office import BANK, LATER, Office, legitimate

from authenticity.delivery import list_messages, messages
from authenticity.delivery.sealing import seal
from authenticity.returns import sent_lists, taking_in
from authenticity.working_days.official_calendar import OfficialCalendar

LEADER = "leader@insurer.example"
PRIVATE = "ann@elsewhere.example"
REPLIES = "SELECT recipient, channel_code FROM message WHERE kind = 'reply'"


def mailed(office: Office, recipient: str = BANK) -> str:
    """The Message-ID of the mail that brought a recipient the list."""
    plan = office.house.plan()
    with office.house.store.begin() as connection:
        calendar = OfficialCalendar.load()
        list_messages.enqueue(connection, plan, REGISTERS, calendar, FOLDER_ONLY, LATER)
    query = f"SELECT message_id FROM message WHERE kind = 'list' AND recipient = '{recipient}'"
    ((message_id,),) = office.house.rows(query)
    return message_id


def returns(office: Office) -> list[tuple]:
    return office.house.rows("SELECT sender, channel_code, reason IS NULL FROM v_return")


@pytest.mark.parametrize("sender", [PRIVATE, None, "leader@insurer.example"])
def test_an_answer_to_the_lists_mail_is_told_to_the_lists_office(office, sender) -> None:
    answers_to = ("<x@y>", mailed(office))
    became = office.take(b"nothing", source="imap", sender=sender, answers_to=answers_to)
    assert became == taking_in.REFUSED
    assert office.house.rows(REPLIES) == [(BANK, "BANK")]
    known = sender if sender == LEADER else None
    assert returns(office) == [(known, "BANK", 0)]


def test_an_answer_under_a_password_of_its_own_is_told_as_well(office) -> None:
    with office.filling() as sheet:
        legitimate(sheet)
    sealed = seal(office.filled, "another password")
    office.take(sealed, source="imap", sender=PRIVATE, answers_to=(mailed(office),))
    assert office.house.rows(REPLIES) == [(BANK, "BANK")]


def test_a_list_that_can_be_read_is_told_to_its_own_office_whatever_the_mail_answers(
    office,
) -> None:
    with office.filling() as sheet:
        legitimate(sheet)
    office.take_filled(source="imap", sender=PRIVATE, answers_to=(mailed(office, LEADER),))
    assert office.house.rows(REPLIES) == [(BANK, "BANK")]


def test_an_answer_to_another_message_is_told_to_whom_that_went(office) -> None:
    with office.house.store.begin() as connection:
        messages.enqueue(connection, [REMINDER], LATER, FOLDER_ONLY)
    office.take(b"nothing", source="imap", sender=PRIVATE, answers_to=(REMINDER.message_id,))
    assert office.house.rows(REPLIES) == [(BANK, "BANK")]


def test_nobody_is_told_where_the_message_went_to_whom_no_list_is_sent(office) -> None:
    manager = to("manager@insurer.example", kind="escalation")
    with office.house.store.begin() as connection:
        messages.enqueue(connection, [manager], LATER, FOLDER_ONLY)
    office.take(b"nothing", source="imap", sender=PRIVATE, answers_to=(manager.message_id,))
    assert office.house.rows(REPLIES) == []
    assert returns(office) == [(None, None, 0)]


def test_nobody_is_told_of_an_answer_to_a_mail_that_is_not_ours(office) -> None:
    for number, answers_to in enumerate((("<x@y>",), ("<a\x00b@y>",), ())):
        office.take(b"%d" % number, source="imap", sender=PRIVATE, answers_to=answers_to)
    assert office.house.rows(REPLIES) == []


@pytest.mark.parametrize(
    "sender", [BANK, "Bank@Insurer.example", "BANK@INSURER.EXAMPLE", f"Office <{BANK}>"]
)
def test_an_office_is_known_by_its_address_in_capitals_too(office, sender) -> None:
    office.take(b"nothing", source="imap", sender=sender)
    assert office.house.rows(REPLIES) == [(BANK, "BANK")]
    assert returns(office) == [(BANK, "BANK", 0)]


def test_an_address_that_only_resembles_an_office_s_is_a_strangers(office) -> None:
    office.take(b"nothing", source="imap", sender="bank@insurer.example.elsewhere")
    assert office.house.rows(REPLIES) == []


def test_the_password_of_the_list_that_is_answered_is_tried_first(office) -> None:
    with office.house.store.read() as connection:
        sent = sent_lists.read(connection, (mailed(office, LEADER),))
    assert sent.recipients("BANK", BANK)[:2] == [LEADER, BANK]
    with office.house.store.read() as connection:
        assert sent_lists.read(connection).recipients("BANK", "BANK@insurer.example")[0] == BANK
