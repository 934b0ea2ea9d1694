"""A core system that never answers: each way of it ends in one line, within the limit."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.mariadb import Server

from authenticity.core_system import contract, snapshot
from authenticity.core_system.conversion import Oddities
from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import Window
from authenticity.errors import ConfigurationError, FeedError
from authenticity.pull import scope
from authenticity.runtime import connections
from authenticity.settings import core_system_seconds

DAY = Window(date(2026, 9, 24), date(2026, 9, 28))
LIMIT = 1
SLACK = 4
"""Seconds that a busy machine may need beside the limit."""


@pytest.fixture(autouse=True)
def a_short_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHENTICITY_CORE_SYSTEM_SECONDS", str(LIMIT))


def filled(url: str) -> sa.Engine:
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    insurer.create(engine)
    insurer.registers(engine)
    insurer.insert(engine, "policy", insurer.policy("P1"), insurer.policy("P2"))
    insurer.insert(engine, "party", insurer.party("P1"), insurer.party("P2"))
    return engine


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[sa.Engine]:
    engine = filled(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture
def mariadb(mariadb_server: Server) -> Iterator[sa.Engine]:
    engine = filled(mariadb_server.fresh_database())
    yield engine
    engine.dispose()


@contextmanager
def reader_of(mariadb: sa.Engine, port: int | None = None) -> Iterator[sa.Engine]:
    """The pipeline's own engine, for a database as its owner knows it."""
    with pytest.MonkeyPatch.context() as patch:
        address = f"mysql://tests@127.0.0.1:{port or mariadb.url.port}/{mariadb.url.database}"
        patch.setenv("AIRFLOW_CONN_CORE_SYSTEM", address)
        with connections.core_system() as engine:
            yield engine


@pytest.fixture
def sqlite(tmp_path) -> sa.Engine:
    return filled(f"sqlite:///{tmp_path}/core.db")


def pull(engine: sa.Engine) -> None:
    with snapshot.connect(engine) as connection:
        source = Extraction(connection, contract.load(), scope.load().live_statuses, Oddities())
        source.check()
        source.register("salesperson")
        list(source.policies(DAY))
        list(source.parties(DAY))
        source.count(DAY)


def said_of(engine: sa.Engine, work: Callable[[sa.Engine], None] = pull) -> str:
    begun = time.monotonic()
    with pytest.raises(FeedError) as caught:
        work(engine)
    assert time.monotonic() - begun < LIMIT + SLACK
    line = str(caught.value)
    assert "\n" not in line
    return line


def is_overrun(line: str, of: str) -> bool:
    cure = "look for a lock or a slow statement there, then run again, or raise"
    return (
        f"took longer than {LIMIT} seconds over {of} (" in line
        and f"); {cure} AUTHENTICITY_CORE_SYSTEM_SECONDS" in line
    )


def slow(engine: sa.Engine, table: str, forever: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO base")
        connection.exec_driver_sql(f"CREATE VIEW {table} AS SELECT base.* FROM base, {forever}")


ENDLESS = "(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n)"


@pytest.mark.parametrize("table", ["party", "salesperson"])
def test_a_query_without_end_is_named_on_sqlite(sqlite: sa.Engine, table: str) -> None:
    slow(sqlite, table, f"{ENDLESS} AS forever")
    assert is_overrun(said_of(sqlite), f"the table {table}")


@pytest.mark.parametrize("table", ["party", "salesperson"])
def test_a_query_without_end_is_named_on_postgresql(postgres: sa.Engine, table: str) -> None:
    slow(postgres, table, "pg_sleep(60) AS forever")
    assert is_overrun(said_of(postgres), f"the table {table}")


@pytest.mark.parametrize("table", ["party", "salesperson"])
def test_a_query_without_end_is_named_and_ended_on_mariadb(mariadb: sa.Engine, table: str) -> None:
    slow(mariadb, table, "(SELECT SLEEP(60) AS forever) AS slept")
    with reader_of(mariadb) as engine:
        assert is_overrun(said_of(engine), f"the table {table}")
    with mariadb.connect() as connection:
        running = (
            "SELECT info FROM information_schema.processlist WHERE info LIKE 'SELECT%%slept%%'"
        )
        assert not connection.exec_driver_sql(f"{running} AND id <> CONNECTION_ID()").all()


def test_a_locked_file_is_named_on_sqlite(sqlite: sa.Engine) -> None:
    with sqlite.connect() as other:
        other.exec_driver_sql("BEGIN EXCLUSIVE")
        line = said_of(sqlite)
    assert is_overrun(line, "the list of its tables")
    assert "database is locked" in line


def test_a_locked_table_is_named_on_postgresql_with_the_lock(postgres: sa.Engine) -> None:
    with postgres.connect() as other:
        other.exec_driver_sql("LOCK TABLE party IN ACCESS EXCLUSIVE MODE")
        line = said_of(postgres)
    assert is_overrun(line, "the table party")
    assert "lock timeout" in line
    pull(postgres)


def test_a_locked_table_is_named_on_mariadb(mariadb: sa.Engine) -> None:
    with mariadb.connect() as other, reader_of(mariadb) as engine:
        other.exec_driver_sql("LOCK TABLE party WRITE")
        line = said_of(engine)
        assert is_overrun(line, "the table party")
        other.exec_driver_sql("UNLOCK TABLES")
        pull(engine)


@contextmanager
def between(port: int, last_word: bytes) -> Iterator[int]:
    """A server in front of another one, which falls silent once it has heard a word."""
    with socket.create_server(("127.0.0.1", 0)) as front:
        arguments = (front, port, last_word)
        threading.Thread(target=serve, args=arguments, daemon=True).start()
        yield front.getsockname()[1]
        front.shutdown(socket.SHUT_RDWR)


def serve(front: socket.socket, port: int, last_word: bytes) -> None:
    lines = []
    with suppress(OSError):
        while True:
            lines.append(front.accept()[0])
            if port:
                far = socket.create_connection(("127.0.0.1", port))
                for ends in ((lines[-1], far), (far, lines[-1])):
                    arguments = (*ends, last_word)
                    threading.Thread(target=hand_over, args=arguments, daemon=True).start()


def hand_over(source: socket.socket, target: socket.socket, last_word: bytes) -> None:
    """What one says to the other, until it says the word; then nothing, and no farewell."""
    with suppress(OSError):
        while (heard := source.recv(65_536)) and last_word not in heard:
            target.sendall(heard)


@pytest.mark.parametrize(
    ("driver", "word", "of"),
    [
        ("psycopg", b"lock_timeout", "its greeting"),
        ("psycopg2", b"pg_catalog.version()", "its greeting"),
        ("psycopg", b"pg_class", "the list of its tables"),
        ("psycopg", b"FROM party JOIN", "the table party"),
        ("psycopg2", b"FROM party JOIN", "the table party"),
    ],
)
def test_a_server_that_falls_silent_is_left_within_the_limit(
    postgres: sa.Engine, driver: str, word: bytes, of: str
) -> None:
    assert postgres.url.port is not None
    with between(postgres.url.port, word) as port:
        mute = sa.create_engine(postgres.url.set(port=port, drivername=f"postgresql+{driver}"))
        line = said_of(mute)
        mute.dispose()
    assert is_overrun(line, of)


@pytest.mark.parametrize(
    ("word", "of"),
    [
        (b"lock_wait_timeout", "its greeting"),
        (b"information_schema", "the list of its tables"),
        (b"FROM party INNER JOIN", "the table party"),
    ],
)
def test_a_mariadb_that_falls_silent_is_left_within_the_limit(
    mariadb: sa.Engine, word: bytes, of: str
) -> None:
    assert mariadb.url.port is not None
    with between(mariadb.url.port, word) as port, reader_of(mariadb, port) as mute:
        line = said_of(mute)
    assert is_overrun(line, of)


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_server_that_accepts_and_says_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setattr(connections, "_SECONDS_TO_CONNECT", LIMIT)
    with between(0, b"nothing") as port:
        monkeypatch.setenv("AIRFLOW_CONN_CORE_SYSTEM", f"{scheme}://r:hidden@127.0.0.1:{port}/core")
        with connections.core_system() as engine:
            line = said_of(engine)
    assert f"127.0.0.1:{port}/core" in line
    assert "hidden" not in line
    assert "timeout" in line or "timed out" in line


def test_a_core_system_that_answers_is_read_to_its_end(
    postgres: sa.Engine, sqlite: sa.Engine
) -> None:
    for engine in (postgres, sqlite):
        pull(engine)
        pull(engine)


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "half an hour", "²"])
def test_a_limit_that_is_no_number_of_seconds_is_refused(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("AUTHENTICITY_CORE_SYSTEM_SECONDS", text)
    with pytest.raises(ConfigurationError, match="is no whole number above 0; write it like 1800"):
        core_system_seconds()


def test_the_limit_is_half_an_hour_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTHENTICITY_CORE_SYSTEM_SECONDS")
    assert core_system_seconds() == 1_800
