"""A private MariaDB for the tests, as a core system: own folder, free loopback port, gone after.

Where there is none, root installs Debian's package of the bare server, which starts nothing by
itself; where that fails too, the caller skips loudly. Its system tables are made as
`mariadb-install-db` makes them, without the other packages that the script wants.
"""

from __future__ import annotations

import itertools
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus

import pymysql

from tests.debian import find_or_install
from tests.private_server import (
    User,
    as_user,
    free_port,
    private_folder,
    running,
    user_to_run_it,
)

SKIPPED = "MARIADB IS MISSING: it was NOT tested as a core system; install mariadb-server-core"

READER, PASSWORD = "reader", "r/e@d:er"

_SHARE = Path("/usr/share/mysql")
_SYSTEM_TABLES = (
    "mysql_system_tables.sql",
    "mysql_performance_tables.sql",
    "mysql_system_tables_data.sql",
)
_OPTIONS = (
    "--no-defaults",
    "--innodb-log-file-size=8M",
    "--innodb-buffer-pool-size=32M",
    "--innodb-data-file-path=ibdata1:2M:autoextend",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
)
# As many a server is set up: what is equal to a clerk is equal to it, and days are of another zone.
_SERVER_OPTIONS = (
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_general_ci",
    "--default-time-zone=+00:00",
    "--transaction-isolation=READ-COMMITTED",
    "--explicit-defaults-for-timestamp=1",
    "--sql-mode=",
)


class MariadbMissingError(Exception):
    """No MariaDB here, and no way to install it."""


@dataclass
class Server:
    """A running server; `fresh_database` gives the address of a new, empty database."""

    port: int
    serial: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def fresh_database(self) -> str:
        """For its owner, who loads it as somebody in Shanghai does."""
        name = f"core_{next(self.serial)}"
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            cursor.execute(f"GRANT SELECT ON {name}.* TO {READER}@'%'")
        zone = "init_command=SET%20time_zone%3D%27%2B08%3A00%27"
        return f"mysql+pymysql://tests@127.0.0.1:{self.port}/{name}?{zone}"

    def reader_url(self, database: str) -> str:
        """The same database for the pipeline: an account that may read, and not even see more."""
        return f"mysql+pymysql://{READER}:{quote_plus(PASSWORD)}@127.0.0.1:{self.port}/{database}"

    def greets(self) -> bool:
        with suppress(pymysql.Error):
            self._connect().close()
            return True
        return False

    def _connect(self) -> pymysql.connections.Connection:
        return pymysql.connect(host="127.0.0.1", port=self.port, user="tests", connect_timeout=2)


@contextmanager
def server() -> Iterator[Server]:
    """A server for the block. Raises `MariadbMissingError`."""
    program = find_or_install("mariadb-server-core", _find)
    if program is None:
        raise MariadbMissingError(SKIPPED)
    try:
        user = user_to_run_it("mysql")
    except LookupError as error:
        raise MariadbMissingError(f"{SKIPPED} ({error})") from None
    with private_folder("mariadb", user) as folder:
        command = [program, *_OPTIONS, f"--datadir={folder}/data", f"--tmpdir={folder}"]
        _make_system_tables(command, folder, user)
        for _attempt in range(3):  # another process may take the free port first
            made = Server(free_port())
            own = [f"--port={made.port}", f"--socket={folder}/socket", f"--pid-file={folder}/pid"]
            with running(
                [*command, *_SERVER_OPTIONS, *own],
                folder,
                user,
                greets=made.greets,
                end=signal.SIGKILL,  # nobody will want the data
            ) as is_up:
                if is_up:
                    yield made
                    return
        raise MariadbMissingError(f"{SKIPPED} (it is installed but does not start)")


def _find() -> Path | None:
    for name in ("mariadbd", "/usr/sbin/mariadbd"):
        found = shutil.which(name)
        if found and (_SHARE / _SYSTEM_TABLES[0]).exists():
            return Path(found)
    return None


def _make_system_tables(command: list[object], folder: Path, user: User) -> None:
    (folder / "data").mkdir()
    if user is not None:
        shutil.chown(folder / "data", user.pw_uid, user.pw_gid)
    first = "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n"
    tables = [(_SHARE / name).read_text(encoding="utf-8") for name in _SYSTEM_TABLES]
    users = (
        "FLUSH PRIVILEGES;\nCREATE USER tests@'%';\n"
        "GRANT ALL ON *.* TO tests@'%' WITH GRANT OPTION;\n"
        f"CREATE USER {READER}@'%' IDENTIFIED BY '{PASSWORD}';\n"
    )
    done = subprocess.run(
        [*map(str, command), "--bootstrap"],
        input="".join([first, *tables, users]),
        cwd=folder,
        capture_output=True,
        text=True,
        **as_user(user),
    )
    if done.returncode:
        raise MariadbMissingError(f"{SKIPPED} (its system tables: {done.stderr.strip()[-200:]})")
