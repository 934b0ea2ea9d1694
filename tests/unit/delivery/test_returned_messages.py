"""Cases that went back: one message to each back office, group cases to compliance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from tests.unit.cases.answer_samples import ANSWERED, answer, apply, dispatched, employ
from tests.unit.cases.case_samples import CALENDAR, KEY, cases, finding

from authenticity.cases import returning
from authenticity.delivery import message_text, returned_messages
from authenticity.delivery.addressees import Addressees
from authenticity.delivery.messages import NewMessage
from authenticity.delivery.recipients import Channel, Registers
from authenticity.store.case_store import Store, open_store

ON = date(2026, 9, 28)
BANK = Channel("BANK", "银行保险", "bank@insurer.example")
TO = Addressees(Registers({"BANK": BANK}, {}), compliance_email="compliance@insurer.example")


@pytest.fixture
def store(made_store_url: str) -> Iterator[Store]:
    opened = open_store(made_store_url, KEY)
    yield opened
    opened.close()


def returned(store: Store) -> list[NewMessage]:
    """Two cases of a policy and one of a group, answered and sent back at once."""
    group = {"rule_code": "suspicious.shared_phone", "cluster_id": "k", "detail": {"group": True}}
    found = [finding(1), finding(2), finding(3, confidence="A", **group)]
    dispatched(store, *found)
    employ(store, "cai", "compliance")
    apply(store, *(answer(each) for each in found[:2]), answer(found[2], investigator="cai"))
    with store.begin() as connection:
        reasons = dict.fromkeys(cases(store), "仍显示 138******00")
        for case_no, reason in reasons.items():
            returning.send_back(connection, case_no, reason, ANSWERED, "system")
        return returned_messages.messages_of(connection, reasons, TO, "合规部", CALENDAR, ON)


def test_each_office_gets_one_message_about_all_that_is_its_own(store: Store) -> None:
    of_group, of_channel = sorted(returned(store), key=lambda each: each.channel_code or "")
    assert (of_channel.recipient, of_channel.channel_code) == ("bank@insurer.example", "BANK")
    assert (of_channel.values["cases"], of_channel.values["audience"]) == (2, "银行保险")
    assert of_channel.values["reason"] == (
        "C20260924-00001：仍显示 138******00；C20260924-00002：仍显示 138******00"
    )
    assert of_channel.case_no is None
    assert (of_group.recipient, of_group.channel_code) == ("compliance@insurer.example", None)
    assert (of_group.case_no, of_group.values["audience"]) == ("C20260924-00003", "合规部")
    assert of_group.values["due"] == "2026-09-30"


def test_the_messages_can_be_written(store: Store) -> None:
    for new in returned(store):
        text = message_text.write(new.template, new.values)
        assert "退回重办" in text.subject
        assert "处理时限：2026-09-30" in text.body
