"""Brings a case store to the revision of this code, under a lock, without an alembic.ini."""

from __future__ import annotations

import functools
import logging
import sqlite3
import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, inspect, text

from authenticity.errors import StoreError
from authenticity.store import own_objects, row_seals, watching
from authenticity.store.engine import READ_ONLY
from authenticity.store.seal_tables import RowSealRow, StoreObjectRow

VERSION_TABLE = "case_store_version"
"""Not alembic's default name: the store may share a database with Airflow's own tables."""

_LOCK = 7_310_518_276_401
"""PostgreSQL advisory lock of this upgrade: any number that nobody else takes."""

logging.getLogger("alembic").setLevel(logging.WARNING)
"""Each revision in the log of a list says nothing about the list."""

_WAL_ATTEMPTS = 100
_WAL_PAUSE_SECONDS = 0.05


def to_head(engine: Engine) -> None:
    """Creates or upgrades the tables; one process does it, others wait and find it done."""
    if engine.dialect.name == "sqlite":
        _use_write_ahead_log(engine)
    with engine.connect() as connection:
        if _current(connection.execution_options(**{READ_ONLY: True})) == head():
            return
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        revision = _current(connection)
        if revision != head():
            _upgrade(connection, is_new=revision is None)


def _upgrade(connection: Connection, *, is_new: bool) -> None:
    """The migrations; then all rows have other columns, and are sealed anew.

    A row that was not as its seal says keeps that seal, and stays known as changed. So does a
    trigger or a view, by the record of what the store had.
    """
    tables = inspect(connection).get_table_names()  # a later revision has others
    judged = row_seals.judge(connection, tables) if RowSealRow.__tablename__ in tables else ()
    wrong = [each for each in judged if not each.is_right]
    has_record = StoreObjectRow.__tablename__ in tables
    objects = own_objects.differing(connection) if has_record else set()
    command.upgrade(_config(connection), "head")
    watching.install(connection)
    if not is_new:
        still = objects & own_objects.differing(connection)
        own_objects.note(connection, head(), still)
        row_seals.seal_all(connection, frozenset((each.table, each.row_key) for each in wrong))


def is_there(engine: Engine) -> bool:
    """Whether there is a case store at all; nothing is made by asking."""
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    if path is not None and not Path(path).exists():
        return False
    with engine.connect() as connection:
        return _current(connection.execution_options(**{READ_ONLY: True})) is not None


@functools.cache
def head() -> str:
    """The newest revision this code knows."""
    revision = _revisions().get_current_head()
    assert revision is not None, "the migrations are packaged with the code"  # noqa: S101
    return revision


@functools.cache
def _revisions() -> ScriptDirectory:
    """All migrations; reading them takes long, and ends before another thread can see them."""
    found = ScriptDirectory.from_config(_config())
    found.get_heads()
    return found


def _current(connection: Connection) -> str | None:
    """What alembic would say, at a quarter of the cost: each opening asks twice."""
    revision: str | None = None
    if inspect(connection).has_table(VERSION_TABLE):
        found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 our own name
        revision = found.scalar_one_or_none()
    if revision != head():
        _refuse_changed(revision, connection)
    if revision is not None and revision != head():
        _refuse_unknown(revision, connection)
    return revision


def _refuse_changed(revision: str | None, connection: Connection) -> None:
    """A migration that has run already would stop half-way, in words that help nobody."""
    left_at = own_objects.revision(connection)
    if left_at not in (None, revision):
        where = connection.engine.url.render_as_string(hide_password=True)
        raise StoreError(
            f"the case store {where} says that it is of revision {revision}, and was left at "
            f"{left_at}: somebody changed {VERSION_TABLE}; restore the newest copy of the store"
        )


def _refuse_unknown(revision: str, connection: Connection) -> None:
    try:
        _revisions().get_revision(revision)
    except CommandError:
        where = connection.engine.url.render_as_string(hide_password=True)
        raise StoreError(
            f"the case store {where} was made by a newer version (revision {revision}); "
            "upgrade the software or point AIRFLOW_CONN_CASE_STORE elsewhere"
        ) from None


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _use_write_ahead_log(engine: Engine) -> None:
    """A property of the file, set once. SQLite does not wait its turn for this one statement."""
    connection = engine.raw_connection()
    try:
        for attempt in range(_WAL_ATTEMPTS):
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL").fetchall()
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or attempt == _WAL_ATTEMPTS - 1:
                    raise
                time.sleep(_WAL_PAUSE_SECONDS)
    finally:
        connection.close()
