"""Files that a channel put into its own folder for returns, on its SFTP server."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import paramiko

from authenticity.delivery.routes import SftpServer
from authenticity.delivery.transports import sftp
from authenticity.delivery.transports.outgoing import NotTakenError
from authenticity.delivery.transports.sftp_session import readable, true_name
from authenticity.returns.limits import Limits
from authenticity.returns.received import Parcel, ReturnedFile, SourceError, StaysError
from authenticity.returns.sources.file_names import is_finished

SOURCE = "sftp"
_BROKEN = (paramiko.SSHException, EOFError, OSError)


def parcels(
    channel_code: str,
    server: SftpServer,
    limits: Limits,
    timeout_seconds: float,
    warn: Callable[[str], None],
) -> Iterator[Parcel]:
    """Every file that lies there, by name, over one connection.

    `warn` gets a line about a file that cannot be read or removed; it holds up no other. Raises
    `SourceError` when the server is away or the connection breaks; what was not done by then still
    lies there.
    """
    try:
        with sftp.connected(server, timeout_seconds) as session:
            for entry in _files(session, limits.sftp_folder):
                if (entry.st_size or 0) > limits.file_bytes:
                    warn(f"channel {channel_code} put a file larger than any list; remove it")
                    continue
                parcel = _parcel(channel_code, session, entry, limits, warn)
                if parcel is not None:
                    yield parcel
    except NotTakenError as error:
        raise SourceError(_lost(channel_code, error.reason)) from None


def _files(session: paramiko.SFTPClient, folder: str) -> list[paramiko.SFTPAttributes]:
    try:
        entries = session.listdir_attr(folder)
    except FileNotFoundError:
        return []  # nothing was ever put there
    except _BROKEN as error:
        raise NotTakenError(type(error).__name__) from None
    files = [entry for entry in entries if stat.S_ISREG(entry.st_mode or 0)]
    finished = (each for each in files if is_finished(readable(each.filename)))
    return sorted(finished, key=lambda each: each.filename)


def _parcel(
    channel_code: str,
    session: paramiko.SFTPClient,
    entry: paramiko.SFTPAttributes,
    limits: Limits,
    warn: Callable[[str], None],
) -> Parcel | None:
    place = true_name(f"{limits.sftp_folder}/{entry.filename}")
    try:
        with session.open(place, "rb") as file:
            file.prefetch(entry.st_size)
            data = file.read(limits.file_bytes + 1)
    except _BROKEN as error:
        if _is_over(session, error):
            raise NotTakenError(type(error).__name__) from None
        warn(
            f"a file of channel {channel_code} cannot be read ({type(error).__name__}); "
            "have the channel mend its rights, or send it again"
        )
        return None
    return Parcel(
        source=SOURCE,
        files=(ReturnedFile(readable(entry.filename), data),),
        done=lambda: _remove(channel_code, session, place, entry, warn),
        channel_code=channel_code,
        is_fresh=abs(time.time() - (entry.st_mtime or 0)) < limits.copying_seconds.value,
    )


def _is_over(session: paramiko.SFTPClient, error: Exception) -> bool:
    """Whether the session is of no use any more, and not this file alone.

    What a server refuses is an `OSError`, and so is a socket that was closed.
    """
    if isinstance(error, paramiko.SSHException | TimeoutError | ConnectionError):
        return True
    return bool(session.get_channel().closed)


def _remove(
    channel_code: str,
    session: paramiko.SFTPClient,
    place: bytes,
    read: paramiko.SFTPAttributes,
    warn: Callable[[str], None],
) -> None:
    """Removes the file that was read; another one that took its place since then stays."""
    try:
        with suppress(FileNotFoundError):
            now = session.stat(place)
            if (now.st_size, now.st_mtime) == (read.st_size, read.st_mtime):
                session.remove(place)
    except _BROKEN as error:
        if _is_over(session, error):
            raise SourceError(_lost(channel_code, type(error).__name__)) from None
        why = (
            f"a file of channel {channel_code} is taken in and cannot be removed "
            f"({type(error).__name__}); have the channel mend the rights of its folder"
        )
        warn(why)
        raise StaysError(why) from None


def _lost(channel_code: str, reason: str) -> str:
    return (
        f"the returns of channel {channel_code} cannot be fetched by SFTP ({reason}); "
        f"check the server and AIRFLOW_CONN_SFTP_{channel_code.upper()}"
    )
