"""Messages are decided once, with their text, and in the audit chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection
from tests.unit.delivery.message_samples import (
    AT,
    DAY,
    FOLDER_ONLY,
    KEY,
    MAIL,
    REMINDER,
    decide,
    rows,
    to,
)

from authenticity.audit import verification
from authenticity.delivery import message_text, messages
from authenticity.errors import ConfigurationError
from authenticity.store.case_store import Store, open_store


@pytest.fixture
def store(made_store_url: str) -> Iterator[Store]:
    store = open_store(made_store_url, KEY)
    yield store
    store.close()


def test_message_waits_with_the_text_that_will_be_sent(store: Store) -> None:
    assert decide(store, REMINDER, routes=MAIL) == 1
    found = rows(store, "SELECT kind, recipient, transport, subject, status, attempts FROM message")
    subject = "【客户信息真实性】待处理提醒：银行保险渠道，3 件"
    assert found == [("reminder", "bank@insurer.example", "mail", subject, "pending", 0)]


def test_the_same_message_is_decided_once(store: Store) -> None:
    decide(store, REMINDER)
    later = replace(REMINDER, values={**REMINDER.values, "cases": 4})
    assert decide(store, later, REMINDER, at=AT + timedelta(hours=1)) == 0
    assert rows(store, "SELECT count(*) FROM v_message") == [(1,)]
    assert "3 件" in rows(store, "SELECT subject FROM message")[0][0]


@pytest.mark.parametrize(
    "other",
    [
        {"recipient": "agent@insurer.example"},
        {"kind": "escalation"},
        {"identity": ("reminder", "2026-11-24")},
    ],
)
def test_another_recipient_kind_or_subject_is_another_message(store: Store, other) -> None:
    assert decide(store, REMINDER, replace(REMINDER, **other)) == 2


def test_every_message_is_in_the_audit_chain(store: Store) -> None:
    decide(store, REMINDER, to("agent@insurer.example"))
    events = rows(store, "SELECT case_no, event_no, kind FROM v_case_event ORDER BY event_no")
    assert events == [(None, 1, "message_created"), (None, 2, "message_created")]
    with store.read() as connection:
        assert verification.verify(connection, KEY).has_integrity


def test_a_decision_that_is_undone_leaves_no_message(store: Store) -> None:
    def killed(connection: Connection) -> None:
        messages.enqueue(connection, [REMINDER], AT, FOLDER_ONLY)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.begin() as connection:
        killed(connection)
    assert rows(store, "SELECT count(*) FROM message") == [(0,)]
    assert rows(store, "SELECT count(*) FROM case_event") == [(0,)]


def test_what_was_overtaken_before_it_was_sent_is_given_up(store: Store) -> None:
    kept, stale = REMINDER, to("agent@insurer.example")
    tomorrow = to("bank@insurer.example", folder_date=DAY + timedelta(days=1))
    decide(store, kept, stale, tomorrow)
    with store.begin() as connection:
        assert messages.supersede(connection, "reminder", DAY, {kept.message_id}, AT) == 1
    assert rows(store, "SELECT recipient FROM message WHERE status = 'superseded'") == [
        ("agent@insurer.example",)
    ]


def test_no_messages_cost_nothing(store: Store) -> None:
    assert decide(store) == 0
    assert rows(store, "SELECT count(*) FROM case_event") == [(0,)]


def test_a_template_that_asks_for_more_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"messages/reminder.txt.j2 .*'due' is undefined"):
        message_text.write("reminder", {"audience": "银保", "cases": 1, "why": "到期"})


def test_a_subject_is_one_line_whatever_a_name_holds() -> None:
    values = {**REMINDER.values, "audience": "银保\r\nBcc: x@y.example\x00"}
    assert message_text.write("reminder", values).subject == (
        "【客户信息真实性】待处理提醒：银保 Bcc: x@y.example，3 件"
    )
