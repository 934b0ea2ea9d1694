"""How long the core system may take over one question, and what ends it when it takes longer.

A server that answers no more, a query without an end and a locked table look alike from here:
nothing comes. So a server that knows limits is given some, below ours, because it can say what it
waited for; and where nothing comes all the same, the connection is cut from this side.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from authenticity.core_system.exact_codes import MARIADB
from authenticity.settings import LOCAL
from authenticity.waiting import told

_KEY = "time_limit"
_LOCK_SHARE, _STATEMENT_SHARE = 0.8, 0.9
"""Shares of the limit after which a server ends a wait for a lock, and a statement."""

SECONDS_TO_BE_KILLED = 2
"""A connection that was to be ended, and still hears nothing after this time, is left."""

_LONGEST_PAUSE = timedelta(hours=8)
"""Between two questions, or two chunks of one: the stock of a large insurer is written in hours."""

_OFFSET = "+08:00"
"""Local time: few MariaDB servers have been loaded with the names of zones."""


class TimeLimit:
    """The limit of one connection; `over` says what is being asked, for as long as it is."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.overrun = ""
        """What took too long; "" as long as nothing has."""
        self._driver: Any = None
        self._engine: sa.Engine

    @contextmanager
    def over(self, what: str) -> Iterator[None]:
        """Ask something: whatever ends it near the limit or beyond is an overrun."""
        begun = time.monotonic()
        timer = threading.Timer(self.seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            with told(f"the core system: {what}"):
                yield
        except Exception:
            if time.monotonic() - begun >= self.seconds * _LOCK_SHARE:
                self.overrun = self.overrun or what
            raise
        finally:
            timer.cancel()

    def attend(self, driver: Any, engine: sa.Engine) -> None:
        """Give a new connection its limits, before it is asked anything else."""
        if driver is self._driver:
            return
        self._driver, self._engine = driver, engine
        dialect = engine.dialect.name
        lock, statement = (self.seconds * share for share in (_LOCK_SHARE, _STATEMENT_SHARE))
        if dialect == "sqlite":
            driver.execute(f"PRAGMA busy_timeout = {int(lock * 1000)}")
        if dialect == "oracle":
            driver.call_timeout = int(statement * 1000)
        settings = _settings(dialect, lock, statement)
        for setting in settings:
            with closing(driver.cursor()) as cursor:
                cursor.execute(setting)
        if settings:
            driver.commit()  # a rollback would take them back

    def _cut(self) -> None:
        """End what the driver waits for: SQLite stops, a server's connection is shut."""
        if hasattr(self._driver, "interrupt"):
            self._driver.interrupt()
        elif hasattr(self._driver, "fileno"):
            with suppress(Exception), socket.socket(fileno=os.dup(self._driver.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
        elif hasattr(self._driver, "thread_id"):
            with suppress(Exception):
                _kill(self._engine, self._driver.thread_id())


def _kill(engine: sa.Engine, thread_id: int) -> None:
    """MariaDB notices late that nobody waits for an answer any more, so it has to be told.

    Everybody may end a connection of his own. One that hears nothing is left by its driver, which
    waits `SECONDS_TO_BE_KILLED` longer.
    """
    with closing(engine.raw_connection()) as other, closing(other.cursor()) as cursor:
        cursor.execute(f"KILL CONNECTION {thread_id}")


def _settings(dialect: str, lock: float, statement: float) -> list[str]:
    if dialect == "postgresql":
        return [
            f"SET lock_timeout = {int(lock * 1000)}",
            f"SET statement_timeout = {int(statement * 1000)}",
            # Days are the insurer's: a TIMESTAMPTZ is compared and served in local time.
            f"SET TIME ZONE '{LOCAL.key}'",
        ]
    if dialect in MARIADB:
        # The statement that streams a table lasts as long as we take to store it, and the server
        # hangs up on a client that reads nothing for a minute.
        patience = int(_LONGEST_PAUSE.total_seconds())
        return [
            f"SET SESSION lock_wait_timeout = {max(int(lock), 1)}",
            f"SET SESSION net_write_timeout = {patience}",
            f"SET SESSION wait_timeout = {patience}",
            f"SET SESSION time_zone = '{_OFFSET}'",
            "SET SESSION TRANSACTION READ ONLY",
        ]
    return []


@contextmanager
def connected(engine: sa.Engine, limit: TimeLimit) -> Iterator[sa.Connection]:
    """A connection within the limit, its beginning and its end included."""

    def attend(driver: Any, _record: object) -> None:
        limit.attend(driver, engine)

    # The first of all: SQLAlchemy itself asks a new connection for its version.
    sa.event.listen(engine, "connect", attend, insert=True)
    try:
        with limit.over("its greeting"):
            connection = engine.connect()
            limit.attend(connection.connection.driver_connection, engine)
        try:
            yield connection.execution_options(**{_KEY: limit})
        except BaseException:
            connection.invalidate()  # whatever is under way: nobody reads it to its end
            raise
        finally:
            with limit.over("the end of the reading"):
                connection.close()
    finally:
        sa.event.remove(engine, "connect", attend)


@contextmanager
def over(connection: sa.Connection, what: str) -> Iterator[None]:
    """As `TimeLimit.over`, by the connection that is asked."""
    with connection.get_execution_options()[_KEY].over(what):
        yield
