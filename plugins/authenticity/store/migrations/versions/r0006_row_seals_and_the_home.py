"""Seals of all rows, and the home that the store belongs to (docs/decisions/0033).

The rows of before are sealed as they stand, by `store.upgrade`: nobody can say what was done to
them earlier.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Integer, Text

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "row_seal",
        Column("of_table", Text, primary_key=True),
        Column("row_key", Text, primary_key=True),
        Column("seal", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    state = op.create_table(
        "sealed_state",
        Column("state_id", Integer, primary_key=True, autoincrement=False),
        Column("state_no", Integer, nullable=False),
        Column("totals", Text, nullable=False),
        Column("seal", Text, nullable=False),
    )
    op.execute(sa.insert(state).values(state_id=1, state_no=0, totals="{}", seal=""))
    op.create_table(
        "home",
        Column("home_no", Integer, primary_key=True, autoincrement=False),
        Column("home_id", Text, nullable=False),
        Column("key_checks", Text, nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("a store is never taken back a version; restore a backup instead")
