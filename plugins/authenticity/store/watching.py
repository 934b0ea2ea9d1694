"""Which rows a transaction of ours touches, as they were before and as they are after.

Triggers write it into a temporary table that only our own connection has. On SQLite the triggers
are temporary too. On PostgreSQL they belong to the tables and do nothing for anybody else's
connection. So what others write is never taken for ours, and never sealed.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table

from authenticity.store import row_images

_TOUCHED = "touched_row"

_COLUMNS = """
    of_table text NOT NULL, row_key text NOT NULL, old_image text, new_image text,
    PRIMARY KEY (of_table, row_key)
"""

_FUNCTION = """
CREATE OR REPLACE FUNCTION case_store_watch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_key text;
    new_key text;
BEGIN
    IF to_regclass('pg_temp.touched_row') IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT string_agg(quote_nullable(to_jsonb(OLD) ->> name), ',' ORDER BY position)
        INTO old_key FROM unnest(TG_ARGV) WITH ORDINALITY AS part(name, position);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT string_agg(quote_nullable(to_jsonb(NEW) ->> name), ',' ORDER BY position)
        INTO new_key FROM unnest(TG_ARGV) WITH ORDINALITY AS part(name, position);
    END IF;
    IF TG_OP <> 'INSERT' AND old_key IS DISTINCT FROM new_key THEN
        INSERT INTO pg_temp.touched_row VALUES (TG_TABLE_NAME, old_key, to_jsonb(OLD)::text, NULL)
        ON CONFLICT (of_table, row_key) DO UPDATE SET new_image = NULL;
    END IF;
    IF TG_OP = 'INSERT' OR old_key IS DISTINCT FROM new_key AND TG_OP = 'UPDATE' THEN
        INSERT INTO pg_temp.touched_row VALUES (TG_TABLE_NAME, new_key, NULL, to_jsonb(NEW)::text)
        ON CONFLICT (of_table, row_key) DO UPDATE SET new_image = excluded.new_image;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO pg_temp.touched_row
        VALUES (TG_TABLE_NAME, new_key, to_jsonb(OLD)::text, to_jsonb(NEW)::text)
        ON CONFLICT (of_table, row_key) DO UPDATE SET new_image = excluded.new_image;
    END IF;
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
            f"CREATE TEMP TABLE IF NOT EXISTS {_TOUCHED} ({_COLUMNS}) ON COMMIT DELETE ROWS"
        )
        return
    known = connection.exec_driver_sql(
        f"SELECT 1 FROM sqlite_temp_master WHERE name = '{_TOUCHED}'"  # noqa: S608 our own name
    )
    if known.first() is None:
        _watch_here(connection)
    end(connection)


def end(connection: Connection) -> None:
    """Forgets what was touched: it is sealed."""
    connection.exec_driver_sql(f"DELETE FROM {_TOUCHED}")  # noqa: S608 our own name


def _watch_here(connection: Connection) -> None:
    connection.exec_driver_sql(f"CREATE TEMP TABLE {_TOUCHED} ({_COLUMNS})")
    for table in row_images.sealed_tables():
        for number, (verb, condition, body) in enumerate(_changes(connection, table)):
            connection.exec_driver_sql(
                f"CREATE TEMP TRIGGER watch_{table.name}_{number} AFTER {verb} "
                f"ON main.{table.name} {condition} BEGIN {body} END"
            )


def _changes(connection: Connection, table: Table) -> list[tuple[str, str, str]]:
    """By verb, when and what is written down; a changed key is a row gone and another come."""
    old_key, new_key = (row_images.key(connection, table, alias) for alias in ("OLD", "NEW"))
    old, new = (row_images.image(connection, table, alias) for alias in ("OLD", "NEW"))
    gone = _noted(table.name, old_key, old, "NULL")
    come = _noted(table.name, new_key, "NULL", new)
    return [
        ("INSERT", "", come),
        ("DELETE", "", gone),
        ("UPDATE", f"WHEN {old_key} IS {new_key}", _noted(table.name, new_key, old, new)),
        ("UPDATE", f"WHEN {old_key} IS NOT {new_key}", gone + come),
    ]


def _noted(table: str, row_key: str, old: str, new: str) -> str:
    return (
        f"INSERT INTO {_TOUCHED} VALUES ('{table}', {row_key}, {old}, {new}) "  # noqa: S608
        "ON CONFLICT (of_table, row_key) DO UPDATE SET new_image = excluded.new_image; "
    )
