"""The mail that asks for a receipt is answered by a reply: it marks the lists that it chased."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from tests.unit.delivery.list_house import DAY, REGISTERS
from tests.unit.delivery.message_samples import FOLDER_ONLY, REMINDER
from tests.unit.returns.back_office import BANK, LATER, TODAY, Office

from authenticity.cases.ladder import RECEIPT, DueStep
from authenticity.delivery import ladder_messages, messages
from authenticity.delivery.addressees import Addressees
from authenticity.delivery.messages import NewMessage
from authenticity.delivery.recipients import Registers
from authenticity.returns import taking_in
from authenticity.returns.received import Parcel
from authenticity.store.tables import DeliveryRow
from authenticity.working_days.official_calendar import OfficialCalendar

LEADER = "leader@insurer.example"
RECEIVED = "SELECT channel_code FROM delivery WHERE received_at IS NOT NULL ORDER BY channel_code"
CASES = "SELECT DISTINCT channel_code FROM v_case WHERE received_at IS NOT NULL"
EVENTS = "SELECT count(*) FROM case_event WHERE kind = 'list_received'"
BOTH = replace(
    REGISTERS,
    channels={c: replace(each, back_office_email=BANK) for c, each in REGISTERS.channels.items()},
)
"""One mailbox is the office of both channels."""


def chase(
    office: Office,
    *channels: str,
    on: date = TODAY,
    registers: Registers = REGISTERS,
    is_group: bool = False,
) -> NewMessage:
    """The mail that asks for receipts, as the ladder decides it."""
    content = {"team_code": None, "is_group": is_group, "status": "DISPATCHED"}
    content |= {"opened_on": DAY, "due_at": LATER, "in_conflict": False}
    steps = [
        DueStep(RECEIPT, f"C20261123-{number:05d}", code, **content)
        for number, code in enumerate(channels or ("BANK",))
    ]
    to = Addressees(registers, compliance_email="he@insurer.example")
    words, calendar = ladder_messages.load_words(), OfficialCalendar.load()
    (message,) = ladder_messages.messages_of(steps, to, words, calendar, on)
    enqueue(office, message)
    return message


def enqueue(office: Office, message: NewMessage) -> None:
    with office.house.store.begin() as connection:
        messages.enqueue(connection, [message], LATER, FOLDER_ONLY)


def answer(office: Office, message: NewMessage) -> None:
    """A reply without a file, from a mailbox that nobody knows."""
    parcel = Parcel(
        source="imap",
        files=(),
        done=lambda: office.removed.append("mail"),
        sender="ann@elsewhere.example",
        answers_to=("<x@y>", message.message_id),
    )
    assert taking_in.take(office.inside, office.process, parcel) == []


def change(office: Office, of: str, **values: object) -> None:
    """Turns the list of one recipient into another."""
    with office.house.store.begin() as connection:
        of_one = update(DeliveryRow).where(DeliveryRow.recipient == of)
        connection.execute(of_one.values(values))


def test_an_answer_to_the_chase_marks_the_channels_list_and_its_cases(office) -> None:
    message = chase(office)
    assert "回复本邮件确认收到" in str(message.values["why"])
    answer(office, message)
    assert office.house.rows(RECEIVED) == [("BANK",)]
    assert office.house.rows(CASES) == [("BANK",)]
    assert office.house.rows(EVENTS) == [(1,)]
    assert office.removed == ["mail"]


def test_a_second_answer_changes_nothing(office) -> None:
    message = chase(office)
    answer(office, message)
    marked = office.house.rows("SELECT delivery_id, received_at FROM delivery ORDER BY 1")
    office.at += timedelta(hours=1)
    answer(office, message)
    assert office.house.rows("SELECT delivery_id, received_at FROM delivery ORDER BY 1") == marked
    assert office.house.rows(EVENTS) == [(1,)]


def test_an_answer_to_a_reminder_marks_nothing(office) -> None:
    reminder = replace(REMINDER, folder_date=TODAY)
    enqueue(office, reminder)
    answer(office, reminder)
    assert office.house.rows(RECEIVED) == []


def test_a_list_of_the_day_of_the_chase_was_not_chased(office) -> None:
    answer(office, chase(office, on=DAY))
    assert office.house.rows(RECEIVED) == []


def test_lists_of_several_days_are_marked_by_one_answer_each_with_its_event(office) -> None:
    earlier = DAY - timedelta(days=3)
    name = f"problem_list_BANK_{earlier}.xlsx"
    change(office, LEADER, list_date=earlier, file_name=name, recipient=BANK)
    answer(office, chase(office))
    assert office.house.rows(RECEIVED) == [("BANK",), ("BANK",)]
    assert office.house.rows(EVENTS) == [(2,)]


def test_of_a_mailbox_of_two_channels_both_lists_are_marked(office) -> None:
    change(office, "channel:AGENT", recipient=BANK)
    answer(office, chase(office, "BANK", "AGENT", registers=BOTH))
    assert office.house.rows(RECEIVED) == [("AGENT",), ("BANK",)]


def test_of_a_mailbox_of_two_channels_a_chase_of_one_marks_one(office) -> None:
    change(office, "channel:AGENT", recipient=BANK)
    answer(office, chase(office, "AGENT", registers=BOTH))
    assert office.house.rows(RECEIVED) == [("AGENT",)]


@pytest.mark.parametrize("channels", [("BANK",), ("BANK", "AGENT")])
def test_an_answer_about_group_cases_marks_the_list_of_compliance_alone(office, channels) -> None:
    name = f"problem_list_COMPLIANCE_{DAY}.xlsx"
    change(office, LEADER, channel_code="COMPLIANCE", file_name=name)
    answer(office, chase(office, *channels, is_group=True))
    assert office.house.rows(RECEIVED) == [("COMPLIANCE",)]
