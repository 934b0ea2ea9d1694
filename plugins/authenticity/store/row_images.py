"""A row as one text, made by the database itself: what a row seal covers, column by column.

SQLite quotes each value, which tells `1` from `'1'`; PostgreSQL gives the row as JSON. Triggers and
queries use the same expressions, so that what was written and what is read are one text.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Table

from authenticity.store import (  # noqa: F401 - their tables belong to the same metadata
    consequence_tables,
    report_tables,
    resolution_tables,
    seal_tables,
    self_check_tables,
)
from authenticity.store.tables import Base, EventRow

_ANCHORED_OTHERWISE = {
    EventRow.__tablename__,  # each event seals itself and its predecessor
    seal_tables.RowSealRow.__tablename__,
    seal_tables.SealedStateRow.__tablename__,
}


def all_tables() -> list[Table]:
    """Every table of the store, by name."""
    tables = Base.metadata.tables
    return [tables[name] for name in sorted(tables)]


def sealed_tables() -> list[Table]:
    """Every table of the store whose rows have seals, by name."""
    return [table for table in all_tables() if table.name not in _ANCHORED_OTHERWISE]


def key(connection: Connection, table: Table, alias: str) -> str:
    """SQL for the row's key: its primary key, quoted."""
    names = [column.name for column in table.primary_key]
    if connection.dialect.name == "sqlite":
        return quoted(names, alias)
    return "||','||".join(f"quote_nullable(to_jsonb({alias})->>'{name}')" for name in names)


def image(connection: Connection, table: Table, alias: str) -> str:
    """SQL for the whole row as one text; of the columns that the database has by now."""
    if connection.dialect.name != "sqlite":
        return f"to_jsonb({alias})::text"
    there = connection.exec_driver_sql(f"PRAGMA main.table_info({table.name})")
    return quoted(sorted(column.name for column in there), alias)


def columns(connection: Connection) -> dict[str, list[str]]:
    """By table, the columns that a SQLite database has by now, in order; all at once."""
    rows = connection.exec_driver_sql(
        "SELECT had.name, its.name FROM main.sqlite_master AS had, "
        "pragma_table_info(had.name, 'main') AS its WHERE had.type = 'table' ORDER BY 1, 2"
    )
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


def quoted(names: Iterable[str], alias: str) -> str:
    """SQLite's expression for values of a row, each in quotes of its kind."""
    return "||','||".join(f"quote({alias}.{name})" for name in names)
