"""A private PostgreSQL for the tests: own folder, free loopback port, gone when the tests end.

Where no binaries are found, root installs Debian's package; where that fails too, the caller skips
loudly.
"""

from __future__ import annotations

import itertools
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.debian import find_or_install
from tests.private_server import (
    User,
    as_user,
    free_port,
    private_folder,
    running,
    user_to_run_it,
)

SKIPPED = "POSTGRESQL IS MISSING: the case store was NOT tested on it; install postgresql"

# Durability is worth nothing here and costs most of the time.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "40",
    "shared_buffers": "32MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",  # with hundreds of databases it begins a process every tenth of a second
}
_COPIES_FILES = 150_000
"""The version that can be told to copy a database by its files and not page by page."""


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
            can_copy_files = connection.info.server_version >= _COPIES_FILES
            how = sql.SQL(" STRATEGY FILE_COPY" if can_copy_files else "")
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}{}")
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(model), how))
        return self.url(name)

    def url(self, database: str) -> str:
        return f"postgresql://tests@127.0.0.1:{self.port}/{database}"

    def greets(self) -> bool:
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(self.url("postgres"), connect_timeout=2),
        ):
            return True
        return False


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server for the block. Raises `PostgresMissingError`."""
    binaries = find_or_install("postgresql", _find)
    if binaries is None:
        raise PostgresMissingError(SKIPPED)
    try:
        user = user_to_run_it("postgres")
    except LookupError as error:
        raise PostgresMissingError(f"{SKIPPED} ({error})") from None
    with private_folder("postgres", user) as folder:
        data = folder / "data"
        _run([binaries / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8",
              "--locale=C", "--no-sync"], folder, user)  # fmt: skip
        settings = [f"-c{name}={value}" for name, value in _SETTINGS.items()]
        for _attempt in range(3):  # another process may take the free port first
            made = Cluster(free_port())
            command = [binaries / "postgres", "-D", data, "-p", made.port, *settings]
            # "Immediate": nobody will want the data.
            with running(command, folder, user, greets=made.greets, end=signal.SIGQUIT) as is_up:
                if is_up:
                    yield made
                    return
        raise PostgresMissingError(f"{SKIPPED} (it is installed but does not start)")


def _find() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).resolve().parent / "postgres").exists():
        return Path(on_path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = sorted(found, key=lambda path: float(path.parts[-3]), reverse=True)
    return versions[0].parent if versions else None


def _run(command: list[Any], folder: Path, user: User) -> None:
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, **as_user(user)
    )
    if done.returncode:
        raise PostgresMissingError(f"{SKIPPED} (initdb: {done.stderr.strip()[-200:]})")
