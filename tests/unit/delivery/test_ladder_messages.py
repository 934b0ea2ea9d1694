"""One message to a recipient for a step and a sweep; counts and due times, and no case number."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert
from tests.unit.cases.case_samples import CALENDAR, KEY
from tests.unit.delivery.message_samples import AT, FOLDER_ONLY, rows

from authenticity.cases.ladder import COMPLIANCE, CONFLICT, DUE, RECEIPT, REMINDER, DueStep
from authenticity.delivery import addressees, ladder_messages, messages
from authenticity.delivery.addressees import Addressees, Contact
from authenticity.delivery.messages import NewMessage
from authenticity.delivery.recipients import Channel, Registers, Team
from authenticity.store.case_store import open_store
from authenticity.store.resolution_tables import PersonRow
from authenticity.working_days.deadlines import end_of_day_utc

ON = date(2026, 9, 30)
REGISTERS = Registers(
    {
        "AGENT": Channel("AGENT", "个人代理渠道", "agent@insurer.example", "head@insurer.example"),
        "BANK": Channel("BANK", "银行保险渠道"),
    },
    {
        "T01": Team("T01", "一部", "AGENT", "李某", "t01@insurer.example"),
        "T02": Team("T02", "二部", "AGENT"),
    },
)
PEOPLE = (
    Contact("leader", "AGENT", "T02", "t02@insurer.example"),
    Contact("channel_manager", "BANK", None, "bankhead@insurer.example"),
    Contact("compliance", None, None, "he@insurer.example"),
    Contact("compliance", None, None, "gui@insurer.example"),
    Contact("leader", "AGENT", None, "nobody@insurer.example"),  # leads no team
)
TO = Addressees(REGISTERS, PEOPLE)


def due_step(step: str, number: int, **content) -> DueStep:
    known = {
        "channel_code": "AGENT",
        "team_code": "T01",
        "is_group": False,
        "status": "DISPATCHED",
        "opened_on": date(2026, 9, 28),
        "due_at": end_of_day_utc(date(2026, 10, 8)),
        "in_conflict": False,
    }
    return DueStep(step, f"C20260928-{number:05d}", **(known | content))


def told(*steps: DueStep, to: Addressees = TO) -> dict[str, NewMessage]:
    words = ladder_messages.load_words()
    new = ladder_messages.messages_of(steps, to, words, CALENDAR, ON)
    assert len({message.recipient for message in new}) == len(new)
    return {message.recipient: message for message in new}


@pytest.mark.parametrize(
    ("step", "channel", "team", "recipients"),
    [
        (REMINDER, "AGENT", "T01", {"agent@insurer.example"}),
        (RECEIPT, "BANK", None, {"channel:BANK"}),
        (CONFLICT, "AGENT", "T01", {"agent@insurer.example", "t01@insurer.example"}),
        (DUE, "AGENT", "T01", {"t01@insurer.example", "head@insurer.example"}),
        (DUE, "AGENT", "T02", {"t02@insurer.example", "head@insurer.example"}),
        (DUE, "BANK", None, {"bankhead@insurer.example"}),
        (DUE, "TELE", "T09", {"channel:TELE"}),
        (COMPLIANCE, "AGENT", "T01", {"he@insurer.example", "gui@insurer.example"}),
    ],
)
def test_each_step_is_told_to_whom_the_rulebook_names(
    step: str, channel: str, team: str | None, recipients: set[str]
) -> None:
    assert set(told(due_step(step, 1, channel_code=channel, team_code=team))) == recipients


def test_a_message_counts_the_cases_of_a_recipient_and_names_the_earliest_due_day() -> None:
    steps = [due_step(REMINDER, number) for number in range(1, 4)]
    steps[1] = due_step(REMINDER, 2, due_at=end_of_day_utc(date(2026, 10, 3)))
    (message,) = told(*steps).values()
    assert message.kind == "reminder"
    assert message.values["cases"] == 3
    assert message.values["audience"] == "个人代理渠道"
    assert message.values["due"] == "2026-10-03（休息日，此前最后工作日 2026-09-30）"


def test_compliance_reads_how_the_cases_lie_over_the_channels() -> None:
    new = told(
        due_step(COMPLIANCE, 1),
        due_step(COMPLIANCE, 2),
        due_step(COMPLIANCE, 3, channel_code="BANK"),
    )
    message = new["he@insurer.example"]
    assert (message.kind, message.channel_code) == ("escalation", None)
    assert message.values["audience"] == "合规部门"
    assert str(message.values["why"]).endswith("（个人代理渠道 2 件、银行保险渠道 1 件）")


STEPS_AT_ONCE = {
    (CONFLICT, REMINDER): {"agent": CONFLICT, "t01": CONFLICT},
    (CONFLICT, REMINDER, DUE, COMPLIANCE): {
        "agent": CONFLICT,
        "t01": DUE,
        "head": DUE,
        "he": COMPLIANCE,
        "gui": COMPLIANCE,
    },
    (REMINDER, DUE): {"agent": REMINDER, "t01": DUE, "head": DUE},
}


@pytest.mark.parametrize(("steps", "expected"), STEPS_AT_ONCE.items())
def test_of_steps_at_once_each_recipient_reads_the_gravest(steps, expected) -> None:
    why = ladder_messages.load_words().why
    found = told(*(due_step(step, 1) for step in steps))  # which asks for one message each
    said = {recipient.partition("@")[0]: new.values["why"] for recipient, new in found.items()}
    assert said == {name: getattr(why, step) for name, step in expected.items()}


def test_another_case_of_the_sweep_keeps_its_own_step() -> None:
    steps = [due_step(CONFLICT, 1), due_step(REMINDER, 1), due_step(REMINDER, 2)]
    words = ladder_messages.load_words()
    new = ladder_messages.messages_of(steps, TO, words, CALENDAR, ON)
    office = [each for each in new if each.recipient == "agent@insurer.example"]
    assert [(each.values["why"], each.values["cases"]) for each in office] == [
        (words.why.conflict, 1),
        (words.why.reminder, 1),
    ]


def test_a_list_without_receipt_is_chased_beside_what_its_cases_need() -> None:
    steps = [due_step(CONFLICT, 1), due_step(RECEIPT, 1)]
    new = ladder_messages.messages_of(steps, TO, ladder_messages.load_words(), CALENDAR, ON)
    assert sorted(each.identity[1] for each in new) == [CONFLICT, CONFLICT, RECEIPT]


def test_a_chase_is_known_by_its_message_id_and_no_other_step_is() -> None:
    steps = [due_step(step, 1) for step in (RECEIPT, REMINDER)]
    new = ladder_messages.messages_of(steps, TO, ladder_messages.load_words(), CALENDAR, ON)
    chases = {
        each.identity[1]: ladder_messages.is_chase(each.message_id, each.recipient, ON)
        for each in new
    }
    assert chases == {RECEIPT: True, REMINDER: False}
    chase = next(each for each in new if each.identity[1] == RECEIPT)
    assert not ladder_messages.is_chase(chase.message_id, "t01@insurer.example", ON)
    assert not ladder_messages.is_chase(chase.message_id, chase.recipient, date(2026, 10, 1))


def test_the_lists_of_a_day_are_chased_once_whatever_their_cases() -> None:
    first, second = (told(due_step(RECEIPT, number)) for number in (1, 2))
    recipient = "agent@insurer.example"
    assert first[recipient].message_id == second[recipient].message_id


def test_a_group_case_is_no_business_of_its_channel_s_folder() -> None:
    (office,) = told(due_step(RECEIPT, 1)).values()
    group = told(due_step(RECEIPT, 1, is_group=True))
    assert office.channel_code == "AGENT"
    assert {each.channel_code for each in group.values()} == {"COMPLIANCE"}


def test_a_group_case_takes_its_gravest_step_to_compliance() -> None:
    steps = [due_step(step, 1, is_group=True) for step in (CONFLICT, REMINDER, DUE, COMPLIANCE)]
    assert {each.identity[1] for each in told(*steps).values()} == {COMPLIANCE}


def test_a_group_case_is_told_to_compliance_only() -> None:
    without = Addressees(REGISTERS, compliance_email="box@insurer.example")
    for step in (CONFLICT, RECEIPT, REMINDER, DUE):
        assert set(told(due_step(step, 1, is_group=True), to=without)) == {"box@insurer.example"}
    outbox = told(due_step(DUE, 1, is_group=True), to=Addressees(REGISTERS))
    assert set(outbox) == {"channel:COMPLIANCE"}


def test_the_same_sweep_is_the_same_message_and_other_cases_are_another(
    made_store_url: str,
) -> None:
    store = open_store(made_store_url, KEY)
    first = list(told(due_step(REMINDER, 1), due_step(REMINDER, 2)).values())
    other = list(told(due_step(REMINDER, 3)).values())
    for new, added in ((first, 1), (first, 0), (other, 1)):
        with store.begin() as connection:
            assert messages.enqueue(connection, new, AT, FOLDER_ONLY) == added
    subjects = {row[0] for row in rows(store, "SELECT subject FROM message")}
    assert subjects == {
        "【客户信息真实性】待处理提醒：个人代理渠道，2 件",
        "【客户信息真实性】待处理提醒：个人代理渠道，1 件",
    }
    bodies = " ".join(row[0] for row in rows(store, "SELECT body FROM message"))
    assert "C20260928" not in bodies
    store.close()


def test_only_who_is_with_the_insurer_and_has_an_address_is_told(made_store_url: str) -> None:
    store = open_store(made_store_url, KEY)
    spans: list[tuple[str, str | None, date, date | None]] = [
        ("now", "now@a", date(2026, 9, 1), None),
        ("last_day", "last@a", date(2026, 9, 1), ON),
        ("left", "left@a", date(2026, 9, 1), date(2026, 9, 29)),
        ("to_come", "come@a", date(2026, 10, 1), None),
        ("no_address", None, date(2026, 9, 1), None),
    ]
    with store.begin() as connection:
        for name, email, begins, ends in spans:
            person = {"display_name": name, "role": "compliance", "email": email}
            connection.execute(
                insert(PersonRow).values(user_name=name, valid_from=begins, valid_to=ends, **person)
            )
        found = addressees.contacts(connection, ON)
    assert {each.email for each in found} == {"now@a", "last@a"}
    store.close()
