"""Files on a channel's SFTP server: under another name until they are whole, then renamed.

The host key is pinned. A file appears under its name at once and complete, because whoever watches
the folder takes what has the name.
"""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import paramiko

from authenticity.delivery.routes import SftpServer
from authenticity.delivery.transports.outgoing import (
    NotTakenError,
    Outgoing,
    UnknownError,
    one_line,
)
from authenticity.delivery.transports.sftp_session import Session
from authenticity.waiting import told

_BROKEN = (paramiko.SSHException, EOFError, OSError)
_SSH_PORT = 22


@dataclass(frozen=True)
class SftpCarrier:
    """A session with a channel's file server."""

    session: paramiko.SFTPClient
    folder: str

    def carry(self, message: Outgoing) -> None:
        """Put the workbook there, or the text of a message that has none.

        Handing the same message over again replaces a file by the same file.
        """
        name, content = _file(message)
        part, place = f"{self.folder}/.{name}.part", f"{self.folder}/{name}"
        try:
            self._make_folder()
            write(self.session, part, content)
        except _BROKEN as error:
            raise NotTakenError(
                f"{_named(error)} before the file was whole", is_over=True
            ) from None
        try:
            rename(self.session, part, place)
        except _BROKEN as error:
            raise UnknownError(f"{_named(error)} at the rename", is_over=True) from None

    def _make_folder(self) -> None:
        try:
            self.session.stat(self.folder)
        except FileNotFoundError:
            self.session.mkdir(self.folder)


def write(session: paramiko.SFTPClient, path: str, content: bytes) -> None:
    """Write a file from memory; `OSError` when the server has not got all of it."""
    with session.open(path, "wb") as file:
        file.set_pipelined(True)
        file.write(content)
    if session.stat(path).st_size != len(content):
        raise OSError("the server has another size")


def rename(session: paramiko.SFTPClient, part: str, place: str) -> None:
    """Rename onto whatever is there; servers without OpenSSH's extension need it out of the way."""
    try:
        session.posix_rename(part, place)
    except OSError as error:
        if isinstance(error, TimeoutError | ConnectionError):
            raise
        with suppress(FileNotFoundError):
            session.remove(place)
        session.rename(part, place)


@contextmanager
def connected(server: SftpServer, timeout_seconds: float) -> Iterator[paramiko.SFTPClient]:
    """A session; `NotTakenError` when the server is away or hangs, or host key or log-in fail."""
    client = paramiko.SSHClient()
    try:
        _trust(client, server)
        with told(f"the SFTP server {server.host}"):
            client.connect(
                server.host,
                server.port,
                server.user,
                server.password,
                _private_key(server),
                timeout=timeout_seconds,
                banner_timeout=timeout_seconds,
                auth_timeout=timeout_seconds,
                channel_timeout=timeout_seconds,
                allow_agent=False,
                look_for_keys=server.password is None and server.private_key is None,
            )
        session = Session.from_transport(client.get_transport())
        session.get_channel().settimeout(timeout_seconds)
    except (*_BROKEN, UnicodeError) as error:  # the latter: of a host that no name can be
        client.close()
        raise NotTakenError(f"no connection ({_named(error)})", is_over=True) from None
    try:
        yield session
    finally:
        client.close()


@contextmanager
def opened(server: SftpServer, folder: str, timeout_seconds: float) -> Iterator[SftpCarrier]:
    """A way to a folder of the server."""
    with connected(server, timeout_seconds) as session:
        yield SftpCarrier(session, folder)


def _trust(client: paramiko.SSHClient, server: SftpServer) -> None:
    """Which host key counts: the connection's own, else the known hosts of the user."""
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    if server.host_key:
        name = server.host if server.port == _SSH_PORT else f"[{server.host}]:{server.port}"
        key = _public_key(server.host_key)
        client.get_host_keys().add(name, key.get_name(), key)
    elif server.any_host:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    else:
        client.load_system_host_keys()


def _public_key(text: str) -> paramiko.PKey:
    """A key as a known-hosts file has it, with or without its type in front."""
    try:
        content = base64.b64decode(text.split()[-1], validate=True)
        size = int.from_bytes(content[:4], "big")
        return paramiko.PKey.from_type_string(content[4 : 4 + size].decode("ascii"), content)
    except (ValueError, binascii.Error, IndexError, paramiko.SSHException, paramiko.UnknownKeyType):
        raise paramiko.SSHException("the host key of the connection cannot be read") from None


def _private_key(server: SftpServer) -> paramiko.PKey | None:
    if server.private_key is None:
        return None
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(server.private_key))
        except (paramiko.SSHException, ValueError):
            continue
    raise paramiko.SSHException("the private key of the connection cannot be read")


def _file(message: Outgoing) -> tuple[str, bytes]:
    if message.content is not None and message.file_name is not None:
        return message.file_name, message.content
    text = f"{message.subject}\n\n{message.body}"
    return f"{message.name}.txt", text.encode("utf-8-sig")  # old editors want the mark


def _named(error: Exception) -> str:
    """A reason; what paramiko itself says of a key or log-in quotes host and key only."""
    if isinstance(error, OSError):
        return one_line(error.strerror or str(error) or type(error).__name__)
    return one_line(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
