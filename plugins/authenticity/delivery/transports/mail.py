"""Mail by SMTP: STARTTLS or TLS from the first byte, log-in, one connection for many messages.

The steps of a delivery are taken one by one, because it matters where a connection breaks: before
the content was handed over nobody has the message, afterwards somebody may.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from authenticity.delivery.routes import MailServer
from authenticity.delivery.transports import address, mail_file, mail_session
from authenticity.delivery.transports.outgoing import (
    NotTakenError,
    Outgoing,
    UnknownError,
    one_line,
)
from authenticity.waiting import told

_BROKEN = (smtplib.SMTPServerDisconnected, OSError)
_OK, _WILL_FORWARD = 250, 251
_REFUSALS = range(400, 600)
"""For now, or for good (RFC 5321, section 4.2.1)."""


@dataclass(frozen=True)
class MailCarrier:
    """A session with a mail server."""

    session: smtplib.SMTP
    from_email: str

    def carry(self, message: Outgoing) -> None:
        """Send one mail to its one recipient."""
        sender = _bare("sender", self.from_email)
        recipient = _bare("recipient", message.recipient)
        content = self._built(message)
        try:
            self._address(sender, recipient)
        except _BROKEN as error:
            raise NotTakenError(f"{_named(error)} before the content", is_over=True) from None
        try:
            code, answer = self.session.data(content)
        except smtplib.SMTPDataError as error:  # it did not want to hear the content
            raise self._refused("DATA", error.smtp_code, error.smtp_error) from None
        except _BROKEN as error:
            raise UnknownError(f"{_named(error)} after the content", is_over=True) from None
        if code in _REFUSALS:
            raise self._refused("content", code, answer)
        if code != _OK:  # no verdict that anybody could read
            raise UnknownError(_refusal("content", code, answer), is_over=True)

    def _built(self, message: Outgoing) -> bytes:
        try:
            return mail_file.build(message, self.from_email)
        except ValueError:
            raise NotTakenError("an address cannot stand in a mail") from None

    def _address(self, sender: str, recipient: str) -> None:
        for what, wanted, (code, answer) in (
            ("sender", (_OK,), self.session.mail(sender)),
            ("recipient", (_OK, _WILL_FORWARD), self.session.rcpt(recipient)),
        ):
            if code not in wanted:
                raise self._refused(what, code, answer)

    def _refused(self, what: str, code: int, answer: bytes | str) -> NotTakenError:
        """The session is taken back to its start, so that the next message can go."""
        try:
            self.session.rset()
        except _BROKEN:
            return NotTakenError(_refusal(what, code, answer), is_over=True)
        return NotTakenError(_refusal(what, code, answer))


@contextmanager
def opened(server: MailServer, timeout_seconds: float) -> Iterator[MailCarrier]:
    """A session; `NotTakenError` when the server is away, hangs, or refuses certificate or log-in.

    Certificates are checked against the system's, or those that `SSL_CERT_FILE` names.
    """
    session: smtplib.SMTP | None = None
    try:
        with told(f"the mail server {server.host}"):
            session = mail_session.connected(server, timeout_seconds)
            session.ehlo_or_helo_if_needed()
            if server.user is not None:
                mail_session.log_in(session, server.user, server.password or "")
    except smtplib.SMTPResponseException as error:
        _close(session)
        answer = _refusal("log-in", error.smtp_code, error.smtp_error)
        raise NotTakenError(answer, is_over=True) from None
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        _close(session)
        raise NotTakenError(f"no connection ({_named(error)})", is_over=True) from None
    try:
        yield MailCarrier(session, server.from_email)
    finally:
        _close(session)


def _close(session: smtplib.SMTP | None) -> None:
    """Leave; what was accepted is accepted, whatever the server answers now."""
    if session is not None:
        with suppress(smtplib.SMTPException, OSError):
            session.sock.settimeout(1) if session.sock else None
            session.quit()
        session.close()


def _bare(whose: str, text: str) -> str:
    """Without the name: smtplib would look for the address in it, and find another."""
    try:
        return address.read(text).addr_spec
    except ValueError:
        raise NotTakenError(f"the {whose}'s address cannot stand in a mail") from None


def _refusal(what: str, code: int, answer: bytes | str) -> str:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return one_line(f"{what} refused: {code} {said}")


def _named(error: Exception) -> str:
    """A reason without the server's own words, which may quote anything."""
    if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPNotSupportedError):
        return one_line(str(error))  # smtplib's words
    return one_line(getattr(error, "strerror", None) or type(error).__name__)
