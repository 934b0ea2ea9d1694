"""Mails that answer our lists, in a mailbox: UIDs, bodies read without marking them as seen.

A mail is moved into another folder once all that it led to is on record. Killed before, it is read
again and its files are known by their SHA-256; so no mail is lost and none counts twice.
"""

from __future__ import annotations

import base64
import email
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage

from authenticity.returns.limits import Limits
from authenticity.returns.received import Parcel, SourceError
from authenticity.returns.sources import mail_content
from authenticity.returns.sources.mail_content import Said
from authenticity.waiting import told

SOURCE = "imap"
_BROKEN = (imaplib.IMAP4.error, OSError, EOFError, UnicodeError)
_NOT_ASCII = re.compile(r"[^\x20-\x7e]+")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_IN_TRANSIT = 2
"""A mail is larger than its file by a third, as base64, and its text."""


@dataclass(frozen=True)
class ImapServer:
    """The Airflow connection `imap`, understood."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    use_ssl: bool = True


def parcels(
    server: ImapServer, limits: Limits, timeout_seconds: float, warn: Callable[[str], None]
) -> Iterator[Parcel]:
    """Every mail of the mailbox, the oldest first.

    Mails without a list go to the folder for others, and so does one that is too large. Raises
    `SourceError` when the server is away or refuses; what was not done by then still lies there.
    """
    try:
        with _logged_in(server, timeout_seconds) as session:
            box = _Mailbox(session, limits)
            for uid in box.uids():
                parcel = _parcel(box, uid, warn)
                if parcel is not None:
                    yield parcel
    except _BROKEN as error:
        raise SourceError(_lost(error)) from None


def log_in(server: ImapServer, timeout_seconds: float) -> None:
    """Log in and leave again. Raises `SourceError` when the server is away or refuses."""
    try:
        with _logged_in(server, timeout_seconds):
            pass
    except _BROKEN as error:
        raise SourceError(_lost(error)) from None


def _logged_in(server: ImapServer, timeout_seconds: float) -> imaplib.IMAP4:
    """A session. Certificates are checked as those of mail servers are; imaplib alone would not."""
    session: imaplib.IMAP4
    with told(f"the mailbox at {server.host}"):
        if server.use_ssl:
            context = ssl.create_default_context()
            session = imaplib.IMAP4_SSL(
                server.host, server.port, ssl_context=context, timeout=timeout_seconds
            )
        else:
            session = imaplib.IMAP4(server.host, server.port, timeout=timeout_seconds)
        _log_in(session, server)
    return session


def _log_in(session: imaplib.IMAP4, server: ImapServer) -> None:
    """By LOGIN; what is not ASCII by PLAIN, in UTF-8 (RFC 4616): imaplib would break on it."""
    said = f"\0{server.user}\0{server.password}"
    if said.isascii():
        session.login(server.user, server.password)
    else:
        session.authenticate("PLAIN", lambda _: said.encode())


class _Mailbox:
    """The folder in which mails arrive. UIDs stay what they are as long as it is selected."""

    def __init__(self, session: imaplib.IMAP4, limits: Limits) -> None:
        self._session = session
        self._limits = limits
        _, answer = session.capability()  # servers name more of them once somebody logged in
        self._has_move = b"MOVE" in b" ".join(answer).upper().split()
        _expect(session.select(_folder(limits.mailbox.arrived)))

    def uids(self) -> list[bytes]:
        found = _expect(self._session.uid("search", "UNDELETED"))
        return bytes(found[0] or b"").split()

    def size(self, uid: bytes) -> int:
        answer = _expect(self._session.uid("fetch", uid.decode(), "(RFC822.SIZE)"))
        found = _SIZE.search(answer[0] or b"")
        return int(found[1]) if found else 0

    def mail(self, uid: bytes) -> EmailMessage | None:
        """The mail, or None where it went away meanwhile."""
        answer = _expect(self._session.uid("fetch", uid.decode(), "(BODY.PEEK[])"))
        if not answer or not isinstance(answer[0], tuple):
            return None
        return email.message_from_bytes(answer[0][1], policy=policy.default)

    def is_too_large(self, uid: bytes) -> bool:
        return self.size(uid) > self._limits.file_bytes * _IN_TRANSIT

    def put_aside(self, uid: bytes) -> None:
        self._move(uid, self._limits.mailbox.other)

    def put_away(self, uid: bytes) -> None:
        self._move(uid, self._limits.mailbox.taken_in)

    def _move(self, uid: bytes, folder: str) -> None:
        folder = _folder(folder)
        self._session.create(folder)  # refused where it is there already
        if self._has_move:
            _expect(self._session.uid("MOVE", uid.decode(), folder))
            return
        _expect(self._session.uid("COPY", uid.decode(), folder))
        # Not expunged: that would destroy what others marked as deleted, too.
        _expect(self._session.uid("STORE", uid.decode(), "+FLAGS", r"(\Deleted)"))


def _parcel(box: _Mailbox, uid: bytes, warn: Callable[[str], None]) -> Parcel | None:
    if box.is_too_large(uid):
        warn("the mailbox had a mail larger than any list; it lies in the folder for others")
        box.put_aside(uid)
        return None
    mail = box.mail(uid)
    if mail is None:
        return None
    try:
        said = mail_content.read(mail)
    except Exception:  # whatever a foreign mail does to its parser, the others are read
        warn("the mailbox had a mail that cannot be read; it lies in the folder for others")
        said = Said()
    if not said.files and not said.answers_to:
        box.put_aside(uid)
        return None
    return Parcel(
        source=SOURCE,
        files=said.files,
        done=lambda: _put_away(box, uid),
        sender=said.sender,
        answers_to=said.answers_to,
    )


def _put_away(box: _Mailbox, uid: bytes) -> None:
    try:
        box.put_away(uid)
    except _BROKEN as error:
        raise SourceError(_lost(error)) from None


def _folder(name: str) -> str:
    """A folder's name as it travels: modified UTF-7 in quotes (RFC 3501, section 5.1.3)."""
    plain = _NOT_ASCII.sub(_utf_7, name.replace("&", "&-"))
    return '"' + re.sub(r'(["\\])', r"\\\1", plain) + '"'


def _utf_7(found: re.Match[str]) -> str:
    text = base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=")
    return f"&{text.replace('/', ',')}-"


def _expect(answer: tuple[str, list[bytes | None]]) -> list[bytes | None]:
    """What a command gave; `IMAP4.error` when the server refused it."""
    status, content = answer
    if status != "OK":
        raise imaplib.IMAP4.error("refused")
    return content


def _lost(error: Exception) -> str:
    return (
        f"the mailbox of returned lists cannot be read ({type(error).__name__}); "
        "check the server and AIRFLOW_CONN_IMAP"
    )
