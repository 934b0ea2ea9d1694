"""How a revision changes a read-only view of the case store.

`{json:x}` stands for a column of canonical JSON text: JSON on PostgreSQL, text on SQLite.
"""

from __future__ import annotations

import re

from alembic import op


def replace_view(name: str, select: str) -> None:
    """The view under its name with columns added at the end, and nothing else changed.

    PostgreSQL keeps who may read it, and the views that others built on it.
    """
    if op.get_bind().dialect.name == "postgresql":
        as_json, verb = r"CAST(\1 AS json)", "CREATE OR REPLACE VIEW"
    else:
        as_json, verb = r"\1", "CREATE VIEW"
        op.execute(f"DROP VIEW {name}")
    op.execute(f"{verb} {name} AS {re.sub(r'{json:([a-z_.]+)}', as_json, select)}")
