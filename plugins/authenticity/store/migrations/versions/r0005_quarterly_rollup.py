"""The quarterly roll-up: versions of a quarter's report, with the figures they were made of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Integer, Text

from authenticity.store.migrations.views import create_view

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)

V_ROLLUP = """
    SELECT quarter, version, file, sha256, status, signed_by, signed_at, supersedes, prepared_by,
           prepared_at, partial_by, asked_at, reason, manifest_sha256
    FROM rollup
"""


def upgrade() -> None:
    op.create_table(
        "rollup",
        Column("quarter", Text, primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        *(
            Column(name, Text, nullable=False)
            for name in ("figures", "file", "sha256", "manifest_sha256", "status", "prepared_by")
        ),
        Column("prepared_at", INSTANT, nullable=False),
        Column("partial_by", Text),
        Column("supersedes", Integer),
        Column("asked_at", INSTANT),
        Column("signed_by", Text),
        Column("signed_at", INSTANT),
        Column("reason", Text),
    )
    create_view("v_rollup", V_ROLLUP)


def downgrade() -> None:
    raise NotImplementedError("a store is never taken back a version; restore a backup instead")
