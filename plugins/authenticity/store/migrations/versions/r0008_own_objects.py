"""What belongs to the store itself is on record, and four eyes looks into earlier cases, too.

The record of triggers and views is filled by `store.upgrade` (docs/decisions/0045).
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

from authenticity.store.migrations import four_eyes

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "store_object",
        Column("kind", Text, primary_key=True),
        Column("name", Text, primary_key=True),
        Column("sha256", Text, nullable=False),
    )
    four_eyes.create()


def downgrade() -> None:
    raise NotImplementedError("a store is never taken back a version; restore a backup instead")
