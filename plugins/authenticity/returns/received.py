"""What arrives: a file or a mail with files, and how its sender is told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from authenticity.errors import AuthenticityError


class SourceError(AuthenticityError):
    """A place where lists arrive cannot be reached; the next sweep fetches what lies there."""


class StaysError(AuthenticityError):
    """A file cannot be taken out of where it lies, so that the next sweep meets it again."""


@dataclass(frozen=True)
class ReturnedFile:
    """A file under the name that somebody gave it."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Parcel:
    """What one file in a folder, or one mail, brought.

    `source`: `inbox`, `sftp` or `imap`. `channel_code`: in whose folder it lay. `sender`: the
    address that a mail names; anybody can write one, so nothing but the way of a refusal hangs on
    it. `answers_to`: Message-IDs that a mail is a reply to. `is_fresh`: perhaps not all of it has
    arrived. `done` takes it out of where it lay; call it once all that it led to is on record. It
    raises `StaysError` where that is not allowed.
    """

    source: str
    files: tuple[ReturnedFile, ...]
    done: Callable[[], None] = field(repr=False)
    channel_code: str | None = None
    sender: str | None = None
    answers_to: tuple[str, ...] = ()
    is_fresh: bool = False
