"""The stock self-check: its checks, and the policies that it has handed to lists (Art. 26)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Date, Integer, Text

from authenticity.store.migrations.views import create_view

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _policies(condition: str) -> str:
    return f"""(
             SELECT count(*) FROM self_check_policy AS part
             WHERE part.check_no = self_check.check_no AND {condition}
           )"""


V_SELF_CHECK = f"""
    SELECT check_no, as_of, from_day, status, rules_version, begun_at, finished_at, policies,
           in_error, ordered_by, ordered_at, {_policies("1 = 1")} AS handed_out,
           {_policies("checked_on IS NOT NULL")} AS checked,
           {_policies("left_on IS NOT NULL")} AS left_before
    FROM self_check
"""


def upgrade() -> None:
    op.create_table(
        "self_check",
        Column("check_no", Text, primary_key=True),
        Column("serial", Integer, nullable=False),
        Column("as_of", Date, nullable=False),
        Column("from_day", Date),
        Column("rules_version", Text, nullable=False),
        Column("portion", Integer, nullable=False),
        Column("sources", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("begun_at", INSTANT, nullable=False),
        Column("finished_at", INSTANT),
        Column("policies", Integer),
        Column("in_error", Integer),
        Column("ordered_by", Text),
        Column("ordered_at", INSTANT),
    )
    op.create_table(
        "self_check_policy",
        Column("check_no", Text, sa.ForeignKey("self_check.check_no"), primary_key=True),
        Column("policy_no", Text, primary_key=True),
        Column("channel_code", Text, nullable=False),
        Column("portion_on", Date, nullable=False),
        Column("asked_on", Date),
        Column("checked_on", Date),
        Column("left_on", Date),
    )
    op.create_index("ix_self_check_portion", "self_check_policy", ["portion_on"])
    create_view("v_self_check", V_SELF_CHECK)


def downgrade() -> None:
    raise NotImplementedError("a store is never taken back a version; restore a backup instead")
