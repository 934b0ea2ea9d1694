"""Writes the contract's tables into any SQLAlchemy engine: fast for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from authenticity.core_system import contract
from authenticity.errors import ConfigurationError
from authenticity_lab.synthetic.records import Row


def create_tables(connection: sa.Connection) -> None:
    """Create the contract's tables; indexes follow the load.

    Raises `ConfigurationError` when one is there already: it may be a real core system's.
    """
    present = set(sa.inspect(connection).get_table_names()) & set(contract.load().tables)
    if present:
        raise ConfigurationError(
            f"the target already has the table {min(present)}; give an empty database or schema"
        )
    if connection.dialect.name == "sqlite":
        for pragma in ("synchronous = OFF", "cache_size = -65536"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
    _create(connection, "TABLE")


def create_indexes(connection: sa.Connection) -> None:
    """The contract's indexes, made once all rows are there."""
    _create(connection, "INDEX")


def insert(connection: sa.Connection, table: str, rows: Sequence[Row]) -> None:
    """Append rows given in the order of the contract's columns."""
    if not rows:
        return
    target = contract.load()[table]
    names = tuple(target.kinds)
    if connection.dialect.driver == "psycopg":
        _copy(connection, f"COPY {table} ({', '.join(names)}) FROM STDIN", rows)
    elif connection.dialect.name == "sqlite":
        holes = ", ".join("?" * len(names))
        sql = f"INSERT INTO {table} VALUES ({holes})"  # noqa: S608 - names of our own contract
        connection.exec_driver_sql(sql, list(rows))
    else:
        values = [dict(zip(names, row, strict=True)) for row in rows]
        connection.execute(sa.insert(target.selectable()), values)


def _create(connection: sa.Connection, what: str) -> None:
    for statement in contract.statements():
        if statement.startswith(f"CREATE {what}"):
            connection.exec_driver_sql(statement)


def _copy(connection: sa.Connection, sql: str, rows: Sequence[Row]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)
