"""A mail server on loopback, for replies: Debian's Dovecot, one user, its mails below a folder."""

from __future__ import annotations

import imaplib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests import debian, mail_server

USER, PASSWORD = "replies", "pa55word"
NOT_ASCII = "密码＠1"
"""Taken, too."""
SKIPPED = "no Dovecot here: reading replies from a mailbox is not tested"
"""Why tests are skipped; the end of the run repeats it in red."""

_SECONDS_TO_START = 20
_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
default_internal_user = dovecot
default_login_user = dovenull
imap_capability = {capability}
passdb {{
  driver = static
  args = password={password}
}}
passdb {{
  driver = static
  args = password={not_ascii}
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={folder}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
"""


class ImapMissingError(Exception):
    """There is no Dovecot, and it cannot be installed or started as this user."""


@dataclass(frozen=True)
class Running:
    port: int
    tls_port: int
    certificate: Path

    @contextmanager
    def session(self) -> Iterator[imaplib.IMAP4]:
        session = imaplib.IMAP4("127.0.0.1", self.port)
        session.login(USER, PASSWORD)
        with session:
            yield session

    def put(self, mail: bytes) -> None:
        with self.session() as session:
            status, _ = session.append("INBOX", "", "", mail)
            assert status == "OK"

    def mails(self, folder: str) -> list[tuple[str, bytes]]:
        """Flags and content of the mails of a folder; none where there is no such folder."""
        with self.session() as session:
            status, _ = session.select(folder, readonly=True)
            if status != "OK":
                return []
            _, (numbers,) = session.search(None, "UNDELETED")
            found = []
            for number in numbers.split():
                _, answer = session.fetch(number.decode(), "(FLAGS BODY.PEEK[])")
                found.append((answer[0][0].decode(), answer[0][1]))
            return found

    def clear(self) -> None:
        with self.session() as session:
            for folder in ("INBOX", "Processed", "Other"):
                if session.select(folder)[0] == "OK" and session.search(None, "ALL")[1][0]:
                    session.store("1:*", "+FLAGS", r"(\Deleted)")
                    session.expunge()


@contextmanager
def serving(folder: Path, capability: str = "") -> Iterator[Running]:
    """A server below `folder`, which has to be short and open to other users.

    `capability`: the list that the server names instead of its own. Raises `ImapMissingError`.
    """
    program = debian.find_or_install("dovecot-imapd", _find)
    if program is None or os.geteuid() != 0:
        raise ImapMissingError(SKIPPED)
    port, tls_port = mail_server.free_port(), mail_server.free_port()
    for name in ("run", "mail", "login"):
        (folder / name).mkdir(parents=True)
    (folder / "mail").chmod(0o777)
    shutil.chown(folder / "mail", "mail", "mail")
    certificate = mail_server.make_certificate(folder)
    text = _CONFIGURATION.format(
        folder=folder,
        port=port,
        tls_port=tls_port,
        certificate=certificate,
        key=certificate.with_name("key.pem"),
        password=PASSWORD,
        not_ascii=NOT_ASCII,
        capability=capability,
    )
    configuration = folder / "dovecot.conf"
    configuration.write_text(text if capability else text.replace("imap_capability = \n", ""))
    process = subprocess.Popen([program, "-F", "-c", configuration])
    try:
        _wait(port, process)
        yield Running(port, tls_port, certificate)
    finally:
        process.terminate()
        process.wait(20)


def _find() -> Path | None:
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    has_imap = Path("/usr/lib/dovecot/imap").exists()
    return Path(found) if found and has_imap else None


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < ends and process.poll() is None:
        with suppress(OSError, imaplib.IMAP4.error), imaplib.IMAP4("127.0.0.1", port) as session:
            session.login(USER, PASSWORD)
            return
        time.sleep(0.1)
    raise ImapMissingError(f"{SKIPPED} (it does not start)")
