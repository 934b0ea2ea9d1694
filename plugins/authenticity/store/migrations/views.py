"""How a revision changes a read-only view of the case store.

`{json:x}` stands for a column of canonical JSON text: JSON on PostgreSQL, text on SQLite.
"""

from __future__ import annotations

import re

from alembic import op


def create_view(name: str, select: str, verb: str = "CREATE VIEW") -> None:
    """A new view under its name."""
    as_json = r"CAST(\1 AS json)" if op.get_bind().dialect.name == "postgresql" else r"\1"
    op.execute(f"{verb} {name} AS {re.sub(r'{json:([a-z_.]+)}', as_json, select)}")


def replace_view(name: str, select: str) -> None:
    """The view under its name with columns added at the end, and nothing else changed.

    PostgreSQL keeps who may read it, and the views that others built on it.
    """
    if op.get_bind().dialect.name == "postgresql":
        create_view(name, select, "CREATE OR REPLACE VIEW")
        return
    op.execute(f"DROP VIEW {name}")
    create_view(name, select)
