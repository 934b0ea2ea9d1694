"""A connection to the core system that sees one state of it throughout, and never writes there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from authenticity.core_system import exact_codes
from authenticity.core_system.time_limit import TimeLimit, connected
from authenticity.errors import FeedError
from authenticity.settings import core_system_seconds

_OF_CELLS = {(1292,), (1366,), (1411,), (1525,), (1644,), (1690,)}
"""Errors of MariaDB that quote a value, or that a view words itself, by number."""


@contextmanager
def connect(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one state of the core system throughout.

    Raises `FeedError` in one line, without a password, when it cannot be reached or read, or takes
    too long over a question.
    """
    where = engine.url.render_as_string(hide_password=True)
    limit = TimeLimit(core_system_seconds())
    _refuse_to_create(engine.url)
    try:
        with connected(engine, limit) as connection:
            yield _in_one_state(connection)
    except sa.exc.DBAPIError as error:
        reason = _reason(error)
        if limit.overrun:
            raise FeedError(
                f"the core system at {where} took longer than {limit.seconds} seconds over "
                f"{limit.overrun} ({reason}); look for a lock or a slow statement there, then run "
                "again, or raise AUTHENTICITY_CORE_SYSTEM_SECONDS"
            ) from None
        raise FeedError(
            f"the core system at {where} cannot be read ({reason}); "
            "check that it runs and what AIRFLOW_CONN_CORE_SYSTEM says"
        ) from None


def _reason(error: sa.exc.DBAPIError) -> str:
    """One line; a cell that a view cannot convert is quoted by the database, so not that."""
    said: tuple[Any, ...] = error.orig.args if error.orig else ()
    if isinstance(error, sa.exc.DataError) or said[:1] in _OF_CELLS:
        return f"{type(error.orig).__name__}: a view cannot convert a cell"
    text = f"{said[1]}, error {said[0]}" if _is_numbered(said) else str(error.orig or "")
    return (text.strip().splitlines() or ["no answer"])[0]


def _is_numbered(said: tuple[Any, ...]) -> bool:
    """Whether the driver tells an error as MariaDB's do, by number and text."""
    return len(said) == 2 and isinstance(said[0], int)


def _in_one_state(connection: sa.Connection) -> sa.Connection:
    """All that is read until the end is of one moment, on any database that can do that."""
    dialect = connection.dialect.name
    if dialect in ("postgresql", *exact_codes.MARIADB):
        return connection.execution_options(isolation_level="REPEATABLE READ")
    if dialect == "oracle":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    if dialect == "sqlite":
        _read_any_text(connection)
        connection.exec_driver_sql("BEGIN")
    return connection


def _refuse_to_create(url: sa.URL) -> None:
    """SQLite would make a missing file; an insurer's database is never made here."""
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise FeedError(
            f"there is no core system at {url.database or 'an empty path'}; "
            "name yours in AIRFLOW_CONN_CORE_SYSTEM, or let make demo build a synthetic one"
        )


def _read_any_text(connection: sa.Connection) -> None:
    """Bytes that are no UTF-8 become U+FFFD and thereby a finding, not a crash."""
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.text_factory = lambda raw: raw.decode("utf-8", "replace")
