"""What an account may read in the core system: tables and views, their columns, which are text."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from authenticity.core_system.exact_codes import MARIADB

Columns = dict[str, bool]
"""By name in small letters: whether it is stored as text."""

_OF_MARIADB = sa.text(
    "SELECT LOWER(table_name), LOWER(column_name), LOWER(data_type) "
    "FROM information_schema.columns WHERE table_schema = DATABASE()"
)
"""SQLAlchemy would ask for the text of a view, which takes a right of its own (SHOW VIEW)."""

_TEXTS = ("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "json")


def of_tables(connection: sa.Connection, names: Collection[str]) -> dict[str, Columns]:
    """The tables among the names that the core system serves, and their columns."""
    if connection.dialect.name in MARIADB:
        found: dict[str, Columns] = {}
        for table, column, kind in connection.execute(_OF_MARIADB):
            if table in names:
                found.setdefault(table, {})[column] = kind in _TEXTS
        return found
    inspector = sa.inspect(connection)
    served = {name.lower(): name for name in inspector.get_table_names()}
    served |= {name.lower(): name for name in inspector.get_view_names()}
    # SQLite stores what it is given, whatever the column is called.
    is_loose = connection.dialect.name == "sqlite"
    return {
        name: {
            column["name"].lower(): is_loose or isinstance(column["type"], sa.String)
            for column in inspector.get_columns(served[name])
        }
        for name in names
        if name in served
    }
