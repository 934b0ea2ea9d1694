"""A mail server on loopback that keeps what it is sent, and can be made to fail."""

from __future__ import annotations

import asyncio
import datetime
import email
import ipaddress
import logging
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "lists@insurer.example", "p@ss:w/rd"
NOT_ASCII = "密码＠1"
"""Taken, too."""


@dataclass
class Mailbox:
    """What was accepted, and which trouble the server makes."""

    content: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    connections: int = 0
    unknown_recipients: set[str] = field(default_factory=set)
    answer: str = "250 2.0.0 queued"
    drop_after_data: int = 0
    seconds_before_answer: float = 0

    @property
    def mails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(each, policy=policy.default) for each in self.content]

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.unknown_recipients:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if not self.answer.startswith("250"):
            return self.answer
        self.content.append(envelope.content)
        self.recipients.extend(envelope.rcpt_tos)
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        if self.drop_after_data:
            self.drop_after_data -= 1
            server.transport.abort()
        await asyncio.sleep(self.seconds_before_answer)
        return self.answer


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(
    box: Mailbox,
    *,
    certificate: Path | None = None,
    smtps: bool = False,
    without: tuple[str, ...] = (),
) -> Iterator[int]:
    """A server on the port that is given; with a certificate it wants TLS and a log-in.

    `without`: ways to log in that it does not offer.
    """
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # it prints every address
    port = free_port()
    how: dict[str, object] = {}
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, certificate.with_name("key.pem"))
        how = {"authenticator": _authenticate, "auth_required": True}
        how["auth_exclude_mechanism"] = without
        if smtps:
            how |= {"ssl_context": context, "auth_require_tls": False}
        else:
            how |= {"tls_context": context, "require_starttls": True}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        controller = Controller(box, hostname="127.0.0.1", port=port, **how)
        controller.start()  # warns that TLS from the first byte is no STARTTLS
    try:
        yield port
    finally:
        controller.stop()


@contextmanager
def silent() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield int(listening.getsockname()[1])


def _authenticate(server, session, envelope, mechanism, data) -> AuthResult:
    is_right = isinstance(data, LoginPassword) and (
        data.login.decode() == USER and data.password.decode() in (PASSWORD, NOT_ASCII)
    )
    return AuthResult(success=is_right, handled=False, auth_data=data)


def make_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key beside it; `SSL_CERT_FILE` makes it trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a server of the tests")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.with_name("key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    return path
