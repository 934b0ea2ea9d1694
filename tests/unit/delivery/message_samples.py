"""Messages, routes and a clock for the tests of what leaves the house."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from authenticity.delivery import routes as ways
from authenticity.delivery.messages import NewMessage, enqueue
from authenticity.delivery.routes import MailServer, Routes, SftpServer
from authenticity.store.case_store import Store

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
KEY = b"k" * 32
SETTINGS = ways.load_settings()
SERVER = MailServer("mail.insurer.example", 587, "lists@insurer.example")
SFTP = SftpServer("files.bank.example", 22, "lists", "ssh-ed25519 AAAA")
FOLDER_ONLY = Routes(SETTINGS)
MAIL = Routes(SETTINGS, mail=SERVER)
REMINDER = NewMessage(
    kind="reminder",
    recipient="bank@insurer.example",
    channel_code="BANK",
    identity=("reminder", "2026-11-23"),
    template="reminder",
    values={
        "audience": "银行保险渠道",
        "cases": 3,
        "why": "将于下一工作日到期",
        "due": "2026-11-24",
    },
    folder_date=DAY,
)


def to(recipient: str, **other) -> NewMessage:
    return replace(REMINDER, recipient=recipient, **other)


def decide(store: Store, *new: NewMessage, routes: Routes = FOLDER_ONLY, at: datetime = AT) -> int:
    with store.begin() as connection:
        return enqueue(connection, new, at, routes)


def rows(store: Store, sql: str) -> list[tuple]:
    with store.read() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


@dataclass
class Clock:
    """A clock that the test moves."""

    at: datetime = AT

    def __call__(self) -> datetime:
        return self.at

    def pass_minutes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)
