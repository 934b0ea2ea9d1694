"""Only a long wait is told, once, and by name."""

from __future__ import annotations

import logging
import time

import pytest
import sqlalchemy as sa
from tests import mail_server

from authenticity import waiting
from authenticity.core_system.time_limit import TimeLimit
from authenticity.delivery.routes import MailServer
from authenticity.delivery.transports import mail
from authenticity.delivery.transports.outgoing import NotTakenError


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(waiting, "SECONDS_OF_SILENCE", 0.2)
    caplog.set_level(logging.INFO, "authenticity")


def test_a_short_wait_is_not_worth_a_word(caplog: pytest.LogCaptureFixture) -> None:
    with waiting.told("nothing"):
        pass
    time.sleep(0.4)
    assert caplog.messages == []


def test_a_server_that_says_nothing_is_named_once(caplog: pytest.LogCaptureFixture) -> None:
    with mail_server.silent() as port:
        server = MailServer("127.0.0.1", port, "a@b.example", "plain", "user", "pa55word")
        with pytest.raises(NotTakenError), mail.opened(server, 0.8):
            pass
    assert caplog.messages == ["waits for the mail server 127.0.0.1"]


def test_a_question_to_the_core_system_is_named(caplog: pytest.LogCaptureFixture) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect(), TimeLimit(10).over("the table policy"):
        time.sleep(0.5)
    assert caplog.messages == ["waits for the core system: the table policy"]
