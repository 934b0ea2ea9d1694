"""What every way out is given, and how it says that a message was not taken."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Protocol

from authenticity.delivery import file_names


@dataclass(frozen=True)
class Outgoing:
    """One message as it leaves; equal values give equal bytes, at every attempt.

    `file_name` and `content` are the attachment's, None where there is none.
    """

    message_id: str
    kind: str
    recipient: str
    channel_code: str | None
    folder_date: date
    subject: str
    body: str
    created_at: datetime
    file_name: str | None = None
    content: bytes | None = None

    @property
    def name(self) -> str:
        """A file name for the message itself: the same for the same message, and no other's."""
        channel = file_names.component(self.channel_code or "ALL")
        return f"{self.kind}_{channel}_{self.folder_date}_{self.message_id[1:13]}"


class NotTakenError(Exception):
    """The other side does not have the message, for certain; it is tried again later.

    `reason` is one line for `v_message`. `is_over`: the connection is of no use any more.
    """

    def __init__(self, reason: str, *, is_over: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_over = is_over


class UnknownError(NotTakenError):
    """The connection broke after the content had been handed over: it may be there or not."""


class Carrier(Protocol):
    """An open way out."""

    def carry(self, message: Outgoing) -> None:
        """Hand one message over; returns when the other side has accepted it.

        Raises `NotTakenError` or `UnknownError`.
        """


Opening = AbstractContextManager[Carrier]
"""A way out that is opened by entering it; raises `NotTakenError` when it cannot be opened."""


def base_name(attachment: str) -> str:
    """The file name of a path below the outbox."""
    return PurePosixPath(attachment).name


def one_line(text: str, longest: int = 150) -> str:
    """What a server said, short enough for a column, on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:longest]
