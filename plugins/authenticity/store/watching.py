"""Which rows a transaction of ours touches, as they were before and as they are after.

Triggers write it into a temporary table that only our own connection has. On SQLite the triggers
are temporary too. On PostgreSQL they belong to the tables and do nothing for anybody else's
connection. So what others write is never taken for ours, and never sealed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Connection, Table

from authenticity.store import row_images

_COLUMNS = "of_table text, old_key text, old_image text, new_key text, new_image text"
"""An inserted row has no old side, a deleted one no new one."""

_FUNCTION = """
CREATE OR REPLACE FUNCTION case_store_watch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row jsonb;
    new_row jsonb;
BEGIN
    IF to_regclass('pg_temp.touched_row') IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        old_row := to_jsonb(OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        new_row := to_jsonb(NEW);
    END IF;
    INSERT INTO pg_temp.touched_row (of_table, old_key, old_image, new_key, new_image)
    SELECT TG_TABLE_NAME,
        CASE WHEN old_row IS NOT NULL
            THEN string_agg(quote_nullable(old_row ->> name), ',' ORDER BY position) END,
        old_row::text,
        CASE WHEN new_row IS NOT NULL
            THEN string_agg(quote_nullable(new_row ->> name), ',' ORDER BY position) END,
        new_row::text
    FROM unnest(TG_ARGV) WITH ORDINALITY AS part(name, position);
    RETURN NULL;
END $$
"""


def install(connection: Connection) -> None:
    """The triggers that belong to the tables (PostgreSQL), after a change of the schema."""
    if connection.dialect.name == "sqlite":
        return
    connection.exec_driver_sql(_FUNCTION)
    for table in row_images.sealed_tables():
        names = ", ".join(f"'{column.name}'" for column in table.primary_key)
        connection.exec_driver_sql(
            f"CREATE OR REPLACE TRIGGER case_store_watch AFTER INSERT OR UPDATE OR DELETE "
            f"ON {table.name} FOR EACH ROW EXECUTE FUNCTION case_store_watch({names})"
        )


def begin(connection: Connection) -> None:
    """From here to the end of the transaction, rows that are touched are written down."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(
            "CREATE TEMP TABLE IF NOT EXISTS touched_row "
            f"(place bigint GENERATED ALWAYS AS IDENTITY, {_COLUMNS}) ON COMMIT DELETE ROWS"
        )
        return
    known = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_temp_master WHERE name = 'touched_row'"
    )
    if known.first() is None:
        _watch_here(connection)
    end(connection)


def end(connection: Connection) -> None:
    """Forgets what was touched: it is sealed."""
    connection.exec_driver_sql("DELETE FROM touched_row")


def _watch_here(connection: Connection) -> None:
    there = row_images.columns(connection)
    known = tuple((table.name, *there.get(table.name, ())) for table in row_images.sealed_tables())
    cursor = connection.connection.cursor()
    for statement in _watches(known):
        cursor.execute(statement)


@cache
def _watches(known: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """The statements for tables with their columns: each opening of a store needs them all."""
    made = [f"CREATE TEMP TABLE touched_row (place integer PRIMARY KEY, {_COLUMNS})"]
    for table, (name, *columns) in zip(row_images.sealed_tables(), known, strict=True):
        old, new = (_side(table, columns, alias) for alias in ("OLD", "NEW"))
        sides = {
            "INSERT": f"NULL, NULL, {new}",
            "UPDATE": f"{old}, {new}",
            "DELETE": f"{old}, NULL, NULL",
        }
        for verb, values in sides.items():
            noted = f"INSERT INTO touched_row VALUES (NULL, '{name}', {values})"  # noqa: S608
            made.append(
                f"CREATE TEMP TRIGGER watch_{name}_{verb.lower()} "
                f"AFTER {verb} ON main.{name} BEGIN {noted}; END"
            )
    return tuple(made)


def _side(table: Table, columns: Iterable[str], alias: str) -> str:
    """Key and image, before or after."""
    key = row_images.quoted((column.name for column in table.primary_key), alias)
    return f"{key}, {row_images.quoted(columns, alias)}"
