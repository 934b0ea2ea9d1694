"""How a session with a mail server begins: encrypted as the connection says, and logged in."""

from __future__ import annotations

import base64
import smtplib
import ssl

from authenticity.delivery.routes import MailServer

_LOGGED_IN = 235


def connected(server: MailServer, timeout: float) -> smtplib.SMTP:
    """A session that nobody logged in to yet. Raises what `smtplib` and the network raise."""
    context = ssl.create_default_context()
    if server.security == "smtps":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    session = smtplib.SMTP(server.host, server.port, timeout=timeout)
    if server.security == "starttls":
        session.starttls(context=context)
    return session


def log_in(session: smtplib.SMTP, user: str, password: str) -> None:
    """Log in; what is not ASCII goes by AUTH PLAIN, in UTF-8 (RFC 4616).

    smtplib would break on it. Raises `smtplib.SMTPException` when the server does not take it.
    """
    if f"{user}{password}".isascii():
        session.login(user, password)
        return
    if "PLAIN" not in session.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("the server takes no password that is not ASCII")
    said = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    code, answer = session.docmd("AUTH", f"PLAIN {said}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, answer)
