"""Core system and case store: there, readable or writable, and of the same time as this machine."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from authenticity.core_system import contract as contracts
from authenticity.core_system import snapshot
from authenticity.errors import FeedError, StoreError
from authenticity.runtime import connections
from authenticity.runtime.doctor import limits
from authenticity.runtime.doctor.answer import Check, Verdict
from authenticity.settings import LOCAL, now
from authenticity.store import case_store as case_stores
from authenticity.store import upgrade
from authenticity.store.case_store import Store
from authenticity.store.tables import Base, EventRow

_CLOCKS = {
    "postgresql": "SELECT EXTRACT(EPOCH FROM clock_timestamp())",
    "mysql": "SELECT UNIX_TIMESTAMP(SYSDATE(6))",
    "mariadb": "SELECT UNIX_TIMESTAMP(SYSDATE(6))",
}
"""Epoch seconds as a server has them; SQLite has this machine's."""

_MAY_WRITE = sa.text("SELECT has_table_privilege(:name, 'INSERT, UPDATE, DELETE')")
_MAY_MAKE = sa.text("SELECT has_schema_privilege(current_schema(), 'CREATE')")
_MAY_KEEP = sa.text("SELECT has_table_privilege(:name, 'INSERT')")
_STANDS_BY = sa.text("SELECT pg_is_in_recovery()")
_DENIED = dict.fromkeys(("mysql", "mariadb"), sa.exc.OperationalError)
"""What a missing grant is called by drivers that call it no error of the program."""

_LOCKED_AFTER_SECONDS = 0.5


def checks() -> list[Check]:
    """One for each, on a connection that is found now and asked later.

    Our own files are read now: the limit of time is for whoever answers.
    """
    core, store = connections.engines()
    contracts.load()
    upgrade.head()
    return [
        Check("core system", lambda: _core_system(core)),
        Check("case store", lambda: _case_store(store)),
    ]


def _core_system(engine: sa.Engine) -> tuple[Verdict, str]:
    """Raises `FeedError` naming what is not served, or may not be read."""
    where = engine.url.render_as_string(hide_password=True)
    try:
        with snapshot.connect(engine) as connection:
            contract = contracts.load()
            contracts.check(connection, contract)
            closed = [name for name in contract.tables if not _is_open(connection, contract, name)]
            if closed:
                raise FeedError(
                    f"the account of the core system at {where} may not read {', '.join(closed)}; "
                    "have SELECT granted on what include/core_system.sql names"
                )
            if problem := _skew(connection) or _writes(connection, contract):
                return "warn", problem
    finally:
        engine.dispose()
    return "ok", f"{where}, {len(contract.tables)} tables can be read"


def _is_open(connection: sa.Connection, contract: contracts.Contract, name: str) -> bool:
    """Whether each column that is taken may be read. No row is asked for."""
    nothing = sa.select(contract[name].selectable()).where(sa.false())
    if connection.dialect.name == "sqlite":  # it knows no grants, but views that no longer fit
        connection.execute(nothing)
        return True
    try:
        with connection.begin_nested():
            connection.execute(nothing)
    except _DENIED.get(connection.dialect.name, sa.exc.ProgrammingError):
        return False
    return True


def _writes(connection: sa.Connection, contract: contracts.Contract) -> str:
    if connection.dialect.name != "postgresql":
        return ""
    may = [t for t in contract.tables if connection.scalar(_MAY_WRITE, {"name": t})]
    if not may:
        return ""
    return f"the account may also write ({', '.join(may)}); give it SELECT only"


def _skew(connection: sa.Connection) -> str:
    """What a server's clock is off by, if that is too much."""
    question = _CLOCKS.get(connection.dialect.name)
    if question is None:
        return ""
    theirs = float(connection.scalar(sa.text(question)) or 0)
    seconds = round(theirs - datetime.now(UTC).timestamp())
    if abs(seconds) <= limits.in_force().clock_skew.value:
        return ""
    return f"its clock is {seconds:+d} seconds from this machine's; set both by one time server"


def _case_store(engine: sa.Engine) -> tuple[Verdict, str]:
    """Raises `StoreError` when it cannot be reached or written. Nothing is made or changed."""
    where = engine.url.render_as_string(hide_password=True)
    try:
        if not case_stores.is_there(engine):
            _require_room_for_one(engine, where)
            return "none", f"{where} is made with the first list"
        store = Store(engine)
        with store.read() as connection:
            closed = list(_not_writable(connection))
            last = connection.scalar(sa.select(sa.func.max(EventRow.at)))
            problem = _skew(connection)
        if closed:
            raise StoreError(
                f"the case store {where} cannot be written ({', '.join(closed)}); check rights "
                "and AIRFLOW_CONN_CASE_STORE"
            )
        if last is not None and last > now():
            problem = f"its last event is of {last.astimezone(LOCAL):%Y-%m-%d %H:%M}, after now"
            return "FAIL", f"{problem}; set the clock right"
    finally:
        engine.dispose()
    return ("warn", problem) if problem else ("ok", f"{where}, can be written")


def _require_room_for_one(engine: sa.Engine, where: str) -> None:
    if engine.dialect.name == "sqlite":
        folder = next(p for p in Path(engine.url.database or ".").parents if p.exists())
        is_open = os.access(folder, os.W_OK | os.X_OK)
    else:
        with Store(engine).read() as connection:
            is_open = bool(connection.scalar(_MAY_MAKE))
    if not is_open:
        raise StoreError(f"no case store can be made in {where}; check rights and the address")


def _not_writable(connection: sa.Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        yield from _closed_file(Path(connection.engine.url.database or ""))
        return
    if connection.scalar(_STANDS_BY):
        yield "it is a standby"
    tables = sa.inspect(connection).get_table_names()
    for name in sorted(Base.metadata.tables.keys() & set(tables)):
        if not connection.scalar(_MAY_KEEP, {"name": name}):
            yield f"no INSERT on {name}"


def _closed_file(path: Path) -> Iterator[str]:
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK | os.X_OK):
        yield "no right to write the file"
        return
    with closing(sqlite3.connect(path, timeout=_LOCKED_AFTER_SECONDS, isolation_level=None)) as own:
        try:
            own.execute("BEGIN IMMEDIATE")
            own.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            yield str(error)  # SQLite's words: locked, or read-only
