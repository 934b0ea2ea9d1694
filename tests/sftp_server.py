"""A file server on loopback: asyncssh in a thread, one user, its files below a folder."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

USER, PASSWORD = "lists", "p@ss:w/rd"


@dataclass
class Faults:
    """What the server does wrong. Each number counts down.

    `unreadable`, `fixed`: names of files that may not be read, or not be removed.
    """

    drop_while_writing: int = 0
    drop_after_rename: int = 0
    has_posix_rename: bool = True
    renames: int = 0
    unreadable: set[str] = field(default_factory=set)
    fixed: set[str] = field(default_factory=set)
    drop_while_reading: bool = False


@dataclass(frozen=True)
class Running:
    port: int
    host_key: str
    root: Path
    faults: Faults

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file()
        }


class _Login(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)


class _Refusing(asyncssh.SFTPServer):
    """Refuses single files of a folder that it lists."""

    def __init__(self, chan, root: Path, faults: Faults) -> None:
        super().__init__(chan, chroot=str(root).encode())
        self._faults = faults

    def open(self, path, pflags, attrs):
        if _name(path) in self._faults.unreadable:
            raise asyncssh.SFTPPermissionDenied("may not be read")
        if self._faults.drop_while_reading:
            self.channel.get_connection().abort()
        return super().open(path, pflags, attrs)

    def remove(self, path):
        if _name(path) in self._faults.fixed:
            raise asyncssh.SFTPFailure("in use")
        super().remove(path)


def _name(path: bytes) -> str:
    return os.fsdecode(path).rpartition("/")[2]


def _server(root: Path, faults: Faults):
    class Files(_Refusing):
        def __init__(self, chan) -> None:
            super().__init__(chan, root, faults)

        def write(self, file_obj, offset, data):
            if faults.drop_while_writing:
                faults.drop_while_writing -= 1
                super().write(file_obj, offset, data[: len(data) // 2])
                self.channel.get_connection().abort()
            return super().write(file_obj, offset, data)

        def posix_rename(self, oldpath, newpath):
            if not faults.has_posix_rename:
                raise asyncssh.SFTPOpUnsupported("no such extension")
            faults.renames += 1
            super().posix_rename(oldpath, newpath)
            if faults.drop_after_rename:
                faults.drop_after_rename -= 1
                self.channel.get_connection().abort()

    return Files


@contextmanager
def serving(root: Path) -> Iterator[Running]:
    """A server whose root is `root`."""
    root.mkdir(parents=True, exist_ok=True)
    faults, is_ready, found = Faults(), threading.Event(), {}

    async def main() -> None:
        key = asyncssh.generate_private_key("ssh-ed25519")
        server = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=_Login,
            server_host_keys=[key],
            sftp_factory=_server(root, faults),
        )
        found["key"] = key.export_public_key().decode().strip()
        found["port"] = server.sockets[0].getsockname()[1]
        found["stop"], found["loop"] = asyncio.Event(), asyncio.get_running_loop()
        is_ready.set()
        await found["stop"].wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(main(),), daemon=True)
    thread.start()
    is_ready.wait(10)
    try:
        yield Running(found["port"], found["key"], root, faults)
    finally:
        found["loop"].call_soon_threadsafe(found["stop"].set)
        thread.join(10)
