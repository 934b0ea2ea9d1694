"""What the private database servers of the tests have in common: folder, user, port, end.

Database servers refuse to run as root, so root starts them as another user. Each has a folder of
its own, in memory where there is enough, a free loopback port, and ends with the tests.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

START_SECONDS = 60
_PR_SET_PDEATHSIG = 1
_MEMORY = "/dev/shm"  # noqa: S108 - mkdtemp makes a private folder in it
_ENOUGH_BYTES = 2 * 1024**3

User = pwd.struct_passwd | None


def user_to_run_it(*names: str) -> User:
    """Whom root starts a server as, the first name there is; None for everybody but root."""
    if os.geteuid() != 0:
        return None
    for name in (*names, "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise LookupError("no user but root to run it")


def as_user(user: User) -> dict[str, Any]:
    """The same for `subprocess`."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def private_folder(name: str, user: User) -> Iterator[Path]:
    """A folder of that user, gone after the block."""
    folder = Path(tempfile.mkdtemp(prefix=f"authenticity-{name}-", dir=_memory_folder()))
    try:
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(
    command: Sequence[Any], folder: Path, user: User, *, greets: Callable[[], bool], end: int
) -> Iterator[bool]:
    """The server for the block, ended by a signal; whether it came up and greets."""
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            preexec_fn=_end_with_parent,
            **as_user(user),
        )
    try:
        yield _is_up(process, greets)
    finally:
        process.send_signal(end)
        process.wait(START_SECONDS)


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _is_up(process: subprocess.Popen[bytes], greets: Callable[[], bool]) -> bool:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if greets():
            return True
        time.sleep(0.05)
    return False


def _memory_folder() -> str | None:
    """A database in memory saves minutes on a busy disk; containers often have too little."""
    with suppress(OSError):
        if shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES and os.access(_MEMORY, os.W_OK):
            return _MEMORY
    return None


def _prctl() -> partial[int] | None:
    """Linux can end a child with its parent, however that dies; elsewhere we do without."""
    with suppress(OSError, AttributeError):
        return partial(ctypes.CDLL(None).prctl, _PR_SET_PDEATHSIG, signal.SIGQUIT)
    return None


_PRCTL = _prctl()


def _end_with_parent() -> None:
    if _PRCTL is not None:
        _PRCTL()
