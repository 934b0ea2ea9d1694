"""Connections to the case store that behave alike on SQLite and PostgreSQL.

SQLite: write-ahead log, foreign keys on, a busy timeout, and a transaction that takes the write
lock when it begins (else two writers could both read and one would fail half-way). PostgreSQL:
UTC sessions through psycopg 3, and a lock timeout, so that a stuck writer is an error with a
name and not a hanging task.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from authenticity import canonical
from authenticity.errors import StoreError

READ_ONLY = "case_store_read_only"
CHAIN_KEY = "case_store_chain_key"
_CONNECT_SECONDS = 10
"""A host that does not answer in this time is down for a nightly job."""

_POSTGRES = {"postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"}


def connect(url: str | URL | Engine, chain_key: bytes, busy_seconds: float) -> Engine:
    """An engine for a store that may not exist yet. Raises `StoreError` for an unusable address."""
    if isinstance(url, Engine):
        engine = url
        _refuse_others(engine.url)
    else:
        engine = _build(_target(url))
    is_known = CHAIN_KEY in engine.get_execution_options()
    engine.update_execution_options(**{CHAIN_KEY: chain_key})
    if is_known:
        return engine  # it listens already
    engine.dispose()  # a connection made before our listeners would not know our settings
    if engine.dialect.name == "sqlite":
        _listen_sqlite(engine, busy_seconds)
    else:
        _listen_postgres(engine, busy_seconds)
    return engine


def explain(error: Exception, url: URL) -> StoreError:
    """One line for an operator: which store, what happened, what to do; never a password."""
    where = f"the case store {url.render_as_string(hide_password=True)}"
    reason = _reason(error, url)
    words = reason.lower()
    if "locked" in words or "lock timeout" in words:
        return StoreError(f"{where} is locked by another process; let it end, then run again")
    if "malformed" in words or "not a database" in words:
        return StoreError(
            f"{where} is damaged ({reason}); restore it from its backup, or mend "
            "AIRFLOW_CONN_CASE_STORE"
        )
    if getattr(error, "connection_invalidated", False) or _is_connection(words):
        return StoreError(f"{where} cannot be reached ({reason}); check AIRFLOW_CONN_CASE_STORE")
    return StoreError(f"{where} refused ({reason}); nothing of this step was kept")


def _is_connection(words: str) -> bool:
    signs = ("connection", "connect to", "unable to open", "could not translate")
    return any(sign in words for sign in signs)


def _reason(error: Exception, url: URL) -> str:
    origin = error.orig if isinstance(error, DBAPIError) else error
    is_driver = isinstance(error, DBAPIError | sqlite3.Error)
    text = str(origin).strip() if is_driver else ""
    text = text or type(error).__name__
    line = canonical.clean(text.splitlines()[0])[:200]
    return line.replace(str(url.password), "***") if url.password else line


def _target(url: str | URL) -> URL:
    try:
        target = make_url(str(url).strip() if isinstance(url, str) else url)
    except ArgumentError:
        raise StoreError(
            "AIRFLOW_CONN_CASE_STORE is no database address; write it like sqlite:////path/file.db"
        ) from None
    if target.drivername in _POSTGRES:
        return target.set(drivername="postgresql+psycopg")
    _refuse_others(target)
    return target


def _refuse_others(target: URL) -> None:
    if target.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(
            f"the case store cannot live in {target.get_backend_name()}: use SQLite or PostgreSQL"
        )


def _build(target: URL) -> Engine:
    options: dict[str, Any] = {"hide_parameters": True}
    if target.get_backend_name() == "sqlite":
        _make_folder(target)
    elif "connect_timeout" not in target.query:
        options["connect_args"] = {"connect_timeout": _CONNECT_SECONDS}
    return create_engine(target, **options)


def _make_folder(target: URL) -> None:
    if not target.database or target.database == ":memory:":
        return
    try:
        Path(target.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the folder of the case store {target.database} cannot be made ({error.strerror}); "
            "check AUTHENTICITY_HOME and AIRFLOW_CONN_CASE_STORE"
        ) from None


def _listen_sqlite(engine: Engine, busy_seconds: float) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, so that DDL is covered too
        connection.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")  # what is touched (`store.watching`)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_reader = connection.get_execution_options().get(READ_ONLY, False)
        connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")


def _listen_postgres(engine: Engine, busy_seconds: float) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET TIME ZONE 'UTC'")
            cursor.execute(f"SET lock_timeout = {int(busy_seconds * 1000)}")
        connection.commit()
