"""A private PostgreSQL for the tests: own folder, free loopback port, gone when the tests end.

PostgreSQL refuses to run as root, so root starts it as `postgres` or `nobody`. Where no binaries
are found, root installs Debian's package; where that fails too, the caller skips loudly.
"""

from __future__ import annotations

import ctypes
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.debian import find_or_install

SKIPPED = "POSTGRESQL IS MISSING: the case store was NOT tested on it; install postgresql"

_START_SECONDS = 60
_PR_SET_PDEATHSIG = 1
_MEMORY = "/dev/shm"  # noqa: S108 - mkdtemp makes a private folder in it
_ENOUGH_BYTES = 2 * 1024**3

# Durability is worth nothing here and costs most of the time.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "40",
    "shared_buffers": "32MB",
}


class PostgresMissingError(Exception):
    """No PostgreSQL binaries here, and no way to install them."""


@dataclass
class Cluster:
    """A running server; `fresh_database` gives the address of a new database, empty or a copy."""

    port: int
    serial: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def fresh_database(self, model: str = "template1") -> str:
        name = f"case_store_{next(self.serial)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(model)))
        return self.url(name)

    def url(self, database: str) -> str:
        return f"postgresql://tests@127.0.0.1:{self.port}/{database}"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server for the block. Raises `PostgresMissingError`."""
    binaries = find_or_install("postgresql", _find)
    if binaries is None:
        raise PostgresMissingError(SKIPPED)
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="authenticity-postgres-", dir=_memory_folder()))
    data = folder / "data"
    try:
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        _run([binaries / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8",
              "--locale=C", "--no-sync"], folder, owner)  # fmt: skip
        with _server(binaries, data, owner) as port:
            yield Cluster(port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _server(binaries: Path, data: Path, owner: pwd.struct_passwd | None) -> Iterator[int]:
    for _attempt in range(3):  # another process may take the free port first
        port = _free_port()
        settings = [f"-c{name}={value}" for name, value in _SETTINGS.items()]
        log = (data.parent / "server.log").open("ab")
        with log:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-p", str(port), *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=data.parent,
                preexec_fn=_end_with_parent,
                **_as(owner),
            )
        try:
            if _is_up(process, port):
                yield port
                return
        finally:
            process.send_signal(signal.SIGQUIT)  # "immediate": nobody will want the data
            process.wait(_START_SECONDS)
    raise PostgresMissingError(f"{SKIPPED} (it is installed but does not start)")


def _is_up(process: subprocess.Popen[bytes], port: int) -> bool:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(Cluster(port).url("postgres"), connect_timeout=2),
        ):
            return True
        time.sleep(0.05)
    return False


def _find() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).resolve().parent / "postgres").exists():
        return Path(on_path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = sorted(found, key=lambda path: float(path.parts[-3]), reverse=True)
    return versions[0].parent if versions else None


def _owner() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresMissingError(f"{SKIPPED} (no user but root to run it)")


def _as(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    if owner is None:
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _run(command: list[Any], folder: Path, owner: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, **_as(owner)
    )
    if done.returncode:
        raise PostgresMissingError(f"{SKIPPED} (initdb: {done.stderr.strip()[-200:]})")


def _memory_folder() -> str | None:
    """A database in memory saves minutes on a busy disk; containers often have too little."""
    with suppress(OSError):
        if shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES and os.access(_MEMORY, os.W_OK):
            return _MEMORY
    return None


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _prctl() -> partial[int] | None:
    """Linux can end a child with its parent, however that dies; elsewhere we do without."""
    with suppress(OSError, AttributeError):
        return partial(ctypes.CDLL(None).prctl, _PR_SET_PDEATHSIG, signal.SIGQUIT)
    return None


_PRCTL = _prctl()


def _end_with_parent() -> None:
    if _PRCTL is not None:
        _PRCTL()
