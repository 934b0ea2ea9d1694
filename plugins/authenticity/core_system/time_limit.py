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
from typing import Any

import sqlalchemy as sa

from authenticity.settings import LOCAL
from authenticity.waiting import told

_KEY = "time_limit"
_LOCK_SHARE, _STATEMENT_SHARE = 0.8, 0.9
"""Shares of the limit after which a server ends a wait for a lock, and a statement."""


class TimeLimit:
    """The limit of one connection; `over` says what is being asked, for as long as it is."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.overrun = ""
        """What took too long; "" as long as nothing has."""
        self._driver: Any = None

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

    def attend(self, driver: Any, dialect: str) -> None:
        """Give a new connection its limits, before it is asked anything else."""
        if driver is self._driver:
            return
        self._driver = driver
        lock, statement = (self.seconds * share for share in (_LOCK_SHARE, _STATEMENT_SHARE))
        if dialect == "sqlite":
            driver.execute(f"PRAGMA busy_timeout = {int(lock * 1000)}")
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


def _settings(dialect: str, lock: float, statement: float) -> list[str]:
    if dialect == "postgresql":
        return [
            f"SET lock_timeout = {int(lock * 1000)}",
            f"SET statement_timeout = {int(statement * 1000)}",
            # Days are the insurer's: a TIMESTAMPTZ is compared and served in local time.
            f"SET TIME ZONE '{LOCAL.key}'",
        ]
    if dialect in ("mysql", "mariadb"):
        return [f"SET SESSION lock_wait_timeout = {max(int(lock), 1)}"]
    return []


@contextmanager
def connected(engine: sa.Engine, limit: TimeLimit) -> Iterator[sa.Connection]:
    """A connection within the limit, its beginning and its end included."""

    def attend(driver: Any, _record: object) -> None:
        limit.attend(driver, engine.dialect.name)

    # The first of all: SQLAlchemy itself asks a new connection for its version.
    sa.event.listen(engine, "connect", attend, insert=True)
    try:
        with limit.over("its greeting"):
            connection = engine.connect()
            limit.attend(connection.connection.driver_connection, engine.dialect.name)
        try:
            yield connection.execution_options(**{_KEY: limit})
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
